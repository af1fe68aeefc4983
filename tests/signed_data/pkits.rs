//! NIST's Public Key Interoperability Test Suite, its signed messages verified whole: with
//! every revocation list of the suite handed in, and revocation wanted.
//!
//! In scope: every message that must fail, whatever the reason. Of those that must pass,
//! the ones that need nothing that is refused here by design; the others are listed by
//! name, with the reason.

use std::collections::BTreeMap;

use ingam::encoding::base64_decode;
use ingam::signed_data::{Certificate, Expected, Options, TrustAnchor, verify};
use ingam::time::UnixTime;
use serde::Deserialize;

use crate::support::{result_of, tlv};

#[derive(Deserialize)]
struct Suite {
    anchor: String,
    content: String,
    tests: Vec<Test>,
    crls: Vec<String>,
    certificates: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    name: String,
    certificates: Vec<usize>,
    digest_algorithms: String,
    signer: String,
}

const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

impl Suite {
    /// The message of a test, detached as in the suite.
    fn message(&self, test: &Test) -> Vec<u8> {
        let decode = |text: &String| base64_decode(text).unwrap();
        let certificates: Vec<Vec<u8>> =
            test.certificates.iter().map(|index| decode(&self.certificates[*index])).collect();
        let certificates: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
        let fields = tlv(
            0x30,
            &[
                b"\x02\x01\x01",
                &decode(&test.digest_algorithms),
                &tlv(0x30, &[DATA]),
                &tlv(0xa0, &certificates),
                &tlv(0x31, &[&decode(&test.signer)]),
            ],
        );
        tlv(0x30, &[SIGNED_DATA, &tlv(0xa0, &[&fields])])
    }
}

/// 2011-06-01: the messages have been signed and most lists of the suite are current, the
/// others out of date on purpose.
const NOW: UnixTime = UnixTime(1_306_886_400);

/// What is said of each message, by its name.
fn results() -> BTreeMap<String, &'static str> {
    let suite: Suite = serde_json::from_slice(&std::fs::read("tests/evidence/pkits.json").unwrap()).unwrap();
    let anchor = Certificate::parse(suite.anchor.as_bytes()).unwrap();
    let anchors = [TrustAnchor::from_certificate(anchor).unwrap()];
    let crls: Vec<Vec<u8>> = suite.crls.iter().map(|crl| base64_decode(crl).unwrap()).collect();
    let crls: Vec<&[u8]> = crls.iter().map(Vec::as_slice).collect();
    let expected = Expected::Document { document: suite.content.as_bytes(), original: None };
    let options = Options { anchors: &anchors, crls: &crls, expected, now: Some(NOW), ..Options::default() };
    let verify = |test: &Test| {
        let message = suite.message(test);
        // A few were signed later; nothing is verified before it was signed.
        let signed = verify(&message, &options).signing_time;
        result_of(&verify(&message, &Options { now: signed.max(Some(NOW)), ..options.clone() }))
    };
    suite.tests.iter().map(|test| (test.name.clone(), verify(test))).collect()
}

/// Messages that must fail and whose names do not say `Invalid`: policies that their
/// certificates ask for and do not have, and a list that is not there.
const MUST_FAIL: [&str; 7] = [
    "DifferentPoliciesTest12",
    "DifferentPoliciesTest4",
    "DifferentPoliciesTest5",
    "DifferentPoliciesTest7",
    "DifferentPoliciesTest8",
    "DifferentPoliciesTest9",
    "MissingCRLTest1",
];

/// Messages that must pass and do not, as what they need is refused: by what they need, and
/// the beginnings of their names.
const OUT_OF_SCOPE: [(&str, &str, &[&str]); 6] = [
    ("DSA", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", &["ValidDSA"]),
    (
        "name constraints",
        "CHAIN_CONSTRAINTS_FAILURE",
        &[
            "ValidDNSnameConstraints",
            "ValidDNandRFC822nameConstraints",
            "ValidDNnameConstraints",
            "ValidRFC822nameConstraints",
            "ValidSelfIssuedDNnameConstraints",
            "ValidURInameConstraints",
        ],
    ),
    (
        "policy constraints, mappings, inhibition of anyPolicy",
        "CHAIN_CONSTRAINTS_FAILURE",
        &[
            "AllCertificatesAnyPolicyTest11",
            "AllCertificatesSamePoliciesTest10",
            "AllCertificatesSamePoliciesTest13",
            "AnyPolicyTest14",
            "OverlappingPoliciesTest6",
            "UserNoticeQualifierTest18",
            "ValidPolicyMapping",
            "ValidRequireExplicitPolicy",
            "ValidSelfIssuedinhibitAnyPolicy",
            "ValidSelfIssuedinhibitPolicyMapping",
            "ValidSelfIssuedrequireExplicitPolicy",
            "ValidinhibitAnyPolicy",
            "ValidinhibitPolicyMapping",
            "inhibitAnyPolicyTest3",
        ],
    ),
    (
        "lists signed with another key of the authority",
        "TRY_LATER",
        &[
            "ValidBasicSelfIssuedCRLSigningKey",
            "ValidBasicSelfIssuedNewWithOldTest4",
            "ValidBasicSelfIssuedOldWithNew",
            "ValidSelfIssuedpathLenConstraint",
            "ValidSeparateCertificateandCRLKeys",
        ],
    ),
    (
        "indirect lists, lists of some reasons, points named relative to their issuer",
        "TRY_LATER",
        &["ValidIDPwithindirectCRL", "ValidcRLIssuer", "ValidonlySomeReasons", "ValiddistributionPoint"],
    ),
    ("a delta list that takes a certificate off the complete one", "TRY_LATER", &["ValiddeltaCRLTest5"]),
];

#[test]
fn no_message_that_must_fail_passes() {
    let results = results();
    let must_fail = |name: &str| name.starts_with("Invalid") || MUST_FAIL.contains(&name);
    let failing: Vec<_> = results.iter().filter(|(name, _)| must_fail(name)).collect();
    let passed: Vec<_> = failing.iter().filter(|(_, result)| **result == "TOTAL_PASSED").collect();
    assert!(passed.is_empty(), "{passed:?}");
    assert_eq!((results.len(), failing.len()), (224, 121));
}

#[test]
fn every_message_in_scope_that_must_pass_passes() {
    let (mut in_scope, mut refused) = (0, 0);
    for (name, result) in results() {
        if name.starts_with("Invalid") || MUST_FAIL.contains(&name.as_str()) {
            continue;
        }
        let reason =
            OUT_OF_SCOPE.iter().find(|(_, _, names)| names.iter().any(|begin| name.starts_with(begin)));
        match reason {
            // A feature that is refused may still not be needed.
            Some((_, expected, _)) if result != "TOTAL_PASSED" => {
                assert_eq!(result, *expected, "{name}");
                refused += 1;
            }
            _ => {
                assert_eq!(result, "TOTAL_PASSED", "{name}");
                in_scope += 1;
            }
        }
    }
    assert_eq!((in_scope, refused), (40, 63));
}
