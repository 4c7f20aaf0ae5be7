//! The choice itself: which nodes serve which items.
//!
//! 1. An item that no node has whole is split: largest stock first, which takes the fewest nodes; the last piece goes to a node
//!    that is used anyway, or to the cheapest that has enough. Their parcels are then paid for.
//! 2. The other items go whole to one node each: to as few further nodes as possible, then at the least cost, then the nearest,
//!    then by code.
//!
//! Step 2 is solved exactly for up to [`EXACT`] items, by dynamic programming over subsets of items: the best way to serve a set
//! is the best node for some part of it that holds its first item, and the best way to serve the rest. (A node that would
//! appear twice could serve both parts in one parcel, which is better, so no node does.) When nothing is split that
//! is the optimum of the whole. With more items a greedy cover takes, again and again, the node that serves the most of what is left.

use super::items::Item;
use crate::sourcing::Candidate;

/// Up to so many items the cover is exact.
pub(super) const EXACT: usize = 10;

/// What is compared, in this order: fewer nodes, lower cost, less distance (tenths of a kilometre, added up).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Score {
    pub nodes: u32,
    pub cost: i64,
    pub distance: i64,
}

impl std::ops::Add for Score {
    type Output = Score;
    fn add(self, other: Score) -> Score {
        Score { nodes: self.nodes + other.nodes, cost: self.cost + other.cost, distance: self.distance + other.distance }
    }
}

/// A node that may serve: its figures, worked out once.
pub(super) struct Server<'a> {
    pub candidate: &'a Candidate,
    pub parcel: i64,
    pub distance: i64,
    /// Bit n: has item n whole. Only the first 64 items; see [`Server::has`].
    pub whole: u64,
}

impl Server<'_> {
    fn has(&self, item: &Item, n: usize) -> bool {
        if n < 64 { self.whole >> n & 1 == 1 } else { item.at(self.candidate) >= item.quantity }
    }

    fn opening(&self) -> Score {
        Score { nodes: 1, cost: self.parcel, distance: self.distance }
    }

    fn handling(&self, lines: i64) -> i64 {
        self.candidate.handling_cost.saturating_mul(lines)
    }
}

/// Who gives how much: (server, item, units).
pub(super) type Gifts = Vec<(usize, usize, i64)>;

/// The best way to serve all items without the servers in `barred`; `None` if there is none.
pub(super) fn cover(servers: &[Server], items: &[Item], barred: &[usize]) -> Option<Gifts> {
    let free = |s: &usize| !barred.contains(s);
    let mut gifts = Gifts::with_capacity(items.len());
    let mut opened: Vec<usize> = Vec::new();
    let mut in_one_piece: Vec<usize> = Vec::with_capacity(items.len());
    for (n, item) in items.iter().enumerate() {
        if servers.iter().enumerate().any(|(s, server)| server.has(item, n) && free(&s)) {
            in_one_piece.push(n);
        } else {
            split(servers, item, n, &free, &mut opened, &mut gifts)?;
        }
    }
    if in_one_piece.len() <= EXACT {
        exact(servers, items, &in_one_piece, &free, &opened, &mut gifts);
    } else {
        greedy(servers, items, in_one_piece, &free, &mut opened, &mut gifts)?;
    }
    Some(gifts)
}

fn split(
    servers: &[Server],
    item: &Item,
    n: usize,
    free: &impl Fn(&usize) -> bool,
    opened: &mut Vec<usize>,
    gifts: &mut Gifts,
) -> Option<()> {
    let stock = |s: usize| item.at(servers[s].candidate);
    let mut stocked: Vec<usize> = (0..servers.len()).filter(free).filter(|s| stock(*s) > 0).collect();
    let mut left = item.quantity;
    while left > 0 {
        let (at, s) = stocked.iter().copied().enumerate().min_by_key(|&(_, s)| {
            let opening = if opened.contains(&s) { Score::default() } else { servers[s].opening() };
            (-stock(s).min(left), opening, servers[s].candidate.handling_cost, &servers[s].candidate.node)
        })?;
        stocked.swap_remove(at);
        let taken = left.min(stock(s));
        gifts.push((s, n, taken));
        left -= taken;
        if !opened.contains(&s) {
            opened.push(s);
        }
    }
    Some(())
}

