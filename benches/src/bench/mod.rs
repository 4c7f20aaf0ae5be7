//! The measurements, one file each.

mod chat;
mod crowd;
mod footprint;
mod idle;
mod orders;
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
}

impl Bench {
    pub fn describe(self) -> &'static str {
        match self {
            Bench::Orders => "orders",
            Bench::Chat => "chat",
            Bench::Crowd => "a crowd",
            Bench::Stock => "stock look-ups",
            Bench::Idle => "idle visitors",
            Bench::Timeline => "a long timeline",
            Bench::Footprint => "rows and bytes",
        }
    }

    pub async fn run(self, options: &Options, report: &mut Report) -> Result<()> {
        match self {
            Bench::Orders => orders::run(options, report).await,
            Bench::Chat => chat::run(options, report).await,
            Bench::Crowd => crowd::run(options, report).await,
            Bench::Stock => stock::run(options, report).await,
            Bench::Idle => idle::run(options, report).await,
            Bench::Timeline => timeline::run(options, report).await,
            Bench::Footprint => footprint::run(options, report).await,
        }
    }
}
