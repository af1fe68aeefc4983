//! Whether the name in a certificate is the one that was expected. Informative: people
//! share names, and a certificate proves no more than a name and the provider's number.

use alloc::string::String;

use crate::cipher::hmac_sha256::mac;
use crate::secret::equal_in_constant_time;
use crate::signed_data::finding::Finding;
use crate::signed_data::{Check, SignerIdentity};

/// Separates these hashes from every other use of the key.
const CONTEXT: &[u8] = b"ingam name hash v1\0";

/// `HMAC-SHA-256(key, context || name)`: what is kept of a name that must be compared later
/// and not be read meanwhile. Names are few: without the key they are found by trying.
#[derive(Clone, Copy)]
pub struct NameHash([u8; 32]);

impl NameHash {
    /// Of a name as a person writes it; see [`same_person`] for what counts as the same.
    #[must_use]
    pub fn of(key: &[u8], name: &str) -> Self {
        Self(mac(key, &[CONTEXT, comparable(name).as_bytes()]))
    }

    /// Takes up one that was kept.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// To keep it.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A hash of a name is still about somebody.
impl core::fmt::Debug for NameHash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Whether every one of these names is the commonName of the certificate, for direct debit
/// those of the receiver and of the account holder.
///
/// White space does not count, ASCII case does not count, and Hangul is the same whether
/// it is written in syllables or in letters (NFC or NFD). No name, or no name in the
/// certificate: `NOT_COMPARED`.
#[must_use]
pub fn same_person(signer: Option<&SignerIdentity>, expected: &[&str]) -> Check {
    compare(signer, expected, |name, expected| {
        equal_in_constant_time(comparable(name).as_bytes(), comparable(expected).as_bytes())
    })
}

/// [`same_person`] with names of which only the hashes were kept.
#[must_use]
pub fn same_person_by_hash(signer: Option<&SignerIdentity>, key: &[u8], expected: &[NameHash]) -> Check {
    compare(signer, expected, |name, expected| {
        equal_in_constant_time(NameHash::of(key, name).as_bytes(), expected.as_bytes())
    })
}

fn compare<T>(signer: Option<&SignerIdentity>, expected: &[T], is_same: impl Fn(&str, &T) -> bool) -> Check {
    let name = signer.and_then(|signer| signer.common_name.as_deref()).filter(|_| !expected.is_empty());
    Check::from(match name {
        None => Finding::SamePersonNotCompared,
        Some(name) if expected.iter().all(|one| is_same(name, one)) => Finding::SamePersonPassed,
        Some(_) => Finding::SamePersonOther,
    })
}

/// First leading consonant, vowel, syllable, and the code point before the first trailing
/// consonant (Unicode section 3.12).
const L: u32 = 0x1100;
const V: u32 = 0x1161;
const S: u32 = 0xac00;
const T: u32 = 0x11a7;

/// The name without white space, in ASCII lower case, Hangul letters composed to syllables.
fn comparable(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars().filter(|c| !c.is_whitespace()) {
        let composed = text.chars().next_back().and_then(|before| compose(before, c));
        if composed.is_some() {
            text.pop();
        }
        text.push(composed.unwrap_or(c.to_ascii_lowercase()));
    }
    text
}

/// The syllable of two letters, or of an open syllable and a letter (Unicode section 3.12).
fn compose(before: char, after: char) -> Option<char> {
    let (before, after) = (u32::from(before), u32::from(after));
    let code = match (before, after) {
        (L..0x1113, V..0x1176) => S + ((before - L) * 21 + (after - V)) * 28,
        (S..0xd7a4, 0x11a8..0x11c3) if (before - S).is_multiple_of(28) => before + (after - T),
        _ => return None,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_name() {
        for (one, other) in [
            ("홍길동", " 홍 길동\n"),
            // NFD: every syllable in letters.
            ("홍길동", "\u{1112}\u{1169}\u{11bc}\u{1100}\u{1175}\u{11af}\u{1103}\u{1169}\u{11bc}"),
            ("Hong Gildong", "HONG GILDONG"),
            ("가나", "\u{1100}\u{1161}\u{1102}\u{1161}"),
        ] {
            assert_eq!(comparable(one), comparable(other));
        }
        for (one, other) in [("홍길동", "홍길돈"), ("홍길동", "홍길"), ("가", "각"), ("각", "가ㄱ")]
        {
            assert_ne!(comparable(one), comparable(other));
        }
    }

    #[test]
    fn hashes_depend_on_the_key_and_the_name() {
        let hash = NameHash::of(b"key", "홍길동");
        assert_eq!(hash.as_bytes(), NameHash::of(b"key", "홍 길동").as_bytes());
        assert_ne!(hash.as_bytes(), NameHash::of(b"yek", "홍길동").as_bytes());
        assert_ne!(hash.as_bytes(), NameHash::of(b"key", "홍길돈").as_bytes());
        assert_eq!(std::format!("{hash:?}"), "[redacted]");
    }
}
