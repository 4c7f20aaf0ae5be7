//! The clock: wakes entities whose time has come, also after a restart.

use crate::directory::Resident;
use crate::hub::Hub;
use comptoir_domain::customer::Customer;
use comptoir_domain::node::Node;
use comptoir_domain::order::Order;
use comptoir_domain::time::{Span, Timestamp};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use std::time::Duration;
use uuid::Uuid;

const TICK: Duration = Duration::from_millis(500);
/// Entities woken in one tick, at most: after a long stop the backlog comes back to life in portions.
const PORTION: i64 = 500;
/// How often what nobody needs any more is swept out.
const SWEEP_EVERY: u32 = 1_200;
/// An outcome that was unknown is looked up within moments.
const BATCHES_KEPT: Span = Span::hours(1);
/// A caller that repeats itself does so within days.
const KEYS_KEPT: Span = Span::days(90);

/// Runs until the journal stops.
pub async fn run(hub: Hub) {
    let mut ticks = 0u32;
    while hub.journal().is_alive() {
        if let Err(error) = wake_due(&hub).await {
            tracing::warn!(%error, "the clock cannot read the wakes");
        }
        if ticks.is_multiple_of(SWEEP_EVERY)
            && let Err(error) = sweep(&hub).await
        {
            tracing::warn!(%error, "cannot sweep out old rows");
        }
        ticks = ticks.wrapping_add(1);
        tokio::time::sleep(TICK).await;
    }
}

async fn wake_due(hub: &Hub) -> Result<(), DbErr> {
    let db = hub.db();
    let due = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT entity, kind FROM wakes WHERE due <= $1 ORDER BY due LIMIT $2",
        [hub.now().0.into(), PORTION.into()],
    );
    for row in db.query_all_raw(due).await? {
        let entity: Uuid = row.try_get("", "entity")?;
        let kind: String = row.try_get("", "kind")?;
        match kind.as_str() {
            "customer" => Customer::directory(hub).wake(hub, entity),
            "order" => Order::directory(hub).wake(hub, entity),
            "node" => Node::directory(hub).wake(hub, entity),
            other => tracing::error!(kind = other, "a wake for an unknown kind of entity"),
        }
    }
    Ok(())
}

async fn sweep(hub: &Hub) -> Result<(), DbErr> {
    let db = hub.writer().await;
    for (table, kept) in [("batches", BATCHES_KEPT), ("answered_keys", KEYS_KEPT)] {
        let before = Timestamp(hub.now().0 - kept.0);
        let sql = format!("DELETE FROM {table} WHERE at < $1");
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [before.0.into()])).await?;
    }
    Ok(())
}
