//! The made messages of `tests/evidence/cases.json` and `claims.json`: right but for one
//! thing, each with what must be said of it.

use std::collections::BTreeMap;

use ingam::encoding::base64_decode;
use ingam::signed_data::{Certificate, Expected, Options, Profile, Report, TrustAnchor, verify};
use ingam::time::UnixTime;
use serde::Deserialize;

use crate::support::{result_of, tlv, values};

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
    /// When it is verified; absent: not known.
    now: Option<String>,
    #[serde(default)]
    intermediates: Vec<String>,
    /// Absent: revocation is not to be checked.
    crls: Option<Vec<String>>,
    /// A sentence that the report must have.
    says: Option<String>,
    message: String,
}

fn decode(text: &str) -> Vec<u8> {
    base64_decode(text).unwrap()
}

fn run_with(file: &File, case: &Case, message: &[u8], crls: &[Vec<u8>]) -> Report {
    let anchor = |name: &String| {
        TrustAnchor::from_certificate(Certificate::parse(&decode(&file.anchors[name])).unwrap()).unwrap()
    };
    let anchors: Vec<TrustAnchor> = case.anchor.iter().map(anchor).collect();
    let crls: Vec<&[u8]> = crls.iter().map(Vec::as_slice).collect();
    let intermediates: Vec<Certificate> =
        case.intermediates.iter().map(|one| Certificate::parse(&decode(one)).unwrap()).collect();
    let time = |text: &Option<String>| text.as_ref().map(|text| UnixTime::parse(text).unwrap());
    let original = case.original.as_ref().map(String::as_bytes);
    let options = Options {
        profile: if case.profile == "toss" { Profile::Toss } else { Profile::None },
        expected: match &case.document {
            None => Expected::Nothing,
            Some(document) => Expected::Document { document: document.as_bytes(), original },
        },
        anchors: &anchors,
        intermediates: &intermediates,
        crls: &crls,
        check_revocation: case.crls.is_some(),
        at: time(&case.at),
        now: time(&case.now),
        ..Options::default()
    };
    verify(message, &options)
}

fn run(file: &File, case: &Case) -> Report {
    let crls: Vec<Vec<u8>> = case.crls.iter().flatten().map(|crl| decode(crl)).collect();
    run_with(file, case, &decode(&case.message), &crls)
}

fn file(name: &str) -> File {
    serde_json::from_slice(&std::fs::read(format!("tests/evidence/{name}")).unwrap()).unwrap()
}

/// A made message, and what it was made of.
pub(crate) struct Made {
    file: File,
    index: usize,
    pub(crate) message: Vec<u8>,
    pub(crate) crls: Vec<Vec<u8>>,
}

impl Made {
    pub(crate) fn named(id: &str) -> Self {
        let file = file("cases.json");
        let index = file.cases.iter().position(|case| case.id == id).unwrap();
        let case = &file.cases[index];
        let crls = case.crls.iter().flatten().map(|crl| decode(crl)).collect();
        Self { message: decode(&case.message), crls, index, file }
    }

    /// The anchor it is verified under.
    pub(crate) fn anchor(&self) -> TrustAnchor {
        let name = self.file.cases[self.index].anchor.as_ref().unwrap();
        let certificate = Certificate::parse(&decode(&self.file.anchors[name])).unwrap();
        TrustAnchor::from_certificate(certificate).unwrap()
    }

    /// The certificates in it.
    pub(crate) fn certificates(&self) -> Vec<Vec<u8>> {
        let fields = values(values(values(values(&self.message)[0].2)[1].2)[0].2);
        let list = fields.iter().find(|(tag, ..)| *tag == 0xa0).unwrap().2;
        values(list).into_iter().map(|(_, whole, _)| whole.to_vec()).collect()
    }

    /// The message without its last certificate.
    pub(crate) fn without_last_certificate(&self) -> Vec<u8> {
        let mut certificates = self.certificates();
        certificates.pop();
        self.with_certificates(&certificates)
    }

    /// The message with its first certificate so many times.
    pub(crate) fn with_certificate_times(&self, count: usize) -> Vec<u8> {
        self.with_certificates(&vec![self.certificates().swap_remove(0); count])
    }

    fn with_certificates(&self, certificates: &[Vec<u8>]) -> Vec<u8> {
        let list: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
        let list = tlv(0xa0, &list);
        let outer = values(values(&self.message)[0].2);
        let fields = values(values(outer[1].2)[0].2);
        let fields: Vec<&[u8]> =
            fields.into_iter().map(|(tag, whole, _)| if tag == 0xa0 { &list } else { whole }).collect();
        tlv(0x30, &[outer[0].1, &tlv(0xa0, &[&tlv(0x30, &fields)])])
    }

    /// Another message and other lists in their place.
    pub(crate) fn verify(&self, message: &[u8], crls: &[Vec<u8>]) -> Report {
        run_with(&self.file, &self.file.cases[self.index], message, crls)
    }
}

/// How many messages a file has and how many of them pass, all of them as the file says.
fn counted(name: &str) -> (usize, usize) {
    let file = file(name);
    let (mut passed, mut wrong) = (0, Vec::new());
    for case in &file.cases {
        let report = run(&file, case);
        let result = result_of(&report);
        let said: Vec<&str> = report.checks.iter().map(|check| check.message).collect();
        let is_said = case.says.as_deref().is_none_or(|sentence| said.contains(&sentence));
        if result != case.expected || !is_said {
            wrong.push(format!("{}: {result}, not {}\n  {}", case.id, case.expected, said.join("\n  ")));
        }
        passed += usize::from(result == "TOTAL_PASSED");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    (file.cases.len(), passed)
}

#[test]
fn every_made_message_is_said_to_be_what_it_is() {
    assert_eq!(counted("cases.json"), (191, 27));
}

#[test]
fn every_claim_is_worth_what_it_is_said_to_be() {
    assert_eq!(counted("claims.json"), (51, 15));
}
