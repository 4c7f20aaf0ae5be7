//! The exact search: which servers serve which amounts at the least cost, each server one part.
//!
//! 1. Every server's price for every list of amounts that it has. For each list the cheapest servers are kept, as many as a plan can have
//!    parts: of a plan that uses another server for a list, at least one of the kept ones is not in the plan, and takes its place at no
//!    more cost.
//! 2. Over the kept offers, server by server, the cheapest way to have served each list with the servers so far, each used once at most:
//!    either without this server, or with one of its offers on top of the cheapest way to serve the rest with those before it.
//!
//! What is compared is the cost, then the number of parts, then the distances added up; among equals the first code wins.

use super::amounts::Amounts;
use super::pricing::{Pricing, Sent, parcel, rejection};
use super::reach::Lane;
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
    amounts: &'a Amounts,
    by_server: Vec<(u32, Vec<Offer>)>,
}

/// Which server serves which list of amounts.
pub(super) type Choice = Vec<(usize, usize)>;

impl<'a> Offers<'a> {
    /// `most`: how many parts a plan may have.
    pub fn of(pricing: &Pricing, amounts: &'a Amounts, most: usize) -> Self {
        let mut table = Table::new(pricing, amounts);
        let elsewhere = pricing.servers.iter().any(|server| server.rejects_per_mille > 0).then(|| table.cheapest_after_rejection());
        let mut kept = Kept::new(amounts.count(), most.min(amounts.most_parts()) + SPARE);
        for s in 0..pricing.servers.len() {
            table.fill(s, Sent::Now);
            let server = &pricing.servers[s];
            let tie = ONE_PART + server.distance.unwrap_or_default();
            for number in 1..amounts.count() {
                let own = table.prices[number];
                if own == i64::MAX {
                    continue;
                }
                let cost = match (&elsewhere, server.rejects_per_mille) {
                    (Some(elsewhere), chance) if chance > 0 => {
                        own + rejection(chance, own, table.elsewhere(elsewhere, s, number), pricing.rules.policy.weights.rejection)
                    }
                    _ => own,
                };
                kept.offer(number, s as u32, Score { cost, tie });
            }
        }
        Offers { amounts, by_server: kept.by_server(pricing.servers.len()) }
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
        for (server, offers) in self.by_server.iter().filter(|(server, _)| !barred.contains(&(*server as usize))) {
            for &(from, to) in &moves {
                // From the top down: what is below has not seen this server yet.
                for number in (1..count).rev() {
                    let levels = self.amounts.levels(number);
                    for offer in offers {
                        if !levels.hold(self.amounts.levels(offer.number as usize)) {
                            continue;
                        }
                        let (rest, before) = best[from * count + number - offer.number as usize];
                        if rest == NEVER {
                            continue;
                        }
                        let known = &mut best[to * count + number];
                        let score = rest + offer.score;
                        if score < known.0 {
                            *known = (score, steps.len() as u32);
                            steps.push(Step { server: *server, number: offer.number, before });
                        }
                    }
                }
            }
        }
        let (score, mut at) = (0..layers).map(|layer| best[layer * count + everything]).min_by_key(|(score, _)| *score)?;
        let mut choice = Choice::new();
        if score == NEVER {
            return None;
        }
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

/// The prices of one server at a time, by the numbers of the amounts; `i64::MAX` where it has not got so much.
struct Table<'a> {
    pricing: &'a Pricing<'a>,
    amounts: &'a Amounts,
    /// By carrier and band: what the parcel costs, by number.
    tariffs: Vec<Vec<Vec<i64>>>,
    /// What is paid by the unit, by number.
    by_unit: Vec<i64>,
    prices: Vec<i64>,
}

/// The two cheapest servers for each list of amounts.
type TwoCheapest = Vec<[(i64, u32); 2]>;

impl<'a> Table<'a> {
    fn new(pricing: &'a Pricing<'a>, amounts: &'a Amounts) -> Self {
        let weights = &pricing.rules.policy.weights;
        let of_band = |band: &Band| amounts.grams.iter().map(|grams| parcel(weights, band, *grams)).collect();
        let tariffs = pricing.rules.carriers.iter().map(|named| named.carrier.bands.iter().map(of_band).collect()).collect();
        let nothing = vec![0; amounts.count()];
        Table { pricing, amounts, tariffs, by_unit: nothing.clone(), prices: nothing }
    }

    fn fill(&mut self, s: usize, sent: Sent) {
        let Table { pricing, amounts, tariffs, by_unit, prices } = self;
        let (server, weights) = (&pricing.servers[s], &pricing.rules.policy.weights);
        let has = amounts.within(|n| server.stock[n]);
        let mut unit = [0i64; 8];
        for (unit, item) in unit.iter_mut().zip(pricing.items) {
            let (scarcity, clearance) = server.per_unit(weights, item);
            *unit = scarcity - clearance;
        }
        for number in 1..amounts.count() {
            if !has.hold(amounts.levels(number)) {
                prices[number] = i64::MAX;
                continue;
            }
            let (without, item) = amounts.first(number);
            by_unit[number] = by_unit[without] + unit[item] * amounts.units(number, item);
            prices[number] =
                by_unit[number] + server.balance + server.handling * amounts.lines[number] + weights.split_piece * amounts.pieces[number];
        }
        for number in 1..amounts.count() {
            if prices[number] == i64::MAX {
                continue;
            }
            let way = |lane: &Lane| {
                let tariff = lane.tariff.map_or(0, |(carrier, band)| tariffs[carrier][band][number]);
                let time = lane.at(sent);
                tariff + time.waiting + time.lateness + lane.carbon(amounts.grams[number])
            };
            prices[number] += server.lanes.iter().map(way).min().unwrap_or(0);
        }
    }

    fn cheapest_after_rejection(&mut self) -> TwoCheapest {
        let mut cheapest = vec![[(i64::MAX, NOBODY); 2]; self.amounts.count()];
        for s in 0..self.pricing.servers.len() {
            self.fill(s, Sent::AfterRejection);
            for (two, &price) in cheapest.iter_mut().zip(&self.prices).skip(1) {
                if price < two[0].0 {
                    *two = [(price, s as u32), two[0]];
                } else if price < two[1].0 {
                    two[1] = (price, s as u32);
                }
            }
        }
        cheapest
    }

    /// As [`Pricing::elsewhere`], looked up.
    fn elsewhere(&self, cheapest: &TwoCheapest, s: usize, number: usize) -> i64 {
        let other = |number: usize| {
            let [first, second] = cheapest[number];
            let (price, server) = if first.1 == s as u32 { second } else { first };
            (server != NOBODY).then_some(price)
        };
        other(number).unwrap_or_else(|| {
            let (mut rest, mut sum) = (number, 0i64);
            while rest > 0 {
                let (without, item) = self.amounts.first(rest);
                let alone = self.amounts.alone(rest, item);
                let lost = || self.pricing.rules.policy.weights.lost_unit.saturating_mul(self.amounts.units(rest, item));
                sum = sum.saturating_add(other(alone).unwrap_or_else(lost));
                rest = without;
            }
            sum
        })
    }
}
