//! Validation of requests.

use ingam::provider::{Problem, validate_request};
use ingam::{Code, json};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::failure::failure;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    path: &'a str,
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    message_ko: &'a str,
}

impl<'a> From<&'a Problem> for Row<'a> {
    fn from(problem: &'a Problem) -> Self {
        Self {
            path: problem.path(),
            code: problem.code(),
            severity: problem.severity().name(),
            message: problem.message(),
            message_ko: problem.message_ko(),
        }
    }
}

/// `[{ path, code, severity, message, messageKo }]` for a body that comes as JSON.
///
/// # Errors
/// As `validate_request` of the core, and `INGAM_JSON_INVALID`.
#[wasm_bindgen(js_name = validateRequest)]
pub fn validate(kind: &str, body: &[u8]) -> Result<JsValue, JsValue> {
    let body = json::parse_object(body).map_err(failure)?;
    let problems = validate_request(kind, &json::Value::Object(body)).map_err(failure)?;
    let rows: Vec<Row<'_>> = problems.iter().map(Row::from).collect();
    serde_wasm_bindgen::to_value(&rows).map_err(|_| failure(Code::Internal))
}
