//! Orders with more than the exact search can take: a good plan, and a proof of how good.
//!
//! Seen as a facility location problem: to open a server costs at least so much (`opening`), and an item at it at least so much more
//! (`serving`). Erlenkotter's dual ascent (*A dual-based procedure for uncapacitated facility location*, 1978) raises what each item is
//! worth as far as no server's opening is overpaid; the sum is a bound that no plan can beat. The servers that are paid in full then are
//! where the plan begins; servers are opened, closed and exchanged as long as that helps.

use super::items::Item;
use super::pricing::{Pricing, Sent, percent};
use super::reach::Lane;
use crate::sourcing::Rules;

/// Rounds of opening, closing and exchanging servers: each helps, and after so many it is good enough.
const ROUNDS: usize = 40;

/// Servers that are tried beside those that are open: so many by either of two orders.
const PROMISING: usize = 30;

const NEVER: i64 = i64::MAX / 4;

/// (server, item, units)
pub(super) type Gifts = Vec<(usize, usize, i64)>;

pub(super) struct Location<'a> {
    pricing: &'a Pricing<'a>,
    opening: Vec<i64>,
    /// By server, by item; [`NEVER`] where it gives none of it.
    serving: Vec<Vec<i64>>,
}

impl<'a> Location<'a> {
    pub fn of(pricing: &'a Pricing<'a>) -> Self {
        let Rules { policy, carriers, .. } = pricing.rules;
        let weights = &policy.weights;
        let (items, servers) = (pricing.items, pricing.servers);
        let marginal: Vec<Vec<i64>> = servers
            .iter()
            .map(|server| {
                let at = |(n, item): (usize, &Item)| {
                    let (scarcity, clearance) = server.per_unit(weights, item);
                    let for_all = server.handling * item.lines.len() as i64 + (scarcity - clearance).saturating_mul(item.quantity);
                    if server.stock[n] > 0 { for_all } else { NEVER }
                };
                items.iter().enumerate().map(at).collect()
            })
            .collect();
        // What an item costs at least when it is sent from elsewhere after a rejection.
        let elsewhere = |n: usize| {
            let lost = weights.lost_unit.saturating_mul(items[n].quantity);
            marginal.iter().map(|of| of[n]).fold(lost, i64::min)
        };
        let elsewhere: Vec<i64> = (0..items.len()).map(elsewhere).collect();
        let opening = servers.iter().map(|server| {
            let least = |lane: &Lane| {
                let band = lane.tariff.map(|(carrier, band)| &carriers[carrier].carrier.bands[band]);
                let time = lane.at(Sent::Now);
                band.map_or(0, |band| percent(weights.parcel_percent, band.least())) + time.waiting + time.lateness + lane.carbon(0)
            };
            let plain = server.balance + server.lanes.iter().map(least).min().unwrap_or(0);
            mixed(server.rejects_per_mille, plain, weights.rejection)
        });
        let opening = opening.collect();
        let serving = servers.iter().zip(&marginal).map(|(server, of)| {
            let at = |n: usize| if server.gives[n] > 0 { mixed(server.rejects_per_mille, of[n], elsewhere[n]) } else { NEVER };
            (0..items.len()).map(at).collect()
        });
        let serving = serving.collect();
        Location { pricing, opening, serving }
    }

