//! The demo: a retailer to try everything on.

pub mod data;
