//! What came of it, as tables.

use crate::figures::{Figure, Table, grouped};
use crate::quarter::{Quarter, Result};
use crate::strategies::{DUALS, FEWEST, MYOPIC, NEAREST, OURS};
use std::fmt::{self, Display, Formatter};

/// What the generator takes for granted, and what the bound leaves out.
const ASSUMPTIONS: &str = include_str!("assumptions.md");

pub struct Report {
    pub quarters: Vec<Quarter>,
    command: String,
}

/// A column of the table: its name, the decimals, and the figure. Of all, less is better.
type Column = (&'static str, usize, fn(&Result) -> f64);

const COLUMNS: [Column; 9] = [
    ("cost, k€", 1, |of| of.bill.total() as f64 / 100_000.0),
    ("cost per order, €", 2, |of| of.bill.total() as f64 / 100.0 / of.orders()),
    ("parcels per order", 3, |of| of.bill.parcels as f64 / of.orders()),
    ("lost counter sales", 0, |of| of.bill.lost_counter_sales as f64),
    ("lost order lines", 0, |of| of.bill.lost_lines as f64),
    ("orders late or incomplete, %", 2, |of| 100.0 * of.bill.failed_orders as f64 / of.orders()),
    ("rejections", 0, |of| of.bill.rejections as f64),
    ("CO₂, kg", 0, |of| of.bill.co2 as f64 / 1_000.0),
    ("spread of load", 2, |of| of.spread),
];

impl Report {
    pub fn of(quarters: Vec<Quarter>, command: &str) -> Self {
        Report { quarters, command: command.to_owned() }
    }

    pub fn names(&self) -> Vec<&'static str> {
        self.quarters.first().map(|quarter| quarter.results.iter().map(|result| result.name).collect()).unwrap_or_default()
    }

    pub fn over(&self, name: &str, figure: impl Fn(&Quarter, &Result) -> f64) -> Figure {
        Figure::of(self.quarters.iter().filter_map(|quarter| Some(figure(quarter, quarter.named(name)?))))
    }

    /// Percent of the gap between one strategy and the bound that another closes, by seed.
    pub fn closed(&self, from: &str, by: &str) -> Vec<f64> {
        self.quarters.iter().filter_map(|quarter| Some(100.0 * quarter.closed(from, by)?)).collect()
    }

    /// Cents an order of the bound.
    pub fn bound(&self) -> Figure {
        Figure::of(self.quarters.iter().map(|quarter| quarter.bound / quarter.results.first().map_or(1.0, Result::orders)))
    }

    fn main_table(&self) -> Table {
        let gaps = [NEAREST, FEWEST, MYOPIC];
        let mut names: Vec<String> = vec!["strategy".into()];
        names.extend(COLUMNS.iter().map(|(name, ..)| (*name).to_owned()));
        names.extend(gaps.iter().map(|from| format!("gap from {from} closed, %")));
        let mut table = Table::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
        for name in self.names() {
            let mut row = vec![name.to_owned()];
            row.extend(COLUMNS.iter().map(|(_, decimals, figure)| self.over(name, |_, of| figure(of)).with(*decimals)));
            row.extend(gaps.iter().map(|from| if *from == name { String::new() } else { Figure::of(self.closed(from, name)).with(1) }));
            table.push(row);
        }
        let all = Figure::of(self.quarters.iter().map(|quarter| quarter.bound / 100_000.0));
        let mut row = vec!["clairvoyant, at least".to_owned(), all.with(1), {
            let Figure { mean, spread } = self.bound();
            Figure { mean: mean / 100.0, spread: spread / 100.0 }.with(2)
        }];
        row.extend(COLUMNS.iter().skip(2).map(|_| String::new()));
        row.extend(gaps.iter().map(|_| "100".to_owned()));
        table.push(row);
        table
    }

    fn parts_table(&self) -> Table {
        let parts: Vec<&str> =
            self.quarters.iter().flat_map(|quarter| &quarter.results).take(1).flat_map(|of| of.bill.parts()).map(|p| p.0).collect();
        let mut names = vec!["€ per order"];
        names.extend(&parts);
        let mut table = Table::new(&names);
        for name in self.names() {
            let part = |n: usize| grouped(self.over(name, |_, of| of.bill.parts()[n].1 as f64 / 100.0 / of.orders()).mean, 2);
            table.push(std::iter::once(name.to_owned()).chain((0..parts.len()).map(part)).collect());
        }
        table
    }

    fn seeds_table(&self) -> Table {
        let mut names = vec!["seed", "orders"];
        let strategies = self.names();
        names.extend(&strategies);
        names.extend([
            "clairvoyant, at least",
            "ours closes from nearest-first, %",
            "from least cost now, %",
            "expected-demand duals: from least cost now, %",
        ]);
        let mut table = Table::new(&names);
        for quarter in &self.quarters {
            let orders = quarter.results.first().map_or(1.0, Result::orders);
            let mut row = vec![quarter.seed.to_string(), grouped(orders, 0)];
            row.extend(quarter.results.iter().map(|of| grouped(of.bill.total() as f64 / 100.0 / orders, 2)));
            row.push(grouped(quarter.bound / 100.0 / orders, 2));
            let closed = |from, by| quarter.closed(from, by).map_or_else(String::new, |share| grouped(100.0 * share, 1));
            row.extend([closed(NEAREST, OURS), closed(MYOPIC, OURS), closed(MYOPIC, DUALS)]);
            table.push(row);
        }
        table
    }

    /// In what others do better.
    fn losses(&self) -> Vec<String> {
        let mut losses = Vec::new();
        for (what, decimals, figure) in COLUMNS {
            let ours = self.over(OURS, |_, of| figure(of)).mean;
            // By less than is shown, nobody is better.
            let least = 0.5 * 10f64.powi(-(decimals as i32));
            let better = |name: &&str| **name != *OURS && self.over(name, |_, of| figure(of)).mean < ours - least;
            let better: Vec<&str> = self.names().into_iter().filter(better).collect();
            let best =
                better.iter().map(|name| (self.over(name, |_, of| figure(of)).mean, *name)).min_by(|one, other| one.0.total_cmp(&other.0));
            if let Some((best, name)) = best {
                let also: Vec<&str> = better.iter().copied().filter(|other| *other != name).collect();
                let also = if also.is_empty() { String::new() } else { format!("; also better: {}", also.join(", ")) };
                losses.push(format!("* {what}: {} against {} of {name}{also}.", grouped(ours, decimals), grouped(best, decimals)));
            }
        }
        let beaten = self.quarters.iter().filter(|quarter| {
            let total = |name| quarter.named(name).map(|of| of.bill.total());
            quarter.results.iter().any(|of| Some(of.bill.total()) < total(OURS))
        });
        let beaten: Vec<String> = beaten.map(|quarter| quarter.seed.to_string()).collect();
        losses.push(if beaten.is_empty() {
            "* In cost: with none of these seeds.".into()
        } else {
            format!("* In cost: with seed {}.", beaten.join(", "))
        });
        losses
    }
}

