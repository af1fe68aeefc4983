//! LinkHub's side of admission: who is refused and what it is told, then who is let in.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

use ingam::caller::Claim;
use ingam::encoding::base64;
use ingam::exchange::Response;
use ingam::gateway::linkhub::{
    Admitted, Credentials, LIFETIME_SECONDS, grant, name_key, request_digest, time, uncompressed,
    verify_signature, wants_retry,
};
use ingam::gateway::settings::Settings;
use ingam::provider::kakao::signing::{Date, Forwarded, SecretKey, Signer, Target};
use ingam::time::UnixTime;
use ingam::transaction::Provider;
use ingam::{Code, Error};
use serde_json::Value;

const NOW: UnixTime = UnixTime(1_700_000_000);
const CODE: &str = "020040000001";
const CODE2: &str = "020040000002";
const BODY: &[u8] = br#"{"Token":"x"}"#;
const ANYWHERE: Target<'_> = Target::Token(Some(Forwarded::ANYWHERE));

fn secret(fill: u8) -> String {
    base64(&[fill; 32])
}

/// `one` has two secrets and a client code, `two` two client codes, `none` none, `toss` may
/// not use Kakao.
fn callers() -> String {
    let entry = |id: &str, secrets: &[u8], providers: &str, codes: &[&str]| {
        let secrets: Vec<_> = secrets.iter().map(|fill| secret(*fill)).collect();
        format!(
            "{{\"id\":\"{id}\",\"secrets\":{secrets:?},\"providers\":[{providers}],\"clientCodes\":{codes:?}}}"
        )
    };
    let listed = [
        entry("one", &[1, 2], "\"kakao\"", &[CODE]),
        entry("two", &[3], "\"toss\",\"kakao\"", &[CODE, CODE2]),
        entry("none", &[4], "\"kakao\"", &[]),
        entry("toss", &[5], "\"toss\"", &[CODE]),
    ];
    format!("[{}]", listed.join(","))
}

fn settings_with(changes: &[(&str, Option<&str>)]) -> Settings {
    Settings::read(&|name| {
        if let Some((_, value)) = changes.iter().find(|(changed, _)| *changed == name) {
            return value.map(String::from);
        }
        match name {
            "CALLERS" => Some(callers()),
            "STORE_KEYS" => Some(format!("[{{\"id\":\"k1\",\"key\":\"{}\"}}]", secret(0xf1))),
            _ => None,
        }
    })
}

fn settings() -> Settings {
    settings_with(&[])
}

/// Headers, as a client sends them.
#[derive(Clone, Default)]
struct Sent {
    authorization: Option<String>,
    service_signature: Option<String>,
    date: Option<String>,
    version: Option<String>,
    forwarded: Option<String>,
    client_code: Option<String>,
    origin: Option<String>,
}

impl Sent {
    fn signed(id: &str, fill: u8, target: Target<'_>, date: &Date, body: &[u8]) -> Self {
        let signer = Signer::new(id, SecretKey::parse(&secret(fill)).unwrap()).unwrap();
        let mut sent = Self::default();
        for (name, value) in signer.sign(target, date, body) {
            match name {
                "authorization" => sent.authorization = Some(value),
                "x-kc-auth" => sent.service_signature = Some(value),
                "x-lh-date" => sent.date = Some(value),
                "x-lh-version" => sent.version = Some(value),
                "x-lh-forwarded" => sent.forwarded = Some(value),
                other => assert_eq!(other, "content-type"),
            }
        }
        sent
    }

    fn token(id: &str, fill: u8, body: &[u8]) -> Self {
        Self::signed(id, fill, ANYWHERE, &Date::with_milliseconds(NOW), body)
    }

    fn service(id: &str, fill: u8, body: &[u8]) -> Self {
        Self::signed(id, fill, Target::Service, &Date::with_milliseconds(NOW), body)
    }

    fn bearer(text: &str) -> Self {
        Self { authorization: Some(format!("Bearer {text}")), ..Self::default() }
    }

    fn with_bearer(self, text: &str) -> Self {
        Self { authorization: Some(format!("Bearer {text}")), ..self }
    }

    fn in_page(self) -> Self {
        Self { origin: Some("https://shop.example".into()), ..self }
    }

