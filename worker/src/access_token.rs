//! Where a provider's access token is found: the isolate's memory, then KV, then the
//! object that is the truth about it. KV and memory are caches and never written from here.

use std::cell::RefCell;

use ingam::gateway::settings::Settings;
use ingam::token::{AccessToken, Freshness};
use ingam::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use worker::Env;

use crate::object::{self, Class};
use crate::platform;

/// The object, the KV key and the place in the store of Toss's token.
pub(crate) const TOSS: &str = "toss";
/// The KV namespace.
pub(crate) const TOKENS: &str = "TOKENS";

thread_local! {
    static MEMORY: RefCell<Option<(String, AccessToken)>> = const { RefCell::new(None) };
}

/// A question to the object.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    /// The hash of a token that the provider has refused.
    pub(crate) refused: Option<String>,
}

/// A token, and where it was found.
pub(crate) struct Found {
    pub(crate) token: AccessToken,
    pub(crate) source: &'static str,
}

/// A token that is fresh.
///
/// # Errors
/// [`Code::SettingInvalid`], or what the token call failed with.
pub(crate) async fn obtain(env: &Env, settings: &Settings) -> Result<Found> {
    let credential = settings.toss()?.credential();
    if let Some(token) = from_memory(&credential) {
        return Ok(Found { token, source: "memory" });
    }
    if let Some(token) = from_kv(env, settings, &credential).await {
        remember(credential, &token);
        return Ok(Found { token, source: "kv" });
    }
    ask(env, &credential, None).await
}

/// Another token than the one the provider has just refused.
///
/// # Errors
/// As [`obtain`].
pub(crate) async fn replace(env: &Env, settings: &Settings, refused: &AccessToken) -> Result<Found> {
    ask(env, &settings.toss()?.credential(), Some(refused.hash())).await
}

async fn ask(env: &Env, credential: &str, refused: Option<String>) -> Result<Found> {
    let answer = object::send(env, Class::TokenFlight, TOSS, "obtain", &Ask { refused }, None).await?;
    if answer.status != 200 {
        let code = answer.header("ingam-error").and_then(Code::named).unwrap_or(Code::Internal);
        let error = Error::new(code);
        return Err(match answer.header("ingam-subject") {
            Some(subject) => error.about(subject.to_owned()),
            None => error,
        });
    }
    let token = AccessToken::from_record(&answer.body, credential).ok_or(Code::Internal)?;
    remember(credential.to_owned(), &token);
    Ok(Found { token, source: "object" })
}

fn from_memory(credential: &str) -> Option<AccessToken> {
    MEMORY.with_borrow(|slot| {
        let (of, token) = slot.as_ref()?;
        (of == credential && fresh(token)).then(|| token.duplicate())
    })
}

fn remember(credential: String, token: &AccessToken) {
    MEMORY.with_borrow_mut(|slot| *slot = Some((credential, token.duplicate())));
}

async fn from_kv(env: &Env, settings: &Settings, credential: &str) -> Option<AccessToken> {
    let record = env.kv(TOKENS).ok()?.get(TOSS).bytes().await.ok()??;
    let opened = settings.store_keys().ok()?.open(&kv_place(TOSS), &record).ok()?;
    AccessToken::from_record(&opened, credential).filter(fresh)
}

/// The place in the store of a token's KV entry.
pub(crate) fn kv_place(name: &str) -> String {
    format!("kv/{TOKENS}/{name}")
}

fn fresh(token: &AccessToken) -> bool {
    token.freshness(platform::now()) == Freshness::Fresh
}
