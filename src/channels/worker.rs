//! Sends what is waiting in `deliveries`, at least once each.
//!
//! A row is leased to one worker for a minute; a worker that dies in the middle lets go of it that way. What fails is tried again with
//! growing pauses, and is `dead` after the last attempt.

use super::email::Email;
use super::rendering::{self, Letter};
use super::sms::{self, Sms, SmsTransport};
use super::{Gone, NotSent};
use crate::app::App;
use actix_web::web;
use comptoir_actors::store::models::delivery;
use comptoir_actors::store::queries::outbox::{self, DeliveryRow};
use comptoir_actors::store::queries::sql::Sql;
use comptoir_domain::time::{Span, Timestamp};
use futures_util::StreamExt;
use futures_util::stream;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbBackend, DbErr, EntityTrait, QueryFilter, TransactionTrait};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How often it is looked whether something is due.
const TICK: Duration = Duration::from_millis(500);
/// The pause when more is known to be waiting: a backlog leaves the others room.
const BREATH: Duration = Duration::from_millis(50);
/// How long a row belongs to the worker that took it.
const LEASE: Span = Span::seconds(60);
/// The longest that one sending may take. Two rounds of it fit into a lease.
const PATIENCE: Duration = Duration::from_secs(25);
/// Rows taken at once: two rounds.
const BATCH: i64 = 2 * AT_ONCE as i64;
/// Rows sent at the same time.
const AT_ONCE: usize = 8;
/// Attempts before a row is dead.
const ATTEMPTS: i32 = 5;
/// Characters of an error that are kept.
const ERROR_CHARS: usize = 500;

/// The pause after so many attempts in vain: 1 minute, then 5, 25 and 125.
const fn pause(attempts: i32) -> Span {
    Span::minutes(5i64.pow(if attempts > 1 { attempts as u32 - 1 } else { 0 }))
}

/// Takes what is due, sends it, and writes down what became of it.
pub struct Worker {
    app: web::Data<App>,
    email: Email,
    sms: Box<dyn SmsTransport>,
}

/// What became of one row.
struct Outcome {
    id: Uuid,
    attempts: i32,
    subject: Option<String>,
    became: Result<Gone, NotSent>,
}

impl Worker {
    /// Fails, with words for the person who configured it, when the configuration makes no sense.
    pub fn new(app: web::Data<App>) -> Result<Self, String> {
        Ok(Worker { email: Email::new(&app.config, &app.public_url)?, sms: sms::transport(&app.config)?, app })
    }

    /// Works until the process is on its way down; what was taken by then is finished first.
    pub async fn run(self) {
        while !self.app.is_draining() {
            let rest = match self.turn().await {
                Ok(sent) if sent as i64 == BATCH => BREATH,
                Ok(_) => TICK,
                Err(error) => {
                    tracing::warn!(%error, "the worker of the outbox cannot read or write its table");
                    TICK
                }
            };
            tokio::time::sleep(rest).await;
        }
    }

    /// One look at the table, and the work that was found; tells how many rows were taken.
    pub async fn turn(&self) -> Result<usize, DbErr> {
        let (rows, lease) = self.take().await?;
        let taken = rows.len();
        let mut each = stream::iter(rows).map(|row| self.deliver(row)).buffer_unordered(AT_ONCE);
        let mut kept = Vec::new();
        while let Some(outcome) = each.next().await {
            // What has left the house is written down at once; what stays can be written down together.
            if outcome.became == Ok(Gone::Kept) {
                kept.push(outcome);
            } else {
                self.write_down(&[outcome], lease).await?;
            }
        }
        self.write_down(&kept, lease).await?;
        Ok(taken)
    }