    fn for_code(self, code: &str) -> Self {
        Self { client_code: Some(code.into()), ..self }
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials {
            authorization: self.authorization.as_deref(),
            service_signature: self.service_signature.as_deref(),
            date: self.date.as_deref(),
            version: self.version.as_deref(),
            forwarded: self.forwarded.as_deref(),
            client_code: self.client_code.as_deref(),
            origin: self.origin.as_deref(),
        }
    }
}

fn token_body(access_id: &str) -> Vec<u8> {
    format!("{{\"access_id\":\"{access_id}\",\"scope\":[\"member\",\"310\",\"320\",\"330\"]}}").into_bytes()
}

fn refusal(settings: &Settings, sent: &Sent, body: &[u8]) -> Error {
    match grant(settings, &sent.credentials(), body, NOW) {
        Err(error) => error,
        Ok(_) => panic!("a token was granted"),
    }
}

fn json(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

fn session_token(settings: &Settings, id: &str, fill: u8, code: &str) -> String {
    let body = token_body(code);
    let sent = Sent::token(id, fill, &body);
    let answer = grant(settings, &sent.credentials(), &body, NOW).unwrap();
    json(&answer)["session_token"].as_str().unwrap().into()
}

fn admitted(settings: &Settings, sent: &Sent, now: UnixTime) -> Result<(String, String), Error> {
    Admitted::by_bearer(settings, &sent.credentials(), now)
        .map(|admitted| (admitted.caller.id().to_owned(), admitted.client_code))
}

fn unknown() -> Error {
    Error::new(Code::CallerUnknown)
}

#[test]
fn a_token_request_that_is_not_a_callers_is_refused_and_never_told_apart() {
    let (settings, body) = (settings(), token_body(CODE));
    let good = Sent::token("one", 1, &body);
    let (_, signature) = good.authorization.as_deref().unwrap().rsplit_once(' ').unwrap();
    let authorization = |text: String| Sent { authorization: Some(text), ..good.clone() };
    let cases = [
        ("nothing", Sent::default()),
        ("no authorization", Sent { authorization: None, ..good.clone() }),
        ("an empty one", authorization(String::new())),
        ("no date", Sent { date: None, ..good.clone() }),
        ("no version", Sent { version: None, ..good.clone() }),
        ("a secret nobody has", Sent::token("one", 9, &body)),
        ("another caller's secret", Sent::token("one", 3, &body)),
        ("nobody's id", Sent::token("nobody", 1, &body)),
        ("the id in capitals", Sent::token("ONE", 1, &body)),
        ("another body", Sent::token("one", 1, b"{}")),
        ("a service's signature", {
            let service = Sent::service("one", 1, &body);
            Sent {
                authorization: service.service_signature.map(|text| format!("LINKHUB {text}")),
                ..good.clone()
            }
        }),
        ("another date", Sent { date: Some("2023-11-14T22:13:21.000Z".into()), ..good.clone() }),
        ("no form of a date", Sent { date: Some("now".into()), ..good.clone() }),
        ("another version", Sent { version: Some("2.1".into()), ..good.clone() }),
        ("another address", Sent { forwarded: Some("203.0.113.1".into()), ..good.clone() }),
        ("no address any more", Sent { forwarded: None, ..good.clone() }),
        ("another scheme", authorization(format!("BAROCERT one {signature}"))),
        ("no scheme", authorization(format!("one {signature}"))),
        ("two blanks", authorization(format!("LINKHUB one  {signature}"))),
        ("no id", authorization(format!("LINKHUB {signature}"))),
        ("a signature cut short", authorization(format!("LINKHUB one {}", &signature[..43]))),
        ("the secret itself", Sent::bearer(&secret(1))),
    ];
    for (case, sent) in cases {
        assert_eq!(refusal(&settings, &sent, &body), unknown(), "{case}");
        // Nothing else that is wrong is told to somebody who is not known.
        assert_eq!(refusal(&settings, &sent.clone().in_page(), &body), unknown(), "{case}, in a page");
    }
    // A wrong clock is told to nobody whose signature is wrong.
    let stale = Sent::signed("one", 9, ANYWHERE, &Date::with_milliseconds(NOW.plus_seconds(-301)), &body);
    assert_eq!(refusal(&settings, &stale, &body), unknown());
}

#[test]
fn the_window_of_the_clock_is_three_hundred_seconds_to_the_second() {
    let (settings, body) = (settings(), token_body(CODE));
    let one = "one";
    for (offset, within) in [(-301, false), (-300, true), (0, true), (300, true), (301, false)] {
        let at = NOW.plus_seconds(offset);
        for date in [Date::with_milliseconds(at), Date::without_milliseconds(at)] {
            let sent = Sent::signed(one, 1, ANYWHERE, &date, &body);
            let granted = grant(&settings, &sent.credentials(), &body, NOW);
            let bearer = session_token(&settings, one, 1, CODE);
            let posted = Sent::signed(one, 2, Target::Service, &date, BODY).with_bearer(&bearer);
            let admitted = Admitted::by_bearer(&settings, &posted.credentials(), NOW).unwrap();
            let verified = verify_signature(&settings, &posted.credentials(), &admitted, BODY, NOW);
            if within {
                assert_eq!(granted.unwrap().status, 200, "{offset}");
                assert!(verified.unwrap().is_some(), "{offset}");
            } else {
                assert_eq!(granted.unwrap_err(), Error::new(Code::ClockSkewed), "{offset}");
                assert_eq!(verified.unwrap_err(), Error::new(Code::ClockSkewed), "{offset}");
            }
        }
    }
}

#[test]
fn the_window_is_what_is_set() {
    let (settings, body) = (settings_with(&[("CLOCK_SKEW_SECONDS", Some("5"))]), token_body(CODE));
    let granted = |offset| {
        let sent =
            Sent::signed("one", 1, ANYWHERE, &Date::with_milliseconds(NOW.plus_seconds(offset)), &body);
        grant(&settings, &sent.credentials(), &body, NOW).map(|answer| answer.status)
    };
    for offset in [-5, 5] {
        assert_eq!(granted(offset), Ok(200));
    }
    for offset in [-6, 6] {
        assert_eq!(granted(offset), Err(Error::new(Code::ClockSkewed)));
    }
}

#[test]
fn who_signed_rightly_is_told_what_else_is_wrong() {
    let settings = settings();
    let refused = |id, fill, body: &[u8]| refusal(&settings, &Sent::token(id, fill, body), body).code();
    for body in [
        &b""[..],
        b"{",
        b"[]",
        b"null",
        b"\"x\"",
        b"{\"scope\":[]}",
        b"{\"access_id\":null}",
        b"{\"access_id\":\"a\",\"access_id\":\"b\"}",
        b"{\"access_id\":1.5}",
        b"{\"access_id\":-1}",
        b"\xff",
        b"\xef\xbb\xbf{\"access_id\":\"a\"}",
    ] {
        assert_eq!(refused("one", 1, body), Code::JsonInvalid, "{body:?}");
    }
    for other in [CODE2, "", "02004000000", "0200400000011", " 020040000001", "020040000001\\u0000"] {
        assert_eq!(refused("one", 1, &token_body(other)), Code::ClientCodeNotAllowed, "{other}");
    }
    assert_eq!(refused("one", 1, b"{\"access_id\":20040000002}"), Code::ClientCodeNotAllowed);
    assert_eq!(refused("one", 1, b"{\"access_id\":0}"), Code::ClientCodeNotAllowed);
    assert_eq!(refused("none", 4, &token_body(CODE)), Code::ClientCodeNotAllowed);
    assert_eq!(refused("toss", 5, &token_body(CODE)), Code::ProviderNotAllowed);
    let body = token_body(CODE);
    assert_eq!(
        refusal(&settings, &Sent::token("one", 1, &body).in_page(), &body).code(),
        Code::OriginRefused
    );
}

#[test]
fn settings_that_are_missing_are_named() {
    let body = token_body(CODE);
    for name in ["CALLERS", "STORE_KEYS"] {
        let settings = settings_with(&[(name, None)]);
        let expected = Error::new(Code::SettingInvalid).about(name);
        assert_eq!(admitted(&settings, &Sent::bearer(&secret(1)), NOW), Err(expected.clone()));
        assert_eq!(refusal(&settings, &Sent::token("one", 1, &body), &body), expected);
    }
    let settings = settings_with(&[("STORE_KEYS", None)]);
    assert_eq!(name_key(&settings).unwrap_err().subject(), Some("STORE_KEYS"));
}

#[test]
fn a_token_has_linkhubs_shape_and_nothing_in_it_is_told_twice() {
    let (settings, body) = (settings(), token_body(CODE));
    for forwarded in [None, Some(Forwarded::ANYWHERE), Forwarded::parse("203.0.113.1")] {
        let date = Date::without_milliseconds(NOW);
        let sent = Sent::signed("one", 2, Target::Token(forwarded), &date, &body);
        let answer = grant(&settings, &sent.credentials(), &body, NOW).unwrap();
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
        let shown = json(&answer);
        let members: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            members,
            ["expiration", "ipaddress", "linkID", "scope", "serviceID", "session_token", "usercode"]
        );
        assert_eq!(shown["expiration"], "2023-11-14T22:28:20.000Z");
        assert_eq!((&shown["linkID"], &shown["usercode"]), (&Value::from("one"), &Value::from(CODE)));
        assert_eq!(shown["scope"], serde_json::json!(["member", "310", "320", "330"]));
        let text = String::from_utf8(answer.body).unwrap();
        assert!(!text.contains(&secret(1)) && !text.contains(&secret(2)));
    }
}

