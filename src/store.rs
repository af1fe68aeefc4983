//! Records at rest: what the gateway stores is sealed under a key the operator holds.
//!
//! ```text
//! record     = "ig1s" || len(key id) || key id || salt[24] || AES-256-GCM ciphertext || tag[16]
//! record key = HMAC-SHA-256(store key, "ingam record key" || salt)
//! nonce      = the chunk's index, big-endian; 0 for a record of one        AAD = context
//! ```
//!
//! Every record has a key of its own, made from 24 random bytes, so a nonce never meets
//! the same key twice, however many records one store key seals. The context (which
//! object, which row) is authenticated: a record moved to another place does not open.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::cipher::{aes_gcm, hmac_sha256};
use crate::encoding::{base64, base64_decode};
use crate::entropy::Entropy;
use crate::error::{Code, Error, Result};
use crate::json;
use crate::secret::Secret;

const MAGIC: &[u8; 4] = b"ig1s";
const SALT_BYTES: usize = 24;
const KEY_ID_CHARACTERS: usize = 32;

/// The most plaintext bytes in one chunk of a long record.
pub const CHUNK_BYTES: usize = 1 << 20;

/// The operator's keys, newest first: the first seals, all open.
pub struct StoreKeys(Vec<StoreKey>);

struct StoreKey {
    id: String,
    key: Secret<[u8; 32]>,
}

impl StoreKeys {
    /// Reads `STORE_KEYS`: `[{ "id", "key" }]`, newest first; an id has 1 to 32 letters,
    /// digits, `-`, `_` or `.`, a key is the base64 of 32 random bytes.
    ///
    /// # Errors
    /// [`Code::SettingInvalid`] about `STORE_KEYS`: not that form, an id twice, no key.
    pub fn parse(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Entry {
            id: String,
            key: String,
        }
        let invalid = || Error::new(Code::SettingInvalid).about("STORE_KEYS");
        let entries: Vec<Entry> = json::parse_list(text.as_bytes()).map_err(|_| invalid())?;
        let mut keys: Vec<StoreKey> = Vec::with_capacity(entries.len());
        for Entry { id, key } in entries {
            let key_text = Secret::new(key);
            let bytes = Secret::new(base64_decode(key_text.expose()).map_err(|_| invalid())?);
            let key = <[u8; 32]>::try_from(bytes.expose().as_slice()).map_err(|_| invalid())?;
            if !is_key_id(&id) || keys.iter().any(|other| other.id == id) {
                return Err(invalid());
            }
            keys.push(StoreKey { id, key: Secret::new(key) });
        }
        if keys.is_empty() {
            return Err(invalid());
        }
        Ok(Self(keys))
    }

    /// Whether one of the keys, in base64, is in `refused`.
    #[must_use]
    pub fn has_key_among(&self, refused: &[&str]) -> bool {
        self.0.iter().any(|store_key| {
            let text = Secret::new(base64(store_key.key.expose()));
            refused.contains(&text.expose().as_str())
        })
    }

    /// Seals `plaintext` for the place `context` under the newest key.
    ///
    /// # Errors
    /// [`Code::EntropyFailed`].
    pub fn seal(&self, context: &str, plaintext: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>> {
        self.begin_record(entropy)?.seal(0, context, plaintext)
    }

    /// Opens a record made for `context`.
    ///
    /// # Errors
    /// [`Code::StoreKeyMissing`] about the key's id when it is not configured,
    /// [`Code::StoreDamaged`] for anything else.
    pub fn open(&self, context: &str, record: &[u8]) -> Result<Vec<u8>> {
        self.open_part(0, context, &Parts::of(record)?)
    }

    /// Seals `plaintext` in chunks of at most [`CHUNK_BYTES`], all under one record key,
    /// each with its index as the nonce and bound to its place and to the count: none can
    /// be left out, doubled, moved, or taken from another sealing.
    ///
    /// # Errors
    /// As [`StoreKeys::seal`].
    pub fn seal_chunks(
        &self,
        context: &str,
        plaintext: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<Vec<u8>>> {
        let record = self.begin_record(entropy)?;
        let count = plaintext.len().div_ceil(CHUNK_BYTES).max(1);
        let chunks = plaintext.chunks(CHUNK_BYTES).chain(core::iter::repeat(&[][..]));
        (0..count)
            .zip(chunks)
            .map(|(index, chunk)| record.seal(index, &chunk_context(context, index, count), chunk))
            .collect()
    }

    /// Opens what [`StoreKeys::seal_chunks`] made.
    ///
    /// # Errors
    /// As [`StoreKeys::open`]; no chunk at all, and chunks of two sealings, are
    /// [`Code::StoreDamaged`].
    pub fn open_chunks<C: AsRef<[u8]>>(&self, context: &str, chunks: &[C]) -> Result<Vec<u8>> {
        let parts = chunks.iter().map(|chunk| Parts::of(chunk.as_ref())).collect::<Result<Vec<_>>>()?;
        let first = parts.first().ok_or(Code::StoreDamaged)?;
        let mut plaintext = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if part.salt != first.salt {
                return Err(Error::new(Code::StoreDamaged));
            }
            plaintext.append(&mut self.open_part(
                index,
                &chunk_context(context, index, parts.len()),
                part,
            )?);
        }
        Ok(plaintext)
    }

    fn begin_record(&self, entropy: &mut dyn Entropy) -> Result<Record<'_>> {
        let newest = self.0.first().ok_or(Code::Internal)?;
        let mut salt = [0; SALT_BYTES];
        entropy.fill(&mut salt)?;
        Ok(Record { key_id: &newest.id, key: newest.record_key(&salt), salt })
    }

