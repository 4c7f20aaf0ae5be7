//! Times as RFC 3339 in UTC, money with its currency.

use comptoir_domain::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use utoipa::ToSchema;

/// A moment as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-05-04T09:30:00.250Z")]
pub struct Moment(pub Timestamp);

impl Moment {
    pub fn of(milliseconds: i64) -> Self {
        Moment(Timestamp(milliseconds))
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Moment(at)
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0.0) {
            Ok(at) => write!(f, "{at:.3}"),
            Err(_) => write!(f, "{}", self.0.0),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let at: jiff::Timestamp = text.parse().map_err(|_| serde::de::Error::custom("not a time such as 2026-05-04T09:30:00Z"))?;
        Ok(Moment(Timestamp(at.as_millisecond())))
    }
}

/// An amount in minor units of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Money {
    #[schema(example = 1999)]
    pub amount: i64,
    #[schema(example = "EUR")]
    pub currency: String,
}

impl Money {
    pub fn new(amount: i64, currency: &str) -> Self {
        Money { amount, currency: currency.to_owned() }
    }
}

impl From<comptoir_domain::money::Money> for Money {
    fn from(money: comptoir_domain::money::Money) -> Self {
        Money { amount: money.amount, currency: money.currency }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_being_written() {
        let at = Moment::of(1_777_887_000_250);
        let written = serde_json::to_string(&at).unwrap();
        assert_eq!(written, "\"2026-05-04T09:30:00.250Z\"");
        assert_eq!(serde_json::from_str::<Moment>(&written).unwrap(), at);
        assert!(serde_json::from_str::<Moment>("\"tomorrow\"").is_err());
    }
}
