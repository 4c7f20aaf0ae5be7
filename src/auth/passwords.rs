//! Passwords of staff: argon2id, computed off the threads that answer requests.

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use std::sync::OnceLock;

/// The shortest password that is taken.
pub const SHORTEST: usize = 8;
/// The longest: beyond it hashing would be work for an attacker to hand out.
pub const LONGEST: usize = 1_000;

/// Why there is no hash.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has {SHORTEST} to {LONGEST} characters")]
    Length,
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

/// The hash under which a password is kept, in PHC format.
pub async fn hash(password: String) -> Result<String, PasswordError> {
    if !(SHORTEST..=LONGEST).contains(&password.chars().count()) {
        return Err(PasswordError::Length);
    }
    let hashing = tokio::task::spawn_blocking(move || hash_now(&password));
    hashing.await.map_err(|error| PasswordError::Hash(error.to_string()))?
}

fn hash_now(password: &str) -> Result<String, PasswordError> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| PasswordError::Hash(error.to_string()))
}

/// Whether this is the password. Without a hash (there is no such login) it takes as long, so that logins cannot be guessed by the clock.
pub async fn verify(password: String, hash: Option<String>) -> bool {
    if password.len() > LONGEST * 4 {
        return false;
    }
    let verifying = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.or_else(|| nobodys().clone()).unwrap_or_default();
        let matches = PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && matches
    });
    verifying.await.unwrap_or(false)
}

fn nobodys() -> &'static Option<String> {
    static NOBODYS: OnceLock<Option<String>> = OnceLock::new();
    NOBODYS.get_or_init(|| hash_now("nobody has this password").ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_verifies() {
        let kept = hash("correct horse".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify("correct horse".into(), Some(kept.clone())).await);
        assert!(!verify("battery staple".into(), Some(kept)).await);
        assert!(!verify("nobody has this password".into(), None).await);
        assert!(hash("short".into()).await.is_err());
    }
}
