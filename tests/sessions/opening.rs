//! What does not open, and that nobody learns why.

use ingam::Code;
use ingam::encoding::{base64, base64_decode};
use ingam::session::{SealedField, looks_sealed};

use crate::{ID, OTHER_ID, session};

/// "김토스", sealed under the fixed session: nine bytes and the tag make 25, so the
/// base64 ends in "==" and has four spare bits.
fn sealed() -> String {
    session(ID).seal("name", "김토스").unwrap().to_string()
}

fn refused(text: &str) {
    let error = session(ID).open(text).expect_err(text);
    assert_eq!(error.code(), Code::OpenFailed, "{text}");
    assert_eq!((error.path(), error.subject()), (None, None), "{text}");
}

#[test]
fn no_tag_shorter_than_sixteen_bytes() {
    let text = sealed();
    let (prefix, encoded) = text.rsplit_once('$').unwrap();
    let whole = base64_decode(encoded).unwrap();
    for length in 0..16 {
        // The tag cut, and the tag alone cut: AES-GCM allows both with shorter tags.
        refused(&format!("{prefix}${}", base64(&whole[..9 + length])));
        refused(&format!("{prefix}${}", base64(&whole[9..9 + length])));
    }
    refused(&format!("{prefix}${}", base64(&[&whole[..], &[0]].concat())));
}

#[test]
fn no_other_number_or_order_of_parts() {
    let text = sealed();
    let parts: Vec<&str> = text.split('$').collect();
    let [tag, id, data] = parts[..] else { panic!("three parts") };
    for wrong in [
        String::new(),
        "$".into(),
        "$$".into(),
        "$$$".into(),
        data.into(),
        format!("{tag}${id}"),
        format!("{tag}${id}$"),
        format!("{tag}${data}"),
        format!("{id}${data}"),
        format!("{tag}$${data}"),
        format!("${id}${data}"),
        format!("{id}${tag}${data}"),
        format!("{data}${id}${tag}"),
        format!("{tag}${data}${id}"),
        format!("{text}$"),
        format!("${text}"),
        format!("{text}${data}"),
        format!("{text}{text}"),
        format!("{tag}${tag}${id}${data}"),
        format!("{tag}${id}${id}${data}"),
        format!("{tag}${id}${data}${}", "0".repeat(64)),
        format!("AES_GCM${id}${data}"),
    ] {
        refused(&wrong);
    }
}

#[test]
fn no_other_base64() {
    let text = sealed();
    let (prefix, data) = text.rsplit_once('$').unwrap();
    let body = data.strip_suffix("==").expect("25 bytes");
    let last = body.chars().last().unwrap();
    let spare: String = ('A'..='Z').filter(|c| *c != last).collect();
    let (begin, _) = body.split_at(body.len() - 1);
    for wrong in [
        body.to_owned(),
        format!("{body}="),
        format!("{body}==="),
        format!("{body}====",),
        format!("{body}== "),
        format!(" {data}"),
        format!("{data}\n"),
        format!("{}\r\n{}", &data[..8], &data[8..]),
        format!("{} {}", &data[..8], &data[8..]),
        format!("{data}{data}"),
        data.to_lowercase(),
        format!("-_{}", &data[2..]),
        format!("{}\u{0}", data),
    ] {
        refused(&format!("{prefix}${wrong}"));
    }
    // RFC 4648 section 3.5: only one last character has zeros in the spare bits.
    for c in spare.chars() {
        refused(&format!("{prefix}${begin}{c}=="));
    }
    // The same bytes in the url-safe alphabet, where the two differ.
    let differs = (0..).map(|n| session(ID).seal("name", &format!("홍길동{n}")).unwrap().to_string());
    let differs = differs.into_iter().find(|text| text.contains(['+', '/'])).unwrap();
    assert!(session(ID).open(&differs).is_ok());
    refused(&differs.replace('+', "-").replace('/', "_"));
}

#[test]
fn no_white_space_around() {
    let text = sealed();
    for wrong in [format!(" {text}"), format!("{text} "), format!("{text}\n"), format!("\u{feff}{text}")] {
        refused(&wrong);
    }
}

#[test]
fn no_other_session() {
    let text = sealed();
    refused(&text.replace(ID, OTHER_ID));
    refused(&text.replace(ID, &ID.to_uppercase()));
    refused(&text.replace(ID, &ID.replace('-', "")));
    assert_eq!(session(OTHER_ID).open(&text).expect_err("another id").code(), Code::OpenFailed);
}

#[test]
fn no_other_version() {
    let text = sealed();
    for tag in
        ["", "V1", "v", "v0", "v2", "v10", "v1.0", "v1_", "v1-0.0.14", "v2_0.0.14", "v1_a b", "1", " v1"]
    {
        refused(&text.replacen("v1", tag, 1));
    }
    refused(&text.replacen("v1", &format!("v1_{}", "0".repeat(33)), 1));
    for tag in ["v1", "v1_0.0.14", "v1_1.2.3-rc4"] {
        let text = text.replacen("v1", tag, 1);
        assert_eq!(session(ID).open(&text).unwrap().expose(), "김토스", "{tag}");
    }
}

#[test]
fn no_flipped_bit() {
    let text = sealed();
    let (prefix, data) = text.rsplit_once('$').unwrap();
    let whole = base64_decode(data).unwrap();
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        refused(&format!("{prefix}${}", base64(&flipped)));
    }
}

#[test]
fn no_text_that_is_not_utf_8() {
    // AES-256-GCM(key = 32 x 07, iv = 12 x 09, aad = key, plaintext = ff fe fd fc), computed
    // with OpenSSL through node:crypto.
    refused(&format!("v1${ID}$2Ht5aDyEsf8eb6lHoOGk2l0GZr8="));
}

#[test]
fn looking_sealed_takes_the_beginning_only() {
    let text = sealed();
    assert!(looks_sealed(&text) && looks_sealed(&text[..40]) && SealedField::parse(&text).is_ok());
    for plain in
        ["", "v1", "김토스", "v1$abc$def", "$$", &text[..39], &text[1..], &format!("v2{}", &text[2..])]
    {
        assert!(!looks_sealed(plain), "{plain}");
    }
}
