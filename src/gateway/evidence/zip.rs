//! A ZIP archive of stored files (APPNOTE 6.3.10, sections 4.3 and 4.4): no compression, no
//! encryption, no Zip64, one date. The bytes depend on the files alone.

use alloc::string::String;
use alloc::vec::Vec;

/// "version needed": stored files only.
const VERSION: u16 = 10;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// 1980-01-01, the earliest there is: the times that matter stand in the files.
const DATE: u16 = (1 << 5) | 1;
/// Stored, not compressed.
const STORED: u16 = 0;

/// An archive being written.
#[derive(Default)]
pub(super) struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    files: u16,
}

impl Archive {
    /// Adds a file. `None` when the archive would no longer fit the format's 32 bits.
    pub(super) fn add(&mut self, name: &str, contents: &[u8]) -> Option<()> {
        let offset = u32::try_from(self.bytes.len()).ok()?;
        let mut entry = Vec::new();
        for field in [VERSION, FLAGS, STORED, 0, DATE] {
            entry.extend_from_slice(&field.to_le_bytes());
        }
        entry.extend_from_slice(&crc32fast::hash(contents).to_le_bytes());
        let size = u32::try_from(contents.len()).ok()?.to_le_bytes();
        entry.extend_from_slice(&size);
        entry.extend_from_slice(&size);
        entry.extend_from_slice(&u16::try_from(name.len()).ok()?.to_le_bytes());
        // No extra field.
        entry.extend_from_slice(&[0; 2]);

        self.bytes.extend_from_slice(b"PK\x03\x04");
        self.bytes.extend_from_slice(&entry);
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(contents);

        self.directory.extend_from_slice(b"PK\x01\x02");
        self.directory.extend_from_slice(&VERSION.to_le_bytes());
        self.directory.extend_from_slice(&entry);
        // No comment, first disk, no attributes.
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&offset.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        self.files = self.files.checked_add(1)?;
        Some(())
    }

    /// The archive. `None` as of [`Archive::add`].
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        let offset = u32::try_from(self.bytes.len()).ok()?;
        let size = u32::try_from(self.directory.len()).ok()?;
        self.bytes.append(&mut self.directory);
        self.bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend_from_slice(&self.files.to_le_bytes());
        self.bytes.extend_from_slice(&self.files.to_le_bytes());
        self.bytes.extend_from_slice(&size.to_le_bytes());
        self.bytes.extend_from_slice(&offset.to_le_bytes());
        self.bytes.extend_from_slice(&[0; 2]);
        Some(self.bytes)
    }
}

/// `SHA256SUMS` of some files, as `sha256sum --check` reads it.
pub(super) fn sums<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    files
        .into_iter()
        .map(|(name, contents)| alloc::format!("{}  {name}\n", crate::digest::sha256_hex(contents)))
        .collect()
}
