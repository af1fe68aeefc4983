//! One field on the wire: `tag$id$base64(ciphertext || tag)` of AES-GCM, or
//! `tag$id$base64(ciphertext)$hmac` of AES-CBC.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::SessionId;
use crate::encoding;
use crate::error::{Code, Error, Result};

/// The version tag: `v1`, or `v1_` and a release such as `v1_0.0.14`.
///
/// Everything of version 1 is read alike; a session writes its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Tag(Cow<'static, str>);

/// `v1_` and at most this many characters.
const RELEASE_CHARS_MAX: usize = 32;

impl Default for Tag {
    fn default() -> Self {
        Self(Cow::Borrowed("v1"))
    }
}

impl Tag {
    /// Reads `v1` or `v1_…` (letters, digits, `.` and `-`).
    ///
    /// # Errors
    /// [`Code::OptionInvalid`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        if text == "v1" {
            return Ok(Self::default());
        }
        let release = text.strip_prefix("v1_").unwrap_or("");
        let sound = release.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'.' || c == b'-');
        if release.is_empty() || release.len() > RELEASE_CHARS_MAX || !sound {
            return Err(Error::new(Code::OptionInvalid));
        }
        Ok(Self(Cow::Owned(String::from(text))))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}

/// A sealed field, parsed. Displayed it is the wire text; its debug form has the id only.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedField {
    tag: Tag,
    id: SessionId,
    sealed: Sealed,
}

/// What a cipher made.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Sealed {
    pub(super) bytes: Vec<u8>,
    /// The hexadecimal HMAC beside AES-CBC, as it was written; AES-GCM has none.
    pub(super) mac: Option<String>,
}

/// A SHA-256 in hexadecimal.
const MAC_CHARS: usize = 64;

impl SealedField {
    pub(super) const fn new(tag: Tag, id: SessionId, sealed: Sealed) -> Self {
        Self { tag, id, sealed }
    }

    /// Reads exactly three parts, the last canonical base64 (RFC 4648 sections 3.3 and
    /// 3.5), or a fourth after it: 64 hexadecimal digits.
    ///
    /// Digits are read in either case, because clients that write capitals exist and it is
    /// the provider's to refuse them; a session opens only what is written in lower case.
    ///
    /// # Errors
    /// [`Code::OpenFailed`] for anything else: whoever sends fields learns the same from
    /// a text that is no field as from one that does not open.
    pub fn parse(text: &str) -> Result<Self> {
        let (tag, id, rest) = split(text).ok_or(Code::OpenFailed)?;
        let (data, mac) = match rest.split_once('$') {
            Some((data, mac)) => (data, Some(mac)),
            None => (rest, None),
        };
        let sound = |mac: &str| mac.len() == MAC_CHARS && mac.bytes().all(|c| c.is_ascii_hexdigit());
        if !mac.is_none_or(sound) {
            return Err(Error::new(Code::OpenFailed));
        }
        let bytes = encoding::base64_decode(data).map_err(|_| Code::OpenFailed)?;
        Ok(Self { tag, id, sealed: Sealed { bytes, mac: mac.map(String::from) } })
    }

    /// The session it was sealed in.
    #[must_use]
    pub const fn id(&self) -> &SessionId {
        &self.id
    }

    /// The version tag it carries. Not authenticated by anything.
    #[must_use]
    pub const fn tag(&self) -> &Tag {
        &self.tag
    }

    pub(super) const fn sealed(&self) -> &Sealed {
        &self.sealed
    }
}

impl fmt::Display for SealedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}${}${}", self.tag, self.id, encoding::base64(&self.sealed.bytes))?;
        self.sealed.mac.as_ref().map_or(Ok(()), |mac| write!(f, "${mac}"))
    }
}

impl fmt::Debug for SealedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedField({})", self.id)
    }
}

/// Whether the text begins as a sealed field does, `tag$id$`. What follows is not looked
/// at, so the beginning of a long text is enough.
#[must_use]
pub fn looks_sealed(text: &str) -> bool {
    sealed_in(text).is_some()
}

/// The session a text that [`looks_sealed`] names. A claim: only opening proves it.
#[must_use]
pub fn sealed_in(text: &str) -> Option<SessionId> {
    split(text).map(|(_, id, _)| id)
}

/// `tag`, `id` and what follows the second `$`.
pub(super) fn split(text: &str) -> Option<(Tag, SessionId, &str)> {
    let (tag, rest) = text.split_once('$')?;
    let (id, rest) = rest.split_once('$')?;
    Some((Tag::parse(tag).ok()?, SessionId::parse(id).ok()?, rest))
}
