//! The OpenAPI document says what the gateway does: its routes, their methods, every status.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;

use ingam::Code;
use ingam::gateway::refusal::refuse;
use ingam::gateway::report;
use ingam::gateway::route::{Route, Surface};
use ingam::json::Value;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const TX_ID: &str = "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";

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

#[test]
fn every_operation_is_a_route_and_every_route_an_operation() {
    let mut described = BTreeSet::new();
    for (path, method, _) in operations(&document()) {
        let real = path.replace("{provider}", "toss").replace("{id}", TX_ID).replace("{order}", "1");
        let route = Route::of(&method.to_uppercase(), &real).unwrap();
        assert_eq!(route.template(), path);
        assert!(described.insert((path, method)));
        for other in METHODS.iter().map(|method| method.to_uppercase()) {
            match Route::of(&other, &real) {
                Ok(route) => {
                    let (path, method) = (route.template(), other.to_lowercase());
                    let item = &document()["paths"][path];
                    assert!(item.get(&method).is_some(), "{method} {path}");
                }
                Err(error) => assert_eq!(error.code(), Code::MethodNotAllowed),
            }
        }
    }
    for path in ["/healthz", "/readyz", "/openapi.json", "/token", "/api/v1/certificate/validate"] {
        assert!(described.iter().any(|(known, _)| known == path), "{path}");
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
