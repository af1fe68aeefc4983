//! Limits at their edge, and input made to be slow.

use std::time::{Duration, Instant};

use ingam::signed_data::{
    Certificate, CheckName, Expected, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, Options, Outcome, TrustAnchor,
    to_der, verify,
};

use crate::cases::Made;
use crate::support::{PUBLISHED, TOSS, result, result_of, tlv, toss_options};

/// An OCTET STRING in a SEQUENCE, so many octets in all.
fn of_length(length: usize) -> Vec<u8> {
    let value = tlv(0x30, &[&tlv(0x04, &[&vec![0; length - 10]])]);
    assert_eq!(value.len(), length);
    value
}

#[test]
fn the_largest_message() {
    assert!(to_der(&of_length(MAX_BYTES + 1)).is_err());
    assert!(to_der(&of_length(MAX_BYTES)).is_ok());
    let text = |length| ingam::encoding::base64(&of_length(length));
    assert!(to_der(text(MAX_BYTES + 1).as_bytes()).is_err());
    assert!(to_der(text(MAX_BYTES).as_bytes()).is_ok());
    assert!(to_der(&vec![b' '; MAX_BYTES * 2]).is_err());
}

#[test]
fn the_deepest_and_the_most() {
    let deep = |levels| (0..levels).fold(tlv(0x04, &[]), |inner, _| tlv(0x30, &[&inner]));
    assert!(to_der(&deep(MAX_DEPTH + 1)).is_err());
    assert!(to_der(&deep(MAX_DEPTH)).is_ok());
    let many = |values: usize| tlv(0x30, &[&b"\x05\x00".repeat(values - 1)]);
    assert!(to_der(&many(MAX_ELEMENTS + 1)).is_err());
    assert!(to_der(&many(MAX_ELEMENTS)).is_ok());
}

/// The certificates of one message, all the same one: what they are is asked later.
#[test]
fn the_most_certificates() {
    let sound = Made::named("sound");
    for (count, outcome) in [(33, Outcome::Failed), (32, Outcome::Passed)] {
        let report = sound.verify(&sound.with_certificate_times(count), &[]);
        assert_eq!(report.check(CheckName::Format).unwrap().outcome, outcome);
        assert_eq!(result_of(&report), "FORMAT_FAILURE");
    }
}

/// Sixteen megabytes of whatever makes a reader work most, each in well under the time that
/// anything but one pass over them would take.
#[test]
fn what_is_made_to_be_slow_is_not() {
    let fill = |piece: &[u8]| piece.repeat(MAX_BYTES / piece.len());
    let header = |tag, body: Vec<u8>| tlv(tag, &[body.get(..MAX_BYTES - 16).unwrap_or(&body)]);
    let inputs: [(&str, Vec<u8>); 9] = [
        ("indefinite lengths", fill(b"\x30\x80")),
        ("octet strings in octet strings", fill(b"\x24\x80")),
        ("empty values", header(0x30, fill(b"\x05\x00"))),
        ("empty pieces", header(0x30, header(0x24, fill(b"\x04\x00")))),
        ("short pieces", header(0x30, header(0x24, fill(b"\x04\x01a")))),
        ("text", fill(b"MIIJuwYJKoZI")),
        ("text with blanks", fill(b"M \n")),
        ("the beginning of a block", fill(b"-----BEGIN CMS-----")),
        ("no form at all", vec![0xff; MAX_BYTES]),
    ];
    for (what, input) in inputs {
        let begun = Instant::now();
        assert_eq!(result(&input, &Options::default()), "FORMAT_FAILURE", "{what}");
        // A debug build on a busy machine; a quadratic reader would take hours.
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}: {:?}", begun.elapsed());
    }
}

