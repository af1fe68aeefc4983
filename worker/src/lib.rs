//! The ingam gateway as a Cloudflare Worker: it carries requests in, calls out, storage
//! and time. What it decides, it asks the `ingam` crate.
//!
//! | file | what it carries |
//! |---|---|
//! | `front` | a request from its arrival to its answer and its line in the log |
//! | `toss` | the docs routes |
//! | `toss_call` | one call of the docs API, its token replaced once if refused |
//! | `outbound` | calls to a provider, with their limits |
//! | `access_token` | where a provider's token is found: memory, KV, the object |
//! | `token_flight` | the object that fetches tokens, one at a time |
//! | `transaction` | the object that guards one transaction; `transaction::storage` is its tables |
//! | `caller_gate` | the object of one caller: its idempotency keys |
//! | `object` | calls from the Worker to its objects |
//! | `platform` | settings, clock, entropy, conversions |

mod access_token;
mod caller_gate;
mod front;
mod object;
mod outbound;
mod platform;
mod token_flight;
mod toss;
mod toss_call;
mod transaction;

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    front::serve(request, env).await
}
