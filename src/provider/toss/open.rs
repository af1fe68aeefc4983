//! Opening a result: every sealed value in it, or none.

use alloc::string::String;
use alloc::vec::Vec;

use super::seal::Replacement;
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::json::{self, Value};
use crate::session::{Place, ResultSession, SessionId, looks_sealed, sealed_in};

/// Opens every sealed value below `result`: the `success` of a result, or its
/// `personalData` alone (an object with none of `txId`, `personalData` and `success`).
///
/// - In `personalData` every text is sealed; one that is not does not open. Null stays.
/// - Elsewhere a text is sealed when it begins with `tag$id$`.
/// - The `doc` of a `docList` entry under another session's id is left as it is: there
///   the provider echoes what the request, and so the request's session, had sealed.
///
/// "The same input" of [`ResultSession`] is the same JSON value, whatever the order of
/// its members.
///
/// # Errors
/// All or nothing. [`Code::OpenFailed`] at the first value that does not open,
/// [`Code::SessionSpent`] when another result has been opened, [`Code::JsonInvalid`]
/// when `result` is no object.
pub fn open_result(session: &mut ResultSession, result: &Value) -> Result<Vec<Replacement>> {
    let Value::Object(members) = result else { return Err(Error::new(Code::JsonInvalid)) };
    let personal = ["txId", "personalData", "success"].iter().all(|name| !members.contains_key(*name));
    let inside = if personal { Inside::PersonalData } else { Inside::Result };
    let mut places = Vec::new();
    find(result, String::new(), inside, session.id(), &mut places);
    let opened = session.open(&digest(result)?, &places)?;
    Ok(places
        .into_iter()
        .zip(opened)
        .map(|(place, value)| Replacement { pointer: place.pointer, value })
        .collect())
}

/// Members of a `Map` are sorted, so one value has one text.
fn digest(result: &Value) -> Result<[u8; 32]> {
    Ok(sha256(&[&serde_json::to_vec(result).map_err(|_| Code::JsonInvalid)?]))
}

/// What the search stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Result,
    PersonalData,
    /// An item of `personalData`: sealed, or null.
    Item,
    DocList,
    /// A `doc` of `docList`.
    Doc,
}

impl Inside {
    fn member(self, name: &str) -> Self {
        match (self, name) {
            // Fixed to null today: what they will be one day is not known.
            (Self::PersonalData, "ci2" | "ciUpdate") => Self::Result,
            (Self::PersonalData | Self::Item, _) => Self::Item,
            (_, "personalData") => Self::PersonalData,
            (Self::Result, "docList") => Self::DocList,
            (Self::DocList, "doc") => Self::Doc,
            (Self::DocList, _) => Self::DocList,
            _ => Self::Result,
        }
    }
}

fn find<'a>(value: &'a Value, pointer: String, inside: Inside, own: &SessionId, places: &mut Vec<Place<'a>>) {
    match value {
        Value::String(text) if is_sealed(text, inside, own) => places.push(Place { pointer, sealed: text }),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                find(value, alloc::format!("{pointer}/{index}"), inside, own, places);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                find(value, json::pointer(&pointer, name), inside.member(name), own, places);
            }
        }
        _ => {}
    }
}

fn is_sealed(text: &str, inside: Inside, own: &SessionId) -> bool {
    match inside {
        Inside::PersonalData | Inside::Item => true,
        Inside::Doc => sealed_in(text).is_some_and(|id| id == *own),
        Inside::Result | Inside::DocList => looks_sealed(text),
    }
}
