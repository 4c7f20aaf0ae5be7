//! Tracking links: whoever holds one may see that one order.

use crate::auth::secrets::{base64url, from_base64url};
use comptoir_domain::ids::OrderId;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// How much of the HMAC is in a link: 128 bits.
const BYTES: usize = 16;

/// Makes and checks tracking links.
pub struct TrackingLinks {
    keyed: Hmac<Sha256>,
}

impl TrackingLinks {
    pub fn new(secret: &[u8]) -> Self {
        // Never the visitors' key itself: one key, one use. A key of any length is right for HMAC.
        let keyed =
            Hmac::<Sha256>::new_from_slice(&[b"tracking link:", secret].concat()).unwrap_or_else(|_| Hmac::new(&Default::default()));
        TrackingLinks { keyed }
    }

    fn of(&self, order: OrderId) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        mac.update(order.0.as_bytes());
        mac
    }

    pub fn token(&self, order: OrderId) -> String {
        base64url(&self.of(order).finalize().into_bytes()[..BYTES])
    }

    /// The page of an order.
    pub fn path(&self, number: &str, order: OrderId) -> String {
        format!("/track/{number}/{}", self.token(order))
    }

    /// Whether the token is this order's; takes the same time whatever is wrong with it.
    pub fn is_valid(&self, order: OrderId, token: &str) -> bool {
        from_base64url(token).is_some_and(|bytes| bytes.len() == BYTES && self.of(order).verify_truncated_left(&bytes).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_link_opens_one_order() {
        let links = TrackingLinks::new(b"secret");
        let (mine, other) = (OrderId(Uuid::now_v7()), OrderId(Uuid::now_v7()));
        let token = links.token(mine);
        assert_eq!(token.len(), 22);
        assert!(links.is_valid(mine, &token));
        assert!(!links.is_valid(other, &token));
        assert!(!TrackingLinks::new(b"other").is_valid(mine, &token));
        for wrong in ["", "A", &token[..8], "not/base64", &format!("{token}A")] {
            assert!(!links.is_valid(mine, wrong), "{wrong}");
        }
    }
}
