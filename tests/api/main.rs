//! The REST API, over HTTP, on a real database: one file a resource. They read like the API's manual.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod helpers;

mod access;
mod catalogue;
mod closed_days;
mod counters;
mod customers;
mod description;
mod fulfillments;
mod orders;
mod pages;
mod promises;
mod simulations;
mod sourcing;
mod stock;
mod tracking;
mod wrong_input;
