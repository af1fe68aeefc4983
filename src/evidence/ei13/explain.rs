//! Reads a file and says what each field is.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::ConsentKind;
use super::layout::{BLOCK_BYTES, BUSINESS, Characters, DATA, HEADER, TRAILER, TRAILER_NUMBER, padding};
use crate::time::CalendarDate;

/// Why a file is refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refused {
    /// The octet at which the field begins.
    pub offset: usize,
    /// In English.
    pub message: &'static str,
    /// In Korean.
    pub message_ko: &'static str,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Where it begins in the file.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
    /// What it is.
    pub name: &'static str,
    /// The same in Korean, as the institute calls it.
    pub name_ko: &'static str,
    /// What stands in it, without its padding; empty for blanks and for the proof.
    pub value: String,
    /// What the value means, if it is a code.
    pub meaning: Option<&'static str>,
    /// The same in Korean.
    pub meaning_ko: Option<&'static str>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// `header`, `consent` or `trailer`.
    pub kind: &'static str,
    /// Its fields, in order and without a gap.
    pub fields: Vec<Field>,
}

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Header, consents, trailer.
    pub records: Vec<Record>,
}

impl Explanation {
    /// The fields of all records that are a proof, as places in the file.
    pub fn proofs(&self) -> impl Iterator<Item = core::ops::Range<usize>> {
        let fields = self.records.iter().flat_map(|record| &record.fields);
        fields
            .filter(|field| field.name == PROOF)
            .map(|field| field.offset..field.offset.saturating_add(field.length))
    }
}

const PROOF: &str = "proof of consent";

/// Reads a file from its first octet to its last.
///
/// # Errors
/// [`Refused`] at the first field that is not as it must be: another length than blocks,
/// a wrong fixed part, a character out of place, a number that does not count what is
/// there, a padding that is not blank, anything after the trailer.
pub fn explain(file: &[u8]) -> Result<Explanation, Refused> {
    let mut reader = Reader { file, at: 0, fields: Vec::new() };
    if file.is_empty() || padding(file.len()) != 0 {
        return Err(reader.refuse(
            "The file is not made of blocks of 1,024 octets.",
            "파일 길이가 1,024바이트의 배수가 아닙니다.",
        ));
    }
    let mut records = Vec::new();
    reader.begin(HEADER, "header", "표제부", 0)?;
    reader.date("date of application", "신청일")?;
    let institution = reader.text(20, Characters::Visible, "institution code", "기관코드")?;
    let count = reader.number(7, "number of consents", "총 동의자료 수")?;
    reader.blanks(BLOCK_BYTES.saturating_sub(50))?;
    records.push(reader.record("header"));
    if count == 0 || count >= u64::from(TRAILER_NUMBER) {
        return Err(
            reader.refuse("The file has no consent, or too many.", "동의자료가 없거나 너무 많습니다.")
        );
    }
    for number in 1..=count {
        let begin = reader.at;
        reader.begin(DATA, "consent", "데이터부", number)?;
        reader.blanks(10)?;
        reader.same_institution(&institution)?;
        reader.text(30, Characters::Visible, "payer number", "납부자번호")?;
        let bank_code = reader.text(3, Characters::Digits, "bank code", "은행코드")?;
        if bank_code.len() != 3 {
            return Err(reader.refuse("A bank code has three digits.", "은행코드는 숫자 3자리입니다."));
        }
        reader.text(20, Characters::Digits, "account number", "계좌번호")?;
        reader.date("date of application", "신청일")?;
        reader.consent_kind()?;
        reader.text(5, Characters::LettersAndDigits, "extension of the proof", "동의자료 확장자")?;
        let length = reader.number(7, "length of the proof", "동의자료 길이")?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length == 0 {
            return Err(reader.refuse("The proof is empty.", "동의자료가 비어 있습니다."));
        }
        reader.take(length, PROOF, "동의자료")?;
        reader.blanks(padding(reader.at.saturating_sub(begin)))?;
        records.push(reader.record("consent"));
    }
    let blocks = (reader.at / BLOCK_BYTES).saturating_sub(1);
    reader.begin(TRAILER, "trailer", "종료부", u64::from(TRAILER_NUMBER))?;
    reader.same_institution(&institution)?;
    let consents = reader.number(7, "number of consents", "총 Data 건수")?;
    let counted = reader.number(10, "number of blocks of consents", "총 Data Block 수")?;
    if consents != count || u64::try_from(blocks) != Ok(counted) {
        return Err(reader.refuse(
            "The trailer does not count what is in the file.",
            "종료부의 건수나 블록 수가 실제와 다릅니다.",
        ));
    }
    reader.blanks(BLOCK_BYTES.saturating_sub(52))?;
    records.push(reader.record("trailer"));
    if reader.at != file.len() {
        return Err(
            reader.refuse("There is something after the trailer.", "종료부 뒤에 다른 데이터가 있습니다.")
        );
    }
    Ok(Explanation { records })
}

struct Reader<'a> {
    file: &'a [u8],
    at: usize,
    fields: Vec<Field>,
}

impl<'a> Reader<'a> {
    const fn refuse(&self, message: &'static str, message_ko: &'static str) -> Refused {
        Refused { offset: self.at, message, message_ko }
    }

