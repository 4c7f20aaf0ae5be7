//! Who lives, and where an entity is at home.

use crate::hubs::message::State;
use parking_lot::RwLock;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How often a hub says that it is here.
pub const BEAT: Duration = Duration::from_millis(500);
/// A hub that has been silent for so long is given nothing new; it may only be slow.
pub const QUIET: Duration = Duration::from_millis(1_500);
/// A hub that has been silent for so long is gone.
pub const LEASE: Duration = Duration::from_secs(5);

/// The hubs as this one knows them.
///
/// Two hubs may know different ones for a moment, and take different homes for the same entity: then both write it, the journal takes
/// one of them, and the other decides again.
pub struct Registry {
    me: Uuid,
    hubs: RwLock<Hubs>,
}

struct Hubs {
    mine: State,
    others: BTreeMap<Uuid, Other>,
}

struct Other {
    heard: Instant,
    state: State,
}

impl Registry {
    pub fn new(me: Uuid) -> Self {
        Registry { me, hubs: RwLock::new(Hubs { mine: State::Well, others: BTreeMap::new() }) }
    }

    /// Another hub has said something; true when it was not known.
    pub fn heard(&self, hub: Uuid) -> bool {
        let heard = Instant::now();
        match self.hubs.write().others.entry(hub) {
            Entry::Occupied(mut known) => {
                known.get_mut().heard = heard;
                false
            }
            Entry::Vacant(new) => {
                new.insert(Other { heard, state: State::Well });
                true
            }
        }
    }

    /// Another hub says how it is.
    pub fn is(&self, hub: Uuid, state: State) {
        if let Some(other) = self.hubs.write().others.get_mut(&hub) {
            other.state = state;
        }
    }

    /// This hub is on its way down: from now on entities are at home elsewhere.
    pub fn leave(&self) {
        self.hubs.write().mine = State::Leaving;
    }

    /// Notes whether this hub's way to the database is stuck; gives how it is.
    pub fn note(&self, is_stuck: bool) -> State {
        let mine = &mut self.hubs.write().mine;
        if *mine != State::Leaving {
            *mine = if is_stuck { State::Stuck } else { State::Well };
        }
        *mine
    }

    /// Another hub has said farewell.
    pub fn gone(&self, hub: Uuid) {
        self.hubs.write().others.remove(&hub);
    }

    /// Takes those out whose lease is over, and gives them.
    pub fn expired(&self) -> Vec<Uuid> {
        let others = &mut self.hubs.write().others;
        let expired: Vec<Uuid> = others.iter().filter(|(_, other)| other.heard.elapsed() > LEASE).map(|(id, _)| *id).collect();
        for hub in &expired {
            others.remove(hub);
        }
        expired
    }

    /// How many hubs live, this one included.
    pub fn living(&self) -> usize {
        1 + self.hubs.read().others.len()
    }

    /// Whether there is no point in waiting for a hub any longer: it has been silent for too long, or says that it is stuck.
    pub fn is_lost(&self, hub: Uuid) -> bool {
        self.hubs.read().others.get(&hub).is_none_or(|other| other.state == State::Stuck || other.heard.elapsed() > QUIET)
    }

    /// The other hub on which an entity is at home; `None` when it is at home here.
    ///
    /// Rendezvous hashing (Thaler and Ravishankar, 1998): of all living hubs the one whose id gives the highest number together with the
    /// entity's. When a hub comes or goes, only the entities that are at home there move. Hubs that are stuck count only when all are.
    pub fn home(&self, entity: Uuid) -> Option<Uuid> {
        let hubs = self.hubs.read();
        let there = hubs.others.iter().filter(|(_, other)| other.heard.elapsed() <= QUIET).map(|(id, other)| (*id, other.state));
        let all = there.chain([(self.me, hubs.mine)]).filter(|(_, state)| *state != State::Leaving);
        let best = all.max_by_key(|(hub, state)| (*state == State::Well, weight(*hub, entity), *hub))?;
        (best.0 != self.me).then_some(best.0)
    }
}

/// How much an entity is drawn to a hub: evenly spread, and the same in every version of this program.
fn weight(hub: Uuid, entity: Uuid) -> u64 {
    let (hub, entity) = (hub.as_u128(), entity.as_u128());
    [hub as u64, (hub >> 64) as u64, entity as u64, (entity >> 64) as u64].into_iter().fold(0, |mixed, part| mix(mixed ^ part))
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ids(many: u128) -> Vec<Uuid> {
        (1..=many).map(Uuid::from_u128).collect()
    }

    /// As each of the hubs sees it.
    fn homes(hubs: &[Uuid], entity: Uuid) -> Vec<Uuid> {
        let seen_by = |me: Uuid| {
            let registry = Registry::new(me);
            hubs.iter().filter(|hub| **hub != me).for_each(|hub| assert!(registry.heard(*hub)));
            registry.home(entity).unwrap_or(me)
        };
        hubs.iter().map(|hub| seen_by(*hub)).collect()
    }

    proptest! {
        #[test]
        fn all_hubs_agree_and_only_what_was_at_home_on_a_hub_moves_when_it_goes(many in 2u128..8, entity: u128, gone: prop::sample::Index) {
            let (hubs, entity) = (ids(many), Uuid::from_u128(entity));
            let before = homes(&hubs, entity);
            prop_assert!(before.iter().all(|home| *home == before[0]));
            let gone = hubs[gone.index(hubs.len())];
            let left: Vec<Uuid> = hubs.into_iter().filter(|hub| *hub != gone).collect();
            let after = homes(&left, entity);
            prop_assert!(after.iter().all(|home| *home == after[0]));
            prop_assert!(before[0] == gone || after[0] == before[0]);
        }
    }

    #[test]
    fn entities_are_spread_evenly() {
        let hubs = ids(3);
        let mut at_home = BTreeMap::<Uuid, u32>::new();
        for entity in 0..3_000u128 {
            *at_home.entry(homes(&hubs, Uuid::from_u128(entity))[0]).or_default() += 1;
        }
        assert!(at_home.values().all(|many| (850..1_150).contains(many)), "{at_home:?}");
    }

    #[test]
    fn a_hub_that_leaves_is_nobodys_home() {
        let hubs = ids(2);
        let registry = Registry::new(hubs[0]);
        assert!(registry.heard(hubs[1]));
        let entities = ids(50);
        registry.leave();
        assert!(entities.iter().all(|entity| registry.home(*entity) == Some(hubs[1])));
        registry.is(hubs[1], State::Leaving);
        assert!(entities.iter().all(|entity| registry.home(*entity).is_none()), "there is nobody else");
    }

    #[test]
    fn a_hub_that_is_stuck_is_a_home_only_when_all_are() {
        let hubs = ids(2);
        let registry = Registry::new(hubs[0]);
        assert!(registry.heard(hubs[1]));
        let entities = ids(50);
        let homes = || entities.iter().filter(|entity| registry.home(**entity).is_some()).count();
        let usual = homes();
        assert!((10..40).contains(&usual));
        registry.note(true);
        assert_eq!(homes(), 50);
        registry.is(hubs[1], State::Stuck);
        assert_eq!(homes(), usual);
        registry.note(false);
        assert_eq!(homes(), 0);
    }
}
