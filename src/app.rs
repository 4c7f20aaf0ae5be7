//! What every request and every worker shares.

use crate::auth::keys::KeyRing;
use crate::auth::limits::Limits;
use crate::auth::links::TrackingLinks;
use crate::auth::promises::Promises;
use crate::auth::secrets;
use crate::auth::sessions::Sessions;
use crate::auth::tokens::VisitorTokens;
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::representation::order::Viewer;
use crate::representation::shop::DemoLogin;
use crate::representation::{Order, Shop};
use crate::telemetry;
use crate::templates::Templates;
use comptoir_actors::hub::Hub;
use comptoir_actors::hubs::Changed;
use comptoir_actors::store::staff;
use comptoir_domain::order;
use jiff::tz::TimeZone;
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::sync::watch;

/// The process around one hub.
pub struct App {
    pub hub: Hub,
    pub config: Config,
    pub catalogue: Catalogue,
    pub keys: KeyRing,
    pub sessions: Sessions,
    pub visitor_tokens: VisitorTokens,
    pub tracking: TrackingLinks,
    pub promises: Promises,
    /// One simulation at a time.
    pub simulating: Arc<Semaphore>,
    pub limits: Limits,
    pub templates: Templates,
    pub time_zone: TimeZone,
    pub metrics: PrometheusHandle,
    /// In the demo alone: who can sign in.
    pub demo_logins: Option<Vec<DemoLogin>>,
    /// The address that customers use, with scheme and without a slash at the end.
    pub public_url: String,
    phase: watch::Sender<Phase>,
}

/// How far a process has come on its way down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Serving,
    /// `/readyz` says no, sockets are told to connect elsewhere, everything else is still served.
    Leaving,
    /// No new work.
    Draining,
}

/// The name of the setting that holds the secret from which all signing keys follow.
const SIGNING_SECRET: &str = "signing_secret";

impl App {
    /// `listening`: the address that the process listens on, for links when no public one is configured.
    pub async fn new(hub: Hub, config: Config, listening: &str, demo_logins: Option<Vec<DemoLogin>>) -> Result<App, String> {
        let drawn = secrets::random_word().map_err(|error| error.to_string())?;
        let secret = match staff::setting(hub.db(), SIGNING_SECRET).await {
            Ok(Some(secret)) => Ok(secret),
            Ok(None) => staff::set_once(&*hub.writer().await, SIGNING_SECRET, &drawn).await,
            Err(error) => Err(error),
        };
        let secret = secret.map_err(|error| format!("the signing secret cannot be read: {error}"))?;
        let time_zone = TimeZone::get(&config.time_zone).map_err(|error| error.to_string())?;
        Ok(App {
            catalogue: Catalogue::default(),
            keys: KeyRing::new(),
            sessions: Sessions::default(),
            visitor_tokens: VisitorTokens::new(format!("visitor token:{secret}").as_bytes()),
            tracking: TrackingLinks::new(secret.as_bytes()),
            promises: Promises::new(secret.as_bytes()),
            simulating: Arc::new(Semaphore::new(1)),
            limits: Limits::new(&config.limits),
            templates: Templates::new(config.templates_dir.as_deref())?,
            time_zone,
            metrics: telemetry::metrics()?,
            demo_logins,
            public_url: config.public_url.clone().unwrap_or_else(|| format!("http://{listening}")),
            phase: watch::Sender::new(Phase::Serving),
            hub,
            config,
        })
    }

    /// The shop, as it is at this moment.
    pub fn shop(&self) -> Shop {
        Shop::of(&self.config, self.hub.live().staff_online().len(), self.demo_logins.as_deref())
    }

    /// An order as JSON. `seq`: the last event that it takes into account.
    pub fn order(&self, order: &order::Order, seq: i64, viewer: Viewer) -> Order {
        let tracking_url = self.tracking.path(&order.number, order.id);
        Order::of(order, seq, viewer, tracking_url, self.hub.stock())
    }

    /// The process is about to go down: who is new goes elsewhere, and who is here is still served.
    pub fn leave(&self) {
        self.phase.send_replace(Phase::Leaving);
        self.hub.leave();
    }

    /// The process is on its way down: no new work.
    pub fn drain(&self) {
        self.phase.send_replace(Phase::Draining);
        self.hub.leave();
    }

    pub fn is_leaving(&self) -> bool {
        *self.phase.borrow() != Phase::Serving
    }

    pub fn is_draining(&self) -> bool {
        *self.phase.borrow() == Phase::Draining
    }

    /// How far the process has come.
    pub fn phase(&self) -> watch::Receiver<Phase> {
        self.phase.subscribe()
    }

    /// What was remembered of this may no longer be so.
    pub fn forget(&self, changed: &Changed) {
        match changed {
            Changed::Session(hash) => self.sessions.forget_session(hash),
            Changed::Account(account) => self.sessions.forget(*account),
            Changed::Anything => {
                self.sessions.forget_all();
                self.keys.forget();
            }
        }
    }

    /// Forgets it, and says so to the other hubs.
    pub fn changed(&self, changed: Changed) {
        self.forget(&changed);
        self.hub.changed(changed);
    }
}
