//! Ranked rules with filters and sorts, in the way in which order brokering works at HotWax: each rule, in its order, takes what it can of
//! what is open, from the nodes that pass its filters, in the order of its sort.

use super::fewest::greedily;
use super::{Ask, RANKED, Share, Strategy, View};
use crate::retailer::Way;
use comptoir_domain::node::NodeKind;

struct Rule {
    kinds: &'static [NodeKind],
    most_km: i64,
    /// Units of every article that stay where they are.
    safety_stock: i64,
    /// Percent of a day's capacity up to which a node is offered orders.
    order_limit: i64,
    /// Whether the order may come in several parcels.
    split: bool,
}

/// What a retailer with warehouses and stores sets up: whole orders from a warehouse, then from stores near by that can spare it, then
/// in parcels, and at last from anywhere.
const RULES: [Rule; 5] = [
    Rule { kinds: &[NodeKind::Warehouse], most_km: 10_000, safety_stock: 0, order_limit: 100, split: false },
    Rule { kinds: &[NodeKind::Store], most_km: 250, safety_stock: 2, order_limit: 70, split: false },
    Rule { kinds: &[NodeKind::Store], most_km: 10_000, safety_stock: 1, order_limit: 90, split: false },
    Rule { kinds: &[NodeKind::Warehouse, NodeKind::Store], most_km: 600, safety_stock: 1, order_limit: 100, split: true },
    Rule {
        kinds: &[NodeKind::Warehouse, NodeKind::Store, NodeKind::Supplier],
        most_km: 10_000,
        safety_stock: 0,
        order_limit: 100,
        split: true,
    },
];

pub struct Ranked;

impl Strategy for Ranked {
    fn name(&self) -> &'static str {
        RANKED
    }

    fn choose(&mut self, ask: &Ask, view: &View) -> Vec<Share> {
        let mut open = ask.lines.to_vec();
        // An order to be collected is the store's own if the store has all of it.
        if let Way::Pickup(node) = ask.order.way
            && view.takes(ask, node)
            && view.has(node, &open, 0).len() == open.len()
        {
            return whole(node, open);
        }
        let mut shares: Vec<Share> = Vec::new();
        for rule in &RULES {
            let passes = |&node: &usize| {
                let site = &view.retailer.sites[node];
                let unused = !shares.iter().any(|share| share.node == node);
                unused
                    && view.takes(ask, node)
                    && rule.kinds.contains(&site.kind)
                    && view.distance(ask, node) <= rule.most_km * 10
                    && view.taken[node] * 100 < site.capacity * rule.order_limit
            };
            let nodes: Vec<usize> = (0..view.retailer.sites.len()).filter(passes).collect();
            let found = greedily(ask, view, &nodes, open.clone(), rule.safety_stock);
            let is_whole = found.len() == 1 && found[0].lines.len() == open.len();
            if rule.split || is_whole {
                open.retain(|article| !found.iter().any(|share| share.lines.contains(article)));
                shares.extend(found);
            }
            if open.is_empty() {
                break;
            }
        }
        shares
    }
}

fn whole(node: usize, lines: Vec<usize>) -> Vec<Share> {
    if lines.is_empty() { Vec::new() } else { vec![Share { node, lines }] }
}
