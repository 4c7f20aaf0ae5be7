//! When a node works, and when its parcels are collected.

use crate::time::{Span, Timestamp};

/// The coming days of one node, as moments: whoever makes it knows time zones and holidays, sourcing does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// When people work there, ascending and apart from each other. None at all: always.
    pub open: Vec<(Timestamp, Timestamp)>,
    /// When parcels are collected, ascending. None at all: whenever one is ready.
    pub collections: Vec<Timestamp>,
}

impl Calendar {
    /// When so much work is done that begins no sooner than `from`. After the last known day work goes on day and night.
    pub fn done(&self, from: Timestamp, work: Span) -> Timestamp {
        let mut left = work.0.max(0);
        let mut now = from;
        let first = self.open.partition_point(|(_, closes)| *closes <= from);
        for (opens, closes) in &self.open[first..] {
            now = now.max(*opens);
            let until_closing = closes.0 - now.0;
            if left <= until_closing {
                return Timestamp(now.0 + left);
            }
            left -= until_closing;
            now = *closes;
        }
        Timestamp(now.0.saturating_add(left))
    }

    /// When a parcel leaves that is ready at this moment.
    pub fn collected(&self, ready: Timestamp) -> Timestamp {
        let next = self.collections.partition_point(|collection| *collection < ready);
        self.collections.get(next).copied().unwrap_or(ready)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_in_opening_hours() {
        let at = |hour: i64| Timestamp(0) + Span::hours(hour);
        let calendar = Calendar { open: vec![(at(10), at(19)), (at(34), at(43))], collections: vec![at(17), at(41)] };
        assert_eq!(calendar.done(at(8), Span::hours(1)), at(11));
        assert_eq!(calendar.done(at(18), Span::hours(1)), at(19));
        assert_eq!(calendar.done(at(18), Span::hours(2)), at(35), "the rest in the morning");
        assert_eq!(calendar.done(at(20), Span::hours(0)), at(34), "nobody is there");
        assert_eq!(calendar.done(at(42), Span::hours(3)), at(45), "beyond what is known");
        assert_eq!(calendar.collected(at(17)), at(17));
        assert_eq!(calendar.collected(at(18)), at(41), "missed today's");
        assert_eq!(calendar.collected(at(42)), at(42));
        assert_eq!(Calendar::default().done(at(3), Span::hours(2)), at(5));
    }
}
