//! Names (RFC 5280 section 4.1.2.4): their attributes, and when two are the same.

use alloc::string::String;
use alloc::vec::Vec;

use super::der::{
    IA5_STRING, Malformed, OBJECT_IDENTIFIER, PRINTABLE_STRING, Reader, Result, SEQUENCE, SET, UTF8_STRING,
};

/// The longest name that is read. X.520 allows 64 characters in most attributes.
const MAX_BYTES: usize = 8192;

/// Checks the form of a Name.
pub(super) fn check(name: &[u8]) -> Result<()> {
    if name.len() > MAX_BYTES {
        return Err(Malformed);
    }
    let mut names = Reader::new(name).inside(SEQUENCE)?;
    while !names.is_empty() {
        let mut set = names.inside(SET)?;
        // SIZE (1..MAX)
        loop {
            attribute(&mut set)?;
            if set.is_empty() {
                break;
            }
        }
    }
    Ok(())
}

/// Whether a name has no attribute at all.
pub(super) fn is_empty(name: &[u8]) -> bool {
    Reader::new(name).inside(SEQUENCE).is_ok_and(|names| names.is_empty())
}

/// The text of the one attribute of this type; `None` where there is none, more than one,
/// or another type of string than UTF-8, printable or IA5.
pub(super) fn text<'a>(name: &'a [u8], of_type: &[u8]) -> Option<&'a str> {
    let mut found = None;
    let mut names = Reader::new(name).inside(SEQUENCE).ok()?;
    while !names.is_empty() {
        let mut set = names.inside(SET).ok()?;
        while !set.is_empty() {
            let (identifier, tag, value) = attribute(&mut set).ok()?;
            if identifier == of_type {
                let text = core::str::from_utf8(value).ok().filter(|_| is_text(tag))?;
                if found.replace(text).is_some() {
                    return None;
                }
            }
        }
    }
    found
}

/// Whether two names are the same (RFC 5280 section 7.1): the same attributes in the same
/// order; text without regard to ASCII case and to how much white space stands between
/// words, whether UTF8String, PrintableString or IA5String; everything else by its octets.
///
/// Letters outside of ASCII are compared as they are: two names that differ in them are
/// taken for different, which refuses and never admits.
pub(super) fn same(left: &[u8], right: &[u8]) -> bool {
    left == right || equivalent(left, right).unwrap_or(false)
}

fn equivalent(left: &[u8], right: &[u8]) -> Result<bool> {
    let (mut left, mut right) = (Reader::new(left).inside(SEQUENCE)?, Reader::new(right).inside(SEQUENCE)?);
    while !left.is_empty() && !right.is_empty() {
        let (mut one, mut other) = (left.inside(SET)?, right.inside(SET)?);
        while !one.is_empty() && !other.is_empty() {
            let (left_type, left_tag, left_value) = attribute(&mut one)?;
            let (right_type, right_tag, right_value) = attribute(&mut other)?;
            let same_value = if is_text(left_tag) && is_text(right_tag) {
                folded(left_value).eq(folded(right_value))
            } else {
                left_tag == right_tag && left_value == right_value
            };
            if left_type != right_type || !same_value {
                return Ok(false);
            }
        }
        if !(one.is_empty() && other.is_empty()) {
            return Ok(false);
        }
    }
    Ok(left.is_empty() && right.is_empty())
}

/// Type, tag and contents of the next AttributeTypeAndValue.
fn attribute<'a>(set: &mut Reader<'a>) -> Result<(&'a [u8], u8, &'a [u8])> {
    let mut pair = set.inside(SEQUENCE)?;
    let identifier = pair.object_identifier()?;
    let value = pair.any()?;
    pair.finish()?;
    Ok((identifier, value.tag, value.contents))
}

const fn is_text(tag: u8) -> bool {
    matches!(tag, UTF8_STRING | PRINTABLE_STRING | IA5_STRING)
}

