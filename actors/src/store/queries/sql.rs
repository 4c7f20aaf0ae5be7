//! SQL that grows by pieces, with every value bound.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

/// A statement for SQLite and PostgreSQL both. Its text is made of the program's own words alone, so that no value can get into it.
#[derive(Debug, Clone, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub fn new(text: &'static str) -> Self {
        Sql { text: text.to_owned(), values: Vec::new() }
    }

    pub fn text(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// The place of a value.
    pub fn value(mut self, value: impl Into<Value>) -> Self {
        self.values.push(match value.into() {
            Value::String(Some(text)) => Value::String(Some(storable(text))),
            value => value,
        });
        self.text.push_str(&format!("${}", self.values.len()));
        self
    }

    /// The places of values in brackets, as `IN` wants them. Without any, nothing is in it.
    pub fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.text.push('(');
        let before = self.values.len();
        for value in values {
            if self.values.len() > before {
                self.text.push_str(", ");
            }
            self = self.value(value);
        }
        if self.values.len() == before {
            self.text.push_str("NULL");
        }
        self.text.push(')');
        self
    }

    /// `more`, when there is something to say.
    pub fn when<T>(self, some: Option<T>, more: impl FnOnce(Self, T) -> Self) -> Self {
        match some {
            Some(some) => more(self, some),
            None => self,
        }
    }

    fn statement(self, db: &impl ConnectionTrait) -> Statement {
        Statement::from_sql_and_values(db.get_database_backend(), self.text, self.values)
    }

    pub async fn all(self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>, DbErr> {
        db.query_all_raw(self.statement(db)).await
    }

    pub async fn one(self, db: &impl ConnectionTrait) -> Result<Option<QueryResult>, DbErr> {
        db.query_one_raw(self.statement(db)).await
    }
}

/// Text as both databases take it: PostgreSQL has no U+0000, and would fail where it should find nothing.
pub(crate) fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}
