//! Records at rest: only what was sealed here, for this place, under a key that is still
//! listed, opens; and a record under a missing key says which key, and stays as it is.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

use ingam::Code;
use ingam::encoding::base64;
use ingam::store::{CHUNK_BYTES, StoreKeys};

const CONTEXT: &str = "toss:67ac897f-3a0e-466d-a6f7-c7e4272fd5a9/answer/1";

fn key(fill: u8) -> String {
    base64(&[fill; 32])
}

/// `STORE_KEYS` of these ids and key bytes.
fn keys(listed: &[(&str, u8)]) -> StoreKeys {
    let entries: Vec<_> =
        listed.iter().map(|(id, fill)| format!("{{\"id\":\"{id}\",\"key\":\"{}\"}}", key(*fill))).collect();
    StoreKeys::parse(&format!("[{}]", entries.join(","))).unwrap()
}

fn seal(keys: &StoreKeys, context: &str, plaintext: &[u8]) -> Vec<u8> {
    keys.seal(context, plaintext, &mut getrandom::fill).unwrap()
}

/// The chunks of `plaintext`, small enough to look at one by one.
fn seal_chunks(keys: &StoreKeys, context: &str, plaintext: &[u8]) -> Vec<Vec<u8>> {
    keys.seal_chunks(context, plaintext, &mut getrandom::fill).unwrap()
}

/// Bytes of which no two chunks are alike.
fn long(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at / CHUNK_BYTES + at) % 251).unwrap()).collect()
}

#[test]
fn a_record_with_any_bit_flipped_does_not_open() {
    let keys = keys(&[("k2", 2), ("k1", 1)]);
    let record = seal(&keys, CONTEXT, "서명 canary".as_bytes());
    for at in 0..record.len() {
        for bit in 0..8 {
            let mut damaged = record.clone();
            damaged[at] ^= 1 << bit;
            let error = keys.open(CONTEXT, &damaged).unwrap_err();
            // The id's two bytes name the key, and its length says where the name ends:
            // only there can damage look like a key that is not configured.
            let expected = if (4..7).contains(&at) {
                matches!(error.code(), Code::StoreDamaged | Code::StoreKeyMissing)
            } else {
                error.code() == Code::StoreDamaged
            };
            assert!(expected, "byte {at}, bit {bit}: {error}");
        }
    }
    assert!(keys.open(CONTEXT, &record).is_ok());
}

#[test]
fn a_record_cut_or_lengthened_anywhere_does_not_open() {
    let keys = keys(&[("k1", 1)]);
    for plaintext in [&b""[..], b"x", b"0123456789abcdef0123456789abcdef"] {
        let record = seal(&keys, CONTEXT, plaintext);
        for length in 0..record.len() {
            assert_eq!(
                keys.open(CONTEXT, &record[..length]).unwrap_err().code(),
                Code::StoreDamaged,
                "{length}"
            );
        }
        for length in 1..record.len() {
            let error = keys.open(CONTEXT, &record[length..]).unwrap_err();
            assert_eq!(error.code(), Code::StoreDamaged, "without the first {length}");
        }
        for end in [&b"\0"[..], b"x", &[0; 16]] {
            let longer = [&record[..], end].concat();
            assert_eq!(keys.open(CONTEXT, &longer).unwrap_err().code(), Code::StoreDamaged);
        }
    }
}

#[test]
fn a_record_opens_only_where_it_was_sealed_for() {
    let keys = keys(&[("k1", 1)]);
    let record = seal(&keys, CONTEXT, b"text");
    let mut others: Vec<String> =
        ["", "toss:67ac897f-3a0e-466d-a6f7-c7e4272fd5a9/answer/2", "TOSS:67AC897F"].map(String::from).into();
    others.extend([format!("{CONTEXT}\0"), format!("{CONTEXT}/"), format!(" {CONTEXT}")]);
    others.extend((0..CONTEXT.len()).map(|length| CONTEXT[..length].to_string()));
    for other in others {
        assert_eq!(keys.open(&other, &record).unwrap_err().code(), Code::StoreDamaged, "{other}");
    }
}

