use std::sync::LazyLock;

use ingam::encoding::base64;
use ingam::exchange::{Method, Response};
use ingam::gateway::route::Route;
use ingam::provider::kakao::app_link::{CallbackOutcome, app_link, failure as reason, read_callback};
use ingam::provider::kakao::operation::{
    AppSignature, Operation, Service, fail, failure, is_protocol, read_requested, read_state, read_token,
    read_verified, signed_document,
};
use ingam::provider::kakao::registration::{Requested, adoption};
use ingam::provider::kakao::signing::{
    Forwarded, Outcome as Verdict, Presented, SecretKey, SignatureHeaders, Signer, Target,
};
use ingam::time::UnixTime;
use ingam::token::Freshness;
use ingam::transaction::{Answer, Provider, TransactionId};

use crate::access::{CLIENT_CODE, NOW};
use crate::{Outcome, text, two};

/// An operation's path leads to it again, and the gateway's route to it as well; the path is
/// one that can be part of a URL as it is.
pub fn kakao_path(bytes: &[u8]) -> Outcome {
    let Some(path) = text(bytes) else { return Outcome::Refused };
    let Ok(operation) = Operation::at(path) else { return Outcome::Refused };
    let own = operation.path();
    assert_eq!(Operation::at(&own).as_ref(), Ok(&operation));
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte);
    assert!(own.bytes().all(harmless) && own.split('/').all(|part| part != "." && part != ".."), "{own}");
    let method = if operation.method() == Method::Get { "GET" } else { "POST" };
    assert_eq!(Route::of(method, path), Ok(Route::Kakao(operation.clone())));
    assert_eq!(operation.template().contains("{receiptID}"), operation.receipt().is_some());
    Outcome::Accepted
}

static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::parse(&base64(&[3; 32])).unwrap());
const WINDOW_SECONDS: i64 = 300;

/// Six lines: credential, date, version, forwarded, what stands for a header that is not
/// there, and the body. A signature that verifies is the one that the key makes of the same
/// body and headers.
pub fn kakao_signature(bytes: &[u8]) -> Outcome {
    let Some(text) = text(bytes) else { return Outcome::Refused };
    let (credential, rest) = two(text);
    let (date, rest) = two(rest);
    let (version, rest) = two(rest);
    let (forwarded, rest) = two(rest);
    let (absent, body) = two(rest);
    let header = |text| Some(text).filter(|text| *text != absent);
    let headers = SignatureHeaders {
        credential: header(credential),
        date: header(date),
        version: header(version),
        forwarded: header(forwarded),
    };
    let target = Target::Token(headers.forwarded.filter(|from| !from.is_empty()).and_then(Forwarded::parse));
    let mut outcome = Outcome::Refused;
    for (presented, target) in
        [(Presented::token(&headers), target), (Presented::service(&headers), Target::Service)]
    {
        let Some(presented) = presented else { continue };
        outcome = if outcome == Outcome::Refused { Outcome::Accepted } else { outcome };
        assert!((1..=64).contains(&presented.link_id().len()) && presented.fingerprint().len() == 64);
        assert!(presented.outside_window_after(WINDOW_SECONDS) > UnixTime(i64::MIN));
        let verdict = presented.verify(&KEY, body.as_bytes(), NOW, WINDOW_SECONDS);
        let date = ingam::provider::kakao::signing::Date::parse(date).unwrap();
        let signer = Signer::new(presented.link_id(), SecretKey::parse(&base64(&[3; 32])).unwrap()).unwrap();
        let made = signer.sign(target, &date, body.as_bytes());
        let own = made.iter().any(|(name, value)| {
            matches!(*name, "authorization" | "x-kc-auth")
                && value.rsplit(' ').next() == credential.rsplit(' ').next()
        });
        let in_time = NOW.seconds_since(date.time()).abs() <= WINDOW_SECONDS;
        assert_eq!(
            verdict,
            match (own, in_time) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::Verified,
                (true, false) => Verdict::OutsideWindow,
            }
        );
        if own {
            outcome = Outcome::Known;
        }
    }
    outcome
}

/// The answers of LinkHub: what is read from one agrees with what else is. A failure is
/// written so that it reads the same again.
pub fn kakao_answer(bytes: &[u8]) -> Outcome {
    let mut read = false;
    for status in [200, 400, 401, 429, 502] {
        let answer = Response::new(status, "application/json", bytes.to_vec());
        let verified = read_verified(&answer);
        let document = signed_document(&answer);
        if document.is_some() {
            assert_eq!(verified, Some(Answer::Result { completed_at: None }));
        }
        assert!(verified.is_none() || status == 429 || is_protocol(&answer));
        if let Some((id, receipt)) = read_requested(&answer) {
            assert!(status == 200 && id.id() == receipt.receipt_id && is_protocol(&answer));
        }
        if let Some(state) = read_state(&answer) {
            assert!(status == 200 && is_protocol(&answer));
            check_adoption(&state);
        }
        if let Ok(token) = read_token(&answer, NOW) {
            assert!(status == 200 && token.value().expose().bytes().all(|byte| byte.is_ascii_graphic()));
            assert_ne!(token.freshness(NOW), Freshness::Over);
        }
        read |= is_protocol(&answer);
    }
    if let Some(read) = failure(bytes) {
        assert_eq!(failure(&fail(400, &read).body).as_ref(), Some(&read));
    }
    Outcome::of(read)
}

fn check_adoption(state: &ingam::provider::kakao::wire::SignState) {
    let Some(receipt) = TransactionId::new(Provider::Kakao, &state.receipt_id) else { return };
    let requested = |client_code| Requested { caller: "app", client_code, service: Service::ESign, at: NOW };
    assert!(
        adoption(requested("020040000002"), state, &receipt)
            .is_none_or(|_| { state.client_code.as_deref() == Some("020040000002") })
    );
    if let Some(adopted) = adoption(requested(CLIENT_CODE), state, &receipt) {
        assert_eq!(state.client_code.as_deref(), Some(CLIENT_CODE));
        assert!(adopted.is_of(CLIENT_CODE, Service::ESign.purpose()));
    }
}

/// A callback's signature is one that a path can have. The link that is made of the same text
/// holds it in one parameter.
pub fn kakao_callback(bytes: &[u8]) -> Outcome {
    let Some(url) = text(bytes) else { return Outcome::Refused };
    if let Ok(link) = app_link(url, Some(url), Some(url)) {
        let parameters: Vec<&str> = link.split_once('?').unwrap().1.split('&').collect();
        assert!(link.is_ascii() && parameters.len() == 3 && !link.contains('#'));
        let query = parameters[0];
        let back = read_callback(&format!("app://back?code=1&{query}")).unwrap();
        assert_eq!(back.tx_id.as_deref(), Some(url));
    } else {
        assert!(url.is_empty());
    }
    match read_callback(url).map(|callback| callback.outcome) {
        Ok(CallbackOutcome::Signed(signature)) => {
            assert!(signature.expose().bytes().all(|byte| byte.is_ascii_graphic()));
            assert_eq!(AppSignature::new(signature.expose().into()).as_ref(), Some(&signature));
        }
        Ok(CallbackOutcome::Failed(code)) => assert!(!reason(code).message_ko.is_empty()),
        Err(_) => return Outcome::Refused,
    }
    Outcome::Accepted
}
