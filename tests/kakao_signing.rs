//! LinkHub's request signing: what does not hold, what does, and the signatures that
//! LinkHub's own SDK makes.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::Code;
use ingam::provider::kakao::signing::{
    Date, Forwarded, Outcome, Presented, SecretKey, SignatureHeaders, Signer, Target, string_to_sign,
};
use ingam::provider::kakao::wire::TokenRequest;
use ingam::time::UnixTime;
use proptest::prelude::*;

/// The bytes 0 to 31.
const SECRET_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const DATE: &str = "2026-01-02T03:04:05.000Z";
const NOW: UnixTime = UnixTime(1_767_323_045);
const WINDOW: i64 = 300;

fn key() -> SecretKey {
    SecretKey::parse(SECRET_KEY).unwrap()
}

fn signer() -> Signer {
    Signer::new("TESTER", key()).unwrap()
}

fn date() -> Date {
    Date::parse(DATE).unwrap()
}

fn header<'a>(headers: &'a [(&'static str, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

fn presented<'a>(headers: &'a [(&'static str, String)]) -> SignatureHeaders<'a> {
    SignatureHeaders {
        credential: header(headers, "authorization").or_else(|| header(headers, "x-kc-auth")),
        date: header(headers, "x-lh-date"),
        version: header(headers, "x-lh-version"),
        forwarded: header(headers, "x-lh-forwarded"),
    }
}

fn read(target: Target<'_>, headers: &[(&'static str, String)]) -> Option<Outcome> {
    read_over(target, headers, b"body")
}

fn read_over(target: Target<'_>, headers: &[(&'static str, String)], body: &[u8]) -> Option<Outcome> {
    let headers = presented(headers);
    let presented = match target {
        Target::Token(_) => Presented::token(&headers),
        Target::Service => Presented::service(&headers),
    };
    presented.map(|presented| presented.verify(&key(), body, NOW, WINDOW))
}