    /// Leases rows that are due: new ones, ones to be tried again, and ones whose worker was never heard of again.
    async fn take(&self) -> Result<(Vec<DeliveryRow>, Timestamp), DbErr> {
        let now = self.app.hub.now();
        let lease = now + LEASE;
        // A leased row is due when its lease ends, so that one index finds both.
        let due = |sql: Sql| sql.text(" WHERE status IN ('waiting', 'sending') AND due_at <= ").value(now.0);
        if due(Sql::new("SELECT 1 AS one FROM deliveries")).text(" LIMIT 1").one(self.app.hub.db()).await?.is_none() {
            return Ok((Vec::new(), lease));
        }
        let writer = self.app.hub.writer().await;
        let taking = Sql::new("UPDATE deliveries SET status = 'sending', attempts = attempts + 1, lease_until = ")
            .value(lease.0)
            .text(", due_at = ")
            .value(lease.0)
            .text(" WHERE id IN (SELECT id FROM deliveries");
        let taking = due(taking).text(" ORDER BY due_at LIMIT ").value(BATCH);
        // Several hubs on one PostgreSQL: none waits for the rows that another is just taking.
        let taking = if writer.get_database_backend() == DbBackend::Postgres { taking.text(" FOR UPDATE SKIP LOCKED") } else { taking };
        let taken = taking.text(") RETURNING id").all(&*writer).await?;
        drop(writer);
        let mut rows = Vec::with_capacity(taken.len());
        for taken in taken {
            rows.extend(outbox::delivery(self.app.hub.db(), taken.try_get("", "id")?).await?);
        }
        Ok((rows, lease))
    }

    async fn deliver(&self, row: DeliveryRow) -> Outcome {
        let begun = Instant::now();
        let rendered = rendering::letter(&self.app, &row).await;
        let (subject, became) = match rendered {
            Err(error) => (None, Err(NotSent::for_now(error))),
            Ok(letter) => {
                let sending = tokio::time::timeout(PATIENCE, self.send(&row, &letter));
                let became = sending.await.unwrap_or_else(|_| Err(NotSent::for_now("it took too long")));
                (letter.subject, became)
            }
        };
        let outcome = match &became {
            Ok(Gone::Sent) => "sent",
            Ok(Gone::Kept) => "kept",
            Err(failure) if is_over(row.attempts, failure) => "dead",
            Err(_) => "failed",
        };
        metrics::counter!("comptoir_deliveries_total", "channel" => channel(&row), "outcome" => outcome).increment(1);
        metrics::histogram!("comptoir_delivery_seconds", "channel" => channel(&row)).record(begun.elapsed());
        if became.is_err() {
            // Why is written in the row: it may name people.
            tracing::warn!(delivery = %row.id, channel = channel(&row), attempts = row.attempts, outcome, "a delivery did not go out");
        }
        Outcome { id: row.id, attempts: row.attempts, subject, became }
    }

    async fn send(&self, row: &DeliveryRow, letter: &Letter) -> Result<Gone, NotSent> {
        match channel(row) {
            "sms" => self.sms.send(&Sms { id: row.id, to: row.to.clone(), text: letter.text.clone() }).await,
            _ => self.email.send(row, letter).await,
        }
    }

    /// Writes outcomes of this lease. A row that was leased to somebody else in the meantime is theirs.
    async fn write_down(&self, outcomes: &[Outcome], lease: Timestamp) -> Result<(), DbErr> {
        if outcomes.is_empty() {
            return Ok(());
        }
        use delivery::Column as Of;
        let now = self.app.hub.now();
        let writer = self.app.hub.writer().await;
        let transaction = writer.begin().await?;
        for Outcome { id, attempts, subject, became } in outcomes {
            let (status, due_at, sent_at, error) = match became {
                Ok(Gone::Sent) => ("sent", now, Some(now.0), None),
                Ok(Gone::Kept) => ("kept", now, None, None),
                Err(failure) if is_over(*attempts, failure) => ("dead", now, None, Some(shortened(&failure.says))),
                Err(failure) => ("waiting", now + pause(*attempts), None, Some(shortened(&failure.says))),
            };
            let mut row = delivery::Entity::update_many()
                .col_expr(Of::Status, Expr::value(status))
                .col_expr(Of::DueAt, Expr::value(due_at.0))
                .col_expr(Of::LeaseUntil, Expr::value(None::<i64>))
                .col_expr(Of::SentAt, Expr::value(sent_at))
                .col_expr(Of::Error, Expr::value(error));
            if let Some(subject) = subject {
                row = row.col_expr(Of::Subject, Expr::value(subject.as_str()));
            }
            row.filter(Of::Id.eq(*id)).filter(Of::LeaseUntil.eq(lease.0)).exec(&transaction).await?;
        }
        transaction.commit().await
    }
}