fn exact(servers: &[Server], items: &[Item], pieces: &[usize], free: &impl Fn(&usize) -> bool, opened: &[usize], gifts: &mut Gifts) {
    let opening_of = |s: usize| if opened.contains(&s) { Score::default() } else { servers[s].opening() };
    let has = |s: usize, piece: usize| servers[s].has(&items[piece], piece);
    // One item, as most often, needs no tables.
    if let [piece] = *pieces {
        let lines = items[piece].lines.len() as i64;
        let best = (0..servers.len()).filter(|s| free(s) && has(*s, piece)).min_by_key(|&s| {
            let opening = opening_of(s);
            (Score { cost: opening.cost + servers[s].handling(lines), ..opening }, &servers[s].candidate.node)
        });
        gifts.extend(best.map(|s| (s, piece, items[piece].quantity)));
        return;
    }
    let all = (1usize << pieces.len()) - 1;
    let lines_in: Vec<i64> =
        (0..=all).map(|set| (0..pieces.len()).filter(|p| set >> p & 1 == 1).map(|p| items[pieces[p]].lines.len() as i64).sum()).collect();
    // The best single node for each set of pieces.
    let mut single: Vec<Option<(Score, usize)>> = vec![None; all + 1];
    for (s, server) in servers.iter().enumerate().filter(|(s, _)| free(s)) {
        let held = (0..pieces.len()).filter(|&p| has(s, pieces[p])).fold(0, |set, p| set | 1 << p);
        let opening = opening_of(s);
        // All non-empty subsets of what the node has.
        let mut set = held;
        while set != 0 {
            let score = Score { cost: opening.cost + server.handling(lines_in[set]), ..opening };
            let better = |(best, who): (Score, usize)| (score, &server.candidate.node) < (best, &servers[who].candidate.node);
            if single[set].is_none_or(better) {
                single[set] = Some((score, s));
            }
            set = (set - 1) & held;
        }
    }
    // The best way to serve each set: with which part served by one node.
    let mut best: Vec<Option<(Score, usize)>> = vec![None; all + 1];
    best[0] = Some((Score::default(), 0));
    for set in 1..=all {
        let first = set & set.wrapping_neg();
        let rest = set & !first;
        let mut others = rest;
        loop {
            let part = others | first;
            if let (Some((one, _)), Some((remaining, _))) = (single[part], best[set & !part]) {
                let score = one + remaining;
                if best[set].is_none_or(|(known, _)| score < known) {
                    best[set] = Some((score, part));
                }
            }
            if others == 0 {
                break;
            }
            others = (others - 1) & rest;
        }
    }
    let mut set = all;
    while let (true, Some((_, part))) = (set != 0, best[set]) {
        if let Some((_, s)) = single[part] {
            gifts.extend((0..pieces.len()).filter(|p| part >> p & 1 == 1).map(|p| (s, pieces[p], items[pieces[p]].quantity)));
        }
        set &= !part;
    }
}

fn greedy(
    servers: &[Server],
    items: &[Item],
    mut left: Vec<usize>,
    free: &impl Fn(&usize) -> bool,
    opened: &mut Vec<usize>,
    gifts: &mut Gifts,
) -> Option<()> {
    let serves = |s: usize, left: &[usize]| left.iter().filter(|&&n| servers[s].has(&items[n], n)).count();
    // What the split has opened serves what it can, at no further parcel.
    let mut next = opened.clone();
    while !left.is_empty() {
        let s = match next.pop() {
            Some(s) => s,
            None => (0..servers.len()).filter(free).min_by_key(|&s| {
                let lines: i64 = left.iter().filter(|&&n| servers[s].has(&items[n], n)).map(|&n| items[n].lines.len() as i64).sum();
                let cost = servers[s].parcel + servers[s].handling(lines);
                (usize::MAX - serves(s, &left), cost, servers[s].distance, &servers[s].candidate.node)
            })?,
        };
        let before = left.len();
        left.retain(|&n| {
            let served = servers[s].has(&items[n], n);
            if served {
                gifts.push((s, n, items[n].quantity));
            }
            !served
        });
        if left.len() == before && !opened.contains(&s) {
            return None;
        }
        if !opened.contains(&s) {
            opened.push(s);
        }
    }
    Some(())
}
