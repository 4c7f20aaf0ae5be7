//! The CSV files that a retailer brings along: products as Shopify exports them, nodes, stock.
//!
//! Each function that reads a file is pure: it gives back the rows that are good and, with the line they stand on, the ones that
//! are not. [`apply`] alone touches the hub.

pub mod apply;
mod nodes;
mod price;
mod products;
mod stock;
mod table;

pub(crate) use price::decimal_places;

pub use nodes::{NodeRow, nodes};
pub use products::{Product, Variant, products, sku_part};
pub use stock::{StockRow, stock};

use serde::Serialize;

/// What a file held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parsed<T> {
    pub good: Vec<T>,
    /// Where each of the good ones starts in the file.
    pub lines: Vec<u64>,
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