/// Made by npm linkhub 1.8.2 and kakaocert 2.51.0 with this clock, LinkID and SecretKey.
#[test]
fn the_signatures_of_linkhubs_own_sdk() {
    let body = TokenRequest::of("020040000001").to_bytes();
    let target = Target::Token(Some(Forwarded::ANYWHERE));
    assert_eq!(
        string_to_sign(target, &date(), &body),
        "POST\nbjV3lbLKhiyFkwrvq2m4wAgkfQPQnoHjtIHPLhIby5w=\n2026-01-02T03:04:05.000Z\n*\n2.0\n/KAKAOCERT/Token"
    );
    assert_eq!(
        signer().sign(target, &date(), &body),
        [
            ("x-lh-date", DATE.into()),
            ("x-lh-version", "2.0".into()),
            ("x-lh-forwarded", "*".into()),
            ("authorization", "LINKHUB TESTER IzXWX6kBs+ITF7uzvWVSkh5IqW1VxsHDHq9vLKY06A8=".into()),
            ("content-type", String::from("Application/json")),
        ]
    );
    assert_eq!(
        string_to_sign(Target::Service, &date(), br#"{"Token":"x"}"#),
        "POST\nj7r+OPtmFQ0NGJ1VrXKNap1KWHJZBwQzFID97L+AJpA=\n2026-01-02T03:04:05.000Z\n2.0\n"
    );
    assert_eq!(
        signer().sign(Target::Service, &date(), br#"{"Token":"x"}"#),
        [
            ("x-lh-date", DATE.into()),
            ("x-lh-version", "2.0".into()),
            ("x-kc-auth", "TESTER YMkERsUsOP/GT+YK5fZ8ju3e3C5rcJsmGsnyou0AGe0=".into()),
            ("content-type", String::from("application/json;charset=utf-8")),
        ]
    );
}

#[test]
fn without_a_forwarded_address_there_is_no_line_for_it() {
    let text = string_to_sign(Target::Token(None), &date(), b"");
    assert_eq!(text.lines().count(), 5);
    assert_eq!(
        text,
        "POST\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n2026-01-02T03:04:05.000Z\n2.0\n/KAKAOCERT/Token"
    );
    let headers = signer().sign(Target::Token(None), &date(), b"body");
    assert_eq!(header(&headers, "x-lh-forwarded"), None);
    assert_eq!(read(Target::Token(None), &headers), Some(Outcome::Verified));
    // The SDKs send no empty header; one that is empty is none.
    let with_empty = [headers.as_slice(), &[("x-lh-forwarded", String::new())]].concat();
    assert_eq!(read(Target::Token(None), &with_empty), Some(Outcome::Verified));
}

#[test]
fn a_secret_key_is_read_as_the_sdks_read_it() {
    for wrong in ["", " ", "\t\n", "A", "=", "AA=A", "AAE CAw==", "+_8=", "가", "AAECAw===", "{}"] {
        assert_eq!(SecretKey::parse(wrong).unwrap_err().code(), Code::OptionInvalid, "{wrong:?}");
    }
    let sign = |key: &str| {
        let signer = Signer::new("TESTER", SecretKey::parse(key).unwrap()).unwrap();
        signer.sign(Target::Service, &date(), b"x")
    };
    assert_ne!(sign("AAEC"), sign("AAED"));
    // Standard and url-safe, padded and not, with blanks around.
    for (one, others) in [
        (
            SECRET_KEY,
            vec![SECRET_KEY.trim_end_matches('='), " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\r\n"],
        ),
        ("+/8=", vec!["-_8=", "-_8", "+/8", "\t+/8 "]),
    ] {
        for other in others {
            assert_eq!(sign(one), sign(other), "{other:?}");
        }
    }
    assert!(!format!("{:?} {:?}", key(), signer()).contains("AAEC"));
    assert!(format!("{:?}", key()).contains("redacted"));
}

#[test]
fn a_link_id_and_an_address_are_visible_ascii() {
    let long = "x".repeat(64);
    for wrong in ["", " ", "A B", "A\n", "A\r\nx-evil: 1", "가", "A\u{7f}", &format!("{long}x")] {
        assert_eq!(Signer::new(wrong, key()).unwrap_err().code(), Code::OptionInvalid, "{wrong:?}");
    }
    assert_eq!(Signer::new(&long, key()).unwrap().link_id(), long);
    for wrong in ["", " ", "1.2.3.4 ", "*\n", "é"] {
        assert_eq!(Forwarded::parse(wrong), None, "{wrong:?}");
    }
    assert_eq!(Forwarded::parse("*"), Some(Forwarded::ANYWHERE));
    assert!(Forwarded::parse("2001:db8::1").is_some());
}

#[test]
fn a_date_has_one_of_two_forms() {
    for wrong in [
        "",
        "2026-01-02",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05+00:00",
        "2026-01-02T03:04:05.0Z",
        "2026-01-02T03:04:05.00Z",
        "2026-01-02T03:04:05.0000Z",
        "2026-01-02T03:04:05.000",
        "2026-01-02T03:04:05.000z",
        "2026-01-02T03:04:05,000Z",
        "2026-01-02 03:04:05Z",
        "2026-02-30T03:04:05Z",
        "2026-01-02T24:04:05Z",
        " 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05Z\n",
        "Fri, 02 Jan 2026 03:04:05 GMT",
        "1767323045",
        "2026-01-02T03:04+09:00Z",
    ] {
        assert_eq!(Date::parse(wrong), None, "{wrong:?}");
    }
    for (text, date) in
        [(DATE, Date::with_milliseconds(NOW)), ("2026-01-02T03:04:05Z", Date::without_milliseconds(NOW))]
    {
        assert_eq!((date.as_str(), date.time()), (text, NOW));
        assert_eq!(Date::parse(text), Some(date));
    }
    // What is signed is the text, milliseconds included.
    let date = Date::parse("2026-01-02T03:04:05.678Z").unwrap();
    assert_eq!((date.as_str(), date.time()), ("2026-01-02T03:04:05.678Z", NOW));
}

#[test]
fn what_is_not_of_the_form_is_not_read() {
    let sound = signer().sign(Target::Token(Some(Forwarded::ANYWHERE)), &date(), b"body");
    let credential = header(&sound, "authorization").unwrap().to_string();
    let signature = credential.rsplit(' ').next().unwrap();
    let token = Target::Token(None);
    assert_eq!(read(token, &sound), Some(Outcome::Verified));
    for name in ["authorization", "x-lh-date", "x-lh-version"] {
        let without: Vec<_> = sound.iter().filter(|(known, _)| *known != name).cloned().collect();
        assert_eq!(read(token, &without), None, "{name}");
    }
    let with = |name: &'static str, value: &str| {
        let mut headers = sound.clone();
        headers.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, old)| *old = value.into());
        headers
    };
    for (name, value) in [
        ("authorization", String::new()),
        ("authorization", "LINKHUB".into()),
        ("authorization", "LINKHUB TESTER".into()),
        ("authorization", format!("TESTER {signature}")),
        ("authorization", format!("Bearer TESTER {signature}")),
        ("authorization", format!("LINKHUB  TESTER {signature}")),
        ("authorization", format!("LINKHUB TESTER  {signature}")),
        ("authorization", format!("LINKHUB TESTER {signature} ")),
        ("authorization", format!(" {credential}")),
        ("authorization", format!("LINKHUB TES\tTER {signature}")),
        ("authorization", format!("LINKHUB TESTER {}", signature.trim_end_matches('='))),
        ("authorization", format!("LINKHUB TESTER {}", signature.replace('/', "_"))),
        ("authorization", "LINKHUB TESTER AAECAw==".into()),
        ("authorization", format!("LINKHUB TESTER {signature}{signature}")),
        ("x-lh-date", "2026-01-02T03:04:05+00:00".into()),
        ("x-lh-date", String::new()),
        ("x-lh-version", "1.0".into()),
        ("x-lh-version", "2.1".into()),
        ("x-lh-version", String::new()),
        ("x-lh-forwarded", "* ".into()),
        ("x-lh-forwarded", "\n".into()),
    ] {
        assert_eq!(read(token, &with(name, &value)), None, "{name}: {value:?}");
    }
    // The scheme is one of HTTP, which has no case.
    let lower = with("authorization", &credential.replace("LINKHUB", "linkhub"));
    assert_eq!(read(token, &lower), Some(Outcome::Verified));
}

