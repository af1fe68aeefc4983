//! What the tests share: the published documents, options, and DER written by hand.

use std::sync::LazyLock;

use ingam::encoding::base64_decode;
use ingam::signed_data::{Expected, Options, Profile, Report, TrustAnchor, verify};
use serde_json::Value;

/// One published signed document and what was to be signed.
pub(crate) struct Published {
    pub(crate) text: String,
    pub(crate) der: Vec<u8>,
    pub(crate) document: String,
}

/// The two of Toss's guide, in order.
pub(crate) static PUBLISHED: LazyLock<Vec<Published>> = LazyLock::new(|| {
    let text = std::fs::read_to_string("tests/vectors/toss-docs-result.json").unwrap();
    let result: Value = serde_json::from_str(&text).unwrap();
    let (documents, signed) = (&result["success"]["docList"], &result["success"]["signedDocList"]);
    let pairs = documents.as_array().unwrap().iter().zip(signed.as_array().unwrap());
    pairs
        .map(|(document, signed)| {
            assert_eq!(document["order"], signed["order"]);
            let text = signed["signedDoc"].as_str().unwrap().to_owned();
            let der = base64_decode(&text).unwrap();
            Published { text, der, document: document["doc"].as_str().unwrap().to_owned() }
        })
        .collect()
});

/// The built-in anchor.
pub(crate) static TOSS: LazyLock<[TrustAnchor; 1]> = LazyLock::new(|| [TrustAnchor::toss_ca1().unwrap()]);

/// As a relying party of Toss checks what came back, without revocation.
pub(crate) fn toss_options(document: &str) -> Options<'_> {
    Options {
        profile: Profile::Toss,
        expected: Expected::Document { document: document.as_bytes(), original: None },
        anchors: &*TOSS,
        check_revocation: false,
        ..Options::default()
    }
}

/// `TOTAL_PASSED`, or the sub-indication.
pub(crate) fn result_of(report: &Report) -> &'static str {
    report.sub_indication.map_or("TOTAL_PASSED", |sub| sub.name())
}

/// The same, of a message under options.
pub(crate) fn result(message: &[u8], options: &Options<'_>) -> &'static str {
    result_of(&verify(message, options))
}

/// Tag, length and contents.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let digits: Vec<u8> = contents.len().to_be_bytes().into_iter().skip_while(|digit| *digit == 0).collect();
    let header = match contents.len() {
        short @ 0..0x80 => vec![tag, u8::try_from(short).unwrap()],
        _ => [vec![tag, 0x80 | u8::try_from(digits.len()).unwrap()], digits].concat(),
    };
    [header, contents].concat()
}

/// The values one after another: tag, whole, contents.
pub(crate) fn values(octets: &[u8]) -> Vec<(u8, &[u8], &[u8])> {
    let (mut list, mut rest) = (Vec::new(), octets);
    while let [tag, first, ..] = rest {
        let count = if first & 0x80 == 0 { 0 } else { usize::from(first & 0x7f) };
        let long = rest[2..2 + count].iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
        let length = if count == 0 { usize::from(*first) } else { long };
        let (whole, next) = rest.split_at(2 + count + length);
        list.push((*tag, whole, &whole[2 + count..]));
        rest = next;
    }
    list
}
