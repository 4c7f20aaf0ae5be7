//! How fast hubs append to one journal on PostgreSQL. The hubs live in threads of this process, without HTTP: only what an append costs counts.

use crate::Options;
use crate::limits::postgres::{self, CLIENTS, Fresh, ROWS, Servers};
use crate::measured::median;
use crate::report::{Report, Row, grouped};
use anyhow::{Context, Result, anyhow};
use comptoir_actors::call::By;
use comptoir_actors::{Hub, HubOptions};
use comptoir_domain::customer::{Channel, Command, Customer, From, Post};
use comptoir_domain::ids::{MessageId, TopicId, TouchId};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Customers who write at one time, over all hubs together.
const WRITERS: usize = 1_536;
/// The first second fills caches and does not count.
const WARM_UP: Duration = Duration::from_secs(1);

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let servers = Servers::named()?;
    let (mut one, mut three, mut single_rows, mut many_rows) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let fresh = servers.database().await?;
        single_rows.push(postgres::pgbench(&fresh, Duration::from_secs(2)).await?);
        fresh.remove().await?;
        let fresh = servers.database().await?;
        many_rows.push(postgres::rows_a_second(&fresh, Duration::from_secs(2)).await?);
        fresh.remove().await?;
        for (hubs, rates) in [(1, &mut one), (3, &mut three)] {
            let fresh = servers.database().await?;
            rates.push(events_a_second(&fresh, &servers.redis, hubs, options.seconds).await?);
            fresh.remove().await?;
        }
    }
    let [one, three, single_rows, many_rows] = [one, three, single_rows, many_rows].map(median);
    report.add(Row {
        what: format!("events appended by one hub, {WRITERS} writers"),
        figure: format!("{}/s", grouped(one)),
        limit: format!("PostgreSQL alone: {} rows/s by {ROWS} on one connection", grouped(many_rows)),
        ratio: Some(one / many_rows),
        goal: String::new(),
    });
    report.add(Row {
        what: "the same by three hubs on one journal".into(),
        figure: format!("{}/s", grouped(three)),
        limit: format!("one hub: {}/s; pgbench: {} one-row commits/s on {CLIENTS} connections", grouped(one), grouped(single_rows)),
        ratio: Some(three / one),
        goal: "10,000/s, ratio 0.90".into(),
    });
    Ok(())
}

/// Messages that so many hubs commit in a second, all told.
async fn events_a_second(fresh: &Fresh, redis: &str, hubs: usize, seconds: f64) -> Result<f64> {
    let start = Arc::new(Barrier::new(hubs));
    let threads: Vec<_> = (0..hubs)
        .map(|_| {
            let (start, options) = (start.clone(), HubOptions { redis: Some(redis.to_owned()), ..HubOptions::new(&fresh.url) });
            std::thread::spawn(move || actix::System::new().block_on(write(options, hubs, &start, seconds)))
        })
        .collect();
    tokio::task::spawn_blocking(move || {
        let mut rate = 0.0;
        for thread in threads {
            rate += thread.join().map_err(|_| anyhow!("a hub has panicked"))??;
        }
        Ok(rate)
    })
    .await?
}

/// What one of them commits in a second.
async fn write(options: HubOptions, hubs: usize, start: &Barrier, seconds: f64) -> Result<f64> {
    let hub = Hub::start(options).await?;
    let bus = hub.bus().context("a hub with Redis has a bus")?.clone();
    while !bus.is_up() || bus.registry().living() < hubs {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Those who are at home here: that is what a hub is there for.
    let customers: Vec<Uuid> =
        std::iter::repeat_with(Uuid::now_v7).filter(|id| bus.registry().home(*id).is_none()).take(WRITERS / hubs).collect();
    let mut writers = Vec::new();
    start.wait();
    let begins = Instant::now() + WARM_UP;
    let ends = begins + Duration::from_secs_f64(seconds);
    for customer in customers {
        let hub = hub.clone();
        writers.push(actix::spawn(async move {
            let create = Command::Create { name: None, language: "fr".into(), channel: Channel::Webchat, handles: Vec::new() };
            hub.tell::<Customer>(customer, create, By::system()).await.map_err(|failure| anyhow!("{failure}"))?;
            let mut counted = 0u64;
            while Instant::now() < ends {
                hub.tell::<Customer>(customer, message(), By::system()).await.map_err(|failure| anyhow!("{failure}"))?;
                let now = Instant::now();
                counted += u64::from(now >= begins && now < ends);
            }
            anyhow::Ok(counted)
        }));
    }
    let mut total = 0;
    for writer in writers {
        total += writer.await??;
    }
    hub.stop().await;
    Ok(total as f64 / seconds)
}

fn message() -> Command {
    Command::Post(Box::new(Post {
        message: MessageId(Uuid::now_v7()),
        channel: Channel::Webchat,
        from: From::Customer,
        name: None,
        text: "Bonjour, est-ce que la housse en lin lavé existe aussi en 240 × 220 ?".into(),
        to: None,
        new_topic: TopicId(Uuid::now_v7()),
        new_touch: TouchId(Uuid::now_v7()),
        staff: None,
    }))
}
