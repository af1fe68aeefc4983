//! EI13, the file in which a payee sends consents to direct debit to the Korean clearing
//! institute (금융결제원 CMS, 출금동의증빙자료).
//!
//! The institute's specification is not public. The layout is the one on which two
//! independent public programs for it agree field for field: blocks of 1,024 octets; a
//! header, the consents, a trailer; text on the left with blanks behind it, numbers on the
//! right with zeros before them. Here every field is ASCII, in which EUC-KR and every
//! other Korean encoding agree.
//!
//! HAZARD: which extensions and sizes are accepted, and whether a private certificate's
//! signature counts as [`ConsentKind::AccreditedCertificate`] or
//! [`ConsentKind::GeneralCertificate`], only the institute can say. Neither has a default.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Code, Error, Result};
use crate::time::CalendarDate;

mod explain;
mod layout;

pub use explain::{Explanation, Field, Record, Refused, explain};
use layout::{BLOCK_BYTES, Characters, padding};

/// 동의자료구분: in what form the payer consented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentKind {
    /// 1, on paper (서면).
    Paper,
    /// 2, with an accredited certificate (공인인증).
    AccreditedCertificate,
    /// 3, with a general certificate (일반인증).
    GeneralCertificate,
    /// 4, in a recording (녹취).
    Recording,
    /// 5, by a telephone menu (ARS).
    Telephone,
    /// 6, otherwise (기타).
    Other,
}

impl ConsentKind {
    const ALL: [(Self, u8, &'static str, &'static str); 6] = [
        (Self::Paper, b'1', "on paper", "서면"),
        (Self::AccreditedCertificate, b'2', "accredited certificate", "공인인증"),
        (Self::GeneralCertificate, b'3', "general certificate", "일반인증"),
        (Self::Recording, b'4', "recording", "녹취"),
        (Self::Telephone, b'5', "telephone menu (ARS)", "ARS"),
        (Self::Other, b'6', "other", "기타"),
    ];

    fn row(self) -> &'static (Self, u8, &'static str, &'static str) {
        let [first, ..] = &Self::ALL;
        Self::ALL.iter().find(|row| row.0 == self).unwrap_or(first)
    }

    /// The digit in the file.
    #[must_use]
    pub fn digit(self) -> u8 {
        self.row().1
    }
}

/// One consent and its proof.
#[derive(Clone, Copy)]
pub struct Consent<'a> {
    /// 납부자번호, up to 30 characters.
    pub payer_number: &'a str,
    /// 은행코드, three digits.
    pub bank_code: &'a str,
    /// 계좌번호, up to 20 digits, no hyphens.
    pub account_number: &'a str,
    /// 신청일.
    pub applied_on: CalendarDate,
    /// 동의자료구분.
    pub kind: ConsentKind,
    /// 동의자료 확장자, up to 5 letters or digits, such as `der`.
    pub extension: &'a str,
    /// The proof, 1 to 9,999,999 octets.
    pub data: &'a [u8],
}

/// A file to be written.
#[derive(Clone, Copy)]
pub struct File<'a> {
    /// 기관코드, up to 20 characters.
    pub institution_code: &'a str,
    /// 신청일 of the file, which also names it.
    pub applied_on: CalendarDate,
    /// 1 to 9,999,998 of them (9,999,999 is the number of the trailer).
    pub consents: &'a [Consent<'a>],
}

impl File<'_> {
    /// `EI13` and the month and day of [`File::applied_on`].
    #[must_use]
    pub fn name(&self) -> String {
        alloc::format!("EI13{:02}{:02}", self.applied_on.month, self.applied_on.day)
    }

    /// `header || consents || trailer`, each a multiple of 1,024 octets.
    ///
    /// A consent is 119 octets, the proof, and `(1024 - (119 + length) % 1024) % 1024`
    /// blanks. The trailer counts the blocks of consents, its own and the header's left out.
    ///
    /// # Errors
    /// [`Code::OptionInvalid`] with the path of a field that is empty, too long, or not of
    /// the characters that it may have.
    pub fn pack(&self) -> Result<Vec<u8>> {
        let institution = layout::text("/institutionCode", self.institution_code, 20, Characters::Visible)?;
        let applied_on = layout::date("/appliedOn", self.applied_on)?;
        let count = u32::try_from(self.consents.len()).unwrap_or(u32::MAX);
        if count == 0 || count >= layout::TRAILER_NUMBER {
            return Err(Error::new(Code::OptionInvalid).at("/consents"));
        }
        let mut out = Vec::new();
        layout::begin(&mut out, layout::HEADER, 0);
        out.extend_from_slice(applied_on.as_bytes());
        out.extend_from_slice(institution.as_bytes());
        out.extend_from_slice(alloc::format!("{count:07}").as_bytes());
        out.resize(BLOCK_BYTES, b' ');
        for (index, consent) in (1..).zip(self.consents) {
            consent.write(&mut out, index, &institution)?;
        }
        let blocks = (out.len() / BLOCK_BYTES).saturating_sub(1);
        layout::begin(&mut out, layout::TRAILER, layout::TRAILER_NUMBER);
        out.extend_from_slice(institution.as_bytes());
        out.extend_from_slice(alloc::format!("{count:07}{blocks:010}").as_bytes());
        out.resize(out.len().saturating_add(padding(out.len())), b' ');
        Ok(out)
    }
}

impl Consent<'_> {
    fn write(&self, out: &mut Vec<u8>, number: u32, institution: &str) -> Result<()> {
        let path = |field| alloc::format!("/consents/{}/{field}", number.saturating_sub(1));
        if self.data.is_empty() || self.data.len() > layout::DATA_BYTES_MAX {
            return Err(Error::new(Code::OptionInvalid).at(path("data")));
        }
        if self.bank_code.len() != 3 {
            return Err(Error::new(Code::OptionInvalid).at(path("bankCode")));
        }
        let payer = layout::text(&path("payerNumber"), self.payer_number, 30, Characters::Visible)?;
        let bank = layout::text(&path("bankCode"), self.bank_code, 3, Characters::Digits)?;
        let account = layout::text(&path("accountNumber"), self.account_number, 20, Characters::Digits)?;
        let applied_on = layout::date(&path("appliedOn"), self.applied_on)?;
        let extension = layout::text(&path("extension"), self.extension, 5, Characters::LettersAndDigits)?;
        layout::begin(out, layout::DATA, number);
        out.extend_from_slice(&[b' '; 10]);
        for field in [institution, &payer, &bank, &account, &applied_on] {
            out.extend_from_slice(field.as_bytes());
        }
        out.push(self.kind.digit());
        out.extend_from_slice(extension.as_bytes());
        out.extend_from_slice(alloc::format!("{:07}", self.data.len()).as_bytes());
        out.extend_from_slice(self.data);
        out.resize(out.len().saturating_add(padding(out.len())), b' ');
        Ok(())
    }
}
