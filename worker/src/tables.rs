//! The tables of an object, and its one alarm.

use ingam::time::UnixTime;
use ingam::{Code, Error, Result};
use worker::wasm_bindgen::JsValue;
use worker::{ScheduledTime, SqlStorageValue as Value, Storage};

/// See the module.
pub(crate) struct Tables(Storage);

impl Tables {
    pub(crate) const fn new(storage: Storage) -> Self {
        Self(storage)
    }

    /// Whether there is a table of this name. Asking makes none.
    pub(crate) fn has(&self, table: &str) -> Result<bool> {
        let query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
        Ok(!self.rows(query, vec![table.into()])?.is_empty())
    }

    pub(crate) fn run(&self, query: &str, bindings: Vec<Value>) -> Result<()> {
        self.0.sql().exec(query, bindings).map(|_| ()).map_err(|_| Error::new(Code::Internal))
    }

    pub(crate) fn rows(&self, query: &str, bindings: Vec<Value>) -> Result<Vec<Vec<Value>>> {
        let cursor = self.0.sql().exec(query, bindings).map_err(|_| Code::Internal)?;
        cursor.raw().collect::<worker::Result<_>>().map_err(|_| Error::new(Code::Internal))
    }

    /// The first column, where it is of bytes.
    pub(crate) fn blobs(&self, query: &str, bindings: Vec<Value>) -> Result<Vec<Vec<u8>>> {
        let first = self.rows(query, bindings)?.into_iter().filter_map(|row| row.into_iter().next());
        Ok(first
            .filter_map(|value| if let Value::Blob(bytes) = value { Some(bytes) } else { None })
            .collect())
    }

    /// The first column of the first row, where it is a whole number.
    pub(crate) fn number(&self, query: &str) -> Result<Option<i64>> {
        match self.rows(query, Vec::new())?.into_iter().flatten().next() {
            Some(Value::Integer(number)) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    /// Sets the alarm, in place of the one that was set.
    pub(crate) async fn wake_at(&self, at: UnixTime) -> Result<()> {
        let date = js_sys::Date::new(&JsValue::from_f64(at.to_millis_f64()));
        self.0.set_alarm(ScheduledTime::new(date)).await.map_err(|_| Error::new(Code::Internal))
    }
}
