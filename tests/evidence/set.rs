//! Sets of signed documents, and the person who signed them.

use ingam::digest::sha256;
use ingam::encoding::base64_decode;
use ingam::evidence::{
    NameHash, Requested, SetReport, Signed, needs_attention, same_person, same_person_by_hash, verify_set,
};
use ingam::signed_data::{
    Check, CheckName, Expected, Indication, Options, Outcome, Profile, SignerIdentity, TrustAnchor,
};
use serde_json::Value;

/// The documents of Toss's guide: text, and DER.
fn published() -> Vec<(String, Vec<u8>)> {
    let text = std::fs::read_to_string("tests/vectors/toss-docs-result.json").unwrap();
    let result: Value = serde_json::from_str(&text).unwrap();
    (0..2)
        .map(|index| {
            let document = result["success"]["docList"][index]["doc"].as_str().unwrap();
            let signed = result["success"]["signedDocList"][index]["signedDoc"].as_str().unwrap();
            (document.to_owned(), base64_decode(signed).unwrap())
        })
        .collect()
}

/// A message of `cases.json`, under the test authority.
fn made(id: &str) -> (Vec<u8>, TrustAnchor) {
    let file: Value = serde_json::from_slice(&std::fs::read("tests/evidence/cases.json").unwrap()).unwrap();
    let case = file["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
    let anchor = ingam::signed_data::Certificate::parse(file["anchors"]["ca"].as_str().unwrap().as_bytes());
    let anchor = TrustAnchor::from_certificate(anchor.unwrap()).unwrap();
    (base64_decode(case["message"].as_str().unwrap()).unwrap(), anchor)
}

/// Two documents of orders 1 and 2, verified as the orders in which they came say.
fn set(requested: &[i64], signed: &[(Option<i64>, usize)], sound: bool) -> SetReport {
    let published = published();
    let documents: Vec<Requested<'_>> = requested
        .iter()
        .map(|order| {
            let index = usize::try_from(*order - 1).unwrap().min(1);
            let digest = sha256(&[published[index].0.as_bytes()]);
            Requested { order: *order, expected: Expected::Sha256(digest) }
        })
        .collect();
    let signed: Vec<Signed<'_>> =
        signed.iter().map(|(order, index)| Signed { order: *order, data: &published[*index].1 }).collect();
    let anchors = [TrustAnchor::toss_ca1().unwrap()];
    let anchors = if sound { &anchors[..] } else { &[] };
    let options = Options { profile: Profile::Toss, anchors, check_revocation: false, ..Options::default() };
    verify_set(&documents, &signed, &options)
}

fn outcome(report: &SetReport, name: CheckName) -> Outcome {
    report.checks.iter().find(|check| check.name == name).unwrap().outcome
}

fn result(report: &SetReport) -> &'static str {
    report.sub_indication.map_or("TOTAL_PASSED", |sub| sub.name())
}

#[test]
fn other_orders_are_another_set() {
    for (requested, signed) in [
        (&[][..], &[][..]),
        (&[1, 2], &[]),
        (&[1, 2], &[(Some(1), 0)]),
        (&[1], &[(Some(1), 0), (Some(2), 1)]),
        (&[1, 2], &[(Some(1), 0), (Some(1), 0)]),
        (&[1, 1], &[(Some(1), 0), (Some(1), 0)]),
        (&[1, 3], &[(Some(1), 0), (Some(2), 1)]),
        (&[1, 2], &[(Some(1), 0), (None, 1)]),
    ] {
        let report = set(requested, signed, true);
        assert_eq!(outcome(&report, CheckName::SetOrders), Outcome::Failed, "{requested:?} {signed:?}");
        assert_eq!(
            (report.indication, result(&report)),
            (Indication::TotalFailed, "SIG_CONSTRAINTS_FAILURE")
        );
    }
}

#[test]
fn documents_that_changed_places_are_a_hash_failure() {
    let report = set(&[1, 2], &[(Some(1), 1), (Some(2), 0)], true);
    assert_eq!(result(&report), "HASH_FAILURE");
    assert_eq!(outcome(&report, CheckName::SetOrders), Outcome::Passed);
}

