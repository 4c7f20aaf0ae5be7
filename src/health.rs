//! For whoever watches over the process: alive, ready, and in figures. None of it tells anything of a customer.

use crate::api::problem::Problem;
use crate::app::App;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use comptoir_actors::store::queries::sql::Sql;
use std::time::Duration;
use tokio::time::timeout;

/// Adds `/healthz`, `/readyz` and `/metrics` to a server.
pub fn configure(config: &mut ServiceConfig) {
    config.route("/healthz", web::get().to(healthy));
    config.route("/readyz", web::get().to(ready));
    config.route("/metrics", web::get().to(figures));
}

/// Whoever watches does not wait for long.
const ASKED_WITHIN: Duration = Duration::from_secs(1);

const READY: &str = "ready\n";
const READY_WITHOUT_REDIS: &str = "ready, but Redis does not answer: what other hubs write is read from the journal\n";

async fn healthy() -> impl Responder {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// The database answers, the journal writes, and the process is not on its way down. Without Redis a hub serves all the same, and says so.
async fn ready(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    if app.is_leaving() || !app.hub.journal().is_alive() {
        return Err(Problem::try_again());
    }
    timeout(ASKED_WITHIN, Sql::new("SELECT 1").one(app.hub.db())).await.map_err(|_| Problem::try_again())??;
    let words = if app.hub.bus().is_none_or(|bus| bus.is_up()) { READY } else { READY_WITHOUT_REDIS };
    Ok(HttpResponse::Ok().content_type("text/plain").body(words))
}

async fn figures(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    for (kind, alive) in app.hub.population() {
        metrics::gauge!("comptoir_entities_alive", "kind" => kind.as_str()).set(alive as f64);
    }
    metrics::gauge!("comptoir_journal_head").set(app.hub.journal().head() as f64);
    metrics::counter!("comptoir_journal_commits_total").absolute(u64::try_from(app.hub.journal().commits()).unwrap_or_default());
    metrics::gauge!("comptoir_live_subscriptions").set(app.hub.live().len() as f64);
    metrics::gauge!("comptoir_staff_online").set(app.hub.live().staff_online().len() as f64);
    if let Some(bus) = app.hub.bus() {
        metrics::gauge!("comptoir_redis_up").set(if bus.is_up() { 1.0 } else { 0.0 });
        metrics::gauge!("comptoir_hubs_alive").set(bus.registry().living() as f64);
    }
    for status in ["waiting", "sending", "dead"] {
        let count = Sql::new("SELECT COUNT(*) AS count FROM deliveries WHERE status = ").value(status);
        // Without the database the last figure stands; all the others are wanted just then.
        let Ok(Ok(Some(row))) = timeout(ASKED_WITHIN, count.one(app.hub.db())).await else { break };
        let count: i64 = row.try_get("", "count")?;
        metrics::gauge!("comptoir_deliveries", "status" => status).set(count as f64);
    }
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(app.metrics.render()))
}
