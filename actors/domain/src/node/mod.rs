//! The node: a warehouse, store, supplier or relay point, its stock, and what it has promised of it.

mod apply;
mod command;
mod decide;
mod ended;
mod event;
mod refusal;
mod state;

pub use command::{Command, StockChange, Wanted};
pub use ended::Ended;
pub use event::Event;
pub use refusal::Refusal;
pub use state::{ENDED_KEPT_DAYS, Hours, Node, NodeKind, Practice, Profile, Reservation, ReservationStatus, Stock, TAKEN_IN_KEPT_DAYS};
