//! Validation of KakaoCert's requests: pure, complete (every problem at once), and no
//! stricter than the tables of [`super::RULES`]. Unknown members are nobody's business.
//!
//! A member that is null or the empty text is one that is missing: the published clients
//! leave such a member out. Lengths are in characters (Unicode scalar values).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::operation::Service;
use super::registration::EXPIRES_IN_MAX;
use super::rules as rule;
use crate::json::{Map, Value};
use crate::provider::number::WholeNumber;
use crate::provider::problem::{Problem, Rule};
use crate::signer::{check_birthday, check_phone};

use Service::{DirectDebit, ESign, Identity};

/// The problems of a body of `POST /…/Request` of this service, in the order of the table.
#[must_use]
pub fn request(service: Service, body: &Map<String, Value>) -> Vec<Problem> {
    let app_to_app = service.app_to_app() && body.get("isAppUseYN") == Some(&Value::Bool(true));
    let mut problems = Vec::new();
    for member in MEMBERS.iter().filter(|member| member.services.contains(&service)) {
        let value = body.get(member.name).filter(|value| !is_missing(value));
        let broken = match value {
            None => member.missing,
            Some(value) => member.must_be.broken_by(value).or(member.not_applied.filter(|_| app_to_app)),
        };
        problems.extend(broken.map(|rule| Problem::new(format!("/{}", member.name), rule)));
    }
    problems
}

fn is_missing(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

/// A member of a request. Each has one problem at a time.
struct Member {
    name: &'static str,
    services: &'static [Service],
    /// The rule that a request without it breaks; none of an optional member.
    missing: Option<&'static Rule>,
    must_be: MustBe,
    /// The rule about a member that App to App does not use.
    not_applied: Option<&'static Rule>,
}

enum MustBe {
    /// Text, of this many characters at most.
    Text { type_rule: &'static Rule, most: Option<(usize, &'static Rule)> },
    /// Text with these characters.
    Written { type_rule: &'static Rule, sound: fn(&str) -> bool, value_rule: &'static Rule },
    /// A number from 1 to [`EXPIRES_IN_MAX`].
    Seconds,
    /// true or false, and perhaps better not true.
    Boolean { type_rule: &'static Rule, if_true: Option<&'static Rule> },
}

impl MustBe {
    fn broken_by(&self, value: &Value) -> Option<&'static Rule> {
        match (self, value) {
            (Self::Text { most, .. }, Value::String(text)) => {
                most.filter(|(most, _)| text.chars().count() > *most).map(|(_, rule)| rule)
            }
            (Self::Written { sound, value_rule, .. }, Value::String(text)) => {
                (!sound(text)).then_some(*value_rule)
            }
            (Self::Seconds, Value::Number(_)) => {
                let seconds = WholeNumber::deserialize(value).ok().and_then(|number| number.value());
                let in_range = seconds.is_some_and(|seconds| (1..=EXPIRES_IN_MAX).contains(&seconds));
                (!in_range).then_some(&rule::EXPIRES_IN_RANGE)
            }
            (Self::Boolean { if_true, .. }, Value::Bool(value)) => if_true.filter(|_| *value),
            (
                Self::Text { type_rule, .. }
                | Self::Written { type_rule, .. }
                | Self::Boolean { type_rule, .. },
                _,
            ) => Some(type_rule),
            (Self::Seconds, _) => Some(&rule::EXPIRES_IN_TYPE),
        }
    }
}

fn is_birthday(text: &str) -> bool {
    check_birthday(text).is_ok()
}

fn is_phone(text: &str) -> bool {
    check_phone(text).is_ok()
}

const EVERY: &[Service] = &Service::ALL;

impl Member {
    const fn of(services: &'static [Service], name: &'static str, must_be: MustBe) -> Self {
        Self { name, services, missing: None, must_be, not_applied: None }
    }

    const fn required(mut self, rule: &'static Rule) -> Self {
        self.missing = Some(rule);
        self
    }

    const fn not_in_app_to_app(mut self, rule: &'static Rule) -> Self {
        self.not_applied = Some(rule);
        self
    }
}

const fn text(type_rule: &'static Rule) -> MustBe {
    MustBe::Text { type_rule, most: None }
}

const fn text_of(type_rule: &'static Rule, most: usize, rule: &'static Rule) -> MustBe {
    MustBe::Text { type_rule, most: Some((most, rule)) }
}

