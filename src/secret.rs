//! Values that must not be printed, copied by accident, or left in memory.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Holds a secret: wiped when dropped, printed as `[redacted]`, never `Clone`.
///
/// Leaving it is spelled out: [`Secret::expose`] borrows the value. Moving a `Secret`
/// can leave a copy of a fixed-size array on the stack; heap values (`Vec`, `String`)
/// are wiped where they stand.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes ownership of `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Borrows the secret. The name is the warning.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Borrows the secret for writing, to fill it in place.
    pub const fn expose_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Compares without stopping at the first difference.
///
/// The lengths are not secret: slices of unequal length differ at once.
#[must_use]
pub fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use std::format;

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new(String::from("canary-7f3a"));
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert_eq!(secret.expose(), "canary-7f3a");
    }

    #[test]
    fn comparison_looks_at_every_byte_and_the_length() {
        assert!(equal_in_constant_time(b"abc", b"abc"));
        for other in [&b"abd"[..], b"bbc", b"ab", b"abcd", b""] {
            assert!(!equal_in_constant_time(b"abc", other));
        }
    }
}
