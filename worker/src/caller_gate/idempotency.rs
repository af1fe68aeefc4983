//! Requests that are sent once. Keys and signatures are kept as hashes. What is known of one, and
//! its answer, are sealed for their places: with the hash of a body in the clear, who guesses what
//! is in it could tell.

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
        let known = self.record(&message.caller, &message.slot)?;
        match ask(known.as_ref(), message.by, &message.body, platform::now()) {
            Decision::Begin(record) => {
                self.put(&message.caller, &message.slot, &record, None)?;
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
        let (caller, slot) = (message.caller.as_str(), message.slot.as_str());
        let record = self.record(caller, slot)?.ok_or(Code::Internal)?;
        match record.ended(message.end) {
            Keeping::WithAnswer(record) => {
                self.put(caller, slot, &record, Some(self.sealed(&place(caller, slot), answer)?))?;
            }
            Keeping::WithoutAnswer(record) => self.put(caller, slot, &record, None)?,
            Keeping::Nothing => {
                self.tables.run("DELETE FROM idempotency WHERE slot = ?", vec![slot.into()])?
            }
        }
        Ok(no_content())
    }

    fn record(&self, caller: &str, slot: &str) -> Result<Option<Record>> {
        let rows = self.tables.rows("SELECT record FROM idempotency WHERE slot = ?", vec![slot.into()])?;
        let text = match rows.into_iter().flatten().next() {
            Some(Value::Blob(sealed)) => {
                self.settings.store_keys()?.open(&record_place(caller, slot), &sealed)?
            }
            // As version 0.1.0 wrote it.
            Some(Value::String(text)) => text.into_bytes(),
            _ => return Ok(None),
        };
        serde_json::from_slice(&text).map(Some).map_err(|_| Error::new(Code::StoreDamaged))
    }

    fn put(&self, caller: &str, slot: &str, record: &Record, answer: Option<Vec<u8>>) -> Result<()> {
        let text = serde_json::to_vec(record).map_err(|_| Code::Internal)?;
        let sealed = self.sealed(&record_place(caller, slot), &text)?;
        let row = vec![slot.into(), sealed.into(), answer.into(), record.over_at().0.into()];
        self.tables.run("INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?)", row)
    }

    fn sealed(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
        self.settings.store_keys()?.seal(place, plain, &mut platform::entropy())
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

fn record_place(caller: &str, slot: &str) -> String {
    format!("{}/record", place(caller, slot))
}
