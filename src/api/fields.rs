//! What a field may hold, and how it is kept: emails in lower case, phones in E.164, texts trimmed and of bounded length.

use crate::api::problem::Problem;
use comptoir_domain::handle::{HandleKey, HandleKind};
use comptoir_domain::order::Contact;
use phonenumber::metadata::DATABASE;

/// What somebody writes: a message, a note.
pub const LONGEST_TEXT: usize = 4_000;
/// A name, a title, a line of an address.
pub const LONGEST_NAME: usize = 200;

/// A text that must say something, in at most `longest` characters.
pub fn text(field: &str, value: &str, longest: usize) -> Result<String, Problem> {
    let value = value.trim();
    if value.is_empty() {
        return Err(Problem::invalid_field(field, "is empty"));
    }
    let length = value.chars().count();
    if length > longest {
        return Err(Problem::invalid_field(field, format_args!("has {length} characters; at most {longest} are kept")));
    }
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t') {
        return Err(Problem::invalid_field(field, "holds control characters"));
    }
    Ok(value.to_owned())
}

/// A text that stands on one line.
pub fn name(field: &str, value: &str) -> Result<String, Problem> {
    let value = text(field, value, LONGEST_NAME)?;
    if value.contains(['\n', '\r', '\t']) {
        return Err(Problem::invalid_field(field, "must be a single line"));
    }
    Ok(value)
}

/// Nothing, or only spaces, is nothing.
pub fn optional<T>(value: Option<&str>, read: impl FnOnce(&str) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
    match value {
        Some(value) if !value.trim().is_empty() => read(value).map(Some),
        _ => Ok(None),
    }
}

pub fn email(field: &str, value: &str) -> Result<String, Problem> {
    parse_email(value).ok_or_else(|| Problem::invalid_field(field, "is not an email address"))
}

/// An email address as it is kept.
pub fn parse_email(value: &str) -> Option<String> {
    let value = value.trim().to_lowercase();
    let domain = value.rsplit_once('@')?.1;
    if value.len() > 254 || !domain.contains('.') || value.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    value.parse::<lettre::Address>().is_ok().then_some(value)
}

pub fn phone(field: &str, value: &str, region: &str) -> Result<String, Problem> {
    parse_phone(value, region).ok_or_else(|| Problem::invalid_field(field, "is not a phone number that can be dialled"))
}

/// A phone number as it is kept (E.164); one without a country code is of `region`. Its length must be possible in its country. Whether
/// its range has been given out is not asked: numbering plans change faster than their tables.
pub fn parse_phone(value: &str, region: &str) -> Option<String> {
    let value = value.trim();
    if value.is_empty() || value.len() > 40 || value.chars().any(char::is_alphabetic) {
        return None;
    }
    let number = phonenumber::parse(region.parse().ok(), value).ok()?;
    let digits = number.national().to_string().len();
    let countries = DATABASE.by_code(&number.code().value())?;
    let possible = countries.iter().map(|country| country.descriptors()).any(|kinds| {
        let lengths = [kinds.fixed_line(), kinds.mobile(), kinds.toll_free(), kinds.shared_cost(), kinds.voip()];
        lengths.into_iter().flatten().any(|kind| kind.possible_length().iter().any(|length| usize::from(*length) == digits))
    });
    possible.then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

/// A handle as it is kept.
pub fn handle(kind: HandleKind, value: &str, region: &str) -> Result<HandleKey, Problem> {
    let value = match kind {
        HandleKind::Email => email("value", value)?,
        HandleKind::Phone => phone("value", value, region)?,
        HandleKind::Loyalty | HandleKind::External | HandleKind::Visitor => name("value", value)?,
    };
    Ok(HandleKey { kind, value })
}

/// Who an order is for, or what a new customer brings: `prefix` names the object that the fields stand in.
pub fn contact(prefix: &str, given: [Option<&str>; 3], region: &str) -> Result<Contact, Problem> {
    let [given_name, given_email, given_phone] = given;
    let field = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
    Ok(Contact {
        name: optional(given_name, |value| name(&field("name"), value))?,
        email: optional(given_email, |value| email(&field("email"), value))?,
        phone: optional(given_phone, |value| phone(&field("phone"), value, region))?,
    })
}

/// The handles of a contact.
pub fn handles(contact: &Contact) -> Vec<HandleKey> {
    let of = |kind, value: &Option<String>| value.clone().map(|value| HandleKey { kind, value });
    [of(HandleKind::Email, &contact.email), of(HandleKind::Phone, &contact.phone)].into_iter().flatten().collect()
}

/// A node's code or a SKU: what stands on labels.
pub fn code(field: &str, value: &str, longest: usize) -> Result<String, Problem> {
    let value = value.trim();
    if value.is_empty() || value.len() > longest || value.chars().any(|c| c.is_control() || c == '/') {
        return Err(Problem::invalid_field(field, format_args!("must have 1 to {longest} characters, and no “/”")));
    }
    Ok(value.to_owned())
}

/// A node's code: letters, digits, `-` and `_`.
pub fn node_code(field: &str, value: &str) -> Result<String, Problem> {
    let value = value.trim();
    if value.is_empty() || value.len() > 32 || !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
        return Err(Problem::invalid_field(field, "may have only letters, digits, “-” and “_”, at most 32"));
    }
    Ok(value.to_owned())
}

pub fn country(field: &str, value: &str) -> Result<String, Problem> {
    let value = value.trim().to_ascii_uppercase();
    if value.len() != 2 || !value.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Problem::invalid_field(field, "is not a two-letter country code such as FR"));
    }
    Ok(value)
}

/// A whole number between two others.
pub fn between(field: &str, value: i64, least: i64, most: i64) -> Result<i64, Problem> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Problem::invalid_field(field, format_args!("is {value}; it must be from {least} to {most}")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn phones_become_e164() {
        assert_eq!(parse_phone("06 39 98 01 02", "FR").as_deref(), Some("+33639980102"));
        assert_eq!(parse_phone("+44 20 7946 0958", "FR").as_deref(), Some("+442079460958"));
        for wrong in ["12", "hello", "+", "+999999999999999", "06 39 98 01", "😀"] {
            assert_eq!(parse_phone(wrong, "FR"), None, "{wrong}");
        }
    }

    #[test]
    fn emails_are_trimmed_and_lower_case() {
        assert_eq!(parse_email(" Camille.D@Example.COM "), Some("camille.d@example.com".into()));
        for wrong in ["", "camille", "camille@", "@example.com", "a b@example.com", "a@b@example.com", "a@example", "a@example.com\n"] {
            assert_eq!(parse_email(wrong).filter(|kept| kept != wrong.trim()), None, "{wrong}");
        }
        assert_eq!(parse_email("a@b\nc.com"), None);
    }

    #[test]
    fn texts_have_bounds() {
        assert_eq!(text("text", "  hello\n", 10).unwrap(), "hello");
        assert_eq!(text("text", " \t ", 10).unwrap_err().field.as_deref(), Some("text"));
        assert!(text("text", "12345678901", 10).is_err());
        assert!(name("name", "two\nlines").is_err());
        assert!(text("text", "bell\u{7}", 10).is_err());
    }
}
