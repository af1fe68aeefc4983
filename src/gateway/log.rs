//! The log: one line of JSON per request, from an allow-list. What is not a member here
//! is not logged: no body, no header, no id of a person, no token, no error's text.

use alloc::string::String;

use serde::Serialize;

use crate::transaction::Provider;

/// A request's line.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Always `request`.
    pub event: &'static str,
    /// The route without ids.
    pub route: &'static str,
    /// Who called, once that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// Whose route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// The answer's status.
    pub status: u16,
    /// The `ingam-error`, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where the access token came from: `memory`, `kv`, `object`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<&'static str>,
    /// Whether the answer was stored before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replayed: Option<bool>,
    /// Milliseconds from the request to the answer.
    pub duration_ms: u64,
    /// The id in the answer's `ingam-request-id`.
    pub request_id: String,
    /// The trace id of a `traceparent` (W3C Trace Context), if one came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

impl Line {
    /// The line's text.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The trace id of a `traceparent` header, if it has the form of one (W3C Trace Context
/// section 3.2: version, trace id, parent id, flags; more only in a later version).
#[must_use]
pub fn trace_id(traceparent: &str) -> Option<&str> {
    let mut fields = traceparent.split('-');
    let (version, id, parent, flags) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let is_hex = |text: &str, digits| {
        text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_id = |text: &str, digits| is_hex(text, digits) && text.bytes().any(|digit| digit != b'0');
    let form = is_hex(version, 2) && is_id(id, 32) && is_id(parent, 16) && is_hex(flags, 2);
    let ends = version != "00" || fields.next().is_none();
    (form && ends && version != "ff").then_some(id)
}
