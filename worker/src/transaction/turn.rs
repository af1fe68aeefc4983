//! One after the other: what must not be done twice at once in an object.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen_futures::JsFuture;
use worker::wasm_bindgen::JsValue;

/// See the module.
#[derive(Default)]
pub(super) struct Turn(Rc<RefCell<Option<Promise>>>);

/// Ends a turn when it is dropped, however that comes about.
pub(super) struct TurnEnd {
    turn: Rc<RefCell<Option<Promise>>>,
    resolve: Option<Function>,
}

impl Turn {
    /// Waits for the turn of everybody who came before.
    pub(super) async fn take(&self) -> TurnEnd {
        loop {
            let of_another = self.0.borrow().clone();
            match of_another {
                None => return self.begin(),
                Some(over) => {
                    // It is only ever resolved.
                    let _ = JsFuture::from(over).await;
                }
            }
        }
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
