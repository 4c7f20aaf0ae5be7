//! What was answered stays, whatever happens to the database; and what happens to it is over when it is over.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod again;
mod databases;
mod retailer;

use comptoir_actors::{Failure, Hub};
use comptoir_domain::customer::Customer;
use comptoir_domain::ids::MessageId;
use databases::{Fresh, connect, in_a_system_on_both};
use futures_util::future::join_all;
use retailer::*;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::cell::Cell;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use uuid::Uuid;

async fn setting(hub: &Hub, sql: &str) -> String {
    let db = hub.writer().await;
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index::<String>(0).unwrap_or_else(|_| row.try_get_by_index::<i32>(0).unwrap().to_string())
}

/// How many times a message is in the journal.
async fn times_said(hub: &Hub, message: MessageId) -> i64 {
    number(hub.db(), "SELECT COUNT(*) FROM events WHERE message = $1", [message.0.into()]).await
}

#[test]
fn the_writer_commits_to_the_disk() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        if url.starts_with("sqlite") {
            assert_eq!(setting(&hub, "PRAGMA journal_mode").await, "wal");
            assert_eq!(setting(&hub, "PRAGMA synchronous").await, "2");
        } else {
            assert_eq!(setting(&hub, "SHOW synchronous_commit").await, "on");
            assert_eq!(setting(&hub, "SHOW lock_timeout").await, "5s");
            assert_eq!(setting(&hub, "SHOW idle_in_transaction_session_timeout").await, "5s");
        }
        hub.stop().await;
    });
}

#[test]
fn every_commit_on_sqlite_is_synced() {
    let fresh = Fresh::sqlite();
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("syncs");
    let strace = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace.to_str().unwrap()];
    if !Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    {
        println!("strace is not there or may not trace: how often SQLite syncs was not counted");
        return;
    }
    let traced = again::run_again(&strace, "the_hub_that_is_traced", &fresh.url).output().unwrap();
    let said = String::from_utf8(traced.stderr).unwrap();
    assert!(traced.status.success(), "{said}");
    let commits: usize = said.lines().find_map(|line| line.strip_prefix("commits ")).unwrap().parse().unwrap();
    let syncs = std::fs::read_to_string(&trace).unwrap().lines().filter(|line| line.contains("sync(")).count();
    assert!(commits >= 60, "{said}");
    assert!(syncs >= commits, "{commits} commits were synced {syncs} times");
}

#[test]
#[ignore = "is run by the test that traces it"]
fn the_hub_that_is_traced() {
    again::in_this_process(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[]).await;
        for on_hand in 1..=50 {
            count(&hub, "LYO1", "LAMP", on_hand).await;
        }
        let customers = join_all((0..8).map(|_| new_customer(&hub, "Camille"))).await;
        join_all(customers.iter().map(|customer| async {
            for n in 0..10 {
                tell_customer(&hub, *customer, says(MessageId(Uuid::now_v7()), &format!("{n}"))).await.unwrap();
            }
        }))
        .await;
        eprintln!("commits {}", hub.journal().commits());
        hub.stop().await;
    });
}

/// Customers talk until told to stop: what became of every message.
struct Talk {
    acknowledged: Vec<MessageId>,
    refused: Vec<MessageId>,
}

/// So many messages by each of the customers, all customers at once.
async fn talk(hub: &Hub, customers: &[Uuid], messages: usize) -> Talk {
    let words = "Bonjour ! ".repeat(150);
    let one = |customer: Uuid| {
        let words = &words;
        async move {
            let mut talk = Talk { acknowledged: Vec::new(), refused: Vec::new() };
            for _ in 0..messages {
                let message = MessageId(Uuid::now_v7());
                match tell_customer(hub, customer, says(message, words)).await {
                    Ok(receipt) => {
                        assert!(receipt.seq > 0);
                        talk.acknowledged.push(message);
                    }
                    Err(Failure::TryAgain) => talk.refused.push(message),
                    Err(failure) => panic!("{failure:?}"),
                }
            }
            talk
        }
    };
    let mut all = Talk { acknowledged: Vec::new(), refused: Vec::new() };
    for talk in join_all(customers.iter().map(|customer| one(*customer))).await {
        all.acknowledged.extend(talk.acknowledged);
        all.refused.extend(talk.refused);
    }
    all
}

