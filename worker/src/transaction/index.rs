//! Keeps the caller's index of pending transactions true: a change is written down as due
//! together with the state, and struck out once the caller's gate knows.

use ingam::transaction::{Entry, State, TransactionId};
use ingam::{Code, Error, Result};

use super::Inner;
use super::storage::Due;
use crate::caller_gate::Note;
use crate::object::{self, Class};
use crate::platform;

/// When the gate is told again what it could not be told.
const TELL_AGAIN_SECONDS: i64 = 60;
/// How often the alarm looks after a read under way. It settles one whose object has ended, and to the
/// platform an object with an alarm is one in use: it may end another without a caller after 70 seconds.
pub(super) const LOOK_AFTER_SECONDS: i64 = 30;

impl Inner {
    /// The transaction's line in the index.
    pub(super) fn entry(&self, state: &State) -> Option<Entry> {
        state.entry(self.settings.retention_days)
    }

    /// Stores a state that comes after one with the line `before`, with what becomes due by it.
    pub(super) fn store(&self, id: &TransactionId, before: Option<Entry>, state: &State) -> Result<()> {
        self.storage.put_state(id, state)?;
        if before != self.entry(state) {
            self.storage.put_due(Due::Index, platform::now().plus_seconds(TELL_AGAIN_SECONDS))?;
        }
        match state.attempt_under_way() {
            Some(_) => self.storage.put_due(Due::Settle, platform::now().plus_seconds(LOOK_AFTER_SECONDS))?,
            None => self.storage.drop_due(Due::Settle)?,
        }
        *self.state.borrow_mut() = Some(state.clone());
        Ok(())
    }

    /// Tells the gate what it does not know yet. What fails is done by the alarm.
    pub(super) async fn tell(&self, id: &TransactionId) -> Result<()> {
        // One at a time, so that what is told last is what is so.
        let _turn = self.telling.take().await;
        let Some(state) = self.load(id)? else { return Ok(()) };
        if !self.storage.is_due(Due::Index)? {
            return Ok(());
        }
        let entry = self.entry(&state);
        self.note(id, &state, entry).await?;
        // Meanwhile it may have changed again, or be gone.
        if self.load(id)?.is_some_and(|now| self.entry(&now) == entry) {
            self.storage.drop_due(Due::Index)?;
        }
        self.storage.wake().await
    }

    /// Has the gate note this line, or strike the transaction out.
    pub(super) async fn note(&self, id: &TransactionId, state: &State, entry: Option<Entry>) -> Result<()> {
        let note = Note { name: id.to_string(), entry };
        let caller = &state.registration().caller;
        let answer = object::send(&self.env, Class::CallerGate, caller, "note", &note, None).await?;
        if answer.status == 204 { Ok(()) } else { Err(Error::new(Code::Internal)) }
    }
}
