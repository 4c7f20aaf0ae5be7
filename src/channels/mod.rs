//! How messages reach people outside: email and SMS, rendered from templates and sent by one worker.

pub mod email;
pub mod qr;
pub mod rendering;
pub mod sms;
mod variables;
pub(crate) mod wording;
pub mod worker;

/// What became of a message that was handed to its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    Sent,
    /// Nothing is configured to send it with: it stays in the outbox, where staff can read it.
    Kept,
}

/// Why a message did not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{says}")]
pub struct NotSent {
    /// For the outbox page; may name the recipient, so that it is never logged.
    pub says: String,
    /// The same will happen however often it is tried.
    pub for_good: bool,
}

impl NotSent {
    pub(crate) fn for_now(says: impl ToString) -> Self {
        NotSent { says: says.to_string(), for_good: false }
    }

    pub(crate) fn for_good(says: impl ToString) -> Self {
        NotSent { says: says.to_string(), for_good: true }
    }
}
