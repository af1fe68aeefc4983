//! Input made to be slow, in doubling sizes: eight times as much takes about eight times as
//! long, and not sixty-four times.
//!
//! The factor is wide, the least of several runs counts, and what takes next to no time is not
//! judged: a busy machine fails nothing here, a quadratic reader does.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, missing_docs)]

use std::time::{Duration, Instant};

use ingam::encoding::{base64, base64_decode};
use ingam::evidence::ei13::{Consent, ConsentKind, File};
use ingam::evidence::{Requested, Signed, verify_set};
use ingam::exchange::Response;
use ingam::provider::toss::digests::{DigestInput, document_digests};
use ingam::provider::toss::operation::signed_documents;
use ingam::provider::validate_request;
use ingam::signed_data::{Expected, MAX_BYTES, Options, TrustAnchor, verify};
use ingam::time::CalendarDate;
use ingam_fuzz::{seeds, tlv};

/// Between 8 and 64.
const WORST_FACTOR: f64 = 28.0;
/// What is over this fast is not judged.
const NEGLIGIBLE: Duration = Duration::from_millis(8);

/// Something that grows, and what reads it.
struct Shape {
    name: &'static str,
    /// So many pieces of it.
    make: fn(usize) -> Vec<u8>,
    read: fn(&[u8]),
    /// As many pieces as are the largest in the short run.
    pieces: usize,
    /// As many as the documented limits allow.
    most: usize,
}

fn by(name: &str) -> fn(&[u8]) -> ingam_fuzz::Outcome {
    ingam_fuzz::target(name).unwrap().run
}

macro_rules! read_by {
    ($target:literal) => {
        |input| {
            let _ = by($target)(input);
        }
    };
}

fn verify_alone(input: &[u8]) {
    let anchors = [TrustAnchor::toss_ca1().unwrap()];
    let _ = verify(input, &Options { anchors: &anchors, ..Options::default() });
}

