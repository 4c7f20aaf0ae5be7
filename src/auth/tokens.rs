//! Visitors' tokens: signed, short-lived for access, long-lived for getting another one.

use crate::auth::secrets::NoRandomness;
use comptoir_domain::ids::VisitorId;
use comptoir_domain::time::{Span, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// How long an access token lives.
pub const ACCESS: Span = Span::minutes(15);
/// How long a browser that stays away remains the same visitor.
pub const REFRESH: Span = Span::days(180);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Access,
    Refresh,
}

impl Purpose {
    const fn audience(self) -> &'static str {
        match self {
            Purpose::Access => "comptoir:visitor",
            Purpose::Refresh => "comptoir:visitor:refresh",
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: VisitorId,
    aud: String,
    iat: i64,
    exp: i64,
}

/// Makes and reads visitors' tokens.
pub struct VisitorTokens {
    signing: EncodingKey,
    checking: DecodingKey,
}

impl VisitorTokens {
    pub fn new(secret: &[u8]) -> Self {
        VisitorTokens { signing: EncodingKey::from_secret(secret), checking: DecodingKey::from_secret(secret) }
    }

    /// A token, and when it ends.
    pub fn issue(&self, visitor: VisitorId, purpose: Purpose, now: Timestamp) -> Result<(String, Timestamp), NoRandomness> {
        let until = now + if purpose == Purpose::Access { ACCESS } else { REFRESH };
        let claims =
            Claims { sub: visitor, aud: purpose.audience().to_owned(), iat: now.0.div_euclid(1_000), exp: until.0.div_euclid(1_000) };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing).map_err(|_| NoRandomness)?;
        Ok((token, until))
    }

    /// Whose token it is, if it is one of ours, for this purpose, and not over.
    pub fn read(&self, token: &str, purpose: Purpose) -> Option<VisitorId> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[purpose.audience()]);
        validation.set_required_spec_claims(&["exp", "aud", "sub"]);
        validation.leeway = 5;
        jsonwebtoken::decode::<Claims>(token, &self.checking, &validation).ok().map(|token| token.claims.sub)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn now() -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }

    #[test]
    fn a_token_is_for_one_purpose_and_one_secret() {
        let (ours, theirs) = (VisitorTokens::new(b"our secret"), VisitorTokens::new(b"another"));
        let visitor = VisitorId(Uuid::now_v7());
        let (access, until) = ours.issue(visitor, Purpose::Access, now()).unwrap();
        assert!(until > now());
        assert_eq!(ours.read(&access, Purpose::Access), Some(visitor));
        assert_eq!(ours.read(&access, Purpose::Refresh), None);
        assert_eq!(theirs.read(&access, Purpose::Access), None);
        assert_eq!(ours.read(&access[..access.len() - 2], Purpose::Access), None);
        assert_eq!(ours.read("", Purpose::Access), None);
    }

    #[test]
    fn a_token_ends() {
        let tokens = VisitorTokens::new(b"our secret");
        let long_ago = Timestamp(now().0 - ACCESS.0 - 60_000);
        let (token, _) = tokens.issue(VisitorId::default(), Purpose::Access, long_ago).unwrap();
        assert_eq!(tokens.read(&token, Purpose::Access), None);
    }
}
