//! A result's evidence: fetches what has to be known of revocation, has it judged, stores
//! the report.

use std::time::Duration;

use futures_util::future::{Either, join_all, select};
use futures_util::pin_mut;
use ingam::gateway::evidence::{Fetched, Need, Record, Subject, judge, needs};
use ingam::transaction::{State, TransactionId};
use ingam::{Code, Error, Result, exchange};
use worker::Delay;

use super::Inner;
use crate::provider_call::{self, Repeat};
use crate::{outbound, platform};

/// What has not come by then is not known for now: a result that is there waits no longer.
const FETCH_WITHIN: Duration = Duration::from_secs(8);

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
        if let Some(record) = self.stored_evidence(id, attempt)? {
            return Ok(record);
        }
        // One judges at a time; who comes meanwhile waits, and finds the report.
        let _turn = self.judging.take().await;
        if let Some(record) = self.stored_evidence(id, attempt)? {
            return Ok(record);
        }
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

    /// The stored report, unless it is to be made anew.
    fn stored_evidence(&self, id: &TransactionId, attempt: u32) -> Result<Option<Record>> {
        let settings = self.settings.evidence()?;
        let is_current = |record: &Record| !record.is_due(settings, id.provider(), platform::now());
        Ok(self.storage.evidence(id, attempt)?.filter(is_current))
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
