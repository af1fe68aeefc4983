//! Damage to one value of a DER structure: the lengths around it fit afterwards, so that a
//! reader gets as far as to the damage.

use super::Random;

const TAGS: [u8; 15] =
    [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x17, 0x18, 0x24, 0x30, 0x31, 0x80, 0xa0, 0xa1];
const DEEPEST: usize = 24;

/// `None` where the octets do not begin with a value, or something stands behind it.
pub(super) fn damage(random: &mut Random, octets: &[u8]) -> Option<Vec<u8>> {
    let (value, rest) = split(octets)?;
    rest.is_empty().then(|| changed(random, &value, DEEPEST))
}

struct Value<'a> {
    tag: u8,
    contents: &'a [u8],
    whole: &'a [u8],
}

/// The first value and what follows it.
fn split(octets: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let (&tag, rest) = octets.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let count = usize::from(first.saturating_sub(0x80));
    if first == 0x80 || count > 4 {
        return None;
    }
    let (digits, rest) = rest.split_at_checked(count)?;
    let long = digits.iter().fold(0, |length, digit| (length << 8) | usize::from(*digit));
    let length = if count == 0 { usize::from(first) } else { long };
    let (contents, rest) = rest.split_at_checked(length)?;
    let whole = &octets[..octets.len() - rest.len()];
    Some((Value { tag, contents, whole }, rest))
}

/// The values that `octets` consist of; `None` where they consist of something else.
fn values(mut octets: &[u8]) -> Option<Vec<Value<'_>>> {
    let mut list = Vec::new();
    while !octets.is_empty() {
        let (value, rest) = split(octets)?;
        list.push(value);
        octets = rest;
    }
    Some(list)
}

fn changed(random: &mut Random, value: &Value<'_>, depth: usize) -> Vec<u8> {
    // An OCTET STRING may hold DER as well, as extensions do.
    let is_nested = value.tag & 0x20 != 0 || (value.tag == 4 && value.contents.first() == Some(&0x30));
    let inner = values(value.contents).filter(|inner| is_nested && !inner.is_empty());
    match inner {
        Some(inner) if depth > 0 && random.below(8) != 0 => {
            tlv(value.tag, &changed_within(random, &inner, depth - 1))
        }
        _ => replaced(random, value),
    }
}

fn changed_within(random: &mut Random, inner: &[Value<'_>], depth: usize) -> Vec<u8> {
    let mut parts: Vec<Vec<u8>> = inner.iter().map(|value| value.whole.to_vec()).collect();
    let (at, other) = (random.below(parts.len()), random.below(parts.len()));
    match random.below(12) {
        0 => drop(parts.remove(at)),
        1 => parts.insert(other, parts[at].clone()),
        2 => parts.swap(at, other),
        3 => parts[at] = parts[other].clone(),
        _ => parts[at] = changed(random, &inner[at], depth),
    }
    parts.concat()
}

fn replaced(random: &mut Random, value: &Value<'_>) -> Vec<u8> {
    let mut contents = value.contents.to_vec();
    let at = random.below(contents.len());
    match random.below(8) {
        0 => contents.truncate(at),
        1 => contents.insert(at, u8::try_from(random.below(256)).unwrap()),
        2 => return tlv(*random.one_of(&TAGS), &contents),
        3 => return with_length(value.tag, random.below(contents.len() + 300), &contents),
        4 => return [&[value.tag, 0x80][..], &contents, &[0, 0]].concat(),
        // A length with a zero more than it needs.
        5 => {
            let digits = u16::try_from(contents.len()).unwrap_or(u16::MAX).to_be_bytes();
            return [&[value.tag, 0x83, 0][..], &digits, &contents].concat();
        }
        _ if !contents.is_empty() => contents[at] ^= 1 << random.below(8),
        _ => contents.push(0),
    }
    tlv(value.tag, &contents)
}

/// Tag, length and contents.
#[must_use]
pub fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    with_length(tag, contents.len(), contents)
}

fn with_length(tag: u8, length: usize, contents: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|digit| *digit == 0).collect();
    let header = match length {
        short @ 0..0x80 => vec![tag, u8::try_from(short).unwrap()],
        _ => [vec![tag, 0x80 | u8::try_from(digits.len()).unwrap()], digits].concat(),
    };
    [header.as_slice(), contents].concat()
}
