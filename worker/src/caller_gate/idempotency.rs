//! Requests that are sent once. Keys and signatures are kept as hashes; answers are sealed
//! for their place.

use ingam::gateway::idempotency::{Decision, End, Keeping, Record, Sameness, ask};
use ingam::time::UnixTime;
use ingam::{Code, Error, Result, exchange};
use serde::{Deserialize, Serialize};
use worker::SqlStorageValue as Value;

use super::CallerGate;
use crate::object::no_content;
use crate::platform;

/// The header of an answer that was stored under the same key.
pub(crate) const REPLAYED: &str = "idempotency-replayed";

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS idempotency (
        slot TEXT PRIMARY KEY, record TEXT NOT NULL, answer BLOB, over_at INTEGER NOT NULL
    ) WITHOUT ROWID;
";

/// `begin`: may this request be sent?
#[derive(Serialize, Deserialize)]
pub(crate) struct Begin {
    pub(crate) caller: String,
    pub(crate) by: Sameness,
    pub(crate) slot: String,
    /// The SHA-256 of the request's bytes, in hexadecimal.
    pub(crate) body: String,
}

/// `end`: how it ended; the body of the message is the answer's record, if there is one.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) caller: String,
    pub(crate) slot: String,
    pub(crate) end: End,
}

impl CallerGate {
    pub(super) async fn begin(&self, message: &Begin) -> Result<exchange::Response> {
        self.tables.run(SCHEMA, Vec::new())?;
        let known = self.record(&message.slot)?;
        match ask(known.as_ref(), message.by, &message.body, platform::now()) {
            Decision::Begin(record) => {
                self.put(&message.slot, &record, None)?;
                self.wake().await?;
                Ok(no_content())
            }
            Decision::Replay => {
                let query = "SELECT answer FROM idempotency WHERE slot = ?";
                let answers = self.tables.blobs(query, vec![message.slot.as_str().into()])?;
                let sealed = answers.first().ok_or(Code::StoreDamaged)?;
                let place = place(&message.caller, &message.slot);
                let record = self.settings.store_keys()?.open(&place, sealed)?;
                Ok(exchange::Response::from_record(&record)?.with(REPLAYED, "true"))
            }
            Decision::Refuse(code) => Err(Error::new(code)),
        }
    }

    pub(super) fn end(&self, message: &Ended, answer: &[u8]) -> Result<exchange::Response> {
        let record = self.record(&message.slot)?.ok_or(Code::Internal)?;
        match record.ended(message.end) {
            Keeping::WithAnswer(record) => {
                let place = place(&message.caller, &message.slot);
                let sealed = self.settings.store_keys()?.seal(&place, answer, &mut platform::entropy())?;
                self.put(&message.slot, &record, Some(sealed))?;
            }
            Keeping::WithoutAnswer(record) => self.put(&message.slot, &record, None)?,
            Keeping::Nothing => {
                let slot = vec![message.slot.as_str().into()];
                self.tables.run("DELETE FROM idempotency WHERE slot = ?", slot)?;
            }
        }
        Ok(no_content())
    }

    fn record(&self, slot: &str) -> Result<Option<Record>> {
        let rows = self.tables.rows("SELECT record FROM idempotency WHERE slot = ?", vec![slot.into()])?;
        match rows.into_iter().flatten().next() {
            Some(Value::String(text)) => {
                serde_json::from_str(&text).map(Some).map_err(|_| Error::new(Code::StoreDamaged))
            }
            _ => Ok(None),
        }
    }

    fn put(&self, slot: &str, record: &Record, answer: Option<Vec<u8>>) -> Result<()> {
        let text = serde_json::to_string(record).map_err(|_| Code::Internal)?;
        let row = vec![slot.into(), text.into(), answer.into(), record.over_at().0.into()];
        self.tables.run("INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?)", row)
    }

    pub(super) fn sweep_idempotency(&self, now: UnixTime) -> Result<()> {
        if !self.tables.has("idempotency")? {
            return Ok(());
        }
        self.tables.run("DELETE FROM idempotency WHERE over_at <= ?", vec![now.0.into()])
    }

    pub(super) fn first_idempotency_over(&self) -> Result<Option<UnixTime>> {
        if !self.tables.has("idempotency")? {
            return Ok(None);
        }
        Ok(self.tables.number("SELECT min(over_at) FROM idempotency")?.map(UnixTime))
    }
}

fn place(caller: &str, slot: &str) -> String {
    format!("object/CallerGate/{caller}/idempotency/{slot}")
}
