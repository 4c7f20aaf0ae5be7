//! What happens to a customer by itself, when its time has come.

use crate::customer::conversation::closed;
use crate::customer::{Channel, Command, Customer, Event, Touch};
use crate::entity::{Effect, Owed};
use crate::time::{Span, Timestamp};

/// A chat in which nobody has said anything for this long is over.
const CHAT_SILENCE: Span = Span::minutes(30);
/// A call or visit that nobody closed is over after this long.
const LONGEST_VISIT: Span = Span::hours(4);

impl Customer {
    pub(super) fn tidy_up(&self, now: Timestamp) -> Vec<Event> {
        let over = self.touches.iter().filter(|touch| ends_at(touch) <= now).map(|touch| closed(touch, now));
        let slept = self.topics.iter().filter(|topic| topic.snoozed_until.is_some_and(|until| until <= now));
        let mut events: Vec<Event> = over.chain(slept.map(|topic| Event::TopicReopened { topic: topic.id })).collect();
        if self.handover.as_ref().is_some_and(|handover| handover.expires_at <= now) {
            events.push(Event::HandoverExpired {});
        }
        if self.proof.as_ref().is_some_and(|proof| proof.expires_at <= now) {
            events.push(Event::ProofEnded {});
        }
        events
    }

    pub(super) fn tidy_up_due(&self) -> Option<Owed> {
        let touches = self.touches.iter().map(ends_at);
        let topics = self.topics.iter().filter_map(|topic| topic.snoozed_until);
        let handover = self.handover.iter().map(|handover| handover.expires_at);
        let proof = self.proof.iter().map(|proof| proof.expires_at);
        let due = touches.chain(topics).chain(handover).chain(proof).min()?;
        Some(Owed { id: "tidy_up".to_owned(), due, failures: 0, effect: Effect::Customer(Command::TidyUp) })
    }
}

fn ends_at(touch: &Touch) -> Timestamp {
    match touch.channel {
        Channel::Phone | Channel::Store => touch.opened_at + LONGEST_VISIT,
        Channel::Webchat | Channel::Email | Channel::Sms => touch.last_at + CHAT_SILENCE,
    }
}
