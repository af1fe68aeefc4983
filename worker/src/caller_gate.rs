//! The object of one caller: its idempotency keys and request signatures, which of its
//! transactions still want something, and how much it calls.

mod idempotency;
mod pending;
mod rate;

use std::rc::Rc;

use ingam::gateway::settings::Settings;
use ingam::{Code, Error, Result, exchange};
use worker::{DurableObject, Env, Request, Response, durable_object};

pub(crate) use idempotency::{Begin, Ended, REPLAYED};
pub(crate) use pending::{Listed, Note};
pub(crate) use rate::Call;

use crate::tables::Tables;
use crate::{object, platform};

/// When a sweep could not do its work, the next one.
const AGAIN_SECONDS: i64 = 3600;
/// The header by which the gate refuses: the code, which has its words elsewhere.
const REFUSED: &str = "ingam-refused";
/// What a refusal is about, where it is about something.
const SUBJECT: &str = "ingam-subject";

/// See the module.
#[durable_object(alarm)]
pub struct CallerGate {
    tables: Tables,
    settings: Rc<Settings>,
    rate: rate::Rate,
}

impl DurableObject for CallerGate {
    fn new(state: worker::State, env: Env) -> Self {
        let (tables, settings) = (Tables::new(state.storage()), platform::settings(&env));
        Self { tables, settings, rate: rate::Rate::default() }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let answer = self.answer(request).await;
        platform::to_response(answer.unwrap_or_else(|error| {
            let row = error.code().entry();
            let refusal = exchange::Response { status: row.status, headers: Vec::new(), body: Vec::new() }
                .with(REFUSED, row.code);
            match error.subject() {
                Some(subject) => refusal.with(SUBJECT, subject),
                None => refusal,
            }
        }))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        // A failure leaves rows that are over, which nobody is answered from.
        if self.sweep().await.is_err() {
            let _ = self.tables.wake_at(platform::now().plus_seconds(AGAIN_SECONDS)).await;
        }
        Response::empty()
    }
}

/// What the gate refuses with, if it does: the answers that it keeps for a caller are none of its
/// own.
pub(crate) fn refusal(answer: &exchange::Response) -> Option<Error> {
    let error = Error::new(Code::named(answer.header(REFUSED)?)?);
    Some(match answer.header(SUBJECT) {
        Some(subject) => error.about(subject.to_owned()),
        None => error,
    })
}

impl CallerGate {
    async fn answer(&self, mut request: Request) -> Result<exchange::Response> {
        match request.path().as_str() {
            "/call" => self.call(&object::receive(&request)?),
            "/begin" => self.begin(&object::receive(&request)?).await,
            "/end" => {
                let answer = request.bytes().await.map_err(|_| Code::Internal)?;
                self.end(&object::receive(&request)?, &answer)
            }
            "/note" => self.note(&object::receive(&request)?).await,
            "/list" => self.list(&object::receive(&request)?),
            _ => Err(Error::new(Code::Internal)),
        }
    }

    async fn sweep(&self) -> Result<()> {
        let now = platform::now();
        self.sweep_idempotency(now)?;
        self.sweep_pending(now)?;
        self.wake().await
    }

    /// Sets the alarm for the row that is over first.
    async fn wake(&self) -> Result<()> {
        let first = [self.first_idempotency_over()?, self.first_pending_over()?];
        match first.into_iter().flatten().min() {
            Some(at) => self.tables.wake_at(at).await,
            None => Ok(()),
        }
    }
}
