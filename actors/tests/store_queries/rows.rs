//! Rows to begin a test with; a test says what it is about, and the rest is something sensible.

use comptoir_actors::store::models::{customer, delivery, event, fulfillment, handle, handover, order, topic};
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel};
use uuid::Uuid;

/// The id with this number.
pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// Inserts a row.
pub async fn put<M, A>(db: &DatabaseConnection, row: M)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior + Send,
{
    A::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
}

pub fn customer(number: u128, name: &str) -> customer::Model {
    customer::Model {
        id: id(number),
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        language: "fr".to_owned(),
        channel: "webchat".to_owned(),
        created_at: 1,
        linked_to: None,
        version: 1,
    }
}

pub fn handle(customer: u128, kind: &str, value: &str, assurance: &str) -> handle::Model {
    handle::Model {
        customer: id(customer),
        kind: kind.to_owned(),
        value: value.to_owned(),
        assurance: assurance.to_owned(),
        since: 1,
        version: 1,
    }
}

pub fn handover(customer: u128, code: &str, expires_at: i64) -> handover::Model {
    handover::Model { customer: id(customer), code: code.to_owned(), expires_at, version: 1 }
}

pub fn topic(number: u128, customer: u128, status: &str, last_at: i64) -> topic::Model {
    topic::Model {
        id: id(number),
        customer: id(customer),
        channel: "webchat".to_owned(),
        status: status.to_owned(),
        assignee_id: None,
        assignee_name: None,
        last_text: "Bonjour".to_owned(),
        last_from: "customer".to_owned(),
        last_at,
        waiting_since: (status == "open").then_some(last_at),
        snoozed_until: (status == "snoozed").then_some(last_at + 1_000),
        closed_at: (status == "closed").then_some(last_at),
        unread: 1,
        version: 1,
    }
}

pub fn order(number: u128, customer: u128, spoken: &str, status: &str, placed_at: i64) -> order::Model {
    order::Model {
        id: id(number),
        number: spoken.to_owned(),
        customer: id(customer),
        customer_name: Some("Camille Dupont".to_owned()),
        email: Some("camille@exemple.fr".to_owned()),
        phone: None,
        status: status.to_owned(),
        channel: "web".to_owned(),
        method: "ship".to_owned(),
        pickup_node: None,
        total: 3_998,
        currency: "EUR".to_owned(),
        placed_at,
        version: 1,
    }
}

pub fn fulfillment(number: u128, order: u128, node: &str, status: &str, offered_at: i64) -> fulfillment::Model {
    fulfillment::Model {
        id: id(number),
        order_id: id(order),
        number: "4827-193-605".to_owned(),
        node: node.to_owned(),
        status: status.to_owned(),
        method: "pickup".to_owned(),
        channel: "web".to_owned(),
        customer_name: Some("Camille Dupont".to_owned()),
        lines: r#"[{"line":1,"sku":"BOL-ECRU","title":"Bol","barcode":null,"quantity":2,"picked":0}]"#.to_owned(),
        offered_at: Some(offered_at),
        due_at: Some(offered_at + 1_000),
        ready_until: None,
        carrier: None,
        tracking_number: None,
        sent_to: None,
        version: 1,
    }
}

pub fn event(seq: i64, entity: u128, version: i64, customer: Option<u128>, shown: i16) -> event::Model {
    event::Model {
        seq,
        entity: id(entity),
        kind: "customer".to_owned(),
        version,
        r#type: "message.posted".to_owned(),
        schema: 1,
        data: format!(r#"{{"text":"number {seq}"}}"#),
        at: seq * 1_000,
        by_whom: r#"{"kind":"visitor"}"#.to_owned(),
        customer: customer.map(id),
        shown,
        shown_data: (shown == 2).then(|| r#"{"text":"said more kindly"}"#.to_owned()),
        message: None,
    }
}

pub fn delivery(number: u128, created_at: i64) -> delivery::Model {
    delivery::Model {
        id: id(number),
        channel: "email".to_owned(),
        recipient: "camille@exemple.fr".to_owned(),
        template: "order_confirmed".to_owned(),
        language: "fr".to_owned(),
        data: r#"{"fulfillment":null}"#.to_owned(),
        subject: None,
        status: "waiting".to_owned(),
        attempts: 0,
        due_at: created_at,
        lease_until: None,
        created_at,
        sent_at: None,
        error: None,
        customer: None,
        order_id: None,
        order_number: Some("4827-193-605".to_owned()),
    }
}
