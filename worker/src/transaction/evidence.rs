//! A result's evidence: fetches what has to be known of revocation, has it judged, stores
//! the report.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, join_all, select};
use futures_util::pin_mut;
use ingam::gateway::evidence::{Fetched, Need, Record, Subject, judge, needs};
use ingam::transaction::{State, TransactionId};
use ingam::{Code, Error, Result, exchange};
use js_sys::{Function, Promise};
use wasm_bindgen_futures::JsFuture;
use worker::Delay;
use worker::wasm_bindgen::JsValue;

use super::Inner;
use crate::provider_call::{self, Repeat};
use crate::{outbound, platform};

/// What has not come by then is not known for now: a result that is there waits no longer.
const FETCH_WITHIN: Duration = Duration::from_secs(8);

/// One judges at a time; who comes meanwhile waits, and finds the report.
#[derive(Default)]
pub(super) struct Turn(Rc<RefCell<Option<Promise>>>);

/// Ends a turn when it is dropped, however that comes about.
struct TurnEnd {
    turn: Rc<RefCell<Option<Promise>>>,
    resolve: Option<Function>,
}

impl Turn {
    /// The end of the turn of somebody else, if it is one.
    fn of_another(&self) -> Option<Promise> {
        self.0.borrow().clone()
    }

    fn begin(&self) -> TurnEnd {
        let mut resolve = None;
        *self.0.borrow_mut() = Some(Promise::new(&mut |function, _| resolve = Some(function)));
        TurnEnd { turn: Rc::clone(&self.0), resolve }
    }
}

impl Drop for TurnEnd {
    fn drop(&mut self) {
        *self.turn.borrow_mut() = None;
        if let Some(resolve) = &self.resolve {
            // A promise's own function does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }
}

impl Inner {
    /// The report on the answer of this attempt: the stored one, unless more may be known by
    /// now.
    pub(super) async fn evidence(
        &self,
        id: &TransactionId,
        state: &State,
        attempt: u32,
        answer: &exchange::Response,
    ) -> Result<Record> {
        let _turn = loop {
            let stored = self.storage.evidence(id, attempt)?;
            let settings = self.settings.evidence()?;
            let due = |record: &Record| record.is_due(settings, id.provider(), platform::now());
            if let Some(record) = stored.filter(|record| !due(record)) {
                return Ok(record);
            }
            match self.judging.of_another() {
                None => break self.judging.begin(),
                Some(over) => {
                    // It is only ever resolved.
                    let _ = JsFuture::from(over).await;
                }
            }
        };
        let fetched = self.fetch_all(needs(self.settings.evidence()?, id.provider(), answer)).await;
        let subject = subject(id, state, attempt, answer)?;
        let record = judge(&self.settings, &subject, fetched, platform::now())?;
        if self.storage.state(id)?.is_none() {
            // Deleted meanwhile: nothing of it is written again.
            return Err(Error::new(Code::TransactionUnknown));
        }
        self.storage.put_evidence(id, attempt, &record)?;
        Ok(record)
    }

    /// What could be had of it in time; the rest is not known, and the report says so.
    async fn fetch_all(&self, needs: Vec<Need>) -> Vec<Fetched> {
        let fetched = needs.iter().map(async |need| {
            let fetching = self.fetch(need);
            pin_mut!(fetching);
            match select(fetching, Delay::from(FETCH_WITHIN)).await {
                Either::Left((fetched, _)) => fetched,
                Either::Right(((), _)) => None,
            }
        });
        join_all(fetched).await.into_iter().flatten().collect()
    }

    async fn fetch(&self, need: &Need) -> Option<Fetched> {
        let answer = match need {
            Need::Validity { call, .. } => {
                let called = provider_call::call(&self.env, &self.settings, call, Repeat::WhenLost).await;
                called.ok()?.0
            }
            Need::Crl { url } => outbound::send(&Need::crl_request(url)).await.ok()?,
        };
        need.understand(&answer, platform::now())
    }
}

/// The answer of an attempt, with what it is judged by.
pub(super) fn subject<'a>(
    id: &'a TransactionId,
    state: &'a State,
    attempt: u32,
    answer: &'a exchange::Response,
) -> Result<Subject<'a>> {
    let read = state.reads().iter().find(|read| read.attempt == attempt).ok_or(Code::Internal)?;
    let registration = state.registration();
    Ok(Subject { id, registration, answer, received_at: read.received_at })
}
