//! The nearest node that has any of it gives what it has, then the next nearest.

use super::{Ask, NEAREST, Share, Strategy, View};

pub struct Nearest;

impl Strategy for Nearest {
    fn name(&self) -> &'static str {
        NEAREST
    }

    fn choose(&mut self, ask: &Ask, view: &View) -> Vec<Share> {
        let mut nodes: Vec<usize> = (0..view.retailer.sites.len()).filter(|node| view.takes(ask, *node)).collect();
        nodes.sort_by_key(|node| view.distance(ask, *node));
        let mut open = ask.lines.to_vec();
        let mut shares = Vec::new();
        for node in nodes {
            let lines = view.has(node, &open, 0);
            if !lines.is_empty() {
                open.retain(|article| !lines.contains(article));
                shares.push(Share { node, lines });
            }
        }
        shares
    }
}
