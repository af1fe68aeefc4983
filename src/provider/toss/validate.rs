//! Validation of docs requests: pure, complete (every problem at once), and no stricter
//! than the provider. Unknown members are nobody's business.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::rules as rule;
use super::wire::{Flag, WholeNumber};
use crate::encoding::base64_decode;
use crate::json::{Map, Value};
use crate::provider::problem::{PROBLEMS_MAX, Problem, Rule, Severity};
use crate::session::{SealedField, SessionKey};
use crate::transaction::{Provider, TransactionId};

/// `serviceName`: the most characters (Unicode scalar values).
pub const SERVICE_NAME_CHARACTERS: usize = 50;
/// `expireSeconds`: the longest time to sign.
pub const EXPIRE_SECONDS_MAX: i64 = 1800;
/// `doc`: the most characters Toss recommends.
pub const DOC_CHARACTERS_RECOMMENDED: usize = 2_000;

/// The problems of a body of `POST /api/v2/sign/docs/request`, in the order of the table.
#[must_use]
pub fn docs_request(body: &Map<String, Value>) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    let encrypted = members(body, "docList").iter().any(|entry| doc_encrypted(entry) == Some(true));
    let request_type = found.one_of(
        body,
        "requestType",
        &["USER_PERSONAL", "USER_CI"],
        &rule::REQUEST_TYPE_MISSING,
        &rule::REQUEST_TYPE_UNKNOWN,
    );
    found.one_of(
        body,
        "triggerType",
        &["PUSH", "APP_SCHEME"],
        &rule::TRIGGER_TYPE_MISSING,
        &rule::TRIGGER_TYPE_UNKNOWN,
    );
    let needs_session = request_type.is_some() || encrypted;
    let session = found.session_key(body, needs_session.then_some(&rule::SESSION_KEY_MISSING));
    for personal in &PERSONAL {
        found.personal(body, personal, request_type, session.as_ref());
    }
    match present(body, "serviceName") {
        None => found.at("/serviceName", &rule::SERVICE_NAME_MISSING),
        Some(value) => {
            let characters = value.as_str().map(|text| text.chars().count());
            if !characters.is_some_and(|count| (1..=SERVICE_NAME_CHARACTERS).contains(&count)) {
                found.at("/serviceName", &rule::SERVICE_NAME_LENGTH);
            }
        }
    }
    if let Some(value) = present(body, "expireSeconds")
        && !whole_number(value).is_some_and(|seconds| (1..=EXPIRE_SECONDS_MAX).contains(&seconds))
    {
        found.at("/expireSeconds", &rule::EXPIRE_SECONDS_RANGE);
    }
    found.documents(body, session.as_ref());
    found.0
}

/// The problems of a body of `POST /api/v2/sign/docs/status`.
#[must_use]
pub fn docs_status(body: &Map<String, Value>) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    found.tx_id(body);
    found.0
}

/// The problems of a body of `POST /api/v2/sign/docs/result`.
#[must_use]
pub fn docs_result(body: &Map<String, Value>) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    found.tx_id(body);
    found.session_key(body, Some(&rule::RESULT_SESSION_KEY_MISSING));
    found.0
}

/// The member, unless it is missing or null.
pub(super) fn present<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    body.get(name).filter(|value| !value.is_null())
}

/// `docEncrypted` of a document: absent is false. `None` when it is neither true nor false.
pub(super) fn doc_encrypted(entry: &Value) -> Option<bool> {
    match entry.get("docEncrypted") {
        None | Some(Value::Null) => Some(false),
        Some(value) => Flag::deserialize(value).ok()?.value(),
    }
}

/// A whole number, as a JSON number or as its text.
pub(super) fn whole_number(value: &Value) -> Option<i64> {
    WholeNumber::deserialize(value).ok()?.value()
}

fn members<'a>(body: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    body.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A personal field: when it is required, and its rules.
struct Personal {
    name: &'static str,
    required_by: &'static str,
    missing: &'static Rule,
    plain: &'static Rule,
    foreign: &'static Rule,
}

