//! What the platform gives: settings, clock, entropy, and HTTP values in its own types.

use std::rc::Rc;

use futures_util::StreamExt;
use ingam::entropy::Entropy;
use ingam::exchange;
use ingam::gateway::settings::Settings;
use ingam::time::UnixTime;
use ingam::{Code, Error};
use worker::wasm_bindgen::JsValue;
use worker::{ByteStream, Date, Env, Headers, Response, ResponseBuilder};

thread_local! {
    static SETTINGS: std::cell::RefCell<Option<Rc<Settings>>> = const { std::cell::RefCell::new(None) };
}

/// How much of a body that is too long is read for nothing.
const DISCARDED_BYTES_MAX: usize = 16 << 20;

/// The settings, read once per isolate: a deployment that changes them starts new ones.
pub(crate) fn settings(env: &Env) -> Rc<Settings> {
    SETTINGS.with_borrow_mut(|slot| {
        let read = || Rc::new(Settings::read(&|name| variable(env, name)));
        Rc::clone(slot.get_or_insert_with(read))
    })
}

/// The value of a setting. In wrangler.toml one may be a number or a table as well, which comes as
/// what JSON makes of it; here it is the text of that.
fn variable(env: &Env, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(env, &JsValue::from_str(name)).ok()?;
    if value.is_undefined() {
        return None;
    }
    value.as_string().or_else(|| js_sys::JSON::stringify(&value).ok()?.as_string())
}

/// Milliseconds since 1970. In production the clock stands still between two I/O events.
pub(crate) fn now_ms() -> u64 {
    Date::now().as_millis()
}

/// The time in the core's unit.
pub(crate) fn now() -> UnixTime {
    UnixTime::from_millis(i64::try_from(now_ms()).unwrap_or(i64::MAX))
}

/// The platform's generator. Only inside a handler.
pub(crate) fn entropy() -> impl Entropy {
    |out: &mut [u8]| getrandom::fill(out)
}

/// Sixteen hexadecimal digits, to find a request in the log.
pub(crate) fn request_id() -> String {
    let mut bytes = [0; 8];
    match entropy().fill(&mut bytes) {
        Ok(()) => ingam::encoding::hex(&bytes),
        Err(_) => String::from("0000000000000000"),
    }
}

/// An answer in the platform's type.
pub(crate) fn to_response(answer: exchange::Response) -> worker::Result<Response> {
    let headers = Headers::new();
    for (name, value) in &answer.headers {
        // A value that is no header text is left out: the answer matters more.
        let _ = headers.set(name, value);
    }
    // The platform throws at others.
    let status = if (200..=599).contains(&answer.status) { answer.status } else { 502 };
    let builder = ResponseBuilder::new().with_status(status).with_headers(headers);
    // These statuses have no body by definition; the platform throws if they get one.
    let empty = matches!(answer.status, 101 | 204 | 205 | 304);
    Ok(if empty { builder.empty() } else { builder.fixed(answer.body) })
}

/// Reads a caller's body up to `limit` bytes. Past it the rest is read and thrown away, up to
/// [`DISCARDED_BYTES_MAX`]: whoever is cut off while it writes does not get to read why.
///
/// # Errors
/// As [`read_body`].
pub(crate) async fn hear_out(stream: worker::Result<ByteStream>, limit: usize) -> Result<Vec<u8>, Error> {
    let Ok(mut stream) = stream else { return Ok(Vec::new()) };
    let mut body = Vec::new();
    let mut length = 0_usize;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Code::Internal)?;
        length = length.saturating_add(chunk.len());
        if length <= limit {
            body.extend_from_slice(&chunk);
        } else if length <= limit.saturating_add(DISCARDED_BYTES_MAX) {
            body = Vec::new();
        } else {
            break;
        }
    }
    if length > limit { Err(Error::new(Code::BodyTooLarge)) } else { Ok(body) }
}

/// Reads a body up to `limit` bytes and stops there.
///
/// # Errors
/// [`Code::BodyTooLarge`] past the limit, [`Code::Internal`] when the stream breaks.
pub(crate) async fn read_body(stream: worker::Result<ByteStream>, limit: usize) -> Result<Vec<u8>, Error> {
    // No stream is no body.
    let Ok(mut stream) = stream else { return Ok(Vec::new()) };
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Code::Internal)?;
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(Error::new(Code::BodyTooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
