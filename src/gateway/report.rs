//! What the gateway's own routes tell: of a transaction, of readiness.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::json;

use crate::document::DocumentRecord;
use crate::error::Error;
use crate::exchange::Response;
use crate::gateway::evidence::Summary;
use crate::gateway::refusal::json_response;
use crate::json::Value;
use crate::time::UnixTime;
use crate::transaction::{Provider, State, TransactionId};

/// `GET /v1/transactions/{provider}/{id}`.
#[must_use]
pub fn transaction(
    id: &TransactionId,
    state: &State,
    evidence: Option<&Summary>,
    retention_days: i64,
) -> Response {
    let body = Transaction {
        provider: id.provider(),
        id: id.id(),
        state: state.name(),
        reads: Reads { answered: state.reads().len(), attempts: state.attempts() },
        requested_at: state.registration().requested_at.to_rfc3339(),
        completed_at: state.completed_at().map(UnixTime::to_rfc3339),
        evidence,
        documents: &state.registration().documents,
        expires_at: state.expires_at(retention_days).to_rfc3339(),
    };
    json_response(200, "application/json", &body).with("cache-control", "no-store")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Transaction<'a> {
    provider: Provider,
    id: &'a str,
    state: &'static str,
    reads: Reads,
    requested_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a Summary>,
    documents: &'a [DocumentRecord],
    expires_at: String,
}

#[derive(Serialize)]
struct Reads {
    answered: usize,
    attempts: u32,
}

/// `GET /healthz`.
#[must_use]
pub fn health() -> Response {
    json_response(200, "application/json", &json!({ "status": "ok" })).with("cache-control", "no-store")
}

/// `GET /openapi.json`: the routes as OpenAPI 3.1.
#[must_use]
pub fn openapi() -> Response {
    Response::new(200, "application/json", include_bytes!("openapi.json").to_vec())
        .with("cache-control", "public, max-age=3600")
}

/// `GET /readyz`: 200, or 503 with the names of what is missing or wrong.
#[must_use]
pub fn readiness(problems: &[Error]) -> Response {
    if problems.is_empty() {
        let body = json!({ "status": "ready" });
        return json_response(200, "application/json", &body).with("cache-control", "no-store");
    }
    let listed: Vec<Value> = problems
        .iter()
        .map(|error| {
            json!({
                "code": error.code().entry().code,
                "setting": error.subject(),
                "message": error.message(),
                "messageKo": error.message_ko(),
            })
        })
        .collect();
    let code = problems.first().map_or("", |error| error.code().entry().code);
    json_response(503, "application/json", &json!({ "status": "not ready", "problems": listed }))
        .with("cache-control", "no-store")
        .with("ingam-error", code)
}