/// The octets of a text in lower case, without white space around it and with one space
/// between words.
fn folded(text: &[u8]) -> impl Iterator<Item = u8> {
    let words = text.split(|octet| *octet == b' ').filter(|word| !word.is_empty());
    words.flat_map(|word| core::iter::once(b' ').chain(word.iter().map(u8::to_ascii_lowercase)))
}

/// Reads a name from text such as `CN=Toss CA1,OU=Toss Cert,O=Viva Republica Inc,C=KR`
/// (RFC 4514: the last attribute first), as UTF8Strings, domain components as IA5Strings.
///
/// Known types: CN, OU, O, C, L, ST, STREET, UID, DC, and dotted numbers. A value that
/// begins with `#` is the hexadecimal BER of one value. `None` for anything else.
pub(super) fn from_text(text: &str) -> Option<Vec<u8>> {
    let mut names = Vec::new();
    for set in split(text, ',')?.iter().rev() {
        let mut attributes = Vec::new();
        for pair in split(set, '+')? {
            let (kind, value) = pair.split_once('=')?;
            let identifier = attribute_type(kind.trim())?;
            let value = attribute_value(value, &identifier)?;
            let pair = [tlv(OBJECT_IDENTIFIER, &identifier), value].concat();
            attributes.push(tlv(SEQUENCE, &pair));
        }
        // The order of a SET OF (X.690 section 11.6).
        attributes.sort_unstable();
        names.extend_from_slice(&tlv(SET, &attributes.concat()));
    }
    let name = tlv(SEQUENCE, &names);
    check(&name).ok().map(|()| name)
}

/// Splits at a separator that no backslash stands before.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut begin, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == separator {
            parts.push(text.get(begin..at)?);
            begin = at.checked_add(1)?;
        }
    }
    parts.push(text.get(begin..)?);
    (!escaped).then_some(parts)
}

fn attribute_type(name: &str) -> Option<Vec<u8>> {
    let known: &[u8] = match name.to_ascii_uppercase().as_str() {
        "CN" => super::oid::COMMON_NAME,
        "C" => b"\x55\x04\x06",
        "L" => b"\x55\x04\x07",
        "ST" => b"\x55\x04\x08",
        "STREET" => b"\x55\x04\x09",
        "O" => b"\x55\x04\x0a",
        "OU" => b"\x55\x04\x0b",
        "UID" => super::oid::USER_ID,
        "DC" => super::oid::DOMAIN_COMPONENT,
        dotted => return object_identifier(dotted),
    };
    Some(known.to_vec())
}

/// The contents octets of `1.2.3` (X.690 section 8.19).
fn object_identifier(dotted: &str) -> Option<Vec<u8>> {
    let is_number = |arc: &&str| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
    let mut arcs = dotted.split('.').map(|arc| Some(arc).filter(is_number)?.parse::<u32>().ok());
    let (first, second) = (arcs.next()??, arcs.next()??);
    if first > 2 || (first < 2 && second > 39) {
        return None;
    }
    let mut contents = Vec::new();
    for arc in core::iter::once(Some(first.checked_mul(40)?.checked_add(second)?)).chain(arcs) {
        let arc = arc?;
        for shift in [28, 21, 14, 7] {
            if arc >> shift != 0 {
                contents.push(0x80 | u8::try_from((arc >> shift) & 0x7f).ok()?);
            }
        }
        contents.push(u8::try_from(arc & 0x7f).ok()?);
    }
    Some(contents)
}

fn attribute_value(text: &str, identifier: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_start_matches(' ');
    if let Some(digits) = text.strip_prefix('#') {
        return (0..digits.len())
            .step_by(2)
            .map(|at| hex_octet(digits.get(at..at.checked_add(2)?)?))
            .collect();
    }
    let mut value = Vec::new();
    // Spaces at the end belong to the value only when escaped.
    let mut solid = 0;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            if c == ' ' {
                continue;
            }
        } else if let Some(octet) = rest.as_str().get(..2).and_then(hex_octet) {
            value.push(octet);
            rest.nth(1);
        } else {
            let c = rest.next().filter(|c| " \"#+,;<=>\\".contains(*c))?;
            value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        solid = value.len();
    }
    value.truncate(solid);
    let value = String::from_utf8(value).ok()?;
    let tag = if identifier == super::oid::DOMAIN_COMPONENT { IA5_STRING } else { UTF8_STRING };
    Some(tlv(tag, value.as_bytes()))
}

