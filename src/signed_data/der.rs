//! A strict reader of DER (X.690 section 10): one encoding per value, no copies, no
//! recursion, every length checked against what is there.
//!
//! It reads the octets of a signed structure as they stand, which is what a verifier
//! needs: a reader that builds values and writes them again may repair what it read, such
//! as the order of a `SET OF`.

use crate::time::UnixTime;

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const ENUMERATED: u8 = 0x0a;
pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const IA5_STRING: u8 = 0x16;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// `[n]`, primitive: an IMPLICIT tag on a primitive type.
pub(super) const fn context(number: u8) -> u8 {
    0x80 | number
}

/// `[n]`, constructed: an EXPLICIT tag, or an IMPLICIT one on a constructed type.
pub(super) const fn context_constructed(number: u8) -> u8 {
    0xa0 | number
}

/// The octets are not the DER of what was to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

pub(super) type Result<T> = core::result::Result<T, Malformed>;

/// One value: tag, length, contents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub tag: u8,
    pub contents: &'a [u8],
    /// With tag and length.
    pub whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// A reader of the contents.
    pub(super) const fn reader(&self) -> Reader<'a> {
        Reader::new(self.contents)
    }
}

/// Reads values one after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(octets: &'a [u8]) -> Self {
        Self { rest: octets }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Nothing may be left.
    pub(super) const fn finish(self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed) }
    }

    /// The next value, whatever it is.
    pub(super) fn any(&mut self) -> Result<Element<'a>> {
        let header = Header::read(self.rest)?;
        let length = header.length.ok_or(Malformed)?;
        let end = header.octets.checked_add(length).ok_or(Malformed)?;
        let (whole, rest) = self.rest.split_at_checked(end).ok_or(Malformed)?;
        let contents = whole.get(header.octets..).ok_or(Malformed)?;
        self.rest = rest;
        Ok(Element { tag: header.tag, contents, whole })
    }

    /// The next value, which has this tag.
    pub(super) fn element(&mut self, tag: u8) -> Result<Element<'a>> {
        self.optional(tag)?.ok_or(Malformed)
    }

    /// The next value if it has this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        if self.rest.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// A reader of the next value's contents.
    pub(super) fn inside(&mut self, tag: u8) -> Result<Self> {
        self.element(tag).map(|element| element.reader())
    }

    /// The contents of an OBJECT IDENTIFIER, to be compared with those of a known one.
    pub(super) fn object_identifier(&mut self) -> Result<&'a [u8]> {
        let contents = self.element(OBJECT_IDENTIFIER)?.contents;
        if contents.last().is_some_and(|octet| octet & 0x80 == 0) { Ok(contents) } else { Err(Malformed) }
    }

    /// The contents of an INTEGER in two's complement: at least one octet, no needless one.
    pub(super) fn integer(&mut self) -> Result<&'a [u8]> {
        integer(self.element(INTEGER)?.contents)
    }

    /// A small INTEGER that is not negative.
    pub(super) fn small(&mut self) -> Result<u32> {
        small(self.integer()?)
    }

    /// BOOLEAN: 00 or FF (X.690 section 11.1). One that is DEFAULT FALSE is not written
    /// when false (section 11.5), so that FALSE is refused.
    pub(super) fn default_false(&mut self) -> Result<bool> {
        match self.optional(BOOLEAN)? {
            None => Ok(false),
            Some(element) => truth(element.contents),
        }
    }

    /// The octets of a BIT STRING without unused bits.
    pub(super) fn whole_octets(&mut self) -> Result<&'a [u8]> {
        match self.element(BIT_STRING)?.contents.split_first() {
            Some((0, octets)) => Ok(octets),
            _ => Err(Malformed),
        }
    }

    /// UTCTime or GeneralizedTime, in the one form that RFC 5280 section 4.1.2.5 allows.
    pub(super) fn time(&mut self) -> Result<UnixTime> {
        let element = self.any()?;
        time(element.tag, element.contents)
    }
}

