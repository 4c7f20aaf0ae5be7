//! API keys of programs: `ck_…`, shown once, kept as a hash, known by heart.

use crate::auth::secrets::{self, NoRandomness};
use comptoir_actors::hub::Hub;
use comptoir_actors::store::staff;
use parking_lot::RwLock;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How every key begins.
pub const PREFIX: &str = "ck_";

/// What a program may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyRole {
    /// Everything that a program can.
    Admin,
    /// The same: for integrations that follow the feed of all events.
    Integration,
    /// A web shop: all but the feed of all events.
    Shop,
}

impl KeyRole {
    pub const ALL: [KeyRole; 3] = [KeyRole::Admin, KeyRole::Integration, KeyRole::Shop];

    pub const fn as_str(self) -> &'static str {
        match self {
            KeyRole::Admin => "admin",
            KeyRole::Integration => "integration",
            KeyRole::Shop => "shop",
        }
    }

    pub fn parse(word: &str) -> Option<KeyRole> {
        KeyRole::ALL.into_iter().find(|role| role.as_str() == word)
    }

    pub const fn follows_all_events(self) -> bool {
        matches!(self, KeyRole::Admin | KeyRole::Integration)
    }
}

/// A program that calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: Uuid,
    pub name: String,
    pub role: KeyRole,
}

/// Why there is no new key.
#[derive(Debug, thiserror::Error)]
pub enum NewKeyError {
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
}

/// Draws a key, keeps its hash, and gives it: it cannot be had again.
pub async fn add(db: &impl ConnectionTrait, name: &str, role: KeyRole) -> Result<String, NewKeyError> {
    let key = format!("{PREFIX}{}", secrets::random_word()?);
    let now = comptoir_domain::time::Timestamp(jiff::Timestamp::now().as_millisecond());
    staff::add_key(db, Uuid::now_v7(), name, role.as_str(), &key, now).await?;
    Ok(key)
}

/// How old what is known may be: a key revoked by another process is refused after this long.
const FRESH: Duration = Duration::from_secs(30);
/// How often an unknown key makes us look again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// All keys, in memory, so that a call costs no look-up. They are kept by their hash here too: whoever reads our memory gets no key
/// that does not come by just then, and looking one up takes the same time whatever it begins with.
pub struct KeyRing {
    known: RwLock<Known>,
}

struct Known {
    keys: HashMap<String, Arc<ApiKey>>,
    read_at: Option<Instant>,
}

impl KeyRing {
    pub fn new() -> Self {
        KeyRing { known: RwLock::new(Known { keys: HashMap::new(), read_at: None }) }
    }

    /// The key, if what is known is fresh enough to say.
    pub fn known(&self, key: &str) -> Option<Arc<ApiKey>> {
        let known = self.known.read();
        let fresh = known.read_at.is_some_and(|at| at.elapsed() < FRESH);
        if fresh { known.keys.get(&staff::hash(key)).cloned() } else { None }
    }

    /// The key, looked up again in the table where it is not known.
    pub async fn find(&self, hub: &Hub, key: &str) -> Result<Option<Arc<ApiKey>>, DbErr> {
        if let Some(found) = self.known(key) {
            return Ok(Some(found));
        }
        let stale = self.known.read().read_at.is_none_or(|at| at.elapsed() > LOOK_AGAIN);
        if stale {
            self.refresh(hub).await?;
        }
        Ok(self.known.read().keys.get(&staff::hash(key)).cloned())
    }
}

impl KeyRing {
    /// What is known is looked up again before it is believed.
    pub fn forget(&self) {
        self.known.write().read_at = None;
    }

    /// Reads all keys again.
    pub async fn refresh(&self, hub: &Hub) -> Result<(), DbErr> {
        let keys = read(hub).await?;
        *self.known.write() = Known { keys, read_at: Some(Instant::now()) };
        Ok(())
    }
}

impl Default for KeyRing {
    fn default() -> Self {
        KeyRing::new()
    }
}

async fn read(hub: &Hub) -> Result<HashMap<String, Arc<ApiKey>>, DbErr> {
    let rows = staff::keys(hub.db()).await?;
    let live = rows.into_iter().filter(|row| row.revoked_at.is_none());
    Ok(live
        .filter_map(|row| {
            let role = KeyRole::parse(&row.role)?;
            Some((row.key_hash, Arc::new(ApiKey { id: row.id, name: row.name, role })))
        })
        .collect())
}
