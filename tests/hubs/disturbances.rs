//! What may happen to a hub, to Redis, and to the network between them. Each is over when it returns.

use crate::hubs::Hubs;
use rand::Rng;
use rand::seq::SliceRandom;
use std::time::Duration;

#[derive(Debug, Clone, Copy)]
pub enum Disturbance {
    /// SIGKILL, and started again.
    HubDies,
    /// SIGSTOP for longer than its lease: it wakes and believes that it still owns everything.
    HubStops,
    RedisRestarts,
    RedisForgets,
    RedisIsCutOff,
    RedisRefuses,
    RedisIsSilent,
    PostgresIsCutOff,
    PostgresRefuses,
    PostgresIsSilent,
}

use Disturbance::*;

const ALL: [Disturbance; 10] = [
    HubDies,
    HubStops,
    RedisRestarts,
    RedisForgets,
    RedisIsCutOff,
    RedisRefuses,
    RedisIsSilent,
    PostgresIsCutOff,
    PostgresRefuses,
    PostgresIsSilent,
];

/// All disturbances in a random order, again and again.
#[derive(Default)]
pub struct Deck(Vec<Disturbance>);

impl Deck {
    pub fn deal(&mut self, number: usize) -> Vec<Disturbance> {
        let deal = |_| {
            if self.0.is_empty() {
                self.0 = ALL.to_vec();
                self.0.shuffle(&mut rand::rng());
            }
            self.0.pop()
        };
        (0..number).filter_map(deal).collect()
    }
}

fn some_time(milliseconds: std::ops::Range<u64>) -> Duration {
    Duration::from_millis(rand::rng().random_range(milliseconds))
}

impl Disturbance {
    /// Happens at some moment of the next seconds, to one of the hubs.
    pub async fn happen(self, hubs: &Hubs) {
        tokio::time::sleep(some_time(200..5_000)).await;
        let index = rand::rng().random_range(0..hubs.all().len());
        let hub = &hubs.all()[index];
        let time = some_time(500..5_000);
        println!("  {self:?}, hub {index}, {time:?}");
        match self {
            HubDies => {
                hub.kill().await;
                hub.start().await;
            }
            HubStops => hub.stop_for(Duration::from_secs(10)).await,
            RedisRestarts => {
                let mut redis = hubs.redis().await;
                redis.kill();
                tokio::time::sleep(time).await;
                redis.restart();
            }
            RedisForgets => hubs.redis().await.empty(),
            RedisIsCutOff => hub.to_redis().cut(),
            PostgresIsCutOff => hub.to_postgres.cut(),
            RedisRefuses | PostgresRefuses => {
                let network = if matches!(self, RedisRefuses) { hub.to_redis() } else { &hub.to_postgres };
                network.refuse();
                tokio::time::sleep(time).await;
                network.pass();
            }
            RedisIsSilent | PostgresIsSilent => {
                let network = if matches!(self, RedisIsSilent) { hub.to_redis() } else { &hub.to_postgres };
                network.swallow();
                tokio::time::sleep(time).await;
                network.pass();
            }
        }
    }
}
