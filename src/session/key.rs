//! The session key on the wire: `tag$id$base64(RSA ciphertext)`.

use alloc::vec::Vec;
use core::fmt;

use super::field::split;
use super::{SessionId, Tag};
use crate::encoding;
use crate::error::{Code, Error, Result};

/// A wrapped session, as the member `sessionKey` carries it. Only the provider can
/// unwrap it; still it is shown by [`fmt::Display`] alone.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionKey {
    tag: Tag,
    id: SessionId,
    wrapped: Vec<u8>,
}

impl SessionKey {
    pub(super) fn new(tag: Tag, id: SessionId, wrapped: Vec<u8>) -> Result<Self> {
        if wrapped.is_empty() {
            return Err(Error::new(Code::SessionKeyInvalid));
        }
        Ok(Self { tag, id, wrapped })
    }

    /// Reads exactly three parts on one line, the last canonical base64 of at least one
    /// byte.
    ///
    /// # Errors
    /// [`Code::SessionKeyInvalid`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let (tag, id, rest) = split(text).ok_or(Code::SessionKeyInvalid)?;
        Self::new(tag, id, encoding::base64_decode(rest).map_err(|_| Code::SessionKeyInvalid)?)
    }

    /// The session it stands for.
    #[must_use]
    pub const fn id(&self) -> &SessionId {
        &self.id
    }

    /// The RSA ciphertext.
    #[must_use]
    pub fn wrapped(&self) -> &[u8] {
        &self.wrapped
    }
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}${}${}", self.tag, self.id, encoding::base64(&self.wrapped))
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionKey({})", self.id)
    }
}
