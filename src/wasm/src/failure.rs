//! Errors as the objects `pkg/src/errors.js` makes an `IngamError` of.

use ingam::{Code, Error};
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

/// `{ code, message, messageKo, path }`, `path` only where there is one.
pub(crate) fn failure(error: impl Into<Error>) -> JsValue {
    let error = error.into();
    let object = Object::new();
    let set = |name: &str, value: &str| {
        // A fresh object takes any member.
        let _ = Reflect::set(&object, &name.into(), &value.into());
    };
    set("code", error.code().entry().code);
    set("message", &error.message());
    set("messageKo", &error.message_ko());
    if let Some(path) = error.path() {
        set("path", path);
    }
    object.into()
}

/// The error of this name at `path`, for what only JavaScript can see.
#[wasm_bindgen(js_name = failure)]
#[must_use]
pub fn failure_named(code: &str, path: Option<String>) -> JsValue {
    let known = Code::ALL.iter().copied().find(|known| known.entry().code == code);
    let error = Error::new(known.unwrap_or(Code::Internal));
    failure(match path {
        Some(path) => error.at(path),
        None => error,
    })
}