#[test]
fn every_part_of_what_is_signed_counts() {
    let token = Target::Token(None);
    let sound = signer().sign(Target::Token(Some(Forwarded::ANYWHERE)), &date(), b"body");
    let changed = |name: &'static str, value: &str| {
        let mut headers = sound.clone();
        headers.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, old)| *old = value.into());
        read(token, &headers)
    };
    assert_eq!(changed("x-lh-date", "2026-01-02T03:04:05.001Z"), Some(Outcome::Wrong));
    assert_eq!(changed("x-lh-date", "2026-01-02T03:04:05Z"), Some(Outcome::Wrong));
    assert_eq!(changed("x-lh-forwarded", "127.0.0.1"), Some(Outcome::Wrong));
    assert_eq!(changed("x-lh-forwarded", ""), Some(Outcome::Wrong));
    for body in [&b""[..], b"Body", b"body ", b"body\n"] {
        assert_eq!(read_over(token, &sound, body), Some(Outcome::Wrong));
    }
    // A signature of the one target is none of the other.
    let service = signer().sign(Target::Service, &date(), b"body");
    let as_token = [
        ("authorization", format!("LINKHUB {}", header(&service, "x-kc-auth").unwrap())),
        service[0].clone(),
        service[1].clone(),
    ];
    assert_eq!(read(token, &as_token), Some(Outcome::Wrong));
    let unbound = signer().sign(Target::Token(None), &date(), b"body");
    let bare = header(&unbound, "authorization").unwrap().replace("LINKHUB ", "");
    let as_service = [("x-kc-auth", bare), unbound[0].clone(), unbound[1].clone()];
    assert_eq!(read(Target::Service, &as_service), Some(Outcome::Wrong));
    // Another's key.
    let headers = presented(&sound);
    let other = SecretKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh4=").unwrap();
    assert_eq!(Presented::token(&headers).unwrap().verify(&other, b"body", NOW, WINDOW), Outcome::Wrong);
}

