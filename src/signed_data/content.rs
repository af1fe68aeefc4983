//! Whether what was signed is what was to be signed.

use super::finding::Finding;
use crate::digest::sha256;
use crate::encoding::base64_decode;

/// What the signature is expected to be over.
#[derive(Clone, Copy, Debug, Default)]
pub enum Expected<'a> {
    /// Nothing is known. A message that holds its content is verified without comparison; a
    /// detached one cannot be.
    #[default]
    Nothing,
    /// The document that was requested.
    Document {
        /// For Toss the `doc` text in UTF-8, before sealing. For a signature of a hash
        /// (`PKCS7_NO_CONTENT_WITH_ATTR`, PDF) that is the base64 of the hash.
        document: &'a [u8],
        /// The file whose SHA-256 the document is the base64 of, if it is at hand.
        original: Option<&'a [u8]>,
    },
    /// The SHA-256 of what the signature is over: of the content in the message, or the
    /// messageDigest of a detached one. For a signature of a hash, of which it is not
    /// known what the provider takes the digest of, hand in the document.
    Sha256([u8; 32]),
}

/// The findings for [`super::CheckName::MessageDigest`] and [`super::CheckName::Content`].
pub(super) fn compare(content: Option<&[u8]>, digest: &[u8], expected: &Expected<'_>) -> [Finding; 2] {
    match content {
        Some(content) => {
            let own = sha256(&[content]);
            let is_own = own == digest;
            [
                if is_own { Finding::MessageDigestPassed } else { Finding::MessageDigestOther },
                embedded(content, &own, expected),
            ]
        }
        None => detached(digest, expected),
    }
}

fn embedded(content: &[u8], own: &[u8; 32], expected: &Expected<'_>) -> Finding {
    match *expected {
        Expected::Nothing => Finding::ContentNotCompared,
        Expected::Document { document, original } if document == content => {
            if is_original(document, original) { Finding::ContentSame } else { Finding::ContentOriginalOther }
        }
        Expected::Sha256(digest) if digest == *own => Finding::ContentDigestSame,
        _ => Finding::ContentOther,
    }
}

/// Which octets Toss's detached signatures are over is not published, so that each that
/// makes sense is tried, and the one that fits is named: the text, the hash it stands for,
/// the file, or the hash as the digest itself.
fn detached(digest: &[u8], expected: &Expected<'_>) -> [Finding; 2] {
    let fits = |octets: &[u8]| sha256(&[octets]) == digest;
    let mut is_of_original = true;
    let found = match *expected {
        Expected::Nothing => return [Finding::MessageDigestDetached, Finding::ContentAbsent],
        Expected::Sha256(own) => (own == digest).then_some(Finding::ContentDigestSame),
        Expected::Document { document, original } => {
            is_of_original = is_original(document, original);
            let hash = hash_of(document);
            if fits(document) {
                Some(Finding::ContentIsText)
            } else if hash.is_some_and(|hash| fits(&hash)) {
                Some(Finding::ContentIsHash)
            } else if is_of_original && original.is_some_and(fits) {
                Some(Finding::ContentIsOriginal)
            } else {
                hash.filter(|hash| hash == digest).map(|_| Finding::ContentDigestIsHash)
            }
        }
    };
    let message_digest =
        if found.is_some() { Finding::MessageDigestPassed } else { Finding::MessageDigestOther };
    // A wrong file beside the right document says nothing of the digest.
    let content =
        if is_of_original { found.unwrap_or(Finding::ContentOther) } else { Finding::ContentOriginalOther };
    [message_digest, content]
}

/// The SHA-256 that a document is the base64 of.
fn hash_of(document: &[u8]) -> Option<[u8; 32]> {
    base64_decode(core::str::from_utf8(document).ok()?).ok()?.try_into().ok()
}

/// Whether the file, if there is one, has the hash that the document says.
fn is_original(document: &[u8], original: Option<&[u8]>) -> bool {
    original.is_none_or(|original| original == document || hash_of(document) == Some(sha256(&[original])))
}
