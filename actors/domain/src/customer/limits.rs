//! How long and how many.

use crate::customer::{Customer, Refusal};
use crate::handle::HandleKey;
use crate::time::Timestamp;

/// The most characters of a message or note.
pub const TEXT_CHARS: usize = 4_000;
/// The most handles of a customer.
pub const HANDLES: usize = 50;
/// Wrong codes after which a proof is over.
pub const PROOF_TRIES: u32 = 5;
/// The most bytes of a handle's value: an email cannot be longer.
const HANDLE_BYTES: usize = 320;

/// What was said, without the space around it.
pub(super) fn said(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        Err(Refusal::EmptyText)
    } else if text.len() > TEXT_CHARS && text.chars().count() > TEXT_CHARS {
        Err(Refusal::LongText)
    } else if text.contains('\0') {
        // PostgreSQL keeps no NUL.
        Err(Refusal::UnkeepableText)
    } else {
        Ok(text)
    }
}

/// A name without the space around it; `None` when there is nothing else.
pub(super) fn named(name: &str) -> Result<Option<&str>, Refusal> {
    let name = name.trim();
    if name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(Refusal::Name);
    }
    Ok(Some(name).filter(|name| !name.is_empty()))
}

pub(super) fn language(tag: &str) -> Result<&str, Refusal> {
    let fits = (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fits { Ok(tag) } else { Err(Refusal::Language) }
}

pub(super) fn handle(key: &HandleKey) -> Result<(), Refusal> {
    let value = &key.value;
    let fits = !value.trim().is_empty() && value.len() <= HANDLE_BYTES && !value.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(Refusal::Handle) }
}

pub(super) fn later(moment: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if moment > now { Ok(()) } else { Err(Refusal::NotInFuture) }
}

impl Customer {
    /// Whether `key` is known already or there is room for it.
    pub(super) fn room_for(&self, key: &HandleKey) -> Result<(), Refusal> {
        if self.handles.len() < HANDLES || self.handle(key).is_some() { Ok(()) } else { Err(Refusal::TooManyHandles) }
    }
}
