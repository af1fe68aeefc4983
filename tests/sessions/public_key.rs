//! Which keys are taken, and RSAES-OAEP against another implementation's private key.

use ingam::Code;
use ingam::encoding::{base64, base64_decode};
use ingam::session::{PublicKey, Session, SessionOptions};
use rsa::pkcs8::EncodePublicKey;
use rsa::{BoxedUint, Oaep, RsaPrivateKey};

use crate::{entropy, vector_file};

const OAEP: &str = include_str!("../vectors/rsa-oaep-sha1.json");

fn code(text: &str) -> &'static str {
    PublicKey::parse(text).expect_err(text).code().entry().code
}

#[test]
fn weak_and_other_keys_are_refused() {
    let file = vector_file(include_str!("../vectors/refused-public-keys.json"));
    for row in file["rows"].as_array().unwrap() {
        assert_eq!(code(row["publicKey"].as_str().unwrap()), row["code"], "{}", row["name"]);
    }
}

#[test]
fn texts_that_are_no_key_are_refused() {
    let file = vector_file(OAEP);
    let text = file["publicKey"].as_str().unwrap();
    let der = base64_decode(text).unwrap();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n");
    let mut bit_string = der.clone();
    bit_string.push(0);
    for wrong in [
        String::new(),
        "key".into(),
        text[..text.len() - 1].into(),
        text.replace('+', "-"),
        format!("{text}{text}"),
        base64(&der[1..]),
        base64(&der[..der.len() - 1]),
        base64(&bit_string),
        // The PKCS #1 form, which has no algorithm.
        base64(&der[24..]),
        pem.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
        pem.replace("PUBLIC KEY", "CERTIFICATE"),
        pem.replace("-----END PUBLIC KEY-----", ""),
        format!("{pem}{pem}"),
        format!("{pem}x"),
        format!("x{pem}"),
    ] {
        assert_eq!(code(&wrong), "INGAM_PUBLIC_KEY_INVALID", "{wrong}");
    }
}

/// No RSA modulus and no exponent that works with one is even (RFC 8017 section 3.1).
#[test]
fn even_numbers_are_refused() {
    let file = vector_file(OAEP);
    let der = base64_decode(file["publicKey"].as_str().unwrap()).unwrap();
    // The exponent, 02 03 01 00 01, ends the structure; the modulus stands before it.
    for (from_the_end, even) in [(1, 0x02), (6, der[der.len() - 6] & 0xfe)] {
        let mut wrong = der.clone();
        let at = wrong.len() - from_the_end;
        wrong[at] = even;
        assert_eq!(PublicKey::from_der(&wrong).unwrap_err().code(), Code::PublicKeyInvalid);
    }
}

#[test]
fn pem_and_base64_are_one_key() {
    let file = vector_file(OAEP);
    let text = file["publicKey"].as_str().unwrap();
    let key = PublicKey::parse(text).unwrap();
    assert_eq!(base64(key.spki_der()), text);
    let wrapped: String =
        text.as_bytes().chunks(64).map(|line| format!("{}\r\n", str::from_utf8(line).unwrap())).collect();
    for body in [text, &wrapped] {
        let pem = format!("\n-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n\n");
        assert_eq!(PublicKey::parse(&pem).unwrap(), key);
    }
    assert_eq!(PublicKey::parse(&format!(" {wrapped}\n")).unwrap(), key);
    assert_eq!(PublicKey::from_der(key.spki_der()).unwrap(), key);
}

/// RSA Laboratories' example 10: the ciphertexts, byte for byte.
#[cfg(feature = "dangerous")]
#[test]
fn rsa_laboratories_example_10() {
    let file = vector_file(OAEP);
    let key = PublicKey::parse(file["publicKey"].as_str().unwrap()).unwrap();
    let rows = file["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 6);
    for row in rows {
        let message = base64_decode(row["message"].as_str().unwrap()).unwrap();
        let encrypted = key.dangerous_encrypt(&message, crate::bytes(row, "seed")).unwrap();
        assert_eq!(base64(&encrypted), row["encrypted"]);
    }
    // RFC 8017 section 7.1.1 step 1.b: k - 2 hLen - 2.
    assert!(key.dangerous_encrypt(&[0; 214], [0; 20]).is_ok());
    assert_eq!(key.dangerous_encrypt(&[0; 215], [0; 20]).unwrap_err().code(), Code::Internal);
}

#[test]
fn the_private_key_unwraps_the_session() {
    let private = RsaPrivateKey::new_with_exp(
        &mut rand_core::UnwrapErr(getrandom::SysRng),
        2048,
        BoxedUint::from(65_537_u64),
    )
    .unwrap();
    let der = private.to_public_key().to_public_key_der().unwrap();
    let key = PublicKey::from_der(der.as_bytes()).unwrap();

    let mut session = Session::make(&SessionOptions::default(), &mut entropy()).unwrap();
    let (first, second) =
        (session.wrap(&key, &mut entropy()).unwrap(), session.wrap(&key, &mut entropy()).unwrap());
    assert_ne!(first, second, "OAEP is randomized");
    let material = session.expose_material().unwrap();
    for wrapped in [first, second] {
        let opened = private.decrypt(Oaep::<sha1::Sha1>::new(), wrapped.wrapped()).unwrap();
        assert_eq!(opened, material.expose().as_bytes());
    }
    let mut none = |_: &mut [u8]| Err::<(), ()>(());
    assert_eq!(session.wrap(&key, &mut none).unwrap_err().code(), Code::EntropyFailed);
}
