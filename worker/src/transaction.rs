//! The object that guards one transaction: it runs the machine of `ingam::transaction`,
//! stores before it answers, and reads whether or not the caller stays.

mod evidence;
mod message;
mod storage;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};
use ingam::gateway::evidence::{HEADER, bundle, hold_back};
use ingam::gateway::opening::OwnSession;
use ingam::gateway::refusal::refuse;
use ingam::gateway::report;
use ingam::gateway::route::Surface;
use ingam::gateway::service_call::{ServiceCall, read_answer, readable, signed_document};
use ingam::gateway::settings::Settings;
use ingam::provider::kakao::operation::Operation;
use ingam::transaction::{
    Action, CALLER_WAIT_SECONDS, Event, Outcome, SessionHash, State, TransactionId, step,
};
use ingam::{Code, Error, Result, exchange};
use js_sys::Promise;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use worker::wasm_bindgen::JsValue;
use worker::{Delay, DurableObject, Env, Request, Response, durable_object};

use crate::provider_call::{self, Failed, Repeat};
use crate::{object, platform};
use message::{Addressed, Asking};
pub(crate) use message::{Question, Registering, ResultQuestion, SignedDocumentQuestion, VerifyQuestion};
use storage::Storage;

/// See the module.
#[durable_object(alarm)]
pub struct Transaction {
    inner: Rc<Inner>,
}

impl DurableObject for Transaction {
    fn new(state: worker::State, env: Env) -> Self {
        let settings = platform::settings(&env);
        let inner = Inner {
            storage: Storage::new(state.storage(), Rc::clone(&settings)),
            settings,
            env,
            state: RefCell::new(None),
            read: RefCell::new(None),
            judging: evidence::Turn::default(),
        };
        Self { inner: Rc::new(inner) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let surface = surface(&request);
        platform::to_response(self.answer(request).await.unwrap_or_else(|error| refuse(surface, &error)))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if self.inner.storage.sweep(self.inner.settings.retention_days).await {
            *self.inner.state.borrow_mut() = None;
        }
        Response::empty()
    }
}

/// Whose manners a refusal has: the provider's on its own routes.
fn surface(request: &Request) -> Surface {
    match request.path().as_str() {
        "/show" | "/acknowledge" | "/delete" | "/signed-document" | "/bundle" => Surface::Own,
        _ => object::receive::<Addressed>(request)
            .map_or(Surface::Own, |message| Surface::of_provider(message.transaction.provider())),
    }
}

impl Transaction {
    async fn answer(&self, mut request: Request) -> Result<exchange::Response> {
        let inner = Rc::clone(&self.inner);
        match request.path().as_str() {
            "/register" => inner.register(object::receive(&request)?).await,
            "/known" => inner.known(&object::receive(&request)?),
            "/vacant" => inner.vacant(&object::receive(&request)?),
            "/result" => {
                let body = request.bytes().await.map_err(|_| Code::Internal)?;
                let question: ResultQuestion = object::receive(&request)?;
                let asking = Asking::result(question.session, question.session_id, body);
                inner.result(question.transaction.id()?, question.caller, asking).await
            }
            "/verify" => inner.verify(object::receive(&request)?).await,
            "/opened-result" => inner.opened_result(object::receive(&request)?).await,
            "/show" => inner.show(&object::receive(&request)?),
            "/bundle" => inner.bundle(&object::receive(&request)?).await,
            "/signed-document" => inner.signed_document(&object::receive(&request)?),
            "/acknowledge" => inner.acknowledge(&object::receive(&request)?).await,
            "/delete" => inner.delete(&object::receive(&request)?),
            _ => Err(Error::new(Code::Internal)),
        }
    }
}

struct Inner {
    storage: Storage,
    settings: Rc<Settings>,
    env: Env,
    /// The state as it is stored, once it has been loaded.
    state: RefCell<Option<State>>,
    read: RefCell<Option<Read>>,
    judging: evidence::Turn,
}

/// A read under way: whose session it is, and how it ended.
#[derive(Clone)]
struct Read {
    session: SessionHash,
    over: Promise,
    end: Rc<RefCell<Option<End>>>,
}

/// How a read ended, with the bytes where there are any: nobody who waited has to go to
/// the storage for them.
#[derive(Clone)]
struct End {
    outcome: Outcome,
    answer: Option<exchange::Response>,
}

impl Inner {
    async fn register(&self, message: Registering) -> Result<exchange::Response> {
        let id = message.transaction.id()?;
        if let Some(known) = self.load(&id)? {
            let same = known.registration() == &message.registration;
            return if same { Ok(no_content()) } else { Err(Error::new(Code::TransactionConflict)) };
        }
        if self.storage.is_purged()? {
            return Err(Error::new(Code::TransactionConflict));
        }
        let state = State::registered(id.provider(), message.registration);
        self.storage.create(&id)?;
        self.persist(&id, &state)?;
        self.storage.schedule_purge(state.expires_at(self.settings.retention_days)).await?;
        Ok(no_content())
    }

