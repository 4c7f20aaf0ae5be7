//! Closed loops: everybody waits for the answer before they ask again.

use crate::measured::{Latencies, Measured};
use crate::server::Server;
use anyhow::{Context, Result};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Nobody waits longer for one step than this.
const PATIENCE: Duration = Duration::from_secs(30);
/// The first second fills caches and does not count.
const WARM_UP: Duration = Duration::from_secs(1);

/// Somebody who asks, waits, and asks again.
pub trait Client: 'static {
    /// One round; every operation in it is recorded.
    async fn step(&mut self, window: &mut Window) -> Result<()>;
}

/// The time that counts, as one client sees it.
pub struct Window {
    begins: Instant,
    ends: Instant,
    latencies: Latencies,
    total: u64,
}

impl Window {
    /// An operation that began then has just ended.
    pub fn record(&mut self, began: Instant) {
        let now = Instant::now();
        self.total += 1;
        if now >= self.begins && now < self.ends {
            self.latencies.record(now - began);
        }
    }
}

/// Runs all clients for the warm-up and these seconds; operations that end in these seconds count.
pub async fn run<C: Client>(clients: Vec<C>, seconds: f64, server: &Server) -> Result<Measured> {
    run_on(clients, seconds, &[server]).await
}

/// The same on several servers, whose processor time is added up.
pub async fn run_on<C: Client>(clients: Vec<C>, seconds: f64, servers: &[&Server]) -> Result<Measured> {
    let cpu_seconds = || servers.iter().map(|server| server.cpu_seconds()).sum::<Result<f64>>();
    let begins = Instant::now() + WARM_UP;
    let ends = begins + Duration::from_secs_f64(seconds);
    let mut running = JoinSet::new();
    for mut client in clients {
        running.spawn_local(async move {
            let mut window = Window { begins, ends, latencies: Latencies::default(), total: 0 };
            while Instant::now() < ends {
                client.step(&mut window).await?;
            }
            anyhow::Ok(window)
        });
    }
    let busy = cpu_seconds()?;
    let (mut latencies, mut total) = (Latencies::default(), 0);
    let all = async {
        while let Some(ended) = running.join_next().await {
            let window = ended??;
            latencies.extend(window.latencies);
            total += window.total;
        }
        anyhow::Ok(())
    };
    timeout(WARM_UP + Duration::from_secs_f64(seconds) + PATIENCE, all).await.context("the server has stopped answering")??;
    let busy = cpu_seconds()? - busy;
    Ok(Measured {
        rate: latencies.len() as f64 / seconds,
        p50: latencies.quantile(0.5),
        p99: latencies.quantile(0.99),
        server_cpu: busy * 1e6 / (total.max(1)) as f64,
        total,
    })
}
