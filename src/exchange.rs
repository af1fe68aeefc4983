//! An HTTP request and its response, as values: the core writes and reads them, the edge
//! carries them.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::token::AccessToken;

/// How a provider is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Without a body.
    Get,
    /// With one.
    Post,
}

/// A call to a provider; the body may hold secrets and personal data.
pub struct Request {
    /// How.
    pub method: Method,
    /// Where to.
    pub url: String,
    /// Header names in lower case, and their values: nothing secret, see `bearer`.
    pub headers: Vec<(&'static str, String)>,
    /// The bearer token, if the call needs one.
    pub bearer: Option<Secret<String>>,
    /// The bytes to send; none with `GET`.
    pub body: Secret<Vec<u8>>,
    /// How long it may take and how much may come back.
    pub limits: Limits,
}

impl Request {
    /// A `GET`.
    #[must_use]
    pub const fn get(url: String, limits: Limits) -> Self {
        Self {
            method: Method::Get,
            url,
            headers: Vec::new(),
            bearer: None,
            body: Secret::new(Vec::new()),
            limits,
        }
    }

    /// A `POST` of a body of this type.
    #[must_use]
    pub fn post(url: String, content_type: &str, body: Vec<u8>, limits: Limits) -> Self {
        Self {
            method: Method::Post,
            url,
            headers: Vec::from([("content-type", content_type.into())]),
            bearer: None,
            body: Secret::new(body),
            limits,
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds the bearer token.
    #[must_use]
    pub fn with_bearer(mut self, token: &AccessToken) -> Self {
        self.bearer = Some(Secret::new(token.value().expose().clone()));
        self
    }
}

/// How long a call may take, and how much may come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until the status line and headers are there.
    pub first_byte_ms: u64,
    /// Until the body is complete.
    pub total_ms: u64,
    /// Of the body, after content decoding.
    pub body_bytes: usize,
}

impl Limits {
    /// Token, request and status calls: 5 s, 10 s, 1 MiB.
    pub const SHORT: Self = Self { first_byte_ms: 5_000, total_ms: 10_000, body_bytes: 1 << 20 };
    /// Reads of a one-time result: the time is the read's own, 16 MiB.
    pub const READ: Self = Self {
        first_byte_ms: crate::transaction::READ_SECONDS.unsigned_abs() * 1000,
        total_ms: crate::transaction::READ_SECONDS.unsigned_abs() * 1000,
        body_bytes: 16 << 20,
    };
}

/// An answer: to a caller, or from a provider with what is passed on of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header names in lower case, and their values.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The bytes, content decoding undone.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer with a body of this type.
    #[must_use]
    pub fn new(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        Self { status, headers: Vec::from([(Cow::Borrowed("content-type"), content_type.into())]), body }
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// The first header of that lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What a caller sees of a provider's answer: status, body, content type and
    /// retry-after, nothing else.
    #[must_use]
    pub fn passed_on(mut self) -> Self {
        self.headers.retain(|(name, _)| matches!(name.as_ref(), "content-type" | "retry-after"));
        self
    }

    /// One byte string of the whole answer: a line of JSON, then the body.
    #[must_use]
    pub fn to_record(&self) -> Vec<u8> {
        let head = Head { status: self.status, headers: self.headers.clone() };
        let mut record = serde_json::to_vec(&head).unwrap_or_default();
        record.push(b'\n');
        record.extend_from_slice(&self.body);
        record
    }

    /// Reads [`Response::to_record`].
    ///
    /// # Errors
    /// [`Code::StoreDamaged`].
    pub fn from_record(record: &[u8]) -> Result<Self> {
        let damaged = || Error::new(Code::StoreDamaged);
        let end = record.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
        let (head, body) = record.split_at_checked(end).ok_or_else(damaged)?;
        let Head { status, headers } = serde_json::from_slice(head).map_err(|_| damaged())?;
        Ok(Self { status, headers, body: body.get(1..).unwrap_or(&[]).to_vec() })
    }
}

/// Status and headers only: a body may hold personal data.
impl core::fmt::Debug for Response {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

#[derive(Serialize, Deserialize)]
struct Head {
    status: u16,
    headers: Vec<(Cow<'static, str>, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_holds_the_whole_answer() {
        let answer = Response::new(400, "application/json", b"{\n\xff\n}".to_vec()).with("retry-after", "3");
        assert_eq!(Response::from_record(&answer.to_record()), Ok(answer));
        for damaged in [&b""[..], b"{}", b"{}\n", b"\n"] {
            assert!(Response::from_record(damaged).is_err());
        }
    }

    #[test]
    fn two_headers_are_passed_on() {
        let answer = Response::new(200, "application/json", Vec::new())
            .with("retry-after", "3")
            .with("set-cookie", "a=b")
            .with("server", "x")
            .passed_on();
        assert_eq!(answer.headers.len(), 2);
        assert_eq!(answer.header("retry-after"), Some("3"));
    }
}
