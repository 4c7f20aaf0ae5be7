//! One customer's story, rule by rule, as it would be told to somebody new.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use comptoir_domain::customer::{
    Adopt, CLOSED_TOPICS, Channel, Command, Customer, Event, From, HANDLES, PROOF_TRIES, Post, RECENT_MESSAGES, Refusal, StaffRef,
    TopicStatus,
};
use comptoir_domain::entity::{Effect, Entity, Shown};
use comptoir_domain::handle::{Assurance, HandleKey, HandleKind};
use comptoir_domain::ids::{CustomerId, MessageId, StaffId, TopicId, TouchId, derived};
use comptoir_domain::time::{Span, Timestamp};
use serde_json::json;

/// A customer and their clock.
struct Story {
    customer: Customer,
    now: Timestamp,
    said: u32,
}

impl Story {
    fn of(who: &str) -> Self {
        Story { customer: Customer::blank(derived(who)), now: Timestamp(1_700_000_000_000), said: 0 }
    }

    /// A visitor who has just opened the webchat.
    fn of_a_visitor(who: &str) -> Self {
        let mut story = Story::of(who);
        let visitor = (key(HandleKind::Visitor, who), Assurance::Proved);
        story.tell(Command::Create { name: None, language: "fr".to_owned(), channel: Channel::Webchat, handles: vec![visitor] }).unwrap();
        story
    }

    fn tell(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        let events = self.customer.decide(&command, self.now)?;
        for event in &events {
            self.customer.apply(event, self.now);
        }
        Ok(events)
    }

    fn wait(&mut self, span: Span) {
        self.now = self.now + span;
    }

    fn post(&mut self, from: From, channel: Channel, text: &str) -> Post {
        self.said += 1;
        let drawn = |what: &str| derived(&format!("{} {what} {}", self.customer.id, self.said));
        Post {
            message: MessageId(drawn("message")),
            channel,
            from,
            name: None,
            text: text.to_owned(),
            to: None,
            new_topic: TopicId(drawn("topic")),
            new_touch: TouchId(drawn("touch")),
            staff: (from == From::Staff).then(agent),
        }
    }

    fn says(&mut self, channel: Channel, text: &str) -> Vec<&'static str> {
        let post = self.post(From::Customer, channel, text);
        types(&self.tell(Command::Post(Box::new(post))).unwrap())
    }

    fn hears(&mut self, channel: Channel, text: &str) -> Vec<&'static str> {
        let post = self.post(From::Staff, channel, text);
        types(&self.tell(Command::Post(Box::new(post))).unwrap())
    }

    fn only_topic(&self) -> TopicId {
        assert_eq!(self.customer.topics.len(), 1);
        self.customer.topics[0].id
    }

    /// When the customer next does something by itself.
    fn tidy_up_due(&self) -> Option<Timestamp> {
        self.customer.pending().into_iter().find(|owed| owed.effect == Effect::Customer(Command::TidyUp)).map(|owed| owed.due)
    }

    fn tidies_up_when_due(&mut self) -> Vec<&'static str> {
        self.now = self.tidy_up_due().expect("something is due");
        types(&self.tell(Command::TidyUp).unwrap())
    }
}

fn types(events: &[Event]) -> Vec<&'static str> {
    let known = [
        "customer.named",
        "handle.claimed",
        "handle.attached",
        "proof.failed",
        "proof.ended",
        "message.posted",
        "topic.opened",
        "topic.assigned",
        "topic.reopened",
        "touch.opened",
        "touch.closed",
        "handover.expired",
        "customer.linked",
        "customer.unlinked",
        "customer.adopted",
    ];
    let name = |event| serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned();
    events.iter().map(|event| *known.iter().find(|known| **known == name(event)).unwrap_or(&"another")).collect()
}

fn key(kind: HandleKind, value: &str) -> HandleKey {
    HandleKey { kind, value: value.to_owned() }
}

fn email(value: &str) -> HandleKey {
    key(HandleKind::Email, value)
}

fn agent() -> StaffRef {
    StaffRef { id: StaffId(derived("Léa")), name: "Léa".to_owned() }
}

