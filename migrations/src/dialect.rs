//! Where SQLite and PostgreSQL want different words for the same thing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Words in a migration's SQL, and what SQLite and PostgreSQL call them.
const WORDS: [(&str, &str, &str); 4] = [
    ("{uuid}", "blob", "uuid"),
    // Compared and sorted byte by byte, and folded in ASCII alone, as SQLite does: the same query then gives the same rows in the
    // same order on both, and an index carries a search by prefix.
    ("{text}", "text", r#"text COLLATE "C""#),
    // SQLite keeps the table itself in this order, and needs no second tree for the key.
    ("{seq}", "integer", "bigint"),
    // One tree in place of two, for small rows that are always looked up by their whole key.
    ("{compact}", "WITHOUT ROWID", ""),
];

/// Runs statements that are written in the words above.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &str) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
    let sql = WORDS.iter().fold(statements.to_owned(), |sql, (word, for_sqlite, for_postgres)| {
        sql.replace(word, if sqlite { for_sqlite } else { for_postgres })
    });
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}
