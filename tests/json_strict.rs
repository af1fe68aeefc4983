//! Strict JSON: whatever two readers could understand differently is refused at every
//! depth, whatever one writer wrote is read back whole, and no error repeats the input.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::json::{MAX_DEPTH, Value, parse, parse_list, parse_object, pointer};
use ingam::{Code, Error};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    a: u8,
    #[serde(default)]
    b: Option<String>,
}

#[test]
fn a_list_is_one_array_of_objects() {
    for wrong in [
        "",
        "null",
        "{}",
        "{\"a\":1}",
        "\"x\"",
        "[",
        "[{}",
        "[{\"a\":1},]",
        "[{\"a\":1}],",
        "[{\"a\":1}]]",
        "[{\"a\":1}][]",
        "[{\"a\":1}],\"b\":[]",
        "\u{feff}[]",
        "[1]",
        "[null]",
        "[[1,\"b\"]]",
        "[[]]",
        "[{}]",
        "[{\"a\":256}]",
        "[{\"a\":\"1\"}]",
        "[{\"a\":1,\"a\":1}]",
        "[{\"a\":1,\"c\":1}]",
        "[{\"a\":1,\"b\":1}]",
        "[{\"a\":1},{\"a\":1,\"\\u0061\":1}]",
        "[{\"a\":01}]",
        "[{'a':1}]",
        "[{\"a\":1,\"b\":\"\\ud800\"}]",
    ] {
        let error = parse_list::<Pair>(wrong.as_bytes()).unwrap_err();
        assert_eq!(error, Error::new(Code::JsonInvalid), "{wrong}");
    }
    assert_eq!(parse_list::<Pair>(b" [ ] ").unwrap(), []);
    let one = Pair { a: 1, b: None };
    let two = Pair { a: 2, b: Some("x".into()) };
    assert_eq!(parse_list::<Pair>(b"[{\"a\":1},\n{\"b\":\"x\",\"a\":2}]").unwrap(), [one, two]);
}

#[test]
fn one_object_is_one_object() {
    for wrong in ["[]", "[{\"a\":1}]", "[1,\"b\"]", "{\"a\":1}{}", "{}", "{\"a\":1,\"c\":1}"] {
        assert_eq!(parse::<Pair>(wrong.as_bytes()).unwrap_err(), Error::new(Code::JsonInvalid), "{wrong}");
    }
    assert_eq!(parse::<Pair>(b"{\"a\":1}").unwrap(), Pair { a: 1, b: None });
}

#[test]
fn the_depth_is_counted_over_arrays_and_objects_alike() {
    let nested =
        |open: &str, close: &str, levels: usize| format!("{}0{}", open.repeat(levels), close.repeat(levels));
    for (open, close) in [("{\"a\":", "}"), ("{\"a\":[", "]}")] {
        let per = open.matches(['{', '[']).count();
        assert!(parse_object(nested(open, close, MAX_DEPTH / per).as_bytes()).is_ok());
        assert!(parse_object(nested(open, close, MAX_DEPTH / per + 1).as_bytes()).is_err());
    }
    // Far beyond: refused, and no stack is used up on the way.
    for open in ["{\"a\":", "[", "{\"a\":["] {
        assert!(parse_object(format!("{{\"a\":{}", open.repeat(200_000)).as_bytes()).is_err());
    }
    // Width is no depth.
    let wide = format!("{{\"a\":[{}]}}", vec!["[]"; 10_000].join(","));
    assert!(parse_object(wide.as_bytes()).is_ok());
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// What was written is read, member for member.
    #[test]
    fn what_is_written_is_read(members in prop::collection::btree_map(any::<String>(), value(), 0..8)) {
        let object: serde_json::Map<_, _> = members.into_iter().collect();
        let text = serde_json::to_vec(&object).unwrap();
        prop_assert_eq!(parse_object(&text).unwrap(), object);
    }

    /// A name that stands twice is refused wherever the object stands, however the second
    /// one is written.
    #[test]
    fn a_name_twice_is_refused_anywhere(name in "[a-z]{1,6}", before in value(), escaped in any::<bool>(), deep in 0..6usize) {
        let again = if escaped {
            name.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<String>()
        } else {
            name.clone()
        };
        let object = format!("{{\"{name}\":{before},\"{again}\":1}}");
        let text = format!("{{\"in\":{}{object}{}}}", "[{\"x\":".repeat(deep), "}]".repeat(deep));
        prop_assert_eq!(parse_object(text.as_bytes()).unwrap_err(), Error::new(Code::JsonInvalid));
    }

    /// Any bytes: an object or the one error.
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        match parse_object(&bytes) {
            Ok(object) => prop_assert!(serde_json::from_slice::<Value>(&bytes).unwrap() == Value::Object(object)),
            Err(error) => prop_assert_eq!(error, Error::new(Code::JsonInvalid)),
        }
    }

    /// A sound text with one byte changed is read as serde_json reads it, or refused.
    #[test]
    fn nothing_is_read_that_is_not_json(at in 0..64usize, byte in any::<u8>()) {
        let mut text = json!({ "a": [1, "가", { "b": null }], "c": -1.5e3, "d": true }).to_string().into_bytes();
        let at = at % text.len();
        text[at] = byte;
        if let Ok(object) = parse_object(&text) {
            prop_assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), Value::Object(object));
        }
    }

    /// RFC 6901: a pointer made for any name finds that member.
    #[test]
    fn a_pointer_finds_what_it_was_made_for(names in prop::collection::vec("\\PC{0,6}|[/~01]{1,6}", 1..4)) {
        let mut body = json!("here");
        for name in names.iter().rev() {
            let mut members = serde_json::Map::new();
            members.insert(name.clone(), body);
            body = Value::Object(members);
        }
        let path = names.iter().fold(String::new(), |parent, name| pointer(&parent, name));
        prop_assert_eq!(body.pointer(&path), Some(&json!("here")));
    }
}
