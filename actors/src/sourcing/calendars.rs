//! Opening hours and collections as moments, in the shop's own time.

use comptoir_domain::ids::NodeCode;
use comptoir_domain::node::{Hours, Profile};
use comptoir_domain::sourcing::Calendar;
use comptoir_domain::time::{Span, Timestamp};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::Arc;

/// How far ahead a node's calendar goes.
const DAYS: i32 = 14;
/// How far ahead the carriers' days of work are known.
const CARRIER_DAYS: i32 = 60;
/// When parcels are collected where nobody has said it.
const COLLECTION: Time = Time::constant(17, 0, 0, 0);

/// The calendars of all nodes, each made once a day, or when its node is described anew.
pub(super) struct Calendars {
    zone: TimeZone,
    today: RwLock<Today>,
}

#[derive(Default)]
struct Today {
    /// From this moment on they are of yesterday.
    until: Timestamp,
    midnight: Timestamp,
    days_of_work: Arc<[Timestamp]>,
    of_nodes: HashMap<NodeCode, (Arc<Profile>, Arc<Calendar>)>,
}

impl Calendars {
    pub fn new(zone: TimeZone) -> Self {
        Calendars { zone, today: RwLock::default() }
    }

    /// Calendars in the same zone, for another time.
    pub fn apart(&self) -> Self {
        Calendars::new(self.zone.clone())
    }

    /// The midnights with which the carriers' days begin, and today's midnight. Carriers work from Monday to Saturday.
    pub fn days(&self, now: Timestamp) -> (Arc<[Timestamp]>, Timestamp) {
        self.keep_up(now);
        let today = self.today.read();
        (today.days_of_work.clone(), today.midnight)
    }

    pub fn of(&self, profile: &Arc<Profile>, now: Timestamp) -> Arc<Calendar> {
        self.keep_up(now);
        if let Some((known, calendar)) = self.today.read().of_nodes.get(&profile.code)
            && Arc::ptr_eq(known, profile)
        {
            return calendar.clone();
        }
        let calendar = Arc::new(self.calendar(profile, now));
        self.today.write().of_nodes.insert(profile.code.clone(), (profile.clone(), calendar.clone()));
        calendar
    }

    /// How much of the time between two moments a node was open.
    pub fn open_between(&self, hours: &Hours, from: Timestamp, to: Timestamp) -> Span {
        let whole = Span((to - from).0.max(0));
        let (Some(first), Some(last)) = (self.date(from), self.date(to)) else { return whole };
        if hours.is_empty() || first.until(last).is_ok_and(|apart| apart.get_days() > DAYS) {
            return whole;
        }
        let days = first.series(1_i32.day()).take_while(|date| *date <= last);
        let open = days.flat_map(|date| self.openings(hours, date));
        Span(open.map(|(opens, closes)| (closes.min(to) - opens.max(from)).0.max(0)).sum())
    }

    fn keep_up(&self, now: Timestamp) {
        if now < self.today.read().until {
            return;
        }
        let Some(date) = self.date(now) else { return };
        let midnight = |date: Date| self.moment(date, Time::midnight());
        let works = |date: &Date| date.weekday() != Weekday::Sunday;
        let from = date.checked_sub(3_i32.days()).unwrap_or(date);
        let days = from.series(1_i32.day()).take(CARRIER_DAYS as usize).filter(works).filter_map(midnight);
        let mut today = self.today.write();
        *today = Today {
            until: date.tomorrow().ok().and_then(midnight).unwrap_or(now + Span::days(1)),
            midnight: midnight(date).unwrap_or(now),
            days_of_work: days.collect(),
            of_nodes: HashMap::new(),
        };
    }

    fn calendar(&self, profile: &Profile, now: Timestamp) -> Calendar {
        let Some(date) = self.date(now) else { return Calendar::default() };
        // From yesterday on: a question may be about a moment just before midnight.
        let first = date.yesterday().unwrap_or(date);
        let days: Vec<Date> = first.series(1_i32.day()).take(DAYS as usize + 1).collect();
        let at = profile.practice.collection.as_deref().and_then(time).unwrap_or(COLLECTION);
        let collected = |date: &&Date| date.weekday() != Weekday::Sunday;
        Calendar {
            open: days.iter().flat_map(|date| self.openings(&profile.hours, *date)).collect(),
            collections: days.iter().filter(collected).filter_map(|date| self.moment(*date, at)).collect(),
        }
    }

