//! Answers that somebody kept: which are read, what is compared with what, which sets fail.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use ingam::provider::answer::KeptAnswer;
use ingam::signed_data::{CheckName, Options, Outcome, Profile, SubIndication, TrustAnchor};
use ingam::transaction::Provider;
use serde_json::{Value, json};

fn published() -> Value {
    serde_json::from_slice(&std::fs::read("tests/vectors/toss-docs-result.json").unwrap()).unwrap()
}

fn read(answer: &Value) -> KeptAnswer {
    KeptAnswer::read(answer.to_string().as_bytes()).unwrap()
}

/// The sub-indication of the set, and the outcome of the comparison for each document.
fn judged(answer: &Value, documents: &[(i64, &[u8])]) -> (Option<SubIndication>, Vec<Outcome>) {
    let anchors = [TrustAnchor::toss_ca1().unwrap()];
    let options =
        Options { profile: Profile::Toss, anchors: &anchors, check_revocation: false, ..Options::default() };
    let report = read(answer).verify(documents, &options);
    let compared = report.documents.iter().map(|one| one.report.check(CheckName::Content).unwrap().outcome);
    (report.sub_indication, compared.collect())
}

fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut answer = published();
    change(&mut answer["success"]);
    answer
}

#[test]
fn what_is_no_answer_is_refused() {
    for wrong in [
        json!({}),
        json!([]),
        json!({ "resultType": "FAIL", "error": { "reason": "x" }, "success": null }),
        json!({ "success": {} }),
        json!({ "success": [] }),
        json!({ "signedDocList": {} }),
        json!({ "signedDocList": [null] }),
        json!({ "signedDocList": [{ "order": 1 }] }),
        json!({ "signedDocList": [{ "order": 1, "signedDoc": 1 }] }),
        json!({ "receiptId": "1" }),
        json!({ "signedData": "AA" }),
        json!({ "receiptId": 1, "signedData": "AA" }),
        json!({ "receiptId": "1", "signedData": null }),
    ] {
        assert!(KeptAnswer::read(wrong.to_string().as_bytes()).is_err(), "{wrong}");
    }
    for wrong in ["", "{", "\u{feff}{}", r#"{"signedDocList":[],"signedDocList":[]}"#] {
        assert!(KeptAnswer::read(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn a_set_that_is_not_what_was_requested_fails() {
    let changes: [fn(&mut Value); 9] = [
        |success| drop(success["signedDocList"].as_array_mut().unwrap().pop()),
        |success| drop(success["docList"].as_array_mut().unwrap().pop()),
        |success| success["signedDocList"] = json!([]),
        |success| success["signedDocList"][1]["order"] = json!(1),
        |success| success["signedDocList"][1]["order"] = json!(null),
        |success| success["signedDocList"][1]["order"] = json!(1.5),
        |success| success["docList"][1]["order"] = json!("two"),
        |success| {
            success["docList"][1]["order"] = json!(0);
            success["signedDocList"][1]["order"] = json!(0);
        },
        |success| {
            success["docList"] = json!([]);
            success["signedDocList"] = json!([]);
        },
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let (sub_indication, _) = judged(&with(change), &[]);
        let expected = match index {
            // The document of order 2 is then compared with the text of order 1.
            3 => SubIndication::HashFailure,
            _ => SubIndication::SigConstraintsFailure,
        };
        assert_eq!(sub_indication, Some(expected), "{index}");
    }
}

#[test]
fn the_published_answer_whole_and_its_success() {
    let answer = published();
    for one in [&answer, &answer["success"]] {
        assert_eq!(judged(one, &[]), (None, vec![Outcome::Passed; 2]));
        assert_eq!(read(one).provider(), Provider::Toss);
        assert_eq!(read(one).orders().collect::<Vec<_>>(), [1, 2]);
    }
}

#[test]
fn orders_are_numbers_or_texts() {
    let answer = with(|success| {
        for list in ["docList", "signedDocList"] {
            success[list][0]["order"] = json!("1");
            success[list][1]["order"] = json!(2.0);
        }
    });
    assert_eq!(judged(&answer, &[]), (None, vec![Outcome::Passed; 2]));
}

#[test]
fn an_answer_without_its_documents_is_not_compared() {
    for documents in [json!(null), json!([])] {
        let answer = with(|success| success["docList"] = documents);
        assert_eq!(judged(&answer, &[]), (None, vec![Outcome::NotCompared; 2]));
    }
}

#[test]
fn a_sealed_text_is_not_compared() {
    let sealed = "v1$b88f8717-8e76-4276-bed0-f769a8baf7be$UH5Kqd3dPV1daxw0i23eMWjeXcXC";
    let answer = with(|success| success["docList"][0]["doc"] = json!(sealed));
    assert_eq!(judged(&answer, &[]), (None, vec![Outcome::NotCompared, Outcome::Passed]));
}

#[test]
fn what_was_requested_counts_for_more_than_what_is_repeated() {
    let answer = published();
    let (first, other) = (answer["success"]["docList"][0]["doc"].as_str().unwrap(), "another");
    assert_eq!(judged(&answer, &[(1, first.as_bytes())]), (None, vec![Outcome::Passed; 2]));
    let failed = (Some(SubIndication::HashFailure), vec![Outcome::Failed, Outcome::Passed]);
    assert_eq!(judged(&answer, &[(1, other.as_bytes())]), failed);
    // Nothing was requested under this order.
    assert_eq!(judged(&answer, &[(3, other.as_bytes())]), (None, vec![Outcome::Passed; 2]));
}

#[test]
fn the_answer_of_kakaocert_has_one_document() {
    let answer = json!({
        "receiptId": "020090913390400001",
        "signedData": published()["success"]["signedDocList"][0]["signedDoc"],
    });
    assert_eq!(read(&answer).provider(), Provider::Kakao);
    assert_eq!(read(&answer).orders().collect::<Vec<_>>(), [1]);
    assert_eq!(judged(&answer, &[]), (None, vec![Outcome::NotCompared]));
    let failed = (Some(SubIndication::HashFailure), vec![Outcome::Failed]);
    assert_eq!(judged(&answer, &[(1, b"another")]), failed);
}

#[test]
fn nothing_of_an_answer_is_in_its_debug_form() {
    let text = format!("{:?}", read(&published()));
    assert_eq!(text, "KeptAnswer { provider: Toss, .. }");
}
