//! Talking: what visitors and staff do in a conversation, over whatever surface.

use crate::call::{By, Call, Failure, Key, Receipt};
use crate::customers;
use crate::hub::Hub;
use crate::store::rows::NewDelivery;
use comptoir_domain::customer::{Channel, Command, Customer, From, Handover, Post, Refusal, StaffRef};
use comptoir_domain::handle::{HandleKey, HandleKind};
use comptoir_domain::ids::{CustomerId, MessageId, TopicId, TouchId, VisitorId};
use comptoir_domain::time::Span;
use rand::Rng;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long a handover code is good.
const HANDOVER_LASTS: Span = Span::minutes(15);
/// How long a code sent to an email is good.
const PROOF_LASTS: Span = Span::minutes(15);
/// Codes to draw before giving up: with a million of them the first is nearly always free.
const DRAWS: u32 = 5;

/// Something to say.
#[derive(Debug, Clone)]
pub struct Words {
    /// Made by whoever says it, so that saying it again is harmless.
    pub message: MessageId,
    pub text: String,
    pub by: By,
    pub key: Option<Key>,
}

/// Something that was said, and is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub customer: CustomerId,
    pub message: MessageId,
    /// Of the message; of the first time, for a resend.
    pub seq: i64,
}

/// Why something was not said.
#[derive(Debug, Clone, PartialEq)]
pub enum NotSaid {
    Failed(Failure<Refusal>),
    /// The customer has no address or number for this channel.
    NoAddress(Channel),
}

impl std::convert::From<Failure<Refusal>> for NotSaid {
    fn from(failure: Failure<Refusal>) -> Self {
        NotSaid::Failed(failure)
    }
}

/// A visitor writes in the webchat.
pub async fn say_as_visitor(hub: &Hub, visitor: VisitorId, language: &str, words: Words) -> Result<Said, Failure<Refusal>> {
    let own = customers::of_visitor(visitor);
    match say(hub, own, post(&words, Channel::Webchat, From::Customer), words.clone()).await {
        // The first words make the customer.
        Err(Failure::Refused(Refusal::Unknown)) => {
            let customer = customers::customer_of_visitor(hub, visitor, language, &words.by).await?;
            say(hub, customer, post(&words, Channel::Webchat, From::Customer), words).await
        }
        said => said,
    }
}

/// Staff write to a customer. On email and SMS it goes to the address or number that we are surest of.
pub async fn say_as_staff(
    hub: &Hub,
    customer: CustomerId,
    channel: Channel,
    staff: Option<StaffRef>,
    words: Words,
) -> Result<Said, NotSaid> {
    let kind = match channel {
        Channel::Email => Some(HandleKind::Email),
        Channel::Sms => Some(HandleKind::Phone),
        Channel::Webchat | Channel::Phone | Channel::Store => None,
    };
    let to = match kind {
        None => None,
        Some(kind) => Some(address(hub, customer, kind).await?.ok_or(NotSaid::NoAddress(channel))?),
    };
    let name = staff.as_ref().map(|staff| staff.name.clone()).or_else(|| words.by.name.clone());
    let post = Post { name, to, staff, ..post(&words, channel, From::Staff) };
    Ok(say(hub, customer, post, words).await?)
}

/// Staff write a note that the customer never sees.
pub async fn note(hub: &Hub, customer: CustomerId, topic: Option<TopicId>, words: Words) -> Result<Said, Failure<Refusal>> {
    let Words { message, text, by, key } = words;
    let command = Command::Note { message, topic, name: by.name.clone(), text };
    settle(hub, customer, message, customers::ask(hub, customer, Call::command(command, by).with_key(key), |_| ()).await).await
}

/// Where an email or SMS goes: the customer's own, or that of the one they are linked to.
async fn address(hub: &Hub, customer: CustomerId, kind: HandleKind) -> Result<Option<String>, Failure<Refusal>> {
    let best = move |customer: &Customer| (customer.linked_to, customer.best(kind).map(|handle| handle.key.value.clone()));
    match hub.read::<Customer, _>(customer.0, best).await? {
        (Some(to), own) => Ok(hub.read::<Customer, _>(to.0, best).await?.1.or(own)),
        (None, own) => Ok(own),
    }
}

fn post(words: &Words, channel: Channel, from: From) -> Post {
    Post {
        message: words.message,
        channel,
        from,
        name: None,
        text: words.text.clone(),
        to: None,
        new_topic: TopicId(Uuid::now_v7()),
        new_touch: TouchId(Uuid::now_v7()),
        staff: None,
    }
}

async fn say(hub: &Hub, customer: CustomerId, post: Post, words: Words) -> Result<Said, Failure<Refusal>> {
    let call = Call::command(Command::Post(Box::new(post)), words.by).with_key(words.key);
    settle(hub, customer, words.message, customers::ask(hub, customer, call, |_| ()).await).await
}

