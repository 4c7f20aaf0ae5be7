//! The CSV files that a retailer brings along: products as Shopify exports them, nodes, stock.
//!
//! Each function is pure: it reads the whole file and gives back the rows that are good and, with the line they
//! stand on, the ones that are not. Nothing here touches the database.

mod nodes;
mod price;
mod products;
mod stock;
mod table;

pub use nodes::{NodeRow, nodes};
pub use products::{Product, Variant, products, sku_part};
pub use stock::{StockRow, stock};

use serde::Serialize;

/// What a file held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parsed<T> {
    pub good: Vec<T>,
    /// Sorted by line.
    pub bad: Vec<BadRow>,
}

/// A row that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadRow {
    /// Where the row starts in the file, counted from 1 as an editor does.
    pub line: u64,
    /// For the person who has the file: what is wrong, and what to do where that is not obvious.
    pub reason: String,
}