fn id(who: &str) -> CustomerId {
    CustomerId(derived(who))
}

// Who somebody is

#[test]
fn a_customer_is_created_once_and_everything_else_comes_after() {
    let mut story = Story::of("Camille");
    let post = story.post(From::Customer, Channel::Webchat, "Bonjour");
    assert_eq!(story.tell(Command::Post(Box::new(post))), Err(Refusal::Unknown));
    assert_eq!(story.tell(Command::TidyUp), Err(Refusal::Unknown));

    let create = Command::Create {
        name: Some(" Camille Durand ".to_owned()),
        language: "fr".to_owned(),
        channel: Channel::Phone,
        handles: vec![
            (email("camille@example.com"), Assurance::Claimed),
            (email("camille@example.com"), Assurance::Confirmed),
            (key(HandleKind::Phone, "+33639980102"), Assurance::Claimed),
        ],
    };
    assert_eq!(types(&story.tell(create.clone()).unwrap())[1..], ["handle.attached", "handle.claimed"]);
    assert_eq!(story.customer.name.as_deref(), Some("Camille Durand"));
    assert_eq!(story.tell(create), Ok(vec![]));
}

#[test]
fn what_a_visitor_types_is_only_claimed() {
    let mut story = Story::of_a_visitor("v1");
    let identify = |name: &str| Command::Identify { name: Some(name.to_owned()), claims: vec![email("camille@example.com")] };
    assert_eq!(types(&story.tell(identify("Camille")).unwrap()), ["customer.named", "handle.claimed"]);
    assert_eq!(story.tell(identify("Somebody else")), Ok(vec![]), "a name that is there stays; a claim is made once");
    assert!(!story.customer.handle(&email("camille@example.com")).unwrap().assurance.attaches());
}

#[test]
fn assurance_rises_and_never_falls_by_itself() {
    let mut story = Story::of_a_visitor("v1");
    let mut attach = |assurance| story.tell(Command::Attach { handle: email("a@example.com"), assurance }).unwrap();
    assert_eq!(types(&attach(Assurance::Claimed)), ["handle.claimed"]);
    assert_eq!(types(&attach(Assurance::Proved)), ["handle.attached"]);
    assert_eq!(types(&attach(Assurance::Confirmed)), ["handle.attached"]);
    assert_eq!(attach(Assurance::Proved), []);
    assert_eq!(attach(Assurance::Claimed), []);
    assert_eq!(story.tell(Command::Detach { handle: email("b@example.com") }), Err(Refusal::UnknownHandle));
    story.tell(Command::Detach { handle: email("a@example.com") }).unwrap();
    assert_eq!(story.customer.handle(&email("a@example.com")), None);
}

#[test]
fn a_customer_has_room_for_so_many_handles_of_such_a_length() {
    let mut story = Story::of_a_visitor("v1");
    let attach = |number: usize| Command::Attach { handle: email(&format!("{number}@example.com")), assurance: Assurance::Confirmed };
    for number in 1..HANDLES {
        story.tell(attach(number)).unwrap();
    }
    assert_eq!(story.tell(attach(HANDLES)), Err(Refusal::TooManyHandles));
    assert_eq!(story.tell(attach(1)), Ok(vec![]));
    for wrong in [" ", "a\0b", &"x".repeat(321)] {
        assert_eq!(story.tell(Command::Identify { name: None, claims: vec![email(wrong)] }), Err(Refusal::Handle));
    }
}

// Proof

fn request_proof(story: &mut Story) {
    let expires_at = story.now + Span::minutes(10);
    let request = Command::RequestProof { handle: email("camille@example.com"), code_hash: "right".to_owned(), expires_at };
    story.tell(request).unwrap();
}

fn prove(code_hash: &str) -> Command {
    Command::Prove { code_hash: code_hash.to_owned() }
}

