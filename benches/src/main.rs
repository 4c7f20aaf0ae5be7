//! Comptoir's measurements: a release build under load, on this machine, each figure beside its limit.
//!
//! The hub runs as its own process on a fresh database, as anybody would start it; the load comes from this process over real
//! sockets, on the same cores. What bounds a figure (the disk, SQLite, actix itself) is measured in the same run with the same client,
//! so that the ratio means something on any machine.

mod api;
mod bench;
mod http;
mod hub;
mod limits;
mod load;
mod machine;
mod measured;
mod report;
mod server;
mod shop;
mod socket;

use anyhow::{Context, Result, bail};
use bench::Bench;
use clap::{Parser, ValueEnum};
use limits::postgres::Servers;
use machine::Machine;
use report::Report;
use std::path::Path;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures a release build of Comptoir.
#[derive(Parser)]
#[command(name = "comptoir-benches")]
pub struct Options {
    /// What to measure; everything when nothing is named.
    benches: Vec<Bench>,
    /// How long each load is measured, after a warm-up.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// How often each is measured; the median counts.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Keep the tables in benches/results.md.
    #[arg(long)]
    write: bool,
    /// Serve what the limits are measured on.
    #[arg(long, hide = true)]
    limit_server: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = if options.limit_server { limits::actix::serve() } else { measure(&options) };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The load comes from one thread: on shared cores that costs the least.
fn measure(options: &Options) -> Result<()> {
    machine::allow_many_sockets()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = tokio::task::LocalSet::new().block_on(&runtime, async {
        // Told to stop, we go by way of the destructors: they end the servers that we have started.
        let mut terminated = signal(SignalKind::terminate())?;
        tokio::select! {
            report = run(options) => report,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
            _ = terminated.recv() => bail!("terminated"),
        }
    })?;
    println!("\n{report}");
    if options.write {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("results.md");
        std::fs::write(&path, report.to_string()).with_context(|| format!("cannot write {}", path.display()))?;
        println!("kept in {}", path.display());
    }
    Ok(())
}

async fn run(options: &Options) -> Result<Report> {
    let machine = Machine::look()?;
    let mut report = Report::default();
    let wanted = if options.benches.is_empty() { Bench::value_variants() } else { &options.benches };
    for bench in wanted {
        if options.benches.is_empty()
            && bench.needs_servers()
            && let Err(missing) = Servers::named()
        {
            eprintln!("== {} left out: {missing}", bench.describe());
            continue;
        }
        eprintln!("== {}", bench.describe());
        bench.run(options, &mut report).await.with_context(|| format!("{} could not be measured", bench.describe()))?;
    }
    report.about(machine.describe(options)?);
    Ok(report)
}
