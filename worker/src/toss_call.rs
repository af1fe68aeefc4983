//! One call of Toss's service API with the gateway's token; a token the provider refuses is
//! replaced once.

use ingam::gateway::settings::Settings;
use ingam::provider::toss::operation::{Service, refuses_token};
use ingam::{Code, Error, exchange};
use worker::Env;

use crate::{access_token, outbound};

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
    service: Service,
    body: &[u8],
    repeat: Repeat,
) -> Result<(exchange::Response, &'static str), Failed> {
    let toss = settings.toss().map_err(Failed::NotCalled)?;
    let mut found = access_token::obtain(env, settings).await.map_err(Failed::NotCalled)?;
    let source = found.source;
    for last in [false, true] {
        let request = service.call(&toss.api_url, &found.token, body.to_vec());
        let sent = match repeat {
            Repeat::Never => outbound::send(&request).await,
            Repeat::WhenLost => outbound::send_repeatable(&request).await,
        };
        let answer = sent.map_err(|outbound::Lost| Failed::Lost)?;
        if !refuses_token(&answer) {
            return Ok((answer, source));
        }
        if !last {
            found = access_token::replace(env, settings, &found.token).await.map_err(Failed::NotCalled)?;
        }
    }
    Err(Failed::NotCalled(Error::new(Code::ProviderRefusedCredential)))
}
