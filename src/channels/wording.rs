//! Amounts and moments as customers read them.

use crate::import::decimal_places;
use crate::shop_hours::{local, spoken};
use comptoir_domain::time::Timestamp;
use jiff::tz::TimeZone;

/// `1 299,00 €`, `€1,299.00`: minor units of a currency.
pub fn money(amount: i64, currency: &str, language: &str) -> String {
    let places = decimal_places(currency);
    let digits = format!("{:0>width$}", amount.unsigned_abs(), width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    let french = language == "fr";
    let (grouping, point) = if french { ("\u{202f}", ",") } else { (",", ".") };
    let mut number = String::new();
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            number.push_str(grouping);
        }
        number.push(digit);
    }
    if places > 0 {
        number.push_str(point);
        number.push_str(decimals);
    }
    let minus = if amount < 0 { "-" } else { "" };
    match (symbol(currency), french) {
        (Some(symbol), false) => format!("{minus}{symbol}{number}"),
        (symbol, _) => format!("{minus}{number}\u{a0}{}", symbol.unwrap_or(currency)),
    }
}

fn symbol(currency: &str) -> Option<&'static str> {
    Some(match currency {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        "JPY" => "¥",
        _ => return None,
    })
}

/// A moment to come, as it reads after `jusqu'à` and `until`: `samedi 18 h`, and with its date where the weekday could mean today.
pub fn until(moment: Timestamp, now: Timestamp, zone: &TimeZone, language: &str) -> String {
    let (Some(then), Some(today)) = (local(moment, zone), local(now, zone)) else { return String::new() };
    let days = today.date().until(then.date()).map_or(i32::MAX, |span| span.get_days());
    if !(0..7).contains(&days) {
        return spoken(moment, zone, language);
    }
    let weekday = usize::from(then.weekday().to_monday_zero_offset().unsigned_abs());
    let (hour, minute) = (then.hour(), then.minute());
    match (language, minute) {
        ("fr", 0) => format!("{} {hour}\u{a0}h", JOURS[weekday]),
        ("fr", _) => format!("{} {hour}\u{a0}h\u{a0}{minute:02}", JOURS[weekday]),
        _ => format!("{} {hour}:{minute:02}", DAYS[weekday]),
    }
}

const JOURS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        for (amount, currency, fr, en) in [
            (19_900, "EUR", "199,00\u{a0}€", "€199.00"),
            (5, "EUR", "0,05\u{a0}€", "€0.05"),
            (123_456_789, "EUR", "1\u{202f}234\u{202f}567,89\u{a0}€", "€1,234,567.89"),
            (-250, "GBP", "-2,50\u{a0}£", "-£2.50"),
            (1_500, "JPY", "1\u{202f}500\u{a0}¥", "¥1,500"),
            (1_234, "TND", "1,234\u{a0}TND", "1.234\u{a0}TND"),
        ] {
            assert_eq!((money(amount, currency, "fr").as_str(), money(amount, currency, "en").as_str()), (fr, en));
        }
    }

    #[test]
    fn a_moment_within_the_week_needs_no_date() {
        let at = |text: &str| Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let now = at("2026-05-04T09:00:00Z");
        let said = |moment, language| until(at(moment), now, &paris, language);
        assert_eq!(
            (said("2026-05-09T16:00:00Z", "fr"), said("2026-05-09T16:00:00Z", "en")),
            ("samedi 18\u{a0}h".into(), "Saturday 18:00".into())
        );
        assert_eq!(said("2026-05-05T17:30:00Z", "fr"), "mardi 19\u{a0}h\u{a0}30");
        // A Monday a week ahead, said on a Monday.
        assert_eq!(
            (said("2026-05-11T17:00:00Z", "fr"), said("2026-05-11T17:00:00Z", "en")),
            ("lundi 11 mai à 19:00".into(), "Monday 11 May, 19:00".into())
        );
        assert_eq!(said("2026-06-11T17:00:00Z", "en"), "Thursday 11 June, 19:00", "a month ahead is no day of this week");
    }
}
