//! The docs routes: admit, validate, then to Toss — a result by way of its transaction.

use std::time::Duration;

use crate::front::{Arrival, header};
use crate::object::{self, Class};
use crate::once::{Slot, once};
use crate::platform;
use crate::provider_call::{self, Failed, Repeat};
use crate::transaction::{Question, Registering, ResultQuestion};
use ingam::digest::sha256_hex;
use ingam::gateway::idempotency::{self, Sameness};
use ingam::gateway::opening;
use ingam::gateway::refusal::{refuse_invalid, warnings};
use ingam::gateway::route::Surface;
use ingam::gateway::service_call::ServiceCall;
use ingam::gateway::settings::Settings;
use ingam::provider::problem::{Problem, Severity};
use ingam::provider::toss::operation::{
    Operation, PassThrough, Service, failure, is_protocol, read_requested,
};
use ingam::provider::toss::registration::{DIGESTS_HEADER, adoption, asked, registration};
use ingam::transaction::{Provider, Registration, TransactionId};
use ingam::{Code, Error, Result, exchange, json};
use worker::{Delay, Env};

/// Answers a docs route.
pub(crate) async fn handle(mut arrival: Arrival<'_>, operation: Operation) -> Result<exchange::Response> {
    let caller = arrival.admit(Some(Provider::Toss)).await?;
    arrival.settings.toss()?;
    arrival.settings.evidence()?;
    arrival.expect_content("application/json")?;
    let bytes = arrival.body(arrival.settings.max_body_bytes).await?;
    let body = json::parse_object(&bytes)?;
    let opened_here = operation == Operation::Result
        && opening::is_asked(header(&arrival.request, opening::HEADER).as_deref(), &body)?;
    let problems = if opened_here { opening::validate(&body) } else { operation.validate(&body) };
    if problems.iter().any(|problem| problem.severity() == Severity::Error) {
        return Ok(refuse_invalid(Surface::Toss, &problems));
    }
    let answer = match operation {
        Operation::Request => request(&mut arrival, caller, &bytes, &body).await?,
        Operation::Status => status(&mut arrival, caller, &bytes, &body).await?,
        Operation::Result => result(&arrival, caller, &bytes, &body).await?,
    };
    Ok(with_warnings(answer, &problems))
}

/// Toss's word for a transaction that there is not.
const UNKNOWN: &str = "CE3100";

type Body = json::Map<String, json::Value>;

async fn request(
    arrival: &mut Arrival<'_>,
    caller: String,
    bytes: &[u8],
    body: &Body,
) -> Result<exchange::Response> {
    let digests = header(&arrival.request, DIGESTS_HEADER);
    let registration = registration(&caller, body, digests.as_deref(), platform::now())?;
    let key = header(&arrival.request, idempotency::HEADER);
    let Some(key) = key else { return begin_signature(arrival, &registration, bytes, &mut false).await };

    let slot = Slot {
        by: Sameness::Key,
        name: idempotency::slot(Operation::Request.path(), &key)?,
        body: sha256_hex(bytes),
    };
    let env = arrival.env;
    once(env, &caller, vec![slot], async |accepted| {
        begin_signature(arrival, &registration, bytes, accepted).await
    })
    .await
}

/// Has Toss ask the signer, and the transaction's object remember it. `accepted` is set as
/// soon as Toss has taken the request, whatever fails afterwards.
async fn begin_signature(
    arrival: &mut Arrival<'_>,
    registration: &Registration,
    bytes: &[u8],
    accepted: &mut bool,
) -> Result<exchange::Response> {
    let service = Operation::Request.service();
    let answer = call(arrival, service, bytes, Repeat::Never, Code::RequestUncertain).await?;
    if !is_protocol(&answer) {
        // A page of something between: whether the signer was asked, nobody knows.
        return Err(Error::new(Code::RequestUncertain));
    }
    let Some(requested) = read_requested(&answer) else { return Ok(answer) };
    *accepted = true;
    let Some(id) = TransactionId::new(Provider::Toss, &requested.tx_id) else {
        // The signer has been asked: the caller needs the id, guarded or not.
        return Ok(answer.with("ingam-error", Code::ProviderAnswerInvalid.entry().code));
    };
    let message = Registering { transaction: (&id).into(), registration: registration.clone() };
    Ok(told_of(answer, register(arrival.env, &id, &message).await))
}

/// Has the transaction's object remember a request that the provider has taken. Tried again: the
/// signer has been asked, and nothing else knows of it.
pub(crate) async fn register(
    env: &Env,
    id: &TransactionId,
    message: &Registering,
) -> Result<exchange::Response> {
    let name = id.to_string();
    let send = || object::send(env, Class::Transaction, &name, "register", message, None);
    let mut registered = send().await;
    for pause_ms in [100, 400] {
        if registered.as_ref().is_ok_and(|answer| answer.status < 500) {
            break;
        }
        Delay::from(Duration::from_millis(pause_ms)).await;
        registered = send().await;
    }
    registered
}

