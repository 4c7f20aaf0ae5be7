//! Where a question for sourcing is put together: live stock, the rules in force, what has been learned, and the time of day.

use super::calendars::Calendars;
use super::demand::{Demand, RegionName};
use super::event::{LEARNED_FROM, Told};
use super::habits::{Habit, Habits};
use super::retailer::Retailer;
use super::rulebook::{Rulebook, Scoped};
use super::shelves::Shelves;
use super::worth::{Known, OfLines, Worths};
use crate::store::queries::sql::Sql;
use crate::store::sourcing_rules;
use crate::views::StockIndex;
use comptoir_domain::ids::NodeCode;
use comptoir_domain::node::Profile;
use comptoir_domain::sourcing::{self, Candidate, Plan, Policy, Request, RequestLine, Rules, Unsourceable};
use comptoir_domain::time::{Span, Timestamp};
use parking_lot::RwLock;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// What sourcing knows beside the stock.
pub struct Desk {
    rulebook: RwLock<Arc<Rulebook>>,
    /// How many versions of rules it was made of.
    versions: AtomicU64,
    habits: Habits,
    demand: Demand,
    worths: Worths,
    calendars: Calendars,
}

/// Events of the journal that are learned from when a hub starts.
const HISTORY: i64 = 100_000;

/// A question for sourcing.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    pub request: Request,
    pub scoped: Scoped<'a>,
    /// Nodes that are left out: they have refused.
    pub without: &'a [NodeCode],
    /// A plan for what there is, when not all of it can be had.
    pub partly: bool,
}

impl Desk {
    pub async fn load(db: &DatabaseConnection, stock: &StockIndex, retailer: Retailer) -> Result<Self, DbErr> {
        let desk = Desk {
            rulebook: RwLock::new(Arc::new(Rulebook::of(&[]))),
            versions: AtomicU64::new(0),
            habits: Habits::default(),
            demand: Demand::default(),
            worths: Worths::new(retailer.valuation),
            calendars: Calendars::new(retailer.time_zone, retailer.holidays),
        };
        desk.keep_up(db).await?;
        desk.learn(db, stock).await?;
        Ok(desk)
    }

    /// From the last events of the journal.
    async fn learn(&self, db: &DatabaseConnection, stock: &StockIndex) -> Result<(), DbErr> {
        // Whole plans are large, and of them no more is learned than that there is one.
        let rows = Sql::new("SELECT at, type, CASE WHEN type = 'order.sourced' THEN '' ELSE data END AS data, entity FROM events WHERE seq > (SELECT COALESCE(MAX(seq), 0) - ")
            .value(HISTORY)
            .text(" FROM events) AND type IN ")
            .list(LEARNED_FROM)
            .text(" ORDER BY seq")
            .all(db)
            .await?;
        for row in rows {
            let (at, name, data): (i64, String, String) = (row.try_get("", "at")?, row.try_get("", "type")?, row.try_get("", "data")?);
            // What a count found missing cannot be told: the stock of then is not known any more.
            if name != "stock.set" {
                self.hear(&name, &data, row.try_get("", "entity")?, Timestamp(at), stock);
            }
        }
        Ok(())
    }

    /// Works out what units are worth where they lie, of what is new.
    pub async fn refresh(&self, db: &DatabaseConnection, stock: &StockIndex, now: Timestamp) -> Result<usize, DbErr> {
        let rulebook = self.rulebook();
        self.worths.refresh(db, Known { demand: &self.demand, stock, rulebook: &rulebook, now }).await
    }

    /// Takes what others have written of the rules.
    pub async fn keep_up(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        if sourcing_rules::count(db).await? == self.versions.load(Ordering::Relaxed) {
            return Ok(());
        }
        let all = sourcing_rules::all(db).await?;
        let (read, of_all) = (all.len() as u64, Arc::new(Rulebook::of(&all)));
        let mut rulebook = self.rulebook.write();
        // Whoever has read later may have been here earlier; versions are added, and never taken away.
        if read > self.versions.load(Ordering::Relaxed) {
            self.versions.store(read, Ordering::Relaxed);
            *rulebook = of_all;
        }
        Ok(())
    }

    pub fn rulebook(&self) -> Arc<Rulebook> {
        self.rulebook.read().clone()
    }

    /// What has been learned of a node.
    pub fn habit(&self, profile: &Profile, now: Timestamp) -> Habit {
        let (_, midnight) = self.calendars.days(now);
        self.habits.of(&profile.code, midnight, usual_preparation(profile))
    }

    /// Learns from an event that was committed.
    pub(crate) fn hear(&self, name: &str, data: &str, entity: Uuid, at: Timestamp, stock: &StockIndex) {
        if LEARNED_FROM.contains(&name)
            && !self.hear_of_demand(name, data, entity, at, stock)
            && let Ok(told) = serde_json::from_str(data)
        {
            self.habits.hear(name, told, at, stock, &self.calendars);
        }
    }

