//! The tables, as they are printed and kept.

use crate::measured::Measured;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// One figure beside its limit.
pub struct Row {
    pub what: String,
    pub figure: String,
    /// What bounds it, measured in the same run.
    pub limit: String,
    pub ratio: Option<f64>,
    /// What it must reach.
    pub goal: String,
}

/// Everything that was measured.
#[derive(Default)]
pub struct Report {
    about: String,
    rows: Vec<Row>,
    tables: Vec<(String, Table)>,
}

impl Report {
    pub fn about(&mut self, machine: String) {
        self.about = machine;
    }

    pub fn add(&mut self, row: Row) {
        eprintln!("   {}: {} (limit: {})", row.what, row.figure, row.limit);
        self.rows.push(row);
    }

    pub fn add_table(&mut self, title: impl Into<String>, table: Table) {
        self.tables.push((title.into(), table));
    }
}

impl Display for Report {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(out, "# Measured\n\n{}", self.about)?;
        if !self.rows.is_empty() {
            let mut table = Table::new(&["what", "measured", "limit in the same run", "ratio", "must reach"]);
            for row in &self.rows {
                let ratio = row.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
                table.push(vec![row.what.clone(), row.figure.clone(), row.limit.clone(), ratio, row.goal.clone()]);
            }
            write!(out, "\n{table}")?;
        }
        for (title, table) in &self.tables {
            write!(out, "\n## {title}\n\n{table}")?;
        }
        Ok(())
    }
}

/// A table in Markdown that is readable as text too.
pub struct Table(Vec<Vec<String>>);

impl Table {
    pub fn new(names: &[&str]) -> Self {
        Table(vec![names.iter().map(|name| (*name).to_owned()).collect()])
    }

    pub fn push(&mut self, row: Vec<String>) {
        self.0.push(row);
    }
}

impl Display for Table {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or_default();
        let width =
            |column: usize| self.0.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.0.iter().enumerate() {
            for (cell, width) in row.iter().zip(&widths) {
                write!(out, "| {cell:width$} ")?;
            }
            writeln!(out, "|")?;
            if index == 0 {
                for width in &widths {
                    write!(out, "| {} ", "-".repeat(*width))?;
                }
                writeln!(out, "|")?;
            }
        }
        Ok(())
    }
}

/// `3,125/s (p50 9.1 ms, p99 31 ms)`, and what it cost the server.
pub fn under_load(measured: &Measured, what: &str) -> String {
    format!(
        "{}/s (p50 {}, p99 {}; {:.0} µs of server CPU per {what})",
        grouped(measured.rate),
        latency(measured.p50),
        latency(measured.p99),
        measured.server_cpu
    )
}

/// A rate alone.
pub fn rate(measured: &Measured) -> String {
    format!("{}/s (p50 {}, p99 {})", grouped(measured.rate), latency(measured.p50), latency(measured.p99))
}

pub fn latency(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1_000.0;
    if milliseconds < 10.0 { format!("{milliseconds:.2} ms") } else { format!("{milliseconds:.0} ms") }
}

/// A whole number with its thousands apart.
pub fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([grouped(7.4), grouped(1_234.0), grouped(1_234_567.0)], ["7", "1,234", "1,234,567"]);
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(&["a", "long"]);
        table.push(vec!["été".into(), "b".into()]);
        assert_eq!(table.to_string(), "| a   | long |\n| --- | ---- |\n| été | b    |\n");
    }
}
