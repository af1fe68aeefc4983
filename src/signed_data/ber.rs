//! BER (X.690 section 8) into DER, as far as signed messages need it: indefinite lengths
//! and OCTET STRINGs in pieces. Everything else that BER allows and DER does not is
//! refused.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::der::{Header, Malformed, OCTET_STRING, Result};

/// How deep values may stand in each other. A signed document has about twelve levels.
pub const MAX_DEPTH: usize = 32;

/// How many values one message may consist of. A signed document has about a hundred and
/// fifty; pieces of 4 KiB of the largest content are four thousand.
pub const MAX_ELEMENTS: usize = 65_536;

const CONSTRUCTED: u8 = 0x20;
const PIECES: u8 = OCTET_STRING | CONSTRUCTED;

/// The DER of the one value that `octets` are: themselves where they are DER, else the
/// same structure with definite lengths and OCTET STRINGs in one piece.
///
/// Every value, however deep, is visited once to measure it and once more to write it.
pub(super) fn to_der(octets: &[u8]) -> Result<Cow<'_, [u8]>> {
    let mut measured = Measured { lengths: Vec::new(), left: MAX_ELEMENTS, is_der: true };
    let (_, end) = measured.value(octets, 0)?;
    if end != octets.len() {
        return Err(Malformed);
    }
    if measured.is_der {
        return Ok(Cow::Borrowed(octets));
    }
    let mut writer = Writer { out: Vec::with_capacity(octets.len()), lengths: measured.lengths.into_iter() };
    writer.value(octets)?;
    Ok(Cow::Owned(writer.out))
}

/// First pass: what each constructed value will be long, in the order they begin.
struct Measured {
    lengths: Vec<usize>,
    left: usize,
    is_der: bool,
}

impl Measured {
    /// How long the contents of the first value are in DER, and where it ends.
    fn value(&mut self, octets: &[u8], depth: usize) -> Result<(usize, usize)> {
        self.left = self.left.checked_sub(1).ok_or(Malformed)?;
        let header = Header::read(octets)?;
        let body = octets.get(header.octets..).ok_or(Malformed)?;
        // Tag 0 is the end of an indefinite length and nothing else.
        if depth > MAX_DEPTH || header.tag == 0 {
            return Err(Malformed);
        }
        if header.tag & CONSTRUCTED == 0 {
            let length = header.length.filter(|length| *length <= body.len()).ok_or(Malformed)?;
            return Ok((length, header.octets.checked_add(length).ok_or(Malformed)?));
        }
        let slot = self.lengths.len();
        self.lengths.push(0);
        let pieces = header.tag == PIECES;
        self.is_der &= header.length.is_some() && !pieces;
        let mut length = 0_usize;
        let mut at = 0_usize;
        let end = loop {
            let rest = body.get(at..).ok_or(Malformed)?;
            match header.length {
                Some(total) if at == total => break total,
                Some(total) if at > total || total > body.len() => return Err(Malformed),
                None if rest.starts_with(&[0, 0]) => break at.checked_add(2).ok_or(Malformed)?,
                _ => {}
            }
            let nested = rest.first().copied();
            if pieces && nested != Some(OCTET_STRING) && nested != Some(PIECES) {
                return Err(Malformed);
            }
            let (inner, step) = self.value(rest, depth.saturating_add(1))?;
            let header_of_it = if pieces { 0 } else { header_octets(inner) };
            length =
                length.checked_add(header_of_it).and_then(|sum| sum.checked_add(inner)).ok_or(Malformed)?;
            at = at.checked_add(step).ok_or(Malformed)?;
        };
        *self.lengths.get_mut(slot).ok_or(Malformed)? = length;
        Ok((length, header.octets.checked_add(end).ok_or(Malformed)?))
    }
}

/// Second pass over what the first found sound.
struct Writer {
    out: Vec<u8>,
    lengths: alloc::vec::IntoIter<usize>,
}

impl Writer {
    /// Writes the first value; returns where it ends.
    fn value(&mut self, octets: &[u8]) -> Result<usize> {
        let header = Header::read(octets)?;
        if header.tag & CONSTRUCTED == 0 {
            let end = header.octets.checked_add(header.length.ok_or(Malformed)?).ok_or(Malformed)?;
            self.out.extend_from_slice(octets.get(..end).ok_or(Malformed)?);
            return Ok(end);
        }
        let length = self.lengths.next().ok_or(Malformed)?;
        if header.tag == PIECES {
            self.header(OCTET_STRING, length);
            return self.pieces(octets, &header);
        }
        self.header(header.tag, length);
        self.contents(octets, &header, Self::value)
    }

