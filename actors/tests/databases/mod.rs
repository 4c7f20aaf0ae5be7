//! The databases that every test runs on, each a fresh one: a SQLite file, and a PostgreSQL database where `COMPTOIR_TEST_POSTGRES`
//! names a server (its superuser's URL; `tests/services.sh` starts one).

#![allow(dead_code)]

use comptoir_migrations::migrate;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::future::Future;
use tempfile::TempDir;
use uuid::Uuid;

/// A database of a test's own, empty at first; gone when dropped.
pub struct Fresh {
    pub url: String,
    place: Place,
}

enum Place {
    Directory(TempDir),
    Server { admin: String, name: String },
}

impl Fresh {
    pub fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Fresh { url: format!("sqlite:{}", directory.path().join("test.db").display()), place: Place::Directory(directory) }
    }

    /// `None` where no server is named.
    pub fn postgres() -> Option<Self> {
        let admin = match std::env::var("COMPTOIR_TEST_POSTGRES") {
            Ok(admin) => admin,
            Err(_) => {
                println!("COMPTOIR_TEST_POSTGRES is not set: this test runs on SQLite alone");
                return None;
            }
        };
        let (address, _) = admin.rsplit_once('/').expect("COMPTOIR_TEST_POSTGRES ends in the name of a database");
        let name = format!("comptoir_test_{}", Uuid::new_v4().simple());
        tell_server(&admin, format!("CREATE DATABASE {name}"));
        Some(Fresh { url: format!("{address}/{name}"), place: Place::Server { admin, name } })
    }

    /// One of each kind.
    pub fn each() -> impl Iterator<Item = Fresh> {
        std::iter::once_with(Fresh::sqlite).chain(std::iter::once_with(Fresh::postgres).flatten())
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Server { .. })
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Place::Server { admin, name } = &self.place {
            tell_server(admin, format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// On a thread of its own, so that it may be called from inside a runtime, also while a failed test is unwinding.
fn tell_server(admin: &str, sql: String) {
    let admin = admin.to_owned();
    let told = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = connect(&admin).await;
            let told = server.execute_unprepared(&sql).await.map(|_| ()).map_err(|error| error.to_string());
            server.close().await.unwrap();
            told
        })
    });
    let told = told.join().unwrap_or_else(|_| Err("the server does not answer".to_owned()));
    if let Err(error) = told {
        // A second panic would hide why the test failed.
        assert!(std::thread::panicking(), "{error}");
    }
}

/// Runs `test` on the tables alone, once on each database.
pub fn on_both<T, F>(test: T)
where
    T: Fn(DatabaseConnection) -> F,
    F: Future<Output = ()>,
{
    for fresh in Fresh::each() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let url = if fresh.is_postgres() { fresh.url.clone() } else { format!("{}?mode=rwc", fresh.url) };
        runtime.block_on(async {
            let db = connect(&url).await;
            migrate(&db).await.unwrap();
            test(db.clone()).await;
            db.close().await.unwrap();
        });
    }
}

/// Runs `test` with the URL of each database, inside an actix system: what a hub needs.
pub fn in_a_system_on_both<T, F>(test: T)
where
    T: Fn(String) -> F,
    F: Future<Output = ()>,
{
    for fresh in Fresh::each() {
        actix::System::new().block_on(test(fresh.url.clone()));
    }
}

pub async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(2).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
