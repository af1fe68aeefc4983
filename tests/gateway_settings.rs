//! The configuration: what is missing, a placeholder, published or malformed is named and
//! never shown, and what development accepts is refused everywhere else.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

use std::collections::BTreeMap;

use ingam::Code;
use ingam::encoding::base64;
use ingam::gateway::report::readiness;
use ingam::gateway::settings::{
    CALLERS_NAMES, DEVELOPMENT_SECRETS, DEVELOPMENT_STORE_KEY, Environment, Settings,
};
use ingam::provider::toss::public_key::PUBLISHED_PUBLIC_KEY;
use ingam::transaction::Provider;

const ENVIRONMENTS: [&str; 3] = ["development", "staging", "production"];
const NEEDED: [&str; 4] = ["CALLERS", "STORE_KEYS", "TOSS_CLIENT_ID", "TOSS_CLIENT_SECRET"];

/// What KakaoCert needs besides.
const OF_KAKAO: [&str; 2] = ["LINKHUB_LINK_ID", "LINKHUB_SECRET_KEY"];

fn caller(id: &str, secrets: &[&str], providers: &str) -> String {
    let secrets: Vec<_> = secrets.iter().map(|secret| format!("\"{secret}\"")).collect();
    format!("[{{\"id\":\"{id}\",\"secrets\":[{}],\"providers\":{providers}}}]", secrets.join(","))
}

fn store_keys(key: &str) -> String {
    format!("[{{\"id\":\"k1\",\"key\":\"{key}\"}}]")
}

/// A configuration with nothing wrong in it, in this environment.
fn sound(environment: &str) -> BTreeMap<String, String> {
    [
        ("ENVIRONMENT", environment.into()),
        ("TOSS_CLIENT_ID", "8e23336d673ca709".into()),
        ("TOSS_CLIENT_SECRET", "c0ffee".into()),
        ("LINKHUB_LINK_ID", "PARTNER".into()),
        ("LINKHUB_SECRET_KEY", base64(&[7; 32])),
        ("CALLERS", caller("app", &[&base64(&[1; 32])], "[\"toss\"]")),
        ("STORE_KEYS", store_keys(&base64(&[2; 32]))),
    ]
    .map(|(name, value)| (name.to_string(), value))
    .into()
}

fn read(values: &BTreeMap<String, String>) -> Settings {
    Settings::read(&|name| values.get(name).cloned())
}

fn with(environment: &str, changes: &[(&str, Option<&str>)]) -> Settings {
    let mut values = sound(environment);
    for (name, value) in changes {
        match value {
            Some(value) => drop(values.insert((*name).into(), (*value).into())),
            None => drop(values.remove(*name)),
        }
    }
    read(&values)
}

/// The names `/readyz` gives, and that it gives nothing but names.
fn named(settings: &Settings) -> Vec<String> {
    let problems = settings.problems();
    assert!(
        problems.iter().all(|problem| problem.code() == Code::SettingInvalid && problem.path().is_none())
    );
    problems.iter().map(|problem| problem.subject().unwrap().to_string()).collect()
}

