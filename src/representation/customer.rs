//! A customer, as staff see them.

use crate::representation::order::Order;
use crate::representation::{Event, Moment, Topic};
use comptoir_actors::store::queries::customers;
use comptoir_domain::customer as domain;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerCard {
    pub id: Uuid,
    pub name: Option<String>,
    pub language: String,
    pub handles: Vec<Handle>,
    pub last_seen_at: Moment,
    pub open_topics: i64,
    pub open_orders: i64,
}

/// How a customer is recognised.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Handle {
    /// `email`, `phone`, `loyalty`, `external` or `visitor`.
    #[schema(example = "email")]
    pub kind: String,
    pub value: String,
    /// `claimed`, `proved` or `confirmed`.
    #[schema(example = "confirmed")]
    pub assurance: String,
    pub since: Moment,
}

impl From<customers::CustomerCard> for CustomerCard {
    fn from(row: customers::CustomerCard) -> Self {
        let handle =
            |row: customers::HandleRow| Handle { kind: row.kind, value: row.value, assurance: row.assurance, since: row.since.into() };
        CustomerCard {
            id: row.id,
            name: row.name,
            language: row.language,
            handles: row.handles.into_iter().map(handle).collect(),
            last_seen_at: row.last_seen_at.into(),
            open_topics: row.open_topics,
            open_orders: row.open_orders,
        }
    }
}

/// A customer in full.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CustomerDetail {
    #[serde(flatten)]
    pub card: CustomerCard,
    pub created_at: Moment,
    /// Whether one of their browsers is connected now.
    pub online: bool,
    pub touches: Vec<Touch>,
    /// The customers that are aliases of this one.
    pub linked: Vec<LinkedCustomer>,
    /// The customer that this one is an alias of.
    pub linked_to: Option<Uuid>,
}

/// An open chat session, call or visit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Touch {
    pub touch: Uuid,
    pub channel: &'static str,
    pub opened_at: Moment,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LinkedCustomer {
    pub id: Uuid,
    pub name: Option<String>,
}

impl CustomerDetail {
    pub fn of(card: CustomerCard, customer: &domain::Customer, online: bool) -> Self {
        CustomerDetail {
            card,
            created_at: customer.created_at.unwrap_or_default().into(),
            online,
            touches: customer
                .touches
                .iter()
                .map(|touch| Touch { touch: touch.id.0, channel: touch.channel.as_str(), opened_at: touch.opened_at.into() })
                .collect(),
            linked: customer.linked.iter().map(|(id, name)| LinkedCustomer { id: id.0, name: name.clone() }).collect(),
            linked_to: customer.linked_to.map(|to| to.0),
        }
    }
}

/// Somebody who may be the same person, and why.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Suggestion {
    pub customer_id: Uuid,
    pub name: Option<String>,
    pub evidence: Vec<Evidence>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Evidence {
    pub kind: String,
    pub value: String,
}

impl From<customers::Suggestion> for Suggestion {
    fn from(row: customers::Suggestion) -> Self {
        let evidence = row.evidence.into_iter().map(|shared| Evidence { kind: shared.kind, value: shared.value }).collect();
        Suggestion { customer_id: row.customer_id, name: row.name, evidence }
    }
}

/// Everything that staff need to know when they talk to a customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerContext {
    pub customer: CustomerDetail,
    pub suggestions: Vec<Suggestion>,
    pub topics: Vec<Topic>,
    pub orders: Vec<Order>,
    /// The last 50 events, oldest first.
    pub timeline: Vec<Event>,
    /// The last event that all of this takes into account.
    pub cursor: i64,
}