/// The LinkID is not signed: whose key a signature is verified with is the verifier's choice.
#[test]
fn a_signature_names_whose_it_claims_to_be() {
    let headers = signer().sign(Target::Service, &date(), b"body");
    let presented_by = |name: &str| {
        let credential = header(&headers, "x-kc-auth").unwrap().replace("TESTER", name);
        let headers = SignatureHeaders { credential: Some(&credential), ..presented(&headers) };
        let presented = Presented::service(&headers).unwrap();
        assert_eq!(presented.link_id(), name);
        presented.fingerprint()
    };
    let fingerprint = presented_by("TESTER");
    assert_eq!(fingerprint, presented_by("OTHER"));
    assert!(fingerprint.len() == 64 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let another = signer().sign(Target::Service, &date(), b"other body");
    assert_ne!(fingerprint, Presented::service(&presented(&another)).unwrap().fingerprint());
}

#[test]
fn the_window_has_strict_edges() {
    let headers = signer().sign(Target::Service, &date(), b"body");
    let headers = presented(&headers);
    let presented = Presented::service(&headers).unwrap();
    for (age, outcome) in [
        (-301, Outcome::OutsideWindow),
        (-300, Outcome::Verified),
        (0, Outcome::Verified),
        (300, Outcome::Verified),
        (301, Outcome::OutsideWindow),
        (i64::MAX - NOW.0, Outcome::OutsideWindow),
        (i64::MIN, Outcome::OutsideWindow),
    ] {
        let now = UnixTime(NOW.0.saturating_add(age));
        assert_eq!(presented.verify(&key(), b"body", now, WINDOW), outcome, "{age}");
        // A wrong signature is wrong whenever it comes.
        assert_eq!(presented.verify(&key(), b"x", now, WINDOW), Outcome::Wrong, "{age}");
    }
    assert_eq!(presented.verify(&key(), b"body", NOW, 0), Outcome::Verified);
    assert_eq!(presented.verify(&key(), b"body", NOW.plus_seconds(1), 0), Outcome::OutsideWindow);
    assert_eq!(presented.verify(&key(), b"body", NOW, i64::MIN), Outcome::OutsideWindow);
    let end = presented.outside_window_after(WINDOW);
    assert_eq!(presented.verify(&key(), b"body", end, WINDOW), Outcome::Verified);
    assert_eq!(presented.verify(&key(), b"body", end.plus_seconds(1), WINDOW), Outcome::OutsideWindow);
}

fn any_target() -> impl Strategy<Value = Option<Option<String>>> {
    prop_oneof![Just(None), Just(Some(None)), "[!-~]{1,40}".prop_map(|from| Some(Some(from)))]
}

fn target(chosen: &Option<Option<String>>) -> Target<'_> {
    match chosen {
        None => Target::Service,
        Some(from) => Target::Token(from.as_deref().map(|from| Forwarded::parse(from).unwrap())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_signed_is_verified_and_with_one_bit_changed_it_is_not(
        chosen in any_target(),
        link_id in "[!-~]{1,64}",
        secret in prop::collection::vec(any::<u8>(), 1..100),
        body in prop::collection::vec(any::<u8>(), 1..300),
        seconds in 0..253_402_300_799_i64,
        milliseconds in any::<bool>(),
        bit in any::<prop::sample::Index>(),
    ) {
        let secret_text = ingam::encoding::base64(&secret);
        let secret_key = || SecretKey::parse(&secret_text).unwrap();
        let signer = Signer::new(&link_id, secret_key()).unwrap();
        let now = UnixTime(seconds);
        let date = if milliseconds { Date::with_milliseconds(now) } else { Date::without_milliseconds(now) };
        let target = target(&chosen);
        let signed = signer.sign(target, &date, &body);
        let verify = |headers: &SignatureHeaders<'_>, body: &[u8], key: &SecretKey| {
            let presented = match target {
                Target::Token(_) => Presented::token(headers),
                Target::Service => Presented::service(headers),
            };
            presented.map(|presented| presented.verify(key, body, now, 0))
        };
        let headers = presented(&signed);
        prop_assert_eq!(verify(&headers, &body, &secret_key()), Some(Outcome::Verified));

        let flipped = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let at = bit.index(bytes.len() * 8);
            bytes[at / 8] ^= 1 << (at % 8);
            bytes
        };
        prop_assert_eq!(verify(&headers, &flipped(&body), &secret_key()), Some(Outcome::Wrong));
        let other = SecretKey::parse(&ingam::encoding::base64(&flipped(&secret))).unwrap();
        prop_assert_eq!(verify(&headers, &body, &other), Some(Outcome::Wrong));

        let (rest, signature) = headers.credential.unwrap().rsplit_once(' ').unwrap();
        let mac = ingam::encoding::base64_decode(signature).unwrap();
        let credential = format!("{rest} {}", ingam::encoding::base64(&flipped(&mac)));
        let changed = SignatureHeaders { credential: Some(&credential), ..headers };
        prop_assert_eq!(verify(&changed, &body, &secret_key()), Some(Outcome::Wrong));

        // A bit of the text of a header makes it another text, or none.
        for name in ["date", "version", "forwarded"] {
            let mut changed = headers;
            let slot = match name {
                "date" => &mut changed.date,
                "version" => &mut changed.version,
                _ => &mut changed.forwarded,
            };
            let Some(text) = *slot else { continue };
            let Ok(text) = String::from_utf8(flipped(text.as_bytes())) else { continue };
            *slot = Some(&text);
            prop_assert!(!matches!(verify(&changed, &body, &secret_key()), Some(Outcome::Verified)), "{}", name);
        }
    }

    #[test]
    fn anything_may_be_presented(
        credential in prop::option::of("\\PC{0,80}|LINKHUB \\PC{0,20} \\PC{0,60}"),
        date in prop::option::of("\\PC{0,30}|[0-9T:.Z-]{20,24}"),
        version in prop::option::of("\\PC{0,4}|2\\.0"),
        forwarded in prop::option::of("\\PC{0,20}"),
        body in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let headers = SignatureHeaders {
            credential: credential.as_deref(),
            date: date.as_deref(),
            version: version.as_deref(),
            forwarded: forwarded.as_deref(),
        };
        for presented in [Presented::token(&headers), Presented::service(&headers)].into_iter().flatten() {
            prop_assert_eq!(presented.verify(&key(), &body, NOW, WINDOW), Outcome::Wrong);
        }
        if let Some(date) = &date {
            prop_assert_eq!(Date::parse(date).map(|parsed| parsed.as_str().to_string()).unwrap_or(date.clone()), date.clone());
        }
    }
}