#[test]
fn the_right_code_proves_an_email() {
    let mut story = Story::of_a_visitor("v1");
    assert_eq!(story.tell(prove("right")), Err(Refusal::NoProof));
    request_proof(&mut story);
    assert_eq!(types(&story.tell(prove("wrong")).unwrap()), ["proof.failed"]);
    assert_eq!(types(&story.tell(prove("right")).unwrap()), ["handle.attached", "proof.ended"]);
    assert_eq!(story.customer.handle(&email("camille@example.com")).unwrap().assurance, Assurance::Proved);
    assert_eq!(story.tell(prove("right")), Err(Refusal::NoProof), "a code proves once");
}

#[test]
fn guessing_ends_and_so_does_time() {
    let mut story = Story::of_a_visitor("v1");
    request_proof(&mut story);
    for _ in 1..PROOF_TRIES {
        assert_eq!(types(&story.tell(prove("wrong")).unwrap()), ["proof.failed"]);
    }
    assert_eq!(types(&story.tell(prove("wrong")).unwrap()), ["proof.failed", "proof.ended"]);
    assert_eq!(story.tell(prove("right")), Err(Refusal::NoProof));

    request_proof(&mut story);
    story.wait(Span::minutes(10));
    assert_eq!(story.tell(prove("right")), Err(Refusal::NoProof));
    assert_eq!(types(&story.tell(Command::TidyUp).unwrap()), ["proof.ended"]);
}

#[test]
fn proving_an_email_that_another_customer_has_links_the_two() {
    let mut story = Story::of_a_visitor("v1");
    request_proof(&mut story);
    let prove = |code_hash: &str| Command::ProveAndLink { code_hash: code_hash.to_owned(), to: id("Camille"), to_name: None };
    assert_eq!(types(&story.tell(prove("wrong")).unwrap()), ["proof.failed"]);
    assert_eq!(types(&story.tell(prove("right")).unwrap()), ["proof.ended", "customer.linked"]);
    assert_eq!(story.customer.linked_to, Some(id("Camille")));
    assert_eq!(story.customer.handle(&email("camille@example.com")), None);
}

// What is said

#[test]
fn the_first_message_opens_a_chat_and_a_topic_and_the_next_ones_are_one_event_each() {
    let mut story = Story::of_a_visitor("v1");
    assert_eq!(story.says(Channel::Webchat, " Bonjour ! "), ["touch.opened", "topic.opened", "message.posted"]);
    assert_eq!(story.customer.topics[0].last_text, "Bonjour !");
    assert_eq!(story.says(Channel::Webchat, "Vous avez la lampe en bleu ?"), ["message.posted"]);
    assert_eq!(story.hears(Channel::Webchat, "Je regarde."), ["topic.assigned", "message.posted"], "who answers has it");
    assert_eq!(story.hears(Channel::Webchat, "Oui, à Lyon."), ["message.posted"]);
    assert_eq!(story.says(Channel::Webchat, "Merci"), ["message.posted"]);
    assert_eq!(story.customer.topics[0].assignee, Some(agent()));
}

#[test]
fn a_topic_knows_who_waits_for_whom() {
    let mut story = Story::of_a_visitor("v1");
    let topic = |story: &Story| {
        let topic = &story.customer.topics[0];
        (topic.status, topic.unread, topic.waiting_since, topic.last_from)
    };
    let asked = story.now;
    story.says(Channel::Webchat, "Une question");
    story.wait(Span::minutes(1));
    story.says(Channel::Webchat, "Vous êtes là ?");
    assert_eq!(topic(&story), (TopicStatus::Open, 2, Some(asked), From::Customer));
    assert_eq!(story.customer.last_seen_at, story.now);
    let seen = story.now;
    story.wait(Span::minutes(1));
    story.hears(Channel::Webchat, "Oui !");
    assert_eq!(topic(&story), (TopicStatus::Waiting, 0, None, From::Staff));
    assert_eq!(story.customer.last_seen_at, seen);
    assert_eq!(story.customer.touches[0].last_at, story.now);
}

