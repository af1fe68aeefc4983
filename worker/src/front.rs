//! A request from its arrival to its answer and its line in the log.

use futures_util::future::join_all;
use ingam::gateway::admission::{Credential, admit, admit_to_readiness};
use ingam::gateway::log::{Line, trace_id};
use ingam::gateway::rate::WINDOW_SECONDS;
use ingam::gateway::refusal::refuse;
use ingam::gateway::route::{Route, Surface, Verb};
use ingam::gateway::settings::Settings;
use ingam::gateway::{linkhub, listing, report, toss_token};
use ingam::transaction::{Provider, TransactionId};
use ingam::{Code, Error, Result, exchange};
use worker::{Env, Request, Response, console_log};

use crate::caller_gate::{Call, Listed, refusal};
use crate::object::{self, Class};
use crate::transaction::{Question, SignedDocumentQuestion};
use crate::{kakao, platform, toss};

/// The binding of the platform's rate limiter, if the deployment has one.
const RATE_LIMITER: &str = "RATE_LIMITER";

/// What a handler works with.
pub(crate) struct Arrival<'a> {
    pub(crate) request: Request,
    pub(crate) env: &'a Env,
    pub(crate) settings: &'a Settings,
    pub(crate) line: &'a mut Line,
}

/// Answers a request. Never fails: what goes wrong becomes a refusal.
pub(crate) async fn serve(request: Request, env: Env) -> worker::Result<Response> {
    let started = platform::now_ms();
    let settings = platform::settings(&env);
    let path = request.path();
    let trace = header(&request, "traceparent");
    let mut line = Line {
        event: "request",
        route: "unknown",
        request_id: platform::request_id(),
        trace_id: trace.as_deref().and_then(trace_id).map(str::to_owned),
        ..Line::default()
    };
    let arrival = Arrival { request, env: &env, settings: &settings, line: &mut line };
    let answer = or_refusal(Surface::of(&path), handle(arrival, &path).await);
    line.status = answer.status;
    line.code = answer.header("ingam-error").map(str::to_owned);
    line.replayed = answer.header("ingam-read").map(|_| answer.header("ingam-replayed").is_some());
    line.duration_ms = platform::now_ms().saturating_sub(started);
    console_log!("{}", line.to_json());
    platform::to_response(answer.with("ingam-request-id", line.request_id))
}

async fn handle(arrival: Arrival<'_>, path: &str) -> Result<exchange::Response> {
    // As it stands on the request line: the worker crate takes a method it does not know for GET.
    let route = Route::of(&arrival.request.inner().method(), path)?;
    arrival.line.route = route.template();
    match route {
        Route::Health => Ok(report::health()),
        Route::Ready => ready(&arrival),
        Route::OpenApi => Ok(report::openapi()),
        Route::TossToken => token(arrival).await,
        Route::Toss(operation) => toss::handle(arrival, operation).await,
        Route::TossPassThrough(product) => toss::pass_through(arrival, product).await,
        Route::LinkHubTime => Ok(linkhub::time(platform::now())),
        Route::LinkHubToken => Ok(kakao::token(arrival).await),
        Route::Kakao(operation) => kakao::handle(arrival, operation).await,
        Route::Transactions => transactions(arrival).await,
        Route::Transaction(id, verb) => transaction(arrival, &id, verb).await,
    }
}

fn ready(arrival: &Arrival<'_>) -> Result<exchange::Response> {
    let (authorization, origin) = arrival.credential();
    let credential = Credential { authorization: authorization.as_deref(), origin: origin.as_deref() };
    admit_to_readiness(arrival.settings, credential, platform::now())?;
    Ok(report::readiness(&arrival.settings.problems()))
}

async fn token(mut arrival: Arrival<'_>) -> Result<exchange::Response> {
    arrival.settings.general()?;
    arrival.expect_content("application/x-www-form-urlencoded")?;
    let form = arrival.body(toss_token::FORM_BYTES_MAX).await?;
    let from_page = header(&arrival.request, "origin").is_some();
    toss_token::grant(arrival.settings, &form, from_page, platform::now())
}

