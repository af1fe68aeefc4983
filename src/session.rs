//! Sessions: one AES key and one IV, wrapped for the provider, that seal the fields of
//! one request or open those of one result.
//!
//! HAZARD, and it is the protocol's: key and IV are the same for every field of a
//! session, and the key itself is the associated data. Two ciphertexts of one session
//! XOR to the XOR of their plaintexts, and two tags give away the authentication key
//! (NIST SP 800-38D section 8, "uniqueness requirement on IVs"). The format cannot be
//! changed; its use can be rationed, and that is what the types here do:
//! - a [`Session`] seals or opens, decided by its first use, and seals a name once;
//! - a [`ResultSession`] opens one result and cannot seal;
//! - the providers' modules make, use and forget a session in one call.
//!
//! Nothing here can stop somebody who keeps the bytes of a key and builds two sessions
//! from them, which is what [`Session::restore`] allows.

mod field;
mod id;
mod key;
mod result;
mod suite;

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use crate::cipher::rsa_oaep::PublicKey;
pub use field::{SealedField, Tag, looks_sealed, sealed_in};
pub use id::SessionId;
pub use key::SessionKey;
pub use result::{Place, ResultSession};
pub use suite::Algorithm;

use crate::entropy::Entropy;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use suite::Suite;

/// What a session is made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionOptions {
    /// The cipher; AES-256-GCM by default.
    pub algorithm: Algorithm,
    /// The version tag written on everything of this session; `v1` by default.
    pub tag: Tag,
}

/// What the text of a whole session is made of.
const SERIALIZED: &str = "version$id$algorithm$key$iv";

/// What a session has been used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Unused,
    Seals,
    Opens,
}

/// A key, an IV and an id, with what they have already been used for.
///
/// HAZARD: see the module. Prefer a provider's `seal_request` and [`ResultSession`].
pub struct Session {
    id: SessionId,
    tag: Tag,
    suite: Suite,
    role: Role,
    sealed: BTreeSet<String>,
    handed_out: bool,
}

impl Session {
    /// Makes an id, a key and an IV.
    ///
    /// # Errors
    /// [`Code::EntropyFailed`].
    pub fn make(options: &SessionOptions, entropy: &mut impl Entropy) -> Result<Self> {
        let suite = Suite::make(options.algorithm, entropy)?;
        Ok(Self::with(SessionId::make(entropy)?, options.tag.clone(), suite))
    }

    /// A session over known key material, for vectors and for what another program made.
    ///
    /// HAZARD: material that was used before must not seal again, under any id. Nothing
    /// can check that here.
    #[must_use]
    pub fn dangerous_from_material(id: SessionId, tag: Tag, key: [u8; 32], iv: [u8; 12]) -> Self {
        Self::with(id, tag, Suite::dangerous_aes_gcm(key, iv))
    }

    const fn with(id: SessionId, tag: Tag, suite: Suite) -> Self {
        Self { id, tag, suite, role: Role::Unused, sealed: BTreeSet::new(), handed_out: false }
    }

    /// The id every field of this session carries. Not secret.
    #[must_use]
    pub const fn id(&self) -> &SessionId {
        &self.id
    }

    /// Brings back a session that [`Session::expose_serialized`] wrote down, or the
    /// provider's own SDK for Java did: the id, the key and the IV, and not what they were
    /// used for.
    ///
    /// HAZARD: it begins without a role and without a name, so a session that has sealed
    /// can, restored, open or seal again, as often as it is restored. Restore one only to
    /// open the answer to what it was made for.
    ///
    /// # Errors
    /// [`Code::SessionKeyInvalid`] for any other text.
    pub fn restore(text: &str) -> Result<Self> {
        let invalid = || Error::new(Code::SessionKeyInvalid).about(SERIALIZED);
        let (tag, id, material) = field::split(text).ok_or_else(invalid)?;
        Ok(Self::with(id, tag, Suite::from_material(material).ok_or_else(invalid)?))
    }

    /// `tag$id$ALG$base64(key)$base64(iv)`, as the provider's SDK for Java serializes a
    /// session; [`Session::restore`] reads it.
    ///
    /// HAZARD: this is the key, in the clear. Whoever reads it opens everything of the
    /// session and can seal in its name. Store it sealed, and no longer than until the
    /// answer is opened.
    #[must_use]
    pub fn expose_serialized(&self) -> Secret<String> {
        suite::concatenated(&[&self.prefix(), self.suite.material().expose()])
    }