/// The log is copied into the database beside the journal; if that fell behind, it would grow with everything that is written.
#[test]
fn the_log_of_sqlite_stays_short() {
    actix::System::new().block_on(async {
        let fresh = Fresh::sqlite();
        let hub = open(&fresh.url).await;
        let customers = join_all((0..40).map(|_| new_customer(&hub, "Camille"))).await;
        assert!(talk(&hub, &customers, 600).await.refused.is_empty());
        let log = std::fs::metadata(format!("{}-wal", fresh.url.trim_start_matches("sqlite:"))).unwrap().len();
        assert!(log < 64 << 20, "the log has {log} bytes");
        is_clean(&hub).await;
        hub.stop().await;
    });
}

/// After some errors SQLite rolls back by itself, in the middle of a transaction. What is acknowledged after such a moment must be as
/// durable as before it.
#[test]
fn a_database_that_rolls_back_by_itself_makes_nothing_seem_done() {
    actix::System::new().block_on(async {
        let fresh = Fresh::sqlite();
        let hub = open(&fresh.url).await;
        let customers = join_all((0..10).map(|_| new_customer(&hub, "Camille"))).await;
        let mut refused = 0;
        let breaking = "CREATE TRIGGER broken BEFORE INSERT ON events WHEN random() % 8 = 0 BEGIN SELECT RAISE(ROLLBACK, 'broken'); END";
        hub.writer().await.execute_unprepared(breaking).await.unwrap();
        for _ in 0..4 {
            let talk = talk(&hub, &customers, 15).await;
            refused += talk.refused.len();
            for message in talk.acknowledged {
                assert_eq!(times_said(&hub, message).await, 1, "what was acknowledged is not there");
            }
            for message in talk.refused {
                assert_eq!(times_said(&hub, message).await, 0, "what was answered with 'try again' was done");
            }
        }
        assert!(refused > 0, "nothing was ever rolled back");
        hub.writer().await.execute_unprepared("DROP TRIGGER broken").await.unwrap();
        assert!(talk(&hub, &customers, 3).await.refused.is_empty(), "work does not go on");
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_full_disk_stops_nothing_for_good() {
    let fresh = Fresh::sqlite();
    if !Command::new("prlimit").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("prlimit is not there: no disk was made full");
        return;
    }
    // A process that ignores SIGXFSZ is told of its limit by a failing write, as by a full disk.
    let ignoring = ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"];
    let starved = again::run_again(&ignoring, "the_hub_that_is_starved", &fresh.url).output().unwrap();
    assert!(starved.status.success(), "{}", String::from_utf8_lossy(&starved.stderr));
    assert!(String::from_utf8_lossy(&starved.stderr).contains("survived"), "it was not run at all");
}

#[test]
#[ignore = "is run by the test that starves it"]
fn the_hub_that_is_starved() {
    again::in_this_process(|url| async move {
        fn limit(file_size: &str) {
            let process = std::process::id().to_string();
            let limited = Command::new("prlimit").args(["--pid", &process, &format!("--fsize={file_size}:")]).status().unwrap();
            assert!(limited.success());
        }
        let hub = open(&url).await;
        let customers = join_all((0..10).map(|_| new_customer(&hub, "Camille"))).await;
        open_node(&hub, "LYO1", &[("LAMP", 100)]).await;
        let before = talk(&hub, &customers, 3).await;
        assert!(before.refused.is_empty());

        // No file may be written beyond its first page.
        limit("4096");
        let during = talk(&hub, &customers, 5).await;
        assert!(during.acknowledged.is_empty(), "acknowledged on a full disk");
        assert_eq!(tell_node(&hub, "LYO1", adjusted("LAMP", 1)).await, Err(Failure::TryAgain));
        assert_eq!(stock(&hub, "LYO1", "LAMP").await.on_hand, 100, "what could not be written is shown");

        limit("unlimited");
        let after = talk(&hub, &customers, 3).await;
        assert!(after.refused.is_empty(), "work does not go on");
        tell_node(&hub, "LYO1", adjusted("LAMP", 1)).await.unwrap();
        assert_eq!(stock(&hub, "LYO1", "LAMP").await.on_hand, 101);
        for message in before.acknowledged.iter().chain(&after.acknowledged) {
            assert_eq!(times_said(&hub, *message).await, 1);
        }
        for message in during.refused {
            assert_eq!(times_said(&hub, message).await, 0, "what was answered with 'try again' was done");
        }
        is_clean(&hub).await;
        hub.stop().await;
        eprintln!("survived");
    });
}

#[test]
fn an_entity_that_cannot_be_written_harms_no_other() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let customers = join_all((0..12).map(|_| new_customer(&hub, "Camille"))).await;
        let (broken, whole) = customers.split_at(1);
        let id = broken[0];
        let postgres = hub.db().get_database_backend() == DbBackend::Postgres;
        let breaking = if postgres {
            format!(
                "CREATE FUNCTION breaks() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$ LANGUAGE plpgsql; \
                 CREATE TRIGGER broken BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.entity = '{id}') EXECUTE FUNCTION breaks()"
            )
        } else {
            format!(
                "CREATE TRIGGER broken BEFORE INSERT ON events WHEN NEW.entity = x'{}' BEGIN SELECT RAISE(ABORT, 'broken'); END",
                id.simple()
            )
        };
        hub.writer().await.execute_unprepared(&breaking).await.unwrap();
        let (of_broken, of_whole) = tokio::join!(talk(&hub, broken, 20), talk(&hub, whole, 20));
        assert_eq!((of_broken.acknowledged.len(), of_broken.refused.len()), (0, 20));
        assert_eq!((of_whole.acknowledged.len(), of_whole.refused.len()), (220, 0));
        assert_eq!(history(hub.db(), id).await, ["customer.created"]);

        hub.writer()
            .await
            .execute_unprepared(if postgres { "DROP TRIGGER broken ON events" } else { "DROP TRIGGER broken" })
            .await
            .unwrap();
        assert!(talk(&hub, broken, 5).await.refused.is_empty());
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_journal_whose_connection_is_cut_again_and_again_does_everything_once() {
    let Some(fresh) = Fresh::postgres() else { return };
    actix::System::new().block_on(async {
        let hub = open(&fresh.url).await;
        open_node(&hub, "LYO1", &[("LAMP", 0)]).await;
        let customers = join_all((0..6).map(|_| new_customer(&hub, "Camille"))).await;
        let (cut, at_work) = (Cell::new(0), Cell::new(customers.len()));

        let work = customers.iter().enumerate().map(|(n, customer)| {
            let (hub, at_work) = (&hub, &at_work);
            async move {
                let mut said = Vec::new();
                for round in 0..12 {
                    let message = MessageId(Uuid::now_v7());
                    loop {
                        match tell_customer(hub, *customer, says(message, "Toujours là ?")).await {
                            Ok(_) => break,
                            // Nothing else could have said it: it was committed when the connection died.
                            Err(Failure::Taken(what)) if what.contains("message") => break,
                            Err(Failure::TryAgain) => tokio::time::sleep(Duration::from_millis(10)).await,
                            Err(failure) => panic!("{failure:?}"),
                        }
                    }
                    said.push(message);
                    let one_more = key(&format!("{n}-{round}"), "body");
                    while let Err(failure) = tell_node_under(hub, "LYO1", adjusted("LAMP", 1), &one_more).await {
                        assert_eq!(failure, Failure::TryAgain);
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                }
                at_work.set(at_work.get() - 1);
                said
            }
        });
        let cutting = async {
            let scissors = connect(&fresh.url).await;
            // Whoever holds the append lock is the journal in the middle of a transaction.
            let sql = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() \
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
            while at_work.get() > 0 {
                let found = number(&scissors, sql, []).await;
                cut.set(cut.get() + found);
                // Where one was found, leave it in peace for a while: the work has to get on.
                tokio::time::sleep(Duration::from_millis(if found > 0 { 15 } else { 1 })).await;
            }
            scissors.close().await.unwrap();
        };
        let (said, ()) = tokio::join!(join_all(work), cutting);
        assert!(cut.get() >= 5, "the connection was cut only {} times", cut.get());

        for message in said.iter().flatten() {
            assert_eq!(times_said(&hub, *message).await, 1);
        }
        assert_eq!(stock(&hub, "LYO1", "LAMP").await.on_hand, 72);
        is_clean(&hub).await;
        count(&hub, "LYO1", "LAMP", 1).await;
        hub.stop().await;
    });
}

/// A connection that reads for an entity when the hub ends is given back before the entity's thread is gone: afterwards it could not be.
#[test]
fn a_hub_that_ends_while_it_reads_ends_in_peace() {
    let panics = count_panics();
    in_a_system_on_both(|url| async move {
        for _ in 0..10 {
            let hub = open(&url).await;
            for _ in 0..64 {
                let hub = hub.clone();
                let nobody = async move || hub.read::<Customer, _>(Uuid::now_v7(), |customer| customer.id).await;
                actix::spawn(async move { while !matches!(nobody().await, Err(Failure::TryAgain)) {} });
            }
            hub.stop().await;
            a_moment().await;
        }
    });
    assert_eq!(panics.load(Ordering::Relaxed), 0);
}

fn count_panics() -> Arc<AtomicUsize> {
    let panics = Arc::new(AtomicUsize::new(0));
    let counted = panics.clone();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        counted.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
    panics
}
