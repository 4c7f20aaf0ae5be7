//! What an order and a message leave in the database, and what the disk had to take for it.

use crate::Options;
use crate::bench::{chat, orders};
use crate::hub::Hub;
use crate::load;
use crate::machine;
use crate::report::{Report, Table, grouped};
use crate::shop;
use anyhow::Result;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::time::Duration;

const CONVERSATIONS: usize = 32;
/// Until nothing more is on its way to the disk.
const SETTLE: Duration = Duration::from_secs(2);

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let hub = Hub::start().await?;
    shop::open(&mut hub.api().await?).await?;
    let before = Footprint::of(&hub)?;
    let done = load::run(orders::guests(&hub, None).await?, options.seconds, &hub.server).await?.total;
    tokio::time::sleep(SETTLE).await;
    let order = Footprint::of(&hub)?.each_since(&before, done);
    hub.stop().await?;

    let hub = Hub::start().await?;
    let conversations = chat::conversations(&hub, CONVERSATIONS).await?;
    let before = Footprint::of(&hub)?;
    let done = load::run(conversations, options.seconds, &hub.server).await?.total;
    tokio::time::sleep(SETTLE).await;
    let message = Footprint::of(&hub)?.each_since(&before, done);
    hub.stop().await?;

    report.add_table("Rows and bytes", table(&order, &message));
    Ok(())
}

/// What there is, or what one operation added to it.
#[derive(Default)]
struct Footprint {
    /// Of every table that has any.
    rows: BTreeMap<String, f64>,
    size: f64,
    written: f64,
}

impl Footprint {
    fn of(hub: &Hub) -> Result<Footprint> {
        let db = Connection::open_with_flags(hub.database(), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")?;
        let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut rows = BTreeMap::new();
        for name in names {
            let count: i64 = db.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get(0))?;
            rows.insert(name, count as f64);
        }
        let size: i64 = db.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| row.get(0))?;
        Ok(Footprint { rows, size: size as f64, written: machine::written_bytes(hub.server.pid)? as f64 })
    }

    fn each_since(mut self, before: &Footprint, operations: u64) -> Footprint {
        let operations = operations.max(1) as f64;
        for (table, count) in &mut self.rows {
            *count = (*count - before.rows.get(table).copied().unwrap_or_default()) / operations;
        }
        self.size = (self.size - before.size) / operations;
        self.written = (self.written - before.written) / operations;
        self
    }
}

fn table(order: &Footprint, message: &Footprint) -> Table {
    let (of_order, of_message) = (format!("an order, {} at once", orders::AT_ONCE), format!("a message, {CONVERSATIONS} conversations"));
    let mut table = Table::new(&["", &of_order, &of_message]);
    let rows = |footprint: &Footprint, name: &str| footprint.rows.get(name).copied().unwrap_or_default();
    for name in order.rows.keys() {
        let (order, message) = (rows(order, name), rows(message, name));
        if order >= 0.005 || message >= 0.005 {
            table.push(vec![format!("rows in `{name}`"), format!("{order:.2}"), format!("{message:.2}")]);
        }
    }
    let all = |footprint: &Footprint| format!("{:.2}", footprint.rows.values().sum::<f64>());
    table.push(vec!["rows in all".into(), all(order), all(message)]);
    table.push(vec!["bytes the database grows by".into(), grouped(order.size), grouped(message.size)]);
    table.push(vec!["bytes written to the disk".into(), grouped(order.written), grouped(message.written)]);
    table
}
