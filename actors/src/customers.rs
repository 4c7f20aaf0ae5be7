//! Who is it: recognising customers by what trusted callers bring, and speaking to them across links.

use crate::call::{By, Call, Failure, Key, Receipt};
use crate::hub::Hub;
use comptoir_domain::customer::{self, Channel, Command, Customer};
use comptoir_domain::handle::{Assurance, HandleKey, HandleKind};
use comptoir_domain::ids::{self, CustomerId, VisitorId};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use uuid::Uuid;

/// Races to lose before the caller is told to try later.
const RACES: u32 = 5;

/// What a trusted caller says of somebody. Handles are normalised (emails in lower case, phones in E.164).
#[derive(Debug, Clone, PartialEq)]
pub struct WhoIsIt {
    pub name: Option<String>,
    pub handles: Vec<HandleKey>,
    pub language: String,
    pub channel: Channel,
}

/// A visitor's own customer: the id follows from the visitor's, so that no look-up is needed.
pub fn of_visitor(visitor: VisitorId) -> CustomerId {
    CustomerId(ids::derived(&format!("visitor:{visitor}")))
}

/// The customer who has this handle attached, through a link if there is one.
pub async fn holder(db: &impl ConnectionTrait, handle: &HandleKey) -> Result<Option<CustomerId>, DbErr> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT customers.id, customers.linked_to FROM handles JOIN customers ON customers.id = handles.customer \
         WHERE handles.kind = $1 AND handles.value = $2 AND handles.assurance <> 'claimed'",
        [handle.kind.as_str().into(), handle.value.as_str().into()],
    );
    let Some(row) = db.query_one_raw(statement).await? else { return Ok(None) };
    let (id, linked_to): (Uuid, Option<Uuid>) = (row.try_get("", "id")?, row.try_get("", "linked_to")?);
    Ok(Some(CustomerId(linked_to.unwrap_or(id))))
}

/// The customer whom a trusted caller means: the one who has a handle, or a new one. Two callers at the same moment get the same one.
///
/// The first handle that is known decides; others that belong to somebody else are left with them. Under a `key` one new customer at
/// most is made.
pub async fn customer_for(hub: &Hub, who: &WhoIsIt, by: &By, key: Option<&Key>) -> Result<CustomerId, Failure<customer::Refusal>> {
    for _ in 0..RACES {
        let mut known = Vec::with_capacity(who.handles.len());
        for handle in &who.handles {
            known.push(holder(hub.db(), handle).await.map_err(|error| {
                tracing::error!(%error, "cannot look up a handle");
                Failure::TryAgain
            })?);
        }
        if let Some(customer) = known.iter().flatten().next().copied() {
            for (handle, holder) in who.handles.iter().zip(&known) {
                if holder.is_some() {
                    continue;
                }
                let attach = Command::Attach { handle: handle.clone(), assurance: Assurance::Confirmed };
                match tell(hub, customer, attach, by.clone()).await {
                    // Somebody else was given it in the meantime: it is theirs.
                    Ok(_) | Err(Failure::Taken(_) | Failure::Refused(_)) => {}
                    Err(failure) => return Err(failure),
                }
            }
            return Ok(customer);
        }
        let id = key.map_or_else(Uuid::now_v7, |key| ids::derived(&format!("customer:{}", key.id())));
        let create = Command::Create {
            name: who.name.clone(),
            language: who.language.clone(),
            channel: who.channel,
            handles: who.handles.iter().map(|handle| (handle.clone(), Assurance::Confirmed)).collect(),
        };
        let call = Call { new: true, ..Call::command(create, by.clone()).with_key(key.cloned()) };
        match hub.command::<Customer>(id, call).await {
            Ok(_) => return Ok(CustomerId(id)),
            // Another caller brought the same handle at the same moment and was first: look again.
            Err(Failure::Taken(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(Failure::TryAgain)
}

/// Makes sure that a visitor has a customer, and gives the one to speak to (through a link if there is one).
pub async fn customer_of_visitor(hub: &Hub, visitor: VisitorId, language: &str, by: &By) -> Result<CustomerId, Failure<customer::Refusal>> {
    let id = of_visitor(visitor);
    match hub.read::<Customer, _>(id.0, |customer| customer.linked_to).await {
        Ok(linked_to) => Ok(linked_to.unwrap_or(id)),
        Err(Failure::Unknown) => {
            let handle = HandleKey { kind: HandleKind::Visitor, value: visitor.to_string() };
            let create = Command::Create {
                name: None,
                language: language.to_owned(),
                channel: Channel::Webchat,
                handles: vec![(handle, Assurance::Proved)],
            };
            hub.tell::<Customer>(id.0, create, by.clone()).await?;
            Ok(id)
        }
        Err(failure) => Err(failure),
    }
}

/// Tells a customer something; one that is an alias passes it on to the one it is linked to.
pub async fn tell(hub: &Hub, id: CustomerId, command: Command, by: By) -> Result<Receipt, Failure<customer::Refusal>> {
    ask(hub, id, Call::command(command, by), |_| ()).await.map(|(receipt, ())| receipt)
}

/// Asks a customer, and reads it in the same turn; one that is an alias passes the call on.
pub async fn ask<R: Send + 'static>(
    hub: &Hub,
    id: CustomerId,
    call: Call<Customer>,
    read: impl Fn(&Customer) -> R + Send + Clone + 'static,
) -> Result<(Receipt, R), Failure<customer::Refusal>> {
    let again = Call { new: false, ..call.clone() };
    match hub.ask(id.0, call, read.clone()).await {
        Err(Failure::Refused(customer::Refusal::LinkedTo { to })) => match said_before(hub, id, again.command.as_ref()).await? {
            Some(seq) => {
                let (receipt, read) = hub.ask(to.0, Call::look(), read).await?;
                Ok((Receipt { seq, repeated: true, ..receipt }, read))
            }
            None => hub.ask(to.0, again, read).await,
        },
        answer => answer,
    }
}

/// The `seq` of a message that was posted before its customer was linked, and is now sent again: that message ids are unique is a
/// constraint within each customer, which the other one's does not know.
async fn said_before(hub: &Hub, customer: CustomerId, command: Option<&Command>) -> Result<Option<i64>, Failure<customer::Refusal>> {
    let message = match command {
        Some(Command::Post(post)) => post.message,
        Some(Command::Note { message, .. }) => *message,
        _ => return Ok(None),
    };
    seq_of_message(hub, message, customer).await.map_err(|error| {
        tracing::error!(%error, "cannot look up a message");
        Failure::TryAgain
    })
}

/// The `seq` under which a message was first posted: the answer to a resend. What is said to an alias stands under the customer it is
/// linked to.
pub async fn seq_of_message(hub: &Hub, message: ids::MessageId, customer: CustomerId) -> Result<Option<i64>, DbErr> {
    let db = hub.db();
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT seq FROM events WHERE message = $1 AND entity IN ($2, (SELECT linked_to FROM customers WHERE id = $3)) ORDER BY seq LIMIT 1",
        [message.0.into(), customer.0.into(), customer.0.into()],
    );
    db.query_one_raw(statement).await?.map(|row| row.try_get("", "seq")).transpose()
}