#[test]
fn a_record_opens_under_its_own_key_only() {
    let record = seal(&keys(&[("k1", 1)]), CONTEXT, b"text");
    // The same id, another key.
    assert_eq!(keys(&[("k1", 9)]).open(CONTEXT, &record).unwrap_err().code(), Code::StoreDamaged);
    // The record says another id that is listed.
    let mut renamed = record.clone();
    renamed[6] = b'2';
    let both = keys(&[("k2", 2), ("k1", 1)]);
    assert_eq!(both.open(CONTEXT, &renamed).unwrap_err().code(), Code::StoreDamaged);
}

#[test]
fn a_key_that_is_not_listed_is_named_and_the_record_is_untouched() {
    let old = keys(&[("2024-01", 1)]);
    let record = seal(&old, CONTEXT, b"text");
    let before = record.clone();
    let error = keys(&[("2025-01", 2)]).open(CONTEXT, &record).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::StoreKeyMissing, Some("2024-01")));
    assert_eq!(error.code().entry().status, 503);
    assert!(error.message().contains("2024-01") && error.message_ko().contains("2024-01"));
    assert_eq!(record, before);
    // The key is put back: the record opens as if nothing had happened.
    assert_eq!(keys(&[("2025-01", 2), ("2024-01", 1)]).open(CONTEXT, &record).unwrap(), b"text");

    let chunks = seal_chunks(&old, CONTEXT, b"text");
    let error = keys(&[("2025-01", 2)]).open_chunks(CONTEXT, &chunks).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::StoreKeyMissing, Some("2024-01")));
}

/// Whoever can write to the store must not choose what an error says.
#[test]
fn what_cannot_be_a_key_id_is_damage_and_is_not_repeated() {
    let keys = keys(&[("k1", 1)]);
    let long = "x".repeat(33);
    for id in ["", "k 1", "k1\r\nset-cookie: a=b", "서명", "<b>", "a/b", long.as_str()] {
        let mut record = b"ig1s".to_vec();
        record.push(u8::try_from(id.len()).unwrap());
        record.extend_from_slice(id.as_bytes());
        record.extend_from_slice(&[7; 64]);
        let error = keys.open(CONTEXT, &record).unwrap_err();
        assert_eq!((error.code(), error.subject()), (Code::StoreDamaged, None), "{id:?}");
    }
    for foreign in [&b""[..], b"ig1s", b"ig1t\x02k1", b"{\"json\":true}", &[0; 300]] {
        assert_eq!(keys.open(CONTEXT, foreign).unwrap_err().code(), Code::StoreDamaged);
    }
}

