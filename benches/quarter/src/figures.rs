//! Means and spreads over seeds.

/// A figure over several seeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    pub mean: f64,
    /// Standard deviation of the sample; 0 for one seed.
    pub spread: f64,
}

impl Figure {
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.into_iter().collect();
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let spread = if values.len() > 1 { (squares / (values.len() - 1) as f64).sqrt() } else { 0.0 };
        Figure { mean, spread }
    }

    pub fn with(&self, decimals: usize) -> String {
        format!("{} ± {}", grouped(self.mean, decimals), grouped(self.spread, decimals))
    }
}

/// With a comma between thousands.
pub fn grouped(value: f64, decimals: usize) -> String {
    let plain = format!("{value:.decimals$}");
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |plain| ("-", plain));
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut digits = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            digits.push(',');
        }
        digits.push(digit);
    }
    format!("{sign}{digits}{rest}")
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

impl std::fmt::Display for Table {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| self.0.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.0.iter().enumerate() {
            for (cell, width) in row.iter().zip(&widths) {
                write!(out, "| {cell:width$} ")?;
            }
            writeln!(out, "|")?;
            if index == 0 {
                widths.iter().try_for_each(|width| write!(out, "| {} ", "-".repeat(*width)))?;
                writeln!(out, "|")?;
            }
        }
        Ok(())
    }
}
