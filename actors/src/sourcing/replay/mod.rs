//! What if: a past period of the journal once more, under another policy or with other stock, beside what happened.
//!
//! Nothing live is touched: the journal is read, and everything else is in memory. Orders come as they came; counts, deliveries and
//! corrections of stock happen as they happened; a node rejects what it rejected then, and of what it was never asked then as often as its
//! record says. What stock is worth is worked out as the period goes, from what is asked for by then and what lies in the other world, by today's
//! prices. Both sides are billed alike: by today's carriers and handling, with the arrival that was foreseen when it was planned.

mod past;
mod tally;
mod world;

pub use tally::Side;

use super::desk::Desk;
use super::rulebook::Scoped;
use crate::store::queries::sql::Sql;
use crate::store::queries::{feed, timeline};
use comptoir_domain::ids::NodeCode;
use comptoir_domain::sourcing::{self, Destination, Method, Policy, PolicyName, Request, RequestLine, Rules};
use comptoir_domain::time::{Span, Timestamp};
use past::{Past, PastOrder};
use sea_orm::{DatabaseConnection, DbErr};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tally::Tally;
use world::World;

/// Events that are read at one time.
const PAGE: u64 = 2_000;
/// How often an order is sourced before it is given up.
const ROUNDS: usize = 8;
/// How often it is worked out anew what stock is worth, as it is on a hub.
const WORTHS_EVERY: Span = Span::seconds(30);
/// A node that rejects does so this much later.
const REJECTED_AFTER: Span = Span::hours(4);

/// What is to be tried.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Orders placed from here …
    pub from: Timestamp,
    /// … to here.
    pub to: Timestamp,
    /// For every order; without one, the policies in force.
    pub policy: Option<Policy>,
    /// Stock at the beginning, and what is delivered, in percent of what it was.
    #[serde(default)]
    pub stock: Vec<StockChange>,
}

/// Other stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockChange {
    /// Without one, every node.
    pub node: Option<NodeCode>,
    pub percent: u32,
}

/// The two sides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub happened: Side,
    pub instead: Side,
}

/// Why a scenario cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("the journal cannot be read: {0}")]
    Database(#[from] DbErr),
    #[error("event {seq} cannot be read: {error}")]
    Event { seq: i64, error: serde_json::Error },
}

