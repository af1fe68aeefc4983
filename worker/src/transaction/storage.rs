//! The tables of a transaction's object. Everything in them is sealed for its place, the
//! transaction's own id apart; an object that was never registered has none, and asking it
//! writes nothing.

use std::rc::Rc;

use ingam::gateway::evidence::Record;
use ingam::gateway::settings::Settings;
use ingam::time::UnixTime;
use ingam::transaction::{State, TransactionId};
use ingam::{Code, Error, Result, exchange};
use worker::wasm_bindgen::JsValue;
use worker::{ScheduledTime, SqlStorageValue as Value};

use crate::platform;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS record (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS answer (
        attempt INTEGER NOT NULL, chunk INTEGER NOT NULL, sealed BLOB NOT NULL,
        PRIMARY KEY (attempt, chunk)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS due (what TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
";
/// When a sweep could not do its work, the next one.
const SWEEP_AGAIN_MS: i64 = 3_600_000;

pub(super) struct Storage {
    storage: worker::Storage,
    settings: Rc<Settings>,
}

impl Storage {
    pub(super) fn new(storage: worker::Storage, settings: Rc<Settings>) -> Self {
        Self { storage, settings }
    }

    /// Makes the tables, and writes down whose they are for the sweep.
    pub(super) fn create(&self, id: &TransactionId) -> Result<()> {
        self.run(SCHEMA, Vec::new())?;
        self.run("INSERT OR REPLACE INTO record VALUES ('name', ?)", vec![id.to_string().into_bytes().into()])
    }

    pub(super) fn state(&self, id: &TransactionId) -> Result<Option<State>> {
        if !self.exists()? {
            return Ok(None);
        }
        let rows = self.blobs("SELECT sealed FROM record WHERE name = 'state'", Vec::new())?;
        let Some(sealed) = rows.first() else { return Ok(None) };
        let text = self.settings.store_keys()?.open(&place(id, "state"), sealed)?;
        serde_json::from_slice(&text).map(Some).map_err(|_| Error::new(Code::StoreDamaged))
    }

    pub(super) fn put_state(&self, id: &TransactionId, state: &State) -> Result<()> {
        let text = serde_json::to_vec(state).map_err(|_| Code::Internal)?;
        let sealed =
            self.settings.store_keys()?.seal(&place(id, "state"), &text, &mut platform::entropy())?;
        self.run("INSERT OR REPLACE INTO record VALUES ('state', ?)", vec![sealed.into()])
    }

    pub(super) fn own_session(&self, id: &TransactionId) -> Result<Option<Vec<u8>>> {
        let rows = self.blobs("SELECT sealed FROM record WHERE name = 'own-session'", Vec::new())?;
        let Some(sealed) = rows.first() else { return Ok(None) };
        self.settings.store_keys()?.open(&place(id, "own-session"), sealed).map(Some)
    }

    pub(super) fn put_own_session(&self, id: &TransactionId, record: &[u8]) -> Result<()> {
        let place = place(id, "own-session");
        let sealed = self.settings.store_keys()?.seal(&place, record, &mut platform::entropy())?;
        self.run("INSERT OR REPLACE INTO record VALUES ('own-session', ?)", vec![sealed.into()])
    }

    pub(super) fn evidence(&self, id: &TransactionId, attempt: u32) -> Result<Option<Record>> {
        let what = evidence(attempt);
        let chunks = self.blobs(
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
        self.run("DELETE FROM record WHERE name GLOB ?", vec![format!("{what}/*").into()])?;
        for (index, chunk) in chunks.into_iter().enumerate() {
            let row = vec![format!("{what}/{index:06}").into(), chunk.into()];
            self.run("INSERT INTO record VALUES (?, ?)", row)?;
        }
        Ok(())
    }

    pub(super) fn answer(&self, id: &TransactionId, attempt: u32) -> Result<exchange::Response> {
        let chunks = self.blobs(
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
        for (index, chunk) in (0i64..).zip(chunks) {
            let row = vec![i64::from(attempt).into(), index.into(), chunk.into()];
            self.run("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", row)?;
        }
        Ok(())
    }

    pub(super) fn forget_answer(&self, attempt: u32) -> Result<()> {
        self.run("DELETE FROM answer WHERE attempt = ?", vec![i64::from(attempt).into()])
    }

    /// Writes down when the record is to be purged, and sets the alarm for what is due first.
    pub(super) async fn schedule_purge(&self, at: UnixTime) -> Result<()> {
        self.run("INSERT OR REPLACE INTO due VALUES ('purge', ?)", vec![at.0.into()])?;
        self.set_alarm().await
    }

    /// Does what is due, and says whether the record is gone. Never fails: what could not be
    /// done is tried again later.
    pub(super) async fn sweep(&self, retention_days: i64) -> bool {
        match self.purge_if_due(retention_days).await {
            Ok(purged) => purged,
            Err(_) => {
                // Nothing more can be done about a failure here than the platform's own retries.
                let _ = self.storage.set_alarm(SWEEP_AGAIN_MS).await;
                false
            }
        }
    }

    async fn purge_if_due(&self, retention_days: i64) -> Result<bool> {
        if !self.exists()? {
            return Ok(false);
        }
        let Some(id) = self.name()? else { return Ok(false) };
        let Some(state) = self.state(&id)? else {
            // A tombstone, and whatever is left beside it.
            self.purge()?;
            return Ok(true);
        };
        let at = if state.attempt_under_way().is_some() {
            // Its answer would have nowhere to go.
            platform::now().plus_seconds(SWEEP_AGAIN_MS / 1000)
        } else {
            state.expires_at(retention_days)
        };
        if platform::now() < at {
            self.schedule_purge(at).await?;
            return Ok(false);
        }
        self.purge()?;
        Ok(true)
    }

    /// Removes everything but the name: a tombstone, so that the id is not taken for a new one.
    pub(super) fn purge(&self) -> Result<()> {
        self.run("DELETE FROM answer", Vec::new())?;
        self.run("DELETE FROM record WHERE name <> 'name'", Vec::new())?;
        self.run("DELETE FROM due", Vec::new())
    }

    /// Whether there is a tombstone.
    pub(super) fn is_purged(&self) -> Result<bool> {
        if !self.exists()? {
            return Ok(false);
        }
        let state = self.rows("SELECT 1 FROM record WHERE name = 'state'", Vec::new())?;
        Ok(state.is_empty() && self.name()?.is_some())
    }

    async fn set_alarm(&self) -> Result<()> {
        let next = self.rows("SELECT min(at) FROM due", Vec::new())?;
        let Some(Value::Integer(at)) = next.into_iter().next().and_then(|row| row.into_iter().next()) else {
            return Ok(());
        };
        let milliseconds = JsValue::from_f64(UnixTime(at).to_millis_f64());
        let date = ScheduledTime::new(js_sys::Date::new(&milliseconds));
        self.storage.set_alarm(date).await.map_err(|_| Error::new(Code::Internal))
    }

    fn name(&self) -> Result<Option<TransactionId>> {
        let rows = self.blobs("SELECT sealed FROM record WHERE name = 'name'", Vec::new())?;
        Ok(rows.first().and_then(|name| {
            let (provider, id) = std::str::from_utf8(name).ok()?.split_once(':')?;
            TransactionId::new(ingam::transaction::Provider::named(provider)?, id)
        }))
    }

    fn exists(&self) -> Result<bool> {
        let rows =
            self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'record'", Vec::new())?;
        Ok(!rows.is_empty())
    }

    fn blobs(&self, query: &str, bindings: Vec<Value>) -> Result<Vec<Vec<u8>>> {
        let rows = self.rows(query, bindings)?;
        Ok(rows
            .into_iter()
            .filter_map(|row| match row.into_iter().next() {
                Some(Value::Blob(bytes)) => Some(bytes),
                _ => None,
            })
            .collect())
    }

    fn rows(&self, query: &str, bindings: Vec<Value>) -> Result<Vec<Vec<Value>>> {
        let cursor = self.storage.sql().exec(query, bindings).map_err(|_| Code::Internal)?;
        cursor.raw().collect::<worker::Result<_>>().map_err(|_| Error::new(Code::Internal))
    }

    fn run(&self, query: &str, bindings: Vec<Value>) -> Result<()> {
        self.storage.sql().exec(query, bindings).map(|_| ()).map_err(|_| Error::new(Code::Internal))
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