#[test]
fn a_message_or_note_that_comes_again_is_there_once() {
    let mut story = Story::of_a_visitor("v1");
    let post = story.post(From::Customer, Channel::Webchat, "Bonjour");
    story.tell(Command::Post(Box::new(post.clone()))).unwrap();
    assert_eq!(story.tell(Command::Post(Box::new(post.clone()))), Ok(vec![]));
    let note = Command::Note { message: MessageId(derived("note")), topic: None, name: None, text: "Très gentille".to_owned() };
    assert_eq!(story.tell(note.clone()).unwrap().len(), 1);
    assert_eq!(story.tell(note), Ok(vec![]));
    story.tell(Command::Link { to: id("Camille"), to_name: None, evidence: vec![] }).unwrap();
    assert_eq!(story.tell(Command::Post(Box::new(post))), Ok(vec![]), "even where new ones would be refused");
    for _ in 0..RECENT_MESSAGES * 2 {
        let note = story.post(From::Staff, Channel::Webchat, "encore");
        story.tell(Command::Note { message: note.message, topic: None, name: None, text: note.text }).unwrap();
    }
    assert_eq!(story.customer.recent_messages.len(), RECENT_MESSAGES);
}

#[test]
fn a_text_has_something_in_it_and_is_not_a_book() {
    let mut story = Story::of_a_visitor("v1");
    let mut say = |text: &str| {
        let post = story.post(From::Customer, Channel::Webchat, text);
        story.tell(Command::Post(Box::new(post))).map(|events| events.len())
    };
    assert_eq!(say(" \n\t"), Err(Refusal::EmptyText));
    assert_eq!(say(&"é".repeat(4_001)), Err(Refusal::LongText));
    assert_eq!(say("a\0b"), Err(Refusal::UnkeepableText));
    assert_eq!(say(&"é".repeat(4_000)), Ok(3));
    assert_eq!(story.customer.topics[0].last_text, "é".repeat(200));
}

#[test]
fn a_customer_who_comes_back_soon_means_the_same_topic() {
    let mut story = Story::of_a_visitor("v1");
    story.says(Channel::Webchat, "Bonjour");
    let topic = story.only_topic();
    story.tell(Command::CloseTopic { topic }).unwrap();
    story.wait(Span::hours(23));
    assert_eq!(story.says(Channel::Webchat, "Encore moi"), ["topic.reopened", "message.posted"]);
    story.tell(Command::CloseTopic { topic }).unwrap();
    story.wait(Span::hours(24));
    assert_eq!(story.says(Channel::Webchat, "Autre chose"), ["topic.opened", "message.posted"]);
}

#[test]
fn a_message_joins_an_open_topic_of_its_own_channel_first_then_of_any() {
    let mut story = Story::of_a_visitor("v1");
    story.says(Channel::Webchat, "Bonjour");
    assert_eq!(story.says(Channel::Email, "La suite par email"), ["message.posted"], "and an email opens no visit");
    assert_eq!(story.customer.topics[0].channel, Channel::Webchat);
    let chat = story.only_topic();
    story.tell(Command::CloseTopic { topic: chat }).unwrap();
    assert_eq!(story.says(Channel::Email, "Autre chose"), ["topic.opened", "message.posted"]);
    story.tell(Command::ReopenTopic { topic: chat }).unwrap();
    story.wait(Span::minutes(1));
    story.says(Channel::Email, "?");
    story.says(Channel::Webchat, "Et ici ?");
    assert_eq!(story.customer.topic(chat).unwrap().last_text, "Et ici ?");
}

#[test]
fn staff_may_write_first() {
    let mut story = Story::of_a_visitor("v1");
    assert_eq!(story.hears(Channel::Email, "Votre lampe est arrivée"), ["topic.opened", "topic.assigned", "message.posted"]);
    assert_eq!(story.customer.topics[0].status, TopicStatus::Waiting);
    assert_eq!(story.customer.touches, []);
}

// Work

