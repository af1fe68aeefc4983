//! EI13 files.

use ingam::evidence::ei13::{Consent, ConsentKind, Explanation, File, Refused, explain};
use ingam::time::CalendarDate;
use ingam::{Code, Error, Result};
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::failure::failure;

/// A file to be written, consent by consent.
#[wasm_bindgen]
pub struct Ei13 {
    institution_code: String,
    applied_on: CalendarDate,
    consents: Vec<Row>,
}

struct Row {
    payer_number: String,
    bank_code: String,
    account_number: String,
    applied_on: CalendarDate,
    kind: ConsentKind,
    extension: String,
    proof: Vec<u8>,
}

#[wasm_bindgen]
impl Ei13 {
    /// Of this institution and date, `YYYYMMDD`.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID` at `/appliedOn`.
    #[wasm_bindgen(constructor)]
    pub fn new(institution_code: String, applied_on: &str) -> Result<Ei13, JsValue> {
        let applied_on = date(applied_on, "/appliedOn").map_err(failure)?;
        Ok(Self { institution_code, applied_on, consents: Vec::new() })
    }

    /// Adds a consent: 납부자번호, 은행코드, 계좌번호, 신청일, 동의자료구분 (its digit),
    /// 동의자료 확장자, the proof.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID` at the date or the digit.
    #[expect(clippy::too_many_arguments, reason = "the fields of a record")]
    pub fn consent(
        &mut self,
        payer_number: String,
        bank_code: String,
        account_number: String,
        applied_on: &str,
        kind: &str,
        extension: String,
        proof: Vec<u8>,
    ) -> Result<(), JsValue> {
        let path = |member| format!("/consents/{}/{member}", self.consents.len());
        let applied_on = date(applied_on, path("appliedOn")).map_err(failure)?;
        let kind = kind_of(kind).ok_or_else(|| invalid(path("kind"))).map_err(failure)?;
        let row = Row { payer_number, bank_code, account_number, applied_on, kind, extension, proof };
        self.consents.push(row);
        Ok(())
    }

    /// `[name, file]`.
    ///
    /// # Errors
    /// As `File::pack` of the core.
    pub fn pack(&self) -> Result<Array, JsValue> {
        let consents: Vec<Consent<'_>> = self.consents.iter().map(Row::as_consent).collect();
        let file = File {
            institution_code: &self.institution_code,
            applied_on: self.applied_on,
            consents: &consents,
        };
        let octets = file.pack().map_err(failure)?;
        Ok(Array::of2(&file.name().into(), &Uint8Array::from(octets.as_slice())))
    }
}

impl Row {
    fn as_consent(&self) -> Consent<'_> {
        Consent {
            payer_number: &self.payer_number,
            bank_code: &self.bank_code,
            account_number: &self.account_number,
            applied_on: self.applied_on,
            kind: self.kind,
            extension: &self.extension,
            data: &self.proof,
        }
    }
}

fn date(text: &str, path: impl Into<String>) -> Result<CalendarDate> {
    CalendarDate::parse_compact(text).ok_or_else(|| invalid(path.into()))
}

fn kind_of(digit: &str) -> Option<ConsentKind> {
    let kinds = [
        ConsentKind::Paper,
        ConsentKind::AccreditedCertificate,
        ConsentKind::GeneralCertificate,
        ConsentKind::Recording,
        ConsentKind::Telephone,
        ConsentKind::Other,
    ];
    kinds.into_iter().find(|kind| digit.as_bytes() == [kind.digit()])
}

fn invalid(path: String) -> Error {
    Error::new(Code::OptionInvalid).at(path)
}

#[derive(Serialize)]
#[serde(untagged)]
enum Explained {
    Is(Explanation),
    Not { refused: Refused },
}

/// `{ records }` or `{ refused }`, as JSON.
///
/// # Errors
/// None in practice.
#[wasm_bindgen(js_name = explainEi13)]
pub fn explained(file: &[u8]) -> Result<String, JsValue> {
    let explained = match explain(file) {
        Ok(explanation) => Explained::Is(explanation),
        Err(refused) => Explained::Not { refused },
    };
    serde_json::to_string(&explained).map_err(|_| failure(Code::Internal))
}
