use crate::ids::FulfillmentId;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{HashSet, VecDeque};

/// The fulfillments with which a node has ended something lately, oldest first.
///
/// A busy node ends many thousands of reservations in [`crate::node::ENDED_KEPT_DAYS`], and every `Reserve` asks about one: hence the set
/// beside the queue.
/// It is written as the list of ids and times alone.
#[derive(Debug, Clone, Default)]
pub struct Ended {
    oldest_first: VecDeque<(FulfillmentId, Timestamp)>,
    ids: HashSet<FulfillmentId>,
}

impl Ended {
    pub fn contains(&self, fulfillment: FulfillmentId) -> bool {
        self.ids.contains(&fulfillment)
    }

    pub fn iter(&self) -> impl Iterator<Item = &(FulfillmentId, Timestamp)> {
        self.oldest_first.iter()
    }

    pub fn len(&self) -> usize {
        self.oldest_first.len()
    }

    pub fn is_empty(&self) -> bool {
        self.oldest_first.is_empty()
    }

    /// Remembers `fulfillment`, and forgets those that ended more than `kept` before `at`.
    pub(super) fn remember(&mut self, fulfillment: FulfillmentId, at: Timestamp, kept: Span) {
        while let Some((old, _)) = self.oldest_first.pop_front_if(|(_, ended)| *ended + kept < at) {
            self.ids.remove(&old);
        }
        if self.ids.insert(fulfillment) {
            self.oldest_first.push_back((fulfillment, at));
        }
    }
}

impl PartialEq for Ended {
    fn eq(&self, other: &Self) -> bool {
        self.oldest_first == other.oldest_first
    }
}

impl Serialize for Ended {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.oldest_first.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Ended {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let oldest_first = VecDeque::<(FulfillmentId, Timestamp)>::deserialize(deserializer)?;
        let ids = oldest_first.iter().map(|(id, _)| *id).collect();
        Ok(Ended { oldest_first, ids })
    }
}