static PERSONAL: [Personal; 4] = [
    Personal {
        name: "userName",
        required_by: "USER_PERSONAL",
        missing: &rule::USER_NAME_MISSING,
        plain: &rule::USER_NAME_PLAIN,
        foreign: &rule::USER_NAME_FOREIGN,
    },
    Personal {
        name: "userPhone",
        required_by: "USER_PERSONAL",
        missing: &rule::USER_PHONE_MISSING,
        plain: &rule::USER_PHONE_PLAIN,
        foreign: &rule::USER_PHONE_FOREIGN,
    },
    Personal {
        name: "userBirthday",
        required_by: "USER_PERSONAL",
        missing: &rule::USER_BIRTHDAY_MISSING,
        plain: &rule::USER_BIRTHDAY_PLAIN,
        foreign: &rule::USER_BIRTHDAY_FOREIGN,
    },
    Personal {
        name: "userCi",
        required_by: "USER_CI",
        missing: &rule::USER_CI_MISSING,
        plain: &rule::USER_CI_PLAIN,
        foreign: &rule::USER_CI_FOREIGN,
    },
];

/// Whether the text of a document is sealed under this session.
fn is_sealed(document: &Map<String, Value>, session: Option<&SessionKey>) -> bool {
    let text = present(document, "doc").and_then(Value::as_str);
    let field = text.and_then(|text| SealedField::parse(text).ok());
    matches!((field, session), (Some(field), Some(session)) if field.id() == session.id())
}

/// The problems found so far.
struct Found(Vec<Problem>);

impl Found {
    fn at(&mut self, path: impl Into<String>, rule: &'static Rule) {
        if self.0.len() >= PROBLEMS_MAX {
            // An error takes the place of a warning: it alone keeps the request from being sent.
            let warning = self.0.iter().rposition(|problem| problem.severity() == Severity::Warning);
            match warning.filter(|_| rule.severity == Severity::Error) {
                Some(index) => drop(self.0.remove(index)),
                None => return,
            }
        }
        self.0.push(Problem::new(path.into(), rule));
    }

