use ingam::gateway::opening;
use ingam::json::{Map, Value, parse_object};
use ingam::provider::kakao::operation::Service;
use ingam::provider::kakao::registration::{EXPIRES_IN_MAX, Requested, registration as of_kakao};
use ingam::provider::problem::Severity;
use ingam::provider::toss::registration::{asked, registration as of_toss};
use ingam::provider::{KINDS, Problem, validate_request};
use ingam::secret::Secret;
use ingam::time::UnixTime;
use ingam::transaction::{Provider, TransactionId};

use crate::Outcome;

/// A problem is at a place in the body, or at a member that an object of it has not; none is
/// said twice. What has no error can be registered.
pub fn validation(bytes: &[u8]) -> Outcome {
    let Ok(body) = parse_object(bytes) else { return Outcome::Refused };
    let value = Value::Object(body.clone());
    let mut sound = false;
    for kind in KINDS {
        let problems = validate_request(kind, &value).unwrap();
        check_problems(&value, &problems);
        if problems.iter().all(|problem| problem.severity() != Severity::Error) {
            sound = true;
            check_sound(kind, &body);
        }
    }
    check_problems(&value, &opening::validate(&body));
    Outcome::of(sound)
}

fn check_problems(body: &Value, problems: &[Problem]) {
    for (index, problem) in problems.iter().enumerate() {
        let (parent, name) = problem.path().rsplit_once('/').unwrap();
        let parent = body.pointer(parent).unwrap_or_else(|| panic!("{} is nowhere", problem.path()));
        let found = body.pointer(problem.path()).is_some();
        assert!(found || (parent.is_object() && !name.contains(['~', '/'])), "{}", problem.path());
        assert!(
            !problem.code().is_empty() && !problem.message().is_empty() && !problem.message_ko().is_empty()
        );
        assert!(!problems[..index].contains(problem), "{} twice", problem.path());
    }
}

fn check_sound(kind: &str, body: &Map<String, Value>) {
    let now = UnixTime(1_767_323_045);
    let service =
        Service::ALL.into_iter().find(|service| kind == format!("kakao.{}.request", service.name()));
    match (kind, service) {
        ("toss.docs.request", _) => {
            let registration = of_toss("app", body, None, now).unwrap();
            assert_eq!(Some(registration.documents.len()), body["docList"].as_array().map(Vec::len));
            assert!((1..=1800).contains(&registration.expire_seconds));
        }
        ("toss.docs.status", _) => assert!(asked(body).is_some()),
        ("toss.docs.result", _) => assert!(asked(body).unwrap().session.is_some()),
        (_, Some(service)) => {
            let receipt = TransactionId::new(Provider::Kakao, "020090913390400001").unwrap();
            let requested = Requested { caller: "app", client_code: "020040000001", service, at: now };
            let registration = of_kakao(requested, body, &receipt, &Secret::new([0; 32]));
            assert!((1..=EXPIRES_IN_MAX).contains(&registration.expire_seconds));
            assert!(registration.is_of("020040000001", service.purpose()));
        }
        other => panic!("{other:?} has no registration"),
    }
}