    /// No plan costs less, and for each server what of its opening is not paid yet.
    fn ascend(&self) -> (i64, Vec<i64>) {
        let (servers, items) = (self.opening.len(), self.pricing.items.len());
        let mut unpaid = self.opening.clone();
        // By item: the costs at the servers that have it, cheapest first, and how far its worth has come.
        let by_cost: Vec<Vec<(i64, usize)>> = (0..items)
            .map(|n| {
                let mut costs: Vec<(i64, usize)> =
                    (0..servers).map(|s| (self.serving[s][n], s)).filter(|(cost, _)| *cost < NEVER).collect();
                costs.sort_unstable();
                costs
            })
            .collect();
        let mut worth: Vec<i64> = by_cost.iter().map(|costs| costs.first().map_or(0, |(cost, _)| *cost)).collect();
        let mut reached: Vec<usize> = vec![0; items];
        let mut raised = true;
        while raised {
            raised = false;
            for n in 0..items {
                let costs = &by_cost[n];
                while costs.get(reached[n]).is_some_and(|(cost, _)| *cost <= worth[n]) {
                    reached[n] += 1;
                }
                if reached[n] == 0 {
                    continue;
                }
                let below = &costs[..reached[n]];
                let next = costs.get(reached[n]).map_or(i64::MAX, |(cost, _)| *cost - worth[n]);
                let allowed = below.iter().map(|(_, s)| unpaid[*s]).min().unwrap_or(0);
                let by = next.min(allowed);
                if by > 0 {
                    worth[n] += by;
                    below.iter().for_each(|(_, s)| unpaid[*s] -= by);
                    raised = true;
                }
            }
        }
        // Every figure was cut to whole units: two for each item, and two for the server it may be at.
        (worth.iter().sum::<i64>() - 4 * items as i64, unpaid)
    }

    /// A good plan of at most so many parts, and what no plan can cost less than. Without a plan: too few parts, or a line that is whole
    /// nowhere and may not be split.
    pub fn solve(&self, most: usize, may_split: bool) -> Option<(Gifts, i64)> {
        let (bound, unpaid) = self.ascend();
        let mut gifts = Gifts::new();
        let mut fixed: Vec<usize> = Vec::new();
        let mut whole: Vec<usize> = Vec::new();
        for (n, item) in self.pricing.items.iter().enumerate() {
            if self.pricing.servers.iter().any(|server| server.gives[n] >= item.quantity) {
                whole.push(n);
            } else if may_split {
                self.split(n, &mut fixed, &mut gifts)?;
            } else {
                return None;
            }
        }
        let mut open: Vec<usize> = fixed.clone();
        open.extend((0..unpaid.len()).filter(|s| unpaid[*s] == 0 && !fixed.contains(s)));
        for &n in &whole {
            if !open.iter().any(|&s| self.has(s, n)) {
                open.extend(
                    (0..unpaid.len()).filter(|&s| self.has(s, n)).min_by_key(|&s| (self.opening[s].saturating_add(self.serving[s][n]), s)),
                );
            }
        }
        let promising = self.promising(&unpaid, &whole);
        let mut cost = self.cost(&open, &fixed, &whole)?;
        for _ in 0..ROUNDS {
            let Some((better, at)) = self.better(&open, &fixed, &whole, cost, most, &promising) else { break };
            (open, cost) = (better, at);
        }
        if open.len() > most {
            return None;
        }
        for &n in &whole {
            let s = self.cheapest(&open, n)?;
            gifts.push((s, n, self.pricing.items[n].quantity));
        }
        Some((gifts, bound))
    }

    /// Servers that are worth trying: those whose opening is nearly paid, and those that have the most.
    fn promising(&self, unpaid: &[i64], whole: &[usize]) -> Vec<usize> {
        let mut servers: Vec<usize> = (0..unpaid.len()).collect();
        servers.sort_by_key(|&s| (unpaid[s], s));
        let mut promising: Vec<usize> = servers.iter().copied().take(PROMISING).collect();
        servers.sort_by_key(|&s| (std::cmp::Reverse(whole.iter().filter(|&&n| self.has(s, n)).count()), s));
        promising.extend(servers.into_iter().take(PROMISING));
        promising.sort_unstable();
        promising.dedup();
        promising
    }

    fn has(&self, s: usize, n: usize) -> bool {
        self.pricing.servers[s].gives[n] >= self.pricing.items[n].quantity
    }

    fn cheapest(&self, open: &[usize], n: usize) -> Option<usize> {
        open.iter().copied().filter(|&s| self.has(s, n)).min_by_key(|&s| (self.serving[s][n], s))
    }

