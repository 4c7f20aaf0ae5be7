//! How an entity is found again: its snapshot, and the events after it.

use crate::store::rows::Stored;
use crate::store::upcast;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// An entity as the journal knows it.
pub struct Loaded<E> {
    pub state: E,
    /// 0: it has no past.
    pub version: i64,
    pub since_snapshot: u64,
    /// The wake that is written for it.
    pub wake: Option<Timestamp>,
}

/// Why an entity cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("the database does not answer: {0}")]
    Database(#[from] DbErr),
    #[error("event {version} cannot be read: {error}")]
    Event { version: i64, error: serde_json::Error },
    #[error("events {expected} to {found} are missing")]
    Gap { expected: i64, found: i64 },
}

/// The version that an entity has in the journal; 0: it has no past.
pub async fn version(db: &DatabaseConnection, id: Uuid) -> Result<i64, DbErr> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT COALESCE(MAX(version), 0) AS version FROM events WHERE entity = $1",
        [id.into()],
    );
    db.query_one_raw(statement).await?.map_or(Ok(0), |row| row.try_get("", "version"))
}

/// Loads an entity: the newest readable snapshot, then every event after it.
pub async fn load<E: Stored>(db: &DatabaseConnection, id: Uuid) -> Result<Loaded<E>, LoadError> {
    let backend = db.get_database_backend();
    let snapshot = db
        .query_one_raw(Statement::from_sql_and_values(backend, "SELECT version, state FROM snapshots WHERE entity = $1", [id.into()]))
        .await?;
    let mut state = E::blank(id);
    let mut version = 0i64;
    if let Some(row) = snapshot {
        let json: String = row.try_get("", "state")?;
        // A snapshot that this version cannot read is no loss: the events tell the same.
        if let Ok(read) = serde_json::from_str(&json) {
            state = read;
            version = row.try_get("", "version")?;
        }
    }
    let snapshot_version = version;
    let events = db
        .query_all_raw(Statement::from_sql_and_values(
            backend,
            "SELECT version, type, schema, data, at FROM events WHERE entity = $1 AND version > $2 ORDER BY version",
            [id.into(), version.into()],
        ))
        .await?;
    for row in &events {
        version = apply(&mut state, version, row)?;
    }
    let wake = if version == 0 {
        None
    } else {
        db.query_one_raw(Statement::from_sql_and_values(backend, "SELECT due FROM wakes WHERE entity = $1", [id.into()]))
            .await?
            .map(|row| row.try_get("", "due").map(Timestamp))
            .transpose()?
    };
    Ok(Loaded { state, version, since_snapshot: (version - snapshot_version) as u64, wake })
}

/// Applies the next event to a state of this version; gives the version after it.
fn apply<E: Stored>(state: &mut E, version: i64, row: &QueryResult) -> Result<i64, LoadError> {
    let found: i64 = row.try_get("", "version")?;
    if found != version + 1 {
        return Err(LoadError::Gap { expected: version + 1, found });
    }
    let (name, data): (String, String) = (row.try_get("", "type")?, row.try_get("", "data")?);
    let event = upcast::join::<E>(&name, row.try_get("", "schema")?, &data).map_err(|error| LoadError::Event { version: found, error })?;
    state.apply(&event, Timestamp(row.try_get("", "at")?));
    Ok(found)
}

/// The states of several entities as the journal knows them by now, with their versions, in two questions. An entity that cannot be read
/// like this (its snapshot is of another version of this program) is left out, and one whose snapshot is replaced in between may come with
/// an older version: [`load`] reads it.
pub async fn states<E: Stored>(db: &DatabaseConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, (E, i64)>, DbErr> {
    let backend = db.get_database_backend();
    let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
    let places = places.join(", ");
    let values = || ids.iter().map(|id| Value::from(*id));
    let mut found: HashMap<Uuid, (E, i64)> = ids.iter().map(|id| (*id, (E::blank(*id), 0))).collect();
    let snapshots = format!("SELECT entity, version, state FROM snapshots WHERE entity IN ({places})");
    for row in db.query_all_raw(Statement::from_sql_and_values(backend, snapshots, values())).await? {
        let json: String = row.try_get("", "state")?;
        if let Ok(state) = serde_json::from_str(&json) {
            found.insert(row.try_get("", "entity")?, (state, row.try_get("", "version")?));
        }
    }
    let events = format!(
        "SELECT events.entity, events.version, type, schema, data, events.at FROM events LEFT JOIN snapshots ON snapshots.entity = events.entity \
         WHERE events.entity IN ({places}) AND events.version > COALESCE(snapshots.version, 0) ORDER BY events.entity, events.version"
    );
    for row in db.query_all_raw(Statement::from_sql_and_values(backend, events, values())).await? {
        let id: Uuid = row.try_get("", "entity")?;
        let Some((state, version)) = found.get_mut(&id) else { continue };
        match apply(state, *version, &row) {
            Ok(next) => *version = next,
            Err(_) => drop(found.remove(&id)),
        }
    }
    Ok(found)
}
