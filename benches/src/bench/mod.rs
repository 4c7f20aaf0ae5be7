//! The measurements, one file each.

mod appends;
mod chat;
mod crowd;
mod footprint;
mod hubs;
mod idle;
mod orders;
mod planning;
mod postgres;
mod stock;
mod timeline;

use crate::Options;
use crate::report::Report;
use anyhow::Result;
use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Bench {
    /// Orders over HTTP, over all nodes and on one hot node and SKU.
    Orders,
    /// Sourcing plans, in the function and through HTTP.
    Planning,
    /// Conversations between visitors and agents.
    Chat,
    /// Conversations among clients that behave badly.
    Crowd,
    /// Stock look-ups over HTTP.
    Stock,
    /// Visitors who are connected and say nothing.
    Idle,
    /// Opening a customer with a long timeline.
    Timeline,
    /// Rows and bytes per order and per message.
    Footprint,
    /// Three hubs on one PostgreSQL with Redis between them: what passing on costs, and how soon the others know.
    Hubs,
    /// Orders and conversations on PostgreSQL, by one hub and by three.
    Postgres,
    /// How fast one hub, and three, append to one journal on PostgreSQL.
    Appends,
}

impl Bench {
    pub fn describe(self) -> &'static str {
        match self {
            Bench::Orders => "orders",
            Bench::Planning => "planning",
            Bench::Chat => "chat",
            Bench::Crowd => "a crowd",
            Bench::Stock => "stock look-ups",
            Bench::Idle => "idle visitors",
            Bench::Timeline => "a long timeline",
            Bench::Footprint => "rows and bytes",
            Bench::Hubs => "three hubs",
            Bench::Postgres => "orders and chat on PostgreSQL",
            Bench::Appends => "appends through PostgreSQL",
        }
    }

    /// Whether it takes a PostgreSQL and a Redis.
    pub fn needs_servers(self) -> bool {
        matches!(self, Bench::Hubs | Bench::Postgres | Bench::Appends)
    }

    pub async fn run(self, options: &Options, report: &mut Report) -> Result<()> {
        match self {
            Bench::Orders => orders::run(options, report).await,
            Bench::Planning => planning::run(options, report).await,
            Bench::Chat => chat::run(options, report).await,
            Bench::Crowd => crowd::run(options, report).await,
            Bench::Stock => stock::run(options, report).await,
            Bench::Idle => idle::run(options, report).await,
            Bench::Timeline => timeline::run(options, report).await,
            Bench::Footprint => footprint::run(options, report).await,
            Bench::Hubs => hubs::run(options, report).await,
            Bench::Postgres => postgres::run(options, report).await,
            Bench::Appends => appends::run(options, report).await,
        }
    }
}
