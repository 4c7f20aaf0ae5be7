//! What taking a unit here now will cost later: the prices of stock.
//!
//! Until a node is replenished, its units are wanted at its counter and by customers online. A small linear program deals them out at the
//! least cost, and the dual price of a node's stock in it is what one unit less there would cost: the opportunity cost of Acimovic and
//! Graves (*Making better fulfillment decisions on the fly in an online retail environment*, 2015). For stock `s`, counter demand `q` and
//! lost counter sales at cost `k` by node `i`, online demand `r` and lost online sales at cost `l` by region `j`, and serving costs `c`:
//!
//! > maximise Σ rⱼ μⱼ + Σ qᵢ κᵢ − Σ sᵢ πᵢ, where μⱼ ≤ cᵢⱼ + πᵢ, μⱼ ≤ lⱼ, κᵢ ≤ πᵢ, κᵢ ≤ kᵢ, all ≥ 0.
//!
//! This is the dual program itself, because its variables are the prices π, and the solver gives no duals. Nodes are replenished on different
//! days, so all quantities are counted by day: a node offers its stock spread over the days until its replenishment.
//!
//! **Where we differ.** With expected demand, the last unit of something of which a third of a piece is expected is free, although with a
//! chance of 28 % somebody comes for it. At a counter, where stock is low and demand is for that node alone, this matters most. So there the
//! n-th unit is worth its loss times the chance that at least n customers come (Poisson), in place of one worth for all that are expected:
//! κ and q become one κ for each such step. That is what averaging over infinitely many scenarios of the counters' demand comes to when
//! stock is set aside before they are known, in one program and with nothing drawn: the same outlook has the same prices. Online demand
//! can be met from anywhere, so that there the mean will do.

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, microlp, variable};

/// What is worth less at a counter is worth nothing, in minor units; and worths that differ by less than this share of the loss are one.
const WORTHLESS: f64 = 10.0;
const COARSE: f64 = 0.05;
/// The price is that of a unit that is there: the one by which the stock falls, not the one that might be added. In units.
const LAST_UNIT: f64 = 0.01;
/// Nothing is planned farther ahead than this; a replenishment is never nearer than the shortest. In days.
const LONGEST: f64 = 60.0;
const SHORTEST: f64 = 0.05;

/// One SKU, where it lies and how it is expected to go.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outlook {
    pub shelves: Vec<Shelf>,
    pub regions: Vec<Region>,
}

/// The SKU at one node.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shelf {
    /// Units that may be taken now.
    pub available: i64,
    /// Days until it is replenished.
    pub days: f64,
    /// Units expected to be asked for at the counter until then.
    pub counter_demand: f64,
    /// What a counter sale costs that is lost, in minor units.
    pub counter_loss: i64,
}

/// The SKU's online customers in one region.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Region {
    /// Units expected to be ordered on a day.
    pub daily_demand: f64,
    /// What an online sale costs that is lost, in minor units.
    pub loss: i64,
    /// By shelf: what it costs to serve a unit from there, in minor units; a list that is too short goes on with shelves that do not serve it.
    pub serving: Vec<i64>,
}

/// By shelf: what a unit taken there now will cost later, in minor units. Where nothing lies, 0.
pub fn scarcity(outlook: &Outlook) -> Vec<i64> {
    Demand::uncertain(outlook).prices(outlook)
}

/// As [`scarcity`], with the counters' demand taken to be what is expected: the prices of the literature, for comparison.
pub fn scarcity_of_expected_demand(outlook: &Outlook) -> Vec<i64> {
    Demand::expected(outlook).prices(outlook)
}

fn days(shelf: &Shelf) -> f64 {
    if shelf.days.is_finite() { shelf.days.clamp(SHORTEST, LONGEST) } else { LONGEST }
}

/// A figure that makes no sense counts as no demand.
fn sane(demand: f64) -> f64 {
    if demand.is_finite() { demand.max(0.0) } else { 0.0 }
}

/// Demand as the program sees it.
struct Demand {
    /// By shelf: what further units are worth at its counter, dearest first.
    counter: Vec<Vec<Step>>,
    /// By region: units a day.
    online: Vec<f64>,
}

/// So many units a day are worth so much each.
#[derive(Debug, Clone, Copy)]
struct Step {
    units: f64,
    worth: f64,
}

impl Demand {
    fn expected(outlook: &Outlook) -> Self {
        Demand::with(outlook, |shelf| {
            let step = Step { units: sane(shelf.counter_demand) / days(shelf), worth: shelf.counter_loss.max(0) as f64 };
            if step.units > 0.0 && step.worth > 0.0 { vec![step] } else { Vec::new() }
        })
    }

    fn uncertain(outlook: &Outlook) -> Self {
        Demand::with(outlook, steps)
    }