#[test]
fn each_thing_that_is_missing_is_named() {
    for environment in ENVIRONMENTS {
        for name in NEEDED {
            assert_eq!(named(&with(environment, &[(name, None)])), [name], "{environment}");
        }
        let nothing = read(&[("ENVIRONMENT".to_string(), environment.to_string())].into());
        assert_eq!(named(&nothing), [&NEEDED[..], &OF_KAKAO[..]].concat(), "{environment}");
        assert!(nothing.toss().is_err() && nothing.callers().is_err() && nothing.store_keys().is_err());
        assert!(nothing.linkhub().is_err());
    }
    assert_eq!(named(&read(&BTreeMap::new())), [&NEEDED[..], &OF_KAKAO[..]].concat());
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let changes = [
        ("MAX_BODY_BYTES", Some("x")),
        ("EVIDENCE_RETENTION_DAYS", Some("0")),
        ("CALLERS", Some("x")),
        ("STORE_KEYS", Some("x")),
        ("TOSS_CLIENT_ID", Some("test_1")),
        ("TOSS_AUTH_URL", Some("http://oauth2.cert.toss.im")),
        ("TOSS_API_URL", Some("ftp://cert.toss.im")),
        ("TOSS_CLIENT_SECRET", Some("changeme")),
    ];
    let mut expected: Vec<_> = changes.iter().map(|(name, _)| *name).collect();
    expected.sort_unstable();
    let mut found = named(&with("production", &changes));
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn placeholders_are_as_good_as_nothing_in_every_environment() {
    for environment in ENVIRONMENTS {
        for placeholder in
            ["", " ", "\t\n", "<your client id>", " <x> ", "<>", "changeme", "CHANGEME", " ChangeMe\n"]
        {
            for name in NEEDED.into_iter().chain(["TOSS_AUTH_URL", "TOSS_API_URL", "CALLERS_9"]) {
                let settings = with(environment, &[(name, Some(placeholder))]);
                assert_eq!(named(&settings), [name], "{environment} {placeholder:?}");
            }
        }
    }
}

#[test]
fn a_test_credential_is_refused_in_production_only() {
    for id in ["test_a8e23336d673ca70922b485fe806eb2d", "test_", " test_x"] {
        assert_eq!(named(&with("production", &[("TOSS_CLIENT_ID", Some(id))])), ["TOSS_CLIENT_ID"]);
        assert_eq!(named(&with("", &[("TOSS_CLIENT_ID", Some(id))])), ["TOSS_CLIENT_ID"]);
        for environment in ["development", "staging"] {
            assert_eq!(named(&with(environment, &[("TOSS_CLIENT_ID", Some(id))])), [""; 0], "{environment}");
        }
    }
    assert_eq!(named(&with("production", &[("TOSS_CLIENT_ID", Some("mytest_1"))])), [""; 0]);
}

#[test]
fn published_secrets_are_refused_outside_of_development() {
    let own = base64(&[9; 32]);
    for secret in DEVELOPMENT_SECRETS {
        let alone = caller("dev", &[secret], "[\"toss\"]");
        let behind = caller("b", &[&own, secret], "[]");
        let escaped = caller("dev", &[&secret.replacen('a', "\\u0061", 1)], "[\"toss\"]");
        for (name, list) in [
            ("CALLERS", &alone),
            ("CALLERS", &behind),
            ("CALLERS_2", &behind),
            ("CALLERS_9", &alone),
            ("CALLERS", &escaped),
        ] {
            for environment in ["staging", "production", "", "prod"] {
                let mut expected = vec![name.to_string()];
                if environment == "prod" {
                    expected.insert(0, "ENVIRONMENT".into());
                }
                let settings = with(environment, &[(name, Some(list))]);
                assert_eq!(named(&settings), expected, "{environment}");
                assert!(settings.callers().is_err());
            }
            assert_eq!(named(&with("development", &[(name, Some(list))])), [""; 0]);
        }
    }
    let escaped = DEVELOPMENT_STORE_KEY.replacen('a', "\\u0061", 1);
    for key in [DEVELOPMENT_STORE_KEY, &escaped] {
        let alone = store_keys(key);
        let second = format!("[{{\"id\":\"new\",\"key\":\"{own}\"}},{}", &alone[1..]);
        for keys in [&alone, &second] {
            for environment in ["staging", "production", ""] {
                let settings = with(environment, &[("STORE_KEYS", Some(keys))]);
                assert_eq!(named(&settings), ["STORE_KEYS"], "{environment} {keys}");
                assert!(settings.store_keys().is_err());
            }
            assert_eq!(named(&with("development", &[("STORE_KEYS", Some(keys))])), [""; 0]);
        }
    }
}

/// The example file is what people copy: it works in development once its blanks are
/// filled in, and nothing in it opens anything elsewhere.
#[test]
fn the_example_file_is_for_development_alone() {
    let mut values: BTreeMap<String, String> = include_str!("../.dev.vars.example")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_string(), value.trim_matches(['\'', '"']).to_string()))
        .collect();
    let blank = read(&values);
    assert_eq!(blank.environment, Environment::Development);
    assert_eq!(
        named(&blank),
        [
            "TOSS_TRUST_ANCHORS",
            "KAKAO_TRUST_ANCHORS",
            "TOSS_CLIENT_ID",
            "TOSS_CLIENT_SECRET",
            "TOSS_PUBLIC_KEY",
            "LINKHUB_LINK_ID",
            "LINKHUB_SECRET_KEY"
        ]
    );
    for (name, value) in values.iter_mut().filter(|(_, value)| value.starts_with('<')) {
        *value = match name.as_str() {
            "TOSS_PUBLIC_KEY" => PUBLISHED_PUBLIC_KEY.into(),
            "LINKHUB_SECRET_KEY" => base64(&[7; 32]),
            "TOSS_TRUST_ANCHORS" | "KAKAO_TRUST_ANCHORS" => "none".into(),
            _ => "test_filled_in".into(),
        };
    }
    assert_eq!(named(&read(&values)), [""; 0]);
    let callers: Vec<_> = read(&values)
        .callers()
        .unwrap()
        .iter()
        .map(|caller| {
            (caller.id().to_string(), caller.may_use(Provider::Toss), caller.client_codes().to_vec())
        })
        .collect();
    assert_eq!(
        callers,
        [
            ("dev".into(), true, vec!["020040000001".into()]),
            ("dev2".into(), false, vec!["020040000002".into()])
        ]
    );
    values.insert("ENVIRONMENT".into(), "production".into());
    let elsewhere = read(&values);
    for name in ["CALLERS", "STORE_KEYS", "TOSS_CLIENT_ID", "TOSS_AUTH_URL", "TOSS_API_URL"] {
        assert!(named(&elsewhere).iter().any(|named| named == name), "{name}");
    }
}

