//! The exact search: which servers serve which amounts at the least cost, each server one part.
//!
//! 1. Every server's price for every list of amounts that it has. For each list the cheapest servers are kept, as many as a plan can have
//!    parts: of a plan that uses another server for a list, at least one of the kept ones is not in the plan, and takes its place at no
//!    more cost.
//! 2. Over the kept offers, server by server, the cheapest way to have served each list with the servers so far, each used once at most:
//!    either without this server, or with one of its offers on top of the cheapest way to serve the rest with those before it.
//!
//! What is compared is the cost, then the number of parts, then the distances added up; among equals the first code wins.

use super::amounts::{Amounts, MOST_ITEMS};
use super::pricing::{Pricing, Sent, parcel, rejection};
use crate::sourcing::carrier::Band;
use std::ops::Add;

/// Servers that may be barred later without losing exactness.
pub(super) const SPARE: usize = 3;

const NOBODY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Score {
    pub cost: i64,
    /// Parts in the upper bits, tenths of kilometres below.
    tie: i64,
}

const ONE_PART: i64 = 1 << 40;
const NEVER: Score = Score { cost: i64::MAX, tie: 0 };

impl Add for Score {
    type Output = Score;
    fn add(self, other: Score) -> Score {
        Score { cost: self.cost + other.cost, tie: self.tie + other.tie }
    }
}

/// What a server asks for a list of amounts.
#[derive(Debug, Clone, Copy)]
struct Offer {
    number: u32,
    score: Score,
}

/// The offers that are worth looking at, by server.
pub(super) struct Offers<'a> {
    pricing: &'a Pricing<'a>,
    amounts: &'a Amounts,
    by_server: Vec<(u32, Vec<Offer>)>,
    after_rejection: TwoCheapest,
}

/// Which server serves which list of amounts.
pub(super) type Choice = Vec<(usize, usize)>;

impl<'a> Offers<'a> {
    /// `most`: how many parts a plan may have.
    pub fn of(pricing: &'a Pricing<'a>, amounts: &'a Amounts, most: usize) -> Self {
        let count = amounts.count();
        let table = Table::new(pricing, amounts);
        let mut prices = vec![NOT_THERE; pricing.servers.len() * count];
        let mut offers = Offers { pricing, amounts, by_server: Vec::new(), after_rejection: vec![[(NOT_THERE, NOBODY); 2]; count] };
        let mut by_unit = vec![0; count];
        for (s, prices) in prices.chunks_exact_mut(count).enumerate() {
            table.fill(s, &mut by_unit, prices, &mut offers.after_rejection);
        }
        let mut kept = Kept::new(count, most.min(amounts.most_parts()) + SPARE);
        for (s, prices) in prices.chunks_exact(count).enumerate() {
            let server = &pricing.servers[s];
            let tie = ONE_PART + server.distance.unwrap_or_default();
            let (chance, rejected) = (server.rejects_per_mille, pricing.rules.policy.weights.rejection);
            for (number, &own) in prices.iter().enumerate().skip(1) {
                if own != NOT_THERE {
                    let risk = if chance > 0 { rejection(chance, own, offers.elsewhere(s, number), rejected) } else { 0 };
                    kept.offer(number, s as u32, Score { cost: own + risk, tie });
                }
            }
        }
        offers.by_server = kept.by_server(pricing.servers.len());
        offers
    }

    /// As [`Pricing::elsewhere`], looked up.
    pub fn elsewhere(&self, s: usize, number: usize) -> i64 {
        let other = |number: usize| {
            let [first, second] = self.after_rejection[number];
            let (price, server) = if first.1 == s as u32 { second } else { first };
            (server != NOBODY).then_some(price)
        };
        other(number).unwrap_or_else(|| {
            let (mut rest, mut sum) = (number, 0i64);
            while rest > 0 {
                let (without, item) = self.amounts.first(rest);
                let lost = || self.pricing.rules.policy.weights.lost_unit.saturating_mul(self.amounts.units(rest, item));
                sum = sum.saturating_add(other(self.amounts.alone(rest, item)).unwrap_or_else(lost));
                rest = without;
            }
            sum
        })
    }

    /// The best server that serves everything alone.
    pub fn best_alone(&self) -> Option<Choice> {
        let everything = self.amounts.everything();
        let alone = self.by_server.iter().flat_map(|(s, offers)| offers.iter().map(move |offer| (offer, *s)));
        let best = alone.filter(|(offer, _)| offer.number as usize == everything).min_by_key(|(offer, s)| (offer.score, *s));
        best.map(|(_, s)| vec![(s as usize, everything)])
    }

