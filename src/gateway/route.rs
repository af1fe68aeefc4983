//! Which route a request is for.

use alloc::vec;
use alloc::vec::Vec;

use crate::error::{Code, Error, Result};
use crate::exchange::Method;
use crate::provider::kakao;
use crate::provider::toss::operation::{Operation, PassThrough};
use crate::transaction::{Provider, TransactionId};

/// A route of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /healthz`: the gateway runs.
    Health,
    /// `GET /readyz`: the gateway is configured.
    Ready,
    /// `GET /openapi.json`: what there is.
    OpenApi,
    /// `POST /token`: a native token in Toss's shape.
    TossToken,
    /// `POST /api/v2/sign/docs/…`
    Toss(Operation),
    /// A Toss product that is handed on as it is.
    TossPassThrough(PassThrough),
    /// `GET /Time`: the gateway's clock, in LinkHub's form.
    LinkHubTime,
    /// `POST /KAKAOCERT/Token`: a native token in LinkHub's shape.
    LinkHubToken,
    /// `/SignToken/…`, `/SignDirectDebit/…`, `/SignIdentity/…`
    Kakao(kakao::operation::Operation),
    /// `GET /v1/transactions`: those of the caller's that still want something.
    Transactions,
    /// `/v1/transactions/{provider}/{id}`
    Transaction(TransactionId, Verb),
}

/// What is done with a transaction on the gateway's own routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `GET`: what is known of it.
    Show,
    /// `GET …/evidence`: the bundle for an expert.
    Bundle,
    /// `POST …/evidence/ack`: the relying party has stored the result itself.
    Acknowledge,
    /// `DELETE`: purge it now.
    Delete,
    /// `GET …/evidence/{n}.der`: the signed document of this order.
    SignedDocument(i64),
}

/// Whose manners an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// RFC 6749 section 5.2.
    TossToken,
    /// Toss's envelope.
    Toss,
    /// LinkHub's: a negative code of eight digits and a sentence.
    LinkHub,
    /// problem+json (RFC 9457).
    Own,
}

/// A client of LinkHub's can read nothing but its envelope, whatever it asks below these.
const LINKHUB_PREFIXES: [&str; 4] = ["/KAKAOCERT", "/SignToken", "/SignDirectDebit", "/SignIdentity"];

impl Surface {
    /// The manners of a provider's own routes.
    #[must_use]
    pub const fn of_provider(provider: Provider) -> Self {
        match provider {
            Provider::Toss => Self::Toss,
            Provider::Kakao => Self::LinkHub,
        }
    }

    /// The manners of a path, known or not.
    #[must_use]
    pub fn of(path: &str) -> Self {
        match path {
            "/token" => Self::TossToken,
            "/Time" => Self::LinkHub,
            _ if path.starts_with("/api/") => Self::Toss,
            _ if LINKHUB_PREFIXES.iter().any(|prefix| path.starts_with(prefix)) => Self::LinkHub,
            _ => Self::Own,
        }
    }
}

impl Route {
    /// The route of a method and a path (percent-encoding is not undone: no path of the
    /// gateway has any, an App-to-App signature in one apart).
    ///
    /// # Errors
    /// [`Code::RouteUnknown`]; [`Code::MethodNotAllowed`] about the method it takes;
    /// [`Code::TransactionUnknown`] for an id that is none.
    pub fn of(method: &str, path: &str) -> Result<Self> {
        let there = Self::all_at(path)?;
        let methods: Vec<&str> = there.iter().map(Self::method).collect();
        let allow = methods.join(", ");
        there
            .into_iter()
            .find(|route| route.method() == method)
            .ok_or_else(|| Error::new(Code::MethodNotAllowed).about(allow))
    }

