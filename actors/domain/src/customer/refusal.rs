use crate::ids::CustomerId;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a customer did not do what was asked, in words for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Refusal {
    #[error("There is no such customer.")]
    Unknown,
    #[error("The message is empty. Write something first.")]
    EmptyText,
    #[error("The message is longer than 4000 characters. Shorten it or send it in parts.")]
    LongText,
    #[error("The text has a character that cannot be kept (NUL). Remove it.")]
    UnkeepableText,
    #[error("A name has 1 to 200 characters, on one line. Correct it.")]
    Name,
    #[error("That is no language. Give a tag such as fr or en-GB.")]
    Language,
    #[error("An email, number or id has 1 to 320 characters, on one line. Correct it.")]
    Handle,
    #[error("A customer has at most 50 emails, numbers and ids. Remove one first.")]
    TooManyHandles,
    #[error("The customer does not have this email, number or id.")]
    UnknownHandle,
    #[error("No code is being waited for: it has expired, was used, or was mistyped too often. Ask for a new one.")]
    NoProof,
    #[error("That moment is over. Give a later one.")]
    NotInFuture,
    #[error("The customer has no such topic. Reload the conversation.")]
    UnknownTopic,
    #[error("The customer has no such chat, call or visit open; it may have been closed already.")]
    UnknownTouch,
    #[error("A handover code has six digits.")]
    HandoverCode,
    #[error("This code is not valid (any more). Ask the customer for the one shown now.")]
    NoHandover,
    #[error("This customer is an alias of customer {to}: write to that one.")]
    LinkedTo { to: CustomerId },
    #[error("A customer cannot be linked to itself. Choose another one.")]
    LinkToSelf,
    #[error("This customer is already linked to customer {to}. Unlink them first.")]
    AlreadyLinked { to: CustomerId },
    #[error(
        "Other customers are linked to this one, so it cannot become an alias itself. Link the other way round, or unlink those first."
    )]
    HasAliases,
}
