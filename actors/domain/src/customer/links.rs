//! Two customers found to be one: the one becomes an alias of the other, and hands over what is being worked on.
//!
//! What the other one has to hear is owed in the order in which it happened, one at a time: an unlink never overtakes its link.

use crate::customer::conversation::closed;
use crate::customer::decide::when;
use crate::customer::{Adopt, Customer, Event, Refusal};
use crate::entity::{Effect, Owed, backoff};
use crate::handle::HandleKey;
use crate::ids::CustomerId;
use crate::time::Timestamp;

impl Customer {
    pub(super) fn link(&self, to: CustomerId, to_name: Option<&str>, evidence: &[HandleKey]) -> Result<Vec<Event>, Refusal> {
        match self.linked_to {
            _ if to == self.id => Err(Refusal::LinkToSelf),
            Some(linked_to) if linked_to == to => Ok(vec![]),
            Some(linked_to) => Err(Refusal::AlreadyLinked { to: linked_to }),
            None if !self.linked.is_empty() => Err(Refusal::HasAliases),
            None => Ok(vec![Event::Linked { other: to, other_name: to_name.map(str::to_owned), evidence: evidence.to_vec() }]),
        }
    }

    /// When two were linked to each other at the same moment, the one with the smaller id steps back and stays;
    /// the other one stays its alias and gives back what it is given.
    pub(super) fn adopt(&self, adopt: &Adopt, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let other = adopt.other;
        if other == self.id {
            return Err(Refusal::LinkToSelf);
        }
        let linked_to_each_other = self.linked_to == Some(other);
        if linked_to_each_other && self.id > other {
            return Ok(self.give_back(adopt));
        }
        let topics: Vec<_> = adopt.topics.iter().filter(|topic| self.topic(topic.id).is_none()).cloned().collect();
        if topics.is_empty() && self.linked.iter().any(|(alias, _)| *alias == other) {
            return Ok(vec![]);
        }
        let touches: Vec<_> = adopt.touches.iter().filter(|touch| self.touches.iter().all(|own| own.id != touch.id)).cloned().collect();
        // One chat, call or visit at a time: where this customer has its own, the other's is over.
        let over: Vec<_> = touches.iter().filter(|touch| self.touch_on(touch.channel).is_some()).map(|touch| closed(touch, now)).collect();
        let adopted = Event::Adopted { other, other_name: adopt.name.clone(), topics, touches };
        let step_back = when(linked_to_each_other, || Event::Unlinked { other });
        Ok(step_back.into_iter().chain([adopted]).chain(over).collect())
    }

    fn give_back(&self, adopt: &Adopt) -> Vec<Event> {
        let owed = || self.link_debts.iter().filter_map(|debt| debt.adopt.as_ref());
        let topics_owed = adopt.topics.iter().all(|topic| owed().any(|owed| owed.topics.iter().any(|known| known.id == topic.id)));
        let touches_owed = adopt.touches.iter().all(|touch| owed().any(|owed| owed.touches.iter().any(|known| known.id == touch.id)));
        when(!(topics_owed && touches_owed), || Event::Adopted {
            other: adopt.other,
            other_name: adopt.name.clone(),
            topics: adopt.topics.clone(),
            touches: adopt.touches.clone(),
        })
    }

    pub(super) fn owes(&self, other: CustomerId) -> bool {
        self.link_debts.iter().any(|debt| debt.other == other)
    }

    pub(super) fn links_owed(&self) -> impl Iterator<Item = Owed> {
        let first = |at: usize, other: CustomerId| self.link_debts[..at].iter().all(|earlier| earlier.other != other);
        let debts = self.link_debts.iter().enumerate().filter(move |(at, debt)| first(*at, debt.other));
        debts.map(|(_, debt)| {
            let (id, effect) = match &debt.adopt {
                Some(adopt) => (format!("linked:{}", debt.other), Effect::TellLinked { to: debt.other, adopt: Box::new(adopt.clone()) }),
                None => (format!("unlinked:{}", debt.other), Effect::TellUnlinked { from: debt.other }),
            };
            let due = if debt.failures == 0 { debt.since } else { debt.since + backoff(debt.failures) };
            Owed { id, due, failures: debt.failures, effect }
        })
    }
}
