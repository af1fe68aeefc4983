//! A result's evidence: fetches what has to be known of revocation, has it judged, stores
//! the report.

use futures_util::future::join_all;
use ingam::gateway::evidence::{Fetched, Need, Record, Subject, judge, needs};
use ingam::transaction::{State, TransactionId};
use ingam::{Code, Result, exchange};

use super::Inner;
use crate::provider_call::{self, Repeat};
use crate::{outbound, platform};

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
        let stored = self.storage.evidence(id, attempt)?;
        if let Some(record) = stored.filter(|record| !record.is_due(platform::now())) {
            return Ok(record);
        }
        let fetched = self.fetch_all(needs(self.settings.evidence()?, id.provider(), answer)).await;
        let subject = subject(id, state, attempt, answer)?;
        let record = judge(&self.settings, &subject, fetched, platform::now())?;
        self.storage.put_evidence(id, attempt, &record)?;
        Ok(record)
    }

    /// What could be had of it; the rest is not known, and the report says so.
    async fn fetch_all(&self, needs: Vec<Need>) -> Vec<Fetched> {
        let fetched = needs.iter().map(async |need| {
            let answer = match need {
                Need::Validity { call, .. } => {
                    let called = provider_call::call(&self.env, &self.settings, call, Repeat::WhenLost).await;
                    called.ok()?.0
                }
                Need::Crl { url } => outbound::send(&Need::crl_request(url)).await.ok()?,
            };
            need.understand(&answer, platform::now())
        });
        join_all(fetched).await.into_iter().flatten().collect()
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