#[test]
fn store_keys_of_another_form_are_refused_without_being_repeated() {
    let canary = base64(b"canary-canary-canary-canary-1234");
    let good = format!("{{\"id\":\"a\",\"key\":\"{canary}\"}}");
    let other = key(7);
    let wrong = [
        String::new(),
        "[]".into(),
        "null".into(),
        "\"x\"".into(),
        canary.clone(),
        good.clone(),
        format!("[{good}"),
        format!("[{good}],"),
        format!("[{good}]]"),
        format!("[{good},]"),
        format!("\u{feff}[{good}]"),
        // More than the list, where it is read inside an object of ours.
        format!("[{good}],\"other\":1"),
        format!("[{good}],\"entries\":[]"),
        format!("[{good}]}}"),
        format!("[{good},{good}]"),
        format!("[{good},{{\"id\":\"a\",\"key\":\"{other}\"}}]"),
        format!("[{{\"id\":\"a\",\"id\":\"b\",\"key\":\"{canary}\"}}]"),
        format!("[{{\"id\":\"a\",\"key\":\"{canary}\",\"note\":\"\"}}]"),
        format!("[{{\"ID\":\"a\",\"key\":\"{canary}\"}}]"),
        format!("[{{\"key\":\"{canary}\"}}]"),
        "[{\"id\":\"a\"}]".into(),
        format!("[{{\"id\":1,\"key\":\"{canary}\"}}]"),
        "[{\"id\":\"a\",\"key\":null}]".into(),
        format!("[[\"a\",\"{canary}\"]]"),
    ];
    let ids = ["", " ", "a b", "a/b", "a:b", "키", "a\\n", &"x".repeat(33)];
    let wrong_ids = ids.iter().map(|id| format!("[{{\"id\":\"{id}\",\"key\":\"{canary}\"}}]"));
    let (short, long) = (base64(&[1; 31]), base64(&[1; 33]));
    let unpadded = canary.trim_end_matches('=').to_string();
    let hex = "61".repeat(32);
    let texts = [
        "",
        "=",
        &short,
        &long,
        &hex,
        &unpadded,
        &canary.replacen('Y', "-", 1),
        &format!("{canary}\\n"),
        &format!(" {canary}"),
        &canary.replace('=', "B"),
    ];
    let wrong_keys = texts.iter().map(|text| format!("[{{\"id\":\"a\",\"key\":\"{text}\"}}]"));
    for wrong in wrong.into_iter().chain(wrong_ids).chain(wrong_keys) {
        let Err(error) = StoreKeys::parse(&wrong) else { panic!("{wrong}") };
        assert_eq!((error.code(), error.subject()), (Code::SettingInvalid, Some("STORE_KEYS")), "{wrong}");
        assert!(!format!("{error:?}{error}{}", error.message_ko()).contains(&canary));
    }
    // 32 bytes end in one padding character; its letter has two bits that must be zero.
    let (head, last) = canary.split_at(canary.len() - 2);
    let untidy = format!("{head}{}=", char::from(last.as_bytes()[0] + 1));
    assert!(StoreKeys::parse(&format!("[{{\"id\":\"a\",\"key\":\"{untidy}\"}}]")).is_err());
    assert!(StoreKeys::parse(&format!(" [ {good} ]\n")).is_ok());
    let longest = "aZ9-_.".repeat(6)[..32].to_string();
    assert!(StoreKeys::parse(&format!("[{{\"id\":\"{longest}\",\"key\":\"{canary}\"}}]")).is_ok());
}

#[test]
fn the_debug_form_has_the_ids_only() {
    let keys = keys(&[("k2", 0xab), ("k1", 0xcd)]);
    assert_eq!(format!("{keys:?}"), "[\"k2\", \"k1\"]");
}

#[test]
fn nothing_is_sealed_without_entropy() {
    let keys = keys(&[("k1", 1)]);
    let mut none = |_: &mut [u8]| Err::<(), ()>(());
    assert_eq!(keys.seal(CONTEXT, b"x", &mut none).unwrap_err().code(), Code::EntropyFailed);
    assert_eq!(keys.seal_chunks(CONTEXT, b"x", &mut none).unwrap_err().code(), Code::EntropyFailed);
}

#[test]
fn two_records_of_the_same_text_share_nothing_but_the_head() {
    let keys = keys(&[("k1", 1)]);
    let (one, two) = (seal(&keys, CONTEXT, &[0; 64]), seal(&keys, CONTEXT, &[0; 64]));
    assert_eq!(one.len(), two.len());
    assert_eq!(one[..7], two[..7]);
    for part in [7..31, 31..95, 95..111] {
        assert_ne!(one[part.clone()], two[part]);
    }
    assert_eq!(one.len(), 4 + 1 + 2 + 24 + 64 + 16);
    // A ciphertext does not repeat where its text does, and does not hold the text.
    assert_ne!(one[31..47], one[47..63]);
    let readable = seal(&keys, CONTEXT, b"a long text that would be seen");
    assert!(!readable.windows(9).any(|window| window == b"long text"));
}