/// The answer of a provider that has asked the signer. Where a failure of ours keeps the
/// transaction from being guarded, the caller needs the id in it all the same, and a word on
/// why; an id that is somebody else's is of no use to it.
pub(crate) fn told_of(
    answer: exchange::Response,
    registered: Result<exchange::Response>,
) -> exchange::Response {
    let code = match registered {
        Ok(registered) if registered.status == 204 => return answer,
        Ok(registered) => match registered.header("ingam-error").and_then(Code::named) {
            Some(Code::TransactionConflict) => return registered,
            code => code.unwrap_or(Code::Internal),
        },
        Err(error) => error.code(),
    };
    answer.with("ingam-error", code.entry().code)
}

async fn status(
    arrival: &mut Arrival<'_>,
    caller: String,
    bytes: &[u8],
    body: &Body,
) -> Result<exchange::Response> {
    let asked = asked(body).ok_or(Code::Internal)?;
    let question = Question { transaction: (&asked.transaction).into(), caller, of: None };
    let name = asked.transaction.to_string();
    let known = object::send(arrival.env, Class::Transaction, &name, "known", &question, None).await?;
    let service = Operation::Status.service();
    if known.status == 204 {
        return call(arrival, service, bytes, Repeat::WhenLost, Code::ProviderSilent).await;
    }
    let vacant = adoptable(arrival.settings, &known)
        && object::send(arrival.env, Class::Transaction, &name, "vacant", &question, None).await?.status
            == 204;
    if !vacant {
        return Ok(known);
    }
    let answer = call(arrival, service, bytes, Repeat::WhenLost, Code::ProviderSilent).await?;
    if let Some(failure) = failure(&answer.body) {
        return Ok(if failure.error_code == UNKNOWN { known } else { answer });
    }
    let registration = adoption(&question.caller, platform::now());
    let message = Registering { transaction: (&asked.transaction).into(), registration };
    let adopted = object::send(arrival.env, Class::Transaction, &name, "register", &message, None).await?;
    Ok(if adopted.status == 204 { answer } else { known })
}

async fn result(
    arrival: &Arrival<'_>,
    caller: String,
    bytes: &[u8],
    body: &Body,
) -> Result<exchange::Response> {
    let asked = asked(body).ok_or(Code::Internal)?;
    let (id, name) = (&asked.transaction, asked.transaction.to_string());
    let send = async || match &asked.session {
        Some((session, session_id)) => {
            let (session, session_id) = (session.clone(), session_id.clone());
            let question =
                ResultQuestion { transaction: id.into(), caller: caller.clone(), session, session_id };
            object::send(arrival.env, Class::Transaction, &name, "result", &question, Some(bytes)).await
        }
        // Only a call that asks the gateway to open gets here without a session.
        None => {
            let question = Question { transaction: id.into(), caller: caller.clone(), of: None };
            object::send(arrival.env, Class::Transaction, &name, "opened-result", &question, None).await
        }
    };
    let answer = send().await?;
    if !adoptable(arrival.settings, &answer) {
        return Ok(answer);
    }
    let message = Registering { transaction: id.into(), registration: adoption(&caller, platform::now()) };
    let adopted = object::send(arrival.env, Class::Transaction, &name, "register", &message, None).await?;
    // Somebody else's, or purged: it looks like one that does not exist, and so does that.
    if adopted.status != 204 {
        return Ok(answer);
    }
    let own = send().await?;
    let is_unknown = failure(&own.body).is_some_and(|failure| failure.error_code == UNKNOWN);
    Ok(if is_unknown { answer } else { own })
}

/// Whether the object does not know the transaction, and the gateway is taking over from a
/// direct integration.
pub(crate) fn adoptable(settings: &Settings, answer: &exchange::Response) -> bool {
    answer.header("ingam-error") == Some(Code::TransactionUnknown.entry().code)
        && settings.adopt_until.is_some_and(|until| platform::now() < until)
}

/// Hands on a product that the gateway knows nothing of.
pub(crate) async fn pass_through(
    mut arrival: Arrival<'_>,
    product: PassThrough,
) -> Result<exchange::Response> {
    arrival.admit(Some(Provider::Toss)).await?;
    arrival.settings.toss()?;
    arrival.expect_content("application/json")?;
    let bytes = arrival.body(arrival.settings.max_body_bytes).await?;
    json::parse_object(&bytes)?;
    let repeat = if product.repeatable() { Repeat::WhenLost } else { Repeat::Never };
    let answer = call(&mut arrival, product.service(), &bytes, repeat, product.lost()).await?;
    Ok(if product.vouched_for() { answer } else { answer.with("ingam-pass-through", "true") })
}

/// The provider's answer as a caller sees it; `lost` when it did not come.
async fn call(
    arrival: &mut Arrival<'_>,
    service: Service,
    bytes: &[u8],
    repeat: Repeat,
    lost: Code,
) -> Result<exchange::Response> {
    let call = ServiceCall::Toss { service, body: bytes.to_vec() };
    match provider_call::call(arrival.env, arrival.settings, &call, repeat).await {
        Ok((answer, source)) => {
            arrival.line.token = Some(source);
            Ok(answer.passed_on())
        }
        Err(Failed::NotCalled(error)) => Err(error),
        Err(Failed::Lost) => Err(Error::new(lost)),
    }
}

pub(crate) fn with_warnings(answer: exchange::Response, problems: &[Problem]) -> exchange::Response {
    match warnings(problems) {
        Some(text) => answer.with("ingam-warnings", text),
        None => answer,
    }
}