    /// What it costs to serve the whole items from these servers; those in `fixed` are open anyway, others only if something is left to them.
    fn cost(&self, open: &[usize], fixed: &[usize], whole: &[usize]) -> Option<i64> {
        let mut used: Vec<bool> = open.iter().map(|s| fixed.contains(s)).collect();
        let mut sum = 0;
        for &n in whole {
            let able = (0..open.len()).filter(|&at| self.has(open[at], n));
            let at = able.min_by_key(|&at| (self.serving[open[at]][n], open[at]))?;
            used[at] = true;
            sum += self.serving[open[at]][n];
        }
        Some(sum + open.iter().zip(used).filter(|(_, used)| *used).map(|(s, _)| self.opening[*s]).sum::<i64>())
    }

    /// One server less, one more, or one for another, whichever helps most. As long as there are too many, one less helps at any cost.
    fn better(
        &self,
        open: &[usize],
        fixed: &[usize],
        whole: &[usize],
        cost: i64,
        most: usize,
        promising: &[usize],
    ) -> Option<(Vec<usize>, i64)> {
        let without = |s: usize| open.iter().copied().filter(|other| *other != s).collect::<Vec<_>>();
        let closed = || promising.iter().copied().filter(|s| !open.contains(s));
        let removable: Vec<usize> = open.iter().copied().filter(|s| !fixed.contains(s)).collect();
        let priced = |open: Vec<usize>| self.cost(&open, fixed, whole).map(|cost| (open, cost));
        let fewer = removable.iter().filter_map(|&s| priced(without(s)));
        if open.len() > most {
            return fewer.min_by_key(|(_, cost)| *cost).or_else(|| {
                // None can be spared: one that has what the other has, and more.
                let exchanged = removable.iter().flat_map(|&s| closed().map(move |new| (s, new)));
                let exchanged = exchanged.filter_map(|(s, new)| {
                    let open: Vec<usize> = without(s).into_iter().chain([new]).collect();
                    let spared = removable
                        .iter()
                        .find(|other| **other != s && priced(open.iter().copied().filter(|o| o != *other).collect()).is_some())?;
                    priced(open.iter().copied().filter(|o| o != spared).collect())
                });
                exchanged.min_by_key(|(_, cost)| *cost)
            });
        }
        let more = closed().filter(|_| open.len() < most).filter_map(|s| priced(open.iter().copied().chain([s]).collect()));
        let one = fewer.chain(more).min_by_key(|(_, cost)| *cost).filter(|(_, new)| *new < cost);
        one.or_else(|| {
            let exchanged = removable.iter().flat_map(|&s| closed().map(move |new| (s, new)));
            let exchanged = exchanged.filter_map(|(s, new)| priced(without(s).into_iter().chain([new]).collect()));
            exchanged.min_by_key(|(_, cost)| *cost).filter(|(_, new)| *new < cost)
        })
    }

    /// An item that nobody has whole: the largest stock first, which takes the fewest servers; the last piece from one that is open
    /// anyway, or is the cheapest.
    fn split(&self, n: usize, open: &mut Vec<usize>, gifts: &mut Gifts) -> Option<()> {
        let stock = |s: usize| self.pricing.servers[s].gives[n];
        let mut stocked: Vec<usize> = (0..self.opening.len()).filter(|s| stock(*s) > 0).collect();
        let mut left = self.pricing.items[n].quantity;
        while left > 0 {
            let (at, s) = stocked.iter().copied().enumerate().min_by_key(|&(_, s)| {
                let opening = if open.contains(&s) { 0 } else { self.opening[s] };
                (-stock(s).min(left), opening, self.serving[s][n], s)
            })?;
            stocked.swap_remove(at);
            let taken = left.min(stock(s));
            gifts.push((s, n, taken));
            left -= taken;
            if !open.contains(&s) {
                open.push(s);
            }
        }
        Some(())
    }
}

/// What is expected when with this chance the one is paid instead of the other.
fn mixed(chance_per_mille: i64, plain: i64, instead: i64) -> i64 {
    let mixed = i128::from(1_000 - chance_per_mille) * i128::from(plain) + i128::from(chance_per_mille) * i128::from(instead);
    mixed.div_euclid(1_000) as i64
}
