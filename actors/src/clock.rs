//! The clock: wakes entities whose time has come, also after a restart.

use crate::call::OF_COMMAND;
use crate::hub::Hub;
use comptoir_domain::entity::Kind;
use comptoir_domain::time::{Span, Timestamp};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use std::time::Duration;
use uuid::Uuid;

const TICK: Duration = Duration::from_millis(500);
/// Entities woken in one tick, at most: after a long stop the backlog comes back to life in portions.
const PORTION: i64 = 500;
/// How long another hub leaves a wake alone that one has taken.
const LEASE: Span = Span::seconds(5);
/// How often what nobody needs any more is swept out.
const SWEEP_EVERY: u32 = 1_200;
/// How often other hubs are told again who is connected here, should they have missed something.
const PRESENCE_EVERY: u32 = 20;
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
        if ticks.is_multiple_of(PRESENCE_EVERY)
            && let Some(bus) = hub.bus()
        {
            bus.say(hub.live().presence.of_this_hub());
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
    let now = hub.now();
    let rows = if hub.is_one_of_several() {
        // Each by one hub at a time. Whoever is woken moves its wake on; if its hub is gone before that, another one takes it up.
        let lease = "UPDATE wakes SET leased_until = $1 WHERE entity IN \
                     (SELECT entity FROM wakes WHERE due <= $2 AND leased_until <= $3 ORDER BY due LIMIT $4 FOR UPDATE SKIP LOCKED) \
                     RETURNING entity, kind";
        let db = hub.writer().await;
        let values = [(now + LEASE).0.into(), now.0.into(), now.0.into(), PORTION.into()];
        db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), lease, values)).await?
    } else {
        let due = "SELECT entity, kind FROM wakes WHERE due <= $1 ORDER BY due LIMIT $2";
        let values = [now.0.into(), PORTION.into()];
        hub.db().query_all_raw(Statement::from_sql_and_values(hub.db().get_database_backend(), due, values)).await?
    };
    for row in rows {
        let entity: Uuid = row.try_get("", "entity")?;
        let kind: String = row.try_get("", "kind")?;
        match Kind::parse(&kind) {
            Some(kind) => hub.wake(kind, entity),
            None => tracing::error!(kind, "a wake for an unknown kind of entity"),
        }
    }
    Ok(())
}

async fn sweep(hub: &Hub) -> Result<(), DbErr> {
    let db = hub.writer().await;
    let of_commands = format!("answered_keys WHERE body_hash = '{OF_COMMAND}' AND");
    for (rows, kept) in [("batches WHERE", BATCHES_KEPT), (&of_commands, BATCHES_KEPT), ("answered_keys WHERE", KEYS_KEPT)] {
        let before = Timestamp(hub.now().0 - kept.0);
        let sql = format!("DELETE FROM {rows} at < $1");
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [before.0.into()])).await?;
    }
    Ok(())
}
