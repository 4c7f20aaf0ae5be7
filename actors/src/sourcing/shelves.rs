//! Where stock lies: live, or in the other world of a replay.

use crate::views::StockIndex;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::Profile;
use std::sync::Arc;
use uuid::Uuid;

/// What has to be known of stock and nodes to learn from events, and to work out what stock is worth.
pub(super) trait Shelves: Sync {
    fn node(&self, code: &NodeCode) -> Option<Arc<Profile>>;
    /// The code of the node that an entity is.
    fn code_of(&self, entity: Uuid) -> Option<NodeCode>;
    /// Units that lay at a node when something happened to them.
    fn on_hand(&self, node: &NodeCode, sku: &Sku) -> Option<i64>;
    /// Units that may be promised, by node.
    fn available(&self, sku: &Sku) -> Vec<(NodeCode, i64)>;
}

impl Shelves for StockIndex {
    fn node(&self, code: &NodeCode) -> Option<Arc<Profile>> {
        StockIndex::node(self, code)
    }

    fn code_of(&self, entity: Uuid) -> Option<NodeCode> {
        StockIndex::code_of(self, entity)
    }

    fn on_hand(&self, node: &NodeCode, sku: &Sku) -> Option<i64> {
        self.at(node, sku).map(|stock| stock.on_hand)
    }

    fn available(&self, sku: &Sku) -> Vec<(NodeCode, i64)> {
        let all = self.with_sku(sku, |entries| entries.iter().map(|(node, of)| (node.clone(), of.available())).collect());
        all.unwrap_or_default()
    }
}
