//! Dates that were given before an order was placed: signed, so that an order can be held to its own and to no other.

use crate::auth::secrets::{base64url, from_base64url};
use comptoir_domain::ids::Sku;
use comptoir_domain::order::Delivery;
use comptoir_domain::time::{Span, Timestamp};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// How long a date holds while somebody makes up their mind.
pub const HOLDS: Span = Span::minutes(30);

/// How much of the HMAC is in a promise: 128 bits.
const BYTES: usize = 16;
/// Two moments before it.
const MOMENTS: usize = 16;

/// What a promise is about: the basket, and where it goes.
pub struct Basket<'a> {
    pub lines: Vec<(&'a Sku, i64)>,
    pub delivery: &'a Delivery,
}

impl Basket<'_> {
    /// The same for the same goods in any order; of an address only the postcode and country count, for nobody has typed the rest yet.
    fn fingerprint(&self) -> [u8; 32] {
        let mut lines: Vec<String> = self.lines.iter().map(|(sku, quantity)| format!("{quantity} {sku}")).collect();
        lines.sort();
        let goes_to = match self.delivery {
            Delivery::Ship { address } => {
                let postcode: String = address.postcode.chars().filter(|c| !c.is_whitespace()).collect();
                format!("ship {} {}", address.country.to_uppercase(), postcode.to_uppercase())
            }
            Delivery::Pickup { node } | Delivery::RelayPoint { node } => format!("{} {node}", self.delivery.as_str()),
        };
        Sha256::digest(format!("{goes_to}\n{}", lines.join("\n"))).into()
    }
}

/// Why a promise is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is none of ours, or one for another basket or place.
    NotThis,
    /// Its time is over.
    Expired,
}

/// Makes and checks promises.
pub struct Promises {
    keyed: Hmac<Sha256>,
}

impl Promises {
    pub fn new(secret: &[u8]) -> Self {
        let keyed = Hmac::<Sha256>::new_from_slice(&[b"promise:", secret].concat()).unwrap_or_else(|_| Hmac::new(&Default::default()));
        Promises { keyed }
    }

    fn sealed(&self, moments: &[u8], basket: &Basket) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        mac.update(moments);
        mac.update(&basket.fingerprint());
        mac
    }

    /// A promise that the basket is there by `by`, good until `until`.
    pub fn make(&self, basket: &Basket, by: Timestamp, until: Timestamp) -> String {
        let mut bytes = [by.0.to_be_bytes(), until.0.to_be_bytes()].concat();
        let seal = self.sealed(&bytes, basket).finalize().into_bytes();
        bytes.extend_from_slice(&seal[..BYTES]);
        base64url(&bytes)
    }

    /// What was promised for this basket.
    pub fn read(&self, promise: &str, basket: &Basket, now: Timestamp) -> Result<Timestamp, Broken> {
        let bytes = from_base64url(promise).filter(|bytes| bytes.len() == MOMENTS + BYTES).ok_or(Broken::NotThis)?;
        let (moments, seal) = bytes.split_at(MOMENTS);
        self.sealed(moments, basket).verify_truncated_left(seal).map_err(|_| Broken::NotThis)?;
        let moment = |bytes: &[u8]| Timestamp(bytes.iter().fold(0, |number, byte| number << 8 | i64::from(*byte)));
        let (by, until) = moments.split_at(8);
        if now <= moment(until) { Ok(moment(by)) } else { Err(Broken::Expired) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use comptoir_domain::place::Address;

    fn home(postcode: &str) -> Delivery {
        let address = Address {
            name: String::new(),
            street: "1 rue de la Paix".into(),
            postcode: postcode.into(),
            city: "Lyon".into(),
            country: "FR".into(),
            point: None,
        };
        Delivery::Ship { address }
    }

    #[test]
    fn a_promise_is_for_one_basket_and_one_place_and_a_while() {
        let promises = Promises::new(b"secret");
        let (now, by) = (Timestamp(1_800_000_000_000), Timestamp(1_800_200_000_000));
        let (boot, hat): (Sku, Sku) = ("BOOT".into(), "HAT".into());
        let (lyon, lille) = (home("69002"), home("59000"));
        let basket = Basket { lines: vec![(&boot, 1), (&hat, 2)], delivery: &lyon };
        let promise = promises.make(&basket, by, now + HOLDS);
        assert_eq!(promises.read(&promise, &basket, now), Ok(by));
        let spaced = home("69 002");
        let same = Basket { lines: vec![(&hat, 2), (&boot, 1)], delivery: &spaced };
        assert_eq!(promises.read(&promise, &same, now), Ok(by));
        assert_eq!(promises.read(&promise, &basket, now + HOLDS + Span(1)), Err(Broken::Expired));
        for other in [
            Basket { lines: vec![(&boot, 2), (&hat, 2)], delivery: &lyon },
            Basket { lines: vec![(&boot, 1)], delivery: &lyon },
            Basket { lines: vec![(&boot, 1), (&hat, 2)], delivery: &lille },
            Basket { lines: vec![(&boot, 1), (&hat, 2)], delivery: &Delivery::Pickup { node: "LYO1".into() } },
        ] {
            assert_eq!(promises.read(&promise, &other, now), Err(Broken::NotThis));
        }
        assert_eq!(Promises::new(b"other").read(&promise, &basket, now), Err(Broken::NotThis));
        for wrong in ["", "A", &promise[..20], "not/base64"] {
            assert_eq!(promises.read(wrong, &basket, now), Err(Broken::NotThis));
        }
    }
}
