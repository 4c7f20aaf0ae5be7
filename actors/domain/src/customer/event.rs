use crate::customer::{Channel, From, StaffRef, Topic, Touch};
use crate::handle::{Assurance, HandleKey};
use crate::ids::{CustomerId, MessageId, TopicId, TouchId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened to a customer, or was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "customer.created")]
    Created { name: Option<String>, language: String, channel: Channel },
    #[serde(rename = "customer.named")]
    Named { name: String },
    #[serde(rename = "customer.language_set")]
    LanguageSet { language: String },
    #[serde(rename = "handle.claimed")]
    HandleClaimed {
        #[serde(flatten)]
        handle: HandleKey,
        assurance: Assurance,
    },
    #[serde(rename = "handle.attached")]
    HandleAttached {
        #[serde(flatten)]
        handle: HandleKey,
        assurance: Assurance,
    },
    #[serde(rename = "handle.detached")]
    HandleDetached {
        #[serde(flatten)]
        handle: HandleKey,
    },
    #[serde(rename = "proof.requested")]
    ProofRequested {
        #[serde(flatten)]
        handle: HandleKey,
        code_hash: String,
        expires_at: Timestamp,
    },
    #[serde(rename = "proof.failed")]
    ProofFailed {
        #[serde(flatten)]
        handle: HandleKey,
    },
    #[serde(rename = "proof.ended")]
    ProofEnded {},
    #[serde(rename = "message.posted")]
    MessagePosted {
        message_id: MessageId,
        topic: TopicId,
        touch: Option<TouchId>,
        channel: Channel,
        from: From,
        name: Option<String>,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    #[serde(rename = "note.posted")]
    NotePosted { message_id: MessageId, topic: Option<TopicId>, name: Option<String>, text: String },
    #[serde(rename = "topic.opened")]
    TopicOpened { topic: TopicId, channel: Channel },
    #[serde(rename = "topic.assigned")]
    TopicAssigned { topic: TopicId, assignee: Option<StaffRef> },
    #[serde(rename = "topic.snoozed")]
    TopicSnoozed { topic: TopicId, until: Timestamp },
    #[serde(rename = "topic.closed")]
    TopicClosed { topic: TopicId },
    #[serde(rename = "topic.reopened")]
    TopicReopened { topic: TopicId },
    #[serde(rename = "touch.opened")]
    TouchOpened { touch: TouchId, channel: Channel },
    #[serde(rename = "touch.closed")]
    TouchClosed { touch: TouchId, channel: Channel, seconds: i64 },
    #[serde(rename = "handover.issued")]
    HandoverIssued { code: String, expires_at: Timestamp },
    #[serde(rename = "handover.used")]
    HandoverUsed {},
    #[serde(rename = "handover.expired")]
    HandoverExpired {},
    #[serde(rename = "customer.linked")]
    Linked { other: CustomerId, other_name: Option<String>, evidence: Vec<HandleKey> },
    #[serde(rename = "customer.unlinked")]
    Unlinked { other: CustomerId },
    #[serde(rename = "customer.adopted")]
    Adopted { other: CustomerId, other_name: Option<String>, topics: Vec<Topic>, touches: Vec<Touch> },
    #[serde(rename = "customer.let_go")]
    LetGo { other: CustomerId },
    #[serde(rename = "customer.link_told")]
    LinkTold { other: CustomerId },
    #[serde(rename = "customer.link_delayed")]
    LinkDelayed { other: CustomerId },
}
