use std::collections::BTreeMap;
use std::sync::LazyLock;

use ingam::digest::sha256_hex;
use ingam::document::DocumentRecord;
use ingam::evidence::ei13::{Consent, ConsentKind, Explanation, File, Record, explain};
use ingam::exchange::Response;
use ingam::gateway::evidence::{Fetched, Need, Subject, bundle as pack, judge, needs};
use ingam::json::Value;
use ingam::time::CalendarDate;
use ingam::transaction::{Provider, Registration, TransactionId};

use crate::access::{NOW, SETTINGS};
use crate::{Outcome, archive};

/// What [`explain`] takes, [`File::pack`] writes, octet by octet: its fields cover the file
/// without a gap and say all that is in it.
pub fn ei13(bytes: &[u8]) -> Outcome {
    let explanation = match explain(bytes) {
        Ok(explanation) => explanation,
        Err(refused) => {
            assert!(refused.offset <= bytes.len());
            return Outcome::Refused;
        }
    };
    let mut at = 0;
    for field in explanation.records.iter().flat_map(|record| &record.fields) {
        assert!(field.offset == at && field.length > 0);
        at += field.length;
    }
    assert_eq!(at, bytes.len());
    assert_eq!(packed(bytes, &explanation), bytes);
    Outcome::Accepted
}

fn packed(bytes: &[u8], explanation: &Explanation) -> Vec<u8> {
    let value = |record: &'_ Record, name: &str| -> String {
        record.fields.iter().find(|field| field.name == name).unwrap().value.clone()
    };
    let date = |text: String| CalendarDate::parse_compact(&text).unwrap();
    let [header, consents @ .., _] = explanation.records.as_slice() else { panic!("no header, no trailer") };
    let texts: Vec<[String; 4]> = consents
        .iter()
        .map(|one| {
            ["payer number", "bank code", "account number", "extension of the proof"]
                .map(|name| value(one, name))
        })
        .collect();
    let kinds = [
        ConsentKind::Paper,
        ConsentKind::AccreditedCertificate,
        ConsentKind::GeneralCertificate,
        ConsentKind::Recording,
        ConsentKind::Telephone,
        ConsentKind::Other,
    ];
    let list: Vec<Consent<'_>> = consents
        .iter()
        .zip(&texts)
        .zip(explanation.proofs())
        .map(|((one, [payer, bank, account, extension]), proof)| Consent {
            payer_number: payer,
            bank_code: bank,
            account_number: account,
            applied_on: date(value(one, "date of application")),
            kind: *kinds
                .iter()
                .find(|kind| value(one, "kind of the proof").as_bytes() == [kind.digit()])
                .unwrap(),
            extension,
            data: &bytes[proof],
        })
        .collect();
    let institution = value(header, "institution code");
    let applied_on = date(value(header, "date of application"));
    File { institution_code: &institution, applied_on, consents: &list }.pack().unwrap()
}

fn registration(documents: Vec<DocumentRecord>) -> Registration {
    Registration {
        caller: "app".into(),
        requested_at: NOW,
        expire_seconds: 1800,
        request_session: None,
        documents,
        particulars: None,
    }
}

/// What can be known of a request: nothing, and the digests of its two documents.
static REGISTRATIONS: LazyLock<[Registration; 2]> = LazyLock::new(|| {
    let record =
        |order| DocumentRecord { order, sha256: Some("ab".repeat(32)), signature_type: "PKCS7".into() };
    [registration(Vec::new()), registration(vec![record(1), record(2)])]
});

/// A provider's answer, whatever it is, is judged, and its bundle is an archive of plain files
/// that are what their checksums say, the answer itself among them; no text of it becomes a
/// tag of the page.
pub fn bundle(bytes: &[u8]) -> Outcome {
    let mut outcome = Outcome::Refused;
    for (provider, id) in
        [(Provider::Toss, "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9"), (Provider::Kakao, "020090913390400001")]
    {
        let id = TransactionId::new(provider, id).unwrap();
        let answer = Response::new(200, "application/json", bytes.to_vec());
        let evidence = SETTINGS.evidence().unwrap();
        let fetched: Vec<Fetched> = needs(evidence, provider, &answer)
            .iter()
            .filter_map(|need| {
                assert!(matches!(need, Need::Crl { url } if evidence.may_fetch(url)));
                need.understand(&Response::new(200, "application/pkix-crl", bytes.to_vec()), NOW)
            })
            .collect();
        for registration in &*REGISTRATIONS {
            let subject = Subject { id: &id, registration, answer: &answer, received_at: NOW };
            let record = judge(&SETTINGS, &subject, fetched.clone(), NOW).unwrap();
            let summary = record.summary();
            assert_eq!(summary.has_passed(), summary.sub_indication.is_none());
            // No list is signed, so that nothing can pass.
            assert!(!summary.has_passed(), "passed without a list");
            let packed = pack(evidence, &subject, &record).unwrap();
            let files = archive::read(&packed.body);
            assert_eq!(files["response.json"], bytes);
            outcome = check_files(&files, outcome);
        }
    }
    outcome
}

fn check_files(files: &BTreeMap<String, Vec<u8>>, outcome: Outcome) -> Outcome {
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
    let sums: BTreeMap<&str, &str> =
        sums.lines().map(|line| line.split_once("  ").unwrap()).map(|(sum, name)| (name, sum)).collect();
    for (name, contents) in files.iter().filter(|(name, _)| *name != "SHA256SUMS") {
        assert_eq!(sums[name.as_str()], sha256_hex(contents));
    }
    assert_eq!(sums.len() + 1, files.len());
    let json: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let signed = json["signed"].as_array().unwrap();
    assert!(signed.iter().all(|one| sums[one["file"].as_str().unwrap()] == one["sha256"]));
    serde_json::from_slice::<Value>(&files["report.json"]).unwrap();
    check_page(core::str::from_utf8(&files["report.html"]).unwrap());
    if signed.is_empty() { outcome } else { Outcome::Accepted }
}

/// The tags that the page is made of.
const TAGS: [&str; 26] = [
    "!doctype", "body", "br", "code", "details", "div", "dd", "dl", "dt", "h1", "h2", "h3", "head", "html",
    "li", "meta", "p", "pre", "section", "span", "style", "summary", "table", "tbody", "td", "th",
];

fn check_page(page: &str) {
    for tag in page.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("a tag has an end");
        let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.trim_start_matches('/');
        assert!(TAGS.contains(&name) || ["thead", "title", "tr", "ul", "ol"].contains(&name), "<{tag}>");
        assert!(!rest.contains("on") || !rest.contains("=\"javascript"), "<{tag}>");
    }
    assert!(!page.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
}