#[test]
fn topics_are_assigned_snoozed_closed_and_reopened() {
    let mut story = Story::of_a_visitor("v1");
    story.says(Channel::Webchat, "Bonjour");
    let topic = story.only_topic();
    let until = story.now + Span::hours(1);
    for (command, status) in [
        (Command::AssignTopic { topic, assignee: Some(agent()) }, TopicStatus::Open),
        (Command::SnoozeTopic { topic, until }, TopicStatus::Snoozed),
        (Command::CloseTopic { topic }, TopicStatus::Closed),
        (Command::ReopenTopic { topic }, TopicStatus::Open),
        (Command::AssignTopic { topic, assignee: None }, TopicStatus::Open),
    ] {
        assert_eq!(story.tell(command.clone()).unwrap().len(), 1, "{command:?}");
        assert_eq!(story.tell(command.clone()), Ok(vec![]), "what is so already is no news: {command:?}");
        assert_eq!(story.customer.topics[0].status, status);
    }
    assert_eq!(story.tell(Command::SnoozeTopic { topic, until: story.now }), Err(Refusal::NotInFuture));
    assert_eq!(story.tell(Command::CloseTopic { topic: TopicId(derived("none")) }), Err(Refusal::UnknownTopic));
}

#[test]
fn a_snoozed_topic_wakes_when_its_time_has_come_or_somebody_speaks() {
    let mut story = Story::of_a_visitor("v1");
    story.says(Channel::Email, "Bonjour");
    let topic = story.only_topic();
    let snooze = |story: &mut Story| story.tell(Command::SnoozeTopic { topic, until: story.now + Span::days(1) }).unwrap();
    snooze(&mut story);
    assert_eq!(story.says(Channel::Email, "?"), ["topic.reopened", "message.posted"]);
    snooze(&mut story);
    assert_eq!(story.tidies_up_when_due(), ["topic.reopened"]);
    assert_eq!(story.tidy_up_due(), None);
}

#[test]
fn only_the_last_few_closed_topics_are_remembered() {
    let mut story = Story::of_a_visitor("v1");
    for _ in 0..CLOSED_TOPICS + 3 {
        story.hears(Channel::Email, "Bonjour");
        let topic = story.customer.topics.last().unwrap().id;
        story.wait(Span::minutes(1));
        story.tell(Command::CloseTopic { topic }).unwrap();
    }
    assert_eq!(story.customer.topics.len(), CLOSED_TOPICS);
    assert!(story.customer.topics.iter().all(|topic| topic.closed_at.unwrap() > story.now + Span::minutes(-(CLOSED_TOPICS as i64))));
}

// Chats, calls, visits

#[test]
fn a_call_starts_and_ends() {
    let mut story = Story::of_a_visitor("v1");
    let call = |who: &str| TouchId(derived(who));
    let open = |who: &str| Command::OpenTouch { touch: call(who), channel: Channel::Phone };
    assert_eq!(types(&story.tell(open("call")).unwrap()), ["touch.opened"]);
    assert_eq!(story.tell(open("another")), Ok(vec![]), "one call at a time");
    story.wait(Span::seconds(185));
    let closed = story.tell(Command::CloseTouch { touch: call("call") }).unwrap();
    assert_eq!(closed, [Event::TouchClosed { touch: call("call"), channel: Channel::Phone, seconds: 185 }]);
    assert_eq!(story.tell(Command::CloseTouch { touch: call("call") }), Err(Refusal::UnknownTouch));
}

#[test]
fn a_silent_chat_ends_after_half_an_hour_and_a_forgotten_call_after_four_hours() {
    let mut story = Story::of_a_visitor("v1");
    let start = story.now;
    story.tell(Command::OpenTouch { touch: TouchId(derived("call")), channel: Channel::Phone }).unwrap();
    story.says(Channel::Webchat, "Bonjour");
    story.wait(Span::minutes(29));
    story.says(Channel::Webchat, "Toujours là");
    assert_eq!(story.tell(Command::TidyUp), Ok(vec![]));
    assert_eq!(story.tidies_up_when_due(), ["touch.closed"]);
    assert_eq!(story.now, start + Span::minutes(59));
    assert_eq!(story.tidies_up_when_due(), ["touch.closed"]);
    assert_eq!(story.now, start + Span::hours(4));
}

