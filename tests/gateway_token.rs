//! `POST /token` at the gateway: RFC 6749's words for what is wrong, Toss's shape for what
//! is right, and a token that opens what it says for as long as it says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

use ingam::Code;
use ingam::encoding::base64;
use ingam::exchange::Response;
use ingam::gateway::admission::{Credential, admit};
use ingam::gateway::refusal::refuse;
use ingam::gateway::route::Surface;
use ingam::gateway::settings::Settings;
use ingam::gateway::toss_token::{FORM_BYTES_MAX, LIFETIME_SECONDS, grant};
use ingam::time::UnixTime;
use ingam::transaction::Provider;
use serde_json::{Value, json};

const NOW: UnixTime = UnixTime(1_700_000_000);

fn secret(fill: u8) -> String {
    base64(&[fill; 32])
}

fn settings() -> Settings {
    let entry = |id: &str, fill: u8, providers: &str| {
        format!("{{\"id\":\"{id}\",\"secrets\":[\"{}\"],\"providers\":{providers}}}", secret(fill))
    };
    // 0xfb… is base64 with `+` and `/` in it: what a form must encode.
    let list = format!(
        "[{},{},{}]",
        entry("app", 1, "[\"toss\"]"),
        entry("kakao", 2, "[\"kakao\"]"),
        entry("plus", 0xfb, "[\"toss\"]")
    );
    Settings::read(&|name| match name {
        "CALLERS" => Some(list.clone()),
        "STORE_KEYS" => Some(format!("[{{\"id\":\"k1\",\"key\":\"{}\"}}]", secret(0xf1))),
        _ => None,
    })
}

/// A form of these parameters, encoded.
fn form(parameters: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect::<String>()
    };
    parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

fn whole() -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "client_credentials".into()),
        ("scope", "ca".into()),
        ("client_id", "app".into()),
        ("client_secret", secret(1)),
    ]
}

fn value_of(name: &str) -> String {
    whole().into_iter().find(|(known, _)| *known == name).unwrap().1
}

fn with(name: &str, value: &str) -> String {
    let mut parameters = whole();
    parameters.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, slot)| *slot = value.into());
    form(&parameters.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
}

fn without(name: &str) -> String {
    let parameters = whole();
    form(
        &parameters
            .iter()
            .filter(|(known, _)| *known != name)
            .map(|(n, v)| (*n, v.as_str()))
            .collect::<Vec<_>>(),
    )
}

/// The answer a caller sees.
fn answer(settings: &Settings, body: &str, from_page: bool) -> Response {
    grant(settings, body.as_bytes(), from_page, NOW)
        .unwrap_or_else(|error| refuse(Surface::TossToken, &error))
}

