//! A session for one result: it opens, once, and never seals.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{PublicKey, Role, Session, SessionId, SessionKey, SessionOptions};
use crate::entropy::Entropy;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;

/// A sealed value and where it stands.
pub struct Place<'a> {
    /// A JSON Pointer (RFC 6901).
    pub pointer: String,
    /// The sealed text.
    pub sealed: &'a str,
}

/// Opens one result, all of it or nothing.
///
/// A call that fails spends nothing. After one that succeeds, the same input opens again
/// to the same answer, so that a lost answer can be had again; any other is
/// [`Code::SessionSpent`].
pub struct ResultSession {
    session: Session,
    opened: Option<[u8; 32]>,
}

impl ResultSession {
    /// Makes a session that only opens.
    ///
    /// # Errors
    /// [`Code::EntropyFailed`].
    pub fn make(options: &SessionOptions, entropy: &mut impl Entropy) -> Result<Self> {
        Ok(Self::from_session(Session::make(options, entropy)?))
    }

    /// `session` as one that only opens.
    ///
    /// HAZARD: a session that has sealed must not become one; it fails with
    /// [`Code::SessionRole`] when it opens.
    #[must_use]
    pub const fn from_session(session: Session) -> Self {
        Self { session, opened: None }
    }

    /// The id the result's fields carry.
    #[must_use]
    pub const fn id(&self) -> &SessionId {
        self.session.id()
    }

    /// As [`Session::wrap`].
    ///
    /// # Errors
    /// [`Code::EntropyFailed`].
    pub fn wrap(&self, public_key: &PublicKey, entropy: &mut impl Entropy) -> Result<SessionKey> {
        self.session.wrap(public_key, entropy)
    }

    /// As [`Session::expose_material`], hazard included.
    ///
    /// # Errors
    /// [`Code::SessionSpent`] the second time.
    pub fn expose_material(&mut self) -> Result<Secret<String>> {
        self.session.expose_material()
    }

    /// As [`Session::wrapped`].
    ///
    /// # Errors
    /// [`Code::SessionKeyInvalid`] when `wrapped` is empty.
    pub fn wrapped(&self, wrapped: Vec<u8>) -> Result<SessionKey> {
        self.session.wrapped(wrapped)
    }

    /// The plaintexts of `places`, in their order. `input` is the digest of the whole
    /// input they were found in: what "the same input" means.
    ///
    /// # Errors
    /// [`Code::SessionSpent`] after another input has been opened;
    /// [`Code::OpenFailed`] at the first place that does not open.
    pub fn open(&mut self, input: &[u8; 32], places: &[Place<'_>]) -> Result<Vec<Secret<String>>> {
        self.session.take(Role::Opens)?;
        if self.opened.is_some_and(|opened| opened != *input) {
            return Err(Error::new(Code::SessionSpent));
        }
        let opened = places
            .iter()
            .map(|place| {
                self.session.open_field(place.sealed).map_err(|error| error.at(place.pointer.as_str()))
            })
            .collect::<Result<_>>()?;
        self.opened = Some(*input);
        Ok(opened)
    }
}

/// The id, and whether a result has been opened.
impl fmt::Debug for ResultSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResultSession({}, opened: {})", self.id(), self.opened.is_some())
    }
}
