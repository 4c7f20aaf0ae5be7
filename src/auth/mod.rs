//! Who calls, and what they may.

pub mod caller;
pub mod keys;
pub mod limits;
pub mod links;
pub mod me;
pub mod origin;
pub mod passwords;
pub mod promises;
pub mod secrets;
pub mod sessions;
pub mod tokens;

pub use caller::Caller;
pub use me::{Me, Role};