    /// Writes what the pieces of an OCTET STRING hold, and no header of theirs.
    fn pieces(&mut self, octets: &[u8], header: &Header) -> Result<usize> {
        self.contents(octets, header, |writer, piece| {
            let header = Header::read(piece)?;
            if header.tag == PIECES {
                writer.lengths.next().ok_or(Malformed)?;
                return writer.pieces(piece, &header);
            }
            let end = header.octets.checked_add(header.length.ok_or(Malformed)?).ok_or(Malformed)?;
            writer.out.extend_from_slice(piece.get(header.octets..end).ok_or(Malformed)?);
            Ok(end)
        })
    }

    fn contents(
        &mut self,
        octets: &[u8],
        header: &Header,
        each: impl Fn(&mut Self, &[u8]) -> Result<usize>,
    ) -> Result<usize> {
        let mut at = header.octets;
        let end = header.length.map(|length| header.octets.saturating_add(length));
        loop {
            let rest = octets.get(at..).ok_or(Malformed)?;
            match end {
                Some(end) if at >= end => return Ok(at),
                None if rest.starts_with(&[0, 0]) => return at.checked_add(2).ok_or(Malformed),
                _ => at = at.checked_add(each(self, rest)?).ok_or(Malformed)?,
            }
        }
    }

    fn header(&mut self, tag: u8, length: usize) {
        self.out.push(tag);
        let octets = length.to_be_bytes();
        let digits =
            octets.iter().position(|octet| *octet != 0).and_then(|at| octets.get(at..)).unwrap_or(&[0]);
        match (digits, u8::try_from(digits.len())) {
            ([short @ 0..0x80], _) => self.out.push(*short),
            (_, Ok(count)) => {
                self.out.push(0x80 | count);
                self.out.extend_from_slice(digits);
            }
            (_, Err(_)) => {}
        }
    }
}

/// How long tag and length are for so many octets.
const fn header_octets(length: usize) -> usize {
    match length {
        0..0x80 => 2,
        0x80..0x100 => 3,
        0x100..0x1_0000 => 4,
        0x1_0000..0x100_0000 => 5,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_is_refused() {
        for wrong in [
            // No end, an end too many, an end of a definite length.
            &b"\x30\x80"[..],
            b"\x30\x80\x05\x00",
            b"\x30\x80\x00\x00\x00\x00",
            b"\x30\x02\x00\x00",
            b"\x00\x00",
            // Indefinite and primitive; a length longer than needed, or than what is there.
            b"\x04\x80\x00\x00",
            b"\x30\x81\x02\x05\x00",
            b"\x30\x03\x05\x00",
            b"\x30\x01\x05\x00",
            // Pieces of something else, and other strings in pieces.
            b"\x24\x80\x05\x00\x00\x00",
            b"\x24\x80\x0c\x01a\x00\x00",
        ] {
            assert!(to_der(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn pieces_are_joined() {
        let cases: [(&[u8], &[u8]); 5] = [
            (b"\x30\x80\x00\x00", b"\x30\x00"),
            (b"\x24\x80\x00\x00", b"\x04\x00"),
            (b"\x24\x06\x04\x01a\x04\x01b", b"\x04\x02ab"),
            (b"\x24\x80\x04\x01a\x24\x80\x04\x01b\x24\x03\x04\x01c\x00\x00\x04\x00\x00\x00", b"\x04\x03abc"),
            (b"\xa0\x80\x24\x80\x04\x01a\x00\x00\x00\x00", b"\xa0\x03\x04\x01a"),
        ];
        for (ber, der) in cases {
            assert_eq!(to_der(ber).as_deref(), Ok(der), "{ber:?}");
        }
    }

    #[test]
    fn lengths_of_every_size() {
        for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x100_0000] {
            let mut writer = Writer { out: Vec::new(), lengths: Vec::new().into_iter() };
            writer.header(OCTET_STRING, length);
            assert_eq!(writer.out.len(), header_octets(length));
            writer.out.resize(writer.out.len() + length, 0);
            assert!(matches!(to_der(&writer.out), Ok(Cow::Borrowed(_))), "{length}");
            let mut indefinite = Vec::from(b"\x30\x80");
            indefinite.extend_from_slice(&writer.out);
            indefinite.extend_from_slice(&[0, 0]);
            let der = to_der(&indefinite).unwrap_or_default();
            assert!(matches!(to_der(&der), Ok(Cow::Borrowed(_))), "{length}");
            assert!(der.ends_with(&writer.out));
        }
    }

    #[test]
    fn depth_and_number_are_limited() {
        let nest = |levels: usize| [b"\x30\x80".repeat(levels), b"\x00\x00".repeat(levels)].concat();
        assert!(to_der(&nest(MAX_DEPTH + 1)).is_ok());
        assert!(to_der(&nest(MAX_DEPTH + 2)).is_err());
        let flat = |values: usize| [&b"\x30\x80"[..], &b"\x05\x00".repeat(values), b"\x00\x00"].concat();
        assert!(to_der(&flat(MAX_ELEMENTS - 1)).is_ok());
        assert!(to_der(&flat(MAX_ELEMENTS)).is_err());
    }
}
