//! What is kept, and how it is read again.

pub mod catalogue;
pub mod connect;
pub mod load;
pub mod models;
pub mod queries;
pub mod rows;
pub mod simulations;
pub mod sourcing_rules;
pub mod staff;
pub mod upcast;
pub mod write;
