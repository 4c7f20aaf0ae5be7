//! The REST API: one file a resource. Handlers parse, ask the hub and render; what they answer is in `representation`.

pub mod body;
pub mod fields;
pub mod idempotency;
pub mod problem;
pub mod query;
mod refusals;

mod board;
mod canned_replies;
mod carriers;
mod conversation;
mod customers;
mod events;
mod fulfillments;
mod habits;
mod handles;
mod inbox;
mod links;
mod new_order;
mod nodes;
mod orders;
mod outbox;
mod policies;
mod products;
mod promises;
mod session;
mod shop;
mod simulations;
mod sourcing_rules;
mod staff;
mod stock;
mod topics;
mod touches;
mod track;
mod visitors;

pub mod operations;
pub use operations::{Document, configure};
