//! LinkHub's request signing.

use ingam::provider::kakao::signing::{Date, Forwarded, SecretKey, Signer, Target};
use ingam::provider::toss::fields::Field;
use ingam::{Code, Error, Result};
use js_sys::Array;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::failure::failure;
use crate::options::text;

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Options {
    link_id: Field,
    secret_key: Field,
    target: Field,
    forwarded_ip: Field,
    date: Field,
}

/// The headers of a signed POST of these bytes: `[[name, value], …]`.
///
/// # Errors
/// `INGAM_OPTION_INVALID` at the option that is missing or not of its form.
#[wasm_bindgen(js_name = signLinkHub)]
pub fn sign(options: JsValue, body: &[u8]) -> Result<Array, JsValue> {
    let options: Options =
        serde_wasm_bindgen::from_value(options).map_err(|_| failure(Code::OptionInvalid))?;
    let headers = options.headers(body).map_err(failure)?;
    Ok(headers.into_iter().map(|(name, value)| Array::of2(&name.into(), &value.into())).collect())
}

impl Options {
    fn headers(&self, body: &[u8]) -> Result<Vec<(&'static str, String)>> {
        let secret_key = SecretKey::parse(text(&self.secret_key, "/secretKey")?)
            .map_err(|error| error.at("/secretKey"))?;
        let signer =
            Signer::new(text(&self.link_id, "/linkId")?, secret_key).map_err(|error| error.at("/linkId"))?;
        let forwarded = match &self.forwarded_ip {
            Field::Absent => None,
            given => {
                Some(Forwarded::parse(text(given, "/forwardedIp")?).ok_or_else(|| invalid("/forwardedIp"))?)
            }
        };
        let target = match (text(&self.target, "/target")?, forwarded) {
            ("token", forwarded) => Target::Token(forwarded),
            ("service", None) => Target::Service,
            ("service", Some(_)) => return Err(invalid("/forwardedIp")),
            _ => return Err(invalid("/target")),
        };
        let date = Date::parse(text(&self.date, "/date")?).ok_or_else(|| invalid("/date"))?;
        Ok(signer.sign(target, &date, body))
    }
}

fn invalid(path: &'static str) -> Error {
    Error::new(Code::OptionInvalid).at(path)
}
