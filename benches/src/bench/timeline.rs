//! Opening a customer of many years: the whole context of one with 100,000 entries on the timeline.

use crate::Options;
use crate::api;
use crate::http::{self, Connection};
use crate::hub::Hub;
use crate::measured::{Latencies, median};
use crate::report::{Report, Row, latency};
use crate::socket::Socket;
use anyhow::{Result, bail};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use uuid::Uuid;

const ENTRIES: usize = 100_000;
/// Programs that write them, and messages that each has under way.
const WRITERS: usize = 8;
const UNDER_WAY: usize = 32;
/// Openings in one run.
const OPENINGS: usize = 200;

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let mut hub = Hub::start().await?;
    let mut api = hub.api().await?;
    let created = api.post("/customers", &json!({"name": "Camille Durand", "email": "camille@example.com"})).await?;
    let id = customer_id(&created)?;
    write(&hub, &id).await?;
    let mut short = Vec::new();
    let other = customer_id(&api.post("/customers", &json!({"name": "Noé Petit", "email": "noe@example.com"})).await?)?;
    let (mut cold, mut p50, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        hub = hub.restart().await?;
        let mut connection = Connection::open(hub.server.address).await?;
        cold.push(open(&mut connection, &hub.key, &id).await?.as_secs_f64());
        let mut latencies = Latencies::default();
        for _ in 0..OPENINGS {
            latencies.record(open(&mut connection, &hub.key, &id).await?);
        }
        p50.push(latencies.quantile(0.5).as_secs_f64());
        p99.push(latencies.quantile(0.99).as_secs_f64());
        let mut latencies = Latencies::default();
        for _ in 0..OPENINGS {
            latencies.record(open(&mut connection, &hub.key, &other).await?);
        }
        short.push(latencies.quantile(0.5).as_secs_f64());
    }
    hub.stop().await?;
    let time = |figures: Vec<f64>| Duration::from_secs_f64(median(figures));
    let (p50, short) = (time(p50), time(short));
    report.add(Row {
        what: "opening a customer with 100,000 entries".into(),
        figure: format!("p50 {}, p99 {}; the first time after a restart {}", latency(p50), latency(time(p99)), latency(time(cold))),
        limit: format!("one without any: p50 {}", latency(short)),
        ratio: Some(short.as_secs_f64() / p50.as_secs_f64()),
        goal: "below 100 ms".into(),
    });
    Ok(())
}

fn customer_id(created: &serde_json::Value) -> Result<String> {
    api::text(created, "/id").or_else(|_| api::text(created, "/customer/id")).map(str::to_owned)
}

/// Writes the timeline over several live connections, many messages under way on each.
async fn write(hub: &Hub, customer: &str) -> Result<()> {
    let mut writing = JoinSet::new();
    for _ in 0..WRITERS {
        let (address, key, customer) = (hub.server.address, hub.key.clone(), customer.to_owned());
        writing.spawn_local(async move {
            let mut socket = Socket::open(address, "/live").await?;
            socket.hello(&key).await?;
            let mut left = ENTRIES / WRITERS;
            while left > 0 {
                let some = left.min(UNDER_WAY);
                for _ in 0..some {
                    let text = "Votre commande est prête, elle vous attend en magasin.";
                    let message = json!({"type": "message", "ref": 1, "message_id": Uuid::now_v7(), "customer": customer, "text": text, "channel": "webchat"});
                    socket.send(message.to_string()).await?;
                }
                for _ in 0..some {
                    socket.wait_for_type("ack").await?;
                }
                left -= some;
            }
            anyhow::Ok(())
        });
    }
    while let Some(written) = writing.join_next().await {
        written??;
    }
    Ok(())
}

async fn open(connection: &mut Connection, key: &str, customer: &str) -> Result<Duration> {
    let request = http::request("GET", &format!("/api/v1/customers/{customer}"), Some(key), None);
    let began = Instant::now();
    let answer = connection.exchange(&request).await?;
    let took = began.elapsed();
    if answer.status != 200 {
        bail!("the customer is answered {}: {}", answer.status, String::from_utf8_lossy(answer.body));
    }
    Ok(took)
}
