//! What hubs say to each other: JSON behind the sixteen bytes of the sender's id.

use crate::journal::Committed;
use crate::views::Person;
use comptoir_domain::entity::Kind;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::sync::Arc;
use uuid::Uuid;

/// One message. A hub of another version may not know all of them: it passes over those.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// I am here.
    Beat { state: State },
    /// I am gone.
    Gone,
    /// What I have committed, in the journal's order.
    Events(Vec<Arc<Committed>>),
    /// A command for an entity that is at home with you.
    Pass(Box<Passed>),
    /// What became of a command that was passed on.
    Answer(Box<Answer>),
    /// The clock says that something of an entity of yours may be due.
    Wake { kind: Kind, entity: Uuid },
    /// Something for this moment alone.
    Fleeting(Fleeting),
    /// Everybody who is connected to me.
    Present { visitors: Vec<Uuid>, staff: Vec<Person> },
    /// Something in the ordinary tables is no longer what you may remember.
    Changed(Changed),
}

/// How a hub is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Well,
    /// Its way to the database is stuck: only if all others are no better off is anything to be given to it.
    Stuck,
    /// On its way down: nothing is to be given to it.
    Leaving,
}

/// A command on its way to the entity's home.
#[derive(Debug, Serialize, Deserialize)]
pub struct Passed {
    /// Names the command, and its answer.
    pub id: Uuid,
    pub kind: Kind,
    pub entity: Uuid,
    /// A [`crate::call::Call`] of this kind of entity.
    pub call: Box<RawValue>,
    /// Whether whoever asks wants to read the state as well.
    pub wants_state: bool,
}

/// An answer on its way back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    pub id: Uuid,
    /// What [`super::passing::Outcome`] is for this kind of entity.
    pub outcome: Box<RawValue>,
    /// The last event that the answering hub has made known: who goes on with the answer should know of it too.
    pub head: i64,
}

/// What nobody misses later.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fleeting {
    Typing {
        customer: Uuid,
        from_staff: bool,
        name: Option<Arc<str>>,
        on: bool,
    },
    /// A visitor's socket opened or closed, the first or the last one there.
    Visitor {
        customer: Uuid,
        online: bool,
    },
    Staff {
        person: Person,
        online: bool,
    },
    /// A customer's stream has changed behind the cursors.
    Resync {
        customer: Uuid,
    },
}

/// What changed in tables that are no entity's, and that hubs remember.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// A session of staff has ended; the hash of its token.
    Session(String),
    /// All sessions of an account have ended, or the account has changed.
    Account(Uuid),
    /// Perhaps all of it: the others were out of hearing for a while.
    Anything,
}

impl Message {
    /// As it is sent.
    pub fn encode(&self, from: Uuid) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = Vec::with_capacity(256);
        bytes.extend_from_slice(from.as_bytes());
        serde_json::to_writer(&mut bytes, self)?;
        Ok(bytes)
    }

    /// Whom a message is from; none for what is no message.
    pub fn sender(bytes: &[u8]) -> Option<Uuid> {
        bytes.first_chunk::<16>().map(|id| Uuid::from_bytes(*id))
    }

    /// What it says.
    pub fn decode(bytes: &[u8]) -> Result<Message, serde_json::Error> {
        serde_json::from_slice(bytes.get(16..).unwrap_or_default())
    }
}

/// JSON that is kept as text and sent as it is.
pub mod json_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
    use serde_json::value::RawValue;
    use std::sync::Arc;

    /// Writes the text as the JSON that it is.
    pub fn serialize<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(text).map_err(ser::Error::custom)?.serialize(serializer)
    }

    /// Takes JSON as text.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| raw.get().into()).map_err(de::Error::custom)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::journal::{EventToWrite, ShownData};
    use crate::store::rows::Subject;
    use comptoir_domain::time::Timestamp;

    #[test]
    fn an_event_arrives_as_it_was_sent() {
        let event = Committed {
            seq: 7,
            at: Timestamp(1_700_000_000_000),
            entity: Uuid::from_u128(1),
            kind: Kind::Order,
            version: 3,
            customer: Some(Uuid::from_u128(2)),
            by: r#"{"kind":"system"}"#.into(),
            event: EventToWrite {
                name: "order.placed".into(),
                data: r#"{"number":"C-1","total":1999}"#.into(),
                shown: ShownData::Instead(r#"{"number":"C-1"}"#.into()),
                message: None,
            },
            subject: Subject::None,
        };
        let me = Uuid::from_u128(9);
        let bytes = Message::Events(vec![Arc::new(event)]).encode(me).unwrap();
        assert_eq!(Message::sender(&bytes), Some(me));
        let Message::Events(events) = Message::decode(&bytes).unwrap() else { panic!("another message") };
        assert_eq!((events[0].seq, events[0].version, &*events[0].event.data), (7, 3, r#"{"number":"C-1","total":1999}"#));
        assert!(matches!(&events[0].event.shown, ShownData::Instead(data) if &**data == r#"{"number":"C-1"}"#));
    }

    #[test]
    fn what_is_no_message_is_none() {
        assert_eq!(Message::sender(b"short"), None);
        assert!(Message::decode(b"short").is_err());
        assert!(Message::decode(&[b' '; 40]).is_err());
    }
}
