//! Who is let in: the order of the checks, that no check tells an outsider more than
//! "unknown", and that a secret in a page is refused however right it is.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

use ingam::caller::Claim;
use ingam::encoding::base64;
use ingam::gateway::admission::{Credential, admit};
use ingam::gateway::refusal::refuse;
use ingam::gateway::route::Surface;
use ingam::gateway::settings::Settings;
use ingam::time::UnixTime;
use ingam::transaction::Provider;
use ingam::{Code, Error};

const NOW: UnixTime = UnixTime(1_700_000_000);
const TOSS: Option<Provider> = Some(Provider::Toss);
const KAKAO: Option<Provider> = Some(Provider::Kakao);
const ROUTES: [Option<Provider>; 3] = [TOSS, KAKAO, None];

fn secret(fill: u8) -> String {
    base64(&[fill; 32])
}

/// `toss` may use Toss, `both` both, `none` nothing.
fn callers() -> String {
    let entry = |id: &str, fill: u8, providers: &str| {
        format!("{{\"id\":\"{id}\",\"secrets\":[\"{}\"],\"providers\":{providers}}}", secret(fill))
    };
    let (both, one, none) =
        (entry("both", 1, "[\"toss\",\"kakao\"]"), entry("toss", 2, "[\"toss\"]"), entry("none", 3, "[]"));
    format!("[{both},{one},{none}]")
}

fn settings_of(callers: Option<&str>, store_key: Option<u8>) -> Settings {
    Settings::read(&|name| match name {
        "CALLERS" => callers.map(String::from),
        "STORE_KEYS" => store_key.map(|fill| format!("[{{\"id\":\"k1\",\"key\":\"{}\"}}]", secret(fill))),
        _ => None,
    })
}

fn settings() -> Settings {
    settings_of(Some(&callers()), Some(0xf1))
}

fn token(settings: &Settings, id: &str, fill: u8, provider: Provider, expires_at: UnixTime) -> String {
    let claim = Claim { provider, client_code: None, expires_at };
    let keys = settings.store_keys().unwrap();
    settings.callers().unwrap().make_token(keys, id, &secret(fill), &claim).unwrap().expose().clone()
}

fn ask(
    settings: &Settings,
    authorization: Option<&str>,
    origin: Option<&str>,
    provider: Option<Provider>,
) -> Result<String, Error> {
    admit(settings, Credential { authorization, origin }, provider, NOW).map(|caller| caller.id().to_string())
}

fn bearer(text: &str) -> String {
    format!("Bearer {text}")
}

/// Everything that is not a good credential for a Toss route, and why.
fn bad(settings: &Settings) -> Vec<(&'static str, Option<String>)> {
    let good = token(settings, "both", 1, Provider::Toss, NOW.plus_seconds(3600));
    let other_keys = settings_of(Some(&callers()), Some(0xf2));
    let gone = settings_of(Some(&callers().replace(&secret(1), &secret(9))), Some(0xf1));
    vec![
        ("nothing", None),
        ("an empty header", Some(String::new())),
        ("no credential", Some("Bearer".into())),
        ("no credential and a space", Some("Bearer ".into())),
        ("no credential and spaces", Some("Bearer    ".into())),
        ("no scheme", Some(secret(1))),
        ("another scheme", Some(format!("Basic {}", secret(1)))),
        (
            "Basic, as RFC 7617 has it",
            Some(format!("Basic {}", base64(format!("both:{}", secret(1)).as_bytes()))),
        ),
        ("no space", Some(format!("Bearer{}", secret(1)))),
        ("a tab", Some(format!("Bearer\t{}", secret(1)))),
        ("a space in front", Some(format!(" Bearer {}", secret(1)))),
        ("two credentials", Some(format!("Bearer {}, Bearer {}", secret(1), secret(2)))),
        ("a word behind", Some(format!("Bearer {} x", secret(1)))),
        ("quotes", Some(format!("Bearer \"{}\"", secret(1)))),
        ("a wrong secret", Some(bearer(&secret(7)))),
        ("a part of a secret", Some(bearer(&secret(1)[..43]))),
        ("a caller's id", Some(bearer("both"))),
        ("no token", Some(bearer("ig1.e30.AA"))),
        ("the prefix alone", Some(bearer("ig1."))),
        ("a token with a letter changed", Some(bearer(&good.replacen("eyJ", "eyK", 1)))),
        ("a token cut", Some(bearer(&good[..good.len() - 1]))),
        ("a token that is over", Some(bearer(&token(settings, "both", 1, Provider::Toss, NOW)))),
        ("a token of long ago", Some(bearer(&token(settings, "both", 1, Provider::Toss, UnixTime(1))))),
        (
            "another provider's token",
            Some(bearer(&token(settings, "both", 1, Provider::Kakao, NOW.plus_seconds(60)))),
        ),
        (
            "a token under another store key",
            Some(bearer(&token(&other_keys, "both", 1, Provider::Toss, NOW.plus_seconds(60)))),
        ),
        (
            "a token of a secret that is gone",
            Some(bearer(&token(&gone, "both", 9, Provider::Toss, NOW.plus_seconds(60)))),
        ),
        ("a long text", Some(bearer(&"A".repeat(1 << 16)))),
        ("a long token", Some(bearer(&format!("ig1.{}", "A".repeat(1 << 16))))),
    ]
}

