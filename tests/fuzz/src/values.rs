use ingam::encoding::{
    base64, base64_decode, base64_either_decode, base64url, base64url_decode, hex, hex_decode,
};
use ingam::json::{MAX_DEPTH, Value, parse_object, pointer};
use ingam::provider::kakao::signing::Date;
use ingam::time::{CalendarDate, UnixTime};

use crate::{Outcome, text};

/// [`parse_object`] takes exactly what `serde_json` takes, is an object, has no name twice and
/// no more than [`MAX_DEPTH`] levels; and reads the same. Every member is found again by its
/// pointer.
pub fn json(bytes: &[u8]) -> Outcome {
    let read = parse_object(bytes).ok().map(Value::Object);
    let plain: Option<Value> = serde_json::from_slice(bytes).ok();
    let sound = plain.filter(|value| {
        // Outside of strings a colon stands behind each name, the doubled ones as well.
        value.is_object() && colons(bytes) == members(value) && depth(value) <= MAX_DEPTH
    });
    assert_eq!(read, sound);
    let Some(value) = read else { return Outcome::Refused };
    check_pointers(&value, &value, "");
    Outcome::Accepted
}

fn colons(json: &[u8]) -> usize {
    let (mut inside, mut escaped, mut count) = (false, false, 0);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = inside,
            b'"' => inside = !inside,
            b':' => count += usize::from(!inside),
            _ => {}
        }
    }
    count
}

fn members(value: &Value) -> usize {
    match value {
        Value::Array(values) => values.iter().map(members).sum(),
        Value::Object(object) => object.len() + object.values().map(members).sum::<usize>(),
        _ => 0,
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn check_pointers(root: &Value, value: &Value, path: &str) {
    assert_eq!(root.pointer(path), Some(value));
    if let Value::Object(object) = value {
        for (name, value) in object {
            check_pointers(root, value, &pointer(path, name));
        }
    }
}

/// A time that [`UnixTime::parse`] takes is written so that it reads the same again. A
/// [`Date`] is kept as it is written, a birthday has its eight digits.
pub fn time(bytes: &[u8]) -> Outcome {
    if let Some(millis) = bytes.first_chunk() {
        let time = UnixTime::from_millis(i64::from_be_bytes(*millis));
        let written = time.plus_seconds(i64::from_le_bytes(*millis)).to_rfc3339();
        assert!(written.ends_with('Z') && time.to_rfc3339().len() >= 20);
    }
    let Some(text) = text(bytes) else { return Outcome::Refused };
    let read = UnixTime::parse(text);
    if let Some(time) = read {
        assert_eq!(UnixTime::parse(&time.to_rfc3339()), Some(time), "{}", time.to_rfc3339());
    }
    let date = Date::parse(text);
    if let Some(date) = &date {
        assert_eq!((date.as_str(), Some(date.time())), (text, read));
        let both = [Date::with_milliseconds(date.time()), Date::without_milliseconds(date.time())];
        assert!(both.iter().all(|form| Date::parse(form.as_str()).as_ref() == Some(form)));
    }
    let birthday = CalendarDate::parse_compact(text);
    if let Some(CalendarDate { year, month, day }) = birthday {
        assert_eq!(format!("{year:04}{month:02}{day:02}"), text);
    }
    Outcome::of(read.is_some() || birthday.is_some())
}

/// Each decoder takes the one text that its encoder writes. The one of either alphabet agrees
/// with both.
pub fn encoding(bytes: &[u8]) -> Outcome {
    let Some(text) = text(bytes) else { return Outcome::Refused };
    let (standard, url, hexadecimal) = (base64_decode(text), base64url_decode(text), hex_decode(text));
    assert!(standard.as_ref().is_ok_and(|octets| base64(octets) == text) || standard.is_err());
    assert!(url.as_ref().is_ok_and(|octets| base64url(octets) == text) || url.is_err());
    assert!(hexadecimal.as_ref().is_ok_and(|octets| hex(octets) == text) || hexadecimal.is_err());
    let mut either = Vec::new();
    let either = base64_either_decode(text, &mut either).map(|()| either);
    for strict in [standard, url].into_iter().filter(Result::is_ok) {
        assert_eq!(either, strict);
    }
    Outcome::of(either.is_ok() || hexadecimal.is_ok())
}
