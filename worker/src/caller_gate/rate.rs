//! How much the caller calls. The count is in memory, and written down a few times on its way
//! to the limit.

use std::cell::Cell;

use ingam::gateway::rate::Count;
use ingam::{Code, Result, exchange};
use serde::{Deserialize, Serialize};
use worker::SqlStorageValue as Value;

use super::CallerGate;
use crate::object::no_content;
use crate::platform;

const SCHEMA: &str =
    "CREATE TABLE IF NOT EXISTS rate (one INTEGER PRIMARY KEY CHECK (one = 1), count TEXT NOT NULL)";

/// `call`: may the caller make one more request?
#[derive(Serialize, Deserialize)]
pub(crate) struct Call {}

/// The count, once it has been loaded.
#[derive(Default)]
pub(super) struct Rate(Cell<Option<Count>>);

impl CallerGate {
    pub(super) fn call(&self, _: &Call) -> Result<exchange::Response> {
        let count = match self.rate.0.get() {
            Some(count) => count,
            None => self.stored_count()?,
        };
        let limit = self.settings.rate_limit;
        let count = count.take(limit, platform::now())?;
        if count.is_milestone(limit) {
            let text = serde_json::to_string(&count).map_err(|_| Code::Internal)?;
            self.tables.run(SCHEMA, Vec::new())?;
            self.tables.run("INSERT OR REPLACE INTO rate VALUES (1, ?)", vec![text.into()])?;
        }
        self.rate.0.set(Some(count));
        Ok(no_content())
    }

    /// A count that cannot be read begins anew.
    fn stored_count(&self) -> Result<Count> {
        if !self.tables.has("rate")? {
            return Ok(Count::default());
        }
        let row = self.tables.rows("SELECT count FROM rate", Vec::new())?.into_iter().flatten().next();
        Ok(match row {
            Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or_default(),
            _ => Count::default(),
        })
    }
}