    fn openings<'a>(&'a self, hours: &'a Hours, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> + 'a {
        let spans = hours.get(day_name(date.weekday())).into_iter().flatten();
        spans.filter_map(move |span| {
            let (opens, closes) = span.split_once('-')?;
            let closes =
                if closes == "24:00" { self.moment(date.tomorrow().ok()?, Time::midnight()) } else { self.moment(date, time(closes)?) };
            Some((self.moment(date, time(opens)?)?, closes?)).filter(|(opens, closes)| opens < closes)
        })
    }

    fn date(&self, at: Timestamp) -> Option<Date> {
        Some(jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(self.zone.clone()).date())
    }

    fn moment(&self, date: Date, time: Time) -> Option<Timestamp> {
        let zoned = date.to_datetime(time).to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(zoned.timestamp().as_millisecond()))
    }
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// `mon` … `sun`: how opening hours name a day.
pub fn day_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn paris() -> Calendars {
        Calendars::new(TimeZone::get("Europe/Paris").unwrap())
    }

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn profile() -> Arc<Profile> {
        let hours = r#"{"sat": ["10:00-12:30", "14:00-19:00"], "mon": ["10:00-24:00"]}"#;
        let profile = format!(
            r#"{{"code": "LYO1", "name": "Lyon", "kind": "store", "street": "", "postcode": "69002", "city": "Lyon", "country": "FR",
                "hours": {hours}, "collection": "16:30"}}"#
        );
        Arc::new(serde_json::from_str(&profile).unwrap())
    }

    #[test]
    fn a_calendar_is_in_the_shops_own_time_and_follows_its_summer() {
        let calendars = paris();
        // The last Saturday before the clocks go back.
        let calendar = calendars.of(&profile(), at("2026-10-24T06:00:00Z"));
        let spans: Vec<_> = calendar.open.iter().take(3).copied().collect();
        let expected = [
            ("2026-10-24T08:00:00Z", "2026-10-24T10:30:00Z"),
            ("2026-10-24T12:00:00Z", "2026-10-24T17:00:00Z"),
            ("2026-10-26T09:00:00Z", "2026-10-26T23:00:00Z"),
        ];
        assert_eq!(spans, expected.map(|(opens, closes)| (at(opens), at(closes))));
        let collections: Vec<_> = calendar.collections.iter().skip(1).take(2).copied().collect();
        assert_eq!(collections, [at("2026-10-24T14:30:00Z"), at("2026-10-26T15:30:00Z")], "after yesterday's, and none on Sunday");
    }

    #[test]
    fn time_counts_while_people_are_there() {
        let hours = &profile().hours;
        let open = |from, to| paris().open_between(hours, at(from), at(to));
        assert_eq!(open("2026-10-24T10:00:00Z", "2026-10-24T13:00:00Z"), Span::minutes(90), "half an hour before lunch, one after");
        assert_eq!(open("2026-10-24T16:00:00Z", "2026-10-26T10:00:00Z"), Span::hours(2), "over a Sunday");
        assert_eq!(paris().open_between(&Hours::new(), at("2026-10-24T10:00:00Z"), at("2026-10-25T10:00:00Z")), Span::days(1));
    }

    #[test]
    fn days_begin_at_midnight_there() {
        let (days, midnight) = paris().days(at("2026-10-26T22:30:00Z"));
        assert_eq!(midnight, at("2026-10-25T23:00:00Z"));
        assert!(days.contains(&midnight) && !days.contains(&at("2026-10-24T22:00:00Z")), "a Monday is one, a Sunday is none");
        assert_eq!(paris().days(at("2026-10-26T23:30:00Z")).1, at("2026-10-26T23:00:00Z"), "and then it is tomorrow");
    }
}