/// A number has lost the leading zeros of its code; the SDK for Node.js sends one where its
/// user gives it one.
#[test]
fn a_client_code_that_was_sent_as_a_number_is_put_right() {
    let settings = settings();
    for body in [&b"{\"access_id\":20040000001}"[..], b"{\"access_id\":\"20040000001\"}"] {
        let answer = grant(&settings, &Sent::token("one", 1, body).credentials(), body, NOW).unwrap();
        let shown = json(&answer);
        assert_eq!(shown["usercode"], CODE);
        let sent = Sent::bearer(shown["session_token"].as_str().unwrap());
        assert_eq!(admitted(&settings, &sent, NOW), Ok(("one".into(), CODE.into())));
    }
}

#[test]
fn an_answer_of_the_token_route_is_not_stored_and_not_compressed() {
    let answer = uncompressed(Response::new(200, "application/json", Vec::new()));
    assert_eq!(answer.header("cache-control"), Some("no-store, no-transform"));
    assert_eq!(answer.header("content-encoding"), Some("identity"));
}

#[test]
fn a_bearer_that_opens_nothing_is_refused_and_never_told_apart() {
    let settings = settings();
    let good = session_token(&settings, "one", 1, CODE);
    let elsewhere =
        settings_with(&[("STORE_KEYS", Some(&format!("[{{\"id\":\"k1\",\"key\":\"{}\"}}]", secret(0xf2))))]);
    let keys = settings.store_keys().unwrap();
    let claim = |provider, client_code| Claim { provider, client_code, expires_at: NOW.plus_seconds(60) };
    let callers = settings.callers().unwrap();
    let toss_token = callers.make_token(keys, "two", &secret(3), &claim(Provider::Toss, None)).unwrap();
    let cases = [
        ("nothing", Sent::default()),
        ("an empty header", Sent { authorization: Some(String::new()), ..Sent::default() }),
        ("no scheme", Sent { authorization: Some(good.clone()), ..Sent::default() }),
        ("LINKHUB", Sent { authorization: Some(format!("LINKHUB {good}")), ..Sent::default() }),
        ("no text", Sent::bearer("")),
        ("a secret nobody has", Sent::bearer(&secret(9))),
        ("a token cut short", Sent::bearer(&good[..good.len() - 1])),
        ("a token and more", Sent::bearer(&format!("{good}A"))),
        ("a token under another key", Sent::bearer(&session_token(&elsewhere, "one", 1, CODE))),
        ("a token for Toss", Sent::bearer(toss_token.expose())),
    ];
    for (case, sent) in cases {
        assert_eq!(admitted(&settings, &sent, NOW), Err(unknown()), "{case}");
        assert_eq!(admitted(&settings, &sent.in_page(), NOW), Err(unknown()), "{case}, in a page");
    }
}

