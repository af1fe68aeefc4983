//! The files beside the code: what every run begins with.

use std::path::PathBuf;

/// A file of this package.
#[must_use]
pub fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// A file of this package, which is there.
#[must_use]
pub fn file(relative: &str) -> Vec<u8> {
    std::fs::read(path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
}

/// The files of a folder by name; none of a folder that is not there.
#[must_use]
pub fn folder(relative: &str) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(path(relative)).into_iter().flatten();
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// The seeds of a target and what it once failed on.
#[must_use]
pub fn of(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = folder(&format!("corpus/{target}"));
    files.extend(folder(&format!("regressions/{target}")));
    files
}
