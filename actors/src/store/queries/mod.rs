//! What screens and the API read from the tables. Nothing here writes.
//!
//! A screen that then follows live events reads [`timeline::head`] first and the rows after it: what is committed in between
//! comes once more as an event, and puts the same in place again.

pub mod board;
pub mod customers;
pub mod event;
pub mod feed;
pub mod inbox;
pub mod orders;
pub mod outbox;
pub mod page;
pub mod sql;
pub mod timeline;
pub mod typed;
