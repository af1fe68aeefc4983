//! Numbers as the providers write them.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::json::Number;

/// A whole number, or the text of one: the providers' tables and samples differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum WholeNumber {
    /// `1` or `1.0`
    Number(Number),
    /// `"1"`
    Text(String),
}

impl WholeNumber {
    /// What it says, `None` for a fraction or another text.
    #[must_use]
    pub fn value(&self) -> Option<i64> {
        match self {
            Self::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            Self::Text(_) => None,
            Self::Number(number) if number.is_f64() => {
                let float = number.as_f64()?;
                #[expect(clippy::cast_possible_truncation, reason = "compared back on the next line")]
                let whole = float as i64;
                // No float is i64::MAX: what became it was larger.
                #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "exact on purpose")]
                (whole as f64 == float && whole != i64::MAX).then_some(whole)
            }
            Self::Number(number) => number.as_i64(),
        }
    }
}
