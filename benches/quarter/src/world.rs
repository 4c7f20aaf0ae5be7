//! One seed's world: the retailer, and what will happen to it. Everything here but the retailer is hidden from the strategies.

use crate::demand::{Event, Streams, Tastes};
use crate::map::ADDRESSES;
use crate::retailer::{Article, Order, Retailer, days_of_work, sites};
use comptoir_domain::node::NodeKind;
use comptoir_domain::sourcing::usual_carriers;
use comptoir_domain::time::{Span, Timestamp};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, LogNormal};

/// How many different articles there are.
const ARTICLES: usize = 120;

/// A chance or an amount that is the same for every strategy: it depends on what is asked, not on when.
#[derive(Debug, Clone, Copy)]
pub struct Fate(u64);

impl Fate {
    /// Between 0 and 1.
    fn of(self, what: u64, order: usize, node: usize) -> f64 {
        let mut x = self.0 ^ what.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for part in [order as u64, node as u64] {
            // The mixing of splitmix64.
            x = x.wrapping_add(part).wrapping_add(0x9e37_79b9_7f4a_7c15);
            x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            x ^= x >> 31;
        }
        (x >> 11) as f64 / (1u64 << 53) as f64
    }
}

pub struct World {
    pub retailer: Retailer,
    pub orders: Vec<Order>,
    /// In the order of time.
    pub events: Vec<(Timestamp, Event)>,
    fate: Fate,
    rejects: Vec<f64>,
    preparation: Vec<Span>,
}

impl World {
    pub fn of(seed: u64) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let articles = articles(&mut dice);
        let sites = sites();
        let tastes = Tastes::of(&mut dice, articles.len());
        let filled_to = tastes.filled_to(&mut dice);
        let retailer = Retailer { sites, articles, carriers: usual_carriers(), days_of_work: days_of_work(), filled_to };
        let Streams { orders, events } = tastes.streams(&mut dice, &retailer);
        let rejects = ADDRESSES.iter().map(|address| rejects(&mut dice, address.kind)).collect();
        let preparation = ADDRESSES.iter().map(|address| preparation(&mut dice, address.kind)).collect();
        World { retailer, orders, events, fate: Fate(dice.random()), rejects, preparation }
    }

    /// Whether a node turns an order down. It does so whenever it is asked.
    pub fn is_rejected(&self, order: usize, node: usize) -> bool {
        self.fate.of(1, order, node) < self.rejects[node]
    }

    /// Working time until an order is packed.
    pub fn preparation(&self, order: usize, node: usize) -> Span {
        Span((self.preparation[node].0 as f64 * (0.6 + 0.8 * self.fate.of(2, order, node))) as i64)
    }
}

fn articles(dice: &mut ChaCha8Rng) -> Vec<Article> {
    (0..ARTICLES)
        .map(|n| {
            let grams = (LogNormal::new(6.2, 0.6).map_or(500.0, |weight: LogNormal<f64>| weight.sample(dice)) as i64).clamp(100, 1_900);
            let price = LogNormal::new(8.4, 0.5).map_or(4_500.0, |price: LogNormal<f64>| price.sample(dice)).clamp(1_200.0, 15_000.0);
            let margin = (price * dice.random_range(0.38..0.55)) as i64;
            Article { sku: format!("A{n:03}").as_str().into(), grams, margin }
        })
        .collect()
}

fn rejects(dice: &mut ChaCha8Rng, kind: NodeKind) -> f64 {
    match kind {
        // A mean of 8 %; one store in ten above 17 %.
        NodeKind::Store => Beta::new(1.2, 13.8).map_or(0.08, |chance: Beta<f64>| chance.sample(dice)),
        NodeKind::Warehouse => 0.003,
        _ => 0.03,
    }
}

fn preparation(dice: &mut ChaCha8Rng, kind: NodeKind) -> Span {
    Span::minutes(match kind {
        NodeKind::Store => dice.random_range(90..360),
        NodeKind::Warehouse => dice.random_range(60..120),
        _ => dice.random_range(480..960),
    })
}
