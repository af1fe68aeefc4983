//! `GET /v1/transactions`: the caller's transactions that still want something, newest first,
//! a page at a time.
//!
//! Which they are, the caller's gate knows; what is to be said of each, its own object.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::{Code, Error, Result};
use crate::exchange::Response;
use crate::gateway::refusal::json_response;
use crate::json::Value;
use crate::time::UnixTime;
use crate::transaction::{Pending, TransactionId};

/// How many transactions a page has at most.
pub const PAGE: usize = 25;

/// Which page of which transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// `state`; all of them where it is missing.
    pub pending: Option<Pending>,
    /// `before`: behind which row the page begins.
    pub before: Option<Place>,
}

/// Where a transaction stands in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The first key of the order.
    pub requested_at: UnixTime,
    /// The second: the name of the transaction's object.
    pub name: String,
}

/// A row of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What the index says.
    pub pending: Pending,
    /// Where it stands.
    pub place: Place,
}

impl Query {
    /// Reads what stands behind the `?`. No value has anything to percent-encode.
    ///
    /// # Errors
    /// [`Code::OptionInvalid`] about a parameter that there is not, that comes twice, or that
    /// has another value.
    pub fn parse(query: &str) -> Result<Self> {
        let mut read = Self::default();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name {
                "state" if read.pending.is_none() => {
                    read.pending = Some(Pending::named(value).ok_or_else(|| wrong("state"))?);
                }
                "before" if read.before.is_none() => {
                    read.before = Some(Place::parse(value).ok_or_else(|| wrong("before"))?);
                }
                "state" => return Err(wrong("state")),
                "before" => return Err(wrong("before")),
                _ => return Err(wrong("query")),
            }
        }
        Ok(read)
    }

    /// The path of the page that begins behind this place.
    fn next(&self, place: &Place) -> String {
        let state = self.pending.map(|pending| format!("state={}&", pending.name())).unwrap_or_default();
        format!("/v1/transactions?{state}before={}", place.to_text())
    }
}

fn wrong(parameter: &'static str) -> Error {
    Error::new(Code::OptionInvalid).about(parameter)
}

impl Place {
    /// `{seconds}.{provider}.{id}`
    fn parse(text: &str) -> Option<Self> {
        let (seconds, name) = text.split_once('.')?;
        let name = TransactionId::of_name(&name.replacen('.', ":", 1))?.to_string();
        seconds.parse().ok().map(|seconds| Self { requested_at: UnixTime(seconds), name })
    }

    fn to_text(&self) -> String {
        format!("{}.{}", self.requested_at.0, self.name.replacen(':', ".", 1))
    }
}

/// The answer: of [`PAGE`] rows and one more, if there is one, and what the objects of the
/// first said of them, in the same order.
///
/// A transaction that has moved on since it was noted is left out, so a page may have fewer.
/// One whose object fails is listed with the code of its failure.
#[must_use]
pub fn answer(query: &Query, rows: &[Row], shown: &[Response]) -> Response {
    let of_page = rows.iter().take(PAGE).zip(shown);
    let transactions: Vec<Value> = of_page.filter_map(|(row, shown)| item(query, row, shown)).collect();
    let mut body = json!({ "transactions": transactions });
    let last = rows.get(PAGE).and(rows.get(PAGE.saturating_sub(1)));
    if let (Some(last), Value::Object(members)) = (last, &mut body) {
        members.insert("next".into(), query.next(&last.place).into());
    }
    json_response(200, "application/json", &body).with("cache-control", "no-store")
}

