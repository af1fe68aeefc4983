//! Calls to a provider, with their limits: time to the first byte, time in all, size.

use std::borrow::Cow;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::pin_mut;
use ingam::exchange::{self, Request, Response};
use worker::{
    AbortController, CacheMode, Delay, Fetch, Headers, Method, RequestInit, RequestRedirect,
    wasm_bindgen::JsValue,
};

use crate::platform;

/// The answer did not come whole: no connection, cut, too late or too long. What the
/// provider did with the request is not known.
#[derive(Debug)]
pub(crate) struct Lost;

/// Retries of calls that change nothing at the provider.
const RETRIES: u32 = 2;
const RETRY_BASE_MS: u64 = 100;

/// Ends a call whose answer did not come, or that nobody waits for any more.
struct AbortOnDrop(Option<AbortController>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = self.0.take() {
            controller.abort();
        }
    }
}

/// Carries `request` and brings the whole answer.
pub(crate) async fn send(request: &Request) -> Result<Response, Lost> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let mut abort = AbortOnDrop(Some(controller));
    let call = call(request, &signal);
    let time = Delay::from(Duration::from_millis(request.limits.total_ms));
    pin_mut!(call);
    match select(call, time).await {
        Either::Left((Ok(answer), _)) => {
            abort.0 = None;
            Ok(answer)
        }
        Either::Left((Err(Lost), _)) | Either::Right(((), _)) => Err(Lost),
    }
}

/// As [`send`], tried again with full jitter when the answer is lost or comes from
/// something between: only for calls that may be repeated. `make` makes each attempt's
/// request, because a signature is of its moment.
///
/// # Errors
/// What `make` fails with.
pub(crate) async fn send_repeatable<E>(
    make: &dyn Fn() -> Result<Request, E>,
) -> Result<Result<Response, Lost>, E> {
    let mut outcome = send(&make()?).await;
    for attempt in 0..RETRIES {
        let again = match &outcome {
            Err(Lost) => true,
            Ok(answer) => matches!(answer.status, 502..=504) && !is_json(answer),
        };
        if !again {
            break;
        }
        Delay::from(Duration::from_millis(jitter(RETRY_BASE_MS << attempt))).await;
        outcome = send(&make()?).await;
    }
    Ok(outcome)
}

async fn call(request: &Request, signal: &worker::AbortSignal) -> Result<Response, Lost> {
    let fetch = Fetch::Request(outgoing(request).map_err(|_| Lost)?);
    let head = fetch.send_with_signal(signal);
    let time = Delay::from(Duration::from_millis(request.limits.first_byte_ms));
    pin_mut!(head);
    let mut answer = match select(head, time).await {
        Either::Left((answer, _)) => answer.map_err(|_| Lost)?,
        Either::Right(((), _)) => return Err(Lost),
    };
    let headers = ["content-type", "retry-after"]
        .into_iter()
        .filter_map(|name| Some((Cow::Borrowed(name), answer.headers().get(name).ok()??)))
        .collect();
    let status = answer.status_code();
    if !(200..=599).contains(&status) {
        // No status of HTTP's (RFC 9110 section 15), and none that could be answered with.
        return Err(Lost);
    }
    let body = platform::read_body(answer.stream(), request.limits.body_bytes).await.map_err(|_| Lost)?;
    Ok(Response { status, headers, body })
}

fn outgoing(request: &Request) -> worker::Result<worker::Request> {
    let headers = Headers::new();
    headers.set("accept", "application/json")?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    if let Some(token) = &request.bearer {
        headers.set("authorization", &format!("Bearer {}", token.expose()))?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers).with_redirect(RequestRedirect::Manual).with_cache(CacheMode::NoStore);
    match request.method {
        exchange::Method::Get => init.with_method(Method::Get),
        exchange::Method::Post => init
            .with_method(Method::Post)
            .with_body(Some(JsValue::from(js_sys::Uint8Array::from(request.body.expose().as_slice())))),
    };
    worker::Request::new_with_init(&request.url, &init)
}

fn is_json(answer: &Response) -> bool {
    answer.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("json"))
}

/// A random number of milliseconds up to `most`.
fn jitter(most: u64) -> u64 {
    getrandom::u64().map_or(most, |random| random % (most + 1))
}
