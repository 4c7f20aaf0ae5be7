//! What passes between a caller and an entity: who asks, under which key, and what comes back.

use comptoir_domain::entity::Entity;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Who caused something. Kept with every event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    pub kind: ByKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name as others may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByKind {
    Visitor,
    Staff,
    Key,
    System,
}

impl By {
    /// The hub itself: a debt paid, a moment come.
    pub fn system() -> Self {
        By { kind: ByKind::System, id: None, name: None }
    }
}

/// A caller's idempotency key, with the hash of what was asked under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Who uses it: two callers may use the same words.
    pub caller: String,
    pub key: String,
    /// SHA-256 of method, path and body, in hex.
    pub body_hash: String,
}

impl Key {
    /// What a command is known by that is given to another hub: should it be obeyed there without an answer, it is not obeyed again.
    pub fn of_command(command: Uuid) -> Self {
        Key { caller: "hub".to_owned(), key: command.to_string(), body_hash: OF_COMMAND.to_owned() }
    }

    /// The id under which the answer is kept, and from which the ids of what is created are derived.
    pub fn id(&self) -> Uuid {
        comptoir_domain::ids::derived(&format!("key:{}:{}", self.caller, self.key))
    }
}

/// Stands in the place of a body's hash where the key is a command's own id.
pub const OF_COMMAND: &str = "command";

/// Proof that something is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The `seq` of the last event that the command caused; 0 if it changed nothing.
    pub seq: i64,
    /// The entity's version on which the answer stands.
    pub version: i64,
    /// It had been done before: this is the first answer again.
    pub repeated: bool,
}

/// Why there is no receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Failure<R> {
    /// The entity's rules say no.
    Refused(R),
    /// There is no such entity.
    Unknown,
    /// Something that must be unique (a handle, a number, a code) belongs to another entity; names the constraint or table.
    Taken(String),
    /// The idempotency key was used for something else.
    KeyReused,
    /// Not now: overload, or the database does not answer. Nothing was done, or it was done whole; with a key it is safe to ask again.
    TryAgain,
}

impl<R: fmt::Display> fmt::Display for Failure<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(why) => why.fmt(f),
            Failure::Unknown => f.write_str("there is no such thing here"),
            Failure::Taken(what) => write!(f, "{what} is already in use"),
            Failure::KeyReused => f.write_str("this idempotency key was used for another request"),
            Failure::TryAgain => f.write_str("the hub cannot answer now; try again in a moment"),
        }
    }
}

/// Something to ask of an entity.
#[derive(Clone, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Call<E: Entity> {
    /// `None`: only look.
    pub command: Option<E::Command>,
    pub by: By,
    pub key: Option<Key>,
    /// Answer only once the entity has settled, see [`crate::store::rows::Stored::is_settled`].
    pub until_settled: bool,
    /// Goes out with the command's events, if there are any.
    pub deliveries: Vec<crate::store::rows::NewDelivery>,
    /// The id was drawn a moment ago: there is nothing to load.
    pub new: bool,
}

impl<E: Entity> Call<E> {
    pub fn command(command: E::Command, by: By) -> Self {
        Call { command: Some(command), by, key: None, until_settled: false, deliveries: Vec::new(), new: false }
    }

    pub fn look() -> Self {
        Call { command: None, by: By::system(), key: None, until_settled: false, deliveries: Vec::new(), new: false }
    }

    pub fn with_key(mut self, key: Option<Key>) -> Self {
        self.key = key;
        self
    }
}
