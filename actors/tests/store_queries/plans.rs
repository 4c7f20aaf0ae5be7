//! A connection that looks at how every statement will be carried out, before it is.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement, TransactionTrait};
use std::sync::Mutex;

pub struct Explaining {
    db: DatabaseConnection,
    scans: Mutex<Vec<String>>,
}

impl Explaining {
    pub fn new(db: DatabaseConnection) -> Self {
        Explaining { db, scans: Mutex::default() }
    }

    /// The tables that were read from one end to the other since the last call, with the statement that did so.
    pub fn scans(&self) -> Vec<String> {
        std::mem::take(&mut self.scans.lock().unwrap())
    }

    async fn explain(&self, statement: &Statement) -> Result<(), DbErr> {
        let mut explained = statement.clone();
        let found: Vec<String> = match self.db.get_database_backend() {
            DbBackend::Sqlite => {
                explained.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
                let rows = self.db.query_all_raw(explained).await?;
                let steps = rows.iter().map(|row| row.try_get::<String>("", "detail")).collect::<Result<Vec<_>, _>>()?;
                // Reading the rows that another part of the statement gives is no reading of a table.
                let parts = ["SCAN one", "SCAN every", "SCAN up", "SCAN m", "SCAN member"];
                steps.into_iter().filter(|step| step.starts_with("SCAN") && !parts.contains(&step.as_str())).collect()
            }
            _ => {
                // The tables are small here: reading all of one is only to be chosen where there is no other way.
                let transaction = self.db.begin().await?;
                transaction.execute_unprepared("SET LOCAL enable_seqscan = off").await?;
                explained.sql = format!("EXPLAIN {}", statement.sql);
                let rows = transaction.query_all_raw(explained).await?;
                transaction.rollback().await?;
                let steps = rows.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<Vec<_>, _>>()?;
                steps.into_iter().filter(|step| step.contains("Seq Scan")).collect()
            }
        };
        self.scans.lock().unwrap().extend(found.into_iter().map(|step| format!("{}: {}", step.trim(), statement.sql)));
        Ok(())
    }
}

#[sea_orm::prelude::async_trait::async_trait]
impl ConnectionTrait for Explaining {
    fn get_database_backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.db.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.db.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.explain(&statement).await?;
        self.db.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.explain(&statement).await?;
        self.db.query_all_raw(statement).await
    }
}
