use crate::handle::{Handle, HandleKey, HandleKind};
use crate::ids::{CustomerId, MessageId, StaffId, TopicId, TouchId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Where something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Webchat,
    Phone,
    Email,
    Sms,
    Store,
}

impl Channel {
    pub const fn as_str(self) -> &'static str {
        match self {
            Channel::Webchat => "webchat",
            Channel::Phone => "phone",
            Channel::Email => "email",
            Channel::Sms => "sms",
            Channel::Store => "store",
        }
    }
}

/// A member of staff as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffRef {
    pub id: StaffId,
    pub name: String,
}

/// `Open`: the customer waits for us. `Waiting`: we wait for the customer. `Snoozed`: nobody, until a moment. `Closed`: done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicStatus {
    Open,
    Waiting,
    Snoozed,
    Closed,
}

impl TopicStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            TopicStatus::Open => "open",
            TopicStatus::Waiting => "waiting",
            TopicStatus::Snoozed => "snoozed",
            TopicStatus::Closed => "closed",
        }
    }
}

/// A piece of work in the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    pub id: TopicId,
    pub channel: Channel,
    pub status: TopicStatus,
    pub assignee: Option<StaffRef>,
    pub opened_at: Timestamp,
    /// At most 200 characters of the last message.
    pub last_text: String,
    pub last_from: crate::customer::From,
    pub last_at: Timestamp,
    /// Since when the customer has been waiting for an answer.
    pub waiting_since: Option<Timestamp>,
    pub snoozed_until: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// Messages of the customer since staff last wrote.
    pub unread: u32,
}

/// An open chat session, call or store visit. Closed ones live on in the timeline alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Touch {
    pub id: TouchId,
    pub channel: Channel,
    pub opened_at: Timestamp,
    pub last_at: Timestamp,
}

/// A six-digit code that takes a chat to the phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    pub code: String,
    pub expires_at: Timestamp,
}

/// An email the visitor is proving to be theirs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    pub handle: HandleKey,
    /// SHA-256 of code and customer id, in hex: the code itself is only in the email.
    pub code_hash: String,
    pub expires_at: Timestamp,
    pub failures: u32,
}

/// A link or unlink that the other customer has not yet heard of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkDebt {
    pub other: CustomerId,
    /// `Some` for a link, with what the other one takes over; `None` for an unlink.
    pub adopt: Option<crate::customer::Adopt>,
    /// Since when this is owed or, when it failed, when it was last tried.
    pub since: Timestamp,
    pub failures: u32,
}

/// A person or company who buys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    pub id: CustomerId,
    /// `None` until the first event.
    pub created_at: Option<Timestamp>,
    pub name: Option<String>,
    /// BCP 47, such as `fr`.
    pub language: String,
    pub channel: Channel,
    pub handles: Vec<Handle>,
    /// Open, waiting and snoozed ones, and the last few closed.
    pub topics: Vec<Topic>,
    pub touches: Vec<Touch>,
    pub handover: Option<Handover>,
    pub proof: Option<Proof>,
    /// The customer that this one is an alias of.
    pub linked_to: Option<CustomerId>,
    /// The customers that are aliases of this one, with their names.
    pub linked: Vec<(CustomerId, Option<String>)>,
    pub link_debts: Vec<LinkDebt>,
    /// The last message ids (messages and notes), so that a resend is harmless; older ones are caught by the journal's constraint.
    pub recent_messages: VecDeque<MessageId>,
    pub last_seen_at: Timestamp,
}

/// How many message ids a customer remembers.
pub const RECENT_MESSAGES: usize = 64;
/// How many closed topics a customer remembers.
pub const CLOSED_TOPICS: usize = 5;

impl Customer {
    pub fn exists(&self) -> bool {
        self.created_at.is_some()
    }

    pub fn handle(&self, key: &HandleKey) -> Option<&Handle> {
        self.handles.iter().find(|handle| handle.key == *key)
    }

    /// The handle of a kind that we are surest of.
    pub fn best(&self, kind: HandleKind) -> Option<&Handle> {
        self.handles.iter().filter(|handle| handle.key.kind == kind).max_by_key(|handle| handle.assurance)
    }

    pub fn topic(&self, id: TopicId) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }
}
