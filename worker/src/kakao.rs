//! LinkHub's routes: admit, verify the signature, validate, then to KakaoCert — a
//! verification by way of its transaction.

use crate::front::{Arrival, header};
use crate::object::{self, Class};
use crate::once::{Slot, once};
use crate::platform;
use crate::provider_call::{self, Failed, Repeat};
use crate::toss::{adoptable, register, told_of, with_warnings};
use crate::transaction::{Question, Registering, VerifyQuestion};
use ingam::digest::sha256_hex;
use ingam::gateway::idempotency::{self, Sameness};
use ingam::gateway::linkhub::{
    self, Admitted, BODY_BYTES_MAX, CLIENT_CODE_HEADER, Credentials, RETRY_HEADER, name_key, request_digest,
    verify_signature, wants_retry,
};
use ingam::gateway::refusal::{refuse, refuse_invalid};
use ingam::gateway::route::Surface;
use ingam::gateway::service_call::ServiceCall;
use ingam::provider::kakao::operation::{
    Operation, Service, UNTOUCHED, answers_request, failure, is_protocol, read_requested, read_state,
    success_is_200,
};
use ingam::provider::kakao::registration::{Requested, adoption, registration};
use ingam::provider::problem::Severity;
use ingam::transaction::{Provider, TransactionId};
use ingam::{Code, Error, Result, exchange, json};

/// Answers `POST /KAKAOCERT/Token`.
pub(crate) async fn token(arrival: Arrival<'_>) -> exchange::Response {
    let granted = grant(arrival).await;
    linkhub::uncompressed(granted.unwrap_or_else(|error| refuse(Surface::LinkHub, &error)))
}

async fn grant(mut arrival: Arrival<'_>) -> Result<exchange::Response> {
    arrival.line.provider = Some(Provider::Kakao);
    arrival.settings.general()?;
    // Some of LinkHub's clients name no type here; the signature covers the bytes.
    let body = arrival.body(BODY_BYTES_MAX).await?;
    let headers = Headers::of(&arrival);
    linkhub::grant(arrival.settings, &headers.credentials(), &body, platform::now())
}

/// Answers a service.
pub(crate) async fn handle(mut arrival: Arrival<'_>, operation: Operation) -> Result<exchange::Response> {
    arrival.line.provider = Some(Provider::Kakao);
    arrival.settings.general()?;
    let headers = Headers::of(&arrival);
    let settings = arrival.settings;
    let admitted = Admitted::by_bearer(settings, &headers.credentials(), platform::now())?;
    arrival.line.caller = Some(admitted.caller.id().to_owned());
    arrival.may_call(admitted.caller.id()).await?;
    settings.linkhub()?;
    settings.evidence()?;
    match &operation {
        Operation::Request(service) => request(&mut arrival, &headers, &admitted, *service).await,
        Operation::Status(_, receipt) => status(&mut arrival, &admitted, &operation, receipt).await,
        Operation::Verify(_, receipt, _) => verify(&mut arrival, &admitted, &operation, receipt).await,
    }
}

async fn request(
    arrival: &mut Arrival<'_>,
    headers: &Headers,
    admitted: &Admitted<'_>,
    service: Service,
) -> Result<exchange::Response> {
    let settings = arrival.settings;
    arrival.expect_content("application/json")?;
    let bytes = arrival.body(settings.max_body_bytes.min(BODY_BYTES_MAX)).await?;
    let signed = verify_signature(settings, &headers.credentials(), admitted, &bytes, platform::now())?;
    let (env, caller) = (arrival.env, admitted.caller.id());
    let path = Operation::Request(service).path();
    // The signature first: it is good for one request, whatever becomes of that.
    let by_signature = signed.map(|signed| Slot {
        by: Sameness::Signature,
        name: signed.slot,
        body: request_digest(&path, &admitted.client_code, &bytes),
    });
    once(env, caller, by_signature.into_iter().collect(), async |accepted| {
        let body = json::parse_object(&bytes)?;
        let problems = service.validate(&body);
        if problems.iter().any(|problem| problem.severity() == Severity::Error) {
            return Ok(refuse_invalid(Surface::LinkHub, &problems));
        }
        let mut by_key = Vec::new();
        if let Some(key) = header(&arrival.request, idempotency::HEADER) {
            // A key is of one client code: another's receipt is nobody else's.
            let name = idempotency::slot(&format!("{path}\n{}", admitted.client_code), &key)?;
            by_key.push(Slot { by: Sameness::Key, name, body: sha256_hex(&bytes) });
        }
        let answer = once(env, caller, by_key, async |taken| {
            let answer = begin_signature(arrival, admitted, service, &bytes, &body, taken).await;
            *accepted = *taken;
            answer
        });
        Ok(with_warnings(answer.await?, &problems))
    })
    .await
}

