//! A price as people write it, in minor units, without ever being a float.

/// Reads `19.99`, `19,99`, `1 299,00`, `1,299.00` or `1.299,00` as minor units of the currency.
pub(super) fn minor_units(text: &str, currency: &str) -> Result<i64, String> {
    let not_a_price = || format!("“{text}” is not a price");
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();

    let (whole, decimals) = match compact.rfind(['.', ',']) {
        None => (compact.as_str(), ""),
        Some(at) => (&compact[..at], &compact[at + 1..]),
    };
    let separator = compact.chars().rev().find(|c| matches!(c, '.' | ','));
    let whole = ungrouped(whole, separator).ok_or_else(not_a_price)?;
    if !is_digits(&whole) || !(decimals.is_empty() && separator.is_none() || is_digits(decimals)) {
        return Err(not_a_price());
    }

    let places = decimal_places(currency);
    let kept = decimals.len().min(places);
    let (decimals, beyond) = decimals.split_at(kept);
    // Three digits after the only separator may as well be thousands ("1.290"): never guess with money.
    if !beyond.bytes().all(|digit| digit == b'0') || kept + beyond.len() == 3 && places != 3 {
        return Err(format!("“{text}” has more decimals than {currency} knows"));
    }
    format!("{whole}{decimals:0<places$}").parse().map_err(|_| format!("“{text}” is too high a price"))
}

/// The whole part without its thousands separators; none when they stand in the wrong places.
fn ungrouped(whole: &str, decimal_separator: Option<char>) -> Option<String> {
    let Some(grouping) = whole.chars().find(|c| matches!(c, '.' | ',')) else {
        return Some(whole.to_owned());
    };
    let mut groups = whole.split(grouping);
    let first = groups.next().unwrap_or_default();
    let sound = Some(grouping) != decimal_separator && (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    sound.then(|| whole.replace(grouping, ""))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many decimals a currency has (ISO 4217).
pub(crate) fn decimal_places(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND" | "VUV" | "XAF" | "XOF"
        | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::minor_units;

    #[test]
    fn reads_prices_exactly() {
        for (text, cents) in [
            ("19.99", 1999),
            ("19,99", 1999),
            ("0.1", 10),
            ("7", 700),
            ("0", 0),
            ("1 299,00", 129_900),
            ("1\u{202f}299,50", 129_950),
            ("1,299.00", 129_900),
            ("1.299,00", 129_900),
            ("1,234,567.89", 123_456_789),
            ("19.9900", 1999),
            ("90071992547409.93", 9_007_199_254_740_993),
        ] {
            assert_eq!(minor_units(text, "EUR"), Ok(cents), "{text}");
        }
        assert_eq!(minor_units("1200", "JPY"), Ok(1200));
        assert_eq!(minor_units("1200.00", "JPY"), Ok(1200));
        assert_eq!(minor_units("1.25", "KWD"), Ok(1250));
        assert_eq!(minor_units("1.255", "KWD"), Ok(1255));
    }

    #[test]
    fn refuses_what_it_would_have_to_guess() {
        for text in [
            "",
            "abc",
            "-5",
            "1e3",
            "19.",
            ".",
            ",50",
            "12.345",
            "1.290",
            "1,299",
            "1.2.3",
            "12,34.56",
            "1,29,900.00",
            "19.99 €",
            "٣",
            "99999999999999999999.00",
        ] {
            assert!(minor_units(text, "EUR").is_err(), "{text}");
        }
        assert!(minor_units("1.5", "JPY").is_err());
    }
}
