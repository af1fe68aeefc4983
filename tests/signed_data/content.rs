//! What the signature is over, and what it was to be over.

use ingam::digest::sha256;
use ingam::encoding::base64;
use ingam::signed_data::{CheckName, Expected, Options, Outcome, Report, verify};

use crate::cases::Made;
use crate::support::result_of;

/// The file whose hash the detached messages are about.
const ORIGINAL: &[u8] = "%PDF-1.7 증빙".as_bytes();

fn verified(made: &Made, expected: Expected<'_>) -> Report {
    let anchors = [made.anchor()];
    let options = Options { anchors: &anchors, check_revocation: false, expected, ..Options::default() };
    verify(&made.message, &options)
}

fn said(report: &Report) -> &'static str {
    report.check(CheckName::Content).unwrap().message
}

#[test]
fn another_digest_of_a_detached_message() {
    let text = base64(&sha256(&[ORIGINAL]));
    let made = Made::named("detached-text");
    for wrong in [sha256(&[ORIGINAL]), sha256(&[&sha256(&[ORIGINAL])]), [0; 32]] {
        assert_eq!(result_of(&verified(&made, Expected::Sha256(wrong))), "HASH_FAILURE");
    }
    let report = verified(&made, Expected::Sha256(sha256(&[text.as_bytes()])));
    assert_eq!(result_of(&report), "TOTAL_PASSED");
}

#[test]
fn what_a_detached_message_is_over_is_named() {
    let text = base64(&sha256(&[ORIGINAL]));
    let with = |original| Expected::Document { document: text.as_bytes(), original };
    for (id, expected, sentence) in [
        ("detached-text", with(None), "The signature is over the requested text, the base64 of the hash."),
        (
            "detached-text",
            with(Some(ORIGINAL)),
            "The signature is over the requested text, the base64 of the hash.",
        ),
        ("detached-hash", with(None), "The signature is over the octets of the requested hash."),
        ("detached-original", with(Some(ORIGINAL)), "The signature is over the original file."),
        ("detached-original", with(None), "The signed digest is the requested hash itself."),
    ] {
        let report = verified(&Made::named(id), expected);
        assert_eq!((result_of(&report), said(&report)), ("TOTAL_PASSED", sentence), "{id}");
        assert_eq!(
            (report.content.as_ref(), report.check(CheckName::MessageDigest).unwrap().outcome),
            (None, Outcome::Passed)
        );
    }
}

/// A document that is no hash has no other original than itself.
#[test]
fn an_original_beside_a_text() {
    let made = Made::named("sound");
    let document = verified(&made, Expected::Nothing).content.unwrap();
    let with = |original| verified(&made, Expected::Document { document: &document, original });
    let report = with(Some(ORIGINAL));
    assert_eq!(
        (result_of(&report), said(&report)),
        ("HASH_FAILURE", "The original file does not have the hash that was requested to be signed.")
    );
    assert_eq!(result_of(&with(Some(&document))), "TOTAL_PASSED");
    assert_eq!(result_of(&with(None)), "TOTAL_PASSED");
}

/// The wrong file is what is wrong, not the digest of the document.
#[test]
fn another_original_beside_a_hash() {
    let text = base64(&sha256(&[ORIGINAL]));
    let other = base64(&sha256(&[b"another"]));
    for (id, document, original, digest) in [
        ("detached-text", &text, &b"another"[..], Outcome::Passed),
        ("detached-hash", &text, b"another", Outcome::Passed),
        ("detached-digest-is-hash", &text, b"another", Outcome::Passed),
        ("detached-text", &other, ORIGINAL, Outcome::Failed),
        // Over the file, which is not the one of the document that was requested.
        ("detached-original", &other, ORIGINAL, Outcome::Failed),
    ] {
        let expected = Expected::Document { document: document.as_bytes(), original: Some(original) };
        let report = verified(&Made::named(id), expected);
        assert_eq!(report.check(CheckName::MessageDigest).unwrap().outcome, digest, "{id}");
        assert_eq!(
            (result_of(&report), said(&report)),
            ("HASH_FAILURE", "The original file does not have the hash that was requested to be signed."),
            "{id}"
        );
    }
}

#[test]
fn a_detached_message_with_nothing_to_compare() {
    let report = verified(&Made::named("detached-text"), Expected::Nothing);
    assert_eq!(result_of(&report), "SIGNED_DATA_NOT_FOUND");
    assert_eq!(report.check(CheckName::MessageDigest).unwrap().outcome, Outcome::NotCompared);
    assert_eq!(report.check(CheckName::Signature).unwrap().outcome, Outcome::Passed);
}
