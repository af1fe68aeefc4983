//! Writes the seeds anew, from the vectors and cases of the other tests and, where only ingam
//! can make them, from ingam. Files that nothing here writes any more stay: delete them first.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use ingam::encoding::{base64, base64_decode, base64url};
use ingam::evidence::ei13::{Consent, ConsentKind, File};
use ingam::exchange::Response;
use ingam::provider::kakao::signing::{Date, Forwarded, SecretKey, Signer, Target};
use ingam::provider::toss::public_key::PUBLISHED_PUBLIC_KEY;
use ingam::signed_data::{Certificate, Options, TrustAnchor, pem, signer_certificate, verify};
use ingam::time::{CalendarDate, UnixTime};
use ingam_fuzz::{records, seeds, tokens};
use serde_json::{Value, json};

/// A text with its special characters as they stand in most seeds.
const ID: &str = "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";
const RECEIPT: &str = "020090913390400001";

fn write(folder: &str, name: &str, bytes: impl AsRef<[u8]>) {
    let folder = seeds::path(folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

fn seed(target: &str, name: &str, bytes: impl AsRef<[u8]>) {
    write(&format!("corpus/{target}"), name, bytes);
}

/// A file of the tests.
fn vector(name: &str) -> (Vec<u8>, Value) {
    let bytes = std::fs::read(seeds::path("..").join(name)).unwrap();
    let value = serde_json::from_slice(&bytes).unwrap();
    (bytes, value)
}

fn octets(text: &Value) -> Vec<u8> {
    base64_decode(text.as_str().unwrap()).unwrap()
}

fn main() {
    messages();
    lists();
    sessions();
    toss();
    kakao();
    configuration();
    values();
}

/// The signed messages that are seeds; `sound…` has to pass.
const MESSAGES: [&str; 22] = [
    "sound",
    "sound-indefinite-lengths",
    "sound-unsigned-attributes",
    "sound-signature-algorithm-with-hash",
    "intermediate",
    "authority-2048",
    "key-3072",
    "name-in-other-case",
    "extension-unknown",
    "detached-text",
    "two-signers",
    "certificate-twice",
    "attribute-with-two-values",
    "signing-time-generalized",
    "key-of-a-curve",
    "key-8192",
    "signature-algorithm-pss",
    "sid-by-key-identifier",
    "profile-list-in-message",
    "profile-fourth-attribute",
    "shape-attribute-certificate",
    "shape-empty-outer-content",
];

fn messages() {
    let (_, cases) = vector("evidence/cases.json");
    let case = |id: &str| cases["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
    for (name, der) in [("ca", "ca"), ("ca2048", "ca2048"), ("root", "root")] {
        let der = octets(&cases["anchors"][der]);
        write("known", &format!("{name}.pem"), pem("CERTIFICATE", &der));
        seed("anchors", &format!("{name}.pem"), pem("CERTIFICATE", &der));
        seed("certificate", &format!("{name}.der"), &der);
        let anchor = TrustAnchor::from_certificate(Certificate::parse(&der).unwrap()).unwrap();
        let pair = format!("{}\n{}", base64(anchor.name()), anchor.public_key_pem());
        seed("anchors", &format!("{name}-name-and-key"), pair);
    }
    let toss = TrustAnchor::toss_ca1().unwrap();
    let name = "CN=Toss CA1,OU=Toss Cert,O=Viva Republica Inc,C=KR";
    seed("anchors", "toss", format!("{name}\n{}", toss.public_key_pem()));
    let name = "CN=James \\\"Jim\\\" Smith\\, III+1.3.6.1.4.1.1466.0=#04024869,UID=\\C4\\8D,DC=example";
    seed("anchors", "escapes", format!("{name}\n{}", toss.public_key_pem()));
    for id in MESSAGES {
        let (message, expected) = (octets(&case(id)["message"]), case(id)["expected"].as_str().unwrap());
        let sound = expected == "TOTAL_PASSED" && !id.starts_with("sound") && !id.starts_with("detached");
        seed("signed_data", &format!("{}{id}.der", if sound { "sound-" } else { "" }), &message);
    }
    for id in [
        "sound",
        "key-of-a-curve",
        "key-8192",
        "purpose-mail",
        "list-of-its-point",
        "profile-user-id-missing",
    ] {
        let certificate = signer_certificate(&octets(&case(id)["message"])).unwrap();
        seed("certificate", &format!("{id}.der"), certificate.der());
    }
    let (_, result) = vector("vectors/toss-docs-result.json");
    for (index, signed) in result["success"]["signedDocList"].as_array().unwrap().iter().enumerate() {
        let der = octets(&signed["signedDoc"]);
        seed("signed_data", &format!("sound-published-{}.der", index + 1), &der);
        let certificate = signer_certificate(&der).unwrap();
        seed("certificate", &format!("published-{}.pem", index + 1), pem("CERTIFICATE", certificate.der()));
    }
    let der = octets(&result["success"]["signedDocList"][0]["signedDoc"]);
    seed("signed_data", "sound-published-1.pem", pem("PKCS7", &der));
    seed("signed_data", "sound-published-1.base64url", base64url(&der));
    let pieces: Vec<u8> =
        [&b"\x30\x80"[..], &b"\x24\x80\x04\x01a\x24\x80\x00\x00\x00\x00".repeat(8), b"\x00\x00"].concat();
    seed("signed_data", "pieces", pieces);
}

fn lists() {
    let (_, cases) = vector("evidence/cases.json");
    let cases = cases["cases"].as_array().unwrap();
    let case = |id: &str| cases.iter().find(|case| case["id"] == id).unwrap();
    let message = octets(&case("list-sound")["message"]);
    let anchors = TrustAnchor::from_pem(&String::from_utf8(seeds::file("known/ca.pem")).unwrap()).unwrap();
    write("known", "listed.der", &message);
    write("known", "revoked.der", octets(&case("revoked-before-signing")["message"]));
    write("known", "revoked.crl", octets(&case("revoked-before-signing")["crls"][0]));
    for case in cases.iter().filter(|case| case["crls"].as_array().is_some_and(|lists| lists.len() == 1)) {
        let list = octets(&case["crls"][0]);
        let now = UnixTime::parse(case["now"].as_str().unwrap());
        let options = Options { anchors: &anchors, crls: &[&list], now, ..Options::default() };
        let sound = verify(&message, &options).sub_indication.is_none();
        seed(
            "crl",
            &format!("{}{}.crl", if sound { "sound-" } else { "" }, case["id"].as_str().unwrap()),
            list,
        );
    }
    let list = octets(&case("list-sound")["crls"][0]);
    seed("crl", "sound-list.pem", pem("X509 CRL", &list));
}

fn sessions() {
    let (_, fields) = vector("vectors/malformed-sealed-fields.json");
    let mut all = String::new();
    for (name, session) in fields["sessions"].as_object().unwrap() {
        all.push_str(&format!("{}\n", session.as_str().unwrap()));
        seed("session_restore", name, session.as_str().unwrap());
    }
    write("known", "sessions.txt", all);
    for (index, sound) in fields["sound"].as_array().unwrap().iter().enumerate() {
        let text = sound["text"].as_str().unwrap();
        seed("sealed_field", &format!("sound-{index}"), text);
        seed("session_open", &format!("sound-{index}"), text);
        let result = json!({
            "txId": ID,
            "personalData": { "name": text, "ci": null, "phone": text },
            "docList": [{ "order": 1, "doc": text }, { "order": 2, "doc": "v1$67ac897f-3a0e-466d-a6f7-c7e4272fd5a9$AAAA" }],
        });
        if index % 2 == 0 {
            seed("toss_open", &format!("result-{index}"), result.to_string());
            seed("toss_open", &format!("personal-data-{index}"), result["personalData"].to_string());
        }
    }
    seed("sealed_field", "release", "v1_0.0.14$67ac897f-3a0e-466d-a6f7-c7e4272fd5a9$AAAA");
    let (_, keys) = vector("vectors/toss-rsa-oaep.json");
    let key = keys["rows"][0].to_string();
    let wrapped = key.split('"').find(|text| base64_decode(text).is_ok_and(|octets| octets.len() >= 256));
    seed("session_key", "published", format!("v1${ID}${}", wrapped.unwrap_or("AAAA")));
    seed("session_key", "short", format!("v1_0.0.14${ID}$AA=="));
    seed("public_key", "published", PUBLISHED_PUBLIC_KEY);
    let der = base64_decode(PUBLISHED_PUBLIC_KEY).unwrap_or_default();
    seed("public_key", "published.pem", pem("PUBLIC KEY", &der));
    let (_, refused) = vector("vectors/refused-public-keys.json");
    for (index, row) in
        refused.as_array().or_else(|| refused["rows"].as_array()).into_iter().flatten().enumerate()
    {
        let texts = row.as_object().into_iter().flatten().filter_map(|(_, text)| text.as_str());
        for text in texts.filter(|text| text.len() > 100) {
            seed("public_key", &format!("refused-{index}"), text);
        }
    }
}

fn toss() {
    let (result, value) = vector("vectors/toss-docs-result.json");
    seed("toss_answer", "result.json", &result);
    seed("bundle", "toss-result.json", &result);
    let mut one = value.clone();
    one["success"]["signedDocList"].as_array_mut().unwrap().truncate(1);
    one["success"]["docList"] = json!([{ "order": "1", "doc": "text" }]);
    seed("bundle", "toss-one-document.json", one.to_string());
    for (name, answer) in [
        (
            "token",
            json!({ "access_token": "eyJ0.e30.AA", "scope": "ca", "token_type": "Bearer", "expires_in": 3600 }),
        ),
        (
            "requested",
            json!({ "resultType": "SUCCESS", "success": { "txId": ID, "requestedDt": "2022-04-26T01:16:00+09:00" } }),
        ),
        ("validity", json!({ "resultType": "SUCCESS", "success": { "valid": true, "enabled": true } })),
        (
            "orders",
            json!({ "resultType": "SUCCESS", "success": {
                "txId": ID, "status": "COMPLETED", "completedDt": "2022-04-26T01:16:14+09:00",
                "docList": [{ "order": 1, "doc": "a" }, { "order": "2", "doc": "b" }],
                "signedDocList": [{ "order": 1, "signedDoc": "MAA=" }, { "order": 1.0, "signedDoc": "no base64" }, { "signedDoc": "" }],
            } }),
        ),
        (
            "exhausted",
            json!({ "resultType": "FAIL", "error": { "errorType": 0, "errorCode": "CE3101", "reason": "횟수 초과", "data": {}, "title": null }, "success": null }),
        ),
        ("refused", json!({ "resultType": "FAIL", "error": { "errorCode": "CE1000" } })),
    ] {
        seed("toss_answer", &format!("{name}.json"), answer.to_string());
        if name == "orders" {
            seed("bundle", "toss-orders.json", answer.to_string());
        }
    }
    for name in ["push", "app-scheme"] {
        let (request, _) = vector(&format!("vectors/toss-docs-request-{name}.json"));
        seed("validation", &format!("toss-{name}.json"), request);
    }
    let wrapped = format!("v1${ID}$AAAA");
    seed("validation", "toss-result.json", json!({ "txId": ID, "sessionKey": wrapped }).to_string());
    let request = json!({
        "requestType": "USER_PERSONAL", "triggerType": "PUSH", "userName": "김토스", "userPhone": "01012345678",
        "userBirthday": "19900101", "serviceName": "ingam", "userCi": null,
        "docList": [{ "docTitle": "약관", "doc": "본 약관은", "order": 1, "docEncrypted": true },
                    { "docTitle": "동의", "doc": "동의", "order": 2, "docEncrypted": "false" }],
    });
    seed("toss_seal", "request.json", request.to_string());
    seed("validation", "toss-plain.json", request.to_string());
    let secret = base64(&[1; 32]).replace('=', "%3D");
    for (name, extra) in [("plain", ""), ("scope", "&scope=ca&x=%ff")] {
        let form = format!("grant_type=client_credentials&client_id=app&client_secret={secret}{extra}");
        seed("token_form", name, form);
    }
}

fn kakao() {
    for (name, path) in [
        ("request", "/SignToken/Request".into()),
        ("status", format!("/SignIdentity/Status/{RECEIPT}")),
        ("verify", format!("/SignDirectDebit/Verify/{RECEIPT}")),
        ("signature", format!("/SignToken/Verify/{RECEIPT}/a/b+c==%2F..")),
    ] {
        seed("kakao_path", name, &path);
        seed("route", &format!("kakao-{name}"), path);
    }
    let signer = Signer::new("TESTER", SecretKey::parse(&base64(&[3; 32])).unwrap()).unwrap();
    let now = UnixTime(1_767_323_045);
    let body = "{\"access_id\":\"020040000001\",\"scope\":[\"member\",\"310\",\"320\",\"330\"]}";
    for (name, target, date) in [
        ("token", Target::Token(Some(Forwarded::ANYWHERE)), Date::with_milliseconds(now)),
        ("token-from-its-address", Target::Token(None), Date::without_milliseconds(now)),
        ("service", Target::Service, Date::with_milliseconds(now)),
        ("service-too-late", Target::Service, Date::without_milliseconds(now.plus_seconds(-301))),
    ] {
        let headers = signer.sign(target, &date, body.as_bytes());
        let value = |names: [&str; 2]| {
            let found = headers.iter().find(|(name, _)| names.contains(name));
            found.map_or("", |(_, value)| value.as_str())
        };
        let credential = value(["authorization", "x-kc-auth"]);
        let (version, forwarded) = (value(["x-lh-version"; 2]), value(["x-lh-forwarded"; 2]));
        let lines = format!("{credential}\n{}\n{version}\n{forwarded}\nnone\n{body}", date.as_str());
        seed("kakao_signature", name, lines);
    }
    let (_, cases) = vector("evidence/cases.json");
    let message = octets(&cases["cases"][0]["message"]);
    let verified = json!({ "receiptId": RECEIPT, "signedData": base64url(&message) });
    seed("bundle", "kakao-verified.json", verified.to_string());
    for (name, answer) in [
        ("verified", json!({ "receiptId": RECEIPT, "signedData": "MAA=" })),
        ("requested", json!({ "receiptId": RECEIPT, "tx_id": "35fe6f43" })),
        ("failure", json!({ "code": -99_000_001, "message": "오류" })),
        ("failure-in-text", json!({ "code": "-99000001", "message": null })),
        (
            "token",
            json!({ "session_token": "abc.def", "expiration": "2026-01-02T03:34:05.000Z", "scope": ["member"], "ipaddress": "*" }),
        ),
        (
            "state",
            json!({ "receiptID": RECEIPT, "clientCode": "020040000001", "state": 1, "expires_in": 60, "appUseYN": true, "callCenterName": "x" }),
        ),
    ] {
        seed("kakao_answer", &format!("{name}.json"), answer.to_string());
    }
    seed("kakao_callback", "signed", "app://back?tx_id=35fe6f43&sig=a%2Fb%2Bc%3D%3D#x");
    seed("kakao_callback", "both", "app://back?sig=a&signature=a&code=1001");
    seed("kakao_callback", "failed", "app://back?code=4006&tx_id=%EA%B0%80");
    let common = json!({
        "CallCenterNum": "1600-8536", "Expires_in": 60, "ReceiverName": "김카카오", "ReceiverHP": "01012345678",
        "ReceiverBirthDay": "19900101", "TMSTitle": "제목", "Token": "token value", "isAllowSimpleRegistYN": false,
        "isVerifyNameYN": true, "PayLoad": "payload", "BankAccountName": "김카카오", "BankAccountNum": "9-4324-5117-58",
        "BankCode": "004", "ClientUserID": "user", "isAppUseYN": false, "TMSMessage": "부가메시지",
    });
    seed("validation", "kakao.json", common.to_string());
}

fn configuration() {
    let secret = base64(&[1; 32]);
    let callers = format!(
        "[{{\"id\":\"app\",\"secrets\":[\"{secret}\",\"{}\"],\"providers\":[\"toss\",\"kakao\"],\"clientCodes\":[\"020040000001\"],\"origins\":[\"https://a.example\"]}},{{\"id\":\"b\",\"secrets\":[]}}]",
        base64(&[9; 32])
    );
    let keys = format!(
        "[{{\"id\":\"k2\",\"key\":\"{}\"}},{{\"id\":\"k1\",\"key\":\"{}\"}}]",
        base64(&[4; 32]),
        base64(&[2; 32])
    );
    seed("callers", "two", &callers);
    seed("store_keys", "two", &keys);
    let ca = String::from_utf8(seeds::file("known/ca2048.pem")).unwrap().trim().replace('\n', "\\n");
    let all = format!(
        "ENVIRONMENT=staging\nTOSS_AUTH_URL=https://a.example:8443/\nTOSS_CLIENT_ID=test_id\nTOSS_CLIENT_SECRET=secret\n\
         LINKHUB_LINK_ID=TESTER\nLINKHUB_SECRET_KEY={secret}\nLINKHUB_AUTH_URL=https://[::1]:1\nCALLERS={callers}\n\
         STORE_KEYS={keys}\nREVOCATION=crl\nCRL_HOSTS=ca.cert.toss.im, b.example:80\nKAKAO_TRUST_ANCHORS={ca}\n\
         REQUIRE_EVIDENCE={{\"toss\":\"passed\",\"kakao\":\"off\"}}\nCLOCK_SKEW_SECONDS=30\nMAX_BODY_BYTES=65536\n\
         ADOPT_UNKNOWN=until:2030-01-01T00:00:00Z\nEVIDENCE_RETENTION_DAYS=30\nKAKAO_VERIFY_WINDOW_SECONDS=60\n\
         http://ca.cert.toss.im/crl/1.crl\nhttps://b.example:80?x"
    );
    seed("settings", "all", all);
    seed(
        "settings",
        "development",
        format!(
            "ENVIRONMENT=development\nTOSS_API_URL=http://127.0.0.1:1\nTOSS_CLIENT_ID=<id>\nCALLERS={callers}\nCALLERS_2=[]"
        ),
    );
    for (index, token) in tokens().iter().enumerate() {
        seed("native_token", &format!("token-{index}"), token);
    }
    for (index, record) in records().iter().enumerate().filter(|(_, record)| record.len() < 1000) {
        seed("store_record", &format!("record-{index}"), record);
    }
    let answer = Response::new(400, "application/json", b"{\n\xff\n}".to_vec())
        .with("retry-after", "3")
        .with("server", "x");
    seed("exchange_record", "answer", answer.to_record());
    seed("idempotency", "key", "app\n/SignToken/Request\n5f0c1c7e".replacen('\n', " ", 1));
    seed(
        "idempotency",
        "record.json",
        "{\"by\":\"signature\",\"body\":\"ab\",\"began_at\":1767323000,\"phase\":\"Answered\"}",
    );
    for (name, path) in [
        ("token", "/token".into()),
        ("result", "/api/v2/sign/docs/result".into()),
        ("time", "/Time".into()),
        ("transaction", format!("/v1/transactions/toss/{ID}")),
        ("ack", format!("/v1/transactions/kakao/{RECEIPT}/evidence/ack")),
        ("document", format!("/v1/transactions/toss/{ID}/evidence/1.der")),
    ] {
        seed("route", name, path);
    }
}

fn values() {
    seed(
        "json",
        "nested.json",
        "{\"a\":[{\"b:\\\"\\u0062\":1,\"c\":[]},-1.5e3,null,true,\"\\ud83d\\ude00:\"],\"a/b~c\":{\"\":{}}}",
    );
    seed("json", "deep.json", format!("{}[]{}", "{\"a\":".repeat(15), "}".repeat(15)));
    seed("json", "twice.json", "{\"a\":1,\"b\":{\"a\":2,\"\\u0061\":3}}");
    for (index, text) in [
        "2022-04-26T01:16:14+09:00",
        "2026-01-02T03:04:05.000Z",
        "2000-02-29T23:59:59-03:30",
        "0000-01-01T00:00:00Z",
        "19900101",
    ]
    .iter()
    .enumerate()
    {
        seed("time", &format!("time-{index}"), text);
    }
    for (index, text) in ["Zm9vYmE=", "-_8", "00ff1a", "+/8="].iter().enumerate() {
        seed("encoding", &format!("text-{index}"), text);
    }
    let (_, cases) = vector("evidence/cases.json");
    let proof = octets(&cases["cases"][0]["message"]);
    let applied_on = CalendarDate { year: 2026, month: 1, day: 2 };
    let consent = |payer_number, data| Consent {
        payer_number,
        bank_code: "004",
        account_number: "9432451175834",
        applied_on,
        kind: ConsentKind::GeneralCertificate,
        extension: "der",
        data,
    };
    let block = [b'x'; 1024 - 119];
    let consents =
        [consent("1", &proof), consent("abcdefghijklmnopqrstuvwxyz0123", &block), consent("3", b" ")];
    for (name, count) in [("one", 1), ("three", 3)] {
        let file = File { institution_code: "9990000001", applied_on, consents: &consents[..count] };
        seed("ei13", name, file.pack().unwrap());
    }
}
