//! Events as they stand in the journal.

use comptoir_domain::time::Timestamp;
use sea_orm::{DbErr, QueryResult};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

/// What [`EventRow`] is made of.
pub(crate) const COLUMNS: &str = "seq, at, type, entity, kind, version, customer, by_whom, data, shown, shown_data";

/// One event.
#[derive(Debug, Clone, Serialize)]
pub struct EventRow {
    pub seq: i64,
    pub at: Timestamp,
    pub r#type: String,
    pub entity: Uuid,
    /// Which kind of entity: `customer`, `order` or `node`.
    pub kind: String,
    pub version: i64,
    /// Whose timeline it belongs to.
    pub customer: Option<Uuid>,
    pub by: Box<RawValue>,
    pub data: Box<RawValue>,
    /// 0: staff only; 1: the customer sees it as it is; 2: the customer sees `shown_data` in place of `data`.
    pub shown: i16,
    pub shown_data: Option<Box<RawValue>>,
}

impl EventRow {
    /// The data that the customer may see; `None` when the event is none of the customer's business.
    pub fn data_for_customer(&self) -> Option<&RawValue> {
        match self.shown {
            1 => Some(&self.data),
            2 => self.shown_data.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(EventRow {
            seq: row.try_get("", "seq")?,
            at: moment(row, "at")?,
            r#type: row.try_get("", "type")?,
            entity: row.try_get("", "entity")?,
            kind: row.try_get("", "kind")?,
            version: row.try_get("", "version")?,
            customer: row.try_get("", "customer")?,
            by: json(row.try_get("", "by_whom")?)?,
            data: json(row.try_get("", "data")?)?,
            shown: row.try_get("", "shown")?,
            shown_data: row.try_get::<Option<String>>("", "shown_data")?.map(json).transpose()?,
        })
    }
}

/// JSON that stands in a column as text.
pub(crate) fn json(text: String) -> Result<Box<RawValue>, DbErr> {
    RawValue::from_string(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// A time in a column.
pub(crate) fn moment(row: &QueryResult, column: &str) -> Result<Timestamp, DbErr> {
    row.try_get("", column).map(Timestamp)
}

/// A time in a column that may be empty.
pub(crate) fn maybe_moment(row: &QueryResult, column: &str) -> Result<Option<Timestamp>, DbErr> {
    Ok(row.try_get::<Option<i64>>("", column)?.map(Timestamp))
}
