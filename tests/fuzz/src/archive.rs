//! A reader of ZIP archives (APPNOTE 6.3.10) that holds them to what several programs would
//! read alike: every file once, one behind the other without a gap, none with a path.

use std::collections::BTreeMap;

fn number(bytes: &[u8], at: usize, octets: usize) -> usize {
    bytes[at..at + octets].iter().rev().fold(0, |number, octet| (number << 8) | usize::from(*octet))
}

/// The files by name.
pub(crate) fn read(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let end = bytes.len() - 22;
    assert_eq!((&bytes[end..end + 4], number(bytes, end + 20, 2)), (&b"PK\x05\x06"[..], 0));
    let (count, size, directory) =
        (number(bytes, end + 10, 2), number(bytes, end + 12, 4), number(bytes, end + 16, 4));
    assert_eq!(directory + size, end);
    let (mut entry, mut place) = (directory, 0);
    let mut files = BTreeMap::new();
    for _ in 0..count {
        assert_eq!((&bytes[entry..entry + 4], number(bytes, entry + 42, 4)), (&b"PK\x01\x02"[..], place));
        let name_length = number(bytes, entry + 28, 2);
        let name = core::str::from_utf8(&bytes[entry + 46..entry + 46 + name_length]).unwrap();
        let harmless = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        assert!(name.chars().all(harmless) && !name.starts_with('.'), "{name}");
        // The same fields stand before the file: version, flags, method, time, checksum, sizes.
        assert_eq!(&bytes[place..place + 4], b"PK\x03\x04");
        assert_eq!(bytes[place + 4..place + 30], bytes[entry + 6..entry + 32]);
        let (method, checksum, length) =
            (number(bytes, place + 8, 2), number(bytes, place + 14, 4), number(bytes, place + 22, 4));
        let begin = place + 30 + name_length;
        assert_eq!((method, &bytes[place + 30..begin]), (0, name.as_bytes()));
        let contents = &bytes[begin..begin + length];
        assert_eq!(usize::try_from(crc32fast::hash(contents)).unwrap(), checksum);
        assert!(files.insert(name.to_string(), contents.to_vec()).is_none(), "{name} twice");
        place = begin + length;
        entry += 46 + name_length;
    }
    assert_eq!((place, entry), (directory, end));
    files
}
