//! The JSON that goes out, over REST and live alike: one file a thing, each built from the domain's state or from read rows.

pub mod board;
pub mod customer;
pub mod delivery;
pub mod event;
pub mod explanation;
pub mod moment;
pub mod node;
pub mod order;
pub mod pickup_qr;
pub mod plan;
pub mod product;
pub mod sentence;
pub mod shop;
pub mod stock;
pub mod topic;

pub use board::BoardCard;
pub use customer::{CustomerCard, CustomerContext};
pub use event::Event;
pub use moment::{Moment, Money};
pub use node::Node;
pub use order::Order;
pub use product::Product;
pub use shop::Shop;
pub use topic::Topic;
