//! The outbox: every email and SMS as it went out, or is going to.

use super::event::{json, maybe_moment, moment};
use super::page::{Cursor, Page, one_more};
use super::sql::Sql;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

/// An email or SMS.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryRow {
    pub id: Uuid,
    pub channel: String,
    pub to: String,
    pub subject: Option<String>,
    pub template: String,
    pub language: String,
    pub status: String,
    pub attempts: i32,
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    #[serde(skip)]
    pub order: Option<Uuid>,
    #[serde(skip)]
    pub customer: Option<Uuid>,
    /// What the template needs besides the order.
    #[serde(skip)]
    pub data: Box<RawValue>,
}

const DELIVERIES: &str = "SELECT id, channel, recipient, subject, template, language, status, attempts, created_at, sent_at, error, \
     order_number, order_id, customer, data FROM deliveries ";

/// A page of all deliveries, or of those to one customer, the newest first.
pub async fn deliveries(
    db: &impl ConnectionTrait,
    customer: Option<Uuid>,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Page<DeliveryRow>, DbErr> {
    let rows = Sql::new(DELIVERIES)
        .text("WHERE TRUE")
        .when(customer, |sql, customer| sql.text(" AND customer = ").value(customer))
        .when(after, |sql, Cursor { at, key }| {
            sql.text(" AND created_at <= ").value(at).text(" AND (created_at < ").value(at).text(" OR id < ").value(key).text(")")
        })
        .text(" ORDER BY created_at DESC, id DESC LIMIT ")
        .value(one_more(limit))
        .all(db)
        .await?;
    let deliveries = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page::cut(deliveries, limit, |delivery: &DeliveryRow| Cursor { at: delivery.created_at.0, key: delivery.id }))
}

/// One delivery.
pub async fn delivery(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<DeliveryRow>, DbErr> {
    let row = Sql::new(DELIVERIES).text("WHERE id = ").value(id).one(db).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &QueryResult) -> Result<DeliveryRow, DbErr> {
    Ok(DeliveryRow {
        id: row.try_get("", "id")?,
        channel: row.try_get("", "channel")?,
        to: row.try_get("", "recipient")?,
        subject: row.try_get("", "subject")?,
        template: row.try_get("", "template")?,
        language: row.try_get("", "language")?,
        status: row.try_get("", "status")?,
        attempts: row.try_get("", "attempts")?,
        created_at: moment(row, "created_at")?,
        sent_at: maybe_moment(row, "sent_at")?,
        error: row.try_get("", "error")?,
        order_number: row.try_get("", "order_number")?,
        order: row.try_get("", "order_id")?,
        customer: row.try_get("", "customer")?,
        data: json(row.try_get("", "data")?)?,
    })
}
