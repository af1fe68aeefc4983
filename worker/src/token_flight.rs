//! The object that is the truth about a provider's token: however many ask, it makes one
//! token call at a time.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ingam::gateway::settings::Settings;
use ingam::gateway::token_source::TokenSource;
use ingam::time::UnixTime;
use ingam::token::{AccessToken, Freshness};
use ingam::{Code, Error, Result, exchange};
use js_sys::Promise;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use worker::wasm_bindgen::JsValue;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::access_token::{Ask, TOKENS, kv_place};
use crate::outbound::{self, Lost};
use crate::{object, platform};

/// After a failed call, how long a token that still works is used as it is.
const PAUSE_SECONDS: i64 = 5;

/// See the module.
#[durable_object(fetch)]
pub struct TokenFlight {
    inner: Rc<Inner>,
}

impl DurableObject for TokenFlight {
    fn new(state: State, env: Env) -> Self {
        let inner = Inner {
            state,
            settings: platform::settings(&env),
            env,
            token: RefCell::new(None),
            flight: RefCell::new(None),
            not_before: Cell::new(UnixTime(0)),
        };
        Self { inner: Rc::new(inner) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let outcome = match object::receive::<Ask>(&request) {
            Ok(ask) => Rc::clone(&self.inner).obtain(ask).await,
            Err(error) => Err(error),
        };
        platform::to_response(outcome.unwrap_or_else(|error| {
            let row = error.code().entry();
            let refusal = exchange::Response::new(row.status, "application/json", Vec::new());
            refusal.with("ingam-error", row.code).with("ingam-subject", error.subject().unwrap_or_default())
        }))
    }
}

struct Inner {
    state: State,
    env: Env,
    settings: Rc<Settings>,
    token: RefCell<Option<AccessToken>>,
    flight: RefCell<Option<Flight>>,
    /// Not before then is a token replaced that still works.
    not_before: Cell<UnixTime>,
}

/// A token call under way, and how it ended.
#[derive(Clone)]
struct Flight {
    landed: Promise,
    outcome: Rc<RefCell<Result<()>>>,
}

impl Inner {
    async fn obtain(self: Rc<Self>, ask: Ask) -> Result<exchange::Response> {
        let credential = ask.source.credential(&self.settings)?;
        self.restore(&ask.source, &credential);
        let refused = |token: &AccessToken| ask.refused.as_ref().is_some_and(|hash| *hash == token.hash());
        if let Some(answer) = self.answer(&credential, |token| {
            !refused(token) && token.freshness(platform::now()) == Freshness::Fresh
        }) {
            return Ok(answer);
        }
        // One that is due and lives for a while is replaced beside the call, not before it.
        if let Some(answer) = self.answer(&credential, |token| {
            let now = platform::now();
            !refused(token) && lives_on(token, now)
        }) {
            if platform::now() >= self.not_before.get() {
                let _ = self.flight(&ask.source);
            }
            return Ok(answer);
        }
        let outcome = Rc::clone(&self).fly(&ask.source).await;
        // A token that is due still works when a new one cannot be had.
        self.answer(&credential, |token| {
            !refused(token) && token.freshness(platform::now()) != Freshness::Over
        })
        .ok_or_else(|| outcome.err().unwrap_or_else(|| Error::new(Code::ProviderRefusedCredential)))
    }

    fn answer(&self, credential: &str, good: impl Fn(&AccessToken) -> bool) -> Option<exchange::Response> {
        let token = self.token.borrow();
        let record = token.as_ref().filter(|token| good(token))?.to_record(credential);
        Some(exchange::Response::new(200, "application/json", record.expose().clone().into_bytes()))
    }

    /// Joins the call under way, or begins one. It runs on whether or not those who
    /// joined stay.
    async fn fly(self: Rc<Self>, source: &TokenSource) -> Result<()> {
        let flight = self.flight(source);
        JsFuture::from(flight.landed).await.map_err(|_| Code::Internal)?;
        flight.outcome.borrow().clone()
    }