    /// The best choice of at most so many parts without the servers in `barred` (no more than [`SPARE`]); `None` if there is none.
    pub fn best(&self, most: usize, barred: &[usize]) -> Option<Choice> {
        let (count, everything) = (self.amounts.count(), self.amounts.everything());
        // Where the number of parts is limited they are counted, one layer for each.
        let limited = most < self.amounts.most_parts();
        let layers = if limited { most + 1 } else { 1 };
        let moves: Vec<(usize, usize)> = if limited { (1..=most).rev().map(|layer| (layer - 1, layer)).collect() } else { vec![(0, 0)] };
        let mut best = vec![(NEVER, NOBODY); layers * count];
        best[0].0 = Score::default();
        let mut steps: Vec<Step> = Vec::new();
        // What a server changes counts when all of its offers have been looked at: it is used once.
        let mut better = vec![(NEVER, NOBODY); count];
        let mut changed: Vec<usize> = Vec::new();
        for (server, offers) in self.by_server.iter().filter(|(server, _)| !barred.contains(&(*server as usize))) {
            for &(from, to) in &moves {
                for offer in offers {
                    self.amounts.for_each_rest(offer.number as usize, |rest| {
                        let (so_far, before) = best[from * count + rest];
                        if so_far == NEVER {
                            return;
                        }
                        let number = rest + offer.number as usize;
                        let score = so_far + offer.score;
                        if score < best[to * count + number].0 && score < better[number].0 {
                            if better[number].0 == NEVER {
                                changed.push(number);
                            }
                            better[number] = (score, steps.len() as u32);
                            steps.push(Step { server: *server, number: offer.number, before });
                        }
                    });
                }
                for number in changed.drain(..) {
                    best[to * count + number] = std::mem::replace(&mut better[number], (NEVER, NOBODY));
                }
            }
        }
        let (score, mut at) = (0..layers).map(|layer| best[layer * count + everything]).min_by_key(|(score, _)| *score)?;
        if score == NEVER {
            return None;
        }
        let mut choice = Choice::new();
        while let Some(step) = steps.get(at as usize) {
            choice.push((step.server as usize, step.number as usize));
            at = step.before;
        }
        Some(choice)
    }
}

/// The last server of a choice, and the step before it.
struct Step {
    server: u32,
    number: u32,
    before: u32,
}

/// For each list of amounts the cheapest servers, cheapest first.
struct Kept {
    room: usize,
    offers: Vec<(Score, u32)>,
    filled: Vec<usize>,
}

impl Kept {
    fn new(count: usize, room: usize) -> Self {
        Kept { room, offers: vec![(NEVER, NOBODY); count * room], filled: vec![0; count] }
    }

    fn offer(&mut self, number: usize, server: u32, score: Score) {
        let kept = &mut self.offers[number * self.room..(number + 1) * self.room];
        let filled = &mut self.filled[number];
        if *filled == self.room && score >= kept[self.room - 1].0 {
            return;
        }
        let mut at = (*filled).min(self.room - 1);
        while at > 0 && score < kept[at - 1].0 {
            kept[at] = kept[at - 1];
            at -= 1;
        }
        kept[at] = (score, server);
        *filled = (*filled + 1).min(self.room);
    }

    fn by_server(self, servers: usize) -> Vec<(u32, Vec<Offer>)> {
        let mut by_server: Vec<Vec<Offer>> = vec![Vec::new(); servers];
        for (number, filled) in self.filled.iter().enumerate() {
            for (score, server) in &self.offers[number * self.room..number * self.room + filled] {
                by_server[*server as usize].push(Offer { number: number as u32, score: *score });
            }
        }
        (0..).zip(by_server).filter(|(_, offers)| !offers.is_empty()).collect()
    }
}

/// A server has not got so much.
const NOT_THERE: i64 = i64::MAX;

/// The two cheapest servers for each list of amounts, with their prices.
type TwoCheapest = Vec<[(i64, u32); 2]>;

/// What prices are made of that is the same for all servers.
struct Table<'a> {
    pricing: &'a Pricing<'a>,
    amounts: &'a Amounts,
    /// By carrier and band: what the parcel costs, by number.
    tariffs: Vec<Vec<Vec<i64>>>,
    /// What comes in pieces costs so much more, by number.
    splitting: Vec<i64>,
}

impl<'a> Table<'a> {
    fn new(pricing: &'a Pricing<'a>, amounts: &'a Amounts) -> Self {
        let weights = &pricing.rules.policy.weights;
        let of_band = |band: &Band| amounts.grams.iter().map(|grams| parcel(weights, band, *grams)).collect();
        let tariffs = pricing.rules.carriers.iter().map(|named| named.carrier.bands.iter().map(of_band).collect()).collect();
        let splitting = amounts.pieces.iter().map(|pieces| weights.split_piece * pieces).collect();
        Table { pricing, amounts, tariffs, splitting }
    }

    /// A server's prices by number, and its place among those that would serve after somebody else's rejection.
    fn fill(&self, s: usize, by_unit: &mut [i64], prices: &mut [i64], after_rejection: &mut TwoCheapest) {
        let Table { pricing, amounts, .. } = self;
        let (server, weights) = (&pricing.servers[s], &pricing.rules.policy.weights);
        let (gives, has) = (amounts.within(|n| server.gives[n]), amounts.within(|n| server.stock[n]));
        let mut unit = [0i64; MOST_ITEMS];
        for (unit, item) in unit.iter_mut().zip(pricing.items) {
            let (scarcity, clearance) = server.per_unit(weights, item);
            *unit = scarcity - clearance;
        }
        for number in 1..amounts.count() {
            if !has.hold(amounts.levels(number)) {
                continue;
            }
            let (without, item) = amounts.first(number);
            by_unit[number] = by_unit[without] + unit[item] * amounts.units(number, item);
            let (mut now, mut later) = (NOT_THERE, NOT_THERE);
            for lane in &server.lanes {
                let tariff = lane.tariff.map_or(0, |(carrier, band)| self.tariffs[carrier][band][number]);
                let way = tariff + lane.carbon(amounts.grams[number]);
                now = now.min(way + lane.at(Sent::Now).cost());
                later = later.min(way + lane.at(Sent::AfterRejection).cost());
            }
            let here = by_unit[number] + server.balance + server.handling * amounts.lines[number] + self.splitting[number];
            if gives.hold(amounts.levels(number)) {
                prices[number] = now + here;
            }
            let (price, two) = (later + here, &mut after_rejection[number]);
            if price < two[0].0 {
                *two = [(price, s as u32), two[0]];
            } else if price < two[1].0 {
                two[1] = (price, s as u32);
            }
        }
    }
}