/// Tag and length as they stand, for the readers of DER and BER.
pub(super) struct Header {
    pub tag: u8,
    /// `None`: indefinite (X.690 section 8.1.3.6).
    pub length: Option<usize>,
    /// How long tag and length are.
    pub octets: usize,
}

impl Header {
    /// Reads a low tag number, and a length that is written as short as can be
    /// (X.690 section 10.1) or indefinite.
    pub(super) fn read(octets: &[u8]) -> Result<Self> {
        let (&tag, rest) = octets.split_first().ok_or(Malformed)?;
        if tag & 0x1f == 0x1f {
            return Err(Malformed);
        }
        let (&first, rest) = rest.split_first().ok_or(Malformed)?;
        let count = match first {
            0x80 => return Ok(Self { tag, length: None, octets: 2 }),
            0..0x80 => return Ok(Self { tag, length: Some(usize::from(first)), octets: 2 }),
            _ => usize::from(first & 0x7f),
        };
        if count > 4 {
            return Err(Malformed);
        }
        let digits = rest.get(..count).ok_or(Malformed)?;
        let length = digits.iter().fold(0_u32, |length, digit| (length << 8) | u32::from(*digit));
        if digits.first() == Some(&0) || length < 0x80 {
            return Err(Malformed);
        }
        let length = usize::try_from(length).map_err(|_| Malformed)?;
        Ok(Self { tag, length: Some(length), octets: count.saturating_add(2) })
    }
}

