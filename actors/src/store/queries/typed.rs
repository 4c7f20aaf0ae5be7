//! What people type into a search box, made ready for the tables.
//!
//! Both databases fold ASCII letters alone (`lower('Élodie')` is `Élodie`), so what is typed is looked for in the few spellings it may stand in.

/// The end of all that begins with `prefix`, where text is compared by its bytes.
pub(crate) fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// What `lower(column)` may be where the column says what was typed, whichever letters were capitals.
pub(crate) fn spellings(typed: &str) -> Vec<String> {
    let lower = typed.trim().to_lowercase();
    let mut capitals = String::with_capacity(lower.len());
    let mut begins = true;
    for letter in lower.chars() {
        if begins {
            capitals.extend(letter.to_uppercase());
        } else {
            capitals.push(letter);
        }
        begins = !letter.is_alphanumeric();
    }
    let mut spellings = vec![capitals.to_ascii_lowercase(), lower.to_uppercase().to_ascii_lowercase(), lower];
    spellings.sort_unstable();
    spellings.dedup();
    spellings
}

/// A pattern for `LIKE … ESCAPE '\'` that finds `text` anywhere, taking `%` and `_` as they are.
pub(crate) fn anywhere(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// The beginning of an order number from however it was typed; `None` when it cannot be one.
pub(crate) fn order_number_prefix(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.is_empty() || digits.len() > 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let groups = [digits.get(..4), digits.get(4..7), digits.get(7..)];
    Some(match groups {
        [Some(first), Some(second), Some(third)] if !third.is_empty() => format!("{first}-{second}-{third}"),
        [Some(first), ..] if digits.len() > 4 => format!("{first}-{}", &digits[4..]),
        _ => digits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_as_the_databases_do() {
        assert_eq!(spellings(" Camille DUPONT "), ["camille dupont"]);
        assert_eq!(spellings("élodie"), ["Élodie", "élodie"]);
        assert_eq!(spellings("béatrice"), ["bÉatrice", "béatrice"]);
        assert_eq!(spellings("jean-élie bézu"), ["jean-Élie bÉzu", "jean-Élie bézu", "jean-élie bézu"]);
    }

    #[test]
    fn signs_of_a_pattern_are_meant_as_they_are() {
        assert_eq!(anywhere(r"50%_\"), r"%50\%\_\\%");
    }

    #[test]
    fn the_beginning_of_an_order_number() {
        for (typed, prefix) in [("48", "48"), ("4827", "4827"), ("48271", "4827-1"), ("4827-193", "4827-193"), ("4827 193 6", "4827-193-6")]
        {
            assert_eq!(order_number_prefix(typed).as_deref(), Some(prefix));
        }
        for typed in ["", "-", "48a", "48271936051", "é"] {
            assert_eq!(order_number_prefix(typed), None);
        }
    }
}
