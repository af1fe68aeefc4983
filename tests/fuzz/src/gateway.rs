use ingam::Code;
use ingam::gateway::idempotency::{Decision, Record, Sameness, ask, slot};
use ingam::gateway::route::{Route, Surface};

use crate::access::NOW;
use crate::{Outcome, text, two};

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"];

/// A path is of no route with any method, or says which methods it takes and takes those. No
/// route takes a method that is not written in capitals.
pub fn route(bytes: &[u8]) -> Outcome {
    let Some(path) = text(bytes) else { return Outcome::Refused };
    let _ = Surface::of(path);
    let found: Vec<&str> = METHODS.into_iter().filter(|method| Route::of(method, path).is_ok()).collect();
    for method in METHODS {
        assert!(Route::of(&method.to_lowercase(), path).is_err());
        match Route::of(method, path) {
            Ok(route) => {
                assert!(route.template().starts_with('/') && path.starts_with('/'));
                let fixed = route.template().split('{').next().unwrap();
                assert!(path.starts_with(fixed), "{path} is not of {}", route.template());
            }
            Err(error) if error.code() == Code::MethodNotAllowed => {
                assert_eq!(error.subject().unwrap().split(", ").collect::<Vec<_>>().len(), found.len());
                assert!(error.subject().unwrap().split(", ").all(|allowed| found.contains(&allowed)));
            }
            Err(_) => assert!(found.is_empty(), "{path} is there with {found:?}"),
        }
    }
    assert!(!found.contains(&"HEAD"));
    Outcome::of(!found.is_empty())
}

/// `route\nkey`, or a stored record. A key is kept under 64 digits that do not tell it; what a
/// record says is asked with its own bytes and with others.
pub fn idempotency(bytes: &[u8]) -> Outcome {
    let mut outcome = Outcome::Refused;
    if let Some((route, key)) = text(bytes).map(two)
        && let Ok(name) = slot(route, key)
    {
        assert!((1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
        assert!(name.len() == 64 && name.bytes().all(|digit| digit.is_ascii_hexdigit()));
        outcome = Outcome::Accepted;
    }
    if let Ok(record) = serde_json::from_slice::<Record>(bytes) {
        for by in [Sameness::Key, Sameness::Signature] {
            let answer = ask(Some(&record), by, "another body", NOW);
            // The record may be of that body.
            let is_over = NOW.0 >= record.over_at().0;
            assert!(!is_over || matches!(answer, Decision::Begin(_)));
        }
        let again = serde_json::from_slice::<Record>(&serde_json::to_vec(&record).unwrap());
        assert_eq!(again.unwrap(), record);
        outcome = Outcome::Accepted;
    }
    outcome
}
