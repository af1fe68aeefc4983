//! Damage to a seed: the same on every run with the same number to begin with.

mod der;

pub use der::tlv;

/// xorshift64*.
#[derive(Debug)]
pub struct Random(u64);

/// What readers treat as something else: ends, escapes, separators, numbers at an edge.
const PIECES: [&[u8]; 34] = [
    b"\0",
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"\r\n",
    b"\n",
    b" ",
    b"$",
    b"%",
    b"%2F",
    b"%00",
    b"&",
    b"'",
    b"+",
    b",",
    b"-",
    b"-----",
    b".",
    b"/",
    b"..",
    b":",
    b"=",
    b"<",
    b"null",
    b"true",
    b"[",
    b"{}",
    b"9223372036854775808",
    b"1e999",
    b"-0",
    b"\xef\xbb\xbf",
    b"\xff",
    "가\u{202e}".as_bytes(),
];

impl Random {
    /// Begins at a number; 0 is none of the generator's.
    #[must_use]
    pub const fn from(seed: u64) -> Self {
        Self(if seed == 0 { 1 } else { seed })
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number under `limit`; 0 where there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    /// One of them; there is at least one.
    pub fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A range of up to `longest` octets of so many.
    fn range(&mut self, length: usize, longest: usize) -> core::ops::Range<usize> {
        let begin = self.below(length + 1);
        begin..(begin + self.below(longest + 1)).min(length)
    }

    /// Changes one to four things in a copy of `seed`; pieces of `other` may come into it.
    pub fn damage(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        let mut out = seed.to_vec();
        for _ in 0..=self.below(4) {
            self.damage_once(&mut out, other);
        }
        out
    }

    fn damage_once(&mut self, out: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(out.len());
        match self.below(14) {
            0..3 if !out.is_empty() => out[at] ^= 1 << self.below(8),
            3 if !out.is_empty() => out[at] = u8::try_from(self.below(256)).unwrap(),
            4 => out.truncate(at),
            5 => drop(out.drain(self.range(out.len(), 40))),
            6 => {
                let piece = out[self.range(out.len(), 64)].to_vec();
                out.splice(at..at, piece);
            }
            7 => {
                let piece = other[self.range(other.len(), 256)].to_vec();
                let replaced = at..(at + self.below(piece.len() + 1)).min(out.len());
                out.splice(replaced, piece);
            }
            8 | 9 => {
                let piece = *self.one_of(&PIECES);
                let replaced = at..(at + self.below(3)).min(out.len());
                out.splice(replaced, piece.iter().copied());
            }
            _ => match der::damage(self, out) {
                Some(damaged) => *out = damaged,
                None => out.insert(at, u8::try_from(self.below(256)).unwrap()),
            },
        }
    }
}
