//! Who holds a transaction, what it allows, and what it calls it.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

/// Who holds the transaction on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Toss Cert (Viva Republica).
    Toss,
    /// KakaoCert (LinkHub).
    Kakao,
}

impl Provider {
    /// `toss` or `kakao`: in paths, configuration, logs and object names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Toss => "toss",
            Self::Kakao => "kakao",
        }
    }

    /// The provider of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Toss, Self::Kakao].into_iter().find(|provider| provider.name() == name)
    }

    /// What the provider allows.
    #[must_use]
    pub const fn rules(self) -> Rules {
        match self {
            Self::Toss => Rules { reads: 2, automatic_retries: 1, retries_when_uncertain: true },
            Self::Kakao => Rules { reads: 1, automatic_retries: 0, retries_when_uncertain: false },
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a provider allows to be done with one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How many reads it answers.
    pub reads: usize,
    /// How many times a lost read is tried again without a caller asking.
    pub automatic_retries: u8,
    /// Whether the next question after a lost answer makes another attempt. Otherwise only a
    /// question that says so does.
    pub retries_when_uncertain: bool,
}

/// A provider's name of a transaction: Toss `txId` (a UUID), Kakao `receiptId`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionId {
    provider: Provider,
    id: String,
}

impl TransactionId {
    /// Takes the id as the provider wrote it, if it has the provider's form: a UUID of
    /// 36 characters for Toss (kept in lower case: UUIDs compare without case), one to
    /// twenty letters and digits for Kakao.
    #[must_use]
    pub fn new(provider: Provider, id: &str) -> Option<Self> {
        let sound = match provider {
            Provider::Toss => is_uuid(id),
            Provider::Kakao => (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric()),
        };
        let id = match provider {
            Provider::Toss => id.to_ascii_lowercase(),
            Provider::Kakao => String::from(id),
        };
        sound.then_some(Self { provider, id })
    }

    /// The id in the name of an object, as [`TransactionId`] is displayed.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (provider, id) = name.split_once(':')?;
        Self::new(Provider::named(provider)?, id)
    }

    /// The provider.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// The provider's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// `{provider}:{id}`, the name of the transaction's object.
impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.provider, self.id)
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
