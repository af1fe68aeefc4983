//! What a stored result proves: what has to be asked, how the answers are read, the report,
//! when it is made anew, what is held back, and the bundle. On the signed documents that Toss
//! publishes, under the anchor that is built in.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod bundle;
mod settings;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use ingam::digest::sha256_hex;
use ingam::document::DocumentRecord;
use ingam::encoding::{base64, base64_decode};
use ingam::exchange::Response;
use ingam::gateway::evidence::{Fetched, Need, Record, Subject, Summary, hold_back, judge, needs};
use ingam::gateway::settings::Settings;
use ingam::signed_data::TrustAnchor;
use ingam::time::UnixTime;
use ingam::transaction::{Provider, Registration, TransactionId};
use serde_json::{Value, json};

const PASSED: &str = "TOTAL_PASSED";
const TRY_LATER: &str = "INDETERMINATE/TRY_LATER";
const NOW: UnixTime = UnixTime(1_800_000_000);

/// The answer in Toss's guide: two documents, one signer.
static PUBLISHED: LazyLock<Value> = LazyLock::new(|| {
    let text = std::fs::read_to_string("tests/vectors/toss-docs-result.json").unwrap();
    serde_json::from_str(&text).unwrap()
});

fn settings(changes: &[(&str, &str)]) -> Settings {
    let store_keys = format!("[{{\"id\":\"k1\",\"key\":\"{}\"}}]", base64(&[2; 32]));
    let mut values = BTreeMap::from([("STORE_KEYS", store_keys.as_str()), ("ENVIRONMENT", "staging")]);
    values.extend(changes.iter().copied());
    Settings::read(&|name| values.get(name).map(|value| (*value).to_owned()))
}

fn answer(value: &Value) -> Response {
    Response::new(200, "application/json", value.to_string().into_bytes())
}

fn altered(change: impl FnOnce(&mut Value)) -> Response {
    let mut value = PUBLISHED.clone();
    change(&mut value["success"]["signedDocList"]);
    answer(&value)
}

fn documents() -> Vec<DocumentRecord> {
    let of = |document: &Value| DocumentRecord {
        order: document["order"].as_i64().unwrap(),
        sha256: Some(sha256_hex(document["doc"].as_str().unwrap().as_bytes())),
        signature_type: "PKCS7".into(),
    };
    PUBLISHED["success"]["docList"].as_array().unwrap().iter().map(of).collect()
}

fn registration(documents: Vec<DocumentRecord>) -> Registration {
    Registration {
        caller: "dev".into(),
        requested_at: UnixTime(NOW.0 - 60),
        expire_seconds: 1800,
        request_session: None,
        documents,
        particulars: None,
    }
}

fn id() -> TransactionId {
    TransactionId::new(Provider::Toss, "00000000-0000-4000-8000-000000000001").unwrap()
}

fn judged_under(settings: &Settings, answer: &Response, fetched: Vec<Fetched>, at: UnixTime) -> Record {
    let (id, registration) = (id(), registration(documents()));
    let subject = Subject { id: &id, registration: &registration, answer, received_at: NOW };
    judge(settings, &subject, fetched, at).unwrap()
}

fn judged(settings: &Settings, answer: &Response, fetched: Vec<Fetched>) -> Record {
    judged_under(settings, answer, fetched, NOW)
}

fn header(record: &Record) -> String {
    record.summary().to_header()
}

/// What the settings ask of this answer.
fn asked(settings: &Settings, answer: &Response) -> Vec<Need> {
    needs(settings.evidence().unwrap(), Provider::Toss, answer)
}

fn is_valid(need: &Need, valid: &str) -> Option<Fetched> {
    let body = format!("{{\"resultType\":\"SUCCESS\",\"error\":null,\"success\":{{{valid}}}}}");
    need.understand(&Response::new(200, "application/json", body.into_bytes()), NOW)
}

// What has to be asked.

