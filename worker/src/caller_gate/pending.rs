//! The caller's transactions that still want something: an index of what their objects say,
//! so that a relying party that has lost its own list finds them.

use ingam::gateway::listing::{PAGE, Place, Query, Row};
use ingam::time::UnixTime;
use ingam::transaction::{Entry, Pending};
use ingam::{Code, Error, Result, exchange};
use serde::{Deserialize, Serialize};
use worker::SqlStorageValue as Value;

use super::CallerGate;
use crate::object::no_content;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS pending (
        name TEXT PRIMARY KEY, state TEXT NOT NULL, requested_at INTEGER NOT NULL, over_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS pending_newest ON pending (requested_at DESC, name DESC);
    CREATE INDEX IF NOT EXISTS pending_over ON pending (over_at);
";

/// `note`: what a transaction's object says of it; `None` once it wants nothing.
#[derive(Serialize, Deserialize)]
pub(crate) struct Note {
    /// The name of the object.
    pub(crate) name: String,
    pub(crate) entry: Option<Entry>,
}

/// The answer to `list`: a page, and one row more if there is one.
#[derive(Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) rows: Vec<Row>,
}

impl CallerGate {
    pub(super) async fn note(&self, note: &Note) -> Result<exchange::Response> {
        let name = note.name.as_str();
        let Some(entry) = note.entry else {
            if self.tables.has("pending")? {
                self.tables.run("DELETE FROM pending WHERE name = ?", vec![name.into()])?;
            }
            return Ok(no_content());
        };
        self.tables.run(SCHEMA, Vec::new())?;
        let state = entry.pending.name();
        let row = vec![name.into(), state.into(), entry.requested_at.0.into(), entry.until.0.into()];
        self.tables.run("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?)", row)?;
        self.wake().await?;
        Ok(no_content())
    }

    pub(super) fn list(&self, query: &Query) -> Result<exchange::Response> {
        let rows = if self.tables.has("pending")? { self.page(query)? } else { Vec::new() };
        let body = serde_json::to_vec(&Listed { rows }).map_err(|_| Code::Internal)?;
        Ok(exchange::Response::new(200, "application/json", body))
    }

    fn page(&self, query: &Query) -> Result<Vec<Row>> {
        // Without a place or a state these hold for every row.
        let (seconds, name) = match &query.before {
            Some(place) => (place.requested_at.0, place.name.as_str()),
            None => (i64::MAX, ""),
        };
        let state = query.pending.map_or("%", Pending::name);
        let count = i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1);
        let rows = self.tables.rows(
            "SELECT state, requested_at, name FROM pending
             WHERE (requested_at, name) < (?, ?) AND state LIKE ?
             ORDER BY requested_at DESC, name DESC LIMIT ?",
            vec![seconds.into(), name.into(), state.into(), count.into()],
        )?;
        let read = rows.into_iter().map(|row| match row.as_slice() {
            [Value::String(state), Value::Integer(seconds), Value::String(name)] => {
                let place = Place { requested_at: UnixTime(*seconds), name: name.clone() };
                Pending::named(state).map(|pending| Row { pending, place })
            }
            _ => None,
        });
        read.collect::<Option<_>>().ok_or_else(|| Error::new(Code::StoreDamaged))
    }

    pub(super) fn sweep_pending(&self, now: UnixTime) -> Result<()> {
        if !self.tables.has("pending")? {
            return Ok(());
        }
        self.tables.run("DELETE FROM pending WHERE over_at <= ?", vec![now.0.into()])
    }

    pub(super) fn first_pending_over(&self) -> Result<Option<UnixTime>> {
        if !self.tables.has("pending")? {
            return Ok(None);
        }
        Ok(self.tables.number("SELECT min(over_at) FROM pending")?.map(UnixTime))
    }
}
