//! What a batch means for the tables.

use crate::journal::{Append, ShownData};
use crate::store::rows::{RowWrite, Table};
use crate::store::upcast::SCHEMA;
use sea_orm::Value;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// One value of a row, borrowed from the append wherever it can be. The types matter to PostgreSQL, for nothings too.
#[derive(Debug, Clone)]
pub(super) enum Cell<'a> {
    Id(Option<Uuid>),
    Text(Option<Cow<'a, str>>),
    Long(Option<i64>),
    Int(i32),
    Short(i16),
    /// A read table's value of a type that is none of the above.
    Other(&'a Value),
}

impl<'a> From<&'a Value> for Cell<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Uuid(id) => Cell::Id(*id),
            Value::String(text) => Cell::Text(text.as_deref().map(Cow::Borrowed)),
            Value::BigInt(number) => Cell::Long(*number),
            Value::Int(Some(number)) => Cell::Int(*number),
            Value::SmallInt(Some(number)) => Cell::Short(*number),
            other => Cell::Other(other),
        }
    }
}

impl From<Uuid> for Cell<'_> {
    fn from(id: Uuid) -> Self {
        Cell::Id(Some(id))
    }
}

impl From<Option<Uuid>> for Cell<'_> {
    fn from(id: Option<Uuid>) -> Self {
        Cell::Id(id)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(Some(Cow::Borrowed(text)))
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Cell::Text(text.map(Cow::Borrowed))
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Cell::Long(Some(number))
    }
}

/// One statement and its rows: `before (…), (…) after`, for as many rows at a time as the database likes.
pub(super) struct Rows<'a> {
    pub before: Cow<'static, str>,
    pub after: Cow<'static, str>,
    pub width: usize,
    /// Row after row.
    pub cells: Vec<Cell<'a>>,
}

impl<'a> Rows<'a> {
    fn new(width: usize, before: impl Into<Cow<'static, str>>, after: impl Into<Cow<'static, str>>) -> Self {
        Rows { before: before.into(), after: after.into(), width, cells: Vec::new() }
    }