#[test]
fn nothing_is_asked_where_nothing_hangs_on_it() {
    let published = answer(&PUBLISHED);
    for changes in [
        &[("REVOCATION", "off")][..],
        &[("TOSS_TRUST_ANCHORS", "none")],
        &[("REVOCATION", "crl"), ("CRL_HOSTS", "elsewhere.example")],
        &[("REVOCATION", "crl"), ("CRL_HOSTS", "ca.cert.toss.im:80")],
        &[("REVOCATION", "crl"), ("CRL_HOSTS", ",")],
    ] {
        assert!(asked(&settings(changes), &published).is_empty(), "{changes:?}");
    }
    let fails =
        json!({ "resultType": "FAIL", "success": null, "error": { "errorCode": "CE3102", "reason": "x" } });
    for other in [answer(&fails), answer(&json!([])), Response::new(200, "text/html", b"<html>".to_vec())] {
        assert!(asked(&settings(&[]), &other).is_empty());
    }
    let garbage = altered(|list| {
        list[0]["signedDoc"] = "garbage".into();
        list[1]["signedDoc"] = "".into();
    });
    assert!(asked(&settings(&[]), &garbage).is_empty());
}

#[test]
fn toss_is_asked_once_for_one_certificate() {
    for answer in [
        answer(&PUBLISHED),
        altered(|list| list[0]["signedDoc"] = "garbage".into()),
        altered(|list| {
            let one = list[0].clone();
            list.as_array_mut().unwrap().extend(std::iter::repeat_n(one, 50));
        }),
    ] {
        let needs = asked(&settings(&[]), &answer);
        let [Need::Validity { certificate, call }] = needs.as_slice() else { panic!("{}", needs.len()) };
        let ingam::gateway::service_call::ServiceCall::Toss { body, .. } = call else { panic!("to Toss") };
        let body: Value = serde_json::from_slice(body).unwrap();
        let pem = body["certificate"].as_str().unwrap();
        let lines: Vec<&str> = pem.lines().collect();
        assert_eq!(
            (lines.len(), lines[0], lines[2]),
            (3, "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
        );
        assert_eq!(&base64_decode(lines[1]).unwrap(), certificate);
        assert_eq!(body.as_object().unwrap().len(), 1);
    }
}

#[test]
fn a_list_is_asked_for_once() {
    let needs = asked(&settings(&[("REVOCATION", "crl")]), &answer(&PUBLISHED));
    let [Need::Crl { url }] = needs.as_slice() else { panic!("{}", needs.len()) };
    assert!(url.starts_with("http://ca.cert.toss.im/crl/toss_crl_dp"), "{url}");
    let request = Need::crl_request(url);
    assert_eq!((&request.url, request.body.expose().len()), (url, 0));
    assert!(request.bearer.is_none());
    assert_eq!(request.limits.body_bytes, 4 << 20);
}

#[test]
fn an_answer_that_does_not_say_is_none() {
    let needs = asked(&settings(&[]), &answer(&PUBLISHED));
    for text in [
        "",
        "\"valid\":true",
        "\"enabled\":true",
        "\"valid\":\"true\",\"enabled\":true",
        "\"valid\":1,\"enabled\":1",
    ] {
        assert!(is_valid(&needs[0], text).is_none(), "{text}");
    }
    for (text, expected) in [
        ("\"valid\":true,\"enabled\":true", true),
        ("\"valid\":true,\"enabled\":false", false),
        ("\"valid\":false,\"enabled\":true", false),
    ] {
        let Some(Fetched::Validity { is_valid, stated_at, .. }) = is_valid(&needs[0], text) else {
            panic!("{text}")
        };
        assert_eq!((is_valid, stated_at), (expected, NOW));
    }
    let sound = b"{\"resultType\":\"SUCCESS\",\"error\":null,\"success\":{\"valid\":true,\"enabled\":true}}";
    let list = Need::Crl { url: "http://ca.example/".into() };
    for status in [201, 204, 301, 304, 404, 500] {
        let answer = Response::new(status, "application/json", sound.to_vec());
        assert!(
            needs[0].understand(&answer, NOW).is_none() && list.understand(&answer, NOW).is_none(),
            "{status}"
        );
    }
}

// The report.

#[test]
fn what_is_wrong_is_the_header() {
    let off = settings(&[("REVOCATION", "off")]);
    let turned = |list: &mut Value, index: usize, place: usize| {
        let mut der = base64_decode(list[index]["signedDoc"].as_str().unwrap()).unwrap();
        let at = (der.len() - 1).min(place);
        der[at] ^= 1;
        list[index]["signedDoc"] = base64(&der).into();
    };
    let swap = |list: &mut Value| {
        let one = list[0]["order"].clone();
        list[0]["order"] = list[1]["order"].clone();
        list[1]["order"] = one;
    };
    for (answer, expected) in [
        (altered(|list| turned(list, 0, 0)), "TOTAL_FAILED/FORMAT_FAILURE"),
        (altered(|list| turned(list, 1, usize::MAX)), "TOTAL_FAILED/SIG_CRYPTO_FAILURE"),
        (altered(swap), "TOTAL_FAILED/HASH_FAILURE"),
        (altered(|list| drop(list.as_array_mut().unwrap().pop())), "TOTAL_FAILED/SIG_CONSTRAINTS_FAILURE"),
        (altered(|list| *list = json!([])), "TOTAL_FAILED/SIG_CONSTRAINTS_FAILURE"),
        (altered(|list| list[0]["signedDoc"] = "".into()), "TOTAL_FAILED/FORMAT_FAILURE"),
        (answer(&json!({})), "TOTAL_FAILED/SIG_CONSTRAINTS_FAILURE"),
        (answer(&PUBLISHED), PASSED),
    ] {
        assert_eq!(header(&judged(&off, &answer, Vec::new())), expected);
    }
    let no_anchor = settings(&[("TOSS_TRUST_ANCHORS", "none")]);
    let record = judged(&no_anchor, &answer(&PUBLISHED), Vec::new());
    assert_eq!(header(&record), "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND");
}

#[test]
fn what_was_fetched_decides_where_it_is_asked() {
    let (api, published) = (settings(&[]), answer(&PUBLISHED));
    let need = asked(&api, &published).remove(0);
    let said = |text| Vec::from([is_valid(&need, text).unwrap()]);
    let (yes, no) = ("\"valid\":true,\"enabled\":true", "\"valid\":false,\"enabled\":false");
    assert_eq!(header(&judged(&api, &published, Vec::new())), TRY_LATER);
    // The certificate has expired by now: no says nothing of the time of the signature.
    assert_eq!(header(&judged(&api, &published, said(no))), TRY_LATER);
    assert_eq!(header(&judged(&api, &published, said(yes))), PASSED);
    let list = Fetched::Crl { url: "http://ca.example/".into(), octets: base64(b"no list") };
    assert_eq!(header(&judged(&api, &published, Vec::from([list]))), TRY_LATER);
    let of_another = Fetched::Validity { certificate: base64(b"another"), is_valid: true, stated_at: NOW };
    assert_eq!(header(&judged(&api, &published, Vec::from([of_another]))), TRY_LATER);

    let while_it_was_valid = |is_valid, of: &Record| {
        let report = report(of);
        let signed = report["documents"][0]["report"]["signingTime"].as_str().unwrap().to_owned();
        let Need::Validity { certificate, .. } = &need else { panic!("a certificate") };
        let stated_at = UnixTime::parse(&signed).unwrap();
        Vec::from([Fetched::Validity { certificate: base64(certificate), is_valid, stated_at }])
    };
    let record = judged(&api, &published, Vec::new());
    let denied = judged(&api, &published, while_it_was_valid(false, &record));
    assert_eq!(header(&denied), "INDETERMINATE/REVOKED_NO_POE");
    assert_eq!(header(&judged(&api, &published, while_it_was_valid(true, &record))), PASSED);
    // One document is no signed data: what is known of the other's certificate still counts.
    let half = altered(|list| list[0]["signedDoc"] = "garbage".into());
    let report = report(&judged(&api, &half, said(yes)));
    assert_eq!(report["documents"][1]["report"]["indication"], PASSED);
}

/// The report of a record, as it is stored.
fn report(record: &Record) -> Value {
    serde_json::to_value(record).unwrap()["report"].clone()
}

#[test]
fn of_what_nothing_is_known_nothing_is_compared() {
    let off = settings(&[("REVOCATION", "off")]);
    let published = answer(&PUBLISHED);
    let content = |documents: Vec<DocumentRecord>| {
        let (id, registration) = (id(), registration(documents));
        let subject = Subject { id: &id, registration: &registration, answer: &published, received_at: NOW };
        let record = judge(&off, &subject, Vec::new(), NOW).unwrap();
        let outcome = |index: usize| {
            let report = report(&record);
            let checks = report["documents"][index]["report"]["checks"].as_array().unwrap().clone();
            let of_content = checks.iter().find(|check| check["name"] == "content").unwrap();
            of_content["outcome"].as_str().unwrap().to_owned()
        };
        (header(&record), outcome(0), outcome(1))
    };
    let expect = |header: &str, one: &str, two: &str| (header.into(), one.into(), two.into());
    assert_eq!(content(documents()), expect(PASSED, "PASSED", "PASSED"));
    assert_eq!(content(Vec::new()), expect(PASSED, "NOT_COMPARED", "NOT_COMPARED"));
    let mut one_sealed = documents();
    one_sealed[1].sha256 = None;
    assert_eq!(content(one_sealed), expect(PASSED, "PASSED", "NOT_COMPARED"));
    let mut another = documents();
    another[0].sha256 = Some(sha256_hex(b"another"));
    assert_eq!(content(another), expect("TOTAL_FAILED/HASH_FAILURE", "FAILED", "PASSED"));
    let mut damaged = documents();
    damaged[0].sha256 = Some("no digest".into());
    assert_eq!(content(damaged), expect(PASSED, "NOT_COMPARED", "PASSED"));
}

#[test]
fn a_report_is_stored_and_read_as_it_was() {
    let record = judged(&settings(&[]), &answer(&PUBLISHED), Vec::new());
    let text = serde_json::to_string(&record).unwrap();
    let again: Record = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    assert_eq!(again.summary(), record.summary());
    assert!(serde_json::from_str::<Record>("{}").is_err());
}

// When it is made anew.

#[test]
fn only_what_was_not_known_is_asked_again_and_not_within_a_minute() {
    let (api, published) = (settings(&[]), answer(&PUBLISHED));
    let waiting = judged(&api, &published, Vec::new());
    assert_eq!(header(&waiting), TRY_LATER);
    for (after, is_due) in
        [(i64::MIN, false), (-3600, false), (0, false), (59, false), (60, true), (i64::MAX, true)]
    {
        assert_eq!(due(&api, &waiting, UnixTime(NOW.0.saturating_add(after))), is_due, "{after}");
    }
    let off = settings(&[("REVOCATION", "off")]);
    let nobody = settings(&[("TOSS_TRUST_ANCHORS", "none")]);
    let settled = [
        (&off, judged(&off, &published, Vec::new())),
        (&nobody, judged(&nobody, &published, Vec::new())),
        (&api, judged(&api, &altered(|list| *list = json!([])), Vec::new())),
        (&api, judged(&api, &altered(|list| list[0]["signedDoc"] = "".into()), Vec::new())),
    ];
    for (settings, record) in settled {
        assert!(!due(settings, &record, UnixTime(i64::MAX)), "{}", header(&record));
        // Under other settings it is another question.
        for others in [&api, &off, &nobody].into_iter().filter(|others| !std::ptr::eq(*others, settings)) {
            assert!(due(others, &record, NOW), "{}", header(&record));
        }
    }
}

fn due(settings: &Settings, record: &Record, at: UnixTime) -> bool {
    record.is_due(settings.evidence().unwrap(), Provider::Toss, at)
}

// What is handed out.

#[test]
fn only_what_passed_is_handed_out_where_it_has_to() {
    let summary = |indication: &str, sub: Option<&str>| Summary {
        indication: indication.into(),
        sub_indication: sub.map(String::from),
    };
    let summaries = [
        summary("TOTAL_FAILED", Some("HASH_FAILURE")),
        summary("INDETERMINATE", Some("TRY_LATER")),
        summary("INDETERMINATE", None),
        summary("", None),
    ];
    let required = settings(&[("REQUIRE_EVIDENCE", "{\"toss\":\"passed\"}")]);
    let off = settings(&[]);
    for one in &summaries {
        let held = hold_back(required.evidence().unwrap(), Provider::Toss, one).unwrap();
        assert_eq!((held.status, held.header("ingam-error")), (409, Some("INGAM_EVIDENCE_NOT_PASSED")));
        let body: Value = serde_json::from_slice(&held.body).unwrap();
        assert_eq!((&body["resultType"], &body["error"]["errorCode"]), (&"FAIL".into(), &"IG4097".into()));
        assert!(hold_back(required.evidence().unwrap(), Provider::Kakao, one).is_none());
        assert!(hold_back(off.evidence().unwrap(), Provider::Toss, one).is_none());
    }
    let passed = summary(PASSED, None);
    assert!(hold_back(required.evidence().unwrap(), Provider::Toss, &passed).is_none());
    assert_eq!(passed.to_header(), PASSED);
    assert_eq!(summaries[0].to_header(), "TOTAL_FAILED/HASH_FAILURE");
}

#[test]
fn kakaos_is_held_back_in_linkhubs_words() {
    let anchor = openssl(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "/dev/null",
        "-subj",
        "/CN=anchor",
    ]);
    let anchor = String::from_utf8(anchor).unwrap();
    assert_eq!(TrustAnchor::from_pem(&anchor).unwrap().len(), 1);
    let required =
        settings(&[("REQUIRE_EVIDENCE", "{\"kakao\":\"passed\"}"), ("KAKAO_TRUST_ANCHORS", &anchor)]);
    let failed = Summary { indication: "TOTAL_FAILED".into(), sub_indication: Some("REVOKED".into()) };
    let held = hold_back(required.evidence().unwrap(), Provider::Kakao, &failed).unwrap();
    let body: Value = serde_json::from_slice(&held.body).unwrap();
    assert_eq!((held.status, &body["code"]), (409, &json!(-99_104_097)));
}

