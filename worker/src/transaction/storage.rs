//! The tables of a transaction's object. Everything in them is sealed for its place, the
//! transaction's own id apart; an object that was never registered has none, and asking it
//! writes nothing.

use std::rc::Rc;

use ingam::gateway::evidence::Record;
use ingam::gateway::settings::Settings;
use ingam::time::UnixTime;
use ingam::transaction::{State, TransactionId};
use ingam::{Code, Error, Result, exchange};

use crate::platform;
use crate::tables::Tables;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS record (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS answer (
        attempt INTEGER NOT NULL, chunk INTEGER NOT NULL, sealed BLOB NOT NULL,
        PRIMARY KEY (attempt, chunk)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS due (what TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
";
/// When what was due could not be done, the next try.
const AGAIN_SECONDS: i64 = 3600;

pub(super) struct Storage {
    tables: Tables,
    settings: Rc<Settings>,
}

/// What the alarm is set for.
#[derive(Clone, Copy)]
pub(super) enum Due {
    /// The record is to be removed.
    Purge,
    /// The caller's index does not know of the last change.
    Index,
    /// A read that was begun has been given up, or its object has ended under it.
    Settle,
}

impl Due {
    const fn name(self) -> &'static str {
        match self {
            Self::Purge => "purge",
            Self::Index => "index",
            Self::Settle => "settle",
        }
    }
}

impl Storage {
    pub(super) fn new(storage: worker::Storage, settings: Rc<Settings>) -> Self {
        Self { tables: Tables::new(storage), settings }
    }

    /// Makes the tables, and writes down whose they are for the sweep.
    pub(super) fn create(&self, id: &TransactionId) -> Result<()> {
        self.tables.run(SCHEMA, Vec::new())?;
        self.tables
            .run("INSERT OR REPLACE INTO record VALUES ('name', ?)", vec![id.to_string().into_bytes().into()])
    }

    pub(super) fn state(&self, id: &TransactionId) -> Result<Option<State>> {
        if !self.exists()? {
            return Ok(None);
        }
        let rows = self.tables.blobs("SELECT sealed FROM record WHERE name = 'state'", Vec::new())?;
        let Some(sealed) = rows.first() else { return Ok(None) };
        let text = self.settings.store_keys()?.open(&place(id, "state"), sealed)?;
        serde_json::from_slice(&text).map(Some).map_err(|_| Error::new(Code::StoreDamaged))
    }

    pub(super) fn put_state(&self, id: &TransactionId, state: &State) -> Result<()> {
        let text = serde_json::to_vec(state).map_err(|_| Code::Internal)?;
        let sealed =
            self.settings.store_keys()?.seal(&place(id, "state"), &text, &mut platform::entropy())?;
        self.tables.run("INSERT OR REPLACE INTO record VALUES ('state', ?)", vec![sealed.into()])
    }

    pub(super) fn own_session(&self, id: &TransactionId) -> Result<Option<Vec<u8>>> {
        let rows = self.tables.blobs("SELECT sealed FROM record WHERE name = 'own-session'", Vec::new())?;
        let Some(sealed) = rows.first() else { return Ok(None) };
        self.settings.store_keys()?.open(&place(id, "own-session"), sealed).map(Some)
    }

    pub(super) fn put_own_session(&self, id: &TransactionId, record: &[u8]) -> Result<()> {
        let place = place(id, "own-session");
        let sealed = self.settings.store_keys()?.seal(&place, record, &mut platform::entropy())?;
        self.tables.run("INSERT OR REPLACE INTO record VALUES ('own-session', ?)", vec![sealed.into()])
    }

    pub(super) fn evidence(&self, id: &TransactionId, attempt: u32) -> Result<Option<Record>> {
        let what = evidence(attempt);
        let chunks = self.tables.blobs(
            "SELECT sealed FROM record WHERE name GLOB ? ORDER BY name",
            vec![format!("{what}/*").into()],
        )?;
        if chunks.is_empty() {
            return Ok(None);
        }
        let text = self.settings.store_keys()?.open_chunks(&place(id, &what), &chunks)?;
        // A report of another form than this version's is made anew.
        Ok(serde_json::from_slice(&text).ok())
    }

    pub(super) fn put_evidence(&self, id: &TransactionId, attempt: u32, record: &Record) -> Result<()> {
        let what = evidence(attempt);
        let text = serde_json::to_vec(record).map_err(|_| Code::Internal)?;
        let keys = self.settings.store_keys()?;
        let chunks = keys.seal_chunks(&place(id, &what), &text, &mut platform::entropy())?;
        self.tables.run("DELETE FROM record WHERE name GLOB ?", vec![format!("{what}/*").into()])?;
        for (index, chunk) in chunks.into_iter().enumerate() {
            let row = vec![format!("{what}/{index:06}").into(), chunk.into()];
            self.tables.run("INSERT INTO record VALUES (?, ?)", row)?;
        }
        Ok(())
    }

    pub(super) fn answer(&self, id: &TransactionId, attempt: u32) -> Result<exchange::Response> {
        let chunks = self.tables.blobs(
            "SELECT sealed FROM answer WHERE attempt = ? ORDER BY chunk",
            vec![i64::from(attempt).into()],
        )?;
        let record = self.settings.store_keys()?.open_chunks(&answer_place(id, attempt), &chunks)?;
        exchange::Response::from_record(&record)
    }

    pub(super) fn put_answer(
        &self,
        id: &TransactionId,
        attempt: u32,
        answer: &exchange::Response,
    ) -> Result<()> {
        let chunks = self.settings.store_keys()?.seal_chunks(
            &answer_place(id, attempt),
            &answer.to_record(),
            &mut platform::entropy(),
        )?;
        self.forget_answer(attempt)?;
        for (index, chunk) in (0i64..).zip(chunks) {
            let row = vec![i64::from(attempt).into(), index.into(), chunk.into()];
            self.tables.run("INSERT INTO answer VALUES (?, ?, ?)", row)?;
        }
        Ok(())
    }

    pub(super) fn forget_answer(&self, attempt: u32) -> Result<()> {
        self.tables.run("DELETE FROM answer WHERE attempt = ?", vec![i64::from(attempt).into()])
    }

    /// Writes down when the record is to be purged, and sets the alarm for what is due first.
    pub(super) async fn schedule_purge(&self, at: UnixTime) -> Result<()> {
        self.put_due(Due::Purge, at)?;
        self.wake().await
    }

    /// Purges the record if it is time, and says whether it is gone.
    pub(super) fn purge_if_due(&self, id: &TransactionId, retention_days: i64) -> Result<bool> {
        let Some(state) = self.state(id)? else {
            // A tombstone, and whatever is left beside it.
            self.purge()?;
            return Ok(true);
        };
        let at = if state.attempt_under_way().is_some() {
            // Its answer would have nowhere to go.
            platform::now().plus_seconds(AGAIN_SECONDS)
        } else {
            state.expires_at(retention_days)
        };
        if platform::now() < at {
            self.put_due(Due::Purge, at)?;
            return Ok(false);
        }
        self.purge()?;
        Ok(true)
    }

    /// Removes everything but the name: a tombstone, so that the id is not taken for a new one.
    pub(super) fn purge(&self) -> Result<()> {
        self.tables.run("DELETE FROM answer", Vec::new())?;
        self.tables.run("DELETE FROM record WHERE name <> 'name'", Vec::new())?;
        self.tables.run("DELETE FROM due", Vec::new())
    }

    /// Whether there is a tombstone.
    pub(super) fn is_purged(&self) -> Result<bool> {
        if !self.exists()? {
            return Ok(false);
        }
        let state = self.tables.rows("SELECT 1 FROM record WHERE name = 'state'", Vec::new())?;
        Ok(state.is_empty() && self.name()?.is_some())
    }

    /// Writes down what is due when; [`Storage::wake`] sets the alarm.
    pub(super) fn put_due(&self, what: Due, at: UnixTime) -> Result<()> {
        self.tables.run("INSERT OR REPLACE INTO due VALUES (?, ?)", vec![what.name().into(), at.0.into()])
    }

    pub(super) fn drop_due(&self, what: Due) -> Result<()> {
        self.tables.run("DELETE FROM due WHERE what = ?", vec![what.name().into()])
    }

    pub(super) fn is_due(&self, what: Due) -> Result<bool> {
        Ok(!self.tables.rows("SELECT 1 FROM due WHERE what = ?", vec![what.name().into()])?.is_empty())
    }

    /// Sets the alarm for what is due first.
    pub(super) async fn wake(&self) -> Result<()> {
        match self.tables.number("SELECT min(at) FROM due")? {
            Some(at) => self.tables.wake_at(UnixTime(at)).await,
            None => Ok(()),
        }
    }

    /// Sets the alarm for another try at what could not be done.
    pub(super) async fn wake_again(&self) -> Result<()> {
        self.tables.wake_at(platform::now().plus_seconds(AGAIN_SECONDS)).await
    }

    /// Whose tables these are; `None` where there are none.
    pub(super) fn name(&self) -> Result<Option<TransactionId>> {
        if !self.exists()? {
            return Ok(None);
        }
        let rows = self.tables.blobs("SELECT sealed FROM record WHERE name = 'name'", Vec::new())?;
        Ok(rows.first().and_then(|name| TransactionId::of_name(std::str::from_utf8(name).ok()?)))
    }

    fn exists(&self) -> Result<bool> {
        self.tables.has("record")
    }
}

fn place(id: &TransactionId, what: &str) -> String {
    format!("object/Transaction/{id}/{what}")
}

fn evidence(attempt: u32) -> String {
    format!("evidence/{attempt}")
}

fn answer_place(id: &TransactionId, attempt: u32) -> String {
    place(id, &format!("answer/{attempt}"))
}