impl Display for Report {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let seeds: Vec<String> = self.quarters.iter().map(|quarter| quarter.seed.to_string()).collect();
        writeln!(
            out,
            "# A simulated quarter\n\n`{} --write`, seeds {}. Figures are means over the seeds ± standard deviation.",
            self.command,
            seeds.join(", ")
        )?;
        writeln!(out, "What can be tuned was tuned on other seeds (1001 to 1004).\n")?;
        let nearest = Figure::of(self.closed(NEAREST, OURS));
        let (myopic, duals) = (Figure::of(self.closed(MYOPIC, OURS)), Figure::of(self.closed(MYOPIC, DUALS)));
        writeln!(
            out,
            "Of the gap between nearest-first and the clairvoyant ours closes **{} %**. Of the harder one that begins at the cheapest plan for",
            nearest.with(1)
        )?;
        writeln!(
            out,
            "each order alone (\"least cost now\", as Acimovic and Graves measure) it is **{} %**, and for plain duals of expected demand {} %.\n",
            myopic.with(1),
            duals.with(1)
        )?;
        writeln!(out, "![Cost per order, and share of the gap closed](results.svg)\n")?;
        writeln!(out, "{}", self.main_table())?;
        writeln!(out, "## What the cost is made of\n\n{}", self.parts_table())?;
        writeln!(out, "## Seed by seed, € per order\n\n{}", self.seeds_table())?;
        writeln!(out, "## Where ours loses\n")?;
        self.losses().iter().try_for_each(|loss| writeln!(out, "{loss}"))?;
        write!(out, "\n{ASSUMPTIONS}")
    }
}
