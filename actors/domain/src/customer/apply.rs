use crate::customer::{Adopt, CLOSED_TOPICS, Customer, Event, From, Handover, LinkDebt, Proof, RECENT_MESSAGES, Topic, TopicStatus, Touch};
use crate::handle::{Assurance, Handle, HandleKey};
use crate::ids::{CustomerId, MessageId, TopicId, TouchId};
use crate::time::Timestamp;

/// How many characters of the last message a topic shows.
const EXCERPT_CHARS: usize = 200;

impl Customer {
    pub(super) fn take_in(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Created { name, language, channel } => {
                self.created_at = Some(at);
                self.name = name.clone();
                self.language = language.clone();
                self.channel = *channel;
                self.last_seen_at = at;
            }
            Event::Named { name } => self.name = Some(name.clone()),
            Event::LanguageSet { language } => self.language = language.clone(),
            Event::HandleClaimed { handle, assurance } | Event::HandleAttached { handle, assurance } => {
                self.recognise(handle, *assurance, at)
            }
            Event::HandleDetached { handle } => self.handles.retain(|known| known.key != *handle),
            Event::ProofRequested { handle, code_hash, expires_at } => {
                self.proof = Some(Proof { handle: handle.clone(), code_hash: code_hash.clone(), expires_at: *expires_at, failures: 0 });
            }
            Event::ProofFailed { .. } => {
                if let Some(proof) = &mut self.proof {
                    proof.failures += 1;
                }
            }
            Event::ProofEnded {} => self.proof = None,
            Event::MessagePosted { message_id, topic, touch, from, text, .. } => {
                self.remember(*message_id);
                self.hear(*topic, *touch, *from, text, at);
            }
            Event::NotePosted { message_id, .. } => self.remember(*message_id),
            Event::TopicOpened { topic, channel } => self.topics.push(Topic {
                id: *topic,
                channel: *channel,
                status: TopicStatus::Open,
                assignee: None,
                opened_at: at,
                last_text: String::new(),
                last_from: From::Customer,
                last_at: at,
                waiting_since: None,
                snoozed_until: None,
                closed_at: None,
                unread: 0,
            }),
            Event::TopicAssigned { topic, assignee } => self.work_on(*topic, |topic| topic.assignee = assignee.clone()),
            Event::TopicSnoozed { topic, until } => self.work_on(*topic, |topic| {
                topic.status = TopicStatus::Snoozed;
                topic.snoozed_until = Some(*until);
                topic.closed_at = None;
            }),
            Event::TopicClosed { topic } => {
                self.work_on(*topic, |topic| {
                    topic.status = TopicStatus::Closed;
                    topic.snoozed_until = None;
                    topic.closed_at = Some(at);
                    topic.waiting_since = None;
                    topic.unread = 0;
                });
                self.forget_old_topics();
            }
            Event::TopicReopened { topic } => self.work_on(*topic, |topic| {
                topic.status = TopicStatus::Open;
                topic.snoozed_until = None;
                topic.closed_at = None;
            }),
            Event::TouchOpened { touch, channel } => {
                self.touches.push(Touch { id: *touch, channel: *channel, opened_at: at, last_at: at });
                self.last_seen_at = at;
            }
            Event::TouchClosed { touch, .. } => self.touches.retain(|open| open.id != *touch),
            Event::HandoverIssued { code, expires_at } => self.handover = Some(Handover { code: code.clone(), expires_at: *expires_at }),
            Event::HandoverUsed {} | Event::HandoverExpired {} => self.handover = None,
            Event::Linked { other, .. } => {
                self.linked_to = Some(*other);
                let (closed, topics) = std::mem::take(&mut self.topics).into_iter().partition(|topic| topic.status == TopicStatus::Closed);
                self.topics = closed;
                let touches = std::mem::take(&mut self.touches);
                self.owe_adopt(*other, topics, touches, at);
            }
            Event::Unlinked { other } => {
                self.linked_to = None;
                self.link_debts.push(LinkDebt { other: *other, adopt: None, since: at, failures: 0 });
            }
            // Both were linked to each other at once, and the other one stays: what it gave away goes back to it.
            Event::Adopted { other, topics, touches, .. } if self.linked_to == Some(*other) => {
                self.owe_adopt(*other, topics.clone(), touches.clone(), at);
            }
            Event::Adopted { other, other_name, topics, touches } => {
                if self.linked.iter().all(|(alias, _)| alias != other) {
                    self.linked.push((*other, other_name.clone()));
                }
                self.topics.extend_from_slice(topics);
                self.touches.extend_from_slice(touches);
            }
            Event::LetGo { other } => self.linked.retain(|(alias, _)| alias != other),
            Event::LinkTold { other } => {
                if let Some(first) = self.link_debts.iter().position(|debt| debt.other == *other) {
                    self.link_debts.remove(first);
                }
            }
            Event::LinkDelayed { other } => {
                if let Some(first) = self.link_debts.iter_mut().find(|debt| debt.other == *other) {
                    first.failures += 1;
                    first.since = at;
                }
            }
        }
    }

    fn recognise(&mut self, key: &HandleKey, assurance: Assurance, at: Timestamp) {
        match self.handles.iter_mut().find(|handle| handle.key == *key) {
            Some(known) => (known.assurance, known.since) = (assurance, at),
            None => self.handles.push(Handle { key: key.clone(), assurance, since: at }),
        }
    }

    fn remember(&mut self, message: MessageId) {
        if self.recent_messages.len() >= RECENT_MESSAGES {
            self.recent_messages.pop_front();
        }
        self.recent_messages.push_back(message);
    }

    fn hear(&mut self, topic: TopicId, touch: Option<TouchId>, from: From, text: &str, at: Timestamp) {
        self.work_on(topic, |topic| {
            topic.last_text.clear();
            topic.last_text.push_str(excerpt(text));
            topic.last_from = from;
            topic.last_at = at;
            topic.snoozed_until = None;
            topic.closed_at = None;
            match from {
                From::Customer => {
                    topic.status = TopicStatus::Open;
                    topic.unread += 1;
                    topic.waiting_since.get_or_insert(at);
                }
                From::Staff => {
                    topic.status = TopicStatus::Waiting;
                    topic.unread = 0;
                    topic.waiting_since = None;
                }
            }
        });
        if let Some(open) = self.touches.iter_mut().find(|open| Some(open.id) == touch) {
            open.last_at = at;
        }
        if from == From::Customer {
            self.last_seen_at = at;
        }
    }

    fn work_on(&mut self, id: TopicId, change: impl FnOnce(&mut Topic)) {
        if let Some(topic) = self.topics.iter_mut().find(|topic| topic.id == id) {
            change(topic);
        }
    }

    fn forget_old_topics(&mut self) {
        let closed = self.topics.iter().enumerate().filter_map(|(at, topic)| topic.closed_at.map(|closed| (closed, at)));
        let (count, oldest) = (closed.clone().count(), closed.min());
        if let (true, Some((_, at))) = (count > CLOSED_TOPICS, oldest) {
            self.topics.remove(at);
        }
    }

    fn owe_adopt(&mut self, other: CustomerId, topics: Vec<Topic>, touches: Vec<Touch>, at: Timestamp) {
        let adopt = Adopt { other: self.id, name: self.name.clone(), topics, touches };
        self.link_debts.push(LinkDebt { other, adopt: Some(adopt), since: at, failures: 0 });
    }
}

fn excerpt(text: &str) -> &str {
    text.char_indices().nth(EXCERPT_CHARS).map_or(text, |(end, _)| &text[..end])
}
