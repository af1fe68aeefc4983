//! The gateway's decisions, as functions of values: which route, who calls, what is
//! refused and in which words, what is logged. The Worker carries them out.

pub mod admission;
pub mod evidence;
pub mod idempotency;
pub mod linkhub;
pub mod listing;
pub mod log;
pub mod opening;
pub mod rate;
pub mod refusal;
pub mod report;
pub mod route;
pub mod service_call;
pub mod settings;
pub mod token_source;
pub mod toss_token;