fn json_of(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

/// The status, RFC 6749's word and ours.
fn refusal(settings: &Settings, body: &str) -> (u16, String, String) {
    let answer = answer(settings, body, false);
    let error = json_of(&answer)["error"].as_str().unwrap_or("none").to_string();
    (answer.status, error, answer.header("ingam-error").unwrap_or("none").to_string())
}

#[test]
fn a_request_that_is_not_whole_is_an_invalid_request() {
    let settings = settings();
    let invalid = || (400, "invalid_request".to_string(), "INGAM_REQUEST_INVALID".to_string());
    for body in ["", "&", "=", "{}", "grant_type", "{\"grant_type\":\"client_credentials\"}"] {
        assert_eq!(refusal(&settings, body), invalid(), "{body}");
    }
    for name in ["grant_type", "scope", "client_id", "client_secret"] {
        assert_eq!(refusal(&settings, &without(name)), invalid(), "without {name}");
        // A parameter without a value is one that was left out (section 3.2).
        assert_eq!(refusal(&settings, &with(name, "")), invalid(), "empty {name}");
        // And none stands twice (section 3.2), the same value or another.
        let whole = with("", "");
        for again in ["", "x", &value_of(name)] {
            assert_eq!(refusal(&settings, &format!("{whole}&{name}={again}")), invalid(), "{name} twice");
        }
        let description = json_of(&answer(&settings, &without(name), false))["error_description"].clone();
        assert!(description.as_str().unwrap().contains(name), "{description}");
    }
    // Names are as the section writes them.
    for (name, wrong) in [("client_id", "clientId"), ("client_id", "CLIENT_ID"), ("grant_type", "grantType")]
    {
        assert_eq!(refusal(&settings, &with("", "").replacen(name, wrong, 1)), invalid(), "{wrong}");
    }
}

#[test]
fn another_grant_and_another_scope_have_words_of_their_own() {
    let settings = settings();
    let invalid = |error: &str| (400, error.to_string(), "INGAM_REQUEST_INVALID".to_string());
    for grant in
        ["password", "authorization_code", "refresh_token", "Client_Credentials", "client_credentials ", "x"]
    {
        assert_eq!(
            refusal(&settings, &with("grant_type", grant)),
            invalid("unsupported_grant_type"),
            "{grant}"
        );
    }
    for scope in ["CA", "ca openid", "ca ", "all", "cb"] {
        assert_eq!(refusal(&settings, &with("scope", scope)), invalid("invalid_scope"), "{scope}");
    }
}

#[test]
fn a_wrong_id_and_a_wrong_secret_are_one_answer() {
    let settings = settings();
    let one = answer(&settings, &with("client_secret", "wrong"), false);
    assert_eq!(one.status, 401);
    assert_eq!(json_of(&one)["error"], "invalid_client");
    assert_eq!(one.header("ingam-error"), Some("INGAM_CALLER_UNKNOWN"));
    assert_eq!(one.header("www-authenticate"), Some("Bearer"));
    let right = secret(1);
    for body in [
        with("client_id", "nobody"),
        with("client_id", "APP"),
        with("client_id", "app "),
        with("client_id", "kakao"),
        with("client_secret", &secret(9)),
        with("client_secret", &secret(2)),
        with("client_secret", &right[..43]),
        with("client_secret", &format!("{right}\n")),
        // Bytes that are not UTF-8, in either.
        with("", "").replacen("client_id=app", "client_id=%FF%FE", 1),
        with("", "").replacen("client_secret=", "client_secret=%FF", 1),
    ] {
        for from_page in [false, true] {
            assert!(answer(&settings, &body, from_page) == one, "{body}");
        }
    }
}

#[test]
fn a_right_secret_opens_nothing_from_a_page_or_for_another_provider() {
    let settings = settings();
    let whole = with("", "");
    let page = answer(&settings, &whole, true);
    assert_eq!(page.header("ingam-error"), Some("INGAM_ORIGIN_REFUSED"));
    assert_eq!(json_of(&page)["error"], "unauthorized_client");
    let kakao = form(&[
        ("grant_type", "client_credentials"),
        ("scope", "ca"),
        ("client_id", "kakao"),
        ("client_secret", &secret(2)),
    ]);
    let other = answer(&settings, &kakao, false);
    assert_eq!(other.header("ingam-error"), Some("INGAM_PROVIDER_NOT_ALLOWED"));
    assert_eq!(json_of(&other)["error"], "unauthorized_client");
    for answer in [page, other] {
        assert!(!String::from_utf8(answer.body).unwrap().contains("ig1."));
    }
}

#[test]
fn a_gateway_that_is_not_configured_says_so_first() {
    let nothing = Settings::read(&|_| None);
    for body in ["", &with("", "")] {
        let answer = answer(&nothing, body, true);
        assert_eq!((answer.status, answer.header("ingam-error")), (503, Some("INGAM_SETTING_INVALID")));
        assert!(String::from_utf8(answer.body).unwrap().contains("CALLERS"));
    }
}

#[test]
fn refusals_are_in_the_words_the_rfc_allows_and_repeat_nothing() {
    let settings = settings();
    let canary = "canary\"\\<b>%\u{7f}한글\r\nset-cookie: a=b";
    for name in ["grant_type", "scope", "client_id", "client_secret"] {
        let answer = answer(&settings, &with(name, canary), false);
        let body = String::from_utf8(answer.body.clone()).unwrap();
        assert!(!body.contains("canary") && !format!("{:?}", answer.headers).contains("canary"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let parsed = json_of(&answer);
        let members: Vec<_> = parsed.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["error", "error_description"]);
    }
}

#[test]
fn a_token_is_granted_in_tosss_shape() {
    let settings = settings();
    let encoded = form(&[
        ("scope", "ca"),
        ("client_secret", &secret(0xfb)),
        ("extra", "ignored"),
        ("client_id", "plus"),
        ("grant_type", "client_credentials"),
    ]);
    assert!(secret(0xfb).contains('+') && secret(0xfb).contains('/'));
    assert!(encoded.len() < FORM_BYTES_MAX);
    for (body, id) in [(with("", ""), "app"), (encoded, "plus")] {
        let answer = answer(&settings, &body, false);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("ingam-error"), None);
        let granted = json_of(&answer);
        let token = granted["access_token"].as_str().unwrap();
        assert_eq!(
            granted,
            json!({ "access_token": token, "scope": "ca", "token_type": "Bearer", "expires_in": 3600 })
        );
        let authorization = format!("Bearer {token}");
        let credential = Credential { authorization: Some(&authorization), origin: None };
        let at = |seconds| admit(&settings, credential, Some(Provider::Toss), NOW.plus_seconds(seconds));
        assert_eq!(at(LIFETIME_SECONDS - 1).unwrap().id(), id);
        assert_eq!(at(LIFETIME_SECONDS).unwrap_err().code(), Code::CallerUnknown);
        assert!(admit(&settings, credential, Some(Provider::Kakao), NOW).is_err());
    }
    // A form as a browser or curl writes it: `+` for a blank is not a `+`.
    let raw = with("", "").replacen(&form(&[("x", &secret(1))])[2..], &secret(1), 1);
    assert_eq!(answer(&settings, &raw, false).status, 200);
}