#[test]
fn the_worst_document_decides() {
    assert_eq!(result(&set(&[1, 2], &[(Some(1), 0), (Some(2), 1)], false)), "NO_CERTIFICATE_CHAIN_FOUND");
    let published = published();
    let requested = [1, 2].map(|order| Requested { order, expected: Expected::Nothing });
    let anchors = [TrustAnchor::toss_ca1().unwrap()];
    let options = Options { anchors: &anchors, check_revocation: false, ..Options::default() };
    let signed = [Signed { order: Some(1), data: &published[0].1 }, Signed { order: Some(2), data: b"" }];
    let report = verify_set(&requested, &signed, &options);
    assert_eq!(result(&report), "FORMAT_FAILURE");
    assert_eq!(outcome(&report, CheckName::SetSigner), Outcome::NotChecked);
    assert_eq!(report.documents[0].report.indication, Indication::TotalPassed);
}

#[test]
fn two_signers_are_not_one() {
    let published = published();
    let (other, anchor) = made("sound");
    let requested = [1, 2].map(|order| Requested { order, expected: Expected::Nothing });
    let anchors = [TrustAnchor::toss_ca1().unwrap(), anchor];
    let options = Options { anchors: &anchors, check_revocation: false, ..Options::default() };
    let signed = [Signed { order: Some(1), data: &published[0].1 }, Signed { order: Some(2), data: &other }];
    let report = verify_set(&requested, &signed, &options);
    assert!(report.documents.iter().all(|document| document.report.indication == Indication::TotalPassed));
    assert_eq!(outcome(&report, CheckName::SetSigner), Outcome::Failed);
    assert_eq!(result(&report), "SIG_CONSTRAINTS_FAILURE");
}

#[test]
fn the_published_transaction_passes() {
    for signed in [[(Some(1), 0), (Some(2), 1)], [(Some(2), 1), (Some(1), 0)]] {
        let report = set(&[1, 2], &signed, true);
        assert_eq!((report.indication, report.sub_indication), (Indication::TotalPassed, None));
        assert!(!report.checks.iter().any(needs_attention));
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["documents"][0]["order"], signed[0].0.unwrap());
        assert_eq!(json["documents"][0]["indication"], "TOTAL_PASSED");
        assert_eq!(json["checks"][1]["name"], "set-signer");
        assert_eq!(
            (json["indication"].as_str(), &json["subIndication"]),
            (Some("TOTAL_PASSED"), &Value::Null)
        );
    }
}

#[test]
fn the_person_is_informative() {
    let report = set(&[1, 2], &[(Some(1), 0), (Some(2), 1)], true);
    let signer = report.signer();
    let hash = |name| NameHash::of(b"a key of the gateway", name);
    let by_hash = |names: &[NameHash]| same_person_by_hash(signer, b"a key of the gateway", names);
    let nobody: Option<&SignerIdentity> = None;
    let cases: [(Check, Outcome); 8] = [
        (same_person(signer, &["김수빈", "홍길동"]), Outcome::Failed),
        (same_person(signer, &[""]), Outcome::Failed),
        (by_hash(&[hash("홍길동")]), Outcome::Failed),
        (same_person_by_hash(signer, b"another key", &[hash("김수빈")]), Outcome::Failed),
        (same_person(signer, &[]), Outcome::NotCompared),
        (same_person(nobody, &["김수빈"]), Outcome::NotCompared),
        (same_person(signer, &["김수빈", " 김 수빈"]), Outcome::Passed),
        (by_hash(&[hash("김수빈")]), Outcome::Passed),
    ];
    for (check, outcome) in cases {
        assert_eq!((check.name, check.outcome), (CheckName::SamePerson, outcome));
        let report = report.clone().with(check);
        assert_eq!(report.indication, Indication::TotalPassed);
        assert_eq!(report.checks.last(), Some(&check));
    }
}

#[test]
fn nothing_personal_is_in_the_debug_text() {
    let report = set(&[1, 2], &[(Some(1), 0), (Some(2), 1)], true);
    let text = format!("{report:?}");
    assert!(!text.contains("김수빈") && !text.contains("700272320211130802009991"), "{text}");
}
