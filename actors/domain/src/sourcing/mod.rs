//! Which node serves which line: a pure function over a snapshot of live stock, with its reasons.

mod amounts;
mod calendar;
mod carrier;
mod cost;
mod items;
mod many;
mod plan;
mod policy;
mod pricing;
mod reach;
mod request;
mod scarcity;
mod search;
mod usual;

pub use calendar::Calendar;
pub use carrier::{Band, Carrier, Service, Step, arrival};
pub use cost::Cost;
pub use plan::{plan, plan_partly};
pub use policy::{Flaw, Limits, Method, Policy, Scope, Splitting, Weights};
pub use request::{
    Alternative, Candidate, Destination, LeftOut, Limit, NamedCarrier, Part, Plan, PolicyName, Request, RequestLine, Rules, Unsourceable,
};
pub use scarcity::{Outlook, Region, Shelf, scarcity, scarcity_of_expected_demand};
pub use usual::usual_carriers;
