//! Lines of one SKU draw on the same units, so they are sourced together, as one item.

use crate::order::FulfillmentLine;
use crate::sourcing::Request;

/// What has to be found of one SKU.
pub(super) struct Item {
    /// Indexes into the request's lines; the first one is also where the candidates' figures stand.
    pub lines: Vec<usize>,
    pub quantity: i64,
    /// Of one unit.
    pub grams: i64,
}

impl Item {
    /// A candidate's figure for it; 0 where there is none.
    pub fn figure(&self, by_line: &[i64]) -> i64 {
        by_line.get(self.lines[0]).copied().unwrap_or_default()
    }
}

pub(super) fn items(request: &Request) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::with_capacity(request.lines.len());
    for (n, line) in request.lines.iter().enumerate().filter(|(_, line)| line.quantity > 0) {
        match items.iter_mut().find(|item| request.lines[item.lines[0]].sku == line.sku) {
            Some(item) => {
                item.lines.push(n);
                item.quantity = item.quantity.saturating_add(line.quantity);
            }
            None => items.push(Item { lines: vec![n], quantity: line.quantity, grams: line.grams.max(0) }),
        }
    }
    items
}

/// Deals the units that each part gives of an item (part, units) to the item's lines: whole lines first, each to the part that it
/// fills best, so that no more lines are split than must be. Gives (part, line).
pub(super) fn deal(request: &Request, item: &Item, mut given: Vec<(usize, i64)>) -> Vec<(usize, FulfillmentLine)> {
    let served =
        |n: usize, quantity| FulfillmentLine { line: request.lines[n].line, sku: request.lines[n].sku.clone(), quantity, picked: 0 };
    if let ([n], [(part, units)]) = (item.lines.as_slice(), given.as_slice()) {
        return vec![(*part, served(*n, *units))];
    }
    let mut largest_first = item.lines.clone();
    largest_first.sort_by_key(|n| (-request.lines[*n].quantity, *n));
    let mut dealt = Vec::with_capacity(item.lines.len() + given.len());
    let mut split = Vec::new();
    for n in largest_first {
        let quantity = request.lines[n].quantity;
        match given.iter_mut().filter(|(_, left)| *left >= quantity).min_by_key(|(part, left)| (*left, *part)) {
            Some((part, left)) => {
                *left -= quantity;
                dealt.push((*part, served(n, quantity)));
            }
            None => split.push(n),
        }
    }
    for n in split {
        let mut wanted = request.lines[n].quantity;
        for (part, left) in given.iter_mut() {
            let taken = wanted.min(*left);
            if taken > 0 {
                *left -= taken;
                wanted -= taken;
                dealt.push((*part, served(n, taken)));
            }
        }
    }
    dealt
}
