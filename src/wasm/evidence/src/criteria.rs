//! What a message is judged by, collected piece by piece, and the judgement.

use ingam::signed_data::{
    Certificate, Expected, MAX_BYTES, Malformed, Options, Profile, TrustAnchor, verify,
};
use ingam::time::UnixTime;
use ingam::{Code, Error};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::failure::failure;

/// The most octets of a message that are worth handing over: the largest message as base64,
/// in lines. What is longer is none.
#[wasm_bindgen(js_name = messageLimit)]
#[must_use]
pub fn message_limit() -> usize {
    MAX_BYTES / 2 * 3
}

/// By default no anchor, no profile, and revocation checked.
#[wasm_bindgen]
#[derive(Default)]
pub struct Criteria {
    profile: Profile,
    document: Option<Vec<u8>>,
    original: Option<Vec<u8>>,
    anchors: Vec<TrustAnchor>,
    intermediates: Vec<Certificate>,
    crls: Vec<Vec<u8>>,
    is_revocation_ignored: bool,
    at: Option<UnixTime>,
    now: Option<UnixTime>,
}

#[wasm_bindgen]
impl Criteria {
    /// The default.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for Toss's profile.
    #[wasm_bindgen(js_name = holdToToss)]
    pub fn hold_to_toss(&mut self) {
        self.profile = Profile::Toss;
    }

    /// Trusts Toss CA1.
    ///
    /// # Errors
    /// None in practice.
    #[wasm_bindgen(js_name = trustToss)]
    pub fn trust_toss(&mut self) -> Result<(), JsValue> {
        self.anchors.push(TrustAnchor::toss_ca1().map_err(|Malformed| failure(Code::Internal))?);
        Ok(())
    }

    /// Trusts a name and a key.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID` at `path`.
    #[wasm_bindgen(js_name = trustKey)]
    pub fn trust_key(&mut self, name: &str, public_key: &str, path: &str) -> Result<(), JsValue> {
        self.anchors
            .push(TrustAnchor::from_name_and_key(name, public_key).map_err(|Malformed| invalid(path))?);
        Ok(())
    }

    /// Trusts a certificate, or all of a PEM text.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID` at `path`.
    #[wasm_bindgen(js_name = trustCertificates)]
    pub fn trust_certificates(&mut self, octets: &[u8], path: &str) -> Result<(), JsValue> {
        let one = Certificate::parse(octets).and_then(TrustAnchor::from_certificate).map(|one| vec![one]);
        let all = one.or_else(|malformed| {
            core::str::from_utf8(octets).map_err(|_| malformed).and_then(TrustAnchor::from_pem)
        });
        match all {
            Ok(all) if !all.is_empty() => self.anchors.extend(all),
            _ => return Err(invalid(path)),
        }
        Ok(())
    }

    /// A certificate between an anchor and the signer.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID` at `path`.
    pub fn intermediate(&mut self, octets: &[u8], path: &str) -> Result<(), JsValue> {
        self.intermediates.push(Certificate::parse(octets).map_err(|Malformed| invalid(path))?);
        Ok(())
    }

    /// A revocation list. One that cannot be used is as good as none.
    pub fn crl(&mut self, octets: Vec<u8>) {
        self.crls.push(octets);
    }

    /// Judges whatever became of the certificates.
    #[wasm_bindgen(js_name = ignoreRevocation)]
    pub fn ignore_revocation(&mut self) {
        self.is_revocation_ignored = true;
    }

    /// What was to be signed.
    pub fn document(&mut self, octets: Vec<u8>) {
        self.document = Some(octets);
    }

    /// The file whose hash the document is.
    pub fn original(&mut self, octets: Vec<u8>) {
        self.original = Some(octets);
    }

    /// The time in question, RFC 3339.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID` at `/at`.
    pub fn at(&mut self, time: &str) -> Result<(), JsValue> {
        self.at = Some(UnixTime::parse(time).ok_or_else(|| invalid("/at"))?);
        Ok(())
    }

    /// The time of verification, RFC 3339; by default the platform's clock.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID` at `/now`.
    pub fn now(&mut self, time: &str) -> Result<(), JsValue> {
        self.now = Some(UnixTime::parse(time).ok_or_else(|| invalid("/now"))?);
        Ok(())
    }

    /// `[report, content]`: the report as JSON, its `content` null, and the content.
    ///
    /// # Errors
    /// None in practice: a bad message is a report.
    pub fn verify(&self, data: &[u8]) -> Result<Array, JsValue> {
        let lists = self.lists();
        let mut report = verify(data, &self.options(&lists));
        let content = report.content.take();
        let json = serde_json::to_string(&report).map_err(|_| failure(Code::Internal))?;
        let content = content.map_or(JsValue::NULL, |content| Uint8Array::from(content.as_slice()).into());
        Ok(Array::of2(&json.into(), &content))
    }
}

impl Criteria {
    /// As the core has them. `crls` are those of [`Criteria::lists`].
    pub(crate) fn options<'a>(&'a self, crls: &'a [&'a [u8]]) -> Options<'a> {
        Options {
            profile: self.profile,
            expected: match &self.document {
                Some(document) => Expected::Document { document, original: self.original.as_deref() },
                None => Expected::Nothing,
            },
            anchors: &self.anchors,
            intermediates: &self.intermediates,
            crls,
            validity: None,
            check_revocation: !self.is_revocation_ignored,
            at: self.at,
            now: Some(self.now.unwrap_or_else(platform_clock)),
        }
    }

    pub(crate) fn lists(&self) -> Vec<&[u8]> {
        self.crls.iter().map(Vec::as_slice).collect()
    }
}

/// In whole seconds.
#[expect(clippy::cast_possible_truncation, reason = "a fraction of a millisecond is dropped")]
fn platform_clock() -> UnixTime {
    UnixTime::from_millis(js_sys::Date::now() as i64)
}

fn invalid(path: &str) -> JsValue {
    failure(Error::new(Code::OptionInvalid).at(path.to_owned()))
}