#[test]
fn a_code_takes_the_chat_to_the_phone() {
    let mut story = Story::of_a_visitor("v1");
    let issue = |story: &mut Story, code: &str| {
        let expires_at = story.now + Span::minutes(10);
        story.tell(Command::IssueHandover { code: code.to_owned(), expires_at }).map(|events| events.len())
    };
    let use_code = |code: &str| Command::UseHandover { code: code.to_owned() };
    for wrong in ["", "12345", "12345x", "１２３４５６"] {
        assert_eq!(issue(&mut story, wrong), Err(Refusal::HandoverCode));
    }
    assert_eq!(issue(&mut story, "482913"), Ok(1));
    story.wait(Span::minutes(8));
    assert_eq!(issue(&mut story, "111111"), Ok(0), "the code on the screen stays while there is time to read it out");
    story.wait(Span::seconds(1));
    assert_eq!(issue(&mut story, "222222"), Ok(1));
    assert_eq!(story.tell(use_code("482913")), Err(Refusal::NoHandover));
    assert_eq!(story.tell(use_code("222222")), Ok(vec![Event::HandoverUsed {}]));
    assert_eq!(story.tell(use_code("222222")), Err(Refusal::NoHandover), "a code works once");
    issue(&mut story, "333333").unwrap();
    assert_eq!(story.tidies_up_when_due(), ["handover.expired"]);
    assert_eq!(story.tell(use_code("333333")), Err(Refusal::NoHandover));
}

// Two that are one

fn link(to: &str) -> Command {
    Command::Link { to: id(to), to_name: Some(to.to_owned()), evidence: vec![email("camille@example.com")] }
}

/// What `from` owes `to` arrives there and is acknowledged; `None` when nothing is owed.
fn deliver(from: &mut Story, to: &mut Story) -> Option<Vec<&'static str>> {
    let owed = from.customer.pending().into_iter().find_map(|owed| match owed.effect {
        Effect::TellLinked { to: other, adopt } if other == to.customer.id => Some(Command::Adopt(adopt)),
        Effect::TellUnlinked { from: other } if other == to.customer.id => Some(Command::LetGo { other: from.customer.id }),
        _ => None,
    })?;
    let events = to.tell(owed.clone()).unwrap();
    assert_eq!(to.tell(owed), Ok(vec![]), "heard twice, done once");
    from.tell(Command::LinkTold { other: to.customer.id }).unwrap();
    Some(types(&events))
}

#[test]
fn an_alias_hands_over_its_work_and_sends_new_messages_on() {
    let (mut visitor, mut camille) = (Story::of_a_visitor("v1"), Story::of_a_visitor("Camille"));
    visitor.says(Channel::Webchat, "Bonjour");
    let topic = visitor.only_topic();
    assert_eq!(types(&visitor.tell(link("Camille")).unwrap()), ["customer.linked"]);
    assert_eq!(visitor.tell(link("Camille")), Ok(vec![]));
    let post = visitor.post(From::Customer, Channel::Webchat, "Encore");
    assert_eq!(visitor.tell(Command::Post(Box::new(post))), Err(Refusal::LinkedTo { to: id("Camille") }));
    assert!(visitor.customer.topics.is_empty() && visitor.customer.touches.is_empty());

    visitor.tell(Command::LinkDelayed { other: id("Camille") }).unwrap();
    assert_eq!(visitor.customer.pending()[0].failures, 1);
    assert_eq!(deliver(&mut visitor, &mut camille), Some(vec!["customer.adopted"]));
    assert_eq!(deliver(&mut visitor, &mut camille), None);
    assert_eq!(camille.customer.linked, [(id("v1"), None)]);
    assert_eq!(camille.only_topic(), topic);
    assert_eq!(camille.says(Channel::Webchat, "Encore"), ["message.posted"]);
}

#[test]
fn a_link_can_be_taken_back_and_the_unlink_never_overtakes_it() {
    let (mut visitor, mut camille) = (Story::of_a_visitor("v1"), Story::of_a_visitor("Camille"));
    visitor.tell(link("Camille")).unwrap();
    assert_eq!(types(&visitor.tell(Command::Unlink).unwrap()), ["customer.unlinked"]);
    assert_eq!(visitor.tell(Command::Unlink), Ok(vec![]));
    assert_eq!(deliver(&mut visitor, &mut camille), Some(vec!["customer.adopted"]));
    assert_eq!(deliver(&mut visitor, &mut camille), Some(vec!["another"]));
    assert_eq!((visitor.customer.linked_to, camille.customer.linked.len()), (None, 0));
    assert_eq!(visitor.customer.pending(), []);
    assert_eq!(visitor.says(Channel::Email, "Bonjour"), ["topic.opened", "message.posted"]);
}

