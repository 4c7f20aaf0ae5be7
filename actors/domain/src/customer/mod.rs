//! The customer: who somebody is, what they said, what is being worked on for them.

mod apply;
mod command;
mod conversation;
mod decide;
mod event;
mod limits;
mod links;
mod recognition;
mod refusal;
mod state;
mod tidy;

pub use command::{Adopt, Command, From, Post};
pub use event::Event;
pub use limits::{HANDLES, PROOF_TRIES, TEXT_CHARS};
pub use refusal::Refusal;
pub use state::{CLOSED_TOPICS, Channel, Customer, Handover, LinkDebt, Proof, RECENT_MESSAGES, StaffRef, Topic, TopicStatus, Touch};