    fn with(outlook: &Outlook, counter: impl Fn(&Shelf) -> Vec<Step>) -> Self {
        Demand {
            counter: outlook.shelves.iter().map(counter).collect(),
            online: outlook.regions.iter().map(|region| sane(region.daily_demand)).collect(),
        }
    }

    /// By shelf, in minor units.
    fn prices(&self, outlook: &Outlook) -> Vec<i64> {
        self.exact_prices(outlook).into_iter().map(|price| price.round() as i64).collect()
    }

    fn exact_prices(&self, outlook: &Outlook) -> Vec<f64> {
        let shelves = &outlook.shelves;
        let offered = |n: usize| (shelves[n].available as f64 - LAST_UNIT) / days(&shelves[n]);
        let all_online: f64 = self.online.iter().sum();
        let serving = |region: &Region, n: usize| region.serving.get(n).map_or(f64::INFINITY, |cost| (*cost).max(0) as f64);
        let stocked = (0..shelves.len()).filter(|n| shelves[*n].available > 0);
        // What has more than anybody could want costs nothing, and caps what the regions pay.
        let wanted = |n: usize| self.counter[n].iter().map(|step| step.units).sum::<f64>() + all_online;
        let (ample, scarce): (Vec<usize>, Vec<usize>) = stocked.partition(|&n| offered(n) >= wanted(n));
        let mut prices = vec![0.0; shelves.len()];
        let mut model = ProblemVariables::new();
        let mut objective = Expression::default();
        let mut pairs: Vec<(Variable, usize, f64)> = Vec::new();
        for (region, wanted) in outlook.regions.iter().zip(&self.online).filter(|(_, wanted)| **wanted > 0.0) {
            let most = ample.iter().map(|&n| serving(region, n)).fold(region.loss.max(0) as f64, f64::min);
            let nearer: Vec<usize> = scarce.iter().copied().filter(|&n| serving(region, n) < most).collect();
            if !nearer.is_empty() {
                let worth = model.add(variable().min(0.0).max(most));
                objective += *wanted * worth;
                pairs.extend(nearer.into_iter().map(|n| (worth, n, serving(region, n))));
            }
        }
        let dearest = outlook.regions.iter().map(|region| region.loss).fold(0, i64::max) as f64;
        let mut priced: Vec<(usize, Variable)> = Vec::new();
        let mut counters: Vec<(Variable, Variable)> = Vec::new();
        for &n in &scarce {
            if !pairs.iter().any(|(_, at, _)| *at == n) {
                // Nobody online wants it from here: the counter alone decides.
                prices[n] = marginal(&self.counter[n], offered(n));
                continue;
            }
            let most = self.counter[n].first().map_or(0.0, |step| step.worth).max(dearest);
            let price = model.add(variable().min(0.0).max(most));
            objective -= offered(n) * price;
            for step in &self.counter[n] {
                let sale = model.add(variable().min(0.0).max(step.worth));
                objective += step.units * sale;
                counters.push((sale, price));
            }
            priced.push((n, price));
        }
        if priced.is_empty() {
            return prices;
        }
        let mut problem = model.maximise(objective).using(microlp);
        for (sale, price) in counters {
            problem.add_constraint((sale - price).leq(0.0));
        }
        for (worth, n, cost) in pairs {
            if let Ok(at) = priced.binary_search_by_key(&n, |(n, _)| *n) {
                problem.add_constraint((worth - priced[at].1).leq(cost));
            }
        }
        // All prices zero is a solution, and every variable is bounded; should the solver give up all the same, the counter alone decides.
        match problem.solve() {
            Ok(solution) => priced.iter().for_each(|(n, price)| prices[*n] = solution.value(*price).max(0.0)),
            Err(_) => priced.iter().for_each(|(n, _)| prices[*n] = marginal(&self.counter[*n], offered(*n))),
        }
        prices
    }
}

/// What the last of so many units a day is worth at a counter.
fn marginal(steps: &[Step], offered: f64) -> f64 {
    let mut before = 0.0;
    let last = steps.iter().find(|step| {
        before += step.units;
        before > offered
    });
    last.map_or(0.0, |step| step.worth)
}

