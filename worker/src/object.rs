//! Calls from the Worker to its objects, and between them. They stay inside the
//! deployment: bodies are JSON or bytes, refusals travel by their code.

use ingam::{Code, Error, Result, exchange};
use serde::Serialize;
use worker::{Env, Headers, Method, Request, RequestInit, Response, wasm_bindgen::JsValue};

use crate::{caller_gate, platform};

/// The class of an object, by its binding.
#[derive(Clone, Copy)]
pub(crate) enum Class {
    TokenFlight,
    Transaction,
    CallerGate,
}

impl Class {
    const fn binding(self) -> &'static str {
        match self {
            Self::TokenFlight => "TOKEN_FLIGHT",
            Self::Transaction => "TRANSACTION",
            Self::CallerGate => "CALLER_GATE",
        }
    }
}

/// The header that carries the small part of a message whose body is bytes.
const MESSAGE: &str = "ingam-message";
/// The headers of an object's answer that are part of it, besides `ingam-…`.
const CARRIED: [&str; 7] = [
    "content-type",
    "content-disposition",
    "retry-after",
    "cache-control",
    "allow",
    "www-authenticate",
    caller_gate::REPLAYED,
];
/// A bundle holds a result of 16 MiB, and its documents and their reports besides.
const LARGEST_ANSWER_BYTES: usize = 64 << 20;

/// Sends `message` and `body` to the object called `name`.
///
/// # Errors
/// [`Code::Internal`] when the object cannot be reached.
pub(crate) async fn send<M: Serialize>(
    env: &Env,
    class: Class,
    name: &str,
    verb: &str,
    message: &M,
    body: Option<&[u8]>,
) -> Result<exchange::Response> {
    let mut answer = reach(env, class, name, verb, message, body).await.map_err(|_| Code::Internal)?;
    let headers = answer
        .headers()
        .entries()
        .filter(|(name, _)| name.starts_with("ingam-") || CARRIED.contains(&name.as_str()))
        .map(|(name, value)| (name.into(), value))
        .collect();
    let status = answer.status_code();
    let body = platform::read_body(answer.stream(), LARGEST_ANSWER_BYTES).await?;
    Ok(exchange::Response { status, headers, body })
}

async fn reach<M: Serialize>(
    env: &Env,
    class: Class,
    name: &str,
    verb: &str,
    message: &M,
    body: Option<&[u8]>,
) -> worker::Result<Response> {
    let stub = env.durable_object(class.binding())?.get_by_name(name)?;
    let headers = Headers::new();
    headers.set(MESSAGE, &ingam::encoding::base64(&serde_json::to_vec(message)?))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_body(body.map(|bytes| JsValue::from(js_sys::Uint8Array::from(bytes))));
    stub.fetch_with_request(Request::new_with_init(&format!("https://object/{verb}"), &init)?).await
}

/// Done; there is nothing to say.
pub(crate) fn no_content() -> exchange::Response {
    exchange::Response { status: 204, headers: Vec::new(), body: Vec::new() }
}

/// Reads what [`send`] sent: the verb and the message.
///
/// # Errors
/// [`Code::Internal`]: only this deployment calls its objects.
pub(crate) fn receive<M: for<'de> serde::Deserialize<'de>>(request: &Request) -> Result<M> {
    let text = request.headers().get(MESSAGE).ok().flatten().ok_or(Code::Internal)?;
    let bytes = ingam::encoding::base64_decode(&text).map_err(|_| Code::Internal)?;
    serde_json::from_slice(&bytes).map_err(|_| Error::new(Code::Internal))
}