    fn known(&self, question: &Question) -> Result<exchange::Response> {
        let state = self.load_for(&question.transaction.id()?, &question.caller)?;
        match &question.of {
            Some((client_code, purpose)) if !state.registration().is_of(client_code, *purpose) => {
                Err(Error::new(Code::TransactionUnknown))
            }
            _ => Ok(no_content()),
        }
    }

    /// Whether nobody has, or had, this transaction.
    fn vacant(&self, question: &Question) -> Result<exchange::Response> {
        let taken = self.load(&question.transaction.id()?)?.is_some() || self.storage.is_purged()?;
        if taken { Err(Error::new(Code::TransactionUnknown)) } else { Ok(no_content()) }
    }

    fn show(&self, question: &Question) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        let state = self.load_for(&id, &question.caller)?;
        let first = state.reads().first().map(|read| self.storage.evidence(&id, read.attempt));
        let evidence = first.transpose()?.flatten().map(|record| record.summary());
        Ok(report::transaction(&id, &state, evidence.as_ref(), self.settings.retention_days))
    }

    /// Everything about the first read, for an expert.
    async fn bundle(&self, question: &Question) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        let state = self.load_for(&id, &question.caller)?;
        let attempt = state.reads().first().ok_or(Code::ResultNotStored)?.attempt;
        let answer = self.storage.answer(&id, attempt)?;
        let record = self.evidence(&id, &state, attempt, &answer).await?;
        let subject = evidence::subject(&id, &state, attempt, &answer)?;
        bundle(self.settings.evidence()?, &subject, &record)
    }

    /// A signed document, as it was signed, from the first read.
    fn signed_document(&self, question: &SignedDocumentQuestion) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        let state = self.load_for(&id, &question.caller)?;
        let read = state.reads().first().ok_or(Code::SignedDocumentUnknown)?;
        let answer = self.storage.answer(&id, read.attempt)?;
        let der = signed_document(id.provider(), &answer, question.order);
        let der = der.ok_or(Code::SignedDocumentUnknown)?;
        Ok(exchange::Response::new(200, "application/pkcs7-mime", der).with("cache-control", "no-store"))
    }

    /// The relying party has stored the result itself: it is kept a week longer, no more.
    async fn acknowledge(&self, question: &Question) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        let mut state = self.load_for(&id, &question.caller)?;
        state.acknowledge(platform::now())?;
        self.persist(&id, &state)?;
        self.storage.schedule_purge(state.expires_at(self.settings.retention_days)).await?;
        Ok(no_content())
    }

    /// Purges the record, its answers and what is known of it; a tombstone stays. Not while
    /// a read is under way: its answer would have nowhere to go.
    fn delete(&self, question: &Question) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        if self.load_for(&id, &question.caller)?.attempt_under_way().is_some() {
            return Err(Error::new(Code::TransactionBusy));
        }
        self.storage.purge()?;
        *self.state.borrow_mut() = None;
        Ok(no_content())
    }

    /// KakaoCert's one verification.
    async fn verify(self: Rc<Self>, question: VerifyQuestion) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        let operation = Operation::at(&question.path)?;
        let state = self.load_for(&id, &question.caller)?;
        if !state.registration().is_of(&question.client_code, operation.service().purpose()) {
            return Err(Error::new(Code::TransactionUnknown));
        }
        let window = self.settings.verify_window_seconds;
        if window > 0 && state.is_past(window, platform::now()) {
            return Err(Error::new(Code::VerifyWindowOver));
        }
        let asking = Asking::verify(question.client_code, operation, question.retry);
        self.result(id, question.caller, asking).await
    }

    async fn result(
        self: Rc<Self>,
        id: TransactionId,
        caller: String,
        asking: Asking,
    ) -> Result<exchange::Response> {
        // Without it nothing could be handed out: the provider is not asked in vain.
        self.settings.evidence()?;
        let wait_until = platform::now_ms().saturating_add(CALLER_WAIT_SECONDS.unsigned_abs() * 1000);
        loop {
            let state = self.load_for(&id, &caller)?;
            let (next, actions) = step(&state, asking.event());
            let mut began = false;
            for action in actions {
                match action {
                    Action::Persist => self.persist(&id, &next)?,
                    Action::Call { attempt } => {
                        self.begin(id.clone(), asking.session.clone(), attempt, asking.call.clone());
                        began = true;
                    }
                    Action::Finish(outcome) => return self.deliver(&id, &outcome).await,
                    Action::Wait | Action::Join | Action::Forget { .. } => {}
                }
            }
            let read = self.read.borrow().clone().ok_or(Code::Internal)?;
            let left = wait_until.saturating_sub(platform::now_ms());
            let time = Delay::from(Duration::from_millis(left));
            if let Either::Right(_) = select(JsFuture::from(read.over.clone()), time).await {
                return Err(Error::new(Code::ReadContinues));
            }
            if read.session == asking.session {
                let end = read.end.borrow().clone().ok_or(Code::Internal)?;
                return self.hand_out(&id, end, !began).await;
            }
        }
    }

    /// A result under the object's own session, opened.
    async fn opened_result(self: Rc<Self>, question: Question) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        self.load_for(&id, &question.caller)?;
        let own = self.own_session(&id)?;
        let asking = Asking::result(own.hash(), own.id().to_owned(), own.result_body(&id));
        own.open(self.result(id, question.caller, asking).await?)
    }

    /// The object's own session, made and stored when it is first needed.
    fn own_session(&self, id: &TransactionId) -> Result<OwnSession> {
        if let Some(record) = self.storage.own_session(id)? {
            return OwnSession::from_record(&record);
        }
        let own = OwnSession::make(&self.settings.toss()?.public_key, platform::entropy())?;
        self.storage.put_own_session(id, own.to_record()?.expose())?;
        Ok(own)
    }

    /// Starts a read that goes on whether or not anybody waits for it.
    fn begin(self: &Rc<Self>, id: TransactionId, session: SessionHash, attempt: u32, call: ServiceCall) {
        let end = Rc::new(RefCell::new(None));
        let (inner, slot) = (Rc::clone(self), Rc::clone(&end));
        let over = future_to_promise(async move {
            let ended = inner.run(&id, attempt, &call).await;
            let end = ended.unwrap_or_else(|error| {
                // The attempt may still stand as under way: the next question settles it from storage.
                *inner.state.borrow_mut() = None;
                End { outcome: Outcome::Refuse(error.code()), answer: None }
            });
            *slot.borrow_mut() = Some(end);
            *inner.read.borrow_mut() = None;
            Ok(JsValue::UNDEFINED)
        });
        *self.read.borrow_mut() = Some(Read { session, over, end });
    }

    async fn run(&self, id: &TransactionId, mut attempt: u32, call: &ServiceCall) -> Result<End> {
        loop {
            let called = provider_call::call(&self.env, &self.settings, call, Repeat::Never).await;
            let now = platform::now();
            let (event, answer) = match called {
                Err(Failed::NotCalled(error)) => (Event::NotRead { attempt, code: error.code() }, None),
                Err(Failed::Lost) => (Event::Lost { attempt, now }, None),
                Ok((answer, _)) => {
                    let answer = readable(id.provider(), answer.passed_on());
                    self.storage.put_answer(id, attempt, &answer)?;
                    let event = match read_answer(id.provider(), &answer) {
                        Some(answer) => Event::Answered { attempt, answer, now },
                        None => Event::Lost { attempt, now },
                    };
                    (event, Some(answer))
                }
            };
            let state = self.load(id)?.ok_or(Code::Internal)?;
            let (next, actions) = step(&state, event);
            let mut end = None;
            for action in actions {
                match action {
                    Action::Persist => self.persist(id, &next)?,
                    Action::Call { attempt: another } => attempt = another,
                    Action::Finish(outcome) => end = Some(End { outcome, answer: answer.clone() }),
                    Action::Forget { attempt } => self.storage.forget_answer(attempt)?,
                    Action::Wait | Action::Join => {}
                }
            }
            if let Some(end) = end {
                if let (Outcome::Deliver { attempt, .. }, Some(answer)) = (&end.outcome, &end.answer) {
                    // Once, before anybody who waits is told. What fails is tried again for each.
                    let _ = self.evidence(id, &next, *attempt, answer).await;
                    self.storage.schedule_purge(next.expires_at(self.settings.retention_days)).await?;
                }
                return Ok(end);
            }
        }
    }

    /// The answer to one of those who waited for a read.
    async fn hand_out(&self, id: &TransactionId, end: End, joined: bool) -> Result<exchange::Response> {
        match (end.outcome, end.answer) {
            (Outcome::Deliver { read, attempt, .. }, Some(answer)) => {
                self.deliver_answer(id, attempt, answer, read, joined).await
            }
            (Outcome::Pass { .. }, Some(answer)) => Ok(answer),
            (outcome, _) => self.deliver(id, &outcome).await,
        }
    }

    async fn deliver(&self, id: &TransactionId, outcome: &Outcome) -> Result<exchange::Response> {
        match *outcome {
            Outcome::Deliver { read, attempt, replayed } => {
                let answer = self.storage.answer(id, attempt)?;
                self.deliver_answer(id, attempt, answer, read, replayed).await
            }
            Outcome::Pass { attempt, .. } => self.storage.answer(id, attempt),
            Outcome::Refuse(code) => Err(Error::new(code)),
        }
    }

    /// A stored answer with what is found of its evidence; the answer is held back where the
    /// settings ask for more.
    async fn deliver_answer(
        &self,
        id: &TransactionId,
        attempt: u32,
        answer: exchange::Response,
        read: usize,
        replayed: bool,
    ) -> Result<exchange::Response> {
        let state = self.load(id)?.ok_or(Code::Internal)?;
        let summary = self.evidence(id, &state, attempt, &answer).await?.summary();
        let answer = hold_back(self.settings.evidence()?, id.provider(), &summary).unwrap_or(answer);
        let answer = answer.with("ingam-read", read.to_string()).with(HEADER, summary.to_header());
        Ok(if replayed { answer.with("ingam-replayed", "true") } else { answer })
    }

    /// The state, if the transaction exists and is this caller's: a foreign one looks
    /// exactly like a missing one.
    fn load_for(&self, id: &TransactionId, caller: &str) -> Result<State> {
        self.load(id)?
            .filter(|state| state.registration().caller == caller)
            .ok_or_else(|| Error::new(Code::TransactionUnknown))
    }

    /// The state. A read that was under way when the object ended is settled here: by its
    /// stored answer if that was reached, as uncertain otherwise.
    fn load(&self, id: &TransactionId) -> Result<Option<State>> {
        if let Some(state) = self.state.borrow().as_ref() {
            return Ok(Some(state.clone()));
        }
        let Some(state) = self.storage.state(id)? else { return Ok(None) };
        let settled = match state.attempt_under_way() {
            None => state,
            Some(attempt) => {
                let answer = self
                    .storage
                    .answer(id, attempt)
                    .ok()
                    .and_then(|answer| read_answer(id.provider(), &answer));
                let event = match answer {
                    Some(answer) => Event::Answered { attempt, answer, now: platform::now() },
                    None => Event::Interrupted,
                };
                let (settled, _) = step(&state, event);
                self.storage.put_state(id, &settled)?;
                settled
            }
        };
        *self.state.borrow_mut() = Some(settled.clone());
        Ok(Some(settled))
    }

    fn persist(&self, id: &TransactionId, state: &State) -> Result<()> {
        self.storage.put_state(id, state)?;
        *self.state.borrow_mut() = Some(state.clone());
        Ok(())
    }
}

fn no_content() -> exchange::Response {
    exchange::Response { status: 204, headers: Vec::new(), body: Vec::new() }
}
