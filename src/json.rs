//! Strict JSON (RFC 8259): what two readers could understand differently is refused.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
pub use serde_json::{Map, Number, Value};

use crate::error::{Code, Error, Result};

/// How deep arrays and objects may stand in each other; the outermost counts one.
pub const MAX_DEPTH: usize = 16;

/// Reads one JSON object.
///
/// Refused besides what RFC 8259 refuses: a byte order mark, bytes that are not UTF-8,
/// a name that occurs twice in one object, more than [`MAX_DEPTH`] levels, a value that
/// is not an object.
///
/// # Errors
/// [`Code::JsonInvalid`]; the input is not repeated in it.
pub fn parse_object(bytes: &[u8]) -> Result<Map<String, Value>> {
    match read(bytes)? {
        Value::Object(object) => Ok(object),
        _ => Err(Error::new(Code::JsonInvalid)),
    }
}

/// Reads one JSON object into `T`, after [`parse_object`] found it sound.
///
/// # Errors
/// [`Code::JsonInvalid`] when it is not sound or not a `T`.
pub fn parse<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T> {
    let object = parse_object(bytes)?;
    T::deserialize(Value::Object(object)).map_err(|_| Error::new(Code::JsonInvalid))
}

/// Reads one JSON array of objects into `T`s, as strictly as [`parse`] reads one of them.
///
/// # Errors
/// [`Code::JsonInvalid`] when it is not sound, or an entry is no object or not a `T`.
pub fn parse_list<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<Vec<T>> {
    let invalid = || Error::new(Code::JsonInvalid);
    let Value::Array(entries) = read(bytes)? else { return Err(invalid()) };
    entries
        .into_iter()
        .map(|entry| match entry {
            // serde would also take an array for a struct, its members by position.
            Value::Object(_) => T::deserialize(entry).map_err(|_| invalid()),
            _ => Err(invalid()),
        })
        .collect()
}

/// Reads the one value that `bytes` are.
fn read(bytes: &[u8]) -> Result<Value> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    Level(MAX_DEPTH)
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|_| Error::new(Code::JsonInvalid))
}

/// Reads what a provider has answered, which may come once only: an odd octet in it is no reason
/// to take it for lost.
///
/// Read besides what RFC 8259 has: a byte order mark, bytes that are not UTF-8 (as U+FFFD),
/// control characters (as blanks), a name that occurs twice (the last counts). `None` for the
/// rest: a page, an answer that was cut off, another type.
#[must_use]
pub fn read_leniently<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    if let Ok(read) = serde_json::from_slice(bytes) {
        return Some(read);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes).replace(|c: char| c.is_ascii_control(), " ");
    T::deserialize(serde_json::from_str::<Value>(&text).ok()?).ok()
}

/// Appends a name or index to a JSON Pointer, escaped (RFC 6901 section 3).
#[must_use]
pub fn pointer(parent: &str, token: &str) -> String {
    let mut path = String::with_capacity(parent.len() + token.len() + 1);
    path.push_str(parent);
    path.push('/');
    for c in token.chars() {
        match c {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            other => path.push(other),
        }
    }
    path
}

/// The levels that may still be opened.
struct Level(usize);

impl Level {
    fn inner<E: serde::de::Error>(&self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let level = self.inner()?.0;
        let mut values = Vec::new();
        while let Some(value) = access.next_element_seed(Level(level))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let level = self.inner()?.0;
        let mut object = Map::new();
        while let Some(name) = access.next_key::<Cow<'de, str>>()? {
            let value = access.next_value_seed(Level(level))?;
            if object.insert(name.into_owned(), value).is_some() {
                return Err(A::Error::custom("a name occurs twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn what_two_readers_could_read_differently_is_refused() {
        let deep = format!("{}1{}", "{\"a\":".repeat(17), "}".repeat(17));
        for wrong in [
            &b"\xef\xbb\xbf{}"[..],
            b"",
            b" ",
            b"[]",
            b"1",
            b"null",
            b"{",
            b"{}{}",
            b"{} x",
            b"{\"a\":1,}",
            b"{\"a\":1,\"a\":1}",
            b"{\"a\":{\"b\":1,\"b\":2}}",
            b"{\"a\":[{\"b\":1,\"\\u0062\":2}]}",
            b"{'a':1}",
            b"{\"a\":NaN}",
            b"{\"a\":01}",
            b"{\"a\":\"\xff\"}",
            b"{\"a\":\"\\ud800\"}",
            b"{\"a\":\"\n\"}",
            b"{\"a\":1e999}",
            deep.as_bytes(),
        ] {
            assert!(parse_object(wrong).is_err(), "{:?}", String::from_utf8_lossy(wrong));
        }
    }

    #[test]
    fn sixteen_levels_are_read() {
        let text = format!("{}[]{}", "{\"a\":".repeat(15), "}".repeat(15));
        assert!(parse_object(text.as_bytes()).is_ok());
        let text = format!("{}[]{}", "{\"a\":".repeat(16), "}".repeat(16));
        assert!(parse_object(text.as_bytes()).is_err());
    }

    #[test]
    fn pointers_are_escaped() {
        assert_eq!(pointer("/docList", "0"), "/docList/0");
        assert_eq!(pointer("", "a/b~c"), "/a~1b~0c");
    }
}
