//! The order: what was bought, which node does what for it, and where every single unit stands.

mod announce;
mod apply;
mod command;
mod decide;
mod event;
mod pending;
mod refusal;
mod source;
mod state;
mod status;

pub use announce::announcements;
pub use command::{Command, Place};
pub use decide::is_stable_reason;
pub use event::Event;
pub use refusal::Refusal;
pub use source::{MOST_LINES, MOST_UNITS};
pub use state::{
    About, Announcement, Channel, Contact, Delay, Delivery, Fulfillment, FulfillmentLine, FulfillmentStatus, Line, Order, Quantities,
    ReservationState, Status,
};
