//! A topic: a piece of work in a conversation.

use crate::representation::Moment;
use comptoir_actors::store::queries::inbox::TopicRow;
use comptoir_domain::customer as domain;
use comptoir_domain::ids::CustomerId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A piece of work in the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Topic {
    pub topic: Uuid,
    pub customer_id: Uuid,
    pub customer_name: Option<String>,
    #[schema(example = "webchat")]
    pub channel: String,
    /// `open`, `waiting`, `snoozed` or `closed`.
    #[schema(example = "open")]
    pub status: String,
    pub assignee: Option<Assignee>,
    pub last_text: String,
    /// `customer` or `staff`.
    #[schema(example = "customer")]
    pub last_from: String,
    pub last_at: Moment,
    pub waiting_since: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Moment>,
    pub unread: u32,
    pub updated_seq: i64,
}

/// Who works on it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Assignee {
    pub id: Uuid,
    pub name: String,
}

impl Topic {
    /// From the customer's state.
    pub fn of(topic: &domain::Topic, customer: CustomerId, customer_name: Option<&str>, seq: i64) -> Self {
        Topic {
            topic: topic.id.0,
            customer_id: customer.0,
            customer_name: customer_name.map(str::to_owned),
            channel: topic.channel.as_str().to_owned(),
            status: topic.status.as_str().to_owned(),
            assignee: topic.assignee.as_ref().map(|staff| Assignee { id: staff.id.0, name: staff.name.clone() }),
            last_text: topic.last_text.clone(),
            last_from: speaker(topic.last_from).to_owned(),
            last_at: topic.last_at.into(),
            waiting_since: topic.waiting_since.map(Moment),
            snoozed_until: topic.snoozed_until.map(Moment),
            unread: topic.unread,
            updated_seq: seq,
        }
    }
}

impl From<TopicRow> for Topic {
    fn from(row: TopicRow) -> Self {
        Topic {
            topic: row.topic,
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            channel: row.channel,
            status: row.status,
            assignee: row.assignee.map(|staff| Assignee { id: staff.id, name: staff.name }),
            last_text: row.last_text,
            last_from: row.last_from,
            last_at: row.last_at.into(),
            waiting_since: row.waiting_since.map(Moment),
            snoozed_until: row.snoozed_until.map(Moment),
            unread: row.unread.try_into().unwrap_or_default(),
            updated_seq: row.updated_seq,
        }
    }
}

/// `customer` or `staff`.
pub fn speaker(from: domain::From) -> &'static str {
    match from {
        domain::From::Customer => "customer",
        domain::From::Staff => "staff",
    }
}