    /// The routes at a path, one for each method.
    fn all_at(path: &str) -> Result<Vec<Self>> {
        if !path.starts_with('/') {
            return Err(Error::new(Code::RouteUnknown));
        }
        if let Some(operation) = Operation::ALL.into_iter().find(|operation| operation.path() == path) {
            return Ok(vec![Self::Toss(operation)]);
        }
        if let Some(product) = PassThrough::at(path) {
            return Ok(vec![Self::TossPassThrough(product)]);
        }
        if LINKHUB_PREFIXES.iter().skip(1).any(|prefix| path.starts_with(prefix)) {
            return Ok(vec![Self::Kakao(kakao::operation::Operation::at(path)?)]);
        }
        let transaction = |provider: &str, id: &str, verbs: &[Verb]| {
            let id = Provider::named(provider).and_then(|provider| TransactionId::new(provider, id));
            let id = id.ok_or_else(|| Error::new(Code::TransactionUnknown))?;
            Ok(verbs.iter().map(|verb| Self::Transaction(id.clone(), *verb)).collect())
        };
        match path.split('/').skip(1).collect::<Vec<_>>().as_slice() {
            ["healthz"] => Ok(vec![Self::Health]),
            ["readyz"] => Ok(vec![Self::Ready]),
            ["openapi.json"] => Ok(vec![Self::OpenApi]),
            ["token"] => Ok(vec![Self::TossToken]),
            ["Time"] => Ok(vec![Self::LinkHubTime]),
            ["KAKAOCERT", "Token"] => Ok(vec![Self::LinkHubToken]),
            ["v1", "transactions"] => Ok(vec![Self::Transactions]),
            ["v1", "transactions", provider, id] => transaction(provider, id, &[Verb::Show, Verb::Delete]),
            ["v1", "transactions", provider, id, "evidence"] => transaction(provider, id, &[Verb::Bundle]),
            ["v1", "transactions", provider, id, "evidence", "ack"] => {
                transaction(provider, id, &[Verb::Acknowledge])
            }
            ["v1", "transactions", provider, id, "evidence", file] => {
                let order = file.strip_suffix(".der").filter(|order| is_order(order));
                let order = order.and_then(|order| order.parse().ok());
                let order = order.ok_or_else(|| Error::new(Code::RouteUnknown))?;
                transaction(provider, id, &[Verb::SignedDocument(order)])
            }
            _ => Err(Error::new(Code::RouteUnknown)),
        }
    }

    const fn method(&self) -> &'static str {
        match self {
            Self::Health
            | Self::Ready
            | Self::OpenApi
            | Self::LinkHubTime
            | Self::Transactions
            | Self::Transaction(_, Verb::Show | Verb::Bundle | Verb::SignedDocument(_)) => "GET",
            Self::Transaction(_, Verb::Delete) => "DELETE",
            Self::Kakao(operation) => match operation.method() {
                Method::Get => "GET",
                Method::Post => "POST",
            },
            Self::TossToken
            | Self::LinkHubToken
            | Self::Toss(_)
            | Self::TossPassThrough(_)
            | Self::Transaction(_, Verb::Acknowledge) => "POST",
        }
    }

    /// The route without ids, for logs.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Health => "/healthz",
            Self::Ready => "/readyz",
            Self::OpenApi => "/openapi.json",
            Self::TossToken => "/token",
            Self::Toss(operation) => operation.path(),
            Self::TossPassThrough(product) => product.path(),
            Self::LinkHubTime => "/Time",
            Self::LinkHubToken => "/KAKAOCERT/Token",
            Self::Kakao(operation) => operation.template(),
            Self::Transactions => "/v1/transactions",
            Self::Transaction(_, Verb::Show | Verb::Delete) => "/v1/transactions/{provider}/{id}",
            Self::Transaction(_, Verb::Bundle) => "/v1/transactions/{provider}/{id}/evidence",
            Self::Transaction(_, Verb::Acknowledge) => "/v1/transactions/{provider}/{id}/evidence/ack",
            Self::Transaction(_, Verb::SignedDocument(_)) => {
                "/v1/transactions/{provider}/{id}/evidence/{order}.der"
            }
        }
    }
}

