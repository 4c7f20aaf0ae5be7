//! Three hubs as processes on one PostgreSQL with Redis between them: what it costs when a command is at home elsewhere, and how soon a
//! client of another hub knows.

use crate::Options;
use crate::api;
use crate::http::{self, Connection};
use crate::hub::{Hub, Hubs};
use crate::limits::postgres::Servers;
use crate::measured::{Latencies, median};
use crate::report::{Report, Row, latency};
use crate::socket::Socket;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Conversations to choose from: some are at home on the first hub, most elsewhere.
const CONVERSATIONS: usize = 24;
/// The first rounds do not count.
const WARM_UP: Duration = Duration::from_secs(1);

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let servers = Servers::named()?;
    let (mut here, mut passed, mut known, mut acks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let fresh = servers.database().await?;
        let hubs = Hubs::start(&fresh.url, &servers.redis, 3).await?;
        let run = measure(&hubs, options.seconds).await;
        hubs.stop().await?;
        fresh.remove().await?;
        let run = run?;
        for (into, figure) in [(&mut here, run.here), (&mut passed, run.passed), (&mut known, run.known), (&mut acks, run.acknowledged)] {
            into.push(figure.as_secs_f64());
        }
    }
    let [here, passed, known, acknowledged] = [here, passed, known, acks].map(|figures| Duration::from_secs_f64(median(figures)));
    report.add(Row {
        what: "a message whose customer is at home on another hub, until it is acknowledged".into(),
        figure: format!("p50 {}", latency(passed)),
        limit: format!("at home where it arrives: p50 {}", latency(here)),
        ratio: Some(passed.as_secs_f64() / here.as_secs_f64()),
        goal: "less than 1 ms more".into(),
    });
    report.add(Row {
        what: "from sending a message on one hub to the frame on a client of another, the commit included".into(),
        figure: format!("p50 {}", latency(known)),
        limit: format!("until its acknowledgement: p50 {}", latency(acknowledged)),
        ratio: Some(known.as_secs_f64() / acknowledged.as_secs_f64()),
        goal: "p50 below 5 ms after the commit".into(),
    });
    Ok(())
}

/// Medians of one run.
struct Run {
    here: Duration,
    passed: Duration,
    known: Duration,
    acknowledged: Duration,
}

/// A visitor on the first hub, and an agent on another one who watches.
struct Conversation {
    visitor: Socket,
    agent: Socket,
    at_home_here: bool,
}

async fn measure(hubs: &Hubs, seconds: f64) -> Result<Run> {
    let (here, there) = (&hubs.hubs[0], &hubs.hubs[1]);
    let mut metrics = Connection::open(here.server.address).await?;
    let mut conversations = Vec::with_capacity(CONVERSATIONS);
    for _ in 0..CONVERSATIONS {
        conversations.push(begin(here, there, &mut metrics).await?);
    }
    let (mut local, mut passed, mut known, mut acks) =
        (Latencies::default(), Latencies::default(), Latencies::default(), Latencies::default());
    let begins = Instant::now() + WARM_UP;
    while Instant::now() < begins + Duration::from_secs_f64(seconds) {
        for conversation in &mut conversations {
            let id = Uuid::now_v7().to_string();
            let sent = Instant::now();
            conversation.visitor.send(message(&id)).await?;
            let acknowledged = async { conversation.visitor.wait_for_type("ack").await.map(|_| Instant::now()) };
            let seen = async { conversation.agent.wait_for_message(&id).await.map(|()| Instant::now()) };
            let (acknowledged, seen) = tokio::try_join!(acknowledged, seen)?;
            if sent < begins {
                continue;
            }
            let latencies = if conversation.at_home_here { &mut local } else { &mut passed };
            latencies.record(acknowledged - sent);
            known.record(seen - sent);
            acks.record(acknowledged - sent);
        }
    }
    if local.len() == 0 || passed.len() == 0 {
        bail!("all {CONVERSATIONS} customers are at home on the same side; run it again");
    }
    Ok(Run { here: local.quantile(0.5), passed: passed.quantile(0.5), known: known.quantile(0.5), acknowledged: acks.quantile(0.5) })
}

async fn begin(here: &Hub, there: &Hub, metrics: &mut Connection) -> Result<Conversation> {
    let mut api = here.api().await?;
    let token = here.visitor(&mut api).await?;
    let mut visitor = Socket::open(here.server.address, "/live").await?;
    visitor.hello(&token).await?;
    visitor.send(message(&Uuid::now_v7().to_string())).await?;
    visitor.wait_for_type("ack").await?;
    let welcome = visitor.hello(&token).await?;
    let customer = api::text(&welcome, "/context/customer/id")?.to_owned();
    let before = passed_on(metrics).await?;
    visitor.send(message(&Uuid::now_v7().to_string())).await?;
    visitor.wait_for_type("ack").await?;
    let at_home_here = passed_on(metrics).await? == before;
    let mut agent = Socket::open(there.server.address, "/live").await?;
    agent.hello(&there.key).await?;
    agent.send(json!({"type": "watch", "ref": 1, "stream": format!("customer:{customer}")}).to_string()).await?;
    agent.wait_for_type("watching").await?;
    Ok(Conversation { visitor, agent, at_home_here })
}

/// How many commands the first hub has passed on.
async fn passed_on(metrics: &mut Connection) -> Result<f64> {
    let answer = metrics.exchange(&http::request("GET", "/metrics", None, None)).await?;
    let text = std::str::from_utf8(answer.body).context("the metrics are no text")?;
    let counts = text.lines().filter(|line| line.starts_with("comptoir_passed_on_total"));
    Ok(counts.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
}

fn message(id: &str) -> String {
    json!({"type": "message", "ref": 1, "message_id": id, "text": "Bonjour, où en est ma commande ?"}).to_string()
}
