//! Orders and conversations on PostgreSQL, by one hub and by three: what the sizing in docs/deploying.md goes by.

use crate::Options;
use crate::bench::chat::{self, Conversation};
use crate::bench::orders::{self, AT_ONCE, Guest};
use crate::hub::Hubs;
use crate::limits::postgres::{CLIENTS, Fresh, Servers, pgbench};
use crate::load::{self, Client};
use crate::measured::{Measured, median};
use crate::report::{Report, Row, grouped, under_load};
use crate::server::Server;
use crate::shop;
use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use std::time::Duration;

/// Conversations at one time.
const CONVERSATIONS: usize = 32;

/// One load, and by how many bytes the database grew for each operation.
struct Loaded {
    measured: Measured,
    bytes: f64,
}

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let servers = Servers::named()?;
    let mut limits = Vec::new();
    for _ in 0..options.runs {
        let fresh = servers.database().await?;
        limits.push(pgbench(&fresh, Duration::from_secs(2)).await?);
        fresh.remove().await?;
    }
    let limit = median(limits);
    for many in [1, 3] {
        let (mut orders, mut chats) = (Vec::new(), Vec::new());
        for _ in 0..options.runs {
            orders.push(loaded(&servers, many, options.seconds, guests).await?);
            chats.push(loaded(&servers, many, options.seconds, conversations).await?);
        }
        let hubs = if many == 1 { "one hub on PostgreSQL".to_owned() } else { format!("{many} hubs on PostgreSQL") };
        for (what, loads, of) in [
            (format!("orders over HTTP, {AT_ONCE} at once, {hubs}"), orders, "order"),
            (format!("messages, {CONVERSATIONS} conversations, {hubs}"), chats, "message"),
        ] {
            let measured = Measured::median(&loads.iter().map(|load| load.measured).collect::<Vec<_>>());
            let bytes = median(loads.iter().map(|load| load.bytes).collect());
            report.add(Row {
                what,
                figure: format!("{}; the database grows by {} bytes", under_load(&measured, of), grouped(bytes)),
                limit: format!("pgbench: {} one-row commits/s on {CLIENTS} connections", grouped(limit)),
                ratio: Some(measured.rate / limit),
                goal: String::new(),
            });
        }
    }
    Ok(())
}

async fn loaded<C: Client>(servers: &Servers, many: usize, seconds: f64, clients: impl AsyncFn(&Hubs) -> Result<Vec<C>>) -> Result<Loaded> {
    let fresh = servers.database().await?;
    let hubs = Hubs::start(&fresh.url, &servers.redis, many).await?;
    let clients = clients(&hubs).await?;
    let before = size(&fresh).await?;
    let servers: Vec<&Server> = hubs.hubs.iter().map(|hub| &hub.server).collect();
    let measured = load::run_on(clients, seconds, &servers).await;
    let after = size(&fresh).await?;
    hubs.stop().await?;
    fresh.remove().await?;
    let measured = measured?;
    Ok(Loaded { measured, bytes: (after - before) / measured.total.max(1) as f64 })
}

/// Spread over the hubs.
async fn guests(hubs: &Hubs) -> Result<Vec<Guest>> {
    shop::open(&mut hubs.hubs[0].api().await?).await?;
    let many = hubs.hubs.len();
    let mut guests = Vec::with_capacity(AT_ONCE);
    for (index, hub) in hubs.hubs.iter().enumerate() {
        guests.extend(orders::guests(hub, None).await?.into_iter().skip(index).step_by(many));
    }
    Ok(guests)
}

/// Each with the visitor on one hub and the agent on the next.
async fn conversations(hubs: &Hubs) -> Result<Vec<Conversation>> {
    let many = hubs.hubs.len();
    let mut conversations = Vec::with_capacity(CONVERSATIONS);
    for number in 0..CONVERSATIONS {
        let (visitors, agents) = (&hubs.hubs[number % many], &hubs.hubs[(number + 1) % many]);
        conversations.push(chat::Conversation::begin(visitors, agents).await?);
    }
    Ok(conversations)
}

/// The size of a database in bytes.
async fn size(fresh: &Fresh) -> Result<f64> {
    let db = Database::connect(&fresh.url).await?;
    let question = Statement::from_string(DbBackend::Postgres, "SELECT pg_database_size(current_database()) AS bytes");
    let bytes: i64 = db.query_one_raw(question).await?.context("no answer")?.try_get("", "bytes")?;
    db.close().await?;
    Ok(bytes as f64)
}
