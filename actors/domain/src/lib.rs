//! What Comptoir's entities know and decide.
//!
//! Pure: no clock, no randomness, no I/O. Time and new ids come in with the commands; everything that
//! happened goes out as events. [`entity::Entity`] is the one idea; [`customer`], [`order`] and [`node`] are its three uses.

pub mod customer;
pub mod entity;
pub mod handle;
pub mod ids;
pub mod money;
pub mod node;
pub mod order;
pub mod place;
pub mod sourcing;
pub mod time;
