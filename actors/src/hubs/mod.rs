//! Several hubs as one: who lives, who is asked, and what each tells the others.
//!
//! All of it goes through Redis, and none of it is needed for being right: the journal's order and its `UNIQUE (entity, version)` are the
//! database's. A message that is lost, doubled or late costs time alone. [`registry`] knows who lives and which hub an entity is at home
//! on, [`bus`] is the way to the others, [`message`] what is said there, [`passing`] takes a command to an entity's home and brings the
//! answer back.

pub mod bus;
pub mod message;
pub mod passing;
pub mod registry;

pub use bus::{Bus, BusError};
pub use message::Changed;

use crate::call::{Call, Failure, Receipt};
use crate::directory::Resident;
use crate::hub::Hub;
use crate::hubs::bus::Heard;
use crate::hubs::message::{Message, Passed};
use crate::hubs::passing::{Outcome, Passing};
use crate::journal::Committed;
use serde_json::value::to_raw_value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use uuid::Uuid;

/// How long whoever gets an answer from elsewhere waits, at most, until this hub knows what that one knew.
const CATCHES_UP_WITHIN: Duration = Duration::from_secs(1);
/// Changes that may wait for whoever remembers something.
const CHANGES: usize = 256;

/// The other hubs on this database, as seen from one of them.
pub struct Hubs {
    /// None where Redis is not configured: then the others are known by what they write.
    line: Option<(Bus, Passing)>,
    events: mpsc::Sender<Vec<Arc<Committed>>>,
    changes: broadcast::Sender<Changed>,
}

impl Hubs {
    /// What others say that they have committed goes to `events`.
    pub fn new(bus: Option<Bus>, events: mpsc::Sender<Vec<Arc<Committed>>>) -> Self {
        Hubs { line: bus.map(|bus| (bus.clone(), Passing::new(bus))), events, changes: broadcast::Sender::new(CHANGES) }
    }

    pub fn bus(&self) -> Option<&Bus> {
        self.line.as_ref().map(|(bus, _)| bus)
    }

    /// What others have changed in the ordinary tables.
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.changes.subscribe()
    }

    /// Asks an entity where it is at home. `None`: there is no answer, and it may have obeyed or not.
    pub async fn ask_at_home<E: Resident, R>(
        &self,
        hub: &Hub,
        home: Uuid,
        id: Uuid,
        call: &Call<E>,
        read: Option<&impl Fn(&E) -> R>,
    ) -> Option<Result<(Receipt, Option<R>), Failure<E::Refusal>>> {
        let (_, passing) = self.line.as_ref()?;
        let passed = Passed { id: Uuid::now_v7(), kind: E::KIND, entity: id, call: to_raw_value(call).ok()?, wants_state: read.is_some() };
        let answer = passing.ask(home, passed).await?;
        let outcome: Outcome<E::Refusal> = match serde_json::from_str(answer.outcome.get()) {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::warn!(%error, kind = E::KIND.as_str(), "an answer of another hub cannot be read; is it of another version?");
                return None;
            }
        };
        let (receipt, state) = match outcome {
            Ok(done) => done,
            // What it cannot do now can perhaps be done here.
            Err(Failure::TryAgain) => return None,
            Err(failure) => return Some(Err(failure)),
        };
        let value = match read {
            None => None,
            Some(read) => Some(read(&serde_json::from_str(state?.get()).ok()?)),
        };
        // Nobody who was answered reads older data here.
        hub.journal().knows(answer.head, CATCHES_UP_WITHIN).await;
        Some(Ok((receipt, value)))
    }
}

/// Takes what the bus hears.
pub fn hear(hub: &Hub, heard: Heard) {
    let Some(hubs) = hub.hubs() else { return };
    let Some((bus, passing)) = &hubs.line else { return };
    let presence = &hub.live().presence;
    match heard {
        Heard::Found => {
            let _ = hubs.changes.send(Changed::Anything);
            bus.say(presence.of_this_hub());
        }
        Heard::Newcomer => bus.say(presence.of_this_hub()),
        Heard::Gone(other) => hub.live().present_elsewhere(other, Vec::new(), Vec::new()),
        Heard::Message { from, message } => match message {
            // What finds no place is read from the journal.
            Message::Events(events) => drop(hubs.events.try_send(events)),
            Message::Pass(passed) => passing.take(hub.clone(), from, *passed),
            Message::Answer(answer) => passing.answered(*answer),
            Message::Wake { kind, entity } => hub.wake_here(kind, entity),
            Message::Fleeting(fleeting) => hub.live().heard(from, fleeting),
            Message::Present { visitors, staff } => hub.live().present_elsewhere(from, visitors, staff),
            Message::Changed(changed) => drop(hubs.changes.send(changed)),
            Message::Beat { .. } | Message::Gone => {}
        },
    }
}
