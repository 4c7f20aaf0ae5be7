use crate::customer::{Channel, StaffRef, Topic, Touch};
use crate::handle::{Assurance, HandleKey};
use crate::ids::{CustomerId, MessageId, TopicId, TouchId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    Customer,
    Staff,
}

/// Something said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Post {
    pub message: MessageId,
    pub channel: Channel,
    pub from: From,
    /// The speaker's name as the other side may see it.
    pub name: Option<String>,
    pub text: String,
    /// The address or number it goes to (email and SMS from staff).
    pub to: Option<String>,
    /// Ids to use if this opens a topic or a touch.
    pub new_topic: TopicId,
    pub new_touch: TouchId,
    /// The member of staff who speaks: takes the topic if nobody has it.
    pub staff: Option<StaffRef>,
}

/// What a customer takes over from one that becomes its alias.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adopt {
    pub other: CustomerId,
    pub name: Option<String>,
    pub topics: Vec<Topic>,
    pub touches: Vec<Touch>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    Create {
        name: Option<String>,
        language: String,
        channel: Channel,
        handles: Vec<(HandleKey, Assurance)>,
    },
    SetName {
        name: String,
    },
    SetLanguage {
        language: String,
    },
    /// What a visitor typed about themselves.
    Identify {
        name: Option<String>,
        claims: Vec<HandleKey>,
    },
    /// A trusted word (staff, API key) that this handle is the customer's.
    Attach {
        handle: HandleKey,
        assurance: Assurance,
    },
    Detach {
        handle: HandleKey,
    },
    RequestProof {
        handle: HandleKey,
        code_hash: String,
        expires_at: Timestamp,
    },
    /// The right hash proves the handle. The hub has made sure that nobody else has it attached, or links instead (see [`Command::Link`]).
    Prove {
        code_hash: String,
    },
    /// The right hash, where another customer has the handle attached: this one becomes an alias of that one.
    ProveAndLink {
        code_hash: String,
        to: CustomerId,
        to_name: Option<String>,
    },
    Post(Box<Post>),
    /// An internal note; never shown to the customer.
    Note {
        message: MessageId,
        topic: Option<TopicId>,
        name: Option<String>,
        text: String,
    },
    AssignTopic {
        topic: TopicId,
        assignee: Option<StaffRef>,
    },
    SnoozeTopic {
        topic: TopicId,
        until: Timestamp,
    },
    CloseTopic {
        topic: TopicId,
    },
    ReopenTopic {
        topic: TopicId,
    },
    OpenTouch {
        touch: TouchId,
        channel: Channel,
    },
    CloseTouch {
        touch: TouchId,
    },
    /// Closes what has been silent too long, wakes what has slept enough, forgets what has expired.
    TidyUp,
    IssueHandover {
        code: String,
        expires_at: Timestamp,
    },
    UseHandover {
        code: String,
    },
    /// This customer becomes an alias of `to`.
    Link {
        to: CustomerId,
        to_name: Option<String>,
        evidence: Vec<HandleKey>,
    },
    Unlink,
    /// From the one that became an alias.
    Adopt(Box<Adopt>),
    /// From the one that was an alias.
    LetGo {
        other: CustomerId,
    },
    /// The other one has heard of the link or unlink.
    LinkTold {
        other: CustomerId,
    },
    /// Telling failed; try again later.
    LinkDelayed {
        other: CustomerId,
    },
}
