//! The docs routes: admit, validate, then to Toss — a result by way of its transaction.

use crate::front::Arrival;
use crate::object::{self, Class};
use crate::platform;
use crate::toss_call::{self, Failed, Repeat};
use crate::transaction::{Question, Registering, ResultQuestion};
use ingam::gateway::refusal::{refuse_invalid, warnings};
use ingam::gateway::route::Surface;
use ingam::provider::problem::{Problem, Severity};
use ingam::provider::toss::operation::{Operation, read_requested};
use ingam::provider::toss::registration::{asked, registration};
use ingam::transaction::{Provider, TransactionId};
use ingam::{Code, Error, Result, exchange, json};

/// Answers a docs route.
pub(crate) async fn handle(mut arrival: Arrival<'_>, operation: Operation) -> Result<exchange::Response> {
    arrival.line.provider = Some(Provider::Toss);
    let caller = arrival.admit(Some(Provider::Toss))?;
    arrival.line.caller = Some(caller.clone());
    arrival.settings.toss()?;
    arrival.expect_content("application/json")?;
    let bytes = arrival.body(arrival.settings.max_body_bytes).await?;
    let body = json::parse_object(&bytes)?;
    let problems = operation.validate(&body);
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

type Body = json::Map<String, json::Value>;

async fn request(
    arrival: &mut Arrival<'_>,
    caller: String,
    bytes: &[u8],
    body: &Body,
) -> Result<exchange::Response> {
    let answer = call(arrival, Operation::Request, bytes, Repeat::Never, Code::RequestUncertain).await?;
    let Some(requested) = read_requested(&answer) else { return Ok(answer) };
    let id = TransactionId::new(Provider::Toss, &requested.tx_id).ok_or(Code::ProviderAnswerInvalid)?;
    let registration = registration(&caller, body, platform::now());
    let message = Registering { transaction: (&id).into(), registration };
    let registered =
        object::send(arrival.env, Class::Transaction, &id.to_string(), "register", &message, None).await?;
    if registered.status == 204 { Ok(answer) } else { Ok(registered) }
}

async fn status(
    arrival: &mut Arrival<'_>,
    caller: String,
    bytes: &[u8],
    body: &Body,
) -> Result<exchange::Response> {
    let asked = asked(body).ok_or(Code::Internal)?;
    let question = Question { transaction: (&asked.transaction).into(), caller };
    let name = asked.transaction.to_string();
    let known = object::send(arrival.env, Class::Transaction, &name, "known", &question, None).await?;
    if known.status != 204 {
        return Ok(known);
    }
    call(arrival, Operation::Status, bytes, Repeat::WhenLost, Code::ProviderSilent).await
}

async fn result(
    arrival: &Arrival<'_>,
    caller: String,
    bytes: &[u8],
    body: &Body,
) -> Result<exchange::Response> {
    let asked = asked(body).ok_or(Code::Internal)?;
    let (session, session_id) = asked.session.ok_or(Code::SessionRequired)?;
    let name = asked.transaction.to_string();
    let question = ResultQuestion { transaction: (&asked.transaction).into(), caller, session, session_id };
    object::send(arrival.env, Class::Transaction, &name, "result", &question, Some(bytes)).await
}

/// The provider's answer as a caller sees it; `lost` when it did not come.
async fn call(
    arrival: &mut Arrival<'_>,
    operation: Operation,
    bytes: &[u8],
    repeat: Repeat,
    lost: Code,
) -> Result<exchange::Response> {
    match toss_call::call(arrival.env, arrival.settings, operation, bytes, repeat).await {
        Ok((answer, source)) => {
            arrival.line.token = Some(source);
            Ok(answer.passed_on())
        }
        Err(Failed::NotCalled(error)) => Err(error),
        Err(Failed::Lost) => Err(Error::new(lost)),
    }
}

fn with_warnings(answer: exchange::Response, problems: &[Problem]) -> exchange::Response {
    match warnings(problems) {
        Some(text) => answer.with("ingam-warnings", text),
        None => answer,
    }
}
