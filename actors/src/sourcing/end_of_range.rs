//! Which SKUs are to be sold off: those of products that carry the retailer's tag for it.

use crate::store::catalogue;
use comptoir_domain::ids::Sku;
use comptoir_domain::time::{Span, Timestamp};
use parking_lot::RwLock;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashSet;

/// Products are looked at again for so long after they were written: clocks of hubs differ, and a commit comes after its time.
const AGAIN: Span = Span::minutes(10);

pub(super) struct EndOfRange {
    /// In lower case; empty: nothing is to be sold off.
    tag: String,
    seen: RwLock<Seen>,
}

#[derive(Default)]
struct Seen {
    skus: HashSet<Sku>,
    /// Products written before were looked at.
    until: Timestamp,
}

impl EndOfRange {
    pub fn new(tag: &str) -> Self {
        EndOfRange { tag: tag.trim().to_lowercase(), seen: RwLock::default() }
    }

    pub fn has(&self, sku: &Sku) -> bool {
        self.seen.read().skus.contains(sku)
    }

    /// Looks at the products that were written since the last time; answers the SKUs of which it is not as it was.
    pub async fn keep_up(&self, db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<Sku>, DbErr> {
        if self.tag.is_empty() {
            return Ok(Vec::new());
        }
        let since = self.seen.read().until;
        let written = catalogue::tags_since(db, since).await?;
        let mut seen = self.seen.write();
        seen.until = Timestamp((now.0 - AGAIN.0).max(since.0));
        let changed = written.into_iter().filter_map(|(sku, tags)| {
            let sku = Sku(sku);
            let is_marked = tags.iter().any(|tag| tag.trim().to_lowercase() == self.tag);
            let changes = if is_marked { seen.skus.insert(sku.clone()) } else { seen.skus.remove(&sku) };
            changes.then_some(sku)
        });
        Ok(changed.collect())
    }
}