/// Replays a scenario, with the rules of `desk` and what it has learned; `progress` hears how far it has come, from 0 to 1.
pub async fn replay(db: &DatabaseConnection, desk: &Desk, scenario: &Scenario, progress: impl Fn(f64)) -> Result<Outcome, ReplayError> {
    let desk = &desk.apart(db).await?;
    let head = timeline::head(db).await?;
    let first = first_seq_from(db, scenario.from).await?;
    // Once over what happened, once over all of the journal for the stock.
    let steps = (head - first + head).max(1) as f64;
    let past = Past::read(db, scenario, first, head, |read| progress(read as f64 / steps)).await?;
    let mut happened = Tally::new(desk.rulebook());
    let mut world = World::new(scenario);
    let mut instead = Tally::new(desk.rulebook());
    let (mut since, mut last_refresh) = (0, None);
    while since < head {
        let page = feed::events(db, since, PAGE).await?;
        let Some(last) = page.last() else { break };
        since = last.seq;
        for row in page.iter().filter(|row| row.seq <= head) {
            if row.at > scenario.to {
                break;
            }
            let refreshed = *last_refresh.get_or_insert(row.at);
            // Of a node before its stock changes: what a count found missing is told by what was there.
            if row.kind == "node" {
                desk.hear_of_demand(&row.r#type, row.data.get(), row.entity, row.at, &world);
            }
            match row.kind.as_str() {
                "node" => world.node_event(row, &past).map_err(|error| ReplayError::Event { seq: row.seq, error })?,
                "order" if row.seq >= first => match row.r#type.as_str() {
                    "order.placed" => {
                        if let Some(order) = past.orders.get(&row.entity) {
                            happened.order(order, &order.parts, order.lost, &world);
                            happened.side.rejections += order.rejected_by.len() as u64;
                            if row.at - refreshed >= WORTHS_EVERY {
                                world.begin();
                                desk.refresh_apart(db, &world, row.at).await?;
                                last_refresh = Some(row.at);
                            }
                            place(desk, scenario, order, &mut world, &mut instead);
                            // Others have work to do, too.
                            tokio::task::yield_now().await;
                        }
                    }
                    "order.cancelled" => world.give_back(row.entity),
                    _ => {}
                },
                _ => {}
            }
            if row.kind == "order" {
                desk.hear_of_demand(&row.r#type, row.data.get(), row.entity, row.at, &world);
            }
        }
        if last.at > scenario.to {
            break;
        }
        progress((head - first + since) as f64 / steps);
        tokio::task::yield_now().await;
    }
    progress(1.0);
    Ok(Outcome { happened: happened.side, instead: instead.side })
}

/// Sources an order in the other world, round by round, until nobody rejects any more of it.
fn place(desk: &Desk, scenario: &Scenario, order: &PastOrder, world: &mut World, tally: &mut Tally) {
    let rulebook = desk.rulebook();
    let destination = Destination::of(&order.delivery, |node| world.point(node));
    let method = Method::of(&order.delivery);
    let categories: Vec<&str> = order.lines.iter().map(|line| line.category.as_str()).collect();
    let (name, policy): (Option<PolicyName>, &Policy) = match &scenario.policy {
        Some(policy) => (None, policy),
        None => rulebook.policy(Scoped { channel: order.channel, method, categories: &categories }),
    };
    let mut open: Vec<RequestLine> = order.lines.iter().map(|line| line.wanted()).collect();
    let (mut at, mut without, mut kept) = (order.placed_at, Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        open.retain(|line| line.quantity > 0);
        if open.is_empty() {
            break;
        }
        let request = Request {
            fulfillment_seed: format!("replay:{}:{round}", order.id),
            lines: open.clone(),
            destination: destination.clone(),
            at,
            promised: order.promised,
            gift: order.gift,
        };
        let candidates = world.candidates(desk, &open, &without, at);
        let days_of_work = desk.days_of_work(at);
        let rules = Rules { policy, carriers: rulebook.carriers(), days_of_work: &days_of_work };
        let partly = order.backorder || round > 0;
        let planned = if partly {
            sourcing::plan_partly(&request, &candidates, rules, name.clone())
        } else {
            sourcing::plan(&request, &candidates, rules, name.clone())
        };
        let Ok(plan) = planned else { break };
        let mut rejected = false;
        for part in plan.parts {
            if world.rejects(desk, order, &part.node) {
                tally.side.rejections += 1;
                without.push(part.node);
                rejected = true;
                continue;
            }
            for served in &part.lines {
                open.iter_mut().filter(|line| line.line == served.line).for_each(|line| line.quantity -= served.quantity);
            }
            world.take(order.id, &part, at);
            kept.push(part);
        }
        if !rejected {
            break;
        }
        at = at + REJECTED_AFTER;
    }
    let lost = open.iter().map(|line| line.quantity).sum();
    tally.order(order, &kept, lost, world);
}

/// A number from 0 to 999 that is always the same for an order and a node: chance, but the same one at every try.
fn draw(order: uuid::Uuid, node: &NodeCode) -> i64 {
    let digest = Sha256::digest(format!("{order} {node}"));
    i64::from(u16::from_be_bytes([digest[0], digest[1]])) * 1_000 / 65_536
}

/// The first event of this moment or later: `at` never goes back by more than a turn, so halving finds it.
async fn first_seq_from(db: &DatabaseConnection, from: Timestamp) -> Result<i64, DbErr> {
    let (mut low, mut high) = (1, timeline::head(db).await? + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let row = Sql::new("SELECT at FROM events WHERE seq = ").value(middle).one(db).await?;
        let at: i64 = row.map(|row| row.try_get("", "at")).transpose()?.unwrap_or_default();
        if at < from.0 { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}
