//! Answers and access tokens as values: a stored one comes back as it was or not at all,
//! what is passed on is on the list, and nothing shows a body or a token.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::Code;
use ingam::exchange::Response;
use ingam::secret::Secret;
use ingam::time::UnixTime;
use ingam::token::{AccessToken, CACHE_SECONDS_MIN, Freshness};
use proptest::prelude::*;

const NOW: UnixTime = UnixTime(1_700_000_000);

fn token(lifetime: i64) -> AccessToken {
    AccessToken::new(Secret::new("canary-token".into()), NOW, lifetime)
}

#[test]
fn a_record_that_is_damaged_is_no_answer() {
    let whole = Response::new(200, "application/json", b"{\"a\":\n1}".to_vec()).to_record();
    let head = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for length in 0..=head {
        let error = Response::from_record(&whole[..length]).unwrap_err();
        assert_eq!(error.code(), Code::StoreDamaged, "{length}");
    }
    for damaged in [
        &b"\n"[..],
        b"{}\n",
        b"null\n",
        b"{\"status\":200}\n",
        b"{\"headers\":[]}\n",
        b"{\"status\":70000,\"headers\":[]}\n",
        b"{\"status\":-1,\"headers\":[]}\n",
        b"{\"status\":\"200\",\"headers\":[]}\n",
        b"{\"status\":200,\"headers\":{}}\n",
        b"{\"status\":200,\"headers\":[[\"a\"]]}\n",
        b"{\"status\":200,\"headers\":[]} x\n",
        b"\xff\n",
    ] {
        assert!(Response::from_record(damaged).is_err(), "{}", String::from_utf8_lossy(damaged));
    }
}

#[test]
fn a_callers_view_of_an_answer_has_two_headers_at_most() {
    let mut answer = Response::new(401, "text/html; charset=utf-8", b"x".to_vec());
    for name in [
        "retry-after",
        "set-cookie",
        "www-authenticate",
        "location",
        "server",
        "via",
        "x-request-id",
        "ingam-error",
        "content-encoding",
        "transfer-encoding",
        "access-control-allow-origin",
        "content-type-x",
    ] {
        answer = answer.with(name, "v");
    }
    let seen = answer.passed_on();
    assert_eq!(
        seen.headers,
        [("content-type".into(), "text/html; charset=utf-8".into()), ("retry-after".into(), "v".into())]
    );
    assert_eq!((seen.status, seen.body.as_slice()), (401, &b"x"[..]));
    assert_eq!((seen.header("server"), seen.header("Content-Type")), (None, None));
}

#[test]
fn a_debug_text_has_no_body_and_no_header() {
    let answer = Response::new(200, "text/plain", b"canary".to_vec()).with("retry-after", "canary");
    assert_eq!(format!("{answer:?}"), "Response { status: 200, body_bytes: 6 }");
}

#[test]
fn a_stored_token_is_of_one_credential_and_whole() {
    let record = token(3599).to_record("credential-a");
    let bytes = record.expose().as_bytes();
    for other in ["", "credential-b", "credential-", "credential-a "] {
        assert!(AccessToken::from_record(bytes, other).is_none(), "{other}");
    }
    for length in 0..bytes.len() {
        assert!(AccessToken::from_record(&bytes[..length], "credential-a").is_none(), "{length}");
    }
    let back = AccessToken::from_record(bytes, "credential-a").unwrap();
    assert_eq!((back.hash(), back.expires_at()), (token(3599).hash(), NOW.plus_seconds(3599)));
    assert_eq!(back.duplicate().value().expose(), "canary-token");
    assert_ne!(back.hash(), AccessToken::new(Secret::new("other".into()), NOW, 3599).hash());
    let shown = format!("{back:?}{:?}{record:?}", back.value());
    assert!(!shown.contains("canary") && !back.hash().contains("canary"), "{shown}");
}

/// The promise of the design, for every lifetime: replaced at 80 % and a minute early,
/// whichever is first, or at half time if it lives a minute, and never used when it is over.
#[test]
fn every_lifetime_is_fresh_then_due_then_over() {
    for lifetime in (0..600).chain([3_599, 3_600, 86_400, 31_536_000]) {
        let due = (lifetime * 4 / 5).min(if lifetime > 60 { lifetime - 60 } else { lifetime / 2 });
        for at in [due - 1, due, lifetime - 1, lifetime, lifetime + 1] {
            if at < 0 {
                continue;
            }
            let expected = match at {
                at if at >= lifetime => Freshness::Over,
                at if at >= due => Freshness::Due,
                _ => Freshness::Fresh,
            };
            assert_eq!(token(lifetime).freshness(NOW.plus_seconds(at)), expected, "{lifetime} at {at}");
            let left = lifetime - at;
            let cached = u64::try_from(left).ok().filter(|_| left >= CACHE_SECONDS_MIN);
            assert_eq!(token(lifetime).cache_seconds(NOW.plus_seconds(at)), cached);
        }
    }
    for broken in [-1, i64::MIN] {
        assert_eq!(token(broken).freshness(NOW), Freshness::Over);
        assert_eq!(token(broken).expires_at(), NOW);
    }
}

proptest! {
    /// Every answer there can be: any status, any body, any header text.
    #[test]
    fn an_answer_comes_back_from_its_record(
        status in any::<u16>(),
        body in prop::collection::vec(any::<u8>(), 0..200),
        value in any::<String>(),
    ) {
        let answer = Response::new(status, "application/json", body).with("retry-after", value);
        prop_assert!(Response::from_record(&answer.to_record()) == Ok(answer));
    }

    #[test]
    fn any_bytes_are_a_record_or_damage(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = Response::from_record(&bytes) {
            prop_assert_eq!(error.code(), Code::StoreDamaged);
        }
        prop_assert!(AccessToken::from_record(&bytes, "c").is_none());
    }
}
