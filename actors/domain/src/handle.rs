//! Handles: how a customer is recognised, and how sure we are.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandleKind {
    Email,
    /// E.164, such as `+33639980102`.
    Phone,
    Loyalty,
    External,
    /// A browser's webchat visitor.
    Visitor,
}

impl HandleKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            HandleKind::Email => "email",
            HandleKind::Phone => "phone",
            HandleKind::Loyalty => "loyalty",
            HandleKind::External => "external",
            HandleKind::Visitor => "visitor",
        }
    }
}

/// How sure we are that a handle is the customer's. Only `Proved` and `Confirmed` attach: they recognise the customer
/// and are unique over all customers. `Claimed` is what somebody typed: evidence for staff, nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    Claimed,
    /// By a code sent to it, or by holding the visitor's token.
    Proved,
    /// By staff, or brought by a trusted caller such as the shop's back office.
    Confirmed,
}

impl Assurance {
    pub const fn attaches(self) -> bool {
        !matches!(self, Assurance::Claimed)
    }
    pub const fn as_str(self) -> &'static str {
        match self {
            Assurance::Claimed => "claimed",
            Assurance::Proved => "proved",
            Assurance::Confirmed => "confirmed",
        }
    }
}

/// A kind and a normalised value: emails in lower case, phones in E.164. The channels normalise before they speak to the domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HandleKey {
    pub kind: HandleKind,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handle {
    #[serde(flatten)]
    pub key: HandleKey,
    pub assurance: Assurance,
    pub since: Timestamp,
}
