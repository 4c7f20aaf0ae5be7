//! The work board of a node: the fulfillments that somebody there has to do something about.

use super::event::{json, maybe_moment};
use super::sql::Sql;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

/// A fulfillment as the board shows it.
#[derive(Debug, Clone, Serialize)]
pub struct BoardCard {
    pub fulfillment_id: Uuid,
    pub order_id: Uuid,
    /// The order's.
    pub number: String,
    pub status: String,
    pub method: String,
    pub channel: String,
    /// Who packs it.
    pub node: String,
    /// The counter to which it is sent for the customer to collect it.
    pub sent_to: Option<String>,
    /// First name and initial ([`short_name`]).
    pub customer: Option<String>,
    /// `[{line, sku, title, barcode, quantity, picked}]`
    pub lines: Box<RawValue>,
    pub offered_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_until: Option<Timestamp>,
    /// The `seq` of the event after which it looks like this.
    pub updated_seq: i64,
}

const CARDS: &str = "SELECT f.id, f.order_id, f.number, f.status, f.method, f.channel, f.node, f.sent_to, f.customer_name, f.lines, f.offered_at, f.due_at, \
     f.ready_until, COALESCE((SELECT e.seq FROM events e WHERE e.entity = f.order_id AND e.version = f.version), 0) AS updated_seq \
     FROM fulfillments f WHERE ";

/// The cards of a node, the one offered first at the top: what it packs, and what is sent to it.
pub async fn cards(db: &impl ConnectionTrait, node: &str) -> Result<Vec<BoardCard>, DbErr> {
    let rows = Sql::new(CARDS)
        .text("f.node = ")
        .value(node)
        .text(" AND (f.status IN ('offered', 'accepted', 'picking', 'packed') OR f.status = 'ready_for_pickup' AND f.sent_to IS NULL)")
        .text(" OR f.sent_to = ")
        .value(node)
        .text(" AND f.status IN ('shipped', 'ready_for_pickup') ORDER BY f.offered_at, f.id")
        .all(db)
        .await?;
    rows.iter().map(read).collect()
}

/// The card of one fulfillment, whatever its status.
pub async fn card(db: &impl ConnectionTrait, fulfillment: Uuid) -> Result<Option<BoardCard>, DbErr> {
    let row = Sql::new(CARDS).text("f.id = ").value(fulfillment).one(db).await?;
    row.as_ref().map(read).transpose()
}

/// A name as it stands where other customers may look over one's shoulder: `Camille Dupont` is `Camille D.`
pub fn short_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    match words.next_back().and_then(|last| last.chars().next()) {
        Some(initial) => format!("{first} {}.", initial.to_uppercase()),
        None => first.to_owned(),
    }
}

fn read(row: &QueryResult) -> Result<BoardCard, DbErr> {
    Ok(BoardCard {
        fulfillment_id: row.try_get("", "id")?,
        order_id: row.try_get("", "order_id")?,
        number: row.try_get("", "number")?,
        status: row.try_get("", "status")?,
        method: row.try_get("", "method")?,
        channel: row.try_get("", "channel")?,
        node: row.try_get("", "node")?,
        sent_to: row.try_get("", "sent_to")?,
        customer: row.try_get::<Option<String>>("", "customer_name")?.as_deref().map(short_name),
        lines: json(row.try_get("", "lines")?)?,
        offered_at: maybe_moment(row, "offered_at")?,
        due_at: maybe_moment(row, "due_at")?,
        ready_until: maybe_moment(row, "ready_until")?,
        updated_seq: row.try_get("", "updated_seq")?,
    })
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn a_short_name_keeps_the_first_and_the_initial() {
        for (name, short) in
            [("Camille Dupont", "Camille D."), ("Jean de la Fontaine", "Jean F."), ("Camille", "Camille"), ("Élodie élan", "Élodie É.")]
        {
            assert_eq!(short_name(name), short);
            assert_eq!(short_name(short), short);
        }
    }
}