#[test]
fn the_newest_key_seals_and_every_listed_key_opens() {
    let old = seal(&keys(&[("k1", 1)]), CONTEXT, b"old");
    let rotated = keys(&[("k2", 2), ("k1", 1)]);
    let new = seal(&rotated, CONTEXT, b"new");
    assert_eq!(&new[5..7], b"k2");
    assert_eq!(rotated.open(CONTEXT, &old).unwrap(), b"old");
    assert_eq!(rotated.open(CONTEXT, &new).unwrap(), b"new");
    // Listed, but not newest: it opens all the same.
    assert_eq!(keys(&[("k3", 3), ("k1", 1), ("k2", 2)]).open(CONTEXT, &new).unwrap(), b"new");
    // The old key is taken out: what it sealed is named, what the new one sealed opens.
    let later = keys(&[("k2", 2)]);
    assert_eq!(later.open(CONTEXT, &old).unwrap_err().subject(), Some("k1"));
    assert_eq!(later.open(CONTEXT, &new).unwrap(), b"new");
}

#[test]
fn chunks_moved_doubled_left_out_or_added_do_not_open() {
    let keys = keys(&[("k1", 1)]);
    let chunks = seal_chunks(&keys, CONTEXT, &long(2 * CHUNK_BYTES + 1));
    assert_eq!(chunks.len(), 3);
    let pick = |places: &[usize]| places.iter().map(|at| chunks[*at].clone()).collect::<Vec<_>>();
    let wrong: &[&[usize]] = &[
        &[],
        &[0],
        &[1],
        &[2],
        &[0, 1],
        &[1, 2],
        &[0, 2],
        &[1, 0, 2],
        &[0, 2, 1],
        &[2, 1, 0],
        &[1, 2, 0],
        &[0, 0, 2],
        &[0, 1, 1],
        &[0, 0, 1, 2],
        &[0, 1, 2, 2],
    ];
    for places in wrong {
        let error = keys.open_chunks(CONTEXT, &pick(places)).unwrap_err();
        assert_eq!(error.code(), Code::StoreDamaged, "{places:?}");
    }
    // Of another record, of another place, as a record of its own, and cut to nothing.
    let other = seal_chunks(&keys, "elsewhere", &long(2 * CHUNK_BYTES + 1));
    assert!(keys.open_chunks(CONTEXT, &[&chunks[0], &other[1], &chunks[2]]).is_err());
    assert!(keys.open_chunks("elsewhere", &chunks).is_err());
    // The same place and count, sealed another time.
    let again = seal_chunks(&keys, CONTEXT, &long(2 * CHUNK_BYTES + 1));
    assert!(keys.open_chunks(CONTEXT, &[&chunks[0], &again[1], &chunks[2]]).is_err());
    assert!(keys.open(CONTEXT, &chunks[0]).is_err());
    assert!(keys.open_chunks(CONTEXT, &[seal(&keys, CONTEXT, b"x")]).is_err());
    assert!(keys.open_chunks(CONTEXT, &[&chunks[0][..], &chunks[1][..], b""]).is_err());
    assert_eq!(keys.open_chunks(CONTEXT, &chunks).unwrap(), long(2 * CHUNK_BYTES + 1));
}

#[test]
fn texts_of_every_awkward_length_come_back() {
    let keys = keys(&[("k1", 1)]);
    for (length, count) in [
        (0, 1),
        (1, 1),
        (CHUNK_BYTES - 1, 1),
        (CHUNK_BYTES, 1),
        (CHUNK_BYTES + 1, 2),
        (2 * CHUNK_BYTES, 2),
        (2 * CHUNK_BYTES + 1, 3),
    ] {
        let plaintext = long(length);
        let chunks = seal_chunks(&keys, CONTEXT, &plaintext);
        assert_eq!(chunks.len(), count, "{length}");
        let overhead = 4 + 1 + 2 + 24 + 16;
        assert!(chunks.iter().all(|chunk| chunk.len() <= CHUNK_BYTES + overhead));
        assert!(keys.open_chunks(CONTEXT, &chunks).unwrap() == plaintext, "{length}");
    }
}
