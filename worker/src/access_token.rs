//! Where a provider's access token is found: the isolate's memory, then KV, then the
//! object that is the truth about it. KV and memory are caches and never written from here.

use std::cell::RefCell;
use std::collections::HashMap;

use ingam::gateway::settings::Settings;
use ingam::gateway::token_source::TokenSource;
use ingam::token::{AccessToken, Freshness};
use ingam::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use worker::Env;

use crate::object::{self, Class};
use crate::platform;

/// The KV namespace.
pub(crate) const TOKENS: &str = "TOKENS";

thread_local! {
    /// By the name of the source, with the credential it was issued to.
    static MEMORY: RefCell<HashMap<String, (String, AccessToken)>> = RefCell::default();
}

/// A question to the object.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    /// Whose token.
    pub(crate) source: TokenSource,
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
pub(crate) async fn obtain(env: &Env, settings: &Settings, source: &TokenSource) -> Result<Found> {
    let credential = source.credential(settings)?;
    let name = source.name();
    if let Some(token) = from_memory(&name, &credential) {
        return Ok(Found { token, source: "memory" });
    }
    if let Some(token) = from_kv(env, settings, &name, &credential).await {
        remember(name, credential, &token);
        return Ok(Found { token, source: "kv" });
    }
    ask(env, source, credential, None).await
}

/// Another token than the one the provider has just refused.
///
/// # Errors
/// As [`obtain`].
pub(crate) async fn replace(
    env: &Env,
    settings: &Settings,
    source: &TokenSource,
    refused: &AccessToken,
) -> Result<Found> {
    ask(env, source, source.credential(settings)?, Some(refused.hash())).await
}

async fn ask(env: &Env, source: &TokenSource, credential: String, refused: Option<String>) -> Result<Found> {
    let name = source.name();
    let question = Ask { source: source.clone(), refused };
    let answer = object::send(env, Class::TokenFlight, &name, "obtain", &question, None).await?;
    if answer.status != 200 {
        let code = answer.header("ingam-error").and_then(Code::named).unwrap_or(Code::Internal);
        let error = Error::new(code);
        return Err(match answer.header("ingam-subject") {
            Some(subject) => error.about(subject.to_owned()),
            None => error,
        });
    }
    let token = AccessToken::from_record(&answer.body, &credential).ok_or(Code::Internal)?;
    remember(name, credential, &token);
    Ok(Found { token, source: "object" })
}

fn from_memory(name: &str, credential: &str) -> Option<AccessToken> {
    MEMORY.with_borrow(|tokens| {
        let (of, token) = tokens.get(name)?;
        (of == credential && fresh(token)).then(|| token.duplicate())
    })
}

fn remember(name: String, credential: String, token: &AccessToken) {
    MEMORY.with_borrow_mut(|tokens| tokens.insert(name, (credential, token.duplicate())));
}

async fn from_kv(env: &Env, settings: &Settings, name: &str, credential: &str) -> Option<AccessToken> {
    let record = env.kv(TOKENS).ok()?.get(name).bytes().await.ok()??;
    let opened = settings.store_keys().ok()?.open(&kv_place(name), &record).ok()?;
    AccessToken::from_record(&opened, credential).filter(fresh)
}

/// The place in the store of a token's KV entry.
pub(crate) fn kv_place(name: &str) -> String {
    format!("kv/{TOKENS}/{name}")
}

fn fresh(token: &AccessToken) -> bool {
    token.freshness(platform::now()) == Freshness::Fresh
}
