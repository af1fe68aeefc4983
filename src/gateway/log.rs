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

/// The trace id of a `traceparent` header, if it has the form of one.
#[must_use]
pub fn trace_id(traceparent: &str) -> Option<&str> {
    let id = traceparent.split('-').nth(1)?;
    (id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))).then_some(id)
}
