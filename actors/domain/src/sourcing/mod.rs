//! Which node serves which line: a pure function over a snapshot of live stock, with its reasons.

mod cost;
mod cover;
mod items;
mod plan;
mod request;

pub use cost::parcel_cost;
pub use plan::{plan, plan_partly};
pub use request::{Alternative, Candidate, Destination, Part, Plan, Request, RequestLine, Unsourceable};
