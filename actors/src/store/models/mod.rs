//! One file a table: what its rows are.

pub mod answered_key;
pub mod api_key;
pub mod batch;
pub mod canned_reply;
pub mod customer;
pub mod delivery;
pub mod event;
pub mod fulfillment;
pub mod handle;
pub mod handover;
pub mod node;
pub mod order;
pub mod order_line;
pub mod product;
pub mod session;
pub mod setting;
pub mod simulation;
pub mod snapshot;
pub mod sourcing_rule;
pub mod staff;
pub mod stock;
pub mod topic;
pub mod variant;
pub mod wake;
