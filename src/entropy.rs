//! Where randomness comes from: handed in, never found.

use crate::error::{Code, Error};

/// A source of cryptographically secure random bytes.
///
/// In a browser, Node or workerd this is the platform's generator; natively the
/// operating system's. workerd gives none at a module's top level: ask inside a handler.
pub trait Entropy {
    /// Fills `out` completely.
    ///
    /// # Errors
    /// [`Code::EntropyFailed`] when the platform gives none; `out` is then unusable.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error>;
}

/// Any `FnMut(&mut [u8]) -> Result<(), E>` is a source: `getrandom::fill` is one.
impl<F, E> Entropy for F
where
    F: FnMut(&mut [u8]) -> Result<(), E>,
{
    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self(out).map_err(|_| Error::new(Code::EntropyFailed))
    }
}
