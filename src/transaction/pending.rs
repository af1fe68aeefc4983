//! Which transactions still want something of their relying party: what a caller's index
//! lists.

use serde::{Deserialize, Serialize};

use super::{Phase, State};
use crate::time::UnixTime;

/// What a transaction waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pending {
    /// Its result: requested, and not read yet.
    Requested,
    /// A decision: the answer of a read was lost.
    Uncertain,
}

/// A transaction's line in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it waits for.
    pub pending: Pending,
    /// Newest first is the order of the index.
    pub requested_at: UnixTime,
    /// From when on there is nothing to wait for: a result can no longer be fetched, or the
    /// record is due to be purged.
    pub until: UnixTime,
}

impl Pending {
    /// `requested` or `uncertain`, as [`State::name`] says it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Uncertain => "uncertain",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Requested, Self::Uncertain].into_iter().find(|pending| pending.name() == name)
    }
}

impl State {
    /// The line in the index, `None` for a transaction that waits for nothing. A read under way
    /// changes nothing until it has ended.
    #[must_use]
    pub fn entry(&self, retention_days: i64) -> Option<Entry> {
        let was_uncertain = match &self.phase {
            Phase::Open => false,
            Phase::Uncertain => true,
            Phase::Reading(attempt) => attempt.was_uncertain,
        };
        let (pending, until) = if was_uncertain {
            (Pending::Uncertain, self.expires_at(retention_days))
        } else if self.reads.is_empty() && self.last_word.is_none() {
            (Pending::Requested, self.fetchable_until())
        } else {
            return None;
        };
        Some(Entry { pending, requested_at: self.registration.requested_at, until })
    }
}
