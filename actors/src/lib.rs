//! How Comptoir's entities live: found or brought to life, one turn at a time, with everything they decide in one journal.
//!
//! [`hub::Hub`] is the one door. [`entity`] is the turn, [`journal`] the group commit, [`clock`] the wakes, [`effects`] what entities
//! owe each other, [`elsewhere`] what other hubs have written, [`store`] the database, [`views`] the live read models. Nothing here knows HTTP.

pub mod announcer;
pub mod call;
pub mod check;
pub mod clock;
pub mod conversation;
pub mod customers;
pub mod directory;
pub mod effects;
pub mod elsewhere;
pub mod entity;
pub mod hub;
pub mod hubs;
pub mod journal;
pub mod orders;
pub mod sourcing;
pub mod store;
pub mod views;

pub use call::{By, ByKind, Call, Failure, Key, Receipt};
pub use hub::{Hub, HubOptions, StartError};
pub use views::{Live, LiveItem, StockIndex};
