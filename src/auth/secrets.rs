//! Random secrets, and how they are kept: never as they are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore;
use rand::rngs::OsRng;

/// The operating system gives no randomness: nothing that needs a secret can go on.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct NoRandomness;

/// 256 random bits.
pub fn random() -> Result<[u8; 32], NoRandomness> {
    let mut bytes = [0; 32];
    OsRng.try_fill_bytes(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// 256 random bits as a word that fits into URLs, headers and cookies.
pub fn random_word() -> Result<String, NoRandomness> {
    random().map(|bytes| base64url(&bytes))
}

/// Six random digits, each code as likely as any other.
pub fn six_digits() -> Result<String, NoRandomness> {
    loop {
        let mut bytes = [0; 4];
        OsRng.try_fill_bytes(&mut bytes).map_err(|_| NoRandomness)?;
        let number = u32::from_le_bytes(bytes);
        // The last, incomplete million would make small codes likelier.
        if number < u32::MAX / 1_000_000 * 1_000_000 {
            return Ok(format!("{:06}", number % 1_000_000));
        }
    }
}

pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn from_base64url(word: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(word).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_six_digits() {
        for _ in 0..100 {
            let code = six_digits().unwrap();
            assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
        }
    }

    #[test]
    fn words_are_long_and_differ() {
        assert_eq!(random_word().unwrap().len(), 43);
        assert_ne!(random_word().unwrap(), random_word().unwrap());
    }
}