/// A message whose fields are as they should be but for what is handed in: digest algorithms,
/// certificates, signers.
fn message(algorithms: &[u8], certificates: &[u8], signers: &[u8]) -> Vec<u8> {
    let sha256 = b"\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00";
    let algorithms = if algorithms.is_empty() { sha256 } else { algorithms };
    let data = tlv(0x30, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x03\x04\x01a");
    let fields =
        [b"\x02\x01\x01", &*tlv(0x31, algorithms), &data, &tlv(0xa0, certificates), &tlv(0x31, signers)]
            .concat();
    let kind = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    tlv(0x30, &[&kind[..], &tlv(0xa0, &tlv(0x30, &fields))].concat())
}

/// An attribute or extension of a type of its own.
fn numbered(index: usize, inner: &[u8]) -> Vec<u8> {
    let arcs = [4, 3, 2, 1, 0].map(|place| u8::try_from(index >> (7 * place) & 0x7f).unwrap());
    let [first @ .., last] = arcs;
    let identifier = [&[0x2a_u8][..], &first.map(|arc| arc | 0x80), &[last]].concat();
    tlv(0x30, &[&tlv(0x06, &[&b"\x2b\x87\x67"[..], &identifier].concat())[..], inner].concat())
}

fn signer(count: usize) -> Vec<u8> {
    let attributes: Vec<u8> = (0..count).flat_map(|index| numbered(index, b"\x31\x02\x05\x00")).collect();
    let name = b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02CA";
    let sid = tlv(0x30, &[&name[..], b"\x02\x01\x01"].concat());
    let algorithm = b"\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00";
    let rsa = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    tlv(0x30, &[&b"\x02\x01\x01"[..], &sid, algorithm, &tlv(0xa0, &attributes), rsa, b"\x04\x01\0"].concat())
}

/// The published certificate with other extensions in their place.
fn certificate(extensions: &[u8]) -> Vec<u8> {
    let der =
        ingam::signed_data::Certificate::parse(&seeds::file("corpus/certificate/published-1.pem")).unwrap();
    let der = der.der();
    // `[3] { SEQUENCE {` stands last in what is signed.
    let length = |at: usize| usize::from(der[at]) << 8 | usize::from(der[at + 1]);
    let signed = &der[4..8 + length(6)];
    let at = (8..signed.len()).rev().find(|at| der[*at] == 0xa3 && der[at + 1] == 0x82).unwrap();
    let fields = [&der[8..at], &tlv(0xa3, &tlv(0x30, extensions))].concat();
    tlv(0x30, &[&tlv(0x30, &fields)[..], &der[4 + signed.len()..]].concat())
}

fn distribution_points(count: usize) -> Vec<u8> {
    let point = tlv(0x30, &tlv(0xa0, &tlv(0xa0, &tlv(0x86, b"http://a.example/1.crl"))));
    let value = tlv(0x30, &point.repeat(count));
    certificate(&tlv(0x30, &[&b"\x06\x03\x55\x1d\x1f"[..], &tlv(0x04, &value)].concat()))
}

/// A list whose signature no longer fits, with so many entries.
fn list(entries: usize) -> Vec<u8> {
    let list = seeds::file("corpus/crl/revoked-before-signing.crl");
    // `SEQUENCE { tbs, …`, both lengths in the long form; two times stand before the entries.
    let long = |at: usize| usize::from(list[at + 1] & 0x7f) + 2;
    let tbs_at = long(0);
    let digits = &list[tbs_at + 2..tbs_at + long(tbs_at)];
    let length = digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
    let (tbs, rest) = list[tbs_at + long(tbs_at)..].split_at(length);
    let at = tbs.windows(2).position(|octets| octets == b"\x17\x0d").unwrap() + 30;
    let skipped = usize::from(tbs[at + 1]) + 2;
    let entry = b"\x30\x12\x02\x01\x05\x17\x0d220101000000Z".repeat(entries);
    let tbs = [&tbs[..at], &tlv(0x30, &entry), &tbs[at + skipped..]].concat();
    tlv(0x30, &[&tlv(0x30, &tbs)[..], rest].concat())
}

fn documents(input: &[u8]) {
    let answer = Response::new(200, "application/json", input.to_vec());
    assert!(!signed_documents(&answer).is_empty());
}

fn listed(name: &str, count: usize, entry: impl Fn(usize) -> String) -> String {
    format!("\"{name}\":[{}]", (1..=count).map(entry).collect::<Vec<_>>().join(","))
}

fn answer(count: usize) -> Vec<u8> {
    let documents = listed("docList", count, |order| format!("{{\"order\":{order},\"doc\":\"a\"}}"));
    let signed =
        listed("signedDocList", count, |order| format!("{{\"order\":{order},\"signedDoc\":\"MAA=\"}}"));
    let about = "\"txId\":\"67ac897f-3a0e-466d-a6f7-c7e4272fd5a9\",\"status\":\"COMPLETED\"";
    format!("{{\"resultType\":\"SUCCESS\",\"success\":{{{about},{documents},{signed}}}}}").into_bytes()
}

fn request(count: usize) -> Vec<u8> {
    let entry =
        |order| format!("{{\"docTitle\":\"a\",\"doc\":\"b\",\"order\":{order},\"docEncrypted\":true}}");
    format!("{{{}}}", listed("docList", count, entry)).into_bytes()
}

fn sealed(count: usize) -> Vec<u8> {
    let text = String::from_utf8(seeds::file("corpus/session_open/sound-0")).unwrap();
    format!("{{{}}}", listed("personalData", count, |_| format!("\"{text}\""))).into_bytes()
}

fn consents(count: usize) -> Vec<u8> {
    let applied_on = CalendarDate { year: 2026, month: 1, day: 2 };
    let consent = Consent {
        payer_number: "1",
        bank_code: "004",
        account_number: "1",
        applied_on,
        kind: ConsentKind::Paper,
        extension: "der",
        data: b"x",
    };
    let file = File { institution_code: "1", applied_on, consents: &vec![consent; count] };
    file.pack().unwrap()
}

fn verify_documents(input: &[u8]) {
    let count = i64::try_from(input.len()).unwrap();
    let requested: Vec<_> =
        (0..count).map(|order| Requested { order, expected: Expected::Nothing }).collect();
    let signed: Vec<_> = (0..count).rev().map(|order| Signed { order: Some(order), data: b"0\0" }).collect();
    let _ = verify_set(&requested, &signed, &Options::default());
}

fn problems(input: &[u8]) {
    let body = serde_json::from_slice(input).unwrap();
    assert!(!validate_request("toss.docs.request", &body).unwrap().is_empty());
}

fn digests(input: &[u8]) {
    let _ = document_digests(&serde_json::from_slice::<Vec<DigestInput>>(input).unwrap());
}

fn digest_inputs(count: usize) -> Vec<u8> {
    let entries: Vec<_> = (1..=count).map(|order| format!("{{\"order\":{order},\"doc\":\"a\"}}")).collect();
    format!("[{}]", entries.join(",")).into_bytes()
}

fn pems(count: usize) -> Vec<u8> {
    seeds::file("known/ca2048.pem").repeat(count)
}

fn text_of(der: &[u8]) -> Vec<u8> {
    base64(der).into_bytes()
}

fn one_line(begin: &str, piece: &str, count: usize) -> Vec<u8> {
    format!("{begin}{}", piece.repeat(count)).into_bytes()
}

#[rustfmt::skip]
const SHAPES: &[Shape] = &[
    Shape { name: "indefinite lengths in each other", make: |n| b"\x30\x80".repeat(n), read: verify_alone, pieces: 1 << 19, most: MAX_BYTES / 2 },
    Shape { name: "strings in strings", make: |n| b"\x24\x80".repeat(n), read: verify_alone, pieces: 1 << 19, most: MAX_BYTES / 2 },
    Shape { name: "values", make: |n| tlv(0x30, &b"\x05\x00".repeat(n - 1)), read: verify_alone, pieces: 1 << 16, most: 1 << 16 },
    Shape { name: "empty pieces", make: |n| [&b"\x30\x80\x24\x80"[..], &b"\x04\x00".repeat(n - 2), &[0; 4]].concat(), read: verify_alone, pieces: 1 << 16, most: 1 << 16 },
    Shape { name: "pieces in pieces", make: |n| [&b"\x30\x80"[..], &b"\x24\x80\x24\x80\x04\x01a\x00\x00\x00\x00".repeat((n - 1) / 3), &[0; 2]].concat(), read: verify_alone, pieces: 1 << 16, most: 1 << 16 },
    Shape { name: "pieces of 64 octets", make: |n| [&b"\x30\x80\x24\x80"[..], &tlv(0x04, &[0; 64]).repeat(n - 2), &[0; 4]].concat(), read: verify_alone, pieces: 1 << 16, most: 1 << 16 },
    Shape { name: "content in one piece", make: |n| tlv(0x30, &tlv(0x04, &vec![0; n])), read: verify_alone, pieces: 1 << 21, most: MAX_BYTES - 16 },
    Shape { name: "the same as text", make: |n| text_of(&tlv(0x30, &tlv(0x04, &vec![0; n]))), read: verify_alone, pieces: 1 << 20, most: MAX_BYTES - 16 },
    Shape { name: "blanks", make: |n| one_line("MAA=", " \n", n), read: verify_alone, pieces: 1 << 20, most: MAX_BYTES / 2 },
    Shape { name: "beginnings of blocks", make: |n| one_line("", "-----BEGIN CMS-----", n), read: verify_alone, pieces: 1 << 16, most: MAX_BYTES / 19 },
    Shape { name: "digest algorithms", make: |n| message(&b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02".repeat(n), &[], &signer(3)), read: verify_alone, pieces: 1 << 14, most: 1 << 15 },
    Shape { name: "signers", make: |n| message(&[], &[], &signer(3).repeat(n)), read: verify_alone, pieces: 1 << 11, most: 1 << 11 },
    Shape { name: "attributes", make: |n| message(&[], &[], &signer(n)), read: verify_alone, pieces: 1 << 13, most: 1 << 14 },
    Shape { name: "certificates", make: |n| message(&[], &certificate(&numbered(1, b"\x04\x00")).repeat(n), &signer(3)), read: verify_alone, pieces: 32, most: 32 },
    Shape { name: "extensions of a certificate", make: |n| certificate(&(0..n).flat_map(|index| numbered(index, b"\x04\x00")).collect::<Vec<u8>>()), read: |input| drop(ingam::signed_data::Certificate::parse(input).unwrap()), pieces: 1 << 15, most: 1 << 19 },
    Shape { name: "distribution points", make: distribution_points, read: |input| drop(ingam::signed_data::Certificate::parse(input).unwrap().crl_uris()), pieces: 1 << 15, most: 1 << 18 },
    Shape { name: "a certificate's points in a message", make: |n| message(&[], &distribution_points(n), &signer(3)), read: verify_alone, pieces: 1 << 15, most: 1 << 18 },
    Shape { name: "entries of a list", make: list, read: read_by!("crl"), pieces: 1 << 14, most: 1 << 19 },
    Shape { name: "anchors", make: pems, read: |input| drop(TrustAnchor::from_pem(core::str::from_utf8(input).unwrap())), pieces: 1 << 8, most: 1 << 11 },
    Shape { name: "parts of a name", make: |n| one_line("CN=a", ",CN=a", n), read: read_by!("anchors"), pieces: 1 << 9, most: 1 << 18 },
    Shape { name: "escapes in a name", make: |n| one_line("CN=a", "\\,", n), read: read_by!("anchors"), pieces: 1 << 12, most: 1 << 18 },
    Shape { name: "documents of a set", make: |n| vec![0; n], read: verify_documents, pieces: 1 << 14, most: 1 << 18 },
    Shape { name: "documents of an answer", make: answer, read: documents, pieces: 1 << 13, most: 1 << 17 },
    Shape { name: "documents of a bundle", make: answer, read: read_by!("bundle"), pieces: 1 << 7, most: 1 << 13 },
    Shape { name: "documents of a request", make: request, read: problems, pieces: 1 << 11, most: 1 << 14 },
    Shape { name: "documents to seal", make: request, read: |input| { let _ = seal(input); }, pieces: 1 << 11, most: 1 << 14 },
    Shape { name: "documents to digest", make: digest_inputs, read: digests, pieces: 1 << 14, most: 1 << 15 },
    Shape { name: "sealed values", make: sealed, read: open, pieces: 1 << 11, most: 1 << 16 },
    Shape { name: "consents", make: consents, read: read_by!("ei13"), pieces: 1 << 9, most: 1 << 13 },
    Shape { name: "members", make: |n| format!("{{{}}}", (0..n).map(|index| format!("\"{index}\":0")).collect::<Vec<_>>().join(",")).into_bytes(), read: |input| drop(ingam::json::parse_object(input).unwrap()), pieces: 1 << 15, most: 1 << 17 },
    Shape { name: "arrays in arrays", make: |n| one_line("{\"a\":", "[", n), read: |input| drop(ingam::json::parse_object(input).unwrap_err()), pieces: 1 << 20, most: 1 << 20 },
    Shape { name: "steps of a path", make: |n| one_line("/v1", "/a", n), read: read_by!("route"), pieces: 1 << 12, most: 1 << 16 },
    Shape { name: "a signature in a path", make: |n| one_line("/SignToken/Verify/1/", "%2F/", n), read: read_by!("kakao_path"), pieces: 1 << 13, most: 1 << 15 },
    Shape { name: "parameters of a callback", make: |n| one_line("app://a?code=1", "&a=%41", n), read: read_by!("kakao_callback"), pieces: 1 << 13, most: 1 << 16 },
    Shape { name: "a fraction of a second", make: |n| one_line("2022-04-26T01:16:14.", "0", n), read: read_by!("time"), pieces: 1 << 20, most: 1 << 20 },
    Shape { name: "dollars", make: |n| one_line("v1$", "$", n), read: read_by!("sealed_field"), pieces: 1 << 20, most: 1 << 20 },
    Shape { name: "headers of a record", make: |n| format!("{{\"status\":200,\"headers\":[{}]}}\n", vec!["[\"a\",\"b\"]"; n].join(",")).into_bytes(), read: read_by!("exchange_record"), pieces: 1 << 13, most: 1 << 15 },
    Shape { name: "chunks of a record", make: |n| [&[u8::try_from(n.min(255)).unwrap()][..], &b"\x00\x40ig1s".repeat(n)].concat(), read: read_by!("store_record"), pieces: 255, most: 255 },
];

fn seal(input: &[u8]) -> bool {
    by("toss_seal")(input) != ingam_fuzz::Outcome::Refused
}

/// Opening alone: the target looks each opened text up again.
fn open(input: &[u8]) {
    use ingam::session::{ResultSession, Session};
    let sessions = String::from_utf8(seeds::file("known/sessions.txt")).unwrap();
    let value = serde_json::from_slice(input).unwrap();
    for text in sessions.lines() {
        let mut session = ResultSession::from_session(Session::restore(text).unwrap());
        let _ = ingam::provider::toss::open::open_result(&mut session, &value);
    }
}

/// The least of some runs; once is enough for what takes long.
fn timed(shape: &Shape, input: &[u8]) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..4 {
        let begun = Instant::now();
        (shape.read)(input);
        least = least.min(begun.elapsed());
        if least > Duration::from_millis(500) {
            break;
        }
    }
    least
}

/// How much longer eight times as many pieces took, with what that was.
fn grow(shape: &Shape, pieces: usize) -> (f64, Duration, usize) {
    let (small, large) = ((shape.make)(pieces.div_ceil(8)), (shape.make)(pieces));
    let (before, after) = (timed(shape, &small), timed(shape, &large));
    (after.as_secs_f64() / before.as_secs_f64().max(1e-9), after, large.len())
}

fn run(pieces: fn(&Shape) -> usize) {
    let mut worse = Vec::new();
    for shape in SHAPES {
        let (factor, taken, length) = grow(shape, pieces(shape));
        let line = format!(
            "{:>9.1} ms {factor:>6.1} × {length:>9} bytes  {}",
            taken.as_secs_f64() * 1e3,
            shape.name
        );
        println!("{line}");
        // Once more: what was a busy machine is another number then.
        if taken > NEGLIGIBLE && factor > WORST_FACTOR && grow(shape, pieces(shape)).0 > WORST_FACTOR {
            worse.push(line);
        }
    }
    assert!(worse.is_empty(), "worse than linear:\n{}", worse.join("\n"));
}

#[test]
fn nothing_is_quadratic() {
    run(|shape| shape.pieces);
}

/// `cargo test --release -p ingam-fuzz --test growth -- --ignored --nocapture`
#[test]
#[ignore = "minutes; the same at the documented limits"]
fn nothing_is_quadratic_up_to_the_limits() {
    run(|shape| shape.most);
}

#[test]
fn the_shapes_are_what_they_are_meant_to_be() {
    assert!(ingam::signed_data::to_der(&message(&[], &[], &signer(3))).is_ok());
    let report = verify(&message(&[], &[], &signer(3)), &Options::default());
    let said = report.check(ingam::signed_data::CheckName::SignerCertificate);
    assert!(said.is_some(), "the signer is read: {:?}", report.checks);
    assert!(!ingam::signed_data::Certificate::parse(&distribution_points(3)).unwrap().crl_uris().is_empty());
    assert!(ingam::signed_data::Certificate::parse(&certificate(&numbered(300, b"\x04\x00"))).is_ok());
    assert!(seal(&request(3)));
    assert_eq!(base64_decode("MAA=").as_deref(), Ok(&b"0\0"[..]));
}
