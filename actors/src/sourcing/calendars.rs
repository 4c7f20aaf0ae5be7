//! Opening hours and collections as moments, in the shop's own time.

use super::holidays::Holidays;
use comptoir_domain::ids::NodeCode;
use comptoir_domain::node::Profile;
use comptoir_domain::sourcing::Calendar;
use comptoir_domain::time::{Span, Timestamp};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::Arc;

/// How many days on which it is not closed for once a node's calendar goes ahead.
const DAYS: i32 = 14;
/// How far such days are looked for.
const YEAR: usize = 366;
/// How far ahead the carriers' days of work are known.
const CARRIER_DAYS: i32 = 60;
/// When parcels are collected where nobody has said it.
const COLLECTION: Time = Time::constant(17, 0, 0, 0);

/// The calendars of all nodes, each made once a day, or when its node is described anew.
pub(super) struct Calendars {
    zone: TimeZone,
    holidays: Holidays,
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
    pub fn new(zone: TimeZone, holidays: Holidays) -> Self {
        Calendars { zone, holidays, today: RwLock::default() }
    }

    /// Calendars in the same zone, for another time.
    pub fn apart(&self) -> Self {
        Calendars::new(self.zone.clone(), self.holidays.clone())
    }

    /// The midnights with which the carriers' days begin, and today's midnight. Carriers work from Monday to Saturday, and
    /// not on holidays.
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
    pub fn open_between(&self, profile: &Profile, from: Timestamp, to: Timestamp) -> Span {
        let whole = Span((to - from).0.max(0));
        let (Some(first), Some(last)) = (self.date(from), self.date(to)) else { return whole };
        if first.until(last).is_ok_and(|apart| apart.get_days() > DAYS) {
            return whole;
        }
        let days = first.series(1_i32.day()).take_while(|date| *date <= last);
        let open = days.flat_map(|date| self.openings(profile, date));
        Span(open.map(|(opens, closes)| (closes.min(to) - opens.max(from)).0.max(0)).sum())
    }

    fn keep_up(&self, now: Timestamp) {
        if now < self.today.read().until {
            return;
        }
        let Some(date) = self.date(now) else { return };
        let midnight = |date: Date| self.moment(date, Time::midnight());
        let from = date.checked_sub(3_i32.days()).unwrap_or(date);
        let days = from.series(1_i32.day()).take(CARRIER_DAYS as usize).filter(|date| self.carriers_work(*date)).filter_map(midnight);
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
        let is_open = |date: &Date| !self.holidays.close(&profile.practice, *date);
        let days: Vec<Date> = first.series(1_i32.day()).take(YEAR).filter(is_open).take(DAYS as usize + 1).collect();
        let is_always_open = profile.hours.is_empty() && days.last() == first.checked_add(DAYS.days()).ok().as_ref();
        let open = days.iter().filter(|_| !is_always_open).flat_map(|date| self.openings(profile, *date));
        let at = profile.practice.collection.as_deref().and_then(time).unwrap_or(COLLECTION);
        let collected = |date: &&Date| self.carriers_work(**date);
        Calendar { open: open.collect(), collections: days.iter().filter(collected).filter_map(|date| self.moment(*date, at)).collect() }
    }

    fn carriers_work(&self, date: Date) -> bool {
        date.weekday() != Weekday::Sunday && !self.holidays.hold(date)
    }