    fn push<const N: usize>(&mut self, row: [Cell<'a>; N]) {
        debug_assert_eq!(N, self.width);
        self.cells.extend(row);
    }
}

/// Everything that a batch writes, statement by statement in the order in which they have to run, and the head after it.
///
/// `overtaken`: entities that have newer events than a wake among the appends knows of. Another hub has brought them further, and its
/// wake stands.
pub(super) fn of<'a>(id: Uuid, head: i64, batch: &'a [Append], overtaken: &HashSet<Uuid>) -> (Vec<Rows<'a>>, i64) {
    let mut seq = head;
    let mut events = Rows::new(
        13,
        "INSERT INTO events (seq, entity, kind, version, type, schema, data, at, by_whom, customer, shown, shown_data, message) VALUES ",
        "",
    );
    let mut keys = Rows::new(6, "INSERT INTO answered_keys (id, body_hash, entity, kind, seq, at) VALUES ", "");
    let mut deliveries = Rows::new(
        15,
        "INSERT INTO deliveries (id, channel, recipient, template, language, data, status, attempts, due_at, created_at, customer, \
         order_id, order_number, lease_until, sent_at) VALUES ",
        " ON CONFLICT (id) DO NOTHING",
    );
    let mut snapshots: HashMap<Uuid, [Cell<'a>; 5]> = HashMap::new();
    let mut wakes: HashMap<Uuid, Option<[Cell<'a>; 3]>> = HashMap::new();
    let mut rows: HashMap<Table, Latest<'a>> = HashMap::new();

    for append in batch {
        let kind = append.kind.as_str();
        for (version, event) in (append.base + 1..).zip(&append.events) {
            seq += 1;
            events.push([
                seq.into(),
                append.entity.into(),
                kind.into(),
                version.into(),
                event.name.as_str().into(),
                Cell::Short(SCHEMA),
                event.data.as_ref().into(),
                append.at.0.into(),
                append.by.as_ref().into(),
                append.customer.into(),
                Cell::Short(event.shown.code()),
                match &event.shown {
                    ShownData::Instead(data) => data.as_ref().into(),
                    ShownData::Never | ShownData::AsIs => None::<&str>.into(),
                },
                event.message.into(),
            ]);
        }
        if let Some(key) = &append.key {
            keys.push([key.id().into(), key.body_hash.as_str().into(), append.entity.into(), kind.into(), seq.into(), append.at.0.into()]);
        }
        for delivery in &append.deliveries {
            deliveries.push([
                delivery.id.into(),
                delivery.channel.as_ref().into(),
                delivery.recipient.as_str().into(),
                delivery.template.as_str().into(),
                delivery.language.as_str().into(),
                Cell::Text(Some(Cow::Owned(delivery.data.to_string()))),
                "waiting".into(),
                Cell::Int(0),
                delivery.at.0.into(),
                delivery.at.0.into(),
                delivery.customer.into(),
                delivery.order.as_ref().map(|(order, _)| *order).into(),
                delivery.order.as_ref().map(|(_, number)| number.as_str()).into(),
                Cell::Long(None),
                Cell::Long(None),
            ]);
        }
        if let Some(state) = &append.snapshot {
            let row = [append.entity.into(), kind.into(), append.version().into(), state.as_str().into(), append.at.0.into()];
            snapshots.insert(append.entity, row);
        }
        if let Some(wake) = append.wake
            && !(append.events.is_empty() && overtaken.contains(&append.entity))
        {
            wakes.insert(append.entity, wake.map(|due| [append.entity.into(), kind.into(), due.0.into()]));
        }
        for row in &append.rows {
            rows.entry(row.table).or_default().put(row);
        }
    }

    let mut snapshot_rows = Rows::new(
        5,
        "INSERT INTO snapshots (entity, kind, version, state, at) VALUES ",
        " ON CONFLICT (entity) DO UPDATE SET version = excluded.version, state = excluded.state, at = excluded.at",
    );
    snapshots.into_values().for_each(|row| snapshot_rows.push(row));
    let mut wake_rows = Rows::new(
        3,
        "INSERT INTO wakes (entity, kind, due) VALUES ",
        " ON CONFLICT (entity) DO UPDATE SET due = excluded.due, leased_until = 0",
    );
    let mut asleep = Rows::new(1, "DELETE FROM wakes WHERE entity IN (VALUES ", ")");
    for (entity, wake) in wakes {
        match wake {
            Some(row) => wake_rows.push(row),
            None => asleep.push([entity.into()]),
        }
    }
    let mut content = vec![events, keys, deliveries, snapshot_rows, wake_rows, asleep];
    for table in Table::ALL {
        if let Some(latest) = rows.remove(&table) {
            content.extend(latest.statements(table));
        }
    }
    if seq > head {
        let mut written = Rows::new(4, "INSERT INTO batches (id, first_seq, last_seq, at) VALUES ", "");
        written.push([id.into(), (head + 1).into(), seq.into(), batch[0].at.0.into()]);
        content.push(written);
    }
    content.retain(|rows| !rows.cells.is_empty());
    (content, seq)
}

/// The rows of one table in a batch: the last one of each key.
#[derive(Default)]
struct Latest<'a> {
    position: HashMap<Vec<u8>, usize>,
    rows: Vec<&'a RowWrite>,
}

impl<'a> Latest<'a> {
    fn put(&mut self, row: &'a RowWrite) {
        match self.position.entry(key_bytes(row.key())) {
            std::collections::hash_map::Entry::Occupied(at) => self.rows[*at.get()] = row,
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(self.rows.len());
                self.rows.push(row);
            }
        }
    }

    /// What ends makes room first: a handle may pass from one customer to another in one batch.
    fn statements(self, table: Table) -> [Rows<'a>; 2] {
        let (columns, keys) = (table.columns(), table.keys());
        let key_list = columns[..keys].join(", ");
        let updates: Vec<String> = columns[keys..].iter().map(|column| format!("{column} = excluded.{column}")).collect();
        let mut ending = Rows::new(keys, format!("DELETE FROM {} WHERE ({key_list}) IN (VALUES ", table.name()), ")");
        let mut written = Rows::new(
            columns.len(),
            format!("INSERT INTO {} ({}) VALUES ", table.name(), columns.join(", ")),
            format!(" ON CONFLICT ({key_list}) DO UPDATE SET {}", updates.join(", ")),
        );
        for row in self.rows {
            let target = if row.ends { &mut ending } else { &mut written };
            target.cells.extend(row.values.iter().map(Cell::from));
            debug_assert_eq!(target.cells.len() % target.width, 0);
        }
        [ending, written]
    }
}

/// A row's key as bytes that are equal exactly when the keys are.
fn key_bytes(key: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(24);
    for part in key {
        match part {
            Value::Uuid(Some(id)) => bytes.extend_from_slice(id.as_bytes()),
            Value::String(Some(text)) => bytes.extend_from_slice(text.as_bytes()),
            Value::Int(Some(number)) => bytes.extend_from_slice(&number.to_be_bytes()),
            other => bytes.extend_from_slice(format!("{other:?}").as_bytes()),
        }
        bytes.push(0xff);
    }
    bytes
}
