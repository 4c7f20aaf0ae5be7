//! When France does not work.

/// Public holidays: those that fall on the same day every year, and those that go by Easter, of 2026 and 2027.
pub const HOLIDAYS: &[&str] = &[
    "01-01",
    "05-01",
    "05-08",
    "07-14",
    "08-15",
    "11-01",
    "11-11",
    "12-25",
    // Easter Monday, Ascension, Whit Monday.
    "2026-04-06",
    "2026-05-14",
    "2026-05-25",
    "2027-03-29",
    "2027-05-06",
    "2027-05-17",
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use comptoir_actors::sourcing::is_a_day;
    use jiff::ToSpan as _;
    use jiff::civil::{Date, date};

    /// Easter Sunday by the Gregorian reckoning (Meeus, Jones and Butcher).
    fn easter(year: i16) -> Date {
        let (a, b, c) = (year % 19, year / 100, year % 100);
        let g = (8 * b + 13) / 25;
        let h = (19 * a + b - b / 4 - g + 15) % 30;
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        let m = (a + 11 * h + 19 * l) / 433;
        let (month, day) = ((h + l - 7 * m + 90) / 25, (h + l - 7 * m + 33 * ((h + l - 7 * m + 90) / 25) + 19) % 32);
        date(year, month as i8, day as i8)
    }

    #[test]
    fn what_goes_by_easter_is_right() {
        assert!(HOLIDAYS.iter().all(|day| is_a_day(day)));
        let by_easter = [2026, 2027].into_iter().flat_map(|year| [1, 39, 50].map(|after| (easter(year) + after.days()).to_string()));
        assert_eq!(by_easter.collect::<Vec<_>>(), HOLIDAYS[8..]);
    }
}
