//! The file EI13: written, read back, and refused.

use ingam::error::Code;
use ingam::evidence::ei13::{Consent, ConsentKind, Explanation, File, explain};
use ingam::time::CalendarDate;

fn day(text: &str) -> CalendarDate {
    CalendarDate::parse_compact(text).unwrap()
}

fn consent(data: &[u8]) -> Consent<'_> {
    Consent {
        payer_number: "P-0001",
        bank_code: "004",
        account_number: "12345678901234",
        applied_on: day("20260601"),
        kind: ConsentKind::GeneralCertificate,
        extension: "der",
        data,
    }
}

fn file<'a>(consents: &'a [Consent<'a>]) -> File<'a> {
    File { institution_code: "9912345678", applied_on: day("20260601"), consents }
}

fn pack(data: &[u8]) -> Vec<u8> {
    file(&[consent(data)]).pack().unwrap()
}

#[test]
fn what_does_not_fit_is_refused() {
    let data = b"proof".as_slice();
    let too_long = vec![0; 10_000_000];
    let sound = consent(data);
    let cases: [(&str, Consent<'_>); 14] = [
        ("payerNumber", Consent { payer_number: "", ..sound }),
        ("payerNumber", Consent { payer_number: "1234567890123456789012345678901", ..sound }),
        ("payerNumber", Consent { payer_number: "납부자", ..sound }),
        ("payerNumber", Consent { payer_number: "P 1", ..sound }),
        ("bankCode", Consent { bank_code: "04", ..sound }),
        ("bankCode", Consent { bank_code: "KB1", ..sound }),
        ("accountNumber", Consent { account_number: "123-456", ..sound }),
        ("accountNumber", Consent { account_number: "123456789012345678901", ..sound }),
        ("appliedOn", Consent { applied_on: CalendarDate { year: 2026, month: 2, day: 29 }, ..sound }),
        ("extension", Consent { extension: "", ..sound }),
        ("extension", Consent { extension: ".der", ..sound }),
        ("extension", Consent { extension: "abcdef", ..sound }),
        ("data", Consent { data: b"", ..sound }),
        ("data", Consent { data: &too_long, ..sound }),
    ];
    for (field, wrong) in cases {
        let error = file(&[sound, wrong]).pack().unwrap_err();
        assert_eq!(error.code(), Code::OptionInvalid);
        assert_eq!(error.path(), Some(format!("/consents/1/{field}").as_str()));
    }
    assert_eq!(file(&[]).pack().unwrap_err().path(), Some("/consents"));
    let consents = [sound];
    for institution_code in ["", "기관", "123456789012345678901"] {
        let error = File { institution_code, ..file(&consents) }.pack().unwrap_err();
        assert_eq!(error.path(), Some("/institutionCode"));
    }
    let applied_on = CalendarDate { year: 20_260, month: 6, day: 1 };
    assert_eq!(File { applied_on, ..file(&consents) }.pack().unwrap_err().path(), Some("/appliedOn"));
}

/// Each octet of a small file, changed, is noticed: only the proof itself may be anything.
#[test]
fn a_changed_file_is_refused() {
    let sound = pack(b"proof");
    assert_eq!(sound.len(), 3 * 1024);
    let proof = 1024 + 119..1024 + 124;
    // What may be any letter or digit is taken for another value of the same field.
    let free = |at: usize| {
        let text = [1024 + 45..1024 + 75, 1024 + 78..1024 + 98, 1024 + 107..1024 + 112];
        text.iter().any(|range| range.contains(&at)) || (1024 + 75..1024 + 78).contains(&at)
    };
    let mut refused = 0;
    for at in (0..sound.len()).filter(|at| !proof.contains(at)) {
        for octet in [0, b'\n', 0x80, 0xb0] {
            let mut changed = sound.clone();
            changed[at] = octet;
            let error = explain(&changed).unwrap_err();
            assert!(error.offset <= at && at < error.offset + 1024, "{at}: {error:?}");
            refused += 1;
        }
        if !free(at) {
            let mut changed = sound.clone();
            changed[at] = b'Z';
            assert!(explain(&changed).is_err(), "{at}");
        }
    }
    assert_eq!(refused, (3072 - 5) * 4);
    for length in [0, 1, 1023, 1024, 2048, 3071] {
        assert!(explain(&sound[..length]).is_err(), "{length}");
    }
    assert!(explain(&[sound.clone(), vec![b' '; 1024]].concat()).is_err());
    assert!(explain(&[sound.clone(), sound.clone()].concat()).is_err());
    assert!(explain(&[0; 4096]).is_err());
}

/// The block formula at its edges: 119 + 905 fill a block exactly, and no block is added.
#[test]
fn the_padding_at_its_edges() {
    for (length, blocks) in [(1, 1), (904, 1), (905, 1), (906, 2), (1928, 2), (1929, 2), (1930, 3)] {
        let data = vec![0xee; length];
        let packed = pack(&data);
        assert_eq!(packed.len(), (blocks + 2) * 1024, "{length}");
        let end = 1024 + 119 + length;
        assert_eq!(&packed[1024 + 119..end], data);
        assert!(packed[end..(blocks + 1) * 1024].iter().all(|octet| *octet == b' '));
        assert_eq!(packed[packed.len() - 1024 + 35..][..17], *format!("0000001{blocks:010}").as_bytes());
        let explanation = explain(&packed).unwrap();
        assert_eq!(explanation.proofs().next(), Some(1024 + 119..end));
    }
}

/// What the trailer counts is what there is.
#[test]
fn a_wrong_count_in_the_trailer_is_refused() {
    let packed = pack(b"proof");
    let trailer = packed.len() - 1024;
    for (offset, counted) in [(35, "0000002"), (35, "0000000"), (42, "0000000002"), (42, "0000000000")] {
        let mut wrong = packed.clone();
        wrong[trailer + offset..][..counted.len()].copy_from_slice(counted.as_bytes());
        assert!(explain(&wrong).is_err(), "{counted}");
    }
    assert!(explain(&packed).is_ok());
}

/// Written out by hand from the layout, octet by octet.
#[test]
fn the_layout() {
    let packed = pack(b"proof");
    let blanks = |count| " ".repeat(count);
    let institution = "9912345678          ";
    let expected = [
        format!("AE111211000000020260601{institution}0000001{}", blanks(974)),
        format!("AE1112220000001{}{institution}P-0001{}004", blanks(10), blanks(24)),
        format!("12345678901234{}202606013der  0000005proof{}", blanks(6), blanks(900)),
        format!("AE1112339999999{institution}00000010000000001{}", blanks(972)),
    ]
    .concat();
    assert_eq!(String::from_utf8(packed).unwrap(), expected);
    assert_eq!(file(&[consent(b"proof")]).name(), "EI130601");
}

#[test]
fn a_file_is_explained_in_both_languages() {
    let consents = [consent(b"one"), Consent { kind: ConsentKind::Paper, ..consent(&[b' '; 2000]) }];
    let packed = file(&consents).pack().unwrap();
    let Explanation { records } = explain(&packed).unwrap();
    let kinds: Vec<&str> = records.iter().map(|record| record.kind).collect();
    assert_eq!(kinds, ["header", "consent", "consent", "trailer"]);
    // No octet is left without a field, and none has two.
    let mut at = 0;
    for field in records.iter().flat_map(|record| &record.fields) {
        assert_eq!(field.offset, at);
        at += field.length;
        assert!(!field.name.is_empty() && !field.name_ko.is_empty());
    }
    assert_eq!(at, packed.len());
    let field = |record: usize, name_ko: &str| {
        records[record].fields.iter().find(|field| field.name_ko == name_ko).unwrap()
    };
    assert_eq!(field(1, "동의자료구분").value, "3");
    assert_eq!(field(1, "동의자료구분").meaning, Some("general certificate"));
    assert_eq!(field(2, "동의자료구분").meaning_ko, Some("서면"));
    assert_eq!(field(2, "동의자료 길이").value, "0002000");
    assert_eq!(field(1, "납부자번호").value, "P-0001");
    assert_eq!(field(3, "총 Data Block 수").value, "0000000004");
    assert_eq!(field(2, "일련번호").value, "0000002");
}