    /// When a node is open on a day; one whose hours nobody has said, all day.
    fn openings(&self, profile: &Profile, date: Date) -> Vec<(Timestamp, Timestamp)> {
        let midnight = |date: Option<Date>| self.moment(date?, Time::midnight());
        if self.holidays.close(&profile.practice, date) {
            return Vec::new();
        }
        if profile.hours.is_empty() {
            return midnight(Some(date)).zip(midnight(date.tomorrow().ok())).into_iter().collect();
        }
        let opening = |span: &String| {
            let (opens, closes) = span.split_once('-')?;
            let closes = if closes == "24:00" { midnight(date.tomorrow().ok()) } else { self.moment(date, time(closes)?) };
            Some((self.moment(date, time(opens)?)?, closes?)).filter(|(opens, closes)| opens < closes)
        };
        profile.hours.get(day_name(date.weekday())).into_iter().flatten().filter_map(opening).collect()
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
    use comptoir_domain::node::{Hours, Practice};
    use comptoir_domain::place::point_of_postcode;
    use comptoir_domain::sourcing::{Candidate, Destination, Policy, Request, RequestLine, Rules, plan, usual_carriers};

    fn paris() -> Calendars {
        with_holidays(&[])
    }

    fn with_holidays(days: &[&str]) -> Calendars {
        let holidays = Holidays(days.iter().map(|day| (*day).to_owned()).collect());
        Calendars::new(TimeZone::get("Europe/Paris").unwrap(), holidays)
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
        let open = |from, to| paris().open_between(&profile(), at(from), at(to));
        assert_eq!(open("2026-10-24T10:00:00Z", "2026-10-24T13:00:00Z"), Span::minutes(90), "half an hour before lunch, one after");
        assert_eq!(open("2026-10-24T16:00:00Z", "2026-10-26T10:00:00Z"), Span::hours(2), "over a Sunday");
        let always = Profile { hours: Hours::new(), ..(*profile()).clone() };
        assert_eq!(paris().open_between(&always, at("2026-10-24T10:00:00Z"), at("2026-10-25T10:00:00Z")), Span::days(1));
        let open = with_holidays(&["10-24"]).open_between(&profile(), at("2026-10-24T10:00:00Z"), at("2026-10-26T10:00:00Z"));
        assert_eq!(open, Span::hours(1), "a holiday is no time to work");
    }

    #[test]
    fn days_begin_at_midnight_there() {
        let (days, midnight) = paris().days(at("2026-10-26T22:30:00Z"));
        assert_eq!(midnight, at("2026-10-25T23:00:00Z"));
        assert!(days.contains(&midnight) && !days.contains(&at("2026-10-24T22:00:00Z")), "a Monday is one, a Sunday is none");
        assert_eq!(paris().days(at("2026-10-26T23:30:00Z")).1, at("2026-10-26T23:00:00Z"), "and then it is tomorrow");
    }

    /// Works all week from ten to seven, and says when not.
    fn store(closed_on: &[&str], open_on: &[&str]) -> Arc<Profile> {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat"];
        let hours = days.map(|day| (day.to_owned(), vec!["10:00-19:00".to_owned()])).into();
        let days = |days: &[&str]| days.iter().map(|day| (*day).to_owned()).collect();
        let practice = Practice { closed_on: days(closed_on), open_on: days(open_on), ..profile().practice.clone() };
        Arc::new(Profile { hours, practice, ..(*profile()).clone() })
    }

    /// When a lamp would be in Lille that is asked for there on the evening before Christmas, a Thursday.
    fn promise(calendars: &Calendars, profile: &Arc<Profile>) -> Timestamp {
        let now = at("2026-12-24T15:40:00Z");
        let request = Request {
            fulfillment_seed: "christmas".into(),
            lines: vec![RequestLine { line: 1, sku: "LAMP".into(), quantity: 1, grams: 400 }],
            destination: Destination::Ship { to: point_of_postcode("FR", "59000") },
            at: now,
            promised: None,
            gift: false,
        };
        let candidate = Candidate {
            calendar: calendars.of(profile, now),
            preparation: Span::hours(2),
            ..Candidate::new(profile.code.clone(), profile.kind, point_of_postcode("FR", "69002"), vec![5])
        };
        let (policy, carriers, days_of_work) = (Policy::default(), usual_carriers(), calendars.days(now).0);
        let rules = Rules { policy: &policy, carriers: &carriers, days_of_work: &days_of_work };
        plan(&request, &[candidate], rules, None).unwrap().arrives_at().unwrap()
    }

    #[test]
    fn nothing_travels_at_christmas() {
        let (plain, christmas) = (paris(), with_holidays(&["12-25", "01-01"]));
        let by_six = |day: &str| at(&format!("2026-12-{day}T17:00:00Z"));
        // Packed on the 24th until 18:40, after the collection; three days on the way, of which Sunday the 27th is none.
        assert_eq!(promise(&plain, &store(&[], &[])), by_six("29"), "collected on Friday");
        assert_eq!(promise(&christmas, &store(&[], &[])), by_six("30"), "collected on Saturday");
        assert_eq!(promise(&christmas, &store(&[], &["2026-12-25"])), by_six("30"), "it is open, and nobody collects");
        assert_eq!(promise(&christmas, &store(&["2026-12-26"], &[])), by_six("31"), "closed on the day after, too");
        assert_eq!(promise(&plain, &store(&["2026-12-24"], &[])), by_six("29"), "packed on Friday morning");
        assert_eq!(promise(&plain, &store(&["2026-12-24", "2026-12-25"], &[])), by_six("30"));
    }

    #[test]
    fn who_is_closed_for_weeks_opens_after_them() {
        let calendars = with_holidays(&["01-01"]);
        let weeks: Vec<String> = (10..=31).map(|day| format!("2026-12-{day}")).collect();
        let weeks: Vec<&str> = weeks.iter().map(String::as_str).collect();
        let now = at("2026-12-10T08:00:00Z");
        let opens = |profile: &Arc<Profile>| calendars.of(profile, now).done(now, Span(0));
        assert_eq!(opens(&store(&weeks, &[])), at("2027-01-02T09:00:00Z"), "Saturday the second");
        let always = Arc::new(Profile { hours: Hours::new(), code: "ORL1".into(), ..(*store(&weeks, &[])).clone() });
        assert_eq!(opens(&always), at("2027-01-01T23:00:00Z"));
        let never_closed = Arc::new(Profile { hours: Hours::new(), code: "SQF1".into(), ..(*store(&[], &[])).clone() });
        assert_eq!(calendars.of(&never_closed, at("2026-11-20T08:00:00Z")).open, []);
    }
}
