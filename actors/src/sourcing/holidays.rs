//! Days on which carriers do not work, and nodes are closed whatever their hours say.

use comptoir_domain::node::Practice;
use jiff::civil::Date;

/// Public holidays, each as in `2026-12-25`, or as in `12-25` for every year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(pub Vec<String>);

impl Holidays {
    /// Whether a day is one of them.
    pub fn hold(&self, date: Date) -> bool {
        is_among(&self.0, date)
    }

    /// Whether a node is closed on a day, whatever its hours say: it has said so, or it is a holiday and it has not said that it is open.
    pub fn close(&self, practice: &Practice, date: Date) -> bool {
        is_among(&practice.closed_on, date) || self.hold(date) && !is_among(&practice.open_on, date)
    }
}

/// Whether a text is a day as it is written here.
pub fn is_a_day(text: &str) -> bool {
    let read = |text: &str| text.parse::<Date>().is_ok_and(|date| date.to_string() == text);
    // The 29th of February is a day, too.
    read(text) || read(&format!("2024-{text}"))
}

fn is_among(days: &[String], date: Date) -> bool {
    if days.is_empty() {
        return false;
    }
    let date = date.to_string();
    days.iter().any(|day| *day == date || date.get(5..) == Some(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_written_in_two_ways() {
        for good in ["2026-12-25", "12-25", "02-29", "2028-02-29"] {
            assert!(is_a_day(good), "{good}");
        }
        for bad in ["", "2026-02-29", "13-01", "12/25", "25.12.2026", "2026-1-1", "1-1", "20261225", "2026-12-25T10:00", "Christmas"] {
            assert!(!is_a_day(bad), "{bad}");
        }
    }

    #[test]
    fn a_node_is_closed_when_it_says_so_and_on_holidays_unless_it_says_otherwise() {
        let holidays = Holidays(vec!["12-25".into(), "2026-11-11".into()]);
        let days = [date(2026, 11, 11), date(2026, 12, 24), date(2026, 12, 25), date(2027, 11, 11), date(2027, 12, 25)];
        assert_eq!(days.map(|day| holidays.hold(day)), [true, false, true, false, true]);
        let practice = Practice { closed_on: vec!["2026-12-24".into()], open_on: vec!["2026-11-11".into()], ..Practice::default() };
        assert_eq!(days.map(|day| holidays.close(&practice, day)), [false, true, true, false, true]);
    }
}
