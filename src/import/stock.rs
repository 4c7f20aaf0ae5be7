//! What stands where: `node,sku,on_hand,safety_stock`.

use std::collections::HashMap;
use std::io::Read;

use serde::{Deserialize, Serialize};

use super::Parsed;
use super::products::without_apostrophe;
use super::table::{Column, Row, each_row};

/// One node's stock of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockRow {
    pub node: String,
    pub sku: String,
    pub on_hand: i64,
    pub safety_stock: i64,
}

/// More than any shelf holds: a larger figure is a barcode in the wrong column.
const MOST: i64 = 1_000_000_000;

const COLUMNS: &[Column] =
    &[Column::required("node"), Column::required("sku"), Column::required("on_hand"), Column::required("safety_stock")];

/// Reads a stock file. Whether node and SKU exist is for the caller to say.
pub fn stock(reader: impl Read) -> Parsed<StockRow> {
    let mut good = Vec::new();
    let mut lines = Vec::new();
    let mut known = HashMap::new();
    let bad = each_row(reader, COLUMNS, |row| {
        let stock = StockRow {
            node: row.required("node")?.to_owned(),
            sku: without_apostrophe(row.required("sku")?).to_owned(),
            on_hand: units(row, "on_hand")?,
            safety_stock: if row.get("safety_stock").is_empty() { 0 } else { units(row, "safety_stock")? },
        };
        let line = *known.entry((stock.node.clone(), stock.sku.clone())).or_insert(row.line);
        if line != row.line {
            return Err(format!("“{}” at “{}” stands already on line {line}", stock.sku, stock.node));
        }
        good.push(stock);
        lines.push(row.line);
        Ok(())
    });
    Parsed { good, lines, bad }
}

fn units(row: &Row, column: &str) -> Result<i64, String> {
    let text = row.required(column)?;
    match text.parse::<i64>() {
        Ok(units) if (0..=MOST).contains(&units) => Ok(units),
        _ => Err(format!("{column} “{text}” is not a whole number from 0 to {MOST}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_good_rows_and_says_what_is_wrong_with_the_others() {
        let parsed = stock(&include_bytes!("../../tests/data/stock.csv")[..]);
        let good: Vec<_> = parsed.good.iter().map(|row| (row.node.as_str(), row.sku.as_str(), row.on_hand, row.safety_stock)).collect();
        assert_eq!(good, [("LYO1", "PULL-LEONIE-M", 4, 1), ("ORL1", "PULL-LEONIE-M", 240, 0), ("LYO1", "0042", 0, 2)]);
        let bad: Vec<_> = parsed.bad.iter().map(|bad| (bad.line, bad.reason.as_str())).collect();
        assert_eq!(
            bad,
            [
                (5, "on_hand “-3” is not a whole number from 0 to 1000000000"),
                (6, "on_hand “2.5” is not a whole number from 0 to 1000000000"),
                (7, "“on_hand” is empty"),
                (8, "“PULL-LEONIE-M” at “LYO1” stands already on line 2"),
                (9, "“sku” is empty"),
                (10, "on_hand “3760123456789” is not a whole number from 0 to 1000000000"),
            ]
        );
    }
}
