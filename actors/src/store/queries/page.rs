//! Pages of a list. A page begins after a row, not at a number, so that rows which come and go in between shift nothing.

use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A row's place in its list: what the list is sorted by, and what tells two of the same apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor<K = Uuid> {
    pub at: i64,
    pub key: K,
}

impl<K: fmt::Display> fmt::Display for Cursor<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at, self.key)
    }
}

impl<K: fmt::Display> Serialize for Cursor<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What was given as a cursor is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor: pass on `next_cursor` of the page before as it is")]
pub struct NotACursor;

impl<K: FromStr> FromStr for Cursor<K> {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (at, key) = text.split_once('.').ok_or(NotACursor)?;
        Ok(Cursor { at: at.parse().map_err(|_| NotACursor)?, key: key.parse().map_err(|_| NotACursor)? })
    }
}

/// Some rows of a list, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T, K: fmt::Display = Uuid> {
    pub rows: Vec<T>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor<K>>,
}

impl<T, K: fmt::Display> Page<T, K> {
    /// A page of at most `limit` of `rows`; they are one more when the list goes on ([`one_more`]).
    pub(crate) fn cut(mut rows: Vec<T>, limit: u64, place: impl FnOnce(&T) -> Cursor<K>) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let goes_on = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| goes_on).map(place);
        Page { rows, next }
    }
}

/// How many rows to ask for: one more than the page holds tells whether there is another page.
pub(crate) fn one_more(limit: u64) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text() {
        let cursor = Cursor { at: -5, key: Uuid::from_u128(7) };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        let cursor = Cursor { at: 12, key: "a.handle-with.dots".to_owned() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in ["", ".", "12", "12.", "x.00000000-0000-0000-0000-000000000000", "12.not-an-id"] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text}");
        }
    }
}