    fn one_of<'a>(
        &mut self,
        body: &'a Map<String, Value>,
        name: &str,
        listed: &[&str],
        missing: &'static Rule,
        unknown: &'static Rule,
    ) -> Option<&'a str> {
        let Some(value) = present(body, name) else {
            self.at(format!("/{name}"), missing);
            return None;
        };
        let value = value.as_str().filter(|text| listed.contains(text));
        if value.is_none() {
            self.at(format!("/{name}"), unknown);
        }
        value
    }

    fn tx_id(&mut self, body: &Map<String, Value>) {
        match present(body, "txId") {
            None => self.at("/txId", &rule::TX_ID_MISSING),
            Some(value) => {
                if value.as_str().and_then(|id| TransactionId::new(Provider::Toss, id)).is_none() {
                    self.at("/txId", &rule::TX_ID_SHAPE);
                }
            }
        }
    }

    fn session_key(
        &mut self,
        body: &Map<String, Value>,
        missing: Option<&'static Rule>,
    ) -> Option<SessionKey> {
        let Some(value) = present(body, "sessionKey") else {
            if let Some(missing) = missing {
                self.at("/sessionKey", missing);
            }
            return None;
        };
        let session = value.as_str().and_then(|text| SessionKey::parse(text).ok());
        if session.is_none() {
            self.at("/sessionKey", &rule::SESSION_KEY_SHAPE);
        }
        session
    }

    fn personal(
        &mut self,
        body: &Map<String, Value>,
        personal: &Personal,
        request_type: Option<&str>,
        session: Option<&SessionKey>,
    ) {
        let path = || format!("/{}", personal.name);
        match present(body, personal.name) {
            None if request_type == Some(personal.required_by) => self.at(path(), personal.missing),
            None => {}
            Some(value) => self.sealed(value, path(), session, personal.plain, personal.foreign),
        }
    }

    fn sealed(
        &mut self,
        value: &Value,
        path: String,
        session: Option<&SessionKey>,
        plain: &'static Rule,
        foreign: &'static Rule,
    ) {
        match (value.as_str().and_then(|text| SealedField::parse(text).ok()), session) {
            (None, _) => self.at(path, plain),
            (Some(field), Some(session)) if field.id() != session.id() => self.at(path, foreign),
            _ => {}
        }
    }

    fn documents(&mut self, body: &Map<String, Value>, session: Option<&SessionKey>) {
        let Some(list) = present(body, "docList").and_then(Value::as_array) else {
            return self.at("/docList", &rule::DOC_LIST_MISSING);
        };
        if list.is_empty() {
            return self.at("/docList", &rule::DOC_LIST_EMPTY);
        }
        let mut orders = BTreeSet::new();
        for (index, entry) in list.iter().enumerate() {
            let path = format!("/docList/{index}");
            match entry {
                Value::Object(document) => {
                    let order = self.document(document, entry, &path, session);
                    if order.is_some_and(|order| !orders.insert(order)) {
                        self.at(format!("{path}/order"), &rule::ORDER_TWICE);
                    }
                }
                _ => self.at(path, &rule::DOCUMENT_SHAPE),
            }
        }
        // As many orders as documents: each has a sound one, and no two the same.
        let last = orders.last().copied().and_then(|last| usize::try_from(last).ok());
        if orders.len() == list.len() && last != Some(list.len()) {
            self.at("/docList", &rule::ORDER_GAP);
        }
    }

    /// Checks one document and returns its order, if it has a sound one.
    fn document(
        &mut self,
        document: &Map<String, Value>,
        entry: &Value,
        path: &str,
        session: Option<&SessionKey>,
    ) -> Option<i64> {
        if present(document, "docTitle").and_then(Value::as_str).is_none_or(str::is_empty) {
            self.at(format!("{path}/docTitle"), &rule::DOC_TITLE_MISSING);
        }
        let doc_type =
            self.listed(document, path, "docType", &["TEXT", "HTML", "PDF"], &rule::DOC_TYPE_UNKNOWN);
        let encrypted = doc_encrypted(entry);
        if encrypted.is_none() {
            self.at(format!("{path}/docEncrypted"), &rule::DOC_ENCRYPTED_UNKNOWN);
        }
        self.doc(document, path, doc_type, encrypted, session);
        let sealed = encrypted == Some(true) && is_sealed(document, session);
        let signature_type = self.listed(
            document,
            path,
            "signatureType",
            &["PKCS7", "PKCS7_NO_CONTENT_WITH_ATTR"],
            &rule::SIGNATURE_TYPE_UNKNOWN,
        );
        if sealed && signature_type != Some("PKCS7_NO_CONTENT_WITH_ATTR") {
            self.at(format!("{path}/docEncrypted"), &rule::DOC_ENCRYPTED_RETURNS);
        }
        if doc_type == Some("PDF") && signature_type != Some("PKCS7_NO_CONTENT_WITH_ATTR") {
            self.at(format!("{path}/signatureType"), &rule::SIGNATURE_TYPE_PDF);
        }
        let Some(order) = present(document, "order") else {
            self.at(format!("{path}/order"), &rule::ORDER_MISSING);
            return None;
        };
        let order = whole_number(order).filter(|order| *order >= 1);
        if order.is_none() {
            self.at(format!("{path}/order"), &rule::ORDER_RANGE);
        }
        order
    }

    fn doc(
        &mut self,
        document: &Map<String, Value>,
        path: &str,
        doc_type: Option<&str>,
        encrypted: Option<bool>,
        session: Option<&SessionKey>,
    ) {
        let path = format!("{path}/doc");
        let Some(value) =
            present(document, "doc").filter(|value| value.as_str().is_some_and(|s| !s.is_empty()))
        else {
            return self.at(path, &rule::DOC_MISSING);
        };
        match (encrypted, value.as_str()) {
            (Some(true), _) => self.sealed(value, path, session, &rule::DOC_PLAIN, &rule::DOC_FOREIGN),
            (Some(false), Some(text)) if doc_type == Some("PDF") && base64_decode(text).is_err() => {
                self.at(path, &rule::DOC_NOT_BASE64);
            }
            (Some(false), Some(text)) if text.chars().count() > DOC_CHARACTERS_RECOMMENDED => {
                self.at(path, &rule::DOC_LONG);
            }
            _ => {}
        }
    }

    fn listed<'a>(
        &mut self,
        document: &'a Map<String, Value>,
        path: &str,
        name: &str,
        listed: &[&str],
        unknown: &'static Rule,
    ) -> Option<&'a str> {
        let value = present(document, name)?;
        let found = value.as_str().filter(|text| listed.contains(text));
        if found.is_none() {
            self.at(format!("{path}/{name}"), unknown);
        }
        found
    }
}
