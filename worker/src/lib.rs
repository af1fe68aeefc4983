//! The ingam gateway as a Cloudflare Worker: it carries requests in, calls out, storage
//! and time. What it decides, it asks the `ingam` crate.
//!
//! | file | what it carries |
//! |---|---|
//! | `front` | a request from its arrival to its answer and its line in the log |
//! | `toss` | Toss's routes |
//! | `kakao` | LinkHub's routes |
//! | `once` | a request that is sent once, by its key or its signature |
//! | `provider_call` | one call of a provider's service API, its token replaced once if refused |
//! | `outbound` | calls to a provider, with their limits |
//! | `access_token` | where a provider's token is found: memory, KV, the object |
//! | `token_flight` | the object that fetches tokens, one at a time |
//! | `transaction` | the object that guards one transaction: `reading` the result, its `evidence`, its line in the caller's `index`, its tables in `storage` |
//! | `caller_gate` | the object of one caller: its idempotency keys and signatures, its index of pending transactions, its rate |
//! | `tables` | an object's tables and its alarm |
//! | `object` | calls from the Worker to its objects |
//! | `platform` | settings, clock, entropy, conversions |

mod access_token;
mod caller_gate;
mod front;
mod kakao;
mod object;
mod once;
mod outbound;
mod platform;
mod provider_call;
mod tables;
mod token_flight;
mod toss;
mod transaction;

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    front::serve(request, env).await
}