    /// Learns what is asked for; whether the event is of that.
    pub(super) fn hear_of_demand(&self, name: &str, data: &str, entity: Uuid, at: Timestamp, stock: &impl Shelves) -> bool {
        let region_of =
            |node: &NodeCode| stock.node(node).map(|profile| RegionName::of(&profile.address.country, &profile.address.postcode));
        let told = Told::read(name, data, entity, |entity| stock.code_of(entity), region_of);
        told.inspect(|told| self.demand.hear(told, at, stock)).is_some()
    }

    /// A plan by the policy that is in force for the order, or by one that need not be.
    pub fn plan(&self, stock: &StockIndex, wish: &Wish, instead: Option<&Policy>) -> Result<Plan, Unsourceable> {
        let rulebook = self.rulebook();
        let (name, policy) = match instead {
            Some(policy) => (None, policy),
            None => rulebook.policy(wish.scoped),
        };
        let now = wish.request.at;
        let (days_of_work, midnight) = self.calendars.days(now);
        let worths = self.worths.of(&wish.request.lines);
        let candidates: Vec<Candidate> = stock.candidates(&wish.request.lines, wish.without, |profile, available| {
            worths.at(self.candidate(profile, available, now, self.habits.of(&profile.code, midnight, usual_preparation(profile))))
        });
        let rules = Rules { policy, carriers: rulebook.carriers(), days_of_work: &days_of_work };
        if wish.partly {
            sourcing::plan_partly(&wish.request, &candidates, rules, name)
        } else {
            sourcing::plan(&wish.request, &candidates, rules, name)
        }
    }

    /// A desk of its own for another time, with the same rules and what has been learned of nodes until now, but without the work of today.
    /// What is asked for, and what stock is worth by it, it has to learn anew.
    pub(super) async fn apart(&self, db: &impl ConnectionTrait) -> Result<Desk, DbErr> {
        let demand = Demand::default();
        Ok(Desk {
            rulebook: RwLock::new(self.rulebook()),
            versions: AtomicU64::new(self.versions.load(Ordering::Relaxed)),
            habits: self.habits.records(),
            worths: self.worths.apart(db, &demand).await?,
            demand,
            calendars: self.calendars.apart(),
        })
    }

    /// The midnights with which the carriers' days begin.
    pub(super) fn days_of_work(&self, at: Timestamp) -> Arc<[Timestamp]> {
        self.calendars.days(at).0
    }

    /// Works out what units are worth where they lie, of what is new in another world.
    pub(super) async fn refresh_apart(&self, db: &impl ConnectionTrait, world: &impl Shelves, at: Timestamp) -> Result<usize, DbErr> {
        let rulebook = self.rulebook();
        self.worths.work_out(db, Known { demand: &self.demand, stock: world, rulebook: &rulebook, now: at }).await
    }

    /// What these lines are worth.
    pub(super) fn worths(&self, lines: &[RequestLine]) -> OfLines {
        self.worths.of(lines)
    }

    /// A node as it would have been at a moment of the past, with so many orders on that day.
    pub(super) fn candidate_at(&self, profile: &Arc<Profile>, available: Vec<i64>, at: Timestamp, today: i64) -> Candidate {
        let habit = self.habits.of(&profile.code, at, usual_preparation(profile));
        self.candidate(profile, available, at, Habit { today, ..habit })
    }

    fn candidate(&self, profile: &Arc<Profile>, available: Vec<i64>, now: Timestamp, habit: Habit) -> Candidate {
        // What is there to do comes first: a node that packs so many orders an hour begins so much later.
        let waiting = profile.practice.orders_an_hour.filter(|an_hour| *an_hour > 0);
        let queue = waiting.map_or(0, |an_hour| habit.open.max(0) * Span::hours(1).0 / i64::from(an_hour));
        let a_day = profile.practice.orders_a_day.map(i64::from);
        Candidate {
            handling_cost: profile.handling_cost,
            calendar: self.calendars.of(profile, now),
            preparation: Span(habit.preparation.0 + queue),
            rejects_per_mille: habit.rejects_per_mille,
            orders_left: a_day.map(|a_day| a_day - habit.today),
            load_per_mille: a_day.map_or(0, |a_day| habit.today * 1_000 / a_day.max(1)).clamp(0, 1_000),
            ..Candidate::new(profile.code.clone(), profile.kind, profile.address.point, available)
        }
    }
}

fn usual_preparation(profile: &Profile) -> Option<Span> {
    profile.practice.preparation_minutes.map(|minutes| Span::minutes(i64::from(minutes)))
}