/// Checks the contents of an INTEGER or ENUMERATED (X.690 section 8.3.2).
pub(super) const fn integer(contents: &[u8]) -> Result<&[u8]> {
    match contents {
        [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(Malformed),
        _ => Ok(contents),
    }
}

/// The value of an INTEGER that is not negative and fits.
pub(super) fn small(contents: &[u8]) -> Result<u32> {
    match integer(contents)? {
        [first, ..] if *first >= 0x80 => Err(Malformed),
        digits if digits.len() <= 4 => {
            Ok(digits.iter().fold(0, |number, digit| (number << 8) | u32::from(*digit)))
        }
        _ => Err(Malformed),
    }
}

/// The contents of a BOOLEAN that is written only when true.
pub(super) const fn truth(contents: &[u8]) -> Result<bool> {
    match contents {
        [0xff] => Ok(true),
        _ => Err(Malformed),
    }
}

/// The first nine bits of a named BIT STRING, bit 0 the highest of the sixteen
/// (X.690 section 11.2: unused bits zero, no zero bits at the end).
pub(super) fn named_bits(contents: &[u8]) -> Result<u16> {
    let (&unused, octets) = contents.split_first().ok_or(Malformed)?;
    let bits = match *octets {
        [] if unused == 0 => return Ok(0),
        [first] => u16::from(first) << 8,
        [first, second] => (u16::from(first) << 8) | u16::from(second),
        _ => return Err(Malformed),
    };
    let last = octets.last().copied().unwrap_or(0);
    // The last bit written is a one, and what is unused is what stands behind it.
    if last != 0 && last.trailing_zeros() == u32::from(unused) { Ok(bits) } else { Err(Malformed) }
}

/// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`. Two digits stand for 1950 to 2049.
pub(super) fn time(tag: u8, contents: &[u8]) -> Result<UnixTime> {
    let text = core::str::from_utf8(contents).map_err(|_| Malformed)?;
    let (digits, _) = text.split_once('Z').filter(|(_, rest)| rest.is_empty()).ok_or(Malformed)?;
    let (century, digits) = match (tag, digits.len()) {
        (UTC_TIME, 12) if digits.starts_with(['5', '6', '7', '8', '9']) => ("19", digits),
        (UTC_TIME, 12) => ("20", digits),
        (GENERALIZED_TIME, 14) => digits.split_at_checked(2).ok_or(Malformed)?,
        _ => return Err(Malformed),
    };
    let mut text = alloc::string::String::from(century);
    for (index, digit) in digits.chars().enumerate() {
        match index {
            2 | 4 => text.push('-'),
            6 => text.push('T'),
            8 | 10 => text.push(':'),
            _ => {}
        }
        text.push(digit);
    }
    text.push('Z');
    UnixTime::parse(&text).ok_or(Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8]) -> Result<&[u8]> {
        let mut reader = Reader::new(octets);
        let element = reader.any()?;
        reader.finish()?;
        Ok(element.contents)
    }

    #[test]
    fn what_is_not_der_is_refused() {
        for wrong in [
            &b""[..],
            b"\x04",
            b"\x04\x01",
            b"\x04\x00\x00",
            b"\x04\x80\x00\x00",
            b"\x04\x81\x01a",
            b"\x04\x82\x00\x80",
            b"\x04\x85\x00\x00\x00\x00\x01a",
            b"\x04\x84\xff\xff\xff\xff",
            b"\x04\xff",
            b"\x1f\x81\x00\x00",
        ] {
            assert_eq!(read(wrong), Err(Malformed), "{wrong:?}");
        }
        assert_eq!(read(b"\x04\x01a"), Ok(&b"a"[..]));
    }

    #[test]
    fn a_signature_has_whole_octets() {
        let whole = |octets| Reader::new(octets).whole_octets();
        for wrong in [&b"\x03\x00"[..], b"\x03\x02\x01\xfe", b"\x03\x02\x07\x80", b"\x04\x02\x00a"] {
            assert_eq!(whole(wrong), Err(Malformed), "{wrong:?}");
        }
        assert_eq!(whole(b"\x03\x03\x00ab"), Ok(&b"ab"[..]));
    }

    #[test]
    fn integers_have_one_form() {
        for wrong in [&b""[..], b"\x00\x7f", b"\xff\x80", b"\x00\x00"] {
            assert_eq!(integer(wrong), Err(Malformed), "{wrong:?}");
        }
        for wrong in [&b"\x80"[..], b"\xff", b"\x01\x00\x00\x00\x00"] {
            assert_eq!(small(wrong), Err(Malformed), "{wrong:?}");
        }
        assert_eq!(
            (small(b"\x00"), small(b"\x00\x80"), small(b"\x7f\xff\xff\xff")),
            (Ok(0), Ok(128), Ok(0x7fff_ffff))
        );
    }

    #[test]
    fn named_bits_have_one_form() {
        for wrong in [
            &b""[..],
            b"\x01",
            b"\x00\x00",
            b"\x05\xc0",
            b"\x07\xc0",
            b"\x08\x80",
            b"\x06\xc1",
            b"\x00\xff\xff\xff",
        ] {
            assert_eq!(named_bits(wrong), Err(Malformed), "{wrong:?}");
        }
        assert_eq!(
            (named_bits(b"\x00"), named_bits(b"\x06\xc0"), named_bits(b"\x07\x00\x80")),
            (Ok(0), Ok(0xc000), Ok(0x0080))
        );
    }

    #[test]
    fn times_have_one_form() {
        for (tag, wrong) in [
            (UTC_TIME, "220425161613"),
            (UTC_TIME, "2204251616Z"),
            (UTC_TIME, "220425161613+0900"),
            (UTC_TIME, "220230000000Z"),
            (UTC_TIME, "220425246060Z"),
            (UTC_TIME, "20220425161613Z"),
            (GENERALIZED_TIME, "220425161613Z"),
            (GENERALIZED_TIME, "20220425161613.5Z"),
            (GENERALIZED_TIME, "20220425161613ZZ"),
            (OCTET_STRING, "220425161613Z"),
        ] {
            assert_eq!(time(tag, wrong.as_bytes()), Err(Malformed), "{wrong}");
        }
        assert_eq!(time(UTC_TIME, b"220425161613Z"), Ok(UnixTime(1_650_903_373)));
        assert_eq!(time(UTC_TIME, b"500101000000Z"), Ok(UnixTime(-631_152_000)));
        assert_eq!(time(GENERALIZED_TIME, b"20500101000000Z"), Ok(UnixTime(2_524_608_000)));
    }
}