#[test]
fn a_token_ends_at_its_second_with_its_secret_and_with_its_client_code() {
    let before = settings();
    let sent = Sent::bearer(&session_token(&before, "one", 1, CODE));
    let good = Ok(("one".to_owned(), CODE.to_owned()));
    assert_eq!(admitted(&before, &sent, NOW.plus_seconds(LIFETIME_SECONDS - 1)), good);
    assert_eq!(admitted(&before, &sent, NOW.plus_seconds(LIFETIME_SECONDS)), Err(unknown()));
    let changed = |from: &str, to: &str| settings_with(&[("CALLERS", Some(&callers().replace(from, to)))]);
    for after in [
        changed(&secret(1), &secret(8)),
        changed(&format!("[\"{CODE}\"]"), "[\"020040000009\"]"),
        changed("\"id\":\"one\"", "\"id\":\"uno\""),
        changed("[\"kakao\"]", "[\"toss\"]"),
    ] {
        assert_eq!(admitted(&after, &sent, NOW), Err(unknown()));
    }
    // The other secret of the same caller is none of its business.
    assert_eq!(admitted(&changed(&secret(2), &secret(8)), &sent, NOW), good);
}

#[test]
fn a_client_code_is_the_tokens_the_headers_or_the_only_one() {
    let settings = settings();
    let refused = || Err(Error::new(Code::ClientCodeNotAllowed));
    let two = |code| Sent::bearer(&session_token(&settings, "two", 3, code));
    for (sent, expected) in [
        (Sent::bearer(&secret(3)), refused()),
        (Sent::bearer(&secret(3)).for_code("020040000003"), refused()),
        (Sent::bearer(&secret(3)).for_code(""), refused()),
        (Sent::bearer(&secret(4)), refused()),
        (Sent::bearer(&secret(4)).for_code(CODE), refused()),
        (Sent::bearer(&secret(1)).for_code(CODE2), refused()),
        (two(CODE).for_code(CODE2), refused()),
        (two(CODE2).for_code(CODE), refused()),
        (two(CODE2).for_code(""), refused()),
        (two(CODE2), Ok(("two".into(), CODE2.into()))),
        (two(CODE2).for_code(CODE2), Ok(("two".into(), CODE2.into()))),
        (Sent::bearer(&secret(3)).for_code(CODE2), Ok(("two".into(), CODE2.into()))),
        (Sent::bearer(&secret(1)), Ok(("one".into(), CODE.into()))),
        (Sent::bearer(&secret(2)).for_code(CODE), Ok(("one".into(), CODE.into()))),
    ] {
        assert_eq!(admitted(&settings, &sent, NOW), expected);
    }
}

