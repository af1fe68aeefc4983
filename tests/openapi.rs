//! The OpenAPI document says what the gateway does: its routes, their methods, every status,
//! and of KakaoCert's JSON every member.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;

use ingam::Code;
use ingam::error::LINKHUB_BLOCK;
use ingam::gateway::linkhub::{CLIENT_CODE_HEADER, RETRY_HEADER, RETRY_UNCERTAIN};
use ingam::gateway::opening;
use ingam::gateway::refusal::refuse;
use ingam::gateway::report;
use ingam::gateway::route::{Route, Surface};
use ingam::json::{Map, Value};
use ingam::provider::kakao::operation::Service;
use ingam::provider::kakao::wire::{Receipt, SignState, TokenGranted, TokenRequest, Verified};
use serde_json::json;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const IDS: [(&str, &str); 2] =
    [("toss", "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9"), ("kakao", "020090913390400001")];
const SERVICES: [(Service, &str); 3] = [
    (Service::ESign, "KakaoESignRequest"),
    (Service::DirectDebit, "KakaoDirectDebitRequest"),
    (Service::Identity, "KakaoIdentityRequest"),
];

fn document() -> Value {
    let answer = report::openapi();
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    serde_json::from_slice(&answer.body).unwrap()
}

/// Every operation: its path, its method, and what is said of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let methods = item.as_object().unwrap().iter().filter(|(name, _)| METHODS.contains(&name.as_str()));
        methods.map(|(method, said)| (path.clone(), method.clone(), said.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

fn operation(path: &str, method: &str) -> Value {
    let found = operations(&document()).into_iter().find(|(known, verb, _)| known == path && verb == method);
    assert!(found.is_some(), "{method} {path}");
    found.unwrap().2
}

/// What `{"$ref": "#/…"}` stands for; anything else stands for itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(pointer) = value["$ref"].as_str() else { return value };
    let found = document.pointer(pointer.strip_prefix('#').unwrap());
    assert!(found.is_some(), "{pointer}");
    found.unwrap()
}

/// The paths that a path of the document stands for.
fn real_paths(path: &str) -> BTreeSet<String> {
    let of_provider = |(provider, id): (&str, &str)| {
        let path = path.replace("{provider}", provider).replace("{id}", id).replace("{order}", "1");
        path.replace("{receiptID}", IDS[1].1).replace("{signature}", "a%2Fb%2Bc%3D%3D")
    };
    IDS.into_iter().map(of_provider).collect()
}

fn is_linkhub(path: &str) -> bool {
    Surface::of(path) == Surface::LinkHub
}

#[test]
fn every_operation_is_a_route_and_every_route_an_operation() {
    let document = document();
    let mut described = BTreeSet::new();
    for (path, method, _) in operations(&document) {
        assert!(described.insert((path.clone(), method.clone())));
        for real in real_paths(&path) {
            let route = Route::of(&method.to_uppercase(), &real).unwrap();
            assert_eq!(route.template(), path);
            for other in METHODS.iter().map(|method| method.to_uppercase()) {
                match Route::of(&other, &real) {
                    Ok(route) => {
                        let item = &document["paths"][route.template()];
                        assert!(item.get(other.to_lowercase()).is_some(), "{other} {path}");
                    }
                    Err(error) => assert_eq!(error.code(), Code::MethodNotAllowed),
                }
            }
        }
    }
    let others = [
        "/v1/transactions",
        "/healthz",
        "/readyz",
        "/openapi.json",
        "/token",
        "/api/v1/certificate/validate",
    ]
    .map(String::from);
    let own = ["", "/evidence", "/evidence/ack", "/evidence/{order}.der"];
    let own = own.map(|rest| format!("/v1/transactions/{{provider}}/{{id}}{rest}"));
    let linkhub = ["/Time", "/KAKAOCERT/Token"].map(String::from);
    let calls = ["/Request", "/Status/{receiptID}", "/Verify/{receiptID}"];
    let services = ["/SignToken", "/SignDirectDebit", "/SignIdentity"];
    let services = services.iter().flat_map(|service| calls.map(|call| format!("{service}{call}")));
    let app = ["/SignToken", "/SignDirectDebit"].map(|it| format!("{it}/Verify/{{receiptID}}/{{signature}}"));
    for path in others.into_iter().chain(own).chain(linkhub).chain(services).chain(app) {
        assert!(described.iter().any(|(known, _)| *known == path), "{path}");
    }
}

#[test]
fn a_path_has_the_parameters_it_names() {
    let document = document();
    for (path, method, said) in operations(&document) {
        let named: BTreeSet<&str> =
            path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
        let of = |list: &Value| list.as_array().cloned().unwrap_or_default();
        let parameters = [of(&said["parameters"]), of(&document["paths"][&path]["parameters"])].concat();
        let parameters: Vec<&Value> = parameters.iter().map(|it| resolved(&document, it)).collect::<Vec<_>>();
        let in_path: BTreeSet<&str> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(in_path, named, "{method} {path}");
    }
}

#[test]
fn every_status_a_docs_route_can_refuse_with_is_listed() {
    let listed: BTreeSet<String> = operations(&document())
        .into_iter()
        .filter(|(path, ..)| path.starts_with("/api/v2/sign/docs/"))
        .flat_map(|(.., said)| said["responses"].as_object().unwrap().keys().cloned().collect::<Vec<_>>())
        .collect();
    for code in Code::ALL {
        let status = refuse(Surface::Toss, &(*code).into()).status.to_string();
        // No such route, no such method, another route: not an answer of a docs route.
        let elsewhere =
            matches!(code, Code::RouteUnknown | Code::MethodNotAllowed | Code::SignedDocumentUnknown);
        assert!(elsewhere || listed.contains(&status), "{status} of {code:?}");
    }
}

#[test]
fn every_status_a_linkhub_route_can_refuse_with_is_listed_in_its_envelope() {
    let mut listed = BTreeSet::new();
    for (path, method, said) in operations(&document()).into_iter().filter(|(path, ..)| is_linkhub(path)) {
        for (status, answer) in said["responses"].as_object().unwrap() {
            let expected = match status.as_str() {
                "200" => continue,
                // LinkHub's own refusals, whatever their status.
                "default" => "#/components/responses/LinkHubFailure",
                "429" => "#/components/responses/LinkHubTooMany",
                _ => "#/components/responses/LinkHubRefusal",
            };
            assert_eq!(answer["$ref"], expected, "{status} of {method} {path}");
            listed.insert(status.clone());
        }
        let has_default = said["responses"].get("default").is_some();
        assert_eq!(has_default, path.starts_with("/Sign"), "{path} is passed on");
    }
    for code in Code::ALL {
        let refusal = refuse(Surface::LinkHub, &(*code).into());
        assert!(listed.contains(&refusal.status.to_string()), "{} of {code:?}", refusal.status);
    }
}

#[test]
fn a_call_lists_the_statuses_of_what_can_go_wrong_with_it() {
    let of_every_service = [
        Code::CallerUnknown,
        Code::ProviderNotAllowed,
        Code::OriginRefused,
        Code::ClientCodeNotAllowed,
        Code::Internal,
        Code::StoreKeyMissing,
        Code::ProviderRefusedCredential,
        Code::SettingInvalid,
        Code::ProviderSilent,
        Code::RateLimited,
    ];
    let of_request = [
        Code::RequestInvalid,
        Code::JsonInvalid,
        Code::ContentTypeInvalid,
        Code::BodyTooLarge,
        Code::ClockSkewed,
        Code::SignatureReplayed,
        Code::IdempotencyKeyInvalid,
        Code::IdempotencyKeyReused,
        Code::RequestUnderWay,
        Code::RequestUncertain,
        Code::TransactionConflict,
    ];
    let of_verification = [
        Code::TransactionUnknown,
        Code::AppSignatureInvalid,
        Code::OptionInvalid,
        Code::VerifyUncertain,
        Code::VerifyWindowOver,
        Code::EvidenceNotPassed,
        Code::ReadContinues,
    ];
    let of_token = [
        Code::CallerUnknown,
        Code::ClockSkewed,
        Code::ProviderNotAllowed,
        Code::ClientCodeNotAllowed,
        Code::JsonInvalid,
        Code::ContentTypeInvalid,
        Code::BodyTooLarge,
        Code::SettingInvalid,
    ];
    for (path, method, codes) in [
        ("/KAKAOCERT/Token", "post", &of_token[..]),
        ("/SignToken/Request", "post", &of_request[..]),
        ("/SignDirectDebit/Request", "post", &of_request[..]),
        ("/SignIdentity/Request", "post", &of_request[..]),
        ("/SignToken/Status/{receiptID}", "get", &[Code::TransactionUnknown][..]),
        ("/SignToken/Verify/{receiptID}", "get", &of_verification[..]),
        ("/SignToken/Verify/{receiptID}/{signature}", "get", &of_verification[..]),
        ("/SignDirectDebit/Verify/{receiptID}/{signature}", "get", &of_verification[..]),
        ("/SignIdentity/Verify/{receiptID}", "get", &of_verification[..]),
    ] {
        let said = operation(path, method);
        let of_service = if path.starts_with("/Sign") { &of_every_service[..] } else { &[] };
        for code in codes.iter().chain(of_service) {
            let status = code.entry().status.to_string();
            assert!(said["responses"].get(&status).is_some(), "{method} {path}: {status} of {code:?}");
        }
    }
}

#[test]
fn a_refusal_has_the_members_of_its_schema() {
    let refusal = refuse(Surface::LinkHub, &Code::RequestInvalid.into());
    let body: Value = serde_json::from_slice(&refusal.body).unwrap();
    let document = document();
    let schema = &document["components"]["schemas"]["LinkHubFailure"];
    assert_eq!(keys(&body), keys(&schema["properties"]));
    let details = resolved(&document, &schema["properties"]["ingam"]);
    assert!(keys(&body["ingam"]).is_subset(&keys(&details["properties"])));
    let example = &schema["properties"]["code"]["examples"][0];
    assert_eq!(*example, json!(Code::TransactionUnknown.entry().linkhub));
    let block = format!("{}nnnn", LINKHUB_BLOCK / 10_000);
    assert!(schema["properties"]["code"]["description"].as_str().unwrap().contains(&block), "{block}");
}

#[test]
fn the_headers_are_those_of_the_code() {
    let document = document();
    let parameters = &document["components"]["parameters"];
    assert_eq!(parameters["ClientCode"]["name"], CLIENT_CODE_HEADER);
    assert_eq!(parameters["Retry"]["name"], RETRY_HEADER);
    assert_eq!(parameters["Open"]["name"], opening::HEADER);
    assert_eq!(parameters["Open"]["schema"]["const"], opening::GATEWAY);
    let result = &operation("/api/v2/sign/docs/result", "post");
    assert!(
        result["parameters"].as_array().unwrap().contains(&json!({ "$ref": "#/components/parameters/Open" }))
    );
    assert_eq!(parameters["Retry"]["schema"]["const"], RETRY_UNCERTAIN);
    for (path, method) in [("/api/v2/sign/docs/result", "post"), ("/SignToken/Verify/{receiptID}", "get")] {
        let headers = &operation(path, method)["responses"]["200"]["headers"];
        assert!(headers.get(ingam::gateway::evidence::HEADER).is_some(), "{path}");
    }
    let key = parameters["IdempotencyKey"]["name"].as_str().unwrap();
    assert_eq!(key.to_lowercase(), ingam::gateway::idempotency::HEADER);
}

fn keys(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}

fn schema(name: &str) -> Value {
    let schema = document()["components"]["schemas"][name].clone();
    assert!(schema.is_object(), "{name}");
    schema
}

/// A member as the schema's example has it.
fn example(property: &Value) -> Value {
    match (&property["examples"][0], property["type"].as_str()) {
        (Value::Null, Some("boolean")) => json!(true),
        (Value::Null, _) if property["type"][0] == "boolean" => json!(true),
        (Value::Null, Some("integer")) => json!(1),
        (Value::Null, _) => json!("문자열"),
        (example, _) => example.clone(),
    }
}

/// An object with every member of a schema.
fn whole(schema: &Value) -> Map<String, Value> {
    let properties = schema["properties"].as_object().unwrap();
    properties.iter().map(|(name, property)| (name.clone(), example(property))).collect()
}

/// The problems that are errors: path and code.
fn errors(service: Service, body: &Map<String, Value>) -> Vec<(String, String)> {
    let problems = service.validate(body).into_iter();
    let errors = problems.filter(|problem| problem.severity().name() == "error");
    errors.map(|problem| (problem.path().into(), problem.code().into())).collect()
}

#[test]
fn a_request_of_the_schemas_passes_and_what_they_forbid_does_not() {
    for (service, name) in SERVICES {
        let schema = schema(name);
        let sound = whole(&schema);
        assert_eq!(errors(service, &sound), [], "{name}");
        let required: BTreeSet<&str> =
            schema["required"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        for (member, property) in schema["properties"].as_object().unwrap() {
            let with = |value: Value| {
                let mut body = sound.clone();
                body.insert(member.clone(), value);
                errors(service, &body)
            };
            let broken = |code: &str| vec![(format!("/{member}"), String::from(code))];
            let mut without = sound.clone();
            without.remove(member);
            let expected =
                if required.contains(member.as_str()) { broken("INGAM_FIELD_REQUIRED") } else { Vec::new() };
            assert_eq!(errors(service, &without), expected, "{name} without {member}");
            assert_eq!(with(json!([])), broken("INGAM_FIELD_TYPE"), "{name}: {member}");
            if let Some(most) = property["maxLength"].as_u64() {
                let most = usize::try_from(most).unwrap();
                assert_eq!(with(json!("가".repeat(most))), [], "{name}: {member}");
                assert_eq!(
                    with(json!("가".repeat(most + 1))),
                    broken("INGAM_FIELD_LENGTH"),
                    "{name}: {member}"
                );
            } else if property["type"] == "string" && property.get("pattern").is_none() {
                assert_eq!(with(json!("가".repeat(5000))), [], "{name}: {member} has no limit");
            }
            if let (Some(least), Some(most)) = (property["minimum"].as_i64(), property["maximum"].as_i64()) {
                for within in [least, most] {
                    assert_eq!(with(json!(within)), [], "{name}: {member}");
                }
                for beyond in [least - 1, most + 1] {
                    assert_eq!(with(json!(beyond)), broken("INGAM_FIELD_RANGE"), "{name}: {member}");
                }
            }
            if property.get("pattern").is_some() {
                assert_eq!(with(json!("1-2")), broken("INGAM_FIELD_VALUE"), "{name}: {member}");
            }
        }
        // Every member that the table knows is in the schema: what it does not name is nobody's business.
        let named = ingam::provider::kakao::RULES.iter().map(|rule| rule.place.trim_start_matches('/'));
        for member in named.filter(|member| !sound.contains_key(*member)) {
            let mut body = sound.clone();
            body.insert(member.into(), json!([]));
            assert_eq!(errors(service, &body), [], "{name} lacks {member}");
        }
    }
}

#[test]
fn every_member_of_an_answer_is_one_of_its_type() {
    let state: SignState = serde_json::from_value(Value::Object(whole(&schema("KakaoState")))).unwrap();
    assert_eq!(state.other.keys().collect::<Vec<_>>(), ["callCenterName"]);
    assert_eq!(keys(&serde_json::to_value(&state).unwrap()), keys(&schema("KakaoState")["properties"]));
    let receipt: Receipt = serde_json::from_value(Value::Object(whole(&schema("KakaoReceipt")))).unwrap();
    assert!(receipt.other.is_empty() && receipt.tx_id.is_some());
    let verified: Verified = serde_json::from_value(Value::Object(whole(&schema("KakaoVerified")))).unwrap();
    assert!(verified.other.is_empty());
    let asked: TokenRequest =
        serde_json::from_value(Value::Object(whole(&schema("LinkHubTokenRequest")))).unwrap();
    assert_eq!(asked, TokenRequest::of("020040000001"));
    let granted = json!({
        "session_token": "t", "serviceID": "KAKAOCERT", "linkID": "l", "usercode": "u", "ipaddress": "*",
        "expiration": "2026-11-21T00:00:00.000Z", "scope": [],
    });
    assert_eq!(keys(&granted), keys(&schema("LinkHubToken")["properties"]));
    let granted: TokenGranted = serde_json::from_value(granted).unwrap();
    assert!(granted.other.is_empty());
}
