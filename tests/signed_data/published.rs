//! The two signed documents of Toss's guide, as published.

use ingam::signed_data::{
    Certificate, CheckName, Expected, Indication, Options, Outcome, Profile, ValidityStatement,
    signer_certificate, verify,
};
use ingam::time::UnixTime;

use crate::support::{PUBLISHED, result, result_of, toss_options};

/// 2022-04-25T16:16:13Z, the second both were signed in.
const SIGNED_AT: UnixTime = UnixTime(1_650_903_373);

#[test]
fn another_document_is_a_hash_failure() {
    for published in PUBLISHED.iter() {
        let document = format!("{} ", published.document);
        let report = verify(&published.der, &toss_options(&document));
        assert_eq!((report.indication, result_of(&report)), (Indication::TotalFailed, "HASH_FAILURE"));
        assert_eq!(report.check(CheckName::Content).unwrap().outcome, Outcome::Failed);
        // The message itself is sound.
        assert_eq!(report.check(CheckName::Signature).unwrap().outcome, Outcome::Passed);
    }
    let [one, other] = &PUBLISHED[..] else { panic!("two documents") };
    assert_eq!(result(&one.der, &toss_options(&other.document)), "HASH_FAILURE");
}

#[test]
fn without_an_anchor_there_is_no_path() {
    let published = &PUBLISHED[0];
    let report = verify(&published.der, &Options { anchors: &[], ..toss_options(&published.document) });
    assert_eq!(
        (report.indication, result_of(&report)),
        (Indication::Indeterminate, "NO_CERTIFICATE_CHAIN_FOUND")
    );
    // What can be checked is checked, and revocation of an unknown path is not asked about.
    assert_eq!(report.check(CheckName::Signature).unwrap().outcome, Outcome::Passed);
    assert_eq!(report.check(CheckName::Revocation).unwrap().outcome, Outcome::NotChecked);
}

#[test]
fn without_revocation_data_it_is_too_early_to_say() {
    for published in PUBLISHED.iter() {
        let options = Options { check_revocation: true, ..toss_options(&published.document) };
        let report = verify(&published.der, &options);
        assert_eq!((report.indication, result_of(&report)), (Indication::Indeterminate, "TRY_LATER"));
    }
}

#[test]
fn the_default_options_pass_nothing() {
    for published in PUBLISHED.iter() {
        assert_eq!(result(&published.der, &Options::default()), "NO_CERTIFICATE_CHAIN_FOUND");
    }
}

#[test]
fn after_expiry_it_is_out_of_bounds() {
    let published = &PUBLISHED[0];
    for (at, expected) in [
        // notBefore and notAfter themselves are inside.
        (UnixTime(1_650_872_059), "OUT_OF_BOUNDS_NO_POE"),
        (UnixTime(1_650_872_060), "TOTAL_PASSED"),
        (UnixTime(1_745_506_799), "TOTAL_PASSED"),
        (UnixTime(1_745_506_800), "OUT_OF_BOUNDS_NO_POE"),
    ] {
        let options = Options { at: Some(at), ..toss_options(&published.document) };
        assert_eq!(result(&published.der, &options), expected, "{at}");
    }
}

#[test]
fn the_provider_may_say_that_the_certificate_is_valid() {
    let published = &PUBLISHED[0];
    let certificate = verify(&published.der, &Options::default()).signer.unwrap().certificate;
    let asked = |certificate, is_valid, seconds| {
        let stated_at = SIGNED_AT.plus_seconds(seconds);
        let validity = Some(ValidityStatement { certificate, is_valid, stated_at });
        result(
            &published.der,
            &Options { check_revocation: true, validity, ..toss_options(&published.document) },
        )
    };
    let other = &published.der;
    assert_eq!(asked(&certificate, false, 2), "REVOKED_NO_POE");
    assert_eq!(asked(other, true, 2), "TRY_LATER");
    assert_eq!(asked(&certificate, true, -301), "TRY_LATER");
    // Asked after the certificate expired, no says nothing.
    assert_eq!(asked(&certificate, false, 100_000_000), "TRY_LATER");
    assert_eq!(asked(&certificate, true, 2), "TOTAL_PASSED");
    assert_eq!(asked(&certificate, true, -300), "TOTAL_PASSED");
}

#[test]
fn both_pass_at_the_time_they_were_signed() {
    for (published, uid) in PUBLISHED.iter().zip(["700272320211130802009991"; 2]) {
        for input in [published.der.as_slice(), published.text.as_bytes()] {
            let report = verify(input, &toss_options(&published.document));
            assert_eq!((report.indication, report.sub_indication), (Indication::TotalPassed, None));
            assert_eq!(report.signing_time, Some(SIGNED_AT));
            assert_eq!(report.content.as_deref(), Some(published.document.as_bytes()));
            let signer = report.signer.as_ref().unwrap();
            assert_eq!(signer.common_name.as_deref(), Some("김수빈"));
            assert_eq!(signer.uid.as_deref(), Some(uid));
            assert_eq!(signer.serial_number, "8018372");
            for check in &report.checks {
                let expected = match check.name {
                    CheckName::SigningTime => Outcome::Claimed,
                    CheckName::Revocation | CheckName::AnchorValidity => Outcome::NotChecked,
                    _ => Outcome::Passed,
                };
                assert_eq!(check.outcome, expected, "{check:?}");
            }
        }
    }
}

