//! What other hubs on the same database have written, read from the journal in its order: for everything that was not heard of otherwise.

use crate::journal::{Committed, EventToWrite, ShownData, Tip};
use crate::store::load::{self, LoadError};
use crate::store::rows::{Stored, Subject};
use crate::store::upcast;
use crate::views::StockIndex;
use comptoir_domain::customer::Customer;
use comptoir_domain::entity::Kind;
use comptoir_domain::order::Order;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Events that are read at one time.
const PORTION: i64 = 500;

pub struct Elsewhere {
    db: DatabaseConnection,
}

/// An event as another hub has written it.
struct Row {
    seq: i64,
    entity: Uuid,
    kind: Kind,
    version: i64,
    schema: i16,
    at: Timestamp,
    by: Arc<str>,
    customer: Option<Uuid>,
    event: EventToWrite,
}

/// An entity after what was written elsewhere.
struct Brought {
    kind: Kind,
    version: i64,
    subject: Subject,
}

impl Elsewhere {
    pub const fn new(db: DatabaseConnection) -> Self {
        Elsewhere { db }
    }

    /// The next events after `seen`, at most those up to `until`; none when there are none.
    pub async fn read_on(&self, seen: i64, until: i64) -> Result<Vec<Arc<Committed>>, DbErr> {
        let rows = self.read(seen, until).await?;
        let mut brought: HashMap<Uuid, Brought> = HashMap::new();
        for row in &rows {
            brought.entry(row.entity).or_insert(Brought { kind: row.kind, version: 0, subject: Subject::None }).version = row.version;
        }
        self.look_at::<Customer>(&rows, &mut brought).await?;
        self.look_at::<Order>(&rows, &mut brought).await?;
        for (id, brought) in brought.iter_mut().filter(|(_, brought)| brought.kind == Kind::Node) {
            // Of a node its stock counts, and that stands in a table.
            if let Some(node) = StockIndex::as_written(&self.db, *id).await? {
                brought.subject = Subject::Node(Arc::new(node));
            }
        }
        let events = rows.into_iter().map(|row| {
            let last = brought.get_mut(&row.entity).filter(|brought| brought.version == row.version);
            let subject = last.map(|brought| std::mem::take(&mut brought.subject)).unwrap_or_default();
            let Row { seq, at, entity, kind, version, customer, by, event, .. } = row;
            Arc::new(Committed { seq, at, entity, kind, version, customer, by, event, subject })
        });
        Ok(events.collect())
    }

    /// Whether the journal still has this event.
    pub async fn holds(&self, tip: Tip) -> Result<bool, DbErr> {
        let statement = Statement::from_sql_and_values(
            self.db.get_database_backend(),
            "SELECT 1 AS there FROM events WHERE seq = $1 AND entity = $2 AND version = $3",
            [tip.seq.into(), tip.entity.into(), tip.version.into()],
        );
        self.db.query_one_raw(statement).await.map(|row| row.is_some())
    }

    async fn read(&self, seen: i64, until: i64) -> Result<Vec<Row>, DbErr> {
        let statement = Statement::from_sql_and_values(
            self.db.get_database_backend(),
            "SELECT seq, entity, kind, version, type, schema, data, at, by_whom, customer, shown, shown_data, message FROM events \
             WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3",
            [seen.into(), until.into(), PORTION.into()],
        );
        self.db.query_all_raw(statement).await?.iter().map(row).collect()
    }

    /// What the entities of a kind look like by now. They may have gone further than these events: then the next ones show them once more.
    async fn look_at<E: Stored>(&self, rows: &[Row], brought: &mut HashMap<Uuid, Brought>) -> Result<(), DbErr> {
        let ids: Vec<Uuid> = brought.iter().filter(|(_, brought)| brought.kind == E::KIND).map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let mut states = load::states::<E>(&self.db, &ids).await?;
        for id in ids {
            let needed = brought.get(&id).map_or(0, |brought| brought.version);
            let state = match states.remove(&id) {
                Some((state, version)) if version >= needed => Ok(state),
                _ => load::load::<E>(&self.db, id).await.map(|loaded| loaded.state),
            };
            let subject = state.and_then(|state| subject(&state, rows.iter().filter(|row| row.entity == id)));
            match (subject, brought.get_mut(&id)) {
                (Ok(subject), Some(brought)) => brought.subject = subject,
                (Err(LoadError::Database(error)), _) => return Err(error),
                // Written by a newer version of this program, perhaps: the event goes out without what it is about.
                (Err(error), _) => {
                    tracing::error!(kind = E::KIND.as_str(), entity = %id, %error, "cannot read what another hub has written");
                }
                (Ok(_), None) => {}
            }
        }
        Ok(())
    }
}

fn subject<'a, E: Stored>(state: &E, rows: impl Iterator<Item = &'a Row>) -> Result<Subject, LoadError> {
    let read = |row: &Row| {
        upcast::join::<E>(&row.event.name, row.schema, &row.event.data).map_err(|error| LoadError::Event { version: row.version, error })
    };
    let events = rows.map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(E::subject(&state.before(&events), state, &events))
}

fn row(row: &QueryResult) -> Result<Row, DbErr> {
    let kind: String = row.try_get("", "kind")?;
    let shown: i16 = row.try_get("", "shown")?;
    let shown_data: Option<String> = row.try_get("", "shown_data")?;
    Ok(Row {
        seq: row.try_get("", "seq")?,
        entity: row.try_get("", "entity")?,
        kind: Kind::parse(&kind).ok_or_else(|| DbErr::Type(format!("an event of an unknown kind of entity: {kind}")))?,
        version: row.try_get("", "version")?,
        schema: row.try_get("", "schema")?,
        at: Timestamp(row.try_get("", "at")?),
        by: row.try_get::<String>("", "by_whom")?.into(),
        customer: row.try_get("", "customer")?,
        event: EventToWrite {
            name: row.try_get("", "type")?,
            data: row.try_get::<String>("", "data")?.into(),
            shown: match (shown, shown_data) {
                (_, Some(data)) => ShownData::Instead(data.into()),
                (1, None) => ShownData::AsIs,
                _ => ShownData::Never,
            },
            message: row.try_get("", "message")?,
        },
    })
}
