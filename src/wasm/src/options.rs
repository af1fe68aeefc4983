//! Options, read from a JavaScript object.

use ingam::provider::toss::fields::Field;
use ingam::provider::toss::seal::SealOptions;
use ingam::session::{Algorithm, SessionOptions, Tag};
use ingam::{Code, Error};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Options {
    algorithm: Field,
    tag: Field,
    check: Check,
}

/// `check`: anything but a boolean is refused.
#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Check {
    #[default]
    Absent,
    Is(bool),
    Other(serde::de::IgnoredAny),
}

pub(crate) fn seal_options(options: JsValue) -> Result<SealOptions, Error> {
    let options: Options =
        serde_wasm_bindgen::from_value(options).map_err(|_| Error::new(Code::OptionInvalid))?;
    let algorithm = read(&options.algorithm, "/algorithm", Algorithm::parse)?;
    let tag = read(&options.tag, "/tag", Tag::parse)?;
    let check = match options.check {
        Check::Absent => true,
        Check::Is(check) => check,
        Check::Other(_) => return Err(Error::new(Code::OptionInvalid).at("/check")),
    };
    Ok(SealOptions { session: SessionOptions { algorithm, tag }, check })
}

fn read<T: Default>(field: &Field, path: &str, parse: fn(&str) -> Result<T, Error>) -> Result<T, Error> {
    match field {
        Field::Absent => Ok(T::default()),
        Field::Text(text) => parse(text.expose()).map_err(|error| error.at(path)),
        Field::Other => Err(Error::new(Code::OptionInvalid).at(path)),
    }
}

/// The text of an option that has to be one.
pub(crate) fn text<'a>(field: &'a Field, path: &'static str) -> Result<&'a str, Error> {
    match field {
        Field::Text(text) => Ok(text.expose()),
        Field::Absent | Field::Other => Err(Error::new(Code::OptionInvalid).at(path)),
    }
}