#[test]
fn a_digest_stands_for_the_document() {
    let published = &PUBLISHED[0];
    let digest = ingam::digest::sha256(&[published.document.as_bytes()]);
    let with = |expected| Options { expected, ..toss_options("") };
    let mut other = digest;
    other[31] ^= 1;
    assert_eq!(result(&published.der, &with(Expected::Sha256(other))), "HASH_FAILURE");
    assert_eq!(result(&published.der, &with(Expected::Sha256(digest))), "TOTAL_PASSED");
    let report = verify(&published.der, &with(Expected::Nothing));
    assert_eq!(report.check(CheckName::Content).unwrap().outcome, Outcome::NotCompared);
    assert_eq!(result_of(&report), "TOTAL_PASSED");
}

/// Where the published certificates say that their lists are, and where one says nothing.
#[test]
fn the_lists_of_a_certificate() {
    let made = crate::cases::Made::named("profile-policy-missing");
    assert!(Certificate::parse(&made.certificates()[0]).unwrap().crl_uris().is_empty());
    let made = crate::cases::Made::named("sound");
    assert_eq!(
        Certificate::parse(&made.certificates()[0]).unwrap().crl_uris(),
        ["http://ca.test.invalid/1.crl"]
    );
    for published in PUBLISHED.iter() {
        let certificate = signer_certificate(&published.der).unwrap();
        let uri = "http://ca.cert.toss.im/crl/toss_crl_dp2p2673.crl?certificateRevocationList";
        assert_eq!(certificate.crl_uris(), [uri]);
    }
}

/// The JSON of a report: members, order and spelling.
#[test]
fn the_report_as_json() {
    let published = &PUBLISHED[1];
    let report = verify(&published.der, &toss_options(&published.document));
    let json = serde_json::to_value(&report).unwrap();
    let members: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(members, ["checks", "content", "indication", "signer", "signingTime", "subIndication"]);
    assert_eq!(
        (json["indication"].as_str(), &json["subIndication"]),
        (Some("TOTAL_PASSED"), &serde_json::Value::Null)
    );
    assert_eq!(json["signingTime"], "2022-04-25T16:16:13Z");
    assert_eq!(json["content"], ingam::encoding::base64(published.document.as_bytes()));
    assert!(json["signer"]["certificate"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----\nMII"));
    assert_eq!(json["signer"]["serialNumber"], "8018372");
    let names: Vec<&str> =
        json["checks"].as_array().unwrap().iter().map(|check| check["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "format",
            "one-signer",
            "signer-certificate",
            "versions",
            "attribute-order",
            "attributes-unique",
            "attributes-present",
            "content-type",
            "algorithms",
            "message-digest",
            "signature",
            "content",
            "path",
            "path-algorithms",
            "path-validity",
            "path-constraints",
            "anchor-validity",
            "revocation",
            "profile",
            "signing-time"
        ]
    );
    let check = &json["checks"][0];
    assert_eq!(check["outcome"], "PASSED");
    assert_eq!(check["message"], "The data are one CMS SignedData message.");
    assert_eq!(check["messageKo"], "하나의 CMS SignedData 메시지입니다.");
}

/// Every octet of a message is covered by some check: no message that differs in one bit
/// passes, not even without a profile and with nothing to compare its content with.
#[test]
fn no_message_with_one_bit_changed_passes() {
    let published = &PUBLISHED[1];
    let options = Options { expected: Expected::Nothing, profile: Profile::None, ..toss_options("") };
    assert_eq!(result(&published.der, &options), "TOTAL_PASSED");
    let halves = published.der.len() / 2;
    let changed: usize = std::thread::scope(|scope| {
        let ranges = [0..halves, halves..published.der.len()];
        let threads = ranges.map(|range| {
            let options = &options;
            scope.spawn(move || {
                let mut message = published.der.clone();
                let mut changed = 0;
                for at in range {
                    for bit in 0..8 {
                        message[at] ^= 1 << bit;
                        assert_ne!(result(&message, options), "TOTAL_PASSED", "octet {at}, bit {bit}");
                        message[at] ^= 1 << bit;
                        changed += 1;
                    }
                }
                changed
            })
        });
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(changed, 2340 * 8);
}

/// RFC 5280 section 4.1.1.2: the algorithm stands twice in a certificate, and is one.
#[test]
fn the_two_algorithms_of_a_certificate_are_one() {
    const SHA256_WITH_RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b";
    let certificate = signer_certificate(&PUBLISHED[0].der).unwrap();
    let der = certificate.der();
    let places: Vec<usize> = (0..der.len()).filter(|at| der[*at..].starts_with(SHA256_WITH_RSA)).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        // sha384WithRSAEncryption
        let mut other = der.to_vec();
        other[at + SHA256_WITH_RSA.len() - 1] = 0x0c;
        assert!(Certificate::parse(&other).is_err(), "at {at}");
    }
}

/// The signer's side writes the time of signing. One that had not come yet when the signature was
/// there already is nobody's time of signing; clocks may be five minutes apart.
#[test]
fn a_signature_from_the_future_does_not_pass() {
    let published = &PUBLISHED[0];
    let options = toss_options(&published.document);
    for (before, expected) in [(0, "TOTAL_PASSED"), (300, "TOTAL_PASSED"), (301, "OUT_OF_BOUNDS_NO_POE")] {
        let now = Some(SIGNED_AT.plus_seconds(-before));
        assert_eq!(
            result(&published.der, &Options { now, ..options.clone() }),
            expected,
            "{before} s before"
        );
    }
}
