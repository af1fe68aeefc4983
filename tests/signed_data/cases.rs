//! The made messages of `tests/evidence/cases.json`: right but for one thing, each with
//! what must be said of it.

use std::collections::BTreeMap;

use ingam::encoding::base64_decode;
use ingam::signed_data::{Certificate, Expected, Options, Profile, TrustAnchor, verify};
use ingam::time::UnixTime;
use serde::Deserialize;

use crate::support::result_of;

#[derive(Deserialize)]
struct File {
    anchors: BTreeMap<String, String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    expected: String,
    profile: String,
    anchor: Option<String>,
    document: Option<String>,
    original: Option<String>,
    at: Option<String>,
    /// Absent: revocation is not to be checked.
    crls: Option<Vec<String>>,
    message: String,
}

fn decode(text: &str) -> Vec<u8> {
    base64_decode(text).unwrap()
}

fn run(file: &File, case: &Case) -> ingam::signed_data::Report {
    let anchor = |name: &String| {
        TrustAnchor::from_certificate(Certificate::parse(&decode(&file.anchors[name])).unwrap()).unwrap()
    };
    let anchors: Vec<TrustAnchor> = case.anchor.iter().map(anchor).collect();
    let crls: Vec<Vec<u8>> = case.crls.iter().flatten().map(|crl| decode(crl)).collect();
    let crls: Vec<&[u8]> = crls.iter().map(Vec::as_slice).collect();
    let original = case.original.as_ref().map(String::as_bytes);
    let options = Options {
        profile: if case.profile == "toss" { Profile::Toss } else { Profile::None },
        expected: match &case.document {
            None => Expected::Nothing,
            Some(document) => Expected::Document { document: document.as_bytes(), original },
        },
        anchors: &anchors,
        crls: &crls,
        check_revocation: case.crls.is_some(),
        at: case.at.as_ref().map(|at| UnixTime::parse(at).unwrap()),
        ..Options::default()
    };
    verify(&decode(&case.message), &options)
}

#[test]
fn every_made_message_is_said_to_be_what_it_is() {
    let file: File = serde_json::from_slice(&std::fs::read("tests/evidence/cases.json").unwrap()).unwrap();
    let (mut passed, mut wrong) = (0, Vec::new());
    for case in &file.cases {
        let report = run(&file, case);
        let result = result_of(&report);
        if result != case.expected {
            let said: Vec<&str> = report.checks.iter().map(|check| check.message).collect();
            wrong.push(format!("{}: {result}, not {}\n  {}", case.id, case.expected, said.join("\n  ")));
        }
        passed += usize::from(result == "TOTAL_PASSED");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!((file.cases.len(), passed), (187, 27));
}
