//! The one-time read itself: it runs to its end whether or not a caller stays, and its answer
//! is stored and judged before anybody is told.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, join, select};
use futures_util::pin_mut;
use ingam::gateway::evidence::{HEADER, hold_back};
use ingam::gateway::service_call::{ServiceCall, read_answer, readable};
use ingam::transaction::{
    Action, CALLER_WAIT_SECONDS, Event, Outcome, QuestionHash, SessionHash, TransactionId, step,
};
use ingam::{Code, Error, Result, exchange};
use js_sys::Promise;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use worker::Delay;
use worker::wasm_bindgen::JsValue;

use super::Inner;
use super::message::Asking;
use crate::platform;
use crate::provider_call::{self, Failed, Repeat};

/// A read under way: what was asked, and how it ended.
#[derive(Clone)]
pub(super) struct Read {
    session: SessionHash,
    question: Option<QuestionHash>,
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
    /// The answer to a question for the one-time result: stored, waited for, or begun.
    pub(super) async fn result(
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
                        self.begin(id.clone(), attempt, &asking);
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
            if read.session == asking.session && read.question == asking.question {
                let end = read.end.borrow().clone().ok_or(Code::Internal)?;
                return self.hand_out(&id, end, !began).await;
            }
        }
    }

    /// Starts a read that goes on whether or not anybody waits for it.
    fn begin(self: &Rc<Self>, id: TransactionId, attempt: u32, asking: &Asking) {
        let (session, question) = (asking.session.clone(), asking.question.clone());
        let call = asking.call.clone();
        let end = Rc::new(RefCell::new(None));
        let (inner, slot) = (Rc::clone(self), Rc::clone(&end));
        let over = future_to_promise(async move {
            let ended = inner.run(&id, attempt, &call).await;
            // While this read was judged, another may have begun.
            let is_latest = inner.read.borrow().as_ref().is_some_and(|read| Rc::ptr_eq(&read.end, &slot));
            if is_latest {
                *inner.read.borrow_mut() = None;
            }
            let end = ended.unwrap_or_else(|error| {
                if is_latest {
                    // The attempt may still stand as under way: the next question settles it from storage.
                    *inner.state.borrow_mut() = None;
                }
                End { outcome: Outcome::Refuse(error.code()), answer: None }
            });
            *slot.borrow_mut() = Some(end);
            Ok(JsValue::UNDEFINED)
        });
        *self.read.borrow_mut() = Some(Read { session, question, over, end });
    }

    async fn run(&self, id: &TransactionId, mut attempt: u32, call: &ServiceCall) -> Result<End> {
        // Only who lists the transactions would miss it.
        let _ = self.storage.wake().await;
        loop {
            let called = self.call(id, call).await?;
            let now = platform::now();
            let (event, answer) = match called {
                Err(Failed::NotCalled(error)) => (Event::NotRead { attempt, code: error.code() }, None),
                Err(Failed::Lost) => (Event::Lost { attempt, now }, None),
                Ok(answer) => {
                    // First as it came, before anything looks into it.
                    let came = answer.passed_on();
                    self.storage.put_answer(id, attempt, &came)?;
                    let answer = readable(id.provider(), came.clone());
                    if answer != came {
                        self.storage.put_answer(id, attempt, &answer)?;
                    }
                    let event = match read_answer(id.provider(), &answer) {
                        Some(answer) => Event::Answered { attempt, answer, now },
                        None => Event::Lost { attempt, now },
                    };
                    (event, Some(answer))
                }
            };
            let state = self.load(id)?.ok_or(Code::Internal)?;
            let (next, actions) = step(&state, event);
            let (mut end, mut again) = (None, false);
            for action in actions {
                match action {
                    Action::Persist => self.persist(id, &next)?,
                    Action::Call { attempt: another } => (attempt, again) = (another, true),
                    Action::Finish(outcome) => end = Some(End { outcome, answer: answer.clone() }),
                    Action::Forget { attempt } => self.storage.forget_answer(attempt)?,
                    Action::Wait | Action::Join => {}
                }
            }
            if let Some(end) = end {
                if let (Outcome::Deliver { attempt, .. }, Some(answer)) = (&end.outcome, &end.answer) {
                    // Once, before anybody who waits is told. What fails is tried again: the report
                    // for each who asks, the index by the alarm.
                    let _ = join(self.evidence(id, &next, *attempt, answer), self.tell(id)).await;
                    if self.storage.state(id)?.is_some() {
                        self.storage.schedule_purge(next.expires_at(self.settings.retention_days)).await?;
                    }
                } else {
                    let _ = self.tell(id).await;
                }
                return Ok(end);
            }
            if !again {
                // The answer of an attempt that was given up: nobody waits for it.
                return Err(Error::new(Code::Internal));
            }
        }
    }

    /// One attempt, given up when the read is.
    async fn call(
        &self,
        id: &TransactionId,
        call: &ServiceCall,
    ) -> Result<core::result::Result<exchange::Response, Failed>> {
        let give_up_at = self.load(id)?.and_then(|state| state.gives_up_at()).ok_or(Code::Internal)?;
        let left = u64::try_from(give_up_at.seconds_since(platform::now())).unwrap_or(0);
        let called = provider_call::call(&self.env, &self.settings, call, Repeat::Never);
        pin_mut!(called);
        Ok(match select(called, Delay::from(Duration::from_secs(left))).await {
            Either::Left((called, _)) => called.map(|(answer, _)| answer),
            Either::Right(((), _)) => Err(Failed::Lost),
        })
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
        // Deleted while it was waited for.
        let state = self.load(id)?.ok_or(Code::TransactionUnknown)?;
        let summary = self.evidence(id, &state, attempt, &answer).await?.summary();
        let answer = hold_back(self.settings.evidence()?, id.provider(), &summary).unwrap_or(answer);
        let answer = answer.with("ingam-read", read.to_string()).with(HEADER, summary.to_header());
        Ok(if replayed { answer.with("ingam-replayed", "true") } else { answer })
    }
}
