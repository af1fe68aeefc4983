//! What is remembered of a request to KakaoCert: digests and keyed hashes, never a text or a
//! name.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::digest::sha256_hex;
use ingam::json::{Map, Value};
use ingam::provider::kakao::operation::Service;
use ingam::provider::kakao::registration::{
    EXPIRES_IN_MAX, Requested, adoption, name_hash, registration, result_session,
};
use ingam::provider::kakao::wire::SignState;
use ingam::secret::Secret;
use ingam::time::UnixTime;
use ingam::transaction::{
    Action, Answer, Channel, Event, Outcome, Provider, Purpose, Registration, State, TransactionId, step,
};
use serde_json::json;

const AT: UnixTime = UnixTime(1_767_323_045);
const KEY: Secret<[u8; 32]> = Secret::new([7; 32]);

fn receipt(id: &str) -> TransactionId {
    TransactionId::new(Provider::Kakao, id).unwrap()
}

fn requested(service: Service) -> Requested<'static> {
    Requested { caller: "dev", client_code: "020040000001", service, at: AT }
}

fn body(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other}"),
    }
}

fn registered(service: Service, value: Value) -> Registration {
    registration(requested(service), &body(value), &receipt("1"), &KEY)
}

#[test]
fn a_text_is_kept_as_its_digest() {
    for service in [Service::ESign, Service::Identity] {
        let kept = registered(
            service,
            json!({ "Token": "canary 원문", "Expires_in": 300, "ReceiverName": "canary-name", "PayLoad": "canary" }),
        );
        assert_eq!((kept.caller.as_str(), kept.requested_at, kept.expire_seconds), ("dev", AT, 300));
        assert_eq!(kept.request_session, None);
        let [document] = kept.documents.as_slice() else { panic!("{:?}", kept.documents) };
        assert_eq!((document.order, document.signature_type.as_str()), (1, "PKCS7"));
        assert_eq!(document.sha256, Some(sha256_hex("canary 원문".as_bytes())));
        let particulars = kept.particulars.as_ref().unwrap();
        assert_eq!(particulars.purpose, service.purpose());
        assert_eq!((particulars.client_code.as_str(), &particulars.persons), ("020040000001", &None));
        assert!(!serde_json::to_string(&kept).unwrap().contains("canary"));
        assert!(!format!("{kept:?}").contains("canary"));
    }
}

#[test]
fn a_consent_has_no_text_of_ours_and_two_names_as_hashes() {
    let kept = registered(
        Service::DirectDebit,
        json!({ "ReceiverName": "canary 홍길동", "BankAccountName": "canary 김토스", "Token": "not a member of a consent" }),
    );
    assert_eq!((kept.documents.as_slice(), kept.expire_seconds), (&[][..], EXPIRES_IN_MAX));
    let particulars = kept.particulars.clone().unwrap();
    assert_eq!(particulars.purpose, Purpose::DirectDebitConsent);
    let persons = particulars.persons.unwrap();
    assert_eq!(persons.receiver, name_hash(&KEY, &receipt("1"), "canary 홍길동"));
    assert_eq!(persons.account_holder, Some(name_hash(&KEY, &receipt("1"), "canary 김토스")));
    let stored = serde_json::to_string(&kept).unwrap();
    assert!(!stored.contains("canary") && !stored.contains("홍길동"), "{stored}");
    assert_eq!(serde_json::from_str::<Registration>(&stored).unwrap(), kept);
    // The holder is optional; empty is none.
    for holder in [json!(null), json!("")] {
        let kept =
            registered(Service::DirectDebit, json!({ "ReceiverName": "x", "BankAccountName": holder }));
        assert_eq!(kept.particulars.unwrap().persons.unwrap().account_holder, None);
    }
}

#[test]
fn a_name_is_hashed_as_people_compare_names_for_one_receipt_and_key() {
    let hash = |name: &str| name_hash(&KEY, &receipt("1"), name);
    for same in [" 홍 길동", "홍길동\n", "홍\u{3000}길동", "\u{1112}\u{1169}\u{11bc}길동"] {
        assert_eq!(hash(same), hash("홍길동"), "{same:?}");
    }
    for other in ["홍길똥", "", "HONG"] {
        assert_ne!(hash(other), hash("홍길동"), "{other:?}");
    }
    assert_eq!(hash("HONG"), hash("hong"));
    assert_ne!(hash("홍길동"), name_hash(&KEY, &receipt("2"), "홍길동"));
    assert_ne!(hash("홍길동"), name_hash(&Secret::new([8; 32]), &receipt("1"), "홍길동"));
    // The receipt and the name do not run together.
    assert_ne!(name_hash(&KEY, &receipt("1"), "2x"), name_hash(&KEY, &receipt("12"), "x"));
    assert_eq!(hash("홍길동").0.len(), 64);
}

#[test]
fn only_true_is_app_to_app_and_an_identification_never_is() {
    for (service, flag, channel) in [
        (Service::ESign, json!(true), Channel::AppLink),
        (Service::DirectDebit, json!(true), Channel::AppLink),
        (Service::Identity, json!(true), Channel::Push),
        (Service::ESign, json!(false), Channel::Push),
        (Service::ESign, json!(null), Channel::Push),
        (Service::ESign, json!("true"), Channel::Push),
    ] {
        let kept = registered(service, json!({ "Token": "x", "isAppUseYN": flag }));
        assert_eq!(kept.particulars.unwrap().channel, channel, "{service:?} {flag}");
    }
    assert_eq!(registered(Service::ESign, json!({})).particulars.unwrap().channel, Channel::Push);
}

#[test]
fn a_receipt_is_adopted_only_where_its_state_names_the_client_code() {
    let state = |more: Value| -> SignState {
        let mut body =
            json!({ "receiptID": "1", "state": 1, "clientCode": "020040000001", "expires_in": 300 });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(body).unwrap()
    };
    let adopt = |state: &SignState| adoption(requested(Service::ESign), state, &receipt("1"));
    for foreign in [
        json!({ "clientCode": "020040000002" }),
        json!({ "clientCode": null }),
        json!({ "clientCode": "" }),
        json!({ "receiptID": "2" }),
    ] {
        assert_eq!(adopt(&state(foreign.clone())), None, "{foreign}");
    }
    let kept = adopt(&state(json!({ "appUseYN": true }))).unwrap();
    assert_eq!((kept.expire_seconds, kept.documents.as_slice()), (300, &[][..]));
    let particulars = kept.particulars.unwrap();
    assert_eq!((particulars.channel, particulars.persons), (Channel::AppLink, None));
    assert_eq!(adopt(&state(json!({ "expires_in": null }))).unwrap().expire_seconds, EXPIRES_IN_MAX);
}

/// Every question for a Kakao result is the same question.
#[test]
fn a_stored_result_is_replayed_to_whoever_of_the_caller_asks() {
    let ask = || Event::Ask {
        session: result_session(),
        session_id: String::new(),
        question: None,
        retry: false,
        now: AT,
    };
    let state = State::registered(Provider::Kakao, registered(Service::ESign, json!({ "Token": "x" })));
    let (state, actions) = step(&state, ask());
    assert_eq!(actions, [Action::Persist, Action::Call { attempt: 1 }]);
    let answer = Answer::Result { completed_at: None };
    let (state, _) = step(&state, Event::Answered { attempt: 1, answer, now: AT });
    let (state, actions) = step(&state, ask());
    let replay = Outcome::Deliver { read: 1, attempt: 1, replayed: true };
    assert_eq!((actions.as_slice(), state.attempts()), (&[Action::Finish(replay)][..], 1));
}
