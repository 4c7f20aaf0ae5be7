//! A simulated quarter of a retailer with 30 nodes: the same customers, sourced by several strategies, billed by one ledger, beside what
//! nobody could do better than who knows everything beforehand. What is assumed, and what came of it, stands in `results.md`.

mod clairvoyant;
mod course;
mod demand;
mod figures;
mod learned;
mod ledger;
mod map;
mod plot;
mod quarter;
mod report;
mod retailer;
mod strategies;
#[cfg(test)]
mod tests;
mod world;

use anyhow::Result;
use clap::Parser;
use quarter::Quarter;
use report::Report;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Sources one simulated quarter by several strategies, for several seeds.
#[derive(Parser)]
#[command(name = "comptoir-quarter")]
struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    seeds: u64,
    /// The first of them. What can be tuned was tuned on seeds from 1001 on.
    #[arg(long, default_value_t = 1)]
    first: u64,
    /// How many seeds at once.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=64))]
    threads: u64,
    /// Keep the tables in benches/quarter/results.md, and the plot beside them.
    #[arg(long)]
    write: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let report = Report::of(quarters(&options), &command(&options));
    println!("{report}");
    if options.write {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        std::fs::write(home.join("results.md"), report.to_string())?;
        std::fs::write(home.join("results.svg"), plot::svg(&report))?;
    }
    Ok(())
}

/// As it has to be called to get the same again.
fn command(options: &Options) -> String {
    let first = if options.first == 1 { String::new() } else { format!(" --first {}", options.first) };
    format!("comptoir-quarter --seeds {}{first}", options.seeds)
}

/// One thread takes the next seed when it has finished one; the results stand in the seeds' order.
fn quarters(options: &Options) -> Vec<Quarter> {
    let next = AtomicU64::new(options.first);
    let end = options.first.saturating_add(options.seeds);
    let finished = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..options.threads.min(options.seeds) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    let quarter = Quarter::of(seed);
                    eprintln!("seed {seed}: {}", quarter.in_short());
                    finished.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(quarter);
                }
            });
        }
    });
    let mut quarters = finished.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    quarters.sort_by_key(|quarter| quarter.seed);
    quarters
}
