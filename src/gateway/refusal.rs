//! Every refusal, in the manners of the route it happens on, always with the header
//! `ingam-error`.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::json;

use crate::error::{Code, Error};
use crate::exchange::Response;
use crate::gateway::route::Surface;
use crate::json::{Map, Value};
use crate::provider::kakao;
use crate::provider::problem::{Problem, Severity};
use crate::provider::toss::operation::fail;
use crate::provider::toss::wire::Failure;

/// How long a caller waits before it asks again for a read that goes on.
const RETRY_AFTER_SECONDS: &str = "5";

/// The answer to a request that is refused for `error`.
#[must_use]
pub fn refuse(surface: Surface, error: &Error) -> Response {
    answer(surface, error, &[])
}

/// The answer to a request with these problems, errors among them.
#[must_use]
pub fn refuse_invalid(surface: Surface, problems: &[Problem]) -> Response {
    let errors: Vec<&Problem> = problems.iter().filter(|p| p.severity() == Severity::Error).collect();
    // A result without a session has a code of its own, wherever it is found out.
    let code = match errors.as_slice() {
        [only] if only.code() == Code::SessionRequired.entry().code => Code::SessionRequired,
        _ => Code::RequestInvalid,
    };
    answer(surface, &Error::new(code), problems)
}

fn answer(surface: Surface, error: &Error, problems: &[Problem]) -> Response {
    let row = error.code().entry();
    let response = match surface {
        Surface::TossToken => json_response(
            oauth_status(error.code()),
            "application/json",
            &json!({
                "error": oauth_error(error),
                "error_description": error.message(),
            }),
        )
        .with("cache-control", "no-store"),
        Surface::Toss => fail(
            row.toss.0,
            Failure {
                error_code: row.toss.1.into(),
                reason: Some(error.message_ko()),
                data: Some(details(error, problems)),
                ..Failure::default()
            },
        ),
        Surface::LinkHub => kakao::operation::fail(
            row.status,
            &kakao::wire::Failure {
                code: row.linkhub.into(),
                message: linkhub_message(error, problems),
                other: Map::from_iter([(String::from("ingam"), details(error, problems))]),
            },
        ),
        Surface::Own => {
            let mut body = details(error, problems);
            if let Value::Object(members) = &mut body {
                members.insert("type".into(), "about:blank".into());
                members.insert("title".into(), status_phrase(row.status).into());
                members.insert("status".into(), row.status.into());
                members.insert("detail".into(), error.message().into());
            }
            json_response(row.status, "application/problem+json", &body)
        }
    };
    let response = response.with("ingam-error", row.code);
    match error.code() {
        Code::ReadContinues | Code::RequestUnderWay => response.with("retry-after", RETRY_AFTER_SECONDS),
        Code::MethodNotAllowed => match error.subject() {
            Some(method) => response.with("allow", method),
            None => response,
        },
        Code::RateLimited => match error.subject() {
            Some(seconds) => response.with("retry-after", seconds),
            None => response,
        },
        Code::CallerUnknown => response.with("www-authenticate", "Bearer"),
        _ => response,
    }
}

/// LinkHub's clients show a code and a sentence and nothing else, so the sentence is that of
/// the first problem, with its place.
fn linkhub_message(error: &Error, problems: &[Problem]) -> String {
    match problems.iter().find(|problem| problem.severity() == Severity::Error) {
        Some(first) => alloc::format!("{} [{}]", first.message_ko(), first.path()),
        None => error.message_ko(),
    }
}

/// 400, save where HTTP or RFC 6749 section 5.2 has a status for the case.
const fn oauth_status(code: Code) -> u16 {
    match (code, code.entry().status) {
        (Code::CallerUnknown, _) => 401,
        (
            Code::RouteUnknown | Code::MethodNotAllowed | Code::BodyTooLarge | Code::ContentTypeInvalid,
            status,
        ) => status,
        (_, status @ 500..) => status,
        _ => 400,
    }
}

/// The phrase of a status in the table (RFC 9110 section 15): the title of a problem whose
/// type is `about:blank` (RFC 9457 section 4.2.1).
const fn status_phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Error",
    }
}

/// RFC 6749 section 5.2 has six words; the header has ours. A path is the parameter whose
/// value is not supported.
fn oauth_error(error: &Error) -> &'static str {
    match (error.code(), error.path()) {
        (Code::CallerUnknown, _) => "invalid_client",
        (Code::ProviderNotAllowed | Code::OriginRefused, _) => "unauthorized_client",
        (Code::RequestInvalid, Some("/grant_type")) => "unsupported_grant_type",
        (Code::RequestInvalid, Some("/scope")) => "invalid_scope",
        (code, _) if code.entry().status >= 500 => "temporarily_unavailable",
        _ => "invalid_request",
    }
}

fn details(error: &Error, problems: &[Problem]) -> Value {
    let row = error.code().entry();
    let mut body = json!({
        "code": row.code,
        "message": error.message(),
        "messageKo": error.message_ko(),
        "fault": row.fault.name(),
        "retryable": row.retryable,
    });
    if let Value::Object(members) = &mut body {
        if let Some(path) = error.path() {
            members.insert("path".into(), path.into());
        }
        if !problems.is_empty() {
            members.insert("problems".into(), problems.iter().map(problem).collect());
        }
    }
    body
}

fn problem(problem: &Problem) -> Value {
    json!({
        "path": problem.path(),
        "code": problem.code(),
        "severity": problem.severity().name(),
        "message": problem.message(),
        "messageKo": problem.message_ko(),
    })
}

/// The codes of the warnings with their paths, for the header `ingam-warnings`; `None` when
/// there are none. Paths of the tables are ASCII.
#[must_use]
pub fn warnings(problems: &[Problem]) -> Option<String> {
    let listed: Vec<String> = problems
        .iter()
        .filter(|problem| problem.severity() == Severity::Warning)
        .take(32)
        .map(|problem| alloc::format!("{}; path=\"{}\"", problem.code(), problem.path()))
        .collect();
    (!listed.is_empty()).then(|| listed.join(", "))
}

/// An answer with a JSON body.
pub(super) fn json_response<T: Serialize>(status: u16, content_type: &'static str, body: &T) -> Response {
    Response::new(status, content_type, serde_json::to_vec(body).unwrap_or_default())
}