static MEMBERS: &[Member] = &[
    Member::of(
        EVERY,
        "CallCenterNum",
        text_of(&rule::CALL_CENTER_NUM_TYPE, 20, &rule::CALL_CENTER_NUM_LENGTH),
    )
    .required(&rule::CALL_CENTER_NUM_MISSING),
    Member::of(EVERY, "CallCenterName", text(&rule::CALL_CENTER_NAME_TYPE)),
    Member::of(EVERY, "Expires_in", MustBe::Seconds).required(&rule::EXPIRES_IN_MISSING),
    Member::of(
        EVERY,
        "ReceiverBirthDay",
        MustBe::Written {
            type_rule: &rule::RECEIVER_BIRTH_DAY_TYPE,
            sound: is_birthday,
            value_rule: &rule::RECEIVER_BIRTH_DAY_VALUE,
        },
    )
    .required(&rule::RECEIVER_BIRTH_DAY_MISSING),
    Member::of(
        EVERY,
        "ReceiverHP",
        MustBe::Written {
            type_rule: &rule::RECEIVER_HP_TYPE,
            sound: is_phone,
            value_rule: &rule::RECEIVER_HP_VALUE,
        },
    )
    .required(&rule::RECEIVER_HP_MISSING),
    Member::of(EVERY, "ReceiverName", text_of(&rule::RECEIVER_NAME_TYPE, 20, &rule::RECEIVER_NAME_LENGTH))
        .required(&rule::RECEIVER_NAME_MISSING),
    Member::of(&[ESign], "Token", text_of(&rule::TOKEN_TYPE, 500, &rule::TOKEN_LENGTH))
        .required(&rule::TOKEN_MISSING),
    Member::of(&[Identity], "Token", text(&rule::TOKEN_TYPE)).required(&rule::TOKEN_MISSING),
    Member::of(
        &[DirectDebit],
        "BankAccountName",
        text_of(&rule::BANK_ACCOUNT_NAME_TYPE, 20, &rule::BANK_ACCOUNT_NAME_LENGTH),
    ),
    Member::of(
        &[DirectDebit],
        "BankAccountNum",
        text_of(&rule::BANK_ACCOUNT_NUM_TYPE, 31, &rule::BANK_ACCOUNT_NUM_LENGTH),
    )
    .required(&rule::BANK_ACCOUNT_NUM_MISSING),
    Member::of(&[DirectDebit], "BankCode", text_of(&rule::BANK_CODE_TYPE, 10, &rule::BANK_CODE_LENGTH))
        .required(&rule::BANK_CODE_MISSING),
    Member::of(
        &[DirectDebit],
        "ClientUserID",
        text_of(&rule::CLIENT_USER_ID_TYPE, 40, &rule::CLIENT_USER_ID_LENGTH),
    )
    .required(&rule::CLIENT_USER_ID_MISSING),
    Member::of(EVERY, "TMSTitle", text_of(&rule::TMS_TITLE_TYPE, 40, &rule::TMS_TITLE_LENGTH))
        .required(&rule::TMS_TITLE_MISSING),
    Member::of(EVERY, "TMSMessage", text_of(&rule::TMS_MESSAGE_TYPE, 500, &rule::TMS_MESSAGE_LENGTH))
        .not_in_app_to_app(&rule::TMS_MESSAGE_NOT_APPLIED),
    Member::of(EVERY, "SubClientID", text_of(&rule::SUB_CLIENT_ID_TYPE, 12, &rule::SUB_CLIENT_ID_LENGTH))
        .not_in_app_to_app(&rule::SUB_CLIENT_ID_NOT_APPLIED),
    Member::of(
        EVERY,
        "isAllowSimpleRegistYN",
        MustBe::Boolean { type_rule: &rule::SIMPLE_TYPE, if_true: Some(&rule::SIMPLE_OBSOLETE) },
    ),
    Member::of(
        EVERY,
        "isVerifyNameYN",
        MustBe::Boolean { type_rule: &rule::VERIFY_NAME_TYPE, if_true: None },
    ),
    Member::of(EVERY, "PayLoad", text_of(&rule::PAYLOAD_TYPE, 200, &rule::PAYLOAD_LENGTH)),
    Member::of(
        &[ESign, DirectDebit],
        "isAppUseYN",
        MustBe::Boolean { type_rule: &rule::APP_USE_TYPE, if_true: None },
    ),
];
