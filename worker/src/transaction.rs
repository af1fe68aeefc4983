//! The object that guards one transaction: what it is asked, and by whom.

mod evidence;
mod index;
mod message;
mod reading;
mod storage;
mod turn;

use std::cell::RefCell;
use std::rc::Rc;

use ingam::gateway::evidence::{Record, bundle};
use ingam::gateway::opening::OwnSession;
use ingam::gateway::refusal::refuse;
use ingam::gateway::report;
use ingam::gateway::route::Surface;
use ingam::gateway::service_call::{read_answer, signed_document};
use ingam::gateway::settings::Settings;
use ingam::provider::kakao::operation::Operation;
use ingam::transaction::{Event, Registration, State, TransactionId, step};
use ingam::{Code, Error, Result, exchange};
use worker::{DurableObject, Env, Request, Response, durable_object};

use crate::object::no_content;
use crate::{object, platform};
use index::LOOK_AFTER_SECONDS;
use message::{Addressed, Asking};
pub(crate) use message::{Question, Registering, ResultQuestion, SignedDocumentQuestion, VerifyQuestion};
use reading::Read;
use storage::{Due, Storage};
use turn::Turn;

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
            judging: Turn::default(),
            telling: Turn::default(),
        };
        Self { inner: Rc::new(inner) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let surface = surface(&request);
        platform::to_response(self.answer(request).await.unwrap_or_else(|error| refuse(surface, &error)))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        // A failure here has nothing left but the platform's own retries.
        if self.inner.wake().await.is_err() {
            let _ = self.inner.storage.wake_again().await;
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
            "/show" => inner.show(&object::receive(&request)?).await,
            "/bundle" => inner.bundle(&object::receive(&request)?).await,
            "/signed-document" => inner.signed_document(&object::receive(&request)?),
            "/acknowledge" => inner.acknowledge(&object::receive(&request)?).await,
            "/delete" => inner.delete(&object::receive(&request)?).await,
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
    judging: Turn,
    telling: Turn,
}

impl Inner {
    async fn register(&self, message: Registering) -> Result<exchange::Response> {
        let id = message.transaction.id()?;
        if let Some(known) = self.load(&id)? {
            // Two who take it over at once differ in the time alone.
            let requested_at = known.registration().requested_at;
            let same = known.registration() == &Registration { requested_at, ..message.registration };
            return if same { Ok(no_content()) } else { Err(Error::new(Code::TransactionConflict)) };
        }
        if self.storage.is_purged()? {
            return Err(Error::new(Code::TransactionConflict));
        }
        // Without a key nothing of it could be written: no half of it is.
        self.settings.store_keys()?;
        let state = State::registered(id.provider(), message.registration);
        self.storage.create(&id)?;
        self.persist(&id, &state)?;
        self.storage.schedule_purge(state.expires_at(self.settings.retention_days)).await?;
        // What the index is not told now, the alarm tells it.
        let _ = self.tell(&id).await;
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

    async fn show(&self, question: &Question) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        self.load_for(&id, &question.caller)?;
        // Who looks at a transaction finds it in the index as well.
        let _ = self.tell(&id).await;
        let state = self.load_for(&id, &question.caller)?;
        let first = state.reads().first().map(|read| self.storage.evidence(&id, read.attempt));
        // One that was made under other settings says nothing now; the next who asks has it made anew.
        let settings = self.settings.evidence();
        let is_current =
            |record: &Record| settings.is_ok_and(|settings| record.is_by(settings, id.provider()));
        let evidence = first.transpose()?.flatten().filter(is_current).map(|record| record.summary());
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
        let _ = self.tell(&id).await;
        Ok(no_content())
    }

    /// Purges the record, its answers and what is known of it; a tombstone stays. Not while
    /// a read is under way: its answer would have nowhere to go.
    async fn delete(&self, question: &Question) -> Result<exchange::Response> {
        let id = question.transaction.id()?;
        let _turn = self.telling.take().await;
        let state = self.load_for(&id, &question.caller)?;
        if state.attempt_under_way().is_some() {
            return Err(Error::new(Code::TransactionBusy));
        }
        // First, while it is still known whose it is.
        if self.entry(&state).is_some() || self.storage.is_due(Due::Index)? {
            self.note(&id, &state, None).await?;
        }
        let state = self.load_for(&id, &question.caller)?;
        if state.attempt_under_way().is_some() {
            // A read has begun meanwhile: it is in the index again with its end.
            self.storage.put_due(Due::Index, platform::now())?;
            self.storage.wake().await?;
            return Err(Error::new(Code::TransactionBusy));
        }
        self.storage.purge()?;
        *self.state.borrow_mut() = None;
        Ok(no_content())
    }

    /// Does what is due.
    async fn wake(&self) -> Result<()> {
        let Some(id) = self.storage.name()? else { return Ok(()) };
        if self.storage.purge_if_due(&id, self.settings.retention_days)? {
            *self.state.borrow_mut() = None;
            return Ok(());
        }
        // Loading settles a read whose object has ended; one that lives is looked at again.
        if self.load(&id)?.is_some_and(|state| state.attempt_under_way().is_some()) {
            self.storage.put_due(Due::Settle, platform::now().plus_seconds(LOOK_AFTER_SECONDS))?;
        }
        self.tell(&id).await?;
        self.storage.wake().await
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
            // It is under way in this very object.
            Some(_) if self.read.borrow().is_some() => state,
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
                self.store(id, self.entry(&state), &settled)?;
                settled
            }
        };
        *self.state.borrow_mut() = Some(settled.clone());
        Ok(Some(settled))
    }

    fn persist(&self, id: &TransactionId, state: &State) -> Result<()> {
        let before = self.state.borrow().as_ref().and_then(|before| self.entry(before));
        self.store(id, before, state)
    }
}