fn openssl(arguments: &[&str]) -> Vec<u8> {
    let done = Command::new("openssl").args(arguments).stderr(Stdio::null()).output().unwrap();
    assert!(done.status.success());
    done.stdout
}

/// Of a transaction that was requested elsewhere, the documents are those that came: as many
/// as are judged pass, and one more does not.
#[test]
fn at_most_five_hundred_documents_are_judged() {
    let of = |count: i64| {
        let mut value = PUBLISHED.clone();
        let one = value["success"]["signedDocList"][0]["signedDoc"].clone();
        let list = (1..=count).map(|order| json!({ "signedDoc": one, "order": order })).collect();
        value["success"]["signedDocList"] = Value::Array(list);
        let (id, registration, answer) = (id(), registration(Vec::new()), answer(&value));
        let subject = Subject { id: &id, registration: &registration, answer: &answer, received_at: NOW };
        header(&judge(&settings(&[("REVOCATION", "off")]), &subject, Vec::new(), NOW).unwrap())
    };
    assert_eq!(of(500), PASSED);
    assert_eq!(of(501), "TOTAL_FAILED/FORMAT_FAILURE");
}

/// A sealed document whose hash was to be signed: what the provider takes the digest of is not
/// known, but a message that holds its content holds another one than was requested, or the one.
#[test]
fn a_message_that_holds_another_content_does_not_pass_for_a_signature_of_a_hash() {
    let mut sealed = PUBLISHED.clone();
    for document in sealed["success"]["docList"].as_array_mut().unwrap() {
        document["doc"] = json!("v1$5ff32d40-1b22-4c5b-a5b2-7c1e4f0e8f7c$AAAA");
        document["docEncrypted"] = json!(true);
    }
    let settings = settings(&[("REVOCATION", "off")]);
    let judged = |other: bool| {
        let mut documents = documents();
        for document in &mut documents {
            document.signature_type = "PKCS7_NO_CONTENT_WITH_ATTR".into();
            if other {
                document.sha256 = Some(sha256_hex(b"another contract"));
            }
        }
        let (id, registration) = (id(), registration(documents));
        let answer = answer(&sealed);
        let subject = Subject { id: &id, registration: &registration, answer: &answer, received_at: NOW };
        judge(&settings, &subject, Vec::new(), NOW).unwrap().summary().to_header()
    };
    assert_eq!(judged(true), "TOTAL_FAILED/HASH_FAILURE");
    assert_eq!(judged(false), PASSED);
}