/// The n-th unit on a shelf is sold over the counter with the chance that at least n customers come: so much it is worth. Units whose worth
/// hardly differs make one step.
fn steps(shelf: &Shelf) -> Vec<Step> {
    let (mean, loss) = (sane(shelf.counter_demand).min(500.0), shelf.counter_loss.max(0) as f64);
    let mut steps: Vec<(f64, f64, f64)> = Vec::new();
    let (mut chance, mut fewer) = ((-mean).exp(), 0.0);
    let mut n = 0.0;
    loop {
        // The chance that at least n + 1 come.
        fewer += chance;
        let worth = loss * (1.0 - fewer).max(0.0);
        if worth < WORTHLESS || n > 1_000.0 {
            break;
        }
        match steps.last_mut() {
            Some((units, sum, first)) if *first - worth < COARSE * loss => (*units, *sum) = (*units + 1.0, *sum + worth),
            _ => steps.push((1.0, worth, worth)),
        }
        n += 1.0;
        chance *= mean / n;
    }
    let days = days(shelf);
    steps.into_iter().map(|(units, sum, _)| Step { units: units / days, worth: sum / units }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(available: i64, counter_demand: f64) -> Shelf {
        Shelf { available, days: 7.0, counter_demand, counter_loss: 4_000 }
    }

    fn alone(available: i64, counter_demand: f64) -> i64 {
        scarcity(&Outlook { shelves: vec![shelf(available, counter_demand)], regions: Vec::new() })[0]
    }

    fn region(daily_demand: f64, serving: &[i64]) -> Region {
        Region { daily_demand, loss: 5_000, serving: serving.to_vec() }
    }

    #[test]
    fn what_is_ample_costs_nothing() {
        let outlook = Outlook { shelves: vec![shelf(80, 2.0), shelf(90, 0.0)], regions: vec![region(1.0, &[500, 700])] };
        assert_eq!(scarcity(&outlook), [0, 0]);
    }

    #[test]
    fn the_last_unit_costs_the_sale_that_is_nearly_certain() {
        assert!((3_900..=4_000).contains(&alone(1, 5.0)), "{}", alone(1, 5.0));
    }

    #[test]
    fn a_sale_that_may_come_has_its_chance_as_a_price() {
        // With a third of a piece expected, somebody comes with a chance of 28 %.
        let price = alone(1, 1.0 / 3.0);
        assert!((800..=1_500).contains(&price), "{price}");
        let expected = Outlook { shelves: vec![shelf(1, 1.0 / 3.0)], regions: Vec::new() };
        assert_eq!(scarcity_of_expected_demand(&expected), [0], "the plain dual does not see it");
    }

    #[test]
    fn the_more_there_is_the_less_a_unit_costs() {
        let prices = |available: i64| {
            let shelves = vec![shelf(available, 2.5), shelf(3, 1.0), shelf(6, 0.5)];
            let regions = vec![region(0.6, &[500, 600, 900]), region(0.9, &[700, 600, 500])];
            scarcity(&Outlook { shelves, regions })
        };
        let own: Vec<i64> = (1..30).map(|available| prices(available)[0]).collect();
        assert!(own.is_sorted_by(|less, more| less >= more), "{own:?}");
        assert!(own[0] > 2_000 && own[28] == 0, "{own:?}");
        assert!(prices(1)[1] >= prices(12)[1], "a neighbour's stock spares mine");
    }

    #[test]
    fn online_demand_prices_what_is_nearer_by_what_it_spares() {
        // One unit near by, plenty far away: taking the near one costs the longer way of somebody who surely comes.
        let shelves = vec![Shelf { available: 1, days: 7.0, ..Shelf::default() }, Shelf { available: 500, days: 7.0, ..Shelf::default() }];
        assert_eq!(scarcity(&Outlook { shelves, regions: vec![region(4.0, &[490, 790])] }), [300, 0]);
    }

    #[test]
    fn with_nothing_to_price_there_is_no_price() {
        assert!(scarcity(&Outlook::default()).is_empty());
        assert_eq!(alone(0, 3.0), 0);
        assert_eq!(alone(3, 0.0), 0);
        assert_eq!(alone(-2, 3.0), 0);
        let odd = Shelf { available: 1, days: f64::NAN, counter_demand: f64::INFINITY, counter_loss: -5 };
        assert_eq!(scarcity(&Outlook { shelves: vec![odd], regions: vec![region(f64::NAN, &[]), region(-1.0, &[10])] }), [0]);
        let replenished_now = Shelf { days: 0.0, ..shelf(3, 0.0) };
        assert_eq!(scarcity(&Outlook { shelves: vec![replenished_now], regions: Vec::new() }), [0]);
    }

    #[test]
    fn the_same_outlook_has_the_same_prices() {
        let shelves: Vec<Shelf> = (0..20).map(|n| shelf(n % 4, 0.3 * n as f64)).collect();
        let serving: Vec<i64> = (0..20).map(|n| 400 + 37 * (n * 7 % 11)).collect();
        let outlook = Outlook { shelves, regions: (0..6).map(|n| region(0.4 * n as f64, &serving)).collect() };
        let prices = scarcity(&outlook);
        assert_eq!(prices, scarcity(&outlook));
        assert!(prices.iter().all(|price| (0..=5_000).contains(price)));
        assert!(prices.iter().any(|price| *price > 0));
    }
}
