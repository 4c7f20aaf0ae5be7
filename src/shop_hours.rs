//! Opening hours in the shop's own time: until when a parcel waits, and what is written about it.

use comptoir_actors::sourcing::{Retailer, day_name};
use comptoir_domain::node::Profile;
use comptoir_domain::time::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Zoned};

/// A moment in the shop's own time.
pub fn local(at: Timestamp, zone: &TimeZone) -> Option<Zoned> {
    jiff::Timestamp::from_millisecond(at.0).ok().map(|at| at.to_zoned(zone.clone()))
}

/// When the store closes for the last time within so many days from now, on a day on which it is open at all. A store whose hours nobody has
/// said waits until the evening.
pub fn last_closing(now: Timestamp, days: u32, store: Option<&Profile>, retailer: &Retailer) -> Timestamp {
    let zone = &retailer.time_zone;
    let plain = now + comptoir_domain::time::Span::days(i64::from(days.max(1)));
    let Some(today) = local(now, zone).map(|now| now.date()) else { return plain };
    for ahead in (0..=days.max(1)).rev() {
        let Ok(date) = today.checked_add(Span::new().days(ahead)) else { continue };
        let closing = store.map_or(Some(EVENING), |store| closing(date, store, retailer));
        let Some(moment) = closing.and_then(|time| date.to_datetime(time).to_zoned(zone.clone()).ok()) else { continue };
        let moment = Timestamp(moment.timestamp().as_millisecond());
        if moment > now {
            return moment;
        }
    }
    plain
}

const EVENING: Time = Time::constant(20, 0, 0, 0);

/// For so many days it is said beforehand that a store is closed.
const CLOSED_DAYS_AHEAD: i64 = 14;

/// The coming days on which a store is closed, whatever its hours say; as in `2026-12-25`.
pub fn closed_days(now: Timestamp, store: &Profile, retailer: &Retailer) -> Vec<String> {
    let Some(today) = local(now, &retailer.time_zone).map(|now| now.date()) else { return Vec::new() };
    let days = (0..CLOSED_DAYS_AHEAD).filter_map(|ahead| today.checked_add(Span::new().days(ahead)).ok());
    days.filter(|date| retailer.holidays.close(&store.practice, *date)).map(|date| date.to_string()).collect()
}

fn closing(date: Date, store: &Profile, retailer: &Retailer) -> Option<Time> {
    if retailer.holidays.close(&store.practice, date) {
        return None;
    }
    if store.hours.is_empty() {
        return Some(EVENING);
    }
    let last = store.hours.get(day_name(date.weekday()))?.last()?;
    let (hour, minute) = last.split_once('-')?.1.split_once(':')?;
    match (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?) {
        (24, _) => Time::new(23, 59, 0, 0).ok(),
        (hour, minute) => Time::new(hour, minute, 0, 0).ok(),
    }
}

/// A moment as one says it: `samedi 9 mai à 18:00`, `Saturday 9 May, 18:00`.
pub fn spoken(at: Timestamp, zone: &TimeZone, language: &str) -> String {
    let day = spoken_day(at, zone, language);
    match (local(at, zone), language) {
        (None, _) => day,
        (Some(at), "fr") => format!("{day} à {:02}:{:02}", at.hour(), at.minute()),
        (Some(at), _) => format!("{day}, {:02}:{:02}", at.hour(), at.minute()),
    }
}

/// A day as one says it: `samedi 9 mai`, `Saturday 9 May`.
pub fn spoken_day(at: Timestamp, zone: &TimeZone, language: &str) -> String {
    let Some(at) = local(at, zone) else { return String::new() };
    let weekday = usize::from(at.weekday().to_monday_zero_offset().unsigned_abs());
    let month = usize::from(at.month().unsigned_abs()) - 1;
    match language {
        "fr" => format!("{} {} {}", JOURS[weekday], at.day(), MOIS[month]),
        _ => format!("{} {} {}", DAYS[weekday], at.day(), MONTHS[month]),
    }
}

const JOURS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const MOIS: [&str; 12] =
    ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use comptoir_actors::sourcing::Holidays;
    use comptoir_domain::node::Hours;
    use serde_json::json;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn store(days: &[(&str, &str)]) -> Profile {
        let hours: Hours = days.iter().map(|(day, span)| ((*day).to_owned(), vec![(*span).to_owned()])).collect();
        let profile = json!({"code": "LYO1", "name": "Lyon", "kind": "store", "street": "", "postcode": "", "city": "", "country": "FR", "hours": hours});
        serde_json::from_value(profile).unwrap()
    }

    fn paris() -> Retailer {
        Retailer { time_zone: TimeZone::get("Europe/Paris").unwrap(), ..Retailer::default() }
    }

    #[test]
    fn a_parcel_waits_until_a_closing_time() {
        let paris = paris();
        let open = store(&[("sat", "10:00-18:00"), ("fri", "10:00-19:00")]);
        // A Sunday a week ahead is closed: the Saturday before it.
        let now = at("2026-05-03T09:00:00Z");
        assert_eq!(last_closing(now, 7, Some(&open), &paris), at("2026-05-09T16:00:00Z"));
        assert_eq!(last_closing(now, 7, Some(&store(&[])), &paris), at("2026-05-10T18:00:00Z"));
        assert_eq!(last_closing(now, 1, Some(&store(&[("wed", "09:00-12:00")])), &paris), at("2026-05-04T09:00:00Z"));
        assert_eq!(last_closing(now, 7, None, &paris), at("2026-05-10T18:00:00Z"));
    }

    #[test]
    fn nobody_collects_on_a_closed_day() {
        let holidays = Holidays(vec!["05-08".into()]);
        let shop = Retailer { holidays, ..paris() };
        let mut open = store(&[("thu", "10:00-18:00"), ("fri", "10:00-19:00"), ("sat", "10:00-18:00")]);
        let now = at("2026-05-03T09:00:00Z");
        open.practice.closed_on = vec!["2026-05-09".into()];
        assert_eq!(
            last_closing(now, 7, Some(&open), &shop),
            at("2026-05-07T16:00:00Z"),
            "Friday is a holiday, Saturday the store is closed"
        );
        open.practice.open_on = vec!["2026-05-08".into()];
        assert_eq!(last_closing(now, 7, Some(&open), &shop), at("2026-05-08T17:00:00Z"), "it is open on that holiday");
        assert_eq!(closed_days(now, &open, &shop), ["2026-05-09"]);
        open.practice.open_on.clear();
        assert_eq!(closed_days(now, &open, &shop), ["2026-05-08", "2026-05-09"]);
        open.hours = Hours::new();
        open.practice.closed_on = vec!["2026-05-10".into()];
        assert_eq!(last_closing(now, 7, Some(&open), &shop), at("2026-05-09T18:00:00Z"));
    }

    #[test]
    fn moments_are_said_in_both_languages() {
        let paris = paris().time_zone;
        let moment = at("2026-05-09T16:00:00Z");
        assert_eq!(spoken(moment, &paris, "fr"), "samedi 9 mai à 18:00");
        assert_eq!(spoken(moment, &paris, "en"), "Saturday 9 May, 18:00");
    }
}
