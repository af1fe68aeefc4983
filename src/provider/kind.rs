//! The kinds of request that can be validated, by the names the npm package uses.

use alloc::vec::Vec;

use super::kakao::operation::Service;
use super::problem::Problem;
use super::toss;
use crate::error::{Code, Error, Result};
use crate::json::Value;

/// Every kind, by name.
pub const KINDS: [&str; 6] = [
    "toss.docs.request",
    "toss.docs.status",
    "toss.docs.result",
    "kakao.esign.request",
    "kakao.direct-debit.request",
    "kakao.identity.request",
];

/// The problems of `body` as a request of this kind; none if the provider would take it.
///
/// # Errors
/// [`Code::OptionInvalid`] for a kind that is not in [`KINDS`], [`Code::JsonInvalid`] for
/// a body that is no object.
pub fn validate_request(kind: &str, body: &Value) -> Result<Vec<Problem>> {
    let check = match kind {
        "toss.docs.request" => toss::validate::docs_request,
        "toss.docs.status" => toss::validate::docs_status,
        "toss.docs.result" => toss::validate::docs_result,
        "kakao.esign.request" => |body: &_| Service::ESign.validate(body),
        "kakao.direct-debit.request" => |body: &_| Service::DirectDebit.validate(body),
        "kakao.identity.request" => |body: &_| Service::Identity.validate(body),
        _ => return Err(Error::new(Code::OptionInvalid).at("/kind")),
    };
    match body {
        Value::Object(body) => Ok(check(body)),
        _ => Err(Error::new(Code::JsonInvalid)),
    }
}