fn item(query: &Query, row: &Row, shown: &Response) -> Option<Value> {
    if shown.status == 404 {
        return None;
    }
    if shown.status == 200 {
        let value: Value = serde_json::from_slice(&shown.body).ok()?;
        let state = value.get("state")?.as_str()?;
        let wanted = match query.pending {
            Some(pending) => [pending.name(), "reading"].contains(&state),
            None => ["requested", "uncertain", "reading"].contains(&state),
        };
        return wanted.then_some(value);
    }
    let id = TransactionId::of_name(&row.place.name)?;
    Some(json!({
        "provider": id.provider(),
        "id": id.id(),
        "state": row.pending.name(),
        "requestedAt": row.place.requested_at.to_rfc3339(),
        "code": shown.header("ingam-error").unwrap_or(Code::Internal.entry().code),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TX: &str = "toss:67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";

    fn about(query: &str) -> Option<String> {
        Query::parse(query).err().and_then(|error| error.subject().map(String::from))
    }

    #[test]
    fn what_is_no_query_of_the_list_is_refused_by_name() {
        for (query, parameter) in [
            ("state=", "state"),
            ("state=completed", "state"),
            ("state=Requested", "state"),
            ("state=requested&state=requested", "state"),
            ("state", "state"),
            ("before=1", "before"),
            ("before=1.", "before"),
            ("before=x.kakao.1", "before"),
            ("before=1.naver.1", "before"),
            ("before=1.toss.1", "before"),
            ("before=1.kakao.1.1", "before"),
            ("before=99999999999999999999.kakao.1", "before"),
            ("before=1.kakao.1&before=1.kakao.1", "before"),
            ("limit=5", "query"),
            ("State=requested", "query"),
        ] {
            assert_eq!(about(query).as_deref(), Some(parameter), "{query}");
        }
    }

    #[test]
    fn the_next_page_begins_where_this_one_ends() {
        let place = Place { requested_at: UnixTime(5), name: TX.into() };
        for pending in [None, Some(Pending::Requested), Some(Pending::Uncertain)] {
            let query = Query { pending, before: None };
            let next = query.next(&place);
            let read = Query::parse(next.split_once('?').map_or("", |(_, query)| query));
            assert_eq!(read, Ok(Query { pending, before: Some(place.clone()) }));
        }
        assert_eq!(Query::parse(""), Ok(Query::default()));
    }

    fn row(number: usize) -> Row {
        let place = Place { requested_at: UnixTime(5), name: format!("kakao:{number}") };
        Row { pending: Pending::Requested, place }
    }

    fn shown(state: &str) -> Response {
        let body = json!({ "state": state });
        Response::new(200, "application/json", serde_json::to_vec(&body).unwrap_or_default())
    }

    fn listed(query: &Query, rows: &[Row], shown: &[Response]) -> Value {
        serde_json::from_slice(&answer(query, rows, shown).body).unwrap_or_default()
    }

    #[test]
    fn a_page_has_a_next_only_where_there_is_more() {
        for (count, more) in [(0, false), (1, false), (PAGE, false), (PAGE + 1, true)] {
            let rows: Vec<Row> = (0..count).map(row).collect();
            let shown: Vec<Response> = (0..count.min(PAGE)).map(|_| shown("requested")).collect();
            let body = listed(&Query::default(), &rows, &shown);
            let number = body.get("transactions").and_then(Value::as_array).map(Vec::len);
            assert_eq!(number, Some(count.min(PAGE)));
            let next = format!("/v1/transactions?before=5.kakao.{}", PAGE - 1);
            assert_eq!(body.get("next"), more.then(|| Value::from(next)).as_ref());
        }
    }

    #[test]
    fn what_has_moved_on_is_left_out_and_what_fails_is_named() {
        let failed = Response::new(503, "application/problem+json", Vec::new())
            .with("ingam-error", Code::StoreKeyMissing.entry().code);
        let gone = Response::new(404, "application/problem+json", Vec::new());
        let answers =
            [shown("completed"), gone, shown("uncertain"), shown("reading"), failed, shown("requested")];
        let rows: Vec<Row> = (0..answers.len()).map(row).collect();
        let states = |pending| {
            let body = listed(&Query { pending, before: None }, &rows, &answers);
            let of = |item: &Value| item.get("state").and_then(Value::as_str).map(String::from);
            body.get("transactions")
                .and_then(Value::as_array)
                .map(|items| items.iter().filter_map(of).collect())
        };
        let all: Option<Vec<String>> = states(None);
        let expected = ["uncertain", "reading", "requested", "requested"].map(String::from).to_vec();
        assert_eq!(all, Some(expected));
        let uncertain: Option<Vec<String>> = states(Some(Pending::Uncertain));
        assert_eq!(uncertain, Some(["uncertain", "reading", "requested"].map(String::from).to_vec()));
        let body = listed(&Query::default(), &rows, &answers);
        assert_eq!(
            body.pointer("/transactions/2"),
            Some(&json!({
                "provider": "kakao", "id": "4", "state": "requested",
                "requestedAt": "1970-01-01T00:00:05Z", "code": "INGAM_STORE_KEY_MISSING",
            }))
        );
    }
}
