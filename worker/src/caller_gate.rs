//! The object of one caller: what it remembers of the caller's idempotency keys and request
//! signatures. Answers in it are sealed for their place; keys and signatures are kept as
//! hashes.

use std::rc::Rc;

use ingam::gateway::idempotency::{Decision, End, KEPT_SECONDS, Keeping, Record, Sameness, ask};
use ingam::gateway::settings::Settings;
use ingam::time::UnixTime;
use ingam::{Code, Error, Result, exchange};
use serde::{Deserialize, Serialize};
use worker::wasm_bindgen::JsValue;
use worker::{
    DurableObject, Env, Request, Response, ScheduledTime, SqlStorageValue as Value, durable_object,
};

use crate::{object, platform};

/// The header of an answer that was stored under the same key.
pub(crate) const REPLAYED: &str = "idempotency-replayed";
/// The header by which the gate refuses: the code, which has its words elsewhere.
pub(crate) const REFUSED: &str = "ingam-refused";

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

/// See the module.
#[durable_object(alarm)]
pub struct CallerGate {
    storage: worker::Storage,
    settings: Rc<Settings>,
}

impl DurableObject for CallerGate {
    fn new(state: worker::State, env: Env) -> Self {
        Self { storage: state.storage(), settings: platform::settings(&env) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let answer = self.answer(request).await;
        platform::to_response(answer.unwrap_or_else(|error| {
            let row = error.code().entry();
            exchange::Response { status: row.status, headers: Vec::new(), body: Vec::new() }
                .with(REFUSED, row.code)
        }))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        // A failure leaves rows that are over, which nobody is answered from; the next
        // request with a key sets the alarm again.
        let _ = self.sweep().await;
        Response::empty()
    }
}

impl CallerGate {
    async fn answer(&self, mut request: Request) -> Result<exchange::Response> {
        match request.path().as_str() {
            "/begin" => self.begin(&object::receive(&request)?).await,
            "/end" => {
                let answer = request.bytes().await.map_err(|_| Code::Internal)?;
                self.end(&object::receive(&request)?, &answer)
            }
            _ => Err(Error::new(Code::Internal)),
        }
    }

    async fn begin(&self, message: &Begin) -> Result<exchange::Response> {
        self.run(SCHEMA, Vec::new())?;
        let known = self.record(&message.slot)?;
        match ask(known.as_ref(), message.by, &message.body, platform::now()) {
            Decision::Begin(record) => {
                self.put(&message.slot, &record, None)?;
                self.wake_at(record.over_at()).await?;
                Ok(exchange::Response { status: 204, headers: Vec::new(), body: Vec::new() })
            }
            Decision::Replay => {
                let rows = self.rows("SELECT answer FROM idempotency WHERE slot = ?", &message.slot)?;
                let Some(Value::Blob(sealed)) = rows.into_iter().flatten().next() else {
                    return Err(Error::new(Code::StoreDamaged));
                };
                let place = place(&message.caller, &message.slot);
                let record = self.settings.store_keys()?.open(&place, &sealed)?;
                Ok(exchange::Response::from_record(&record)?.with(REPLAYED, "true"))
            }
            Decision::Refuse(code) => Err(Error::new(code)),
        }
    }

    fn end(&self, message: &Ended, answer: &[u8]) -> Result<exchange::Response> {
        let record = self.record(&message.slot)?.ok_or(Code::Internal)?;
        match record.ended(message.end) {
            Keeping::WithAnswer(record) => {
                let place = place(&message.caller, &message.slot);
                let sealed = self.settings.store_keys()?.seal(&place, answer, &mut platform::entropy())?;
                self.put(&message.slot, &record, Some(sealed))?;
            }
            Keeping::WithoutAnswer(record) => self.put(&message.slot, &record, None)?,
            Keeping::Nothing => {
                self.run("DELETE FROM idempotency WHERE slot = ?", vec![message.slot.as_str().into()])?;
            }
        }
        Ok(exchange::Response { status: 204, headers: Vec::new(), body: Vec::new() })
    }

    fn record(&self, slot: &str) -> Result<Option<Record>> {
        let rows = self.rows("SELECT record FROM idempotency WHERE slot = ?", slot)?;
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
        self.run("INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?)", row)
    }

    async fn sweep(&self) -> Result<()> {
        let now = platform::now();
        self.run("DELETE FROM idempotency WHERE over_at <= ?", vec![now.0.into()])?;
        self.wake_at(now.plus_seconds(KEPT_SECONDS)).await
    }

    /// Sets the alarm for the row that is over first; `latest` where there is none sooner.
    async fn wake_at(&self, latest: UnixTime) -> Result<()> {
        let cursor = self.storage.sql().exec("SELECT min(over_at) FROM idempotency", None);
        let row = cursor.map_err(|_| Code::Internal)?.raw().next();
        let Some(Ok(first)) = row else { return Ok(()) };
        let Some(Value::Integer(at)) = first.into_iter().next() else { return Ok(()) };
        let at = UnixTime(at).min(latest);
        let date = js_sys::Date::new(&JsValue::from_f64(at.to_millis_f64()));
        self.storage.set_alarm(ScheduledTime::new(date)).await.map_err(|_| Error::new(Code::Internal))
    }

    fn rows(&self, query: &str, slot: &str) -> Result<Vec<Vec<Value>>> {
        let cursor = self.storage.sql().exec(query, vec![slot.into()]).map_err(|_| Code::Internal)?;
        cursor.raw().collect::<worker::Result<_>>().map_err(|_| Error::new(Code::Internal))
    }

    fn run(&self, query: &str, bindings: Vec<Value>) -> Result<()> {
        self.storage.sql().exec(query, bindings).map(|_| ()).map_err(|_| Error::new(Code::Internal))
    }
}

fn place(caller: &str, slot: &str) -> String {
    format!("object/CallerGate/{caller}/idempotency/{slot}")
}
