//! One call of a provider's service API with the gateway's token; a token the provider
//! refuses is replaced once.

use ingam::gateway::service_call::ServiceCall;
use ingam::gateway::settings::Settings;
use ingam::{Code, Error, exchange};
use worker::Env;

use crate::{access_token, outbound, platform};

/// Why there is no answer.
pub(crate) enum Failed {
    /// Nothing happened at the provider: there was no token, or it takes none of ours.
    NotCalled(Error),
    /// Whatever happened at the provider, the answer did not come.
    Lost,
}

/// Whether the call may be repeated when its answer is lost.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Repeat {
    Never,
    WhenLost,
}

/// The provider's answer, and where the token came from.
pub(crate) async fn call(
    env: &Env,
    settings: &Settings,
    call: &ServiceCall,
    repeat: Repeat,
) -> Result<(exchange::Response, &'static str), Failed> {
    let source = call.token_source();
    let mut found = access_token::obtain(env, settings, &source).await.map_err(Failed::NotCalled)?;
    let found_in = found.source;
    for last in [false, true] {
        let make = || call.request(settings, &found.token, platform::now());
        let sent = match repeat {
            Repeat::Never => outbound::send(&make().map_err(Failed::NotCalled)?).await,
            Repeat::WhenLost => outbound::send_repeatable(&make).await.map_err(Failed::NotCalled)?,
        };
        let answer = sent.map_err(|outbound::Lost| Failed::Lost)?;
        if !call.refuses_token(&answer) {
            return Ok((answer, found_in));
        }
        if !last {
            let other = access_token::replace(env, settings, &source, &found.token).await;
            found = other.map_err(Failed::NotCalled)?;
        }
    }
    Err(Failed::NotCalled(Error::new(Code::ProviderRefusedCredential)))
}
