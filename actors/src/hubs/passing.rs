//! Taking a command to the hub that its entity is at home on, and bringing the answer back.
//!
//! Passing on saves the entity from being loaded, and its hubs from racing; nothing depends on it. A command that is not delivered, or
//! not answered in time, is handled where it arrived, under the same id.

use crate::call::{Call, Failure, Receipt};
use crate::directory::Resident;
use crate::hub::Hub;
use crate::hubs::bus::Bus;
use crate::hubs::message::{Answer, Message, Passed};
use comptoir_domain::customer::Customer;
use comptoir_domain::entity::Kind;
use comptoir_domain::node::Node;
use comptoir_domain::order::Order;
use parking_lot::Mutex;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, oneshot};
use uuid::Uuid;

/// How long an answer may take before the command is handled where it arrived.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// How often whoever waits looks whether there is still somebody to wait for.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Commands of other hubs that are being handled at one time; more are told to come back.
const AT_ONCE: usize = 4_096;

/// What comes back: the receipt, and the state as JSON if it was wanted.
pub type Outcome<R> = Result<(Receipt, Option<Box<RawValue>>), Failure<R>>;

/// Commands on their way to other hubs, and those of others here.
pub struct Passing {
    bus: Bus,
    waiting: Mutex<HashMap<Uuid, oneshot::Sender<Answer>>>,
    at_work: Arc<Semaphore>,
}

/// A command that waits for its answer, until this is dropped.
struct Waiting<'a> {
    passing: &'a Passing,
    id: Uuid,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.passing.waiting.lock().remove(&self.id);
    }
}

impl Passing {
    pub fn new(bus: Bus) -> Self {
        Passing { bus, waiting: Mutex::default(), at_work: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Asks the hub `home`. `None`: there is no answer, and the command may have been obeyed or not.
    pub async fn ask(&self, home: Uuid, passed: Passed) -> Option<Answer> {
        let (id, asked, connection) = (passed.id, Instant::now(), self.bus.connection());
        let (sender, mut answer) = oneshot::channel();
        self.waiting.lock().insert(id, sender);
        let _waiting = Waiting { passing: self, id };
        if self.bus.deliver(home, Message::Pass(Box::new(passed))).await == Some(false) {
            count("undelivered");
            return None;
        }
        while asked.elapsed() < ANSWER_WITHIN {
            if let Ok(answer) = tokio::time::timeout(LOOK_EVERY, &mut answer).await {
                metrics::histogram!("comptoir_passed_on_seconds").record(asked.elapsed().as_secs_f64());
                count("answered");
                return answer.ok();
            }
            if self.bus.connection() != connection || self.bus.registry().is_lost(home) {
                break;
            }
        }
        count("unanswered");
        None
    }

    /// An answer has come; one that nobody waits for any more is dropped.
    pub fn answered(&self, answer: Answer) {
        if let Some(waiting) = self.waiting.lock().remove(&answer.id) {
            let _ = waiting.send(answer);
        }
    }

    /// Obeys a command that another hub has passed on, and answers it. Needs a runtime.
    pub fn take(&self, hub: Hub, from: Uuid, passed: Passed) {
        let bus = self.bus.clone();
        let permit = self.at_work.clone().try_acquire_owned();
        tokio::spawn(async move {
            let id = passed.id;
            let outcome = match permit {
                Err(_) => to_raw_value(&Outcome::<()>::Err(Failure::TryAgain)).ok(),
                Ok(_) => match passed.kind {
                    Kind::Customer => obey::<Customer>(&hub, passed).await,
                    Kind::Order => obey::<Order>(&hub, passed).await,
                    Kind::Node => obey::<Node>(&hub, passed).await,
                },
            };
            drop(permit);
            // Without an answer the other hub helps itself.
            if let Some(outcome) = outcome {
                bus.tell(from, Message::Answer(Box::new(Answer { id, outcome, head: hub.journal().head() }))).await;
            }
        });
    }
}

async fn obey<E: Resident>(hub: &Hub, passed: Passed) -> Option<Box<RawValue>> {
    let call: Call<E> = match serde_json::from_str(passed.call.get()) {
        Ok(call) => call,
        Err(error) => {
            tracing::warn!(%error, kind = E::KIND.as_str(), "a command of another hub cannot be read; is it of another version?");
            return None;
        }
    };
    let wants_state = passed.wants_state;
    let state = move |entity: &E| wants_state.then(|| to_raw_value(entity).ok()).flatten();
    // Nobody waits for longer.
    let asking = tokio::time::timeout(ANSWER_WITHIN, E::directory(hub).ask(hub, passed.entity, call, state));
    let outcome: Outcome<E::Refusal> = asking.await.ok()?;
    to_raw_value(&outcome).ok()
}

fn count(outcome: &'static str) {
    metrics::counter!("comptoir_passed_on_total", "outcome" => outcome).increment(1);
}
