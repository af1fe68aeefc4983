//! App to App with KakaoTalk.

use ingam::Code;
use ingam::provider::kakao::app_link::{self, CallbackOutcome};
use ingam::provider::toss::fields::Field;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::failure::failure;
use crate::options::text;

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Options {
    tx_id: Field,
    success: Field,
    fail: Field,
}

/// The link that opens KakaoTalk, of `{ txId, success?, fail? }`.
///
/// # Errors
/// `INGAM_OPTION_INVALID` at a part that is no text, or empty.
#[wasm_bindgen(js_name = kakaoTalkLink)]
pub fn link(options: JsValue) -> Result<String, JsValue> {
    let options: Options =
        serde_wasm_bindgen::from_value(options).map_err(|_| failure(Code::OptionInvalid))?;
    let optional = |field, path| match field {
        &Field::Absent => Ok(None),
        given => text(given, path).map(Some),
    };
    text(&options.tx_id, "/txId")
        .and_then(|tx_id| {
            let success = optional(&options.success, "/success")?;
            app_link::app_link(tx_id, success, optional(&options.fail, "/fail")?)
        })
        .map_err(failure)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Callback<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tx_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<CallbackFailure>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallbackFailure {
    code: u32,
    cancelled: bool,
    message: &'static str,
    message_ko: &'static str,
}

/// `{ txId?, signature }` or `{ txId?, failure: { code, cancelled, message, messageKo } }`.
///
/// # Errors
/// `INGAM_OPTION_INVALID` at `/url`.
#[wasm_bindgen(js_name = readKakaoTalkCallback)]
pub fn callback(url: &str) -> Result<JsValue, JsValue> {
    let callback = app_link::read_callback(url).map_err(failure)?;
    let tx_id = callback.tx_id.as_deref();
    let object = match &callback.outcome {
        CallbackOutcome::Signed(signature) => {
            Callback { tx_id, signature: Some(signature.expose()), failure: None }
        }
        CallbackOutcome::Failed(code) => {
            let app_link::Failure { cancelled, message, message_ko } = *app_link::failure(*code);
            let failure = CallbackFailure { code: *code, cancelled, message, message_ko };
            Callback { tx_id, signature: None, failure: Some(failure) }
        }
    };
    serde_wasm_bindgen::to_value(&object).map_err(|_| failure(Code::Internal))
}