/// The largest content there can be, in one piece and in many, is verified as any other.
#[test]
fn a_large_content() {
    let published = &PUBLISHED[0];
    let at = published.der.windows(4).position(|octets| octets == b"\xa0\x82\x01\x66").unwrap();
    let (before, after) = (&published.der[19 + 4..at], &published.der[at + 4 + 0x166..]);
    let pieces = tlv(0x04, &[&[b'a'; 4096]]).repeat(2000);
    let content = tlv(0xa0, &[&tlv(0x24, &[&pieces])]);
    // Up to and with the type of the content, which the encapsulated content begins with.
    let (fields, kind) = before.split_at(before.len() - 11 - 4);
    let encapsulated = tlv(0x30, &[&kind[4..], &content]);
    let outer = [&b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"[..]];
    let message = tlv(0x30, &[fields, &encapsulated, after]);
    let message = tlv(0x30, &[outer[0], &tlv(0xa0, &[&message])]);
    let report = verify(&message, &toss_options(""));
    assert_eq!(result_of(&report), "HASH_FAILURE");
    assert_eq!(report.content.unwrap().len(), 4096 * 2000);
}

#[test]
fn text_forms_of_a_message() {
    let published = &PUBLISHED[0];
    let text = &published.text;
    let url = ingam::encoding::base64url(&published.der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    let lines = lines.join("\r\n");
    for input in [
        text.clone(),
        url,
        lines.clone(),
        format!("-----BEGIN PKCS7-----\n{lines}\n-----END PKCS7-----\n"),
        format!("-----BEGIN CMS-----\n{text}\n-----END CMS-----"),
    ] {
        assert_eq!(result(input.as_bytes(), &toss_options(&published.document)), "TOTAL_PASSED");
    }
}

#[test]
fn anchors_in_every_form() {
    let published = &PUBLISHED[0];
    let key = std::fs::read_to_string("tests/evidence/toss-ca1.spki.pem").unwrap();
    let name = "CN=Toss CA1,OU=Toss Cert,O=Viva Republica Inc,C=KR";
    let passes = |anchor: TrustAnchor| {
        let options = Options { anchors: &[anchor], ..toss_options(&published.document) };
        result(&published.der, &options)
    };
    for wrong in ["", "Toss CA1", "MAA=", "CN=Toss CA1,"] {
        assert!(TrustAnchor::from_name_and_key(wrong, &key).is_err(), "{wrong}");
    }
    for wrong in ["", "key", "MAA=", published.text.as_str()] {
        assert!(TrustAnchor::from_name_and_key(name, wrong).is_err(), "{wrong}");
    }
    let other = TrustAnchor::from_name_and_key("CN=Toss CA2,OU=Toss Cert,O=Viva Republica Inc,C=KR", &key);
    assert_eq!(passes(other.unwrap()), "NO_CERTIFICATE_CHAIN_FOUND");
    assert_eq!(passes(TrustAnchor::from_name_and_key(name, &key).unwrap()), "TOTAL_PASSED");
    let der = ingam::encoding::base64(TOSS[0].name());
    assert_eq!(passes(TrustAnchor::from_name_and_key(&der, &key).unwrap()), "TOTAL_PASSED");

    // The signer's own certificate is no authority's: as an anchor it issued nothing.
    let signer = verify(&published.der, &toss_options("")).signer.unwrap();
    let certificate = Certificate::parse(signer.certificate_pem().as_bytes()).unwrap();
    assert_eq!(certificate.der(), signer.certificate);
    assert_eq!(passes(TrustAnchor::from_certificate(certificate).unwrap()), "NO_CERTIFICATE_CHAIN_FOUND");
    let pem = signer.certificate_pem();
    assert_eq!(TrustAnchor::from_pem(&format!("{pem}\n{pem}")).unwrap().len(), 2);
    for wrong in ["", "x", &format!("{pem}x"), &format!("x{pem}"), pem.trim_end().trim_end_matches('-')] {
        assert!(TrustAnchor::from_pem(wrong).is_err(), "{wrong}");
    }
}

/// Certificates of authorities may be handed in beside the message.
#[test]
fn intermediates_from_outside() {
    let with = Made::named("intermediate");
    let certificates = with.certificates();
    let [_, authority] = &certificates[..] else { panic!("signer and authority") };
    let without = with.without_last_certificate();
    let intermediates = [Certificate::parse(authority).unwrap()];
    let anchors = [with.anchor()];
    let options = Options { anchors: &anchors, check_revocation: false, ..Options::default() };
    assert_eq!(result(&without, &options), "NO_CERTIFICATE_CHAIN_FOUND");
    let options = Options { intermediates: &intermediates, expected: Expected::Nothing, ..options };
    assert_eq!(result(&without, &options), "TOTAL_PASSED");
}