#[test]
fn an_environment_nobody_knows_is_production_and_named() {
    for environment in ["prod", "Production", "dev", "Development", "test", " development", "<environment>"] {
        let settings = with(environment, &[]);
        assert_eq!(settings.environment, Environment::Production, "{environment}");
        assert_eq!(named(&settings), ["ENVIRONMENT"]);
    }
    for (text, environment) in [
        ("", Environment::Production),
        ("production", Environment::Production),
        ("staging", Environment::Staging),
        ("development", Environment::Development),
    ] {
        let settings = with(text, &[]);
        assert_eq!(settings.environment, environment);
        assert_eq!(named(&settings), [""; 0], "{text}");
    }
    assert_eq!(with("development", &[("ENVIRONMENT", None)]).environment, Environment::Production);
}

#[test]
fn a_provider_is_reached_by_https_at_a_host_and_nowhere_else() {
    let long_port = format!("https://cert.toss.im:{}", "9".repeat(40));
    for url in [
        "https://",
        "https:///",
        "https://:443",
        "https:cert.toss.im",
        "https:/cert.toss.im",
        "https:\\\\cert.toss.im",
        "HTTPS://cert.toss.im",
        "//cert.toss.im",
        "cert.toss.im",
        "ftp://cert.toss.im",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://cert.toss.im@evil.example",
        "https://id:pw@cert.toss.im",
        "https://cert.toss.im/api",
        "https://cert.toss.im/?x",
        "https://cert.toss.im?x=1",
        "https://cert.toss.im#x",
        "https://cert.toss.im\\.evil.example",
        "https://cert.toss.im\\@evil.example",
        "https://evil.example\\cert.toss.im",
        "https://cert.toss.im evil.example",
        "https://cert.toss.im\r\nhost: evil.example",
        "https://cert.toss.im\u{0}",
        "https://cert.toss.im\u{7f}",
        "https://ｃert.toss.im",
        "https://토스.한국",
        "https://cert.toss.im%2fevil",
        "https://%63ert.toss.im",
        "https://cert.toss.im:",
        "https://cert.toss.im:x",
        "https://cert.toss.im:-1",
        "https://cert.toss.im:+443",
        "https://cert.toss.im:65536",
        &long_port,
        "https://cert.toss.im:443:443",
        "https://cert.toss.im,https://evil.example",
        "https://cert.toss.im;x",
        "https://<host>",
        "https://[::1",
        "https://::1",
        "https://[cert.toss.im]",
        "https://[::1]x",
        "\"https://cert.toss.im\"",
        "https://https://cert.toss.im",
    ] {
        for environment in ENVIRONMENTS {
            for name in ["TOSS_AUTH_URL", "TOSS_API_URL"] {
                let settings = with(environment, &[(name, Some(url))]);
                assert_eq!(named(&settings), [name], "{environment} {url:?}");
                assert!(settings.toss().is_err());
            }
        }
    }
    let api = |environment, url| {
        with(environment, &[("TOSS_API_URL", Some(url))]).toss().map(|toss| toss.api_url.clone())
    };
    for (url, kept) in [
        ("https://cert.toss.im", "https://cert.toss.im"),
        ("https://cert.toss.im/", "https://cert.toss.im"),
        (" https://cert.toss.im\n", "https://cert.toss.im"),
        ("https://mois-1.cert.toss.im:8443", "https://mois-1.cert.toss.im:8443"),
        ("https://117.52.3.222:443/", "https://117.52.3.222:443"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ] {
        for environment in ENVIRONMENTS {
            assert_eq!(api(environment, url).as_deref(), Ok(kept), "{environment} {url}");
        }
    }
    for url in ["http://127.0.0.1:8789", "http://localhost:8789", "http://[::1]:1"] {
        assert_eq!(api("development", url).as_deref(), Ok(url));
        for environment in ["staging", "production", ""] {
            assert_eq!(api(environment, url).unwrap_err().subject(), Some("TOSS_API_URL"), "{environment}");
        }
    }
    let toss = with("production", &[]);
    let toss = toss.toss().unwrap();
    assert_eq!(
        (toss.auth_url.as_str(), toss.api_url.as_str()),
        ("https://oauth2.cert.toss.im", "https://cert.toss.im")
    );
}

#[test]
fn numbers_are_within_their_range() {
    for wrong in ["", " ", "x", "0", "-1", "1.5", "1e6", "1_000", "0x10", "１", "99999999999999999999", "<n>"]
    {
        for name in ["MAX_BODY_BYTES", "EVIDENCE_RETENTION_DAYS"] {
            let settings = with("production", &[(name, Some(wrong))]);
            assert_eq!(named(&settings), [name], "{wrong:?}");
            // Every route needs them, so none goes on with a guess.
            assert_eq!(settings.general().unwrap_err().subject(), Some(name));
            assert!(settings.toss().is_ok() && settings.callers().is_ok() && settings.store_keys().is_ok());
        }
    }
    assert_eq!(named(&with("production", &[("MAX_BODY_BYTES", Some("16777217"))])), ["MAX_BODY_BYTES"]);
    assert_eq!(
        named(&with("production", &[("EVIDENCE_RETENTION_DAYS", Some("36501"))])),
        ["EVIDENCE_RETENTION_DAYS"]
    );
    for (bytes, days) in [("1", "1"), (" 16777216 ", "36500")] {
        let settings =
            with("production", &[("MAX_BODY_BYTES", Some(bytes)), ("EVIDENCE_RETENTION_DAYS", Some(days))]);
        assert_eq!(named(&settings), [""; 0]);
        assert_eq!(settings.max_body_bytes.to_string(), bytes.trim());
        assert_eq!(settings.retention_days.to_string(), days);
    }
}

#[test]
fn a_limit_of_none_is_no_limit() {
    assert_eq!(with("production", &[("RATE_LIMIT", None)]).rate_limit, 600);
    for (text, limit) in [("0", 0), ("1", 1), (" 1000000 ", 1_000_000)] {
        let settings = with("production", &[("RATE_LIMIT", Some(text))]);
        assert_eq!((named(&settings).len(), settings.rate_limit), (0, limit));
    }
    for wrong in ["", "off", "-1", "1.5", "1000001"] {
        let settings = with("production", &[("RATE_LIMIT", Some(wrong))]);
        assert_eq!(named(&settings), ["RATE_LIMIT"], "{wrong:?}");
        assert_eq!(settings.general().unwrap_err().subject(), Some("RATE_LIMIT"));
    }
}

#[test]
fn a_provider_nobody_may_use_needs_nothing() {
    let without = [("TOSS_CLIENT_ID", None), ("TOSS_CLIENT_SECRET", None)];
    for providers in ["[]", "[\"kakao\"]"] {
        let list = caller("app", &[&base64(&[1; 32])], providers);
        let settings = with("production", &[&without[..], &[("CALLERS", Some(list.as_str()))]].concat());
        assert_eq!(named(&settings), [""; 0]);
        assert!(settings.toss().is_err());
    }
    assert_eq!(named(&with("production", &[&without[..], &[("CALLERS", Some("[]"))]].concat())), [""; 0]);
    assert_eq!(named(&with("production", &without)), ["TOSS_CLIENT_ID", "TOSS_CLIENT_SECRET"]);
}

/// A configuration for KakaoCert alone.
fn kakao(environment: &str, changes: &[(&str, Option<&str>)]) -> Settings {
    let list = caller("app", &[&base64(&[1; 32])], "[\"kakao\"]");
    let own = [("CALLERS", Some(list.as_str())), ("TOSS_CLIENT_ID", None), ("TOSS_CLIENT_SECRET", None)];
    with(environment, &[&own[..], changes].concat())
}

#[test]
fn what_kakaocert_needs_is_named_where_it_is_missing_or_wrong() {
    let long = "x".repeat(65);
    for environment in ENVIRONMENTS {
        for (name, wrong) in [
            ("LINKHUB_LINK_ID", None),
            ("LINKHUB_LINK_ID", Some("")),
            ("LINKHUB_LINK_ID", Some("<link id>")),
            ("LINKHUB_LINK_ID", Some("changeme")),
            ("LINKHUB_LINK_ID", Some("two words")),
            ("LINKHUB_LINK_ID", Some("링크")),
            ("LINKHUB_LINK_ID", Some("a\r\nx: y")),
            ("LINKHUB_LINK_ID", Some(&long)),
            ("LINKHUB_SECRET_KEY", None),
            ("LINKHUB_SECRET_KEY", Some(" ")),
            ("LINKHUB_SECRET_KEY", Some("<secret key>")),
            ("LINKHUB_SECRET_KEY", Some("not base64!")),
            ("LINKHUB_SECRET_KEY", Some("====")),
            ("LINKHUB_AUTH_URL", Some("")),
            ("LINKHUB_AUTH_URL", Some("<url>")),
            ("LINKHUB_AUTH_URL", Some("ftp://auth.linkhub.co.kr")),
            ("LINKHUB_AUTH_URL", Some("https://auth.linkhub.co.kr/path")),
            ("KAKAOCERT_API_URL", Some("kakaocert-api.linkhub.co.kr")),
            ("KAKAOCERT_API_URL", Some("https://id:pw@kakaocert-api.linkhub.co.kr")),
        ] {
            let settings = kakao(environment, &[(name, wrong)]);
            assert_eq!(named(&settings), [name], "{environment} {wrong:?}");
            assert_eq!(settings.linkhub().err().unwrap().subject(), Some(name));
            assert!(settings.general().is_ok());
        }
        let all = ["LINKHUB_LINK_ID", "LINKHUB_SECRET_KEY", "LINKHUB_AUTH_URL", "KAKAOCERT_API_URL"];
        assert_eq!(named(&kakao(environment, &all.map(|name| (name, Some("<value>"))))), all);
        let form = [("LINKHUB_LINK_ID", Some("two words")), ("KAKAOCERT_API_URL", Some("x"))];
        assert_eq!(named(&kakao(environment, &form)), ["LINKHUB_LINK_ID", "KAKAOCERT_API_URL"]);
    }
    for name in ["LINKHUB_AUTH_URL", "KAKAOCERT_API_URL"] {
        let plain = [(name, Some("http://127.0.0.1:8789"))];
        assert_eq!(named(&kakao("development", &plain)), [""; 0]);
        for environment in ["staging", "production", ""] {
            assert_eq!(named(&kakao(environment, &plain)), [name]);
        }
    }
}

#[test]
fn kakaocert_is_reached_where_linkhub_says() {
    let settings = kakao("production", &[]);
    let linkhub = settings.linkhub().unwrap();
    assert_eq!(
        (linkhub.auth_url.as_str(), linkhub.api_url.as_str(), linkhub.signer.link_id()),
        ("https://auth.linkhub.co.kr", "https://kakaocert-api.linkhub.co.kr", "PARTNER")
    );
    let other = [
        ("LINKHUB_AUTH_URL", Some("https://static-auth.linkhub.co.kr/")),
        ("KAKAOCERT_API_URL", Some(" https://ga-kakaocert-api.linkhub.co.kr ")),
    ];
    let settings = kakao("production", &other);
    let linkhub = settings.linkhub().unwrap();
    assert_eq!(
        (linkhub.auth_url.as_str(), linkhub.api_url.as_str()),
        ("https://static-auth.linkhub.co.kr", "https://ga-kakaocert-api.linkhub.co.kr")
    );
}

/// LinkHub's own SDKs read all of these as the same key.
#[test]
fn a_secret_key_may_be_written_as_the_sdks_read_it() {
    let key = base64(&[0xfb; 32]);
    let url_safe = key.replace('+', "-").replace('/', "_");
    assert_ne!(key, url_safe);
    for written in [key.clone(), url_safe.clone(), key.trim_end_matches('=').into(), format!(" {url_safe}\n")]
    {
        assert_eq!(
            named(&kakao("production", &[("LINKHUB_SECRET_KEY", Some(&written))])),
            [""; 0],
            "{written}"
        );
    }
}

#[test]
fn a_token_of_another_credential_is_told_by_its_name() {
    let name =
        |changes: &[(&str, Option<&str>)]| kakao("production", changes).linkhub().unwrap().credential();
    let own = name(&[]);
    assert_eq!((own.len(), &own), (64, &name(&[])));
    let other_key = base64(&[8; 32]);
    for changed in [
        ("LINKHUB_LINK_ID", Some("OTHER")),
        ("LINKHUB_SECRET_KEY", Some(other_key.as_str())),
        ("LINKHUB_AUTH_URL", Some("https://static-auth.linkhub.co.kr")),
    ] {
        assert_ne!(name(&[changed]), own, "{}", changed.0);
    }
    assert!(!own.contains("PARTNER"));
}

#[test]
fn each_provider_needs_its_own_and_only_where_a_caller_may_use_it() {
    let toss = ["TOSS_CLIENT_ID", "TOSS_CLIENT_SECRET"];
    let bare: Vec<_> = OF_KAKAO.iter().chain(&toss).map(|name| (*name, None)).collect();
    for (providers, needed) in [
        ("[]", vec![]),
        ("[\"toss\"]", toss.to_vec()),
        ("[\"kakao\"]", OF_KAKAO.to_vec()),
        ("[\"toss\",\"kakao\"]", [toss, OF_KAKAO].concat()),
    ] {
        let list = caller("app", &[&base64(&[1; 32])], providers);
        let settings = with("production", &[&bare[..], &[("CALLERS", Some(list.as_str()))]].concat());
        assert_eq!(named(&settings), needed, "{providers}");
    }
    // A whole Toss is no worse for a broken LinkHub.
    let settings = with("production", &[("LINKHUB_SECRET_KEY", Some("x"))]);
    assert!(settings.toss().is_ok() && settings.general().is_ok() && named(&settings).is_empty());
}

#[test]
fn windows_are_within_their_range() {
    let settings = with("production", &[]);
    assert_eq!((settings.clock_skew_seconds, settings.verify_window_seconds), (300, 0));
    for (name, wrong) in [
        ("CLOCK_SKEW_SECONDS", "0"),
        ("CLOCK_SKEW_SECONDS", "-1"),
        ("CLOCK_SKEW_SECONDS", "3601"),
        ("CLOCK_SKEW_SECONDS", "5m"),
        ("CLOCK_SKEW_SECONDS", ""),
        ("CLOCK_SKEW_SECONDS", "<n>"),
        ("KAKAO_VERIFY_WINDOW_SECONDS", "-1"),
        ("KAKAO_VERIFY_WINDOW_SECONDS", "86401"),
        ("KAKAO_VERIFY_WINDOW_SECONDS", "1.5"),
        ("KAKAO_VERIFY_WINDOW_SECONDS", "off"),
        ("KAKAO_VERIFY_WINDOW_SECONDS", ""),
    ] {
        let settings = with("production", &[(name, Some(wrong))]);
        assert_eq!(named(&settings), [name], "{wrong:?}");
        assert_eq!(settings.general().unwrap_err().subject(), Some(name));
    }
    for (skew, window) in [("1", "0"), ("3600", "86400"), (" 300 ", " 1800 ")] {
        let settings = with(
            "production",
            &[("CLOCK_SKEW_SECONDS", Some(skew)), ("KAKAO_VERIFY_WINDOW_SECONDS", Some(window))],
        );
        assert_eq!(named(&settings), [""; 0]);
        assert_eq!(settings.clock_skew_seconds.to_string(), skew.trim());
        assert_eq!(settings.verify_window_seconds.to_string(), window.trim());
    }
}

#[test]
fn callers_may_be_spread_over_nine_lists() {
    let lists: Vec<_> =
        (1..=9u8).map(|n| caller(&format!("c{n}"), &[&base64(&[n; 32])], "[\"toss\"]")).collect();
    let changes: Vec<_> =
        CALLERS_NAMES.iter().zip(&lists).map(|(name, list)| (*name, Some(list.as_str()))).collect();
    assert_eq!(with("production", &changes).callers().unwrap().iter().count(), 9);
    // A gap is no end, and the first need not be there.
    let some =
        [("CALLERS", None), ("CALLERS_3", Some(lists[2].as_str())), ("CALLERS_9", Some(lists[8].as_str()))];
    assert_eq!(with("production", &some).callers().unwrap().iter().count(), 2);
    let twice = [("CALLERS", Some(lists[0].as_str())), ("CALLERS_5", Some(lists[0].as_str()))];
    assert_eq!(named(&with("production", &twice)), ["CALLERS_5"]);
}

#[test]
fn no_value_is_ever_shown() {
    let canary = base64(b"canary-canary-canary-canary-1234");
    let short = canary.trim_end_matches('=');
    let (caller, keys) = (caller("canary-id", &[short], "[\"toss\"]"), store_keys(short));
    let url = format!("http://{short}@canary.example");
    for environment in ENVIRONMENTS {
        let settings = with(
            environment,
            &[
                ("ENVIRONMENT", Some("canary-environment")),
                ("CALLERS", Some(&caller)),
                ("STORE_KEYS", Some(&keys)),
                ("TOSS_CLIENT_ID", Some("<canary-client>")),
                ("TOSS_CLIENT_SECRET", Some("<canary-secret>")),
                ("TOSS_AUTH_URL", Some(&url)),
                ("TOSS_API_URL", Some("https://canary.example/path")),
                ("LINKHUB_LINK_ID", Some("<canary-link-id>")),
                ("LINKHUB_SECRET_KEY", Some("canary!")),
                ("LINKHUB_AUTH_URL", Some(&url)),
                ("KAKAOCERT_API_URL", Some("https://canary.example?x")),
                ("CLOCK_SKEW_SECONDS", Some("canary-number")),
                ("KAKAO_VERIFY_WINDOW_SECONDS", Some("canary-number")),
                ("MAX_BODY_BYTES", Some("canary-number")),
                ("EVIDENCE_RETENTION_DAYS", Some("canary-number")),
            ],
        );
        let answer = readiness(&settings.problems());
        assert_eq!((answer.status, answer.header("ingam-error")), (503, Some("INGAM_SETTING_INVALID")));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let shown = format!(
            "{}{:?}{:?}",
            String::from_utf8(answer.body.clone()).unwrap(),
            answer.headers,
            settings.problems()
        );
        for error in [
            settings.toss().err(),
            settings.linkhub().err(),
            settings.callers().err(),
            settings.store_keys().err(),
        ] {
            let error = error.unwrap();
            let shown = format!("{shown}{error:?}{error}{}", error.message_ko());
            assert!(!shown.contains("canary") && !shown.contains("Y2FuYXJ5"), "{shown}");
        }
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["status"], "not ready");
        for problem in body["problems"].as_array().unwrap() {
            let members: Vec<_> = problem.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["code", "message", "messageKo", "setting"]);
            let name = problem["setting"].as_str().unwrap();
            assert!(problem["message"].as_str().unwrap().contains(name));
            assert!(problem["messageKo"].as_str().unwrap().contains(name));
        }
        assert_eq!(body["problems"].as_array().unwrap().len(), 15);
    }
    let ready = readiness(&with("production", &[]).problems());
    assert_eq!((ready.status, ready.header("ingam-error")), (200, None));
}

#[test]
fn adoption_is_off_or_has_an_end() {
    for wrong in ["", "on", "until", "until:", "until:tomorrow", "until:2026-12-01", "2026-12-01T00:00:00Z"] {
        let settings = with("production", &[("ADOPT_UNKNOWN", Some(wrong))]);
        assert_eq!(
            (named(&settings), settings.adopt_until),
            (vec!["ADOPT_UNKNOWN".to_owned()], None),
            "{wrong}"
        );
    }
    assert_eq!(with("production", &[]).adopt_until, None);
    assert_eq!(with("production", &[("ADOPT_UNKNOWN", Some("off"))]).adopt_until, None);
    let until = with("production", &[("ADOPT_UNKNOWN", Some("until:2026-12-01T09:00:00+09:00"))]);
    assert_eq!(until.adopt_until.unwrap().to_rfc3339(), "2026-12-01T00:00:00Z");
}
