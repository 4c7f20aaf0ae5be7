//! The databases that every test runs on, each a fresh one.

use comptoir_migrations::migrate;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::future::Future;
use uuid::Uuid;

/// Runs `test` on a new SQLite file, and on a new PostgreSQL database where `COMPTOIR_TEST_POSTGRES` names a server.
pub fn on_both<T, F>(test: T)
where
    T: Fn(DatabaseConnection) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        on_sqlite(&test).await;
        match std::env::var("COMPTOIR_TEST_POSTGRES") {
            Ok(server) => on_postgres(&server, &test).await,
            Err(_) => println!("COMPTOIR_TEST_POSTGRES is not set: this test ran on SQLite alone"),
        }
    });
}

async fn on_sqlite<T, F>(test: &T)
where
    T: Fn(DatabaseConnection) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let directory = tempfile::tempdir().unwrap();
    let db = connect(&format!("sqlite://{}?mode=rwc", directory.path().join("test.db").display())).await;
    migrate(&db).await.unwrap();
    test(db.clone()).await;
    db.close().await.unwrap();
}

async fn on_postgres<T, F>(server: &str, test: &T)
where
    T: Fn(DatabaseConnection) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let (address, _) = server.rsplit_once('/').expect("COMPTOIR_TEST_POSTGRES ends in the name of a database");
    let name = format!("comptoir_test_{}", Uuid::new_v4().simple());
    let admin = connect(server).await;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let db = connect(&format!("{address}/{name}")).await;
    // In a task of its own, so that the database is dropped when the test fails too.
    let migrated = migrate(&db).await;
    let outcome = tokio::spawn(test(db.clone())).await;
    db.close().await.unwrap();
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    admin.close().await.unwrap();
    migrated.unwrap();
    if let Err(failure) = outcome {
        std::panic::resume_unwind(failure.into_panic());
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(2).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
