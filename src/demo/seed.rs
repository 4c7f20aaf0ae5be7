//! Fills an empty database with Maison Véra.

use super::data;
use super::past;
use crate::auth::passwords::{self, PasswordError};
use crate::import::Parsed;
use crate::import::apply::{self, ApplyError};
use crate::representation::shop::DemoLogin;
use comptoir_actors::call::{By, ByKind, Failure};
use comptoir_actors::hub::Hub;
use comptoir_actors::store::catalogue::{self, UpsertError};
use comptoir_actors::store::sourcing_rules::{self, Kind};
use comptoir_actors::store::staff::{self, Account, AddError, CannedReply};
use comptoir_domain::ids::{self, NodeCode};
use comptoir_domain::node::{Command, Node, NodeKind, Practice, Profile};
use comptoir_domain::place::{Address, Point};
use comptoir_domain::sourcing::{Method, Policy, Scope};
use sea_orm::DbErr;
use uuid::Uuid;

/// Why the demo's data could not be put in.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error("the demo's data cannot be written: {0}")]
    Database(#[from] DbErr),
    #[error("the demo's products cannot be written: {0}")]
    Products(#[from] UpsertError),
    #[error("the demo's stock cannot be written: {0}")]
    Stock(#[from] ApplyError),
    #[error("the demo's staff cannot be added: {0}")]
    Staff(#[from] AddError),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error("the demo's {what} was not taken: {why}")]
    Refused { what: String, why: String },
}

impl SeedError {
    /// For a part of the demo's data that an entity does not take.
    pub(super) fn of<R: std::fmt::Display>(what: &str) -> impl Fn(Failure<R>) -> SeedError {
        move |failure| SeedError::Refused { what: what.to_owned(), why: failure.to_string() }
    }
}

/// Puts nodes, products, stock, staff and a believable past in; does nothing where there are nodes already. Gives the logins that can
/// be used.
pub async fn seed(hub: &Hub) -> Result<Vec<DemoLogin>, SeedError> {
    if hub.stock().nodes().is_empty() {
        products(hub).await?;
        canned_replies(hub).await?;
        staff(hub).await?;
        nodes(hub).await?;
        stock(hub).await?;
        policy(hub).await?;
        past::happen(hub).await?;
    }
    logins(hub).await
}

async fn products(hub: &Hub) -> Result<(), SeedError> {
    let products: Vec<catalogue::Product> = data::products().into_iter().map(Into::into).collect();
    Ok(catalogue::upsert(&*hub.writer().await, &products, hub.now()).await?)
}

async fn canned_replies(hub: &Hub) -> Result<(), SeedError> {
    for reply in data::canned_replies() {
        let reply = CannedReply { shortcut: reply.shortcut, language: reply.language, text: reply.text };
        staff::keep_canned_reply(&*hub.writer().await, reply).await?;
    }
    Ok(())
}

async fn staff(hub: &Hub) -> Result<(), SeedError> {
    // One password, hashed once: hashing is slow by design.
    let password_hash = passwords::hash(data::PASSWORD.to_owned()).await?;
    for person in data::staff() {
        let account = Account {
            id: account(&person.login),
            login: person.login,
            name: person.name,
            password_hash: password_hash.clone(),
            role: person.role,
            node: person.node,
            language: person.language,
            created_at: hub.now().0,
            disabled_at: None,
        };
        staff::add(&*hub.writer().await, account).await?;
    }
    Ok(())
}

/// The id of a member of the demo's staff.
fn account(login: &str) -> Uuid {
    ids::derived(&format!("demo staff:{login}"))
}

/// A member of the demo's staff, as events name who caused them.
pub(super) fn by(login: &str) -> By {
    let name = data::staff().into_iter().find(|person| person.login == login).map(|person| person.name);
    By { kind: ByKind::Staff, id: Some(account(login).to_string()), name }
}

/// The clerk of a node; the hub itself where nobody has a login.
pub(super) fn clerk_of(node: &NodeCode) -> By {
    let clerk = data::staff().into_iter().find(|person| person.node.as_ref() == Some(&node.0));
    clerk.map_or_else(By::system, |clerk| by(&clerk.login))
}

async fn nodes(hub: &Hub) -> Result<(), SeedError> {
    for data::DemoNode { node, hours, phone } in data::nodes() {
        let kind = NodeKind::parse(&node.kind)
            .ok_or_else(|| SeedError::Refused { what: format!("node {}", node.code), why: format!("{} is no kind of node", node.kind) })?;
        let profile = Profile {
            name: node.name,
            kind,
            address: Address {
                name: String::new(),
                street: node.street,
                postcode: node.postcode,
                city: node.city,
                country: node.country,
                point: Some(Point { latitude: node.latitude, longitude: node.longitude }),
            },
            phone: Some(phone),
            hours,
            handling_cost: handling_cost(kind),
            practice: practice(kind),
            code: NodeCode(node.code),
        };
        let id = profile.code.entity();
        let what = format!("node {}", profile.code);
        hub.tell::<Node>(id, Command::Describe(Box::new(profile)), By::system()).await.map_err(SeedError::of(&what))?;
    }
    Ok(())
}

/// Picking in a warehouse is cheaper than between customers.
const fn handling_cost(kind: NodeKind) -> i64 {
    match kind {
        NodeKind::Warehouse => 80,
        NodeKind::Store | NodeKind::RelayPoint => 250,
        NodeKind::Supplier => 400,
    }
}

/// Warehouses pack what comes; stores do it between customers, and suppliers take two days.
fn practice(kind: NodeKind) -> Practice {
    let (orders_a_day, preparation_minutes, collection) = match kind {
        NodeKind::Warehouse => (Some(900), 60, "18:00"),
        NodeKind::Store | NodeKind::RelayPoint => (Some(30), 90, "16:30"),
        NodeKind::Supplier => (Some(60), 24 * 60, "17:00"),
    };
    Practice {
        orders_a_day,
        orders_an_hour: None,
        preparation_minutes: Some(preparation_minutes),
        collection: Some(collection.to_owned()),
        ..Practice::default()
    }
}

async fn stock(hub: &Hub) -> Result<(), SeedError> {
    let good = data::stock();
    let lines = (1..).take(good.len()).collect();
    let applied = apply::stock(hub, Parsed { good, lines, bad: Vec::new() }).await?;
    match applied.bad.first() {
        None => Ok(()),
        Some(bad) => Err(SeedError::Refused { what: format!("stock row {}", bad.line), why: bad.reason.clone() }),
    }
}

/// What a store lacks is sent there.
async fn policy(hub: &Hub) -> Result<(), SeedError> {
    let mut policy = Policy { scope: Scope { methods: vec![Method::Pickup], ..Scope::default() }, ..Policy::default() };
    policy.limits.ship_to_store = true;
    let body = serde_json::to_string(&policy).unwrap_or_default();
    let by = by("helene").name.unwrap_or_default();
    let kept = sourcing_rules::keep(&*hub.writer().await, Kind::Policy, "retrait-en-magasin", Some(0), Some(body), hub.now(), &by).await;
    kept.map_err(|error| SeedError::Refused { what: "policy".into(), why: error.to_string() })?;
    Ok(hub.desk().keep_up(hub.db()).await?)
}

async fn logins(hub: &Hub) -> Result<Vec<DemoLogin>, SeedError> {
    let mut logins = Vec::new();
    for person in data::staff() {
        let account = staff::by_login(hub.db(), &person.login).await?;
        if account.is_some_and(|account| account.id == self::account(&person.login) && account.disabled_at.is_none()) {
            logins.push(DemoLogin {
                login: person.login,
                password: data::PASSWORD.to_owned(),
                name: person.name,
                role: person.role,
                node: person.node,
            });
        }
    }
    Ok(logins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use comptoir_actors::check::check;
    use comptoir_actors::hub::HubOptions;
    use comptoir_actors::store::models::{order, topic};
    use sea_orm::EntityTrait;
    use std::collections::BTreeSet;

    #[actix::test]
    async fn everything_has_something_to_show_and_a_second_time_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("c.db").display());
        let hub = Hub::start(HubOptions { arbiters: 1, ..HubOptions::new(&database) }).await.unwrap();
        let logins = seed(&hub).await.unwrap();
        assert_eq!(logins.len(), data::staff().len());
        let ines = staff::by_login(hub.db(), "ines").await.unwrap().unwrap();
        assert!(passwords::verify(data::PASSWORD.into(), Some(ines.password_hash)).await);

        let orders = order::Entity::find().all(hub.db()).await.unwrap();
        let statuses: BTreeSet<&str> = orders.iter().map(|order| order.status.as_str()).collect();
        let wanted = ["cancelled", "completed", "in_preparation", "ready_for_pickup", "reserved", "shipped"];
        assert_eq!(statuses, BTreeSet::from(wanted));
        assert!(orders.len() >= 12 && orders.iter().all(|order| order.total > 0));
        let topics = topic::Entity::find().all(hub.db()).await.unwrap();
        let statuses: BTreeSet<&str> = topics.iter().map(|topic| topic.status.as_str()).collect();
        assert_eq!(statuses, BTreeSet::from(["closed", "open", "waiting"]));

        assert!(hub.drain(std::time::Duration::from_secs(10)).await);
        let head = hub.journal().head();
        assert_eq!(seed(&hub).await.unwrap().len(), logins.len());
        assert_eq!(hub.journal().head(), head);
        let report = check(hub.db()).await.unwrap();
        assert_eq!(report.differences.len(), 0, "{:?}", report.differences);
        hub.stop().await;
    }
}
