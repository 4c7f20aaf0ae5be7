//! `comptoir simulate`: what if, on the command line.

use crate::config::Config;
use clap::Args;
use comptoir_actors::sourcing::Desk;
use comptoir_actors::sourcing::replay::{Outcome, Scenario, Side, StockChange, replay};
use comptoir_actors::store::connect;
use comptoir_actors::views::StockIndex;
use comptoir_domain::ids::NodeCode;
use comptoir_domain::sourcing::Policy;
use comptoir_domain::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Simulate {
    /// Orders placed from this day on, as in 2026-09-01; or from a moment, as in 2026-09-01T08:00:00Z.
    #[arg(long, value_name = "DAY")]
    from: String,
    /// Until the end of this day, or until a moment.
    #[arg(long, value_name = "DAY")]
    to: String,
    /// A policy as JSON, for every order; without one the policies in force.
    #[arg(long, value_name = "FILE.json")]
    policy: Option<PathBuf>,
    /// Stock at the beginning, and what is delivered then, in percent: for one node, as in LYO1=80, or for all, as in 120.
    #[arg(long, value_name = "[NODE=]PERCENT", value_parser = stock)]
    stock: Vec<StockChange>,
    /// Print JSON in place of a table.
    #[arg(long)]
    json: bool,
}

fn stock(text: &str) -> Result<StockChange, String> {
    let (node, percent) = text.split_once('=').map_or((None, text), |(node, percent)| (Some(NodeCode(node.trim().to_owned())), percent));
    let percent = percent.trim_end_matches(['%', ' ']).trim().parse().ok().filter(|percent| *percent <= 1_000);
    Ok(StockChange { node, percent: percent.ok_or("write it as NODE=PERCENT, with a whole number up to 1000")? })
}

/// Reads the database, and nothing else.
pub async fn simulate(config: &Config, what: Simulate) -> Result<ExitCode, String> {
    let retailer = config.retailer();
    let zone = &retailer.time_zone;
    let (from, to) = (moment(&what.from, zone, false)?, moment(&what.to, zone, true)?);
    if from >= to {
        return Err("`--to` must be after `--from`".to_owned());
    }
    let db = connect::open_to_read(&config.database).await.map_err(|error| error.to_string())?;
    let nodes = StockIndex::load(&db).await.map_err(|error| error.to_string())?;
    let desk = Desk::load(&db, &nodes, retailer).await.map_err(|error| error.to_string())?;
    let policy = what.policy.as_deref().map(|file| policy(file, &nodes)).transpose()?;
    if let Some(unknown) = what.stock.iter().filter_map(|change| change.node.as_ref()).find(|node| nodes.node(node).is_none()) {
        return Err(format!("`--stock` names no node: there is no “{unknown}”"));
    }
    let scenario = Scenario { from, to, policy, stock: what.stock };
    let outcome = replay(&db, &desk, &scenario, progress).await.map_err(|error| error.to_string())?;
    let _ = writeln!(std::io::stderr());
    let said = if what.json {
        serde_json::to_string_pretty(&outcome).map_err(|error| error.to_string())?
    } else {
        table(&outcome, &config.currency)
    };
    // Whoever started us may no longer listen.
    let _ = writeln!(std::io::stdout(), "{said}");
    Ok(ExitCode::SUCCESS)
}

fn progress(share: f64) {
    let _ = write!(std::io::stderr(), "\r{:3.0} %", share * 100.0);
}

fn moment(text: &str, zone: &TimeZone, end_of_day: bool) -> Result<Timestamp, String> {
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Ok(Timestamp(at.as_millisecond()));
    }
    let words = || format!("“{text}” is no day; write it as in 2026-09-01");
    let mut day: Date = text.parse().map_err(|_| words())?;
    if end_of_day {
        day = day.tomorrow().map_err(|_| words())?;
    }
    let midnight = day.to_zoned(zone.clone()).map_err(|_| words())?;
    Ok(Timestamp(midnight.timestamp().as_millisecond() - i64::from(end_of_day)))
}

fn policy(file: &Path, nodes: &StockIndex) -> Result<Policy, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let policy: Policy = serde_json::from_str(&text).map_err(|error| format!("{} is no policy: {error}", file.display()))?;
    match policy.flaws(|node| nodes.node(node).is_some()).first() {
        Some(flaw) => Err(format!("{}: `{}`: {}", file.display(), flaw.field, flaw.problem)),
        None => Ok(policy),
    }
}

/// Both sides beside each other, and what each node had to do.
fn table(outcome: &Outcome, currency: &str) -> String {
    let Outcome { happened, instead } = outcome;
    let share = |of: u64, all: u64| if all == 0 { "–".to_owned() } else { format!("{:.1} %", of as f64 * 100.0 / all as f64) };
    let per_order =
        |side: &Side, number: f64| if side.orders == 0 { "–".to_owned() } else { format!("{:.2}", number / side.orders as f64) };
    let cost = |side: &Side| side.parcel_cost + side.handling_cost;
    let money = |minor: i64| format!("{:.2}", minor as f64 / 100.0);
    let rows: [(String, [String; 2]); 9] = [
        ("orders".into(), [happened, instead].map(|side| side.orders.to_string())),
        (format!("cost, {currency}"), [happened, instead].map(|side| money(cost(side)))),
        (format!("cost an order, {currency}"), [happened, instead].map(|side| per_order(side, cost(side) as f64 / 100.0))),
        ("parcels an order".into(), [happened, instead].map(|side| per_order(side, side.parcels as f64))),
        ("CO₂, kg".into(), [happened, instead].map(|side| format!("{:.1}", side.co2_grams as f64 / 1_000.0))),
        ("late, as foreseen".into(), [happened, instead].map(|side| share(side.late, side.foreseen))),
        ("units lost".into(), [happened, instead].map(|side| side.lost_units.to_string())),
        ("orders with losses".into(), [happened, instead].map(|side| side.orders_with_losses.to_string())),
        ("rejections".into(), [happened, instead].map(|side| side.rejections.to_string())),
    ];
    let mut lines = vec![format!("{:<24}{:>14}{:>14}", "", "happened", "instead")];
    lines.extend(rows.into_iter().map(|(name, [one, other])| format!("{name:<24}{one:>14}{other:>14}")));
    let nodes: BTreeSet<_> = happened.load.keys().chain(instead.load.keys()).collect();
    lines.extend(nodes.into_iter().map(|node| {
        let parts = |side: &Side| side.load.get(node).copied().unwrap_or_default();
        format!("{:<24}{:>14}{:>14}", format!("parts at {node}"), parts(happened), parts(instead))
    }));
    lines.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_shop() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let at = |text: &str| Ok(Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond()));
        assert_eq!(moment("2026-09-01", &paris, false), at("2026-08-31T22:00:00Z"));
        assert_eq!(moment("2026-09-01", &paris, true), at("2026-09-01T21:59:59.999Z"));
        assert_eq!(moment("2026-09-01T08:00:00Z", &paris, true), at("2026-09-01T08:00:00Z"));
        assert!(moment("soon", &paris, false).unwrap_err().contains("2026-09-01"));
    }

    #[test]
    fn stock_is_changed_in_percent() {
        assert_eq!(stock("LYO1=80"), Ok(StockChange { node: Some("LYO1".into()), percent: 80 }));
        assert_eq!(stock("120 %"), Ok(StockChange { node: None, percent: 120 }));
        assert!(stock("LYO1").is_err() && stock("LYO1=-3").is_err() && stock("9999").is_err());
    }
}
