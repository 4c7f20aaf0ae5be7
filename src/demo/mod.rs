//! The demo: a retailer to try everything on.

pub mod data;
mod past;
pub mod seed;