#[test]
fn a_known_caller_is_told_that_it_calls_from_a_page_or_may_not_use_kakao() {
    let settings = settings();
    let code = |sent: &Sent| admitted(&settings, sent, NOW).unwrap_err().code();
    assert_eq!(code(&Sent::bearer(&secret(1)).in_page()), Code::OriginRefused);
    let token = Sent::bearer(&session_token(&settings, "one", 1, CODE));
    assert_eq!(code(&token.in_page()), Code::OriginRefused);
    assert_eq!(code(&Sent::bearer(&secret(5))), Code::ProviderNotAllowed);
}

#[test]
fn a_post_is_signed_by_the_caller_of_its_token_over_its_bytes() {
    let settings = settings();
    let bearer = session_token(&settings, "one", 1, CODE);
    let good = Sent::service("one", 1, BODY).with_bearer(&bearer);
    let check = |sent: &Sent, body: &[u8]| {
        let admitted = Admitted::by_bearer(&settings, &sent.credentials(), NOW).unwrap();
        verify_signature(&settings, &sent.credentials(), &admitted, body, NOW)
            .map(|signed| signed.map(|signed| signed.slot))
    };
    let (_, signature) = good.service_signature.as_deref().unwrap().split_once(' ').unwrap();
    let signed_as = |text: String| Sent { service_signature: Some(text), ..good.clone() };
    let of_token = Sent::token("one", 1, BODY).authorization.unwrap();
    let cases = [
        ("no signature", Sent { service_signature: None, ..good.clone() }),
        ("an empty one", signed_as(String::new())),
        ("no date", Sent { date: None, ..good.clone() }),
        ("no version", Sent { version: None, ..good.clone() }),
        ("another version", Sent { version: Some("1.0".into()), ..good.clone() }),
        ("another date", Sent { date: Some("2023-11-14T22:13:21.000Z".into()), ..good.clone() }),
        ("no id", signed_as(signature.into())),
        ("with a scheme", signed_as(format!("LINKHUB one {signature}"))),
        ("nobody's id", signed_as(format!("nobody {signature}"))),
        ("another caller's id", signed_as(format!("two {signature}"))),
        ("another caller's signature, right as it is", Sent::service("two", 3, BODY).with_bearer(&bearer)),
        ("another caller's secret", Sent::service("one", 3, BODY).with_bearer(&bearer)),
        ("a secret nobody has", Sent::service("one", 9, BODY).with_bearer(&bearer)),
        ("other bytes", Sent::service("one", 1, b"{\"Token\":\"y\"}").with_bearer(&bearer)),
        ("a token request's", signed_as(of_token.replace("LINKHUB ", ""))),
    ];
    for (case, sent) in cases {
        assert_eq!(check(&sent, BODY), Err(unknown()), "{case}");
    }
    for body in [&b""[..], b"{\"Token\":\"x\"} ", b"{\"Token\":\"x\""] {
        assert_eq!(check(&good, body), Err(unknown()), "{body:?}");
    }
    // Each secret of the caller signs, whichever the token is bound to.
    let slot = check(&good, BODY).unwrap().unwrap();
    let other = check(&Sent::service("one", 2, BODY).with_bearer(&bearer), BODY).unwrap().unwrap();
    assert_ne!(slot, other);
    assert_eq!(check(&good, BODY), Ok(Some(slot.clone())), "one signature has one name");
    assert!(slot.len() == 64 && !slot.contains(signature));
}