/// Has KakaoCert ask the signer, and the transaction's object remember it.
async fn begin_signature(
    arrival: &mut Arrival<'_>,
    admitted: &Admitted<'_>,
    service: Service,
    bytes: &[u8],
    body: &json::Map<String, json::Value>,
    accepted: &mut bool,
) -> Result<exchange::Response> {
    let name_key = name_key(arrival.settings)?;
    let operation = Operation::Request(service);
    let answer = call(arrival, admitted, &operation, bytes, Repeat::Never, Code::RequestUncertain).await?;
    let Some((id, _)) = read_requested(&answer) else {
        *accepted = matches!(answer.status, 200..=299) && failure(&answer.body).is_none();
        // If it was taken, the caller needs what there is of a receipt, guarded or not.
        return Ok(if *accepted {
            answer.with("ingam-error", Code::ProviderAnswerInvalid.entry().code)
        } else {
            answer
        });
    };
    *accepted = true;
    let registration = registration(requested(admitted, service), body, &id, &name_key);
    let message = Registering { transaction: (&id).into(), registration };
    Ok(told_of(answer, register(arrival.env, &id, &message).await))
}

async fn status(
    arrival: &mut Arrival<'_>,
    admitted: &Admitted<'_>,
    operation: &Operation,
    receipt: &TransactionId,
) -> Result<exchange::Response> {
    let known = ask(arrival, admitted, operation, receipt, "known").await?;
    if known.status == 204 {
        return call(arrival, admitted, operation, &[], Repeat::WhenLost, Code::ProviderSilent).await;
    }
    Ok(adopt(arrival, admitted, operation, receipt, &known).await?.unwrap_or(known))
}

async fn verify(
    arrival: &mut Arrival<'_>,
    admitted: &Admitted<'_>,
    operation: &Operation,
    receipt: &TransactionId,
) -> Result<exchange::Response> {
    let message = VerifyQuestion {
        transaction: receipt.into(),
        caller: admitted.caller.id().to_owned(),
        client_code: admitted.client_code.clone(),
        path: operation.path(),
        retry: wants_retry(header(&arrival.request, RETRY_HEADER).as_deref())?,
    };
    let (env, name) = (arrival.env, receipt.to_string());
    let send = async || {
        let answer = object::send(env, Class::Transaction, &name, "verify", &message, None).await?;
        let touched = answer.header("cache-control").is_none();
        Ok::<_, Error>(if touched { answer.with("cache-control", UNTOUCHED) } else { answer })
    };
    let answer = send().await?;
    match adopt(arrival, admitted, operation, receipt, &answer).await? {
        Some(_) => send().await,
        None => Ok(answer),
    }
}