/// A whole number from 1 without a sign or leading zeros: one document has one path.
fn is_order(text: &str) -> bool {
    text.len() <= 9 && !text.starts_with('0') && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_route_is_refused() {
        for path in [
            "",
            "/",
            "/token/",
            "//token",
            "/Token",
            "/api/v2/sign/docs",
            "/v1/transactions/",
            "/v1/transactions/toss",
            "/api/v2/sign/docs/result/",
            "/v1/transactions/toss/x/y",
        ] {
            assert_eq!(Route::of("POST", path), Err(Error::new(Code::RouteUnknown)), "{path}");
        }
        for path in ["/v1/transactions/toss/x", "/v1/transactions/naver/67ac897f-3a0e-466d-a6f7-c7e4272fd5a9"]
        {
            assert_eq!(Route::of("GET", path), Err(Error::new(Code::TransactionUnknown)), "{path}");
        }
    }

    #[test]
    fn each_route_has_its_one_method() {
        for path in
            ["/api/v2/sign/docs/request", "/api/v2/sign/docs/status", "/api/v2/sign/docs/result", "/token"]
        {
            assert!(Route::of("POST", path).is_ok());
            for method in ["GET", "HEAD", "PUT", "OPTIONS", "post"] {
                assert_eq!(Route::of(method, path), Err(Error::new(Code::MethodNotAllowed).about("POST")));
            }
        }
        let path = "/v1/transactions/toss/67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";
        assert_eq!(
            Route::of("GET", path).map(|route| route.template()),
            Ok("/v1/transactions/{provider}/{id}")
        );
        assert!(Route::of("HEAD", path).is_err());
    }

    #[test]
    fn a_transaction_has_three_routes() {
        let path = "/v1/transactions/toss/67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";
        let ack = alloc::format!("{path}/evidence/ack");
        let verb = |method, path: &str| match Route::of(method, path) {
            Ok(Route::Transaction(_, verb)) => Ok(verb),
            Ok(_) => Err(Error::new(Code::RouteUnknown)),
            Err(error) => Err(error),
        };
        assert_eq!(verb("POST", path), Err(Error::new(Code::MethodNotAllowed).about("GET, DELETE")));
        assert_eq!(verb("GET", &ack), Err(Error::new(Code::MethodNotAllowed).about("POST")));
        assert_eq!(verb("GET", path), Ok(Verb::Show));
        assert_eq!(verb("DELETE", path), Ok(Verb::Delete));
        assert_eq!(verb("POST", &ack), Ok(Verb::Acknowledge));
        let document = |name: &str| verb("GET", &alloc::format!("{path}/evidence/{name}"));
        assert_eq!(document("12.der"), Ok(Verb::SignedDocument(12)));
        for wrong in ["0.der", "01.der", "-1.der", "1", ".der", "x.der", "1.DER", "9999999999.der", "..der"] {
            assert_eq!(document(wrong), Err(Error::new(Code::RouteUnknown)), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_route_of_linkhubs_is_refused() {
        let unknown = || Err(Error::new(Code::RouteUnknown));
        for path in [
            "/time",
            "/Time/",
            "/KAKAOCERT",
            "/KAKAOCERT/token",
            "/KAKAOCERT/Token/",
            "/BAROCERT/Token",
            "/SignToken",
            "/SignToken/",
            "/SignToken/request",
            "/SignToken/Request/",
            "/SignTokens/Request",
            "/SignToken/Status",
            "/SignToken/Status/1/2",
            "/SignToken/Result/1",
            "/SignIdentity/Verify/1/signature",
        ] {
            for method in ["GET", "POST"] {
                assert_eq!(Route::of(method, path), unknown(), "{path}");
            }
        }
        for id in ["", "..", "%31", "%2f", "1%0d%0a", "123456789012345678901", "가"] {
            for call in ["Status", "Verify"] {
                let path = alloc::format!("/SignToken/{call}/{id}");
                assert_eq!(Route::of("GET", &path), Err(Error::new(Code::TransactionUnknown)), "{path}");
            }
        }
        for signature in ["", "%", "%20", ".."] {
            let path = alloc::format!("/SignToken/Verify/1/{signature}");
            assert_eq!(Route::of("GET", &path), Err(Error::new(Code::AppSignatureInvalid)), "{path}");
        }
    }

    #[test]
    fn each_route_of_linkhubs_has_its_one_method_and_a_template_without_ids() {
        for (method, path, template) in [
            ("GET", "/Time", "/Time"),
            ("POST", "/KAKAOCERT/Token", "/KAKAOCERT/Token"),
            ("POST", "/SignToken/Request", "/SignToken/Request"),
            ("GET", "/SignDirectDebit/Status/020090913390400001", "/SignDirectDebit/Status/{receiptID}"),
            ("GET", "/SignIdentity/Verify/1", "/SignIdentity/Verify/{receiptID}"),
            ("GET", "/SignToken/Verify/1/a/b+c==", "/SignToken/Verify/{receiptID}/{signature}"),
            ("GET", "/v1/transactions/kakao/1", "/v1/transactions/{provider}/{id}"),
        ] {
            assert_eq!(Route::of(method, path).map(|route| route.template()), Ok(template));
            for other in
                ["HEAD", "PUT", "OPTIONS", "PATCH", "get", if method == "GET" { "POST" } else { "GET" }]
            {
                let refused = Route::of(other, path).map_err(|error| error.code());
                assert_eq!(refused.err(), Some(Code::MethodNotAllowed), "{other} {path}");
            }
        }
    }

    #[test]
    fn other_products_are_handed_on_by_their_exact_paths() {
        for path in ["/api/v2/sign/user/auth", "/api/v2/sign/doc/request/", "/api/v3/sign/doc/request"] {
            assert_eq!(Route::of("POST", path), Err(Error::new(Code::RouteUnknown)), "{path}");
        }
        for path in ["/api/v1/certificate/validate", "/api/v2/sign/user/auth/id/result"] {
            assert_eq!(Route::of("POST", path).map(|route| route.template()), Ok(path));
            assert!(Route::of("GET", path).is_err());
        }
    }
}
