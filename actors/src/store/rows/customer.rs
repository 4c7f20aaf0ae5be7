//! A customer's rows, and the emails and SMS that staff write.

use super::{CustomerSubject, NewDelivery, RowWrite, Stored, Subject, Table, id, maybe_text, moment, number, text};
use comptoir_domain::customer::{self, Customer};
use comptoir_domain::time::Timestamp;
use sea_orm::Value;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

impl Stored for Customer {
    /// The keys of handles and topics, and whether a handover was live.
    type Before = (Vec<comptoir_domain::handle::HandleKey>, Vec<Uuid>, bool);

    fn before(&self, _: &[customer::Event]) -> Self::Before {
        (
            self.handles.iter().map(|handle| handle.key.clone()).collect(),
            self.topics.iter().map(|topic| topic.id.0).collect(),
            self.handover.is_some(),
        )
    }

    fn rows((handles, topics, had_handover): &Self::Before, after: &Self, events: &[customer::Event], version: i64) -> Vec<RowWrite> {
        use customer::Event;
        let talk_only =
            |event: &Event| matches!(event, Event::MessagePosted { .. } | Event::NotePosted { .. } | Event::TopicAssigned { .. });
        if events.iter().all(talk_only) {
            return changed_topics(after, events).map(|topic| topic_row(after, topic, version)).collect();
        }
        let mut rows = after.all_rows(version);
        for key in handles {
            if after.handle(key).is_none() {
                rows.push(RowWrite::ends(Table::Handles, vec![id(after.id.0), text(key.kind.as_str()), text(&key.value)]));
            }
        }
        for topic in topics {
            if !after.topics.iter().any(|kept| kept.id.0 == *topic) {
                rows.push(RowWrite::ends(Table::Topics, vec![id(*topic)]));
            }
        }
        if *had_handover && after.handover.is_none() {
            rows.push(RowWrite::ends(Table::Handovers, vec![id(after.id.0)]));
        }
        rows
    }

    fn all_rows(&self, version: i64) -> Vec<RowWrite> {
        let Some(created_at) = self.created_at else { return Vec::new() };
        let mut rows = vec![RowWrite::is(
            Table::Customers,
            vec![
                id(self.id.0),
                maybe_text(self.name.as_deref()),
                text(&self.language),
                text(self.channel.as_str()),
                number(created_at.0),
                Value::Uuid(self.linked_to.map(|to| to.0)),
                number(version),
            ],
        )];
        rows.extend(self.handles.iter().map(|handle| {
            RowWrite::is(
                Table::Handles,
                vec![
                    id(self.id.0),
                    text(handle.key.kind.as_str()),
                    text(&handle.key.value),
                    text(handle.assurance.as_str()),
                    number(handle.since.0),
                    number(version),
                ],
            )
        }));
        rows.extend(self.topics.iter().map(|topic| topic_row(self, topic, version)));
        if let Some(handover) = &self.handover {
            rows.push(RowWrite::is(
                Table::Handovers,
                vec![id(self.id.0), text(&handover.code), number(handover.expires_at.0), number(version)],
            ));
        }
        rows
    }

    fn deliveries(&self, event: &customer::Event, now: Timestamp, into: &mut Vec<NewDelivery>) {
        let customer::Event::MessagePosted { message_id, channel, from: customer::From::Staff, name, text, to: Some(to), .. } = event
        else {
            return;
        };
        let channel = match channel {
            customer::Channel::Email => "email",
            customer::Channel::Sms => "sms",
            _ => return,
        };
        into.push(NewDelivery {
            id: comptoir_domain::ids::derived(&format!("delivery:{}:{message_id}", self.id)),
            channel: channel.into(),
            recipient: to.clone(),
            template: "message".to_owned(),
            language: self.language.clone(),
            data: json!({"text": text, "from_name": name}),
            at: now,
            customer: Some(self.id.0),
            order: None,
        });
    }

    fn subject(_: &Self::Before, after: &Self, events: &[customer::Event]) -> Subject {
        use customer::Event;
        let mut resync = Vec::new();
        let mut more = false;
        for event in events {
            match event {
                Event::MessagePosted { .. } | Event::NotePosted { .. } | Event::TopicAssigned { .. } => {}
                Event::Linked { other, .. } | Event::Unlinked { other } | Event::Adopted { other, .. } | Event::LetGo { other } => {
                    resync.extend([after.id.0, other.0]);
                    more = true;
                }
                _ => more = true,
            }
        }
        let topics = if more { after.topics.clone() } else { changed_topics(after, events).cloned().collect() };
        Subject::Customer(Arc::new(CustomerSubject { name: after.name.clone(), topics, customer: more.then(|| after.clone()), resync }))
    }

    fn message(event: &customer::Event) -> Option<Uuid> {
        match event {
            customer::Event::MessagePosted { message_id, .. } | customer::Event::NotePosted { message_id, .. } => Some(message_id.0),
            _ => None,
        }
    }

    fn carries_id(command: &customer::Command) -> bool {
        matches!(command, customer::Command::Post(_) | customer::Command::Note { .. })
    }

    fn snapshot_after(&self) -> u64 {
        200
    }
}

/// The topics that messages, notes and assignments among `events` are about, each once.
fn changed_topics<'a>(after: &'a Customer, events: &'a [customer::Event]) -> impl Iterator<Item = &'a customer::Topic> {
    after.topics.iter().filter(|topic| {
        events.iter().any(|event| match event {
            customer::Event::MessagePosted { topic: about, .. } | customer::Event::TopicAssigned { topic: about, .. } => *about == topic.id,
            _ => false,
        })
    })
}

fn topic_row(customer: &Customer, topic: &customer::Topic, version: i64) -> RowWrite {
    RowWrite::is(
        Table::Topics,
        vec![
            id(topic.id.0),
            id(customer.id.0),
            text(topic.channel.as_str()),
            text(topic.status.as_str()),
            Value::Uuid(topic.assignee.as_ref().map(|staff| staff.id.0)),
            maybe_text(topic.assignee.as_ref().map(|staff| staff.name.as_str())),
            text(&topic.last_text),
            text(match topic.last_from {
                customer::From::Customer => "customer",
                customer::From::Staff => "staff",
            }),
            number(topic.last_at.0),
            moment(topic.waiting_since),
            moment(topic.snoozed_until),
            moment(topic.closed_at),
            Value::Int(Some(topic.unread as i32)),
            number(version),
        ],
    )
}
