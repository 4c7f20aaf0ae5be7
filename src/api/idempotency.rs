//! `Idempotency-Key`: the same request again gives the first answer again.

use crate::api::problem::Problem;
use crate::auth::Caller;
use actix_web::HttpRequest;
use comptoir_actors::call::Key;
use sha2::{Digest, Sha256};

/// The longest key that is taken.
const LONGEST: usize = 255;

/// The key under which this request is made, bound to its method, path and body.
pub fn key(request: &HttpRequest, caller: &Caller, body: &[u8]) -> Result<Option<Key>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(str::trim).filter(|key| !key.is_empty() && key.len() <= LONGEST);
    let Some(key) = key else {
        return Err(Problem::bad_request(
            "invalid_idempotency_key",
            format!("an Idempotency-Key has 1 to {LONGEST} visible ASCII characters"),
        ));
    };
    let mut hash = Sha256::new();
    for part in [request.method().as_str().as_bytes(), b"\n", request.path().as_bytes(), b"\n", body] {
        hash.update(part);
    }
    Ok(Some(Key { caller: caller.id(), key: key.to_owned(), body_hash: format!("{:x}", hash.finalize()) }))
}