fn hex_octet(digits: &str) -> Option<u8> {
    (digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .then(|| u8::from_str_radix(digits, 16).ok())?
}

/// A value of up to 65 535 octets; what is longer makes no name.
fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut value = Vec::from([tag]);
    match u16::try_from(contents.len()).map(u16::to_be_bytes) {
        Ok([0, short @ 0..0x80]) => value.push(short),
        Ok([0, low]) => value.extend_from_slice(&[0x81, low]),
        Ok([high, low]) => value.extend_from_slice(&[0x82, high, low]),
        Err(_) => return Vec::new(),
    }
    value.extend_from_slice(contents);
    value
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use crate::encoding::hex;

    #[test]
    fn what_is_no_name_is_refused() {
        for wrong in [
            "",
            "CN",
            "XX=a",
            "CN=a,",
            "CN=a\\",
            "CN=a\\zb",
            "1=a",
            "1.40=a",
            "3.1=a",
            "CN=#0",
            "CN=#0c0261",
            "CN=\\ff",
        ] {
            assert_eq!(from_text(wrong), None, "{wrong}");
        }
    }

    /// The examples of RFC 4514 section 4, and the octets of an issuer as Toss writes it.
    #[test]
    fn names_from_text() {
        let issuer = "3051310b300906035504060c024b52311b3019060355040a0c12566976612052657075626c69636120496e633112301006\
                      0355040b0c09546f737320436572743111300f06035504030c08546f737320434131";
        let name = from_text("CN=Toss CA1, OU=Toss Cert,O=Viva Republica Inc ,C=KR").unwrap();
        assert_eq!(hex(&name), issuer);
        let name = from_text("CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net").unwrap();
        assert_eq!(text(&name, super::super::oid::COMMON_NAME), Some("James \"Jim\" Smith, III"));
        assert_eq!(text(&name, super::super::oid::DOMAIN_COMPONENT), None);
        let name = from_text("1.3.6.1.4.1.1466.0=#04024869").unwrap();
        assert!(hex(&name).ends_with("06082b060104018b3a0004024869"));
        assert_eq!(
            text(&from_text("CN=Lu\\C4\\8Di\\C4\\87").unwrap(), super::super::oid::COMMON_NAME),
            Some("Lučić")
        );
        assert_eq!(from_text("CN=a\\ ,O=b").unwrap(), from_text("CN=a\\20,O=b").unwrap());
    }

    #[test]
    fn names_are_compared_as_names() {
        let name = |text| from_text(text).unwrap();
        let toss = name("CN=Toss CA1,O=Viva Republica Inc,C=KR");
        assert!(same(&toss, &name("CN=toss  ca1\\ ,O=VIVA republica  Inc,C=kr")));
        for other in [
            "CN=Toss CA1,O=Viva Republica Inc",
            // The beginning of it.
            "O=Viva Republica Inc,C=KR",
            "O=Viva Republica Inc,CN=Toss CA1,C=KR",
            "CN=TossCA1,O=Viva Republica Inc,C=KR",
            "CN=Toss CA1,OU=Viva Republica Inc,C=KR",
            "CN=Toss CA1,O=Viva Republica Inc+C=KR",
            "CN=Toss CA1,O=Viva Republica Inc,C=KR,C=KR",
        ] {
            assert!(!same(&toss, &name(other)) && !same(&name(other), &toss), "{other}");
        }
        let mut printable = toss.clone();
        let at = printable.windows(4).position(|octets| octets == b"\x0c\x02KR").unwrap();
        *printable.get_mut(at).unwrap() = PRINTABLE_STRING;
        assert!(same(&toss, &printable));
        // The same octets as T61String are another text.
        *printable.get_mut(at).unwrap() = 0x14;
        assert!(!same(&toss, &printable));
    }
}
