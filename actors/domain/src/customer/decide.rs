use crate::customer::{Channel, Command, Customer, Event, Refusal, limits};
use crate::entity::{Entity, Kind, Owed, Shown};
use crate::ids::CustomerId;
use crate::time::Timestamp;
use serde_json::Value;
use std::collections::VecDeque;
use uuid::Uuid;

impl Entity for Customer {
    const KIND: Kind = Kind::Customer;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn blank(id: Uuid) -> Self {
        Customer {
            id: CustomerId(id),
            created_at: None,
            name: None,
            language: String::new(),
            channel: Channel::Webchat,
            handles: Vec::new(),
            topics: Vec::new(),
            touches: Vec::new(),
            handover: None,
            proof: None,
            linked_to: None,
            linked: Vec::new(),
            link_debts: Vec::new(),
            recent_messages: VecDeque::new(),
            last_seen_at: Timestamp::default(),
        }
    }

    /// [`Command::Prove`] and [`Command::ProveAndLink`] with a wrong code are not refused, because the failure has to be counted:
    /// the caller reads from the state whether the handle is attached (or the customer linked).
    /// [`Command::IssueHandover`] keeps a live code that has time left: the caller reads from the state which code it is.
    fn decide(&self, command: &Command, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        if let Command::Create { name, language, channel, handles } = command {
            return if self.exists() { Ok(vec![]) } else { self.create(name.as_deref(), language, *channel, handles) };
        }
        if !self.exists() {
            return Err(Refusal::Unknown);
        }
        match command {
            Command::Create { .. } => Ok(vec![]),
            Command::SetName { name } => {
                let name = limits::named(name)?.ok_or(Refusal::Name)?;
                Ok(when(self.name.as_deref() != Some(name), || Event::Named { name: name.to_owned() }))
            }
            Command::SetLanguage { language } => {
                let language = limits::language(language)?;
                Ok(when(self.language != language, || Event::LanguageSet { language: language.to_owned() }))
            }
            Command::Identify { name, claims } => self.identify(name.as_deref(), claims),
            Command::Attach { handle, assurance } => self.attach(handle, *assurance),
            Command::Detach { handle } => match self.handle(handle) {
                Some(_) => Ok(vec![Event::HandleDetached { handle: handle.clone() }]),
                None => Err(Refusal::UnknownHandle),
            },
            Command::RequestProof { handle, code_hash, expires_at } => self.request_proof(handle, code_hash, *expires_at, now),
            Command::Prove { code_hash } => self.prove(code_hash, now),
            Command::ProveAndLink { code_hash, to, to_name } => self.prove_and_link(code_hash, *to, to_name.as_deref(), now),
            Command::Post(post) => self.post(post, now),
            Command::Note { message, topic, name, text } => self.note(*message, *topic, name.as_deref(), text),
            Command::AssignTopic { topic, assignee } => self.assign(*topic, assignee.as_ref()),
            Command::SnoozeTopic { topic, until } => self.snooze(*topic, *until, now),
            Command::CloseTopic { topic } => self.close(*topic),
            Command::ReopenTopic { topic } => self.reopen(*topic),
            Command::OpenTouch { touch, channel } => {
                Ok(when(self.touch_on(*channel).is_none(), || Event::TouchOpened { touch: *touch, channel: *channel }))
            }
            Command::CloseTouch { touch } => self.close_touch(*touch, now),
            Command::TidyUp => Ok(self.tidy_up(now)),
            Command::IssueHandover { code, expires_at } => self.issue_handover(code, *expires_at, now),
            Command::UseHandover { code } => match &self.handover {
                Some(live) if live.code == *code && live.expires_at > now => Ok(vec![Event::HandoverUsed {}]),
                _ => Err(Refusal::NoHandover),
            },
            Command::Link { to, to_name, evidence } => self.link(*to, to_name.as_deref(), evidence),
            Command::Unlink => Ok(self.linked_to.map(|other| Event::Unlinked { other }).into_iter().collect()),
            Command::Adopt(adopt) => self.adopt(adopt, now),
            Command::LetGo { other } => Ok(when(self.linked.iter().any(|(id, _)| id == other), || Event::LetGo { other: *other })),
            Command::LinkTold { other } => Ok(when(self.owes(*other), || Event::LinkTold { other: *other })),
            Command::LinkDelayed { other } => Ok(when(self.owes(*other), || Event::LinkDelayed { other: *other })),
        }
    }

    fn apply(&mut self, event: &Event, at: Timestamp) {
        self.take_in(event, at);
    }

    fn pending(&self) -> Vec<Owed> {
        self.tidy_up_due().into_iter().chain(self.links_owed()).collect()
    }

    fn customer(&self) -> Option<CustomerId> {
        Some(self.id)
    }

    fn shown_to_customer(event: &Event) -> Shown {
        match event {
            Event::MessagePosted { to: Some(_), .. } => without_to(event),
            Event::MessagePosted { .. }
            | Event::Named { .. }
            | Event::TouchOpened { .. }
            | Event::TouchClosed { .. }
            | Event::HandoverIssued { .. }
            | Event::HandoverUsed {}
            | Event::HandoverExpired {} => Shown::AsIs,
            Event::Created { .. }
            | Event::LanguageSet { .. }
            | Event::HandleClaimed { .. }
            | Event::HandleAttached { .. }
            | Event::HandleDetached { .. }
            | Event::ProofRequested { .. }
            | Event::ProofFailed { .. }
            | Event::ProofEnded {}
            | Event::NotePosted { .. }
            | Event::TopicOpened { .. }
            | Event::TopicAssigned { .. }
            | Event::TopicSnoozed { .. }
            | Event::TopicClosed { .. }
            | Event::TopicReopened { .. }
            | Event::Linked { .. }
            | Event::Unlinked { .. }
            | Event::Adopted { .. }
            | Event::LetGo { .. }
            | Event::LinkTold { .. }
            | Event::LinkDelayed { .. } => Shown::Never,
        }
    }
}

/// The address that a message went to may be one that is not the visitor's.
fn without_to(event: &Event) -> Shown {
    match serde_json::to_value(event) {
        Ok(Value::Object(mut tagged)) => match tagged.remove("data") {
            Some(Value::Object(mut data)) => {
                data.remove("to");
                Shown::Instead(Value::Object(data))
            }
            _ => Shown::Never,
        },
        _ => Shown::Never,
    }
}

/// The one event, if there is anything to say.
pub(super) fn when(needed: bool, event: impl FnOnce() -> Event) -> Vec<Event> {
    if needed { vec![event()] } else { vec![] }
}
