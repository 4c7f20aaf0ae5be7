//! Who is there: the visitors and staff with an open connection, here and on other hubs.

use crate::hubs::message::Message;
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Somebody who is there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Person {
    pub id: Uuid,
    pub name: String,
}

/// Who is there.
#[derive(Default)]
pub struct Presence {
    all: Mutex<All>,
}

#[derive(Default)]
struct All {
    /// Connections to this hub.
    visitors: HashMap<Uuid, usize>,
    staff: BTreeMap<Uuid, (String, usize)>,
    /// What other hubs say, by their ids.
    elsewhere: HashMap<Uuid, There>,
}

#[derive(Default)]
struct There {
    visitors: HashSet<Uuid>,
    staff: BTreeMap<Uuid, String>,
}

/// What a connection that opened or closed changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// It was the first, or the last, to this hub: the others are to know.
    pub here: bool,
    /// It was the first, or the last, of all: whoever looks is to see it.
    pub everywhere: bool,
}

/// What another hub's word changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Visitors who came (`true`) or went.
    pub visitors: Vec<(Uuid, bool)>,
    /// Whether staff came or went.
    pub staff: bool,
}

impl All {
    fn has_visitor(&self, customer: &Uuid) -> bool {
        self.visitors.contains_key(customer) || self.elsewhere.values().any(|there| there.visitors.contains(customer))
    }

    fn has_staff(&self, id: &Uuid) -> bool {
        self.staff.contains_key(id) || self.elsewhere.values().any(|there| there.staff.contains_key(id))
    }

    fn everybody_on_staff(&self) -> BTreeMap<Uuid, String> {
        let here = self.staff.iter().map(|(id, (name, _))| (*id, name.clone()));
        here.chain(self.elsewhere.values().flat_map(|there| there.staff.clone())).collect()
    }
}

impl Presence {
    /// A visitor's connection to this hub opened (`true`) or closed.
    pub fn visitor(&self, customer: Uuid, online: bool) -> Change {
        let mut all = self.all.lock();
        let before = (all.visitors.contains_key(&customer), all.has_visitor(&customer));
        let connections = all.visitors.entry(customer).or_default();
        *connections = if online { *connections + 1 } else { connections.saturating_sub(1) };
        if *connections == 0 {
            all.visitors.remove(&customer);
        }
        Change { here: before.0 != all.visitors.contains_key(&customer), everywhere: before.1 != all.has_visitor(&customer) }
    }

    /// A connection of staff to this hub opened (`true`) or closed.
    pub fn staff(&self, person: &Person, online: bool) -> Change {
        let mut all = self.all.lock();
        let before = (all.staff.contains_key(&person.id), all.has_staff(&person.id));
        let (_, connections) = all.staff.entry(person.id).or_insert_with(|| (person.name.clone(), 0));
        *connections = if online { *connections + 1 } else { connections.saturating_sub(1) };
        if *connections == 0 {
            all.staff.remove(&person.id);
        }
        Change { here: before.0 != all.staff.contains_key(&person.id), everywhere: before.1 != all.has_staff(&person.id) }
    }

    /// Another hub says that a visitor came or went; true when whoever looks is to see it.
    pub fn visitor_elsewhere(&self, hub: Uuid, customer: Uuid, online: bool) -> bool {
        let mut all = self.all.lock();
        let before = all.has_visitor(&customer);
        let there = all.elsewhere.entry(hub).or_default();
        let _ = if online { there.visitors.insert(customer) } else { there.visitors.remove(&customer) };
        before != all.has_visitor(&customer)
    }

    /// Another hub says that a member of staff came or went; true when whoever looks is to see it.
    pub fn staff_elsewhere(&self, hub: Uuid, person: Person, online: bool) -> bool {
        let mut all = self.all.lock();
        let before = all.has_staff(&person.id);
        let there = all.elsewhere.entry(hub).or_default();
        let id = person.id;
        let _ = if online { there.staff.insert(id, person.name) } else { there.staff.remove(&id) };
        before != all.has_staff(&id)
    }

    /// Another hub says who is connected to it; nobody when it is gone.
    pub fn everybody_elsewhere(&self, hub: Uuid, visitors: Vec<Uuid>, staff: Vec<Person>) -> Changes {
        let mut all = self.all.lock();
        let before = all.everybody_on_staff();
        let there =
            There { visitors: visitors.into_iter().collect(), staff: staff.into_iter().map(|person| (person.id, person.name)).collect() };
        let new: Vec<Uuid> = there.visitors.iter().filter(|visitor| !all.has_visitor(visitor)).copied().collect();
        let is_empty = there.visitors.is_empty() && there.staff.is_empty();
        let known = if is_empty { all.elsewhere.remove(&hub) } else { all.elsewhere.insert(hub, there) };
        let left = known.into_iter().flat_map(|there| there.visitors).filter(|visitor| !all.has_visitor(visitor));
        let visitors = left.map(|visitor| (visitor, false)).chain(new.into_iter().map(|visitor| (visitor, true))).collect();
        Changes { visitors, staff: before != all.everybody_on_staff() }
    }

    pub fn is_visitor_online(&self, customer: Uuid) -> bool {
        self.all.lock().has_visitor(&customer)
    }

    /// Staff on any hub.
    pub fn staff_online(&self) -> Vec<Person> {
        self.all.lock().everybody_on_staff().into_iter().map(|(id, name)| Person { id, name }).collect()
    }

    /// Everybody who is connected to this hub, for the others.
    pub fn of_this_hub(&self) -> Message {
        let all = self.all.lock();
        let staff = all.staff.iter().map(|(id, (name, _))| Person { id: *id, name: name.clone() }).collect();
        Message::Present { visitors: all.visitors.keys().copied().collect(), staff }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUB: Uuid = Uuid::from_u128(1);
    const CAMILLE: Uuid = Uuid::from_u128(2);

    fn nadia() -> Person {
        Person { id: Uuid::from_u128(3), name: "Nadia".into() }
    }

    #[test]
    fn who_is_on_two_hubs_is_there_until_both_are_left() {
        let presence = Presence::default();
        assert_eq!(presence.visitor(CAMILLE, true), Change { here: true, everywhere: true });
        assert_eq!(presence.visitor(CAMILLE, true), Change { here: false, everywhere: false });
        assert!(!presence.visitor_elsewhere(HUB, CAMILLE, true));
        presence.visitor(CAMILLE, false);
        assert_eq!(presence.visitor(CAMILLE, false), Change { here: true, everywhere: false });
        assert!(presence.is_visitor_online(CAMILLE));
        assert!(presence.visitor_elsewhere(HUB, CAMILLE, false));
        assert!(!presence.is_visitor_online(CAMILLE));
    }

    #[test]
    fn whoever_was_on_a_hub_that_is_gone_is_gone() {
        let presence = Presence::default();
        presence.staff(&nadia(), true);
        let came = presence.everybody_elsewhere(HUB, vec![CAMILLE], vec![nadia()]);
        assert_eq!(came, Changes { visitors: vec![(CAMILLE, true)], staff: false });
        let gone = presence.everybody_elsewhere(HUB, Vec::new(), Vec::new());
        assert_eq!(gone, Changes { visitors: vec![(CAMILLE, false)], staff: false });
        assert_eq!(presence.staff_online(), [nadia()]);
    }
}
