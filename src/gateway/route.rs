//! Which route a request is for.

use alloc::vec::Vec;

use crate::error::{Code, Error, Result};
use crate::provider::toss::operation::Operation;
use crate::transaction::{Provider, TransactionId};

/// A route of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /healthz`: the gateway runs.
    Health,
    /// `GET /readyz`: the gateway is configured.
    Ready,
    /// `POST /token`: a native token in Toss's shape.
    TossToken,
    /// `POST /api/v2/sign/docs/…`
    Toss(Operation),
    /// `GET /v1/transactions/{provider}/{id}`
    Transaction(TransactionId),
}

/// Whose manners an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// RFC 6749 section 5.2.
    TossToken,
    /// Toss's envelope.
    Toss,
    /// problem+json (RFC 9457).
    Own,
}

impl Surface {
    /// The manners of a provider's own routes.
    #[must_use]
    pub const fn of_provider(provider: Provider) -> Self {
        match provider {
            Provider::Toss => Self::Toss,
            Provider::Kakao => Self::Own,
        }
    }

    /// The manners of a path, known or not.
    #[must_use]
    pub fn of(path: &str) -> Self {
        match path {
            "/token" => Self::TossToken,
            _ if path.starts_with("/api/") => Self::Toss,
            _ => Self::Own,
        }
    }
}

impl Route {
    /// The route of a method and a path (percent-encoding is not undone: no path of the
    /// gateway has any).
    ///
    /// # Errors
    /// [`Code::RouteUnknown`]; [`Code::MethodNotAllowed`] about the method it takes;
    /// [`Code::TransactionUnknown`] for an id that is none.
    pub fn of(method: &str, path: &str) -> Result<Self> {
        let route = Self::of_path(path)?;
        if method == route.method() {
            Ok(route)
        } else {
            Err(Error::new(Code::MethodNotAllowed).about(route.method()))
        }
    }

    fn of_path(path: &str) -> Result<Self> {
        if let Some(operation) = Operation::ALL.into_iter().find(|operation| operation.path() == path) {
            return Ok(Self::Toss(operation));
        }
        match path.split('/').skip(1).collect::<Vec<_>>().as_slice() {
            ["healthz"] => Ok(Self::Health),
            ["readyz"] => Ok(Self::Ready),
            ["token"] => Ok(Self::TossToken),
            ["v1", "transactions", provider, id] => Provider::named(provider)
                .and_then(|provider| TransactionId::new(provider, id))
                .map(Self::Transaction)
                .ok_or_else(|| Error::new(Code::TransactionUnknown)),
            _ => Err(Error::new(Code::RouteUnknown)),
        }
    }

    const fn method(&self) -> &'static str {
        match self {
            Self::Health | Self::Ready | Self::Transaction(_) => "GET",
            Self::TossToken | Self::Toss(_) => "POST",
        }
    }

    /// The route without ids, for logs.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Health => "/healthz",
            Self::Ready => "/readyz",
            Self::TossToken => "/token",
            Self::Toss(operation) => operation.path(),
            Self::Transaction(_) => "/v1/transactions/{provider}/{id}",
        }
    }
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
}