/// The caller's transactions that still want something: which they are, its gate says, and what
/// there is to say of each, the transaction's object.
async fn transactions(mut arrival: Arrival<'_>) -> Result<exchange::Response> {
    let caller = arrival.admit(None).await?;
    let url = arrival.request.url().map_err(|_| Code::Internal)?;
    let query = listing::Query::parse(url.query().unwrap_or_default())?;
    let env = arrival.env;
    let answer = object::send(env, Class::CallerGate, &caller, "list", &query, None).await?;
    let listed: Listed = serde_json::from_slice(&answer.body).map_err(|_| Code::Internal)?;
    let shown = listed.rows.iter().take(listing::PAGE).map(async |row| {
        let id = TransactionId::of_name(&row.place.name).ok_or(Code::StoreDamaged)?;
        let question = Question { transaction: (&id).into(), caller: caller.clone(), of: None };
        object::send(env, Class::Transaction, &row.place.name, "show", &question, None).await
    });
    let shown: Vec<_> =
        join_all(shown).await.into_iter().map(|shown| or_refusal(Surface::Own, shown)).collect();
    Ok(listing::answer(&query, &listed.rows, &shown))
}

async fn transaction(mut arrival: Arrival<'_>, id: &TransactionId, verb: Verb) -> Result<exchange::Response> {
    let caller = arrival.admit(None).await?;
    let name = id.to_string();
    let ask = async |verb: &str| {
        let question = Question { transaction: id.into(), caller: caller.clone(), of: None };
        object::send(arrival.env, Class::Transaction, &name, verb, &question, None).await
    };
    match verb {
        Verb::Show => ask("show").await,
        Verb::Bundle => ask("bundle").await,
        Verb::Acknowledge => ask("acknowledge").await,
        Verb::Delete => ask("delete").await,
        Verb::SignedDocument(order) => {
            let question = SignedDocumentQuestion { transaction: id.into(), caller: caller.clone(), order };
            object::send(arrival.env, Class::Transaction, &name, "signed-document", &question, None).await
        }
    }
}

impl Arrival<'_> {
    /// The id of the caller, who may use `provider` if one is named, and may call now.
    pub(crate) async fn admit(&mut self, provider: Option<Provider>) -> Result<String> {
        self.line.provider = provider;
        self.settings.general()?;
        let (authorization, origin) = self.credential();
        let credential = Credential { authorization: authorization.as_deref(), origin: origin.as_deref() };
        let caller = admit(self.settings, credential, provider, platform::now())?.id().to_owned();
        self.line.caller = Some(caller.clone());
        self.may_call(&caller).await?;
        Ok(caller)
    }

    /// Whether the caller may make one more request. Asked of the platform's rate limiter, where
    /// the deployment has one, else of the caller's gate; who does not answer refuses nobody.
    pub(crate) async fn may_call(&self, caller: &str) -> Result<()> {
        if let Ok(limiter) = self.env.rate_limiter(RATE_LIMITER) {
            return match limiter.limit(caller.to_owned()).await {
                Ok(outcome) if !outcome.success => {
                    Err(Error::new(Code::RateLimited).about(WINDOW_SECONDS.to_string()))
                }
                _ => Ok(()),
            };
        }
        if self.settings.rate_limit == 0 {
            return Ok(());
        }
        let asked = object::send(self.env, Class::CallerGate, caller, "call", &Call {}, None).await;
        match asked.ok().and_then(|answer| refusal(&answer)) {
            Some(error) if error.code() == Code::RateLimited => Err(error),
            _ => Ok(()),
        }
    }

    fn credential(&self) -> (Option<String>, Option<String>) {
        (header(&self.request, "authorization"), header(&self.request, "origin"))
    }

    /// Refuses another content type; parameters and case do not matter.
    pub(crate) fn expect_content(&self, expected: &str) -> Result<()> {
        let given = header(&self.request, "content-type").unwrap_or_default();
        let essence = given.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case(expected) {
            Ok(())
        } else {
            Err(Error::new(Code::ContentTypeInvalid))
        }
    }

    /// The body, up to `limit` bytes.
    pub(crate) async fn body(&mut self, limit: usize) -> Result<Vec<u8>> {
        platform::hear_out(self.request.stream(), limit).await
    }
}

fn or_refusal(surface: Surface, answer: Result<exchange::Response>) -> exchange::Response {
    answer.unwrap_or_else(|error| refuse(surface, &error))
}

pub(crate) fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name).ok().flatten()
}
