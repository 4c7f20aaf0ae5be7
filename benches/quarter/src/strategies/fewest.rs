//! As few parcels as possible: again and again the node that has the most of what is open, of equals the nearest.

use super::{Ask, FEWEST, Share, Strategy, View};
use std::cmp::Reverse;

pub struct Fewest;

impl Strategy for Fewest {
    fn name(&self) -> &'static str {
        FEWEST
    }

    fn choose(&mut self, ask: &Ask, view: &View) -> Vec<Share> {
        let nodes: Vec<usize> = (0..view.retailer.sites.len()).filter(|node| view.takes(ask, *node)).collect();
        greedily(ask, view, &nodes, ask.lines.to_vec(), 0)
    }
}

/// Covers these lines from these nodes, each of which keeps back so many units.
pub fn greedily(ask: &Ask, view: &View, nodes: &[usize], mut open: Vec<usize>, kept: i64) -> Vec<Share> {
    let mut shares = Vec::new();
    while !open.is_empty() {
        let able = nodes.iter().map(|&node| Share { node, lines: view.has(node, &open, kept) });
        let most = able.min_by_key(|share| (Reverse(share.lines.len()), view.distance(ask, share.node)));
        let Some(share) = most.filter(|share| !share.lines.is_empty()) else { break };
        open.retain(|article| !share.lines.contains(article));
        shares.push(share);
    }
    shares
}
