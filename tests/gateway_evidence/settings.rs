//! The settings of evidence: each that is wrong is named, and where a list may be fetched.

use ingam::Code;
use ingam::gateway::settings::Revocation;
use ingam::transaction::Provider;

use super::settings;

#[test]
fn each_setting_that_is_wrong_is_named() {
    let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    for (name, values) in [
        ("REVOCATION", &["Off", "OCSP", "validate_api", "crl,validate-api"][..]),
        (
            "CRL_HOSTS",
            &[
                "http://ca.cert.toss.im",
                "ca.cert.toss.im/crl",
                "a b",
                "user@ca.cert.toss.im",
                "*",
                "ca:99999x",
                "a,,b/",
            ],
        ),
        ("TOSS_TRUST_ANCHORS", &["None", "x", certificate, "-----BEGIN CERTIFICATE-----"]),
        ("KAKAO_TRUST_ANCHORS", &["None", "x", certificate]),
        (
            "REQUIRE_EVIDENCE",
            &[
                "passed",
                "{}x",
                "[]",
                "{\"toss\":true}",
                "{\"toss\":\"PASSED\"}",
                "{\"toss\":null}",
                "{\"toss\":\"off\",\"toss\":\"off\"}",
                "{\"naver\":\"off\"}",
                "{\"kakao\":\"passed\"}",
            ],
        ),
    ] {
        for value in values {
            let settings = settings(&[(name, value)]);
            let error = settings.evidence().err().unwrap_or_else(|| panic!("{name}={value}"));
            assert_eq!((error.code(), error.subject()), (Code::SettingInvalid, Some(name)), "{value}");
            // A short one occurs in any text.
            assert!(value.len() < 8 || !format!("{error} {error:?}").contains(value), "{value}");
            assert!(settings.problems().iter().any(|problem| problem.subject() == Some(name)), "{value}");
        }
    }
}

#[test]
fn what_could_never_pass_is_not_required() {
    for (changes, sound) in [
        (&[("REQUIRE_EVIDENCE", "{\"toss\":\"passed\"}")][..], true),
        (&[("REQUIRE_EVIDENCE", "{\"toss\":\"passed\"}"), ("TOSS_TRUST_ANCHORS", "none")], false),
        (&[("REQUIRE_EVIDENCE", "{\"kakao\":\"passed\"}")], false),
        (&[("REQUIRE_EVIDENCE", "{\"kakao\":\"passed\"}"), ("KAKAO_TRUST_ANCHORS", "none")], false),
        (
            &[("REQUIRE_EVIDENCE", "{\"kakao\":\"off\",\"toss\":\"off\"}"), ("TOSS_TRUST_ANCHORS", "none")],
            true,
        ),
        (&[("REQUIRE_EVIDENCE", "{}"), ("TOSS_TRUST_ANCHORS", "none")], true),
        (&[("REQUIRE_EVIDENCE", "")], true),
    ] {
        assert_eq!(settings(changes).evidence().is_ok(), sound, "{changes:?}");
    }
}

#[test]
fn every_setting_that_is_wrong_is_named_at_once() {
    let settings = settings(&[("REVOCATION", "x"), ("CRL_HOSTS", "/"), ("REQUIRE_EVIDENCE", "x")]);
    let problems = settings.problems();
    for name in ["REVOCATION", "CRL_HOSTS", "REQUIRE_EVIDENCE"] {
        assert!(problems.iter().any(|problem| problem.subject() == Some(name)), "{name}");
    }
}

#[test]
fn the_defaults() {
    let settings = settings(&[]);
    let evidence = settings.evidence().unwrap();
    assert_eq!(evidence.revocation, Revocation::ValidateApi);
    assert_eq!(evidence.anchors(Provider::Toss).len(), 1);
    assert!(evidence.anchors(Provider::Kakao).is_empty());
    assert!(!evidence.is_required(Provider::Toss) && !evidence.is_required(Provider::Kakao));
    assert!(evidence.may_fetch("http://ca.cert.toss.im/crl/toss_crl_dp2p1.crl?certificateRevocationList"));
}

// Where a list may be fetched.

#[test]
fn a_list_is_fetched_from_the_hosts_that_are_named_and_nowhere_else() {
    let settings = settings(&[("CRL_HOSTS", " ca.example , crl.example:8080,[::1]:81, 127.0.0.1")]);
    let evidence = settings.evidence().unwrap();
    for url in [
        "",
        "http://",
        "http:///ca.example/",
        "ca.example/x",
        "//ca.example/x",
        "ftp://ca.example/x",
        "file://ca.example/x",
        "HTTP://ca.example/x",
        "http:ca.example/x",
        "http:\\\\ca.example\\x",
        "http://ca.example\\@evil.example/x",
        "http://evil.example\\@ca.example/x",
        "http://ca.example@evil.example/x",
        "http://user@ca.example/x",
        "http://user:secret@ca.example/x",
        "http://ca.example:80@evil.example/x",
        "http://ca.example:80/x",
        "http://ca.example:8080/x",
        "http://crl.example/x",
        "http://ca.example.evil.example/x",
        "http://evil.example/ca.example",
        "http://evil.example?ca.example/",
        "http://evil.example#ca.example/",
        "http://evilca.example/x",
        "http://ca.example./x",
        "http://ca%2Eexample/x",
        "http://ca.example%00.evil.example/x",
        "http://ca.example\u{3002}evil.example/x",
        "http://ca\u{ff0e}example/x",
        "http://ca.example\t/x",
        "http://ca.example/\r\nx",
        " http://ca.example/x",
        "http://ca.example /x",
        "http://ca.example/x y",
        "http://[::1]/x",
        "http://127.1/x",
        "http://2130706433/x",
        "http://localhost/x",
    ] {
        assert!(!evidence.may_fetch(url), "{url:?}");
    }
    for url in [
        "http://ca.example/x.crl?y",
        "https://ca.example/x.crl",
        "http://CA.Example/x",
        "http://ca.example",
        "http://ca.example?list",
        "http://crl.example:8080/x",
        "http://[::1]:81/x",
        "http://127.0.0.1/x@y",
    ] {
        assert!(evidence.may_fetch(url), "{url:?}");
    }
}