#[test]
fn a_link_goes_to_one_other_customer_and_aliases_have_no_aliases() {
    let (mut visitor, mut camille) = (Story::of_a_visitor("v1"), Story::of_a_visitor("Camille"));
    assert_eq!(visitor.tell(link("v1")), Err(Refusal::LinkToSelf));
    visitor.tell(link("Camille")).unwrap();
    assert_eq!(visitor.tell(link("Dominique")), Err(Refusal::AlreadyLinked { to: id("Camille") }));
    deliver(&mut visitor, &mut camille);
    assert_eq!(camille.tell(link("Dominique")), Err(Refusal::HasAliases));
}

#[test]
fn two_chats_become_one() {
    let (mut visitor, mut camille) = (Story::of_a_visitor("v1"), Story::of_a_visitor("Camille"));
    camille.says(Channel::Webchat, "Bonjour");
    visitor.says(Channel::Webchat, "Bonjour aussi");
    visitor.tell(link("Camille")).unwrap();
    assert_eq!(deliver(&mut visitor, &mut camille), Some(vec!["customer.adopted", "touch.closed"]));
    assert_eq!((camille.customer.touches.len(), camille.customer.topics.len()), (1, 2));
}

#[test]
fn two_that_are_linked_to_each_other_at_the_same_moment_end_as_one() {
    let mut two = [Story::of_a_visitor("v1"), Story::of_a_visitor("Camille")];
    two.sort_by_key(|story| story.customer.id);
    let [mut main, mut alias] = two;
    main.says(Channel::Email, "De l'un");
    alias.says(Channel::Email, "De l'autre");
    let (main_id, alias_id) = (main.customer.id, alias.customer.id);
    main.tell(Command::Link { to: alias_id, to_name: None, evidence: vec![] }).unwrap();
    alias.tell(Command::Link { to: main_id, to_name: None, evidence: vec![] }).unwrap();
    while deliver(&mut main, &mut alias).is_some() | deliver(&mut alias, &mut main).is_some() {}
    assert_eq!((main.customer.linked_to, alias.customer.linked_to), (None, Some(main_id)));
    assert_eq!((main.customer.topics.len(), alias.customer.topics.len()), (2, 0));
}

#[test]
fn nobody_adopts_themselves() {
    let mut story = Story::of_a_visitor("v1");
    let adopt = Adopt { other: id("v1"), name: None, topics: vec![], touches: vec![] };
    assert_eq!(story.tell(Command::Adopt(Box::new(adopt))), Err(Refusal::LinkToSelf));
}

// What the customer sees

#[test]
fn the_customer_sees_the_conversation_and_none_of_the_work() {
    let mut story = Story::of_a_visitor("v1");
    let post = Post { to: Some("camille@example.com".to_owned()), ..story.post(From::Staff, Channel::Email, "Bonjour") };
    for event in story.tell(Command::Post(Box::new(post))).unwrap() {
        match (&event, Customer::shown_to_customer(&event)) {
            (Event::MessagePosted { .. }, Shown::Instead(data)) => {
                assert_eq!((&data["text"], data.get("to")), (&json!("Bonjour"), None));
            }
            (_, shown) => assert_eq!(shown, Shown::Never, "{event:?}"),
        }
    }
    let note = Command::Note { message: MessageId(derived("note")), topic: None, name: None, text: "Entre nous".to_owned() };
    assert_eq!(Customer::shown_to_customer(&story.tell(note).unwrap()[0]), Shown::Never);
    let post = story.post(From::Customer, Channel::Webchat, "Bonjour");
    let posted = story.tell(Command::Post(Box::new(post))).unwrap();
    assert!(posted.iter().all(|event| Customer::shown_to_customer(event) == Shown::AsIs));
    assert_eq!(story.customer.customer(), Some(id("v1")));
}
