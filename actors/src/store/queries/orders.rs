//! Orders in lists; one order as a whole is the order's own business.

use super::event::moment;
use super::page::{Cursor, Page, one_more};
use super::sql::Sql;
use super::typed::{order_number_prefix, prefix_end, spellings};
use comptoir_domain::money::Money;
use comptoir_domain::order::Contact;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use serde::Serialize;
use uuid::Uuid;

/// An order as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderRow {
    pub id: Uuid,
    pub number: String,
    pub status: String,
    pub channel: String,
    pub customer_id: Uuid,
    /// As given with the order.
    pub customer: Contact,
    pub method: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup_node: Option<String>,
    pub total: Money,
    pub placed_at: Timestamp,
}

/// Which orders; what is not said does not matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Those of a customer, or of customers who are one.
    pub customers: Option<&'a [Uuid]>,
    pub status: Option<&'a str>,
    /// Those that this node has or had a part of, or where they are to be collected.
    pub node: Option<&'a str>,
    /// The beginning of a number, or of the customer's email or name.
    pub typed: Option<&'a str>,
}

/// Customers who are looked through when somebody types the beginning of a name or an email.
const LOOKED_THROUGH: i64 = 1_000;

/// A page of orders, the newest first.
pub async fn list(db: &impl ConnectionTrait, filter: Filter<'_>, after: Option<Cursor>, limit: u64) -> Result<Page<OrderRow>, DbErr> {
    let rows = Sql::new(
        "SELECT o.id, o.number, o.status, o.channel, o.customer, o.customer_name, o.email, o.phone, o.method, o.pickup_node, o.total, \
         o.currency, o.placed_at FROM orders o WHERE 1 = 1",
    )
    .when(filter.customers, |sql, customers| sql.text(" AND o.customer IN ").list(customers.iter().copied()))
    .when(filter.status, |sql, status| sql.text(" AND o.status = ").value(status))
    .when(filter.node, |sql, node| {
        sql.text(" AND (o.pickup_node = ")
            .value(node)
            .text(" OR o.id IN (SELECT f.order_id FROM fulfillments f WHERE f.node = ")
            .value(node)
            .text("))")
    })
    .when(filter.typed.map(str::trim).filter(|typed| !typed.is_empty()), matching)
    .when(after, |sql, Cursor { at, key }| {
        sql.text(" AND o.placed_at <= ").value(at).text(" AND (o.placed_at < ").value(at).text(" OR o.id < ").value(key).text(")")
    })
    .text(" ORDER BY o.placed_at DESC, o.id DESC LIMIT ")
    .value(one_more(limit))
    .all(db)
    .await?;
    let orders = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page::cut(orders, limit, |order: &OrderRow| Cursor { at: order.placed_at.0, key: order.id }))
}

/// Narrows to the orders that somebody means who has typed this. Every way leads through an index.
fn matching(sql: Sql, typed: &str) -> Sql {
    let sql = sql.text(" AND o.id IN (");
    if let Some(number) = order_number_prefix(typed) {
        let end = prefix_end(&number);
        return sql.text("SELECT id FROM orders WHERE number >= ").value(number).text(" AND number < ").value(end).text(")");
    }
    let email = typed.to_lowercase();
    let end = prefix_end(&email);
    let mut sql = sql
        .text("SELECT id FROM orders WHERE customer IN (SELECT customer FROM handles WHERE kind = 'email' AND value >= ")
        .value(email)
        .text(" AND value < ")
        .value(end)
        .text(" LIMIT ")
        .value(LOOKED_THROUGH)
        .text(")");
    for spelling in spellings(typed) {
        let end = prefix_end(&spelling);
        sql = sql
            .text(" UNION SELECT id FROM orders WHERE customer IN (SELECT id FROM customers WHERE name IS NOT NULL AND lower(name) >= ")
            .value(spelling)
            .text(" AND lower(name) < ")
            .value(end)
            .text(" LIMIT ")
            .value(LOOKED_THROUGH)
            .text(")");
    }
    sql.text(")")
}

/// The order with this number, written as it is kept (`4827-193-605`).
pub async fn id_by_number(db: &impl ConnectionTrait, number: &str) -> Result<Option<Uuid>, DbErr> {
    let row = Sql::new("SELECT id FROM orders WHERE number = ").value(number).one(db).await?;
    row.map(|row| row.try_get("", "id")).transpose()
}

/// The order that a fulfillment is part of.
pub async fn id_by_fulfillment(db: &impl ConnectionTrait, fulfillment: Uuid) -> Result<Option<Uuid>, DbErr> {
    let row = Sql::new("SELECT order_id FROM fulfillments WHERE id = ").value(fulfillment).one(db).await?;
    row.map(|row| row.try_get("", "order_id")).transpose()
}

fn read(row: &QueryResult) -> Result<OrderRow, DbErr> {
    Ok(OrderRow {
        id: row.try_get("", "id")?,
        number: row.try_get("", "number")?,
        status: row.try_get("", "status")?,
        channel: row.try_get("", "channel")?,
        customer_id: row.try_get("", "customer")?,
        customer: Contact { name: row.try_get("", "customer_name")?, email: row.try_get("", "email")?, phone: row.try_get("", "phone")? },
        method: row.try_get("", "method")?,
        pickup_node: row.try_get("", "pickup_node")?,
        total: Money { amount: row.try_get("", "total")?, currency: row.try_get("", "currency")? },
        placed_at: moment(row, "placed_at")?,
    })
}
