//! The timeline of a customer, or of customers who are one.

use super::event::{COLUMNS, EventRow};
use super::sql::Sql;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

/// Which part of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first ones after a `seq`.
    After(i64),
    /// The last ones before a `seq`.
    Before(i64),
    /// The last ones.
    Latest,
}

/// At most `limit` events of `customers`, always in the order in which they happened.
///
/// Every customer's part is read by itself and only then put together: that is what the index gives without reading the rest of a
/// long timeline, and in one statement no event of one slips between those of another.
pub async fn events(
    db: &impl ConnectionTrait,
    customers: &[Uuid],
    part: Part,
    visible_to_customer: bool,
    limit: u64,
) -> Result<Vec<EventRow>, DbErr> {
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let (bound, order) = match part {
        Part::After(seq) => (Some((" AND seq > ", seq)), " ORDER BY seq LIMIT "),
        Part::Before(seq) => (Some((" AND seq < ", seq)), " ORDER BY seq DESC LIMIT "),
        Part::Latest => (None, " ORDER BY seq DESC LIMIT "),
    };
    let mut sql = Sql::new("SELECT * FROM (");
    for (index, customer) in customers.iter().enumerate() {
        sql = sql
            .text(if index == 0 { "SELECT * FROM (SELECT " } else { " UNION ALL SELECT * FROM (SELECT " })
            .text(COLUMNS)
            .text(" FROM events WHERE customer = ")
            .value(*customer)
            .when(bound, |sql, (compare, seq)| sql.text(compare).value(seq))
            .text(if visible_to_customer { " AND shown <> 0" } else { "" })
            .text(order)
            .value(limit)
            .text(") AS one");
    }
    let rows = sql.text(") AS every").text(order).value(limit).all(db).await?;
    let mut events = rows.iter().map(EventRow::read).collect::<Result<Vec<_>, _>>()?;
    if !matches!(part, Part::After(_)) {
        events.reverse();
    }
    Ok(events)
}

/// The `seq` of the last event of `customers`; 0 without any.
pub async fn last_seq(db: &impl ConnectionTrait, customers: &[Uuid], visible_to_customer: bool) -> Result<i64, DbErr> {
    let mut last = 0;
    for customer in customers {
        let row = Sql::new("SELECT seq FROM events WHERE customer = ")
            .value(*customer)
            .text(if visible_to_customer { " AND shown <> 0" } else { "" })
            .text(" ORDER BY seq DESC LIMIT 1")
            .one(db)
            .await?;
        if let Some(row) = row {
            last = last.max(row.try_get("", "seq")?);
        }
    }
    Ok(last)
}

/// The `seq` of the last event of all; 0 in an empty journal.
pub async fn head(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    match Sql::new("SELECT seq FROM events ORDER BY seq DESC LIMIT 1").one(db).await? {
        Some(row) => row.try_get("", "seq"),
        None => Ok(0),
    }
}
