//! What is wrong, or doubtful, in a request: the answer of every validation.

use alloc::string::String;

/// As many problems of one request are told, and no more, errors before warnings: a body can
/// hold many times as many as anybody reads.
pub const PROBLEMS_MAX: usize = 100;

/// Whether the request must not be sent, or had better not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The provider would refuse it.
    Error,
    /// The provider would take it; the result may not be what was meant.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One row of a validation table: where it applies, its stable code, how much it matters,
/// and what to do, in both languages.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The place as a JSON Pointer, `*` for any index.
    pub place: &'static str,
    /// The stable code.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// English.
    pub message: &'static str,
    /// Korean.
    pub message_ko: &'static str,
}

/// Writes a table: a static for each rule, seen by the module around it, and all of them as
/// `RULES`.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident: $place:literal, $code:literal, $severity:ident, $en:literal, $ko:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: Rule = Rule {
            place: $place, code: $code, severity: Severity::$severity, message: $en, message_ko: $ko,
        };)*

        /// Every rule, in the order of the table.
        pub static RULES: &[&Rule] = &[$(&$name,)*];
    };
}

pub(super) use rules;

/// A rule that a request breaks, and where. Never the value that breaks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    path: String,
    rule: &'static Rule,
}

impl Problem {
    /// `rule` is broken at `path`.
    #[must_use]
    pub const fn new(path: String, rule: &'static Rule) -> Self {
        Self { path, rule }
    }

    /// Where, as a JSON Pointer (RFC 6901).
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The stable code of what is wrong.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.rule.code
    }

    /// Error or warning.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.rule.severity
    }

    /// What to do, in English.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.rule.message
    }

    /// What to do, in Korean.
    #[must_use]
    pub const fn message_ko(&self) -> &'static str {
        self.rule.message_ko
    }
}