/// Takes a transaction over that was requested elsewhere, if the provider's own state says
/// that it is of the client code; the state's answer, where that was done.
async fn adopt(
    arrival: &mut Arrival<'_>,
    admitted: &Admitted<'_>,
    operation: &Operation,
    receipt: &TransactionId,
    answer: &exchange::Response,
) -> Result<Option<exchange::Response>> {
    if !adoptable(arrival.settings, answer)
        || ask(arrival, admitted, operation, receipt, "vacant").await?.status != 204
    {
        return Ok(None);
    }
    let service = operation.service();
    let status = Operation::Status(service, receipt.clone());
    let answer = call(arrival, admitted, &status, &[], Repeat::WhenLost, Code::ProviderSilent).await?;
    let adopted =
        read_state(&answer).and_then(|state| adoption(requested(admitted, service), &state, receipt));
    let Some(registration) = adopted else { return Ok(None) };
    let message = Registering { transaction: receipt.into(), registration };
    let name = receipt.to_string();
    let registered = object::send(arrival.env, Class::Transaction, &name, "register", &message, None).await?;
    Ok((registered.status == 204).then_some(answer))
}

/// Asks the transaction's object about its owner, client code and purpose.
async fn ask(
    arrival: &Arrival<'_>,
    admitted: &Admitted<'_>,
    operation: &Operation,
    receipt: &TransactionId,
    verb: &str,
) -> Result<exchange::Response> {
    let question = Question {
        transaction: receipt.into(),
        caller: admitted.caller.id().to_owned(),
        of: Some((admitted.client_code.clone(), operation.service().purpose())),
    };
    object::send(arrival.env, Class::Transaction, &receipt.to_string(), verb, &question, None).await
}

fn requested<'a>(admitted: &'a Admitted<'_>, service: Service) -> Requested<'a> {
    Requested {
        caller: admitted.caller.id(),
        client_code: &admitted.client_code,
        service,
        at: platform::now(),
    }
}

/// The provider's answer as a caller sees it; `lost` when it did not come.
async fn call(
    arrival: &mut Arrival<'_>,
    admitted: &Admitted<'_>,
    operation: &Operation,
    bytes: &[u8],
    repeat: Repeat,
    lost: Code,
) -> Result<exchange::Response> {
    let call = ServiceCall::Kakao {
        client_code: admitted.client_code.clone(),
        operation: operation.clone(),
        body: bytes.to_vec(),
    };
    match provider_call::call(arrival.env, arrival.settings, &call, repeat).await {
        Ok((answer, source)) => {
            arrival.line.token = Some(source);
            let answer = success_is_200(answer);
            let understood = match operation {
                Operation::Request(_) => answers_request(&answer),
                Operation::Status(..) | Operation::Verify(..) => is_protocol(&answer),
            };
            match (understood, repeat) {
                (true, _) => Ok(answer.passed_on().with("cache-control", UNTOUCHED)),
                // Too many calls: whoever says so, nothing was done.
                (false, Repeat::Never) if answer.status != 429 => Err(Error::new(lost)),
                (false, _) => Err(Error::new(Code::ProviderAnswerInvalid)),
            }
        }
        Err(Failed::NotCalled(error)) => Err(error),
        Err(Failed::Lost) => Err(Error::new(lost)),
    }
}

/// The headers that say who calls.
struct Headers {
    authorization: Option<String>,
    service_signature: Option<String>,
    date: Option<String>,
    version: Option<String>,
    forwarded: Option<String>,
    client_code: Option<String>,
    origin: Option<String>,
}

impl Headers {
    fn of(arrival: &Arrival<'_>) -> Self {
        let of = |name| header(&arrival.request, name);
        Self {
            authorization: of("authorization"),
            service_signature: of("x-kc-auth"),
            date: of("x-lh-date"),
            version: of("x-lh-version"),
            forwarded: of("x-lh-forwarded"),
            client_code: of(CLIENT_CODE_HEADER),
            origin: of("origin"),
        }
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials {
            authorization: self.authorization.as_deref(),
            service_signature: self.service_signature.as_deref(),
            date: self.date.as_deref(),
            version: self.version.as_deref(),
            forwarded: self.forwarded.as_deref(),
            client_code: self.client_code.as_deref(),
            origin: self.origin.as_deref(),
        }
    }
}
