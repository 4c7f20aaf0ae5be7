//! What is said, the topics that it is work on, and the chats, calls and visits that it is said in.

use crate::customer::decide::when;
use crate::customer::{Channel, Customer, Event, From, Post, Refusal, StaffRef, Topic, TopicStatus, Touch, limits};
use crate::ids::{MessageId, TopicId, TouchId};
use crate::time::{Span, Timestamp};

/// A customer who comes back this soon after a topic was closed means the same topic.
const SAME_TOPIC: Span = Span::hours(24);
/// A handover code that has this long to live is shown again rather than replaced.
const HANDOVER_WORTH_KEEPING: Span = Span::minutes(2);

impl Customer {
    /// In a conversation under way this is one event, and looks at a handful of topics and message ids.
    pub(super) fn post(&self, post: &Post, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        if self.recent_messages.contains(&post.message) {
            return Ok(vec![]);
        }
        if let Some(to) = self.linked_to {
            return Err(Refusal::LinkedTo { to });
        }
        let text = limits::said(&post.text)?;
        let mut events = Vec::with_capacity(1);

        let mut touch = self.touch_on(post.channel).map(|touch| touch.id);
        if touch.is_none() && post.from == From::Customer && is_live(post.channel) {
            events.push(Event::TouchOpened { touch: post.new_touch, channel: post.channel });
            touch = Some(post.new_touch);
        }

        let known = self.topic_for(post, now);
        let topic = known.map_or(post.new_topic, |topic| topic.id);
        match known.map(|topic| topic.status) {
            None => events.push(Event::TopicOpened { topic, channel: post.channel }),
            Some(TopicStatus::Snoozed | TopicStatus::Closed) => events.push(Event::TopicReopened { topic }),
            Some(TopicStatus::Open | TopicStatus::Waiting) => {}
        }
        if let (From::Staff, Some(speaker), None) = (post.from, &post.staff, known.and_then(|topic| topic.assignee.as_ref())) {
            events.push(Event::TopicAssigned { topic, assignee: Some(speaker.clone()) });
        }
        events.push(Event::MessagePosted {
            message_id: post.message,
            topic,
            touch,
            channel: post.channel,
            from: post.from,
            name: post.name.clone(),
            text: text.to_owned(),
            to: post.to.clone(),
        });
        Ok(events)
    }

    /// The topic that a message belongs to: one that is not closed, on the same channel if there is one; else, for the customer,
    /// one that was closed here a short while ago.
    fn topic_for(&self, post: &Post, now: Timestamp) -> Option<&Topic> {
        let live = self.topics.iter().filter(|topic| topic.status != TopicStatus::Closed);
        let live = live.max_by_key(|topic| (topic.channel == post.channel, topic.last_at));
        live.or_else(|| {
            let here = self.topics.iter().filter(|topic| post.from == From::Customer && topic.channel == post.channel);
            here.filter(|topic| topic.closed_at.is_some_and(|closed| now < closed + SAME_TOPIC)).max_by_key(|topic| topic.closed_at)
        })
    }

    pub(super) fn note(&self, message: MessageId, topic: Option<TopicId>, name: Option<&str>, text: &str) -> Result<Vec<Event>, Refusal> {
        if self.recent_messages.contains(&message) {
            return Ok(vec![]);
        }
        let text = limits::said(text)?.to_owned();
        topic.map(|topic| self.known_topic(topic)).transpose()?;
        Ok(vec![Event::NotePosted { message_id: message, topic, name: name.map(str::to_owned), text }])
    }

    pub(super) fn assign(&self, id: TopicId, assignee: Option<&StaffRef>) -> Result<Vec<Event>, Refusal> {
        let topic = self.known_topic(id)?;
        Ok(when(topic.assignee.as_ref() != assignee, || Event::TopicAssigned { topic: id, assignee: assignee.cloned() }))
    }

    pub(super) fn snooze(&self, id: TopicId, until: Timestamp, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let topic = self.known_topic(id)?;
        limits::later(until, now)?;
        Ok(when(topic.snoozed_until != Some(until), || Event::TopicSnoozed { topic: id, until }))
    }

    pub(super) fn close(&self, id: TopicId) -> Result<Vec<Event>, Refusal> {
        let topic = self.known_topic(id)?;
        Ok(when(topic.status != TopicStatus::Closed, || Event::TopicClosed { topic: id }))
    }

    pub(super) fn reopen(&self, id: TopicId) -> Result<Vec<Event>, Refusal> {
        let topic = self.known_topic(id)?;
        Ok(when(matches!(topic.status, TopicStatus::Snoozed | TopicStatus::Closed), || Event::TopicReopened { topic: id }))
    }

    fn known_topic(&self, id: TopicId) -> Result<&Topic, Refusal> {
        self.topic(id).ok_or(Refusal::UnknownTopic)
    }

    pub(super) fn touch_on(&self, channel: Channel) -> Option<&Touch> {
        self.touches.iter().find(|touch| touch.channel == channel)
    }

    pub(super) fn close_touch(&self, id: TouchId, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let touch = self.touches.iter().find(|touch| touch.id == id).ok_or(Refusal::UnknownTouch)?;
        Ok(vec![closed(touch, now)])
    }

    pub(super) fn issue_handover(&self, code: &str, expires_at: Timestamp, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::HandoverCode);
        }
        limits::later(expires_at, now)?;
        let kept = self.handover.as_ref().is_some_and(|live| live.expires_at >= now + HANDOVER_WORTH_KEEPING);
        Ok(when(!kept, || Event::HandoverIssued { code: code.to_owned(), expires_at }))
    }
}

/// Whether both sides are there at the same time.
fn is_live(channel: Channel) -> bool {
    matches!(channel, Channel::Webchat | Channel::Phone | Channel::Store)
}

pub(super) fn closed(touch: &Touch, now: Timestamp) -> Event {
    Event::TouchClosed { touch: touch.id, channel: touch.channel, seconds: (now - touch.opened_at).0.max(0) / 1_000 }
}