fn channel(row: &DeliveryRow) -> &'static str {
    if row.channel == "sms" { "sms" } else { "email" }
}

fn is_over(attempts: i32, failure: &NotSent) -> bool {
    failure.for_good || attempts >= ATTEMPTS
}

fn shortened(says: &str) -> String {
    says.chars().filter(|c| *c != '\0').take(ERROR_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::demo::seed;
    use comptoir_actors::hub::{Hub, HubOptions};
    use sea_orm::ActiveValue::Set;
    use sea_orm::QueryOrder;

    struct Place {
        worker: Worker,
        _folder: tempfile::TempDir,
    }

    impl Place {
        async fn with(config: Config) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let database = format!("sqlite:{}", folder.path().join("c.db").display());
            let hub = Hub::start(HubOptions { arbiters: 1, ..HubOptions::new(&database) }).await.unwrap();
            let app = App::new(hub, Config { database, ..config }, "127.0.0.1:8080", None).await.unwrap();
            Place { worker: Worker::new(web::Data::new(app)).unwrap(), _folder: folder }
        }

        fn hub(&self) -> &Hub {
            &self.worker.app.hub
        }

        /// Something to send, due now.
        async fn put(&self, channel: &str, template: &str, to: &str, data: &str) -> Uuid {
            let now = self.hub().now().0;
            let row = delivery::ActiveModel {
                id: Set(Uuid::now_v7()),
                channel: Set(channel.into()),
                recipient: Set(to.into()),
                template: Set(template.into()),
                language: Set("fr".into()),
                data: Set(data.into()),
                subject: Set(None),
                status: Set("waiting".into()),
                attempts: Set(0),
                due_at: Set(now),
                lease_until: Set(None),
                created_at: Set(now),
                sent_at: Set(None),
                error: Set(None),
                customer: Set(None),
                order_id: Set(None),
                order_number: Set(None),
            };
            let id = *row.id.as_ref();
            delivery::Entity::insert(row).exec_without_returning(&*self.hub().writer().await).await.unwrap();
            id
        }

        async fn row(&self, id: Uuid) -> delivery::Model {
            delivery::Entity::find_by_id(id).one(self.hub().db()).await.unwrap().unwrap()
        }

        /// As if the time of everything that waits, or is leased, had come.
        async fn let_time_pass(&self) {
            let all = delivery::Entity::update_many().col_expr(delivery::Column::DueAt, Expr::value(0));
            all.exec(&*self.hub().writer().await).await.unwrap();
        }
    }

    #[actix::test]
    async fn without_a_server_everything_is_kept_to_be_read() {
        let place = Place::with(Config::default()).await;
        let begun = Instant::now();
        seed::seed(place.hub()).await.unwrap();
        println!("seeded in {:?}", begun.elapsed());
        while place.worker.turn().await.unwrap() > 0 {}

        let rows = delivery::Entity::find().order_by_asc(delivery::Column::CreatedAt).all(place.hub().db()).await.unwrap();
        assert!(rows.len() > 20, "{}", rows.len());
        for row in &rows {
            assert_eq!((row.status.as_str(), row.attempts, row.error.as_deref()), ("kept", 1, None), "{}", row.template);
            assert_eq!(row.subject.is_some(), row.channel == "email");
            assert_eq!((row.sent_at, row.lease_until), (None, None));
        }
        let ready = rows.iter().find(|row| row.template == "ready_for_pickup" && row.recipient == "elodie.girard@example.com").unwrap();
        let read = outbox::delivery(place.hub().db(), ready.id).await.unwrap().unwrap();
        let shown = rendering::preview(&place.worker.app, &read).await.unwrap();
        assert_eq!(shown.subject, ready.subject);
        let html = shown.html.unwrap();
        assert!(html.contains("src=\"data:image/png;base64,") && !html.contains("cid:qr"));
        assert!(shown.text.contains("http://127.0.0.1:8080/track/"), "{}", shown.text);
        assert!(shown.text.contains("Votre code de retrait") && shown.text.contains("Lyon Bellecour"), "{}", shown.text);
        let text = rows.iter().find(|row| row.template == "ready_for_pickup" && row.channel == "sms").unwrap();
        let read = outbox::delivery(place.hub().db(), text.id).await.unwrap().unwrap();
        assert!(rendering::preview(&place.worker.app, &read).await.unwrap().text.contains("ode"), "the pickup code");
        place.hub().stop().await;
    }

    #[actix::test]
    async fn what_fails_is_tried_again_later_and_dies_after_the_fifth_time() {
        // A port that nobody listens on.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let place = Place::with(Config { smtp_url: Some(format!("smtp://127.0.0.1:{port}")), ..Config::default() }).await;
        let id = place.put("email", "prove_email", "a@example.com", r#"{"code": "730164"}"#).await;
        let nobody = place.put("email", "prove_email", "nobody", r#"{"code": "730164"}"#).await;
        let mut due = 0;
        for attempt in 1..ATTEMPTS {
            assert_eq!(place.worker.turn().await.unwrap(), if attempt == 1 { 2 } else { 1 });
            let row = place.row(id).await;
            assert_eq!((row.status.as_str(), row.attempts, row.lease_until), ("waiting", attempt, None));
            assert!(row.error.is_some() && row.due_at > due + pause(attempt - 1).0 - 1_000, "{row:?}");
            due = row.due_at;
            assert_eq!(place.worker.turn().await.unwrap(), 0, "not before its time");
            place.let_time_pass().await;
        }
        place.worker.turn().await.unwrap();
        let row = place.row(id).await;
        assert_eq!((row.status.as_str(), row.attempts, row.subject.is_some()), ("dead", ATTEMPTS, true));
        let row = place.row(nobody).await;
        assert_eq!((row.status.as_str(), row.attempts), ("dead", 1), "an address that is none is not tried twice");
        place.let_time_pass().await;
        assert_eq!(place.worker.turn().await.unwrap(), 0);
        place.hub().stop().await;
    }

    #[actix::test]
    async fn a_worker_that_died_gives_its_rows_back_and_one_that_is_late_changes_nothing() {
        let texts = tempfile::tempdir().unwrap();
        let place = Place::with(Config { sms_dir: Some(texts.path().to_owned()), ..Config::default() }).await;
        let id =
            place.put("sms", "message", "+33639980142", r#"{"text": "Bonjour, votre colis vous attend.", "from_name": "Camille"}"#).await;
        let (taken, lease) = place.worker.take().await.unwrap();
        assert_eq!(taken.len(), 1);
        assert_eq!(place.row(id).await.status, "sending");
        assert_eq!(place.worker.turn().await.unwrap(), 0, "it is leased");

        place.let_time_pass().await;
        assert_eq!(place.worker.turn().await.unwrap(), 1);
        let row = place.row(id).await;
        assert_eq!((row.status.as_str(), row.attempts), ("sent", 2));
        let sent = std::fs::read_to_string(texts.path().join(format!("{id}.txt"))).unwrap();
        assert!(sent.starts_with("To: +33639980142\n\n") && sent.contains("votre colis vous attend"), "{sent}");

        let late = Outcome { id, attempts: 1, subject: None, became: Err(NotSent::for_good("too late")) };
        place.worker.write_down(&[late], lease).await.unwrap();
        assert_eq!(place.row(id).await.status, "sent");
        place.hub().stop().await;
    }

    #[test]
    fn pauses_grow() {
        assert_eq!([1, 2, 3, 4].map(pause), [1, 5, 25, 125].map(Span::minutes));
    }
}
