//! What always holds for a customer, whatever is said and done and in whatever order.
#![allow(clippy::unwrap_used)]

use comptoir_domain::customer::{
    Adopt, CLOSED_TOPICS, Channel, Command, Customer, Event, From, HANDLES, PROOF_TRIES, Post, RECENT_MESSAGES, Refusal, StaffRef,
    TopicStatus,
};
use comptoir_domain::entity::{Effect, Entity};
use comptoir_domain::handle::{Assurance, HandleKey, HandleKind};
use comptoir_domain::ids::{CustomerId, MessageId, StaffId, TopicId, TouchId, derived};
use comptoir_domain::time::{Span, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeSet;

const START: Timestamp = Timestamp(1_700_000_000_000);

fn message(number: u16) -> MessageId {
    MessageId(derived(&format!("message {number}")))
}

fn other(number: u8) -> CustomerId {
    CustomerId(derived(&format!("customer {number}")))
}

fn channel() -> impl Strategy<Value = Channel> {
    prop::sample::select(vec![Channel::Webchat, Channel::Webchat, Channel::Phone, Channel::Email, Channel::Sms, Channel::Store])
}

fn key() -> impl Strategy<Value = HandleKey> {
    let kind = prop::sample::select(vec![HandleKind::Email, HandleKind::Phone, HandleKind::Loyalty]);
    (kind, 0..4u8).prop_map(|(kind, number)| HandleKey { kind, value: format!("value-{number}") })
}

fn assurance() -> impl Strategy<Value = Assurance> {
    prop::sample::select(vec![Assurance::Claimed, Assurance::Proved, Assurance::Confirmed])
}

fn staff() -> impl Strategy<Value = Option<StaffRef>> {
    let staff = |number: u8| StaffRef { id: StaffId(derived(&format!("staff {number}"))), name: format!("Agent {number}") };
    prop::option::of((0..2u8).prop_map(staff))
}

fn post() -> impl Strategy<Value = Command> {
    let from = prop::sample::select(vec![From::Customer, From::Customer, From::Staff]);
    (0..400u16, channel(), from, "[a-zà-ÿ ]{0,12}", staff()).prop_map(|(number, channel, from, text, staff)| {
        Command::Post(Box::new(Post {
            message: message(number),
            channel,
            from,
            name: None,
            text,
            to: None,
            // A new topic has the id of the message that opens it: the ids are new whenever the message is.
            new_topic: TopicId(message(number).0),
            new_touch: TouchId(message(number).0),
            staff: staff.filter(|_| from == From::Staff),
        }))
    })
}

/// What somebody does.
#[derive(Debug, Clone)]
enum Turn {
    Say(Command),
    /// Something with one of the topics or touches that there happen to be.
    Handle {
        what: u8,
        which: u8,
        until: Span,
    },
}

impl Turn {
    fn command(&self, customer: &Customer, now: Timestamp) -> Command {
        let (what, which, until) = match self {
            Turn::Say(command) => return command.clone(),
            Turn::Handle { what, which, until } => (what, *which, *until),
        };
        let pick = |count: usize| usize::from(which) % count.max(1);
        let topic = customer.topics.get(pick(customer.topics.len())).map_or(TopicId(derived("no topic")), |topic| topic.id);
        let touch = customer.touches.get(pick(customer.touches.len())).map_or(TouchId(derived("no touch")), |touch| touch.id);
        match what % 5 {
            0 => Command::AssignTopic { topic, assignee: None },
            1 => Command::SnoozeTopic { topic, until: now + until },
            2 => Command::CloseTopic { topic },
            3 => Command::ReopenTopic { topic },
            _ => Command::CloseTouch { touch },
        }
    }
}

fn said() -> impl Strategy<Value = Command> {
    let name = || prop::option::of("[A-Z][a-z]{0,8}");
    let hash = || prop::sample::select(vec!["right", "wrong"]).prop_map(str::to_owned);
    let later = || (0..200_000_000i64).prop_map(|span| START + Span(span));
    let touch = |number: u8| TouchId(derived(&format!("touch {number}")));
    prop_oneof![
        12 => post(),
        1 => "[A-Z][a-z]{0,8}".prop_map(|name| Command::SetName { name }),
        1 => prop::sample::select(vec!["fr", "en", "?"]).prop_map(|tag| Command::SetLanguage { language: tag.to_owned() }),
        2 => (name(), prop::collection::vec(key(), 0..3)).prop_map(|(name, claims)| Command::Identify { name, claims }),
        2 => (key(), assurance()).prop_map(|(handle, assurance)| Command::Attach { handle, assurance }),
        1 => key().prop_map(|handle| Command::Detach { handle }),
        2 => (key(), hash(), later()).prop_map(|(handle, code_hash, expires_at)| Command::RequestProof { handle, code_hash, expires_at }),
        3 => hash().prop_map(|code_hash| Command::Prove { code_hash }),
        1 => (hash(), 0..3u8).prop_map(|(code_hash, to)| Command::ProveAndLink { code_hash, to: other(to), to_name: None }),
        2 => (400..500u16).prop_map(|number| Command::Note { message: message(number), topic: None, name: None, text: "note".to_owned() }),
        2 => (any::<u8>(), channel()).prop_map(move |(number, channel)| Command::OpenTouch { touch: touch(number), channel }),
        2 => Just(Command::TidyUp),
        1 => (0..5u32, later()).prop_map(|(code, expires_at)| Command::IssueHandover { code: format!("{code:06}"), expires_at }),
        1 => (0..5u32).prop_map(|code| Command::UseHandover { code: format!("{code:06}") }),
        1 => (0..3u8).prop_map(|to| Command::Link { to: other(to), to_name: None, evidence: vec![] }),
        2 => Just(Command::Unlink),
        1 => (0..3u8).prop_map(|number| Command::Adopt(Box::new(Adopt { other: other(number), name: None, topics: vec![], touches: vec![] }))),
        1 => (0..3u8).prop_map(|number| Command::LetGo { other: other(number) }),
        2 => (0..3u8).prop_map(|number| Command::LinkTold { other: other(number) }),
        1 => (0..3u8).prop_map(|number| Command::LinkDelayed { other: other(number) }),
    ]
}

/// How long after the last one, and what.
fn turn() -> impl Strategy<Value = (Span, Turn)> {
    let pause = prop_oneof![6 => 0..90_000i64, 2 => 0..3_600_000i64, 1 => 0..100_000_000i64];
    let handle =
        (any::<u8>(), any::<u8>(), -1_000..10_000_000i64).prop_map(|(what, which, until)| Turn::Handle { what, which, until: Span(until) });
    (pause.prop_map(Span), prop_oneof![4 => said().prop_map(Turn::Say), 1 => handle])
}

/// A customer, their clock and everything that happened.
struct Life {
    customer: Customer,
    now: Timestamp,
    history: Vec<(Timestamp, Event)>,
}

impl Life {
    fn new() -> Self {
        let mut life = Life { customer: Customer::blank(derived("Camille")), now: START, history: Vec::new() };
        life.tell(&Command::Create { name: None, language: "fr".to_owned(), channel: Channel::Webchat, handles: vec![] }).unwrap();
        life
    }

    fn tell(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let events = self.customer.decide(command, self.now)?;
        for event in &events {
            self.customer.apply(event, self.now);
            self.history.push((self.now, event.clone()));
        }
        Ok(events)
    }

    fn live(&mut self, turns: Vec<(Span, Turn)>) {
        for (pause, turn) in turns {
            self.now = self.now + pause;
            let command = turn.command(&self.customer, self.now);
            let _ = self.tell(&command);
        }
    }
}

fn assert_sound(customer: &Customer) {
    let closed = customer.topics.iter().filter(|topic| topic.status == TopicStatus::Closed).count();
    assert!(closed <= CLOSED_TOPICS, "{closed} closed topics");
    assert!(customer.recent_messages.len() <= RECENT_MESSAGES);
    assert!(customer.handles.len() <= HANDLES);
    assert!(customer.proof.as_ref().is_none_or(|proof| proof.failures < PROOF_TRIES));
    for topic in &customer.topics {
        assert_eq!(topic.status == TopicStatus::Closed, topic.closed_at.is_some(), "{topic:?}");
        assert_eq!(topic.status == TopicStatus::Snoozed, topic.snoozed_until.is_some(), "{topic:?}");
        assert!(topic.status != TopicStatus::Waiting || topic.unread == 0, "{topic:?}");
        assert!(topic.waiting_since.is_none() || topic.unread > 0, "{topic:?}");
    }
    let mut channels: Vec<_> = customer.touches.iter().map(|touch| touch.channel).collect();
    channels.sort();
    channels.dedup();
    assert_eq!(channels.len(), customer.touches.len(), "one chat, call or visit at a time");
    let keys = customer.handles.iter().map(|handle| &handle.key).collect::<BTreeSet<_>>();
    assert_eq!(keys.len(), customer.handles.len());
    let owed = customer.pending();
    let names = owed.iter().map(|owed| &owed.id).collect::<BTreeSet<_>>();
    assert_eq!(names.len(), owed.len(), "debts have different names");
}

proptest! {
    #[test]
    fn whatever_happens_a_customer_stays_sound(turns in prop::collection::vec(turn(), 1..120)) {
        let mut life = Life::new();
        for (pause, turn) in turns {
            life.now = life.now + pause;
            let before = life.customer.clone();
            let command = turn.command(&before, life.now);
            let told = life.tell(&command);
            assert_sound(&life.customer);
            match (&told, &command) {
                (Err(refusal), _) => {
                    prop_assert_eq!(&life.customer, &before, "a refusal changes nothing");
                    prop_assert!(refusal.to_string().ends_with('.'), "a refusal is a sentence");
                }
                (Ok(events), Command::Post(post)) => {
                    let posted = events.iter().filter(|event| matches!(event, Event::MessagePosted { .. })).count();
                    prop_assert_eq!(posted, usize::from(!before.recent_messages.contains(&post.message)));
                    prop_assert!(life.customer.recent_messages.contains(&post.message));
                    prop_assert_eq!(life.tell(&command), Ok(vec![]), "said again, it is there once");
                }
                (Ok(_), Command::Identify { .. }) => {
                    let attached = |customer: &Customer| customer.handles.iter().filter(|handle| handle.assurance.attaches()).count();
                    prop_assert_eq!(attached(&life.customer), attached(&before), "claims never attach");
                }
                _ => {}
            }
        }
    }

    /// However long nothing is said, what the customer does by itself comes to an end.
    #[test]
    fn tidying_up_when_it_is_due_leaves_nothing_to_tidy(turns in prop::collection::vec(turn(), 1..60)) {
        let mut life = Life::new();
        life.live(turns);
        for _ in 0..20 {
            let due = life.customer.pending().into_iter().find(|owed| owed.effect == Effect::Customer(Command::TidyUp)).map(|owed| owed.due);
            let Some(due) = due else { break };
            life.now = life.now.max(due);
            prop_assert_ne!(life.tell(&Command::TidyUp).unwrap(), vec![], "what is due gets done");
            prop_assert_eq!(life.tell(&Command::TidyUp), Ok(vec![]));
        }
        prop_assert!(life.customer.touches.is_empty() && life.customer.handover.is_none() && life.customer.proof.is_none());
        prop_assert!(life.customer.topics.iter().all(|topic| topic.status != TopicStatus::Snoozed));
    }

    #[test]
    fn a_customer_is_what_their_events_made_of_them(turns in prop::collection::vec(turn(), 1..80)) {
        let mut life = Life::new();
        life.live(turns);
        let mut replayed = Customer::blank(life.customer.id.0);
        for (at, event) in &life.history {
            let kept = serde_json::to_value(event).unwrap();
            prop_assert!(kept["data"].is_object(), "every event has data: {}", kept);
            replayed.apply(&serde_json::from_str(&kept.to_string()).unwrap(), *at);
        }
        prop_assert_eq!(&replayed, &life.customer);
        let snapshot: Customer = serde_json::from_str(&serde_json::to_string(&life.customer).unwrap()).unwrap();
        prop_assert_eq!(&snapshot, &life.customer);
        prop_assert_eq!(snapshot.pending(), life.customer.pending());
    }

    /// However two customers are linked and let go, once everything owed has arrived both say the same, and no work is lost.
    #[test]
    fn two_customers_agree_on_whether_they_are_one(turns in prop::collection::vec((any::<bool>(), 0..6u8), 1..40)) {
        let create = Command::Create { name: None, language: "fr".to_owned(), channel: Channel::Webchat, handles: vec![] };
        let mut two = ["one", "other"].map(|who| Life { customer: Customer::blank(derived(who)), now: START, history: Vec::new() });
        let ids = [two[0].customer.id, two[1].customer.id];
        for life in &mut two {
            life.tell(&create).unwrap();
        }
        let mut opened = BTreeSet::new();
        for (number, (second, what)) in (0..).zip(turns) {
            let me = usize::from(second);
            match what {
                0 | 1 => drop(two[me].tell(&Command::Link { to: ids[1 - me], to_name: None, evidence: vec![] })),
                2 => drop(two[me].tell(&Command::Unlink)),
                3 => drop(deliver(&mut two, me)),
                _ => {
                    let topic = TopicId(message(number).0);
                    let post = Post {
                        message: message(number),
                        channel: Channel::Email,
                        from: From::Customer,
                        name: None,
                        text: "Bonjour".to_owned(),
                        to: None,
                        new_topic: topic,
                        new_touch: TouchId(message(number).0),
                        staff: None,
                    };
                    let events = two[me].tell(&Command::Post(Box::new(post))).unwrap_or_default();
                    opened.extend(events.iter().filter_map(|event| match event {
                        Event::TopicOpened { topic, .. } => Some(*topic),
                        _ => None,
                    }));
                }
            }
        }
        let mut deliveries = 0;
        while deliver(&mut two, 0) | deliver(&mut two, 1) {
            deliveries += 1;
            prop_assert!(deliveries < 500, "what is owed comes to an end");
        }
        for me in 0..2 {
            let alias = two[me].customer.linked_to == Some(ids[1 - me]);
            prop_assert_eq!(two[1 - me].customer.linked.iter().any(|(id, _)| *id == ids[me]), alias);
        }
        prop_assert!(two[0].customer.linked_to.is_none() || two[1].customer.linked_to.is_none(), "somebody takes the messages");
        let kept = two.iter().flat_map(|life| &life.customer.topics).map(|topic| topic.id).collect::<BTreeSet<_>>();
        prop_assert_eq!(kept, opened, "no topic is lost");
    }
}

/// One thing that `two[from]` owes the other arrives and is acknowledged; `false` when nothing is owed.
fn deliver(two: &mut [Life; 2], from: usize) -> bool {
    let (me, to) = (two[from].customer.id, two[1 - from].customer.id);
    let owed = two[from].customer.pending().into_iter().find_map(|owed| match owed.effect {
        Effect::TellLinked { adopt, .. } => Some(Command::Adopt(adopt)),
        Effect::TellUnlinked { .. } => Some(Command::LetGo { other: me }),
        _ => None,
    });
    let Some(command) = owed else { return false };
    two[1 - from].tell(&command).unwrap();
    assert_eq!(two[1 - from].tell(&command), Ok(vec![]), "heard twice, done once");
    two[from].tell(&Command::LinkTold { other: to }).unwrap();
    true
}