    /// The call under way, begun where there is none.
    fn flight(self: &Rc<Self>, source: &TokenSource) -> Flight {
        let flight = self.flight.borrow().clone();
        flight.unwrap_or_else(|| {
            let outcome = Rc::new(RefCell::new(Err(Error::new(Code::Internal))));
            let (inner, slot) = (Rc::clone(self), Rc::clone(&outcome));
            let source = source.clone();
            let landed = future_to_promise(async move {
                let result = inner.call(&source).await;
                if result.is_err() {
                    inner.not_before.set(platform::now().plus_seconds(PAUSE_SECONDS));
                }
                *slot.borrow_mut() = result;
                *inner.flight.borrow_mut() = None;
                Ok(JsValue::UNDEFINED)
            });
            let flight = Flight { landed, outcome };
            *self.flight.borrow_mut() = Some(flight.clone());
            flight
        })
    }

    async fn call(&self, source: &TokenSource) -> Result<()> {
        let issued_at = platform::now();
        let request = || source.call(&self.settings, platform::now());
        let answer = outbound::send_repeatable(&request).await?.map_err(|Lost| Code::ProviderSilent)?;
        let token = source.read(&answer, issued_at)?;
        let credential = source.credential(&self.settings)?;
        self.store(source, &token, &credential)?;
        self.publish(source, &token, &credential).await;
        *self.token.borrow_mut() = Some(token);
        Ok(())
    }

    /// Takes the token from the object's table when memory has none.
    fn restore(&self, source: &TokenSource, credential: &str) {
        if self.token.borrow().is_some() {
            return;
        }
        let record = self
            .stored()
            .and_then(|sealed| self.settings.store_keys().ok()?.open(&object_place(source), &sealed).ok());
        *self.token.borrow_mut() = record.and_then(|record| AccessToken::from_record(&record, credential));
    }

    fn stored(&self) -> Option<Vec<u8>> {
        let sql = self.state.storage().sql();
        let exists = sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'token'", None);
        exists.ok()?.raw().next()?.ok()?;
        let row = sql.exec("SELECT sealed FROM token", None).ok()?.raw().next()?.ok()?;
        match row.into_iter().next()? {
            worker::SqlStorageValue::Blob(sealed) => Some(sealed),
            _ => None,
        }
    }

    fn store(&self, source: &TokenSource, token: &AccessToken, credential: &str) -> Result<()> {
        let record = token.to_record(credential);
        let sealed = self.settings.store_keys()?.seal(
            &object_place(source),
            record.expose().as_bytes(),
            &mut platform::entropy(),
        )?;
        let sql = self.state.storage().sql();
        let written = sql
            .exec("CREATE TABLE IF NOT EXISTS token (one INTEGER PRIMARY KEY CHECK (one = 1), sealed BLOB NOT NULL)", None)
            .and_then(|_| sql.exec("INSERT OR REPLACE INTO token VALUES (1, ?)", Some(vec![sealed.into()])));
        written.map(|_| ()).map_err(|_| Error::new(Code::Internal))
    }

    /// Puts the token into KV. A failure costs the other isolates a call to this object,
    /// nothing else.
    async fn publish(&self, source: &TokenSource, token: &AccessToken, credential: &str) {
        let Some(seconds) = token.cache_seconds(platform::now()) else { return };
        let record = token.to_record(credential);
        let name = source.name();
        let place = kv_place(&name);
        let sealed = self
            .settings
            .store_keys()
            .and_then(|keys| keys.seal(&place, record.expose().as_bytes(), &mut platform::entropy()));
        if let (Ok(sealed), Ok(kv)) = (sealed, self.env.kv(TOKENS))
            && let Ok(put) = kv.put_bytes(&name, &sealed)
        {
            let _ = put.expiration_ttl(seconds).execute().await;
        }
    }
}

/// Whether a token that is due is good for more than a minute.
fn lives_on(token: &AccessToken, now: UnixTime) -> bool {
    token.freshness(now) == Freshness::Due && token.cache_seconds(now).is_some_and(|left| left > 60)
}

fn object_place(source: &TokenSource) -> String {
    format!("object/TokenFlight/{}", source.name())
}