#[test]
fn a_secret_needs_no_signature_and_a_wrong_one_beside_it_is_refused() {
    let settings = settings();
    let check = |sent: &Sent| {
        let admitted = Admitted::by_bearer(&settings, &sent.credentials(), NOW).unwrap();
        verify_signature(&settings, &sent.credentials(), &admitted, BODY, NOW).map(|signed| signed.is_some())
    };
    for wrong in [
        Sent::service("one", 9, BODY),
        Sent::service("two", 3, BODY),
        Sent::service("one", 1, b"other"),
        Sent { service_signature: Some(String::new()), ..Sent::default() },
        Sent { service_signature: Some("one".into()), ..Sent::default() },
    ] {
        assert_eq!(check(&wrong.with_bearer(&secret(1))), Err(unknown()));
    }
    let stale =
        Sent::signed("one", 1, Target::Service, &Date::with_milliseconds(NOW.plus_seconds(400)), BODY);
    assert_eq!(check(&stale.with_bearer(&secret(1))), Err(Error::new(Code::ClockSkewed)));
    assert_eq!(check(&Sent::bearer(&secret(1))), Ok(false));
    assert_eq!(check(&Sent::service("one", 2, BODY).with_bearer(&secret(1))), Ok(true));
}

#[test]
fn a_request_is_its_path_its_client_code_and_its_bytes() {
    let digest = request_digest("/SignToken/Request", CODE, BODY);
    assert_eq!(digest.len(), 64);
    assert_eq!(digest, request_digest("/SignToken/Request", CODE, BODY));
    for other in [
        request_digest("/SignIdentity/Request", CODE, BODY),
        request_digest("/SignToken/Request", CODE2, BODY),
        request_digest("/SignToken/Request", CODE, b""),
    ] {
        assert_ne!(digest, other);
    }
}

#[test]
fn a_retry_is_asked_for_with_one_word() {
    for wrong in ["", "true", "Uncertain", "uncertain ", "1", "uncertain,uncertain"] {
        assert_eq!(
            wants_retry(Some(wrong)),
            Err(Error::new(Code::OptionInvalid).about("ingam-retry")),
            "{wrong:?}"
        );
    }
    assert_eq!((wants_retry(None), wants_retry(Some("uncertain"))), (Ok(false), Ok(true)));
}

#[test]
fn time_is_what_a_client_can_sign_with() {
    let answer = time(NOW);
    assert_eq!(answer.body, b"2023-11-14T22:13:20Z");
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    let date = Date::parse(std::str::from_utf8(&answer.body).unwrap()).unwrap();
    assert_eq!(date.time(), NOW);
}