#[test]
fn bad_credentials_are_all_alike() {
    let settings = settings();
    for (why, authorization) in bad(&settings) {
        for origin in [None, Some("https://app.example"), Some("null"), Some("")] {
            let error = ask(&settings, authorization.as_deref(), origin, TOSS).unwrap_err();
            // Nothing in the value, so nothing in any answer made of it.
            assert_eq!(error, Error::new(Code::CallerUnknown), "{why}, origin {origin:?}");
        }
    }
    for surface in [Surface::Own, Surface::Toss, Surface::TossToken] {
        let answer = refuse(surface, &Error::new(Code::CallerUnknown));
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")));
    }
}

/// With every later check failing too: the first one in the order speaks.
#[test]
fn the_checks_have_an_order() {
    let page = Some("https://app.example");
    let (right, wrong) = (bearer(&secret(2)), bearer(&secret(7)));
    // 1. The gateway is not configured, whoever asks.
    for (settings, name) in [
        (settings_of(None, Some(1)), "CALLERS"),
        (settings_of(Some("x"), None), "CALLERS"),
        (settings_of(Some(&callers()), None), "STORE_KEYS"),
    ] {
        for authorization in [None, Some(wrong.as_str()), Some(right.as_str())] {
            let error = ask(&settings, authorization, page, KAKAO).unwrap_err();
            assert_eq!((error.code(), error.subject()), (Code::SettingInvalid, Some(name)));
        }
    }
    // 2. The credential, whatever else is wrong. 3. The page. 4. The provider.
    let settings = settings();
    let code = |authorization: Option<&str>, origin, provider| {
        ask(&settings, authorization, origin, provider).map_err(|error| error.code())
    };
    assert_eq!(code(None, page, KAKAO), Err(Code::CallerUnknown));
    assert_eq!(code(Some(&wrong), page, KAKAO), Err(Code::CallerUnknown));
    assert_eq!(code(Some(&right), page, KAKAO), Err(Code::OriginRefused));
    assert_eq!(code(Some(&right), None, KAKAO), Err(Code::ProviderNotAllowed));
    assert_eq!(code(Some(&right), None, TOSS), Ok("toss".into()));
}

#[test]
fn a_right_credential_in_a_page_is_refused() {
    let settings = settings();
    let token = bearer(&token(&settings, "both", 1, Provider::Toss, NOW.plus_seconds(60)));
    for origin in ["https://app.example", "null", "", "http://127.0.0.1:8787"] {
        for provider in ROUTES {
            let error = ask(&settings, Some(&bearer(&secret(1))), Some(origin), provider).unwrap_err();
            assert_eq!(error, Error::new(Code::OriginRefused), "{origin}");
        }
        assert_eq!(ask(&settings, Some(&token), Some(origin), TOSS).unwrap_err().code(), Code::OriginRefused);
    }
}

#[test]
fn a_caller_uses_its_own_providers_only() {
    let settings = settings();
    for (fill, id, toss, kakao) in
        [(1, "both", true, true), (2, "toss", true, false), (3, "none", false, false)]
    {
        let authorization = bearer(&secret(fill));
        for (provider, may) in [(TOSS, toss), (KAKAO, kakao), (None, true)] {
            let answer = ask(&settings, Some(&authorization), None, provider);
            let expected = if may { Ok(id.to_string()) } else { Err(Error::new(Code::ProviderNotAllowed)) };
            assert_eq!(answer, expected, "{id} {provider:?}");
        }
    }
}

/// The gateway's own routes tell of transactions of every provider: a token is bound to
/// one, and so is no credential there.
#[test]
fn a_token_opens_the_routes_of_its_provider_and_no_others() {
    let settings = settings();
    for (made, route) in [(Provider::Toss, TOSS), (Provider::Kakao, KAKAO)] {
        let token = bearer(&token(&settings, "both", 1, made, NOW.plus_seconds(1)));
        for asked in ROUTES {
            let answer = ask(&settings, Some(&token), None, asked);
            let expected =
                if asked == route { Ok("both".into()) } else { Err(Error::new(Code::CallerUnknown)) };
            assert_eq!(answer, expected, "{made} token, {asked:?} route");
        }
    }
}

#[test]
fn the_scheme_has_any_case_and_spaces_are_spaces() {
    let settings = settings();
    for authorization in [
        bearer(&secret(1)),
        format!("bearer {}", secret(1)),
        format!("BEARER   {}", secret(1)),
        format!("Bearer {}  ", secret(1)),
    ] {
        assert_eq!(
            ask(&settings, Some(&authorization), None, TOSS).as_deref(),
            Ok("both"),
            "{authorization:?}"
        );
    }
}