    fn open_part(&self, index: usize, context: &str, part: &Parts<'_>) -> Result<Vec<u8>> {
        let Some(store_key) = self.0.iter().find(|key| key.id == part.key_id) else {
            return Err(Error::new(Code::StoreKeyMissing).about(String::from(part.key_id)));
        };
        let key = store_key.record_key(part.salt);
        aes_gcm::open(key.expose(), &nonce(index), context.as_bytes(), part.sealed)
            .ok_or_else(|| Error::new(Code::StoreDamaged))
    }

    /// A key for another purpose, from each store key, newest first:
    /// `HMAC-SHA-256(store key, "ingam " || purpose)`.
    pub(crate) fn derive<'a>(&'a self, purpose: &'a str) -> impl Iterator<Item = Secret<[u8; 32]>> + 'a {
        self.0.iter().map(move |store_key| {
            Secret::new(hmac_sha256::mac(store_key.key.expose(), &[b"ingam ", purpose.as_bytes()]))
        })
    }
}

impl core::fmt::Debug for StoreKeys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.id)).finish()
    }
}

impl StoreKey {
    fn record_key(&self, salt: &[u8]) -> Secret<[u8; 32]> {
        Secret::new(hmac_sha256::mac(self.key.expose(), &[b"ingam record key", salt]))
    }
}

/// A record being sealed, in one chunk or several.
struct Record<'a> {
    key_id: &'a str,
    key: Secret<[u8; 32]>,
    salt: [u8; SALT_BYTES],
}

impl Record<'_> {
    fn seal(&self, index: usize, context: &str, plaintext: &[u8]) -> Result<Vec<u8>> {
        let sealed = aes_gcm::seal(self.key.expose(), &nonce(index), context.as_bytes(), plaintext)
            .ok_or(Code::Internal)?;
        let id_length = u8::try_from(self.key_id.len()).map_err(|_| Code::Internal)?;
        let mut bytes = Vec::with_capacity(MAGIC.len() + 1 + self.key_id.len() + SALT_BYTES + sealed.len());
        bytes.extend_from_slice(MAGIC);
        bytes.push(id_length);
        bytes.extend_from_slice(self.key_id.as_bytes());
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }
}

/// The chunk's index, big-endian: unique under the record's key.
fn nonce(index: usize) -> [u8; aes_gcm::NONCE_BYTES] {
    let mut nonce = [0; aes_gcm::NONCE_BYTES];
    for (byte, index) in nonce.iter_mut().rev().zip(index.to_le_bytes()) {
        *byte = index;
    }
    nonce
}

fn is_key_id(id: &str) -> bool {
    (1..=KEY_ID_CHARACTERS).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

fn chunk_context(context: &str, index: usize, count: usize) -> String {
    format!("{context}/chunk/{index}/of/{count}")
}

struct Parts<'a> {
    key_id: &'a str,
    salt: &'a [u8],
    sealed: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(record: &'a [u8]) -> Result<Self> {
        Self::split(record).ok_or_else(|| Error::new(Code::StoreDamaged))
    }

    fn split(record: &'a [u8]) -> Option<Self> {
        let rest = record.strip_prefix(MAGIC)?;
        let (id_length, rest) = rest.split_first()?;
        let (key_id, rest) = rest.split_at_checked(usize::from(*id_length))?;
        let (salt, sealed) = rest.split_at_checked(SALT_BYTES)?;
        (sealed.len() >= aes_gcm::TAG_BYTES).then_some(())?;
        // An id that was never a key's is damage, and is not repeated in an error.
        let key_id = core::str::from_utf8(key_id).ok().filter(|id| is_key_id(id))?;
        Some(Self { key_id, salt, sealed })
    }
}