    /// `tag$id$`, which every field and the session key begin with.
    #[must_use]
    pub fn prefix(&self) -> String {
        alloc::format!("{}${}$", self.tag, self.id)
    }

    /// `tag$id$base64(RSAES-OAEP(key, ALG || "$" || base64(key) || "$" || base64(iv)))`:
    /// the `sessionKey` to send. Randomized: two calls differ and mean the same.
    ///
    /// # Errors
    /// [`Code::EntropyFailed`].
    pub fn wrap(&self, public_key: &PublicKey, entropy: &mut impl Entropy) -> Result<SessionKey> {
        let wrapped = public_key.encrypt(self.suite.material().expose().as_bytes(), entropy)?;
        self.wrapped(wrapped)
    }

    /// `ALG$base64(key)$base64(iv)`, for a platform that does RSA itself. Handed out
    /// once; [`Session::wrapped`] takes what comes back.
    ///
    /// HAZARD: this is the key. Wipe it as soon as it is wrapped.
    ///
    /// # Errors
    /// [`Code::SessionSpent`] the second time.
    pub fn expose_material(&mut self) -> Result<Secret<String>> {
        if core::mem::replace(&mut self.handed_out, true) {
            return Err(Error::new(Code::SessionSpent));
        }
        Ok(self.suite.material())
    }

    /// The `sessionKey` of a wrapping done elsewhere: `tag$id$base64(wrapped)`.
    ///
    /// # Errors
    /// [`Code::SessionKeyInvalid`] when `wrapped` is empty.
    pub fn wrapped(&self, wrapped: Vec<u8>) -> Result<SessionKey> {
        SessionKey::new(self.tag.clone(), self.id, wrapped)
    }

    /// `tag$id$base64(AES-256-GCM(key, iv, aad = key, plaintext))`, or what the session's
    /// [`Algorithm`] makes of it, once for each name.
    ///
    /// # Errors
    /// [`Code::SessionRole`] when the session has opened, [`Code::SessionSpent`] when it
    /// has sealed this name.
    pub fn seal(&mut self, name: &str, plaintext: &str) -> Result<SealedField> {
        self.claim(name)?;
        let sealed = self.suite.seal(plaintext.as_bytes()).ok_or(Code::FieldNotText)?;
        Ok(SealedField::new(self.tag.clone(), self.id, sealed))
    }

    /// Whether a platform may seal in place of this session. It does AES-GCM only.
    pub(crate) const fn may_be_sealed_elsewhere(&self) -> bool {
        self.suite.is_gcm()
    }

    /// Counts `name` as sealed; what seals it is the platform, with the handed-out key.
    pub(crate) fn claim(&mut self, name: &str) -> Result<()> {
        self.take(Role::Seals)?;
        if !self.sealed.insert(String::from(name)) {
            return Err(Error::new(Code::SessionSpent));
        }
        Ok(())
    }

    /// The plaintext of a field of this session.
    ///
    /// # Errors
    /// [`Code::SessionRole`] when the session has sealed. [`Code::OpenFailed`] for
    /// everything else: form, version, id, encoding, tag or MAC, padding, text that is not
    /// UTF-8.
    pub fn open(&mut self, text: &str) -> Result<Secret<String>> {
        self.take(Role::Opens)?;
        self.open_field(text)
    }

    fn open_field(&self, text: &str) -> Result<Secret<String>> {
        let field = SealedField::parse(text)?;
        // The id is not secret and not authenticated: an early answer gives nothing away.
        if field.id() != &self.id {
            return Err(Error::new(Code::OpenFailed));
        }
        let plaintext = self.suite.open(field.sealed()).ok_or(Code::OpenFailed)?;
        match String::from_utf8(plaintext) {
            Ok(text) => Ok(Secret::new(text)),
            Err(error) => {
                drop(Secret::new(error.into_bytes()));
                Err(Error::new(Code::OpenFailed))
            }
        }
    }

    fn take(&mut self, role: Role) -> Result<()> {
        if self.role == Role::Unused {
            self.role = role;
        }
        if self.role == role { Ok(()) } else { Err(Error::new(Code::SessionRole)) }
    }
}

/// The id and the role; never the key, the IV or a name.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({}, {:?})", self.id, self.role)
    }
}
