//! Topics: the agents' inbox, and those of one customer.

use super::event::{maybe_moment, moment};
use super::page::{Cursor, Page, one_more};
use super::sql::Sql;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use serde::Serialize;
use uuid::Uuid;

/// Which topics the inbox shows. The first three show those that are under way: `open` and `waiting`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Open,
    /// Those assigned to this member of staff.
    Mine(Uuid),
    Unassigned,
    Snoozed,
    Closed,
}

/// A member of staff as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assignee {
    pub id: Uuid,
    pub name: String,
}

/// A topic as the inbox shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TopicRow {
    pub topic: Uuid,
    pub customer_id: Uuid,
    pub customer_name: Option<String>,
    pub channel: String,
    pub status: String,
    pub assignee: Option<Assignee>,
    pub last_text: String,
    pub last_from: String,
    pub last_at: Timestamp,
    pub waiting_since: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
    pub unread: i32,
    /// The `seq` of the event after which it looks like this.
    pub updated_seq: i64,
}

/// How many topics there are in the views.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub open: i64,
    pub mine: i64,
    pub unassigned: i64,
    pub snoozed: i64,
}

const TOPICS: &str = "SELECT t.id AS topic, t.customer AS customer_id, c.name AS customer_name, t.channel, t.status, t.assignee_id, \
     t.assignee_name, t.last_text, t.last_from, t.last_at, t.waiting_since, t.snoozed_until, t.unread, \
     COALESCE((SELECT e.seq FROM events e WHERE e.entity = t.customer AND e.version = t.version), 0) AS updated_seq \
     FROM topics t LEFT JOIN customers c ON c.id = t.customer WHERE ";

/// A page of a view, the one with the newest words first.
pub async fn topics(db: &impl ConnectionTrait, view: View, after: Option<Cursor>, limit: u64) -> Result<Page<TopicRow>, DbErr> {
    let sql = Sql::new(TOPICS);
    let sql = match view {
        View::Open => sql.text("t.status IN ('open', 'waiting')"),
        View::Mine(me) => sql.text("t.status IN ('open', 'waiting') AND t.assignee_id = ").value(me),
        View::Unassigned => sql.text("t.status IN ('open', 'waiting') AND t.assignee_id IS NULL"),
        View::Snoozed => sql.text("t.status = 'snoozed'"),
        View::Closed => sql.text("t.status = 'closed'"),
    };
    let rows = sql
        .when(after, |sql, Cursor { at, key }| {
            sql.text(" AND t.last_at <= ").value(at).text(" AND (t.last_at < ").value(at).text(" OR t.id < ").value(key).text(")")
        })
        .text(" ORDER BY t.last_at DESC, t.id DESC LIMIT ")
        .value(one_more(limit))
        .all(db)
        .await?;
    let topics = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page::cut(topics, limit, |topic: &TopicRow| Cursor { at: topic.last_at.0, key: topic.topic }))
}

/// The topics of a customer, or of customers who are one: the one with the newest words first.
pub async fn of_customers(db: &impl ConnectionTrait, customers: &[Uuid], limit: u64) -> Result<Vec<TopicRow>, DbErr> {
    let rows = Sql::new(TOPICS)
        .text("t.customer IN ")
        .list(customers.iter().copied())
        .text(" ORDER BY t.last_at DESC, t.id DESC LIMIT ")
        .value(i64::try_from(limit).unwrap_or(i64::MAX))
        .all(db)
        .await?;
    rows.iter().map(read).collect()
}

/// One topic.
pub async fn topic(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<TopicRow>, DbErr> {
    let row = Sql::new(TOPICS).text("t.id = ").value(id).one(db).await?;
    row.as_ref().map(read).transpose()
}

/// How many topics there are in the views that agents work in; `me` is whose inbox it is.
pub async fn counts(db: &impl ConnectionTrait, me: Uuid) -> Result<Counts, DbErr> {
    let row = Sql::new(
        "SELECT COUNT(*) FILTER (WHERE status <> 'snoozed') AS open, \
         COUNT(*) FILTER (WHERE status <> 'snoozed' AND assignee_id IS NULL) AS unassigned, \
         COUNT(*) FILTER (WHERE status = 'snoozed') AS snoozed, \
         COUNT(*) FILTER (WHERE status <> 'snoozed' AND assignee_id = ",
    )
    .value(me)
    .text(") AS mine FROM topics WHERE status IN ('open', 'waiting', 'snoozed')")
    .one(db)
    .await?;
    let Some(row) = row else { return Ok(Counts::default()) };
    Ok(Counts {
        open: row.try_get("", "open")?,
        mine: row.try_get("", "mine")?,
        unassigned: row.try_get("", "unassigned")?,
        snoozed: row.try_get("", "snoozed")?,
    })
}

fn read(row: &QueryResult) -> Result<TopicRow, DbErr> {
    let assignee_id: Option<Uuid> = row.try_get("", "assignee_id")?;
    let assignee_name: Option<String> = row.try_get("", "assignee_name")?;
    Ok(TopicRow {
        topic: row.try_get("", "topic")?,
        customer_id: row.try_get("", "customer_id")?,
        customer_name: row.try_get("", "customer_name")?,
        channel: row.try_get("", "channel")?,
        status: row.try_get("", "status")?,
        assignee: assignee_id.map(|id| Assignee { id, name: assignee_name.unwrap_or_default() }),
        last_text: row.try_get("", "last_text")?,
        last_from: row.try_get("", "last_from")?,
        last_at: moment(row, "last_at")?,
        waiting_since: maybe_moment(row, "waiting_since")?,
        snoozed_until: maybe_moment(row, "snoozed_until")?,
        unread: row.try_get("", "unread")?,
        updated_seq: row.try_get("", "updated_seq")?,
    })
}
