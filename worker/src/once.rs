//! A request that is sent once: what makes it the same as an earlier one is noted with its
//! caller's gate before it is sent, and its answer after.

use ingam::gateway::idempotency::{End, Sameness};
use ingam::{Result, exchange};
use worker::Env;

use crate::caller_gate::{self, Begin, Ended};
use crate::object::{self, Class};

/// What makes a request the same as an earlier one.
pub(crate) struct Slot {
    pub(crate) by: Sameness,
    /// The name under which it is kept.
    pub(crate) name: String,
    /// The SHA-256 of what has to be the same, in hexadecimal.
    pub(crate) body: String,
}

/// Sends a request unless one of its slots answers in its place. `send` sets its flag as soon
/// as the provider has taken the request, whatever fails afterwards.
pub(crate) async fn once(
    env: &Env,
    caller: &str,
    slots: Vec<Slot>,
    send: impl AsyncFnOnce(&mut bool) -> Result<exchange::Response>,
) -> Result<exchange::Response> {
    let mut begun = Vec::new();
    for slot in slots {
        match begin(env, caller, &slot).await {
            Ok(None) => begun.push(slot),
            Ok(Some(answer)) => {
                end(env, caller, &begun, End::NotCalled, &[]).await;
                return Ok(answer);
            }
            Err(error) => {
                end(env, caller, &begun, End::NotCalled, &[]).await;
                return Err(error);
            }
        }
    }
    let mut accepted = false;
    let answer = send(&mut accepted).await;
    let record = answer.as_ref().map(exchange::Response::to_record).unwrap_or_default();
    end(env, caller, &begun, End::of(accepted, &answer), &record).await;
    answer
}

/// The stored answer, where there is one.
async fn begin(env: &Env, caller: &str, slot: &Slot) -> Result<Option<exchange::Response>> {
    let message =
        Begin { caller: caller.into(), by: slot.by, slot: slot.name.clone(), body: slot.body.clone() };
    let answer = object::send(env, Class::CallerGate, caller, "begin", &message, None).await?;
    if answer.status == 204 {
        return Ok(None);
    }
    caller_gate::refusal(&answer).map_or(Ok(Some(answer)), Err)
}

async fn end(env: &Env, caller: &str, slots: &[Slot], end: End, record: &[u8]) {
    for slot in slots {
        let message = Ended { caller: caller.into(), slot: slot.name.clone(), end };
        // Whatever becomes of the note, the caller gets the answer that there is.
        let _ = object::send(env, Class::CallerGate, caller, "end", &message, Some(record)).await;
    }
}