/// A resend is answered as the first time was, also when that is longer ago than the customer remembers.
async fn settle(
    hub: &Hub,
    customer: CustomerId,
    message: MessageId,
    outcome: Result<(Receipt, ()), Failure<Refusal>>,
) -> Result<Said, Failure<Refusal>> {
    let repeated = match &outcome {
        // A repeated key tells the first time's `seq` itself; a repeated message id alone does not.
        Ok((receipt, ())) => receipt.repeated && receipt.seq == 0,
        Err(Failure::Taken(what)) => what.contains("message"),
        Err(_) => false,
    };
    if !repeated {
        return outcome.map(|(receipt, ())| Said { customer, message, seq: receipt.seq });
    }
    match customers::seq_of_message(hub, message, customer).await {
        Ok(Some(seq)) => Ok(Said { customer, message, seq }),
        Ok(None) | Err(_) => Err(Failure::TryAgain),
    }
}

/// What a visitor types about themselves: a name, and claims that attach to nothing.
pub async fn identify(
    hub: &Hub,
    visitor: VisitorId,
    language: &str,
    name: Option<String>,
    claims: Vec<HandleKey>,
    by: By,
) -> Result<Receipt, Failure<Refusal>> {
    let customer = customers::customer_of_visitor(hub, visitor, language, &by).await?;
    customers::tell(hub, customer, Command::Identify { name, claims }, by).await
}

/// The six digits that take a visitor's chat to the phone: the live ones, or new ones.
pub async fn handover(hub: &Hub, visitor: VisitorId, language: &str, by: By) -> Result<(Receipt, Handover), Failure<Refusal>> {
    let customer = customers::customer_of_visitor(hub, visitor, language, &by).await?;
    for _ in 0..DRAWS {
        let issue = Command::IssueHandover { code: six_digits(), expires_at: hub.now() + HANDOVER_LASTS };
        match customers::ask(hub, customer, Call::command(issue, by.clone()), |customer| customer.handover.clone()).await {
            Ok((receipt, Some(handover))) => return Ok((receipt, handover)),
            Ok((_, None)) => return Err(Failure::TryAgain),
            // Another customer is shown the same digits at this moment.
            Err(Failure::Taken(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(Failure::TryAgain)
}

/// Sends a code to an email that a visitor says is theirs.
pub async fn request_proof(hub: &Hub, visitor: VisitorId, language: &str, email: HandleKey, by: By) -> Result<Receipt, Failure<Refusal>> {
    let customer = customers::customer_of_visitor(hub, visitor, language, &by).await?;
    let (code, now) = (six_digits(), hub.now());
    let delivery = NewDelivery {
        id: Uuid::now_v7(),
        channel: "email".into(),
        recipient: email.value.clone(),
        template: "prove_email".to_owned(),
        language: language.to_owned(),
        data: json!({"code": code}),
        at: now,
        customer: Some(customer.0),
        order: None,
    };
    let request = Command::RequestProof { handle: email, code_hash: hash(&code, customer), expires_at: now + PROOF_LASTS };
    let call = Call { deliveries: vec![delivery], ..Call::command(request, by) };
    hub.command::<Customer>(customer.0, call).await
}

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The email is the visitor's from now on.
    Attached { seq: i64 },
    /// Another customer has it: the two are one from now on.
    Linked { seq: i64, to: CustomerId },
    /// The code was wrong.
    Wrong,
}

/// A visitor types the code that was sent to an email.
pub async fn prove(hub: &Hub, visitor: VisitorId, language: &str, code: &str, by: By) -> Result<Proof, Failure<Refusal>> {
    let customer = customers::customer_of_visitor(hub, visitor, language, &by).await?;
    let handle = hub.read::<Customer, _>(customer.0, |customer| customer.proof.as_ref().map(|proof| proof.handle.clone())).await?;
    let Some(handle) = handle else { return Err(Failure::Refused(Refusal::NoProof)) };
    let holder = customers::holder(hub.db(), &handle).await.map_err(|error| {
        tracing::error!(%error, "cannot look up a handle");
        Failure::TryAgain
    })?;
    let code_hash = hash(code.trim(), customer);
    let command = match holder.filter(|holder| *holder != customer) {
        Some(to) => {
            let to_name = hub.read::<Customer, _>(to.0, |customer| customer.name.clone()).await?;
            Command::ProveAndLink { code_hash, to, to_name }
        }
        None => Command::Prove { code_hash },
    };
    let sure = move |customer: &Customer| {
        let proved = customer.handle(&handle).is_some_and(|handle| handle.assurance.attaches());
        (proved, customer.linked_to)
    };
    let (receipt, (proved, linked_to)) = hub.ask::<Customer, _>(customer.0, Call::command(command, by), sure).await?;
    Ok(match (proved, linked_to) {
        (_, Some(to)) => Proof::Linked { seq: receipt.seq, to },
        (true, None) => Proof::Attached { seq: receipt.seq },
        (false, None) => Proof::Wrong,
    })
}

/// Six digits that cannot be guessed in time.
pub fn six_digits() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}

fn hash(code: &str, customer: CustomerId) -> String {
    Sha256::digest(format!("{code}:{customer}")).iter().map(|byte| format!("{byte:02x}")).collect()
}
