//! Who lives, and where an entity is at home.

use parking_lot::RwLock;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::atomic::{AtomicBool, Ordering};
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
    leaving: AtomicBool,
    others: RwLock<BTreeMap<Uuid, Other>>,
}

struct Other {
    heard: Instant,
    leaving: bool,
}

impl Registry {
    pub fn new(me: Uuid) -> Self {
        Registry { me, leaving: AtomicBool::new(false), others: RwLock::default() }
    }

    /// Another hub has said something; true when it was not known.
    pub fn heard(&self, hub: Uuid) -> bool {
        let heard = Instant::now();
        match self.others.write().entry(hub) {
            Entry::Occupied(mut known) => {
                known.get_mut().heard = heard;
                false
            }
            Entry::Vacant(new) => {
                new.insert(Other { heard, leaving: false });
                true
            }
        }
    }

    /// Another hub says whether it is on its way down.
    pub fn is_leaving(&self, hub: Uuid, leaving: bool) {
        if let Some(other) = self.others.write().get_mut(&hub) {
            other.leaving = leaving;
        }
    }

    /// This hub is on its way down: from now on entities are at home elsewhere.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
    }

    pub fn leaves(&self) -> bool {
        self.leaving.load(Ordering::Acquire)
    }

    /// Another hub has said farewell.
    pub fn gone(&self, hub: Uuid) {
        self.others.write().remove(&hub);
    }

    /// Takes those out whose lease is over, and gives them.
    pub fn expired(&self) -> Vec<Uuid> {
        let mut others = self.others.write();
        let expired: Vec<Uuid> = others.iter().filter(|(_, other)| other.heard.elapsed() > LEASE).map(|(id, _)| *id).collect();
        for hub in &expired {
            others.remove(hub);
        }
        expired
    }

    /// How many hubs live, this one included.
    pub fn living(&self) -> usize {
        1 + self.others.read().len()
    }

    /// Whether a hub has said nothing since `when`, and has been silent for too long to go on waiting for it.
    pub fn is_mute_since(&self, hub: Uuid, when: Instant) -> bool {
        let others = self.others.read();
        others.get(&hub).is_none_or(|other| other.heard < when && other.heard.elapsed() > QUIET)
    }

    /// The other hub on which an entity is at home; `None` when it is at home here.
    ///
    /// Rendezvous hashing (Thaler and Ravishankar, 1998): of all living hubs the one whose id gives the highest number together with the
    /// entity's. When a hub comes or goes, only the entities that are at home there move.
    pub fn home(&self, entity: Uuid) -> Option<Uuid> {
        let others = self.others.read();
        let there = others.iter().filter(|(_, other)| !other.leaving && other.heard.elapsed() <= QUIET).map(|(id, _)| *id);
        let best = there.max_by_key(|hub| (weight(*hub, entity), *hub))?;
        let here = !self.leaves() && (weight(self.me, entity), self.me) > (weight(best, entity), best);
        if here { None } else { Some(best) }
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
        registry.is_leaving(hubs[1], true);
        assert!(entities.iter().all(|entity| registry.home(*entity).is_none()), "there is nobody else");
    }
}