    fn record(&mut self, kind: &'static str) -> Record {
        Record { kind, fields: core::mem::take(&mut self.fields) }
    }

    /// The next field, without a value yet.
    fn take(
        &mut self,
        length: usize,
        name: &'static str,
        name_ko: &'static str,
    ) -> Result<&'a [u8], Refused> {
        let end = self.at.checked_add(length);
        let octets = end.and_then(|end| self.file.get(self.at..end)).ok_or_else(|| {
            self.refuse("The file ends inside of this field.", "이 항목을 다 읽기 전에 파일이 끝납니다.")
        })?;
        self.fields.push(Field {
            offset: self.at,
            length,
            name,
            name_ko,
            value: String::new(),
            meaning: None,
            meaning_ko: None,
        });
        self.at = self.at.saturating_add(length);
        Ok(octets)
    }

    /// Gives the field just taken its value, or goes back before it and refuses it.
    fn value(
        &mut self,
        octets: Option<&[u8]>,
        message: &'static str,
        message_ko: &'static str,
    ) -> Result<String, Refused> {
        let text = octets.and_then(|octets| core::str::from_utf8(octets).ok()).map(String::from);
        let field = self.fields.last_mut();
        match (text, field) {
            (Some(text), Some(field)) => {
                field.value.clone_from(&text);
                Ok(text)
            }
            (_, field) => {
                let offset = field.map_or(self.at, |field| field.offset);
                Err(Refused { offset, message, message_ko })
            }
        }
    }

    fn fixed(&mut self, text: &str, name: &'static str, name_ko: &'static str) -> Result<(), Refused> {
        let octets = self.take(text.len(), name, name_ko)?;
        let value = Some(octets).filter(|octets| *octets == text.as_bytes());
        self.value(
            value,
            "The field has not the value that it must have here.",
            "이 자리에 정해진 값이 아닙니다.",
        )
        .map(drop)
    }

    fn begin(
        &mut self,
        record: &str,
        meaning: &'static str,
        meaning_ko: &'static str,
        number: u64,
    ) -> Result<(), Refused> {
        self.fixed(BUSINESS, "business code", "업무구분코드")?;
        self.fixed(record, "record type", "Record 구분")?;
        if let Some(field) = self.fields.last_mut() {
            (field.meaning, field.meaning_ko) = (Some(meaning), Some(meaning_ko));
        }
        self.fixed(&alloc::format!("{number:07}"), "serial number", "일련번호")
    }

    fn text(
        &mut self,
        width: usize,
        characters: Characters,
        name: &'static str,
        name_ko: &'static str,
    ) -> Result<String, Refused> {
        let octets = self.take(width, name, name_ko)?;
        let end = octets.iter().rposition(|octet| *octet != b' ').map_or(0, |last| last.saturating_add(1));
        let text = octets.get(..end).filter(|text| !text.is_empty() && characters.admit(text));
        self.value(
            text,
            "The field is empty, or has a character that it may not have.",
            "비어 있거나 쓸 수 없는 문자가 있습니다.",
        )
    }

    fn same_institution(&mut self, institution: &str) -> Result<(), Refused> {
        let offset = self.at;
        if self.text(20, Characters::Visible, "institution code", "기관코드")? == institution {
            return Ok(());
        }
        let (message, message_ko) =
            ("The institution is not that of the header.", "기관코드가 표제부와 다릅니다.");
        Err(Refused { offset, message, message_ko })
    }

    fn number(&mut self, width: usize, name: &'static str, name_ko: &'static str) -> Result<u64, Refused> {
        const MESSAGE: (&str, &str) = ("The field is not a number.", "숫자가 아닙니다.");
        let octets = self.take(width, name, name_ko)?;
        let digits = Some(octets).filter(|octets| Characters::Digits.admit(octets));
        let text = self.value(digits, MESSAGE.0, MESSAGE.1)?;
        text.parse().map_err(|_| self.refuse(MESSAGE.0, MESSAGE.1))
    }

    fn date(&mut self, name: &'static str, name_ko: &'static str) -> Result<(), Refused> {
        let octets = self.take(8, name, name_ko)?;
        let is_date = |octets: &&[u8]| {
            core::str::from_utf8(octets).is_ok_and(|text| CalendarDate::parse_compact(text).is_some())
        };
        self.value(Some(octets).filter(is_date), "The field is not a date.", "날짜가 아닙니다.").map(drop)
    }

    fn consent_kind(&mut self) -> Result<(), Refused> {
        let octets = self.take(1, "kind of the proof", "동의자료구분")?;
        let row = ConsentKind::ALL.iter().find(|row| [row.1] == *octets);
        let known = row.map(|_| octets);
        self.value(known, "There is no such kind of proof.", "없는 동의자료구분입니다.")?;
        if let (Some(field), Some(row)) = (self.fields.last_mut(), row) {
            (field.meaning, field.meaning_ko) = (Some(row.2), Some(row.3));
        }
        Ok(())
    }

    fn blanks(&mut self, length: usize) -> Result<(), Refused> {
        if length == 0 {
            return Ok(());
        }
        let octets = self.take(length, "padding", "FILLER")?;
        let blank = octets.iter().all(|octet| *octet == b' ');
        self.value(blank.then_some(b""), "The padding is not blank.", "FILLER가 공백이 아닙니다.").map(drop)
    }
}
