//! What sourcing decides by: the rules that the retailer has made, what has been learned of each node, and the coming days.

mod calendars;
mod demand;
mod desk;
mod end_of_range;
mod event;
mod habits;
mod holidays;
pub mod replay;
mod retailer;
mod rulebook;
mod shelves;
mod worth;

pub use calendars::day_name;
pub use desk::{Desk, Wish};
pub use habits::Habit;
pub use holidays::{Holidays, is_a_day};
pub use retailer::{Retailer, Valuation};
pub use rulebook::{KeptCarrier, KeptPolicy, Rulebook, Scoped, name_of};
