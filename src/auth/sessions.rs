//! Sessions of staff: a random token in a cookie, kept as a hash, good for twelve hours after it was last used.

use crate::api::problem::Problem;
use crate::auth::me::{Me, Role};
use crate::auth::secrets;
use comptoir_actors::hub::Hub;
use comptoir_actors::store::staff::{self, Account};
use comptoir_domain::time::{Span, Timestamp};
use parking_lot::Mutex;
use sea_orm::DbErr;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The cookie's name.
pub const COOKIE: &str = "comptoir_session";
/// How long a session that is not used lasts.
pub const LASTS: Span = Span::hours(12);
/// How long a session is believed without looking again: a change by another process counts after this long.
const FRESH: Duration = Duration::from_secs(20);
/// A session is made to last longer at most this often.
const PROLONG_AFTER: Span = Span::minutes(10);

struct Known {
    me: Arc<Me>,
    expires_at: Timestamp,
    read_at: Instant,
}

/// The sessions that this process has seen lately.
#[derive(Default)]
pub struct Sessions {
    known: Mutex<HashMap<String, Known>>,
}

impl Sessions {
    /// Begins a session and gives its token.
    pub async fn begin(&self, hub: &Hub, account: Uuid) -> Result<String, Problem> {
        let token = secrets::random_word().map_err(|_| Problem::try_again())?;
        let now = hub.now();
        staff::begin_session(&*hub.writer().await, &token, account, now, now + LASTS).await?;
        Ok(token)
    }

    /// Whose session it is, if it lasts.
    pub async fn find(&self, hub: &Hub, token: &str) -> Result<Option<Arc<Me>>, DbErr> {
        let (id, now) = (staff::hash(token), hub.now());
        let known = self.known.lock().get(&id).and_then(|known| {
            let good = known.read_at.elapsed() < FRESH && known.expires_at > now;
            good.then(|| known.me.clone())
        });
        if known.is_some() {
            return Ok(known);
        }
        let Some((account, mut expires_at)) = staff::by_session(hub.db(), token, now).await? else {
            self.known.lock().remove(&id);
            return Ok(None);
        };
        let Some(me) = me(account).map(Arc::new) else { return Ok(None) };
        if (expires_at - now).0 < LASTS.0 - PROLONG_AFTER.0 {
            expires_at = now + LASTS;
            staff::prolong_session(&*hub.writer().await, token, expires_at).await?;
        }
        self.known.lock().insert(id, Known { me: me.clone(), expires_at, read_at: Instant::now() });
        Ok(Some(me))
    }

    /// Ends a session.
    pub async fn end(&self, hub: &Hub, token: &str) -> Result<(), DbErr> {
        staff::end_session(&*hub.writer().await, token).await
    }

    /// Forgets what this process knows of somebody's sessions: they have been ended in the table.
    pub fn forget(&self, account: Uuid) {
        self.known.lock().retain(|_, known| known.me.id != account);
    }

    /// Forgets what this process knows of a session, by the hash of its token.
    pub fn forget_session(&self, hash: &str) {
        self.known.lock().remove(hash);
    }

    /// Forgets what this process knows of all sessions.
    pub fn forget_all(&self) {
        self.known.lock().clear();
    }

    /// Forgets sessions that are over or have not been used lately.
    pub async fn tidy_up(&self, hub: &Hub) {
        self.known.lock().retain(|_, known| known.read_at.elapsed() < FRESH);
        if let Err(error) = staff::forget_expired_sessions(&*hub.writer().await, hub.now()).await {
            tracing::warn!(%error, "cannot forget expired sessions");
        }
    }
}

/// An account as everybody knows it; `None` when its role is none of ours.
pub fn me(account: Account) -> Option<Me> {
    Some(Me {
        id: account.id,
        role: Role::parse(&account.role)?,
        login: account.login,
        name: account.name,
        node: account.node,
        language: account.language,
    })
}
