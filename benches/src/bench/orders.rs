//! Orders of guests: each makes a customer, is placed, sourced and reserved, and is durable when it is answered.

use crate::Options;
use crate::http::{self, Connection};
use crate::hub::Hub;
use crate::limits::sqlite::Sqlite;
use crate::limits::{disk, sqlite};
use crate::load::{self, Client, Window};
use crate::measured::{Measured, median};
use crate::report::{Report, Row, grouped, latency, under_load};
use crate::shop;
use anyhow::{Result, bail};
use memchr::memmem;
use std::time::{Duration, Instant};

/// Guests who order at one time.
pub const AT_ONCE: usize = 64;

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let (mut spread, mut hot, mut limits, mut syncs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let folder = tempfile::Builder::new().prefix("comptoir-bench-").tempdir_in(exe_folder()?)?;
        limits.push(sqlite::measure(folder.path(), Duration::from_secs(2))?);
        syncs.push(disk::append_and_sync(folder.path(), Duration::from_secs(1))?.as_secs_f64());
        for (sku, measured) in [(None, &mut spread), (Some(shop::HOT), &mut hot)] {
            let hub = Hub::start().await?;
            shop::open(&mut hub.api().await?).await?;
            measured.push(load::run(guests(&hub, sku).await?, options.seconds, &hub.server).await?);
            hub.stop().await?;
        }
    }
    let (spread, hot) = (Measured::median(&spread), Measured::median(&hot));
    let of = |figure: fn(&Sqlite) -> f64| median(limits.iter().map(figure).collect());
    let (commits, rows) = (of(|limit| limit.commits), of(|limit| limit.rows));
    report.add(Row {
        what: format!("orders over HTTP, {AT_ONCE} at once"),
        figure: under_load(&spread, "order"),
        limit: format!("SQLite alone: {} one-row commits/s, {} rows/s by {}", grouped(commits), grouped(rows), sqlite::ROWS),
        ratio: Some(spread.rate / commits),
        goal: "3,000/s, p99 below 50 ms".into(),
    });
    report.add(Row {
        what: "the same on one hot node and SKU".into(),
        figure: under_load(&hot, "order"),
        limit: format!("orders over all nodes: {}/s", grouped(spread.rate)),
        ratio: Some(hot.rate / spread.rate),
        goal: "ratio 0.70".into(),
    });
    report.add(Row {
        what: "one append and sync of the disk".into(),
        figure: latency(Duration::from_secs_f64(median(syncs))),
        limit: String::new(),
        ratio: None,
        goal: String::new(),
    });
    Ok(())
}

/// The folder of this binary: it is on a disk.
fn exe_folder() -> Result<std::path::PathBuf> {
    let mut path = std::env::current_exe()?;
    path.pop();
    Ok(path)
}

/// Guests who order one SKU, or each another one.
pub async fn guests(hub: &Hub, sku: Option<&'static str>) -> Result<Vec<Guest>> {
    let mut guests = Vec::with_capacity(AT_ONCE);
    for number in 0..AT_ONCE {
        let connection = Connection::open(hub.server.address).await?;
        guests.push(Guest { connection, key: hub.key.clone(), name: number.to_string(), sku, next: number });
    }
    Ok(guests)
}

/// One who orders under a new email every time.
pub struct Guest {
    connection: Connection,
    key: String,
    name: String,
    sku: Option<&'static str>,
    next: usize,
}

impl Client for Guest {
    async fn step(&mut self, window: &mut Window) -> Result<()> {
        self.next += 7;
        let sku = self.sku.map_or_else(|| shop::sku(self.next), str::to_owned);
        let order = shop::order(&sku, &self.name, self.next);
        let request = http::request("POST", "/api/v1/orders", Some(&self.key), Some(&order));
        let began = Instant::now();
        let answer = self.connection.exchange(&request).await?;
        if answer.status != 201 || memmem::find(answer.body, br#""status":"reserved""#).is_none() {
            bail!("an order is not reserved: {} {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        window.record(began);
        Ok(())
    }
}
