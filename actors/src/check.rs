//! The ledger proves itself: what the tables say is compared with what the journal says.
//!
//! Everything is read in one transaction, so that it may run beside a working hub.

use crate::store::load::LoadError;
use crate::store::rows::{RowWrite, Stored, Table};
use crate::store::upcast;
use comptoir_domain::customer::Customer;
use comptoir_domain::entity::STUCK_AFTER;
use comptoir_domain::ids::{FulfillmentId, NodeCode, Sku};
use comptoir_domain::node::{Node, ReservationStatus};
use comptoir_domain::order::{Order, ReservationState};
use comptoir_domain::time::Timestamp;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DbErr, IsolationLevel, Statement, TransactionOptions, TransactionTrait, Value,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    pub events: i64,
    pub customers: u64,
    pub orders: u64,
    pub nodes: u64,
    pub rows: u64,
    /// Debts that are no longer tried by themselves.
    pub stuck: Vec<String>,
    /// What is wrong, in sentences.
    pub differences: Vec<String>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty()
    }

    fn differs(&mut self, what: String) {
        // Beyond this the list no longer helps anybody.
        if self.differences.len() < 1_000 {
            self.differences.push(what);
        }
    }
}

/// A live reservation as one side knows it.
#[derive(Debug, PartialEq, Eq)]
struct Kept {
    node: NodeCode,
    units: BTreeMap<Sku, i64>,
}

/// Checks a database.
pub async fn check(db: &DatabaseConnection) -> Result<Report, LoadError> {
    let postgres = db.get_database_backend() == sea_orm::DbBackend::Postgres;
    let options = TransactionOptions {
        isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        access_mode: postgres.then_some(AccessMode::ReadOnly),
        sqlite_transaction_mode: None,
    };
    let snapshot = db.begin_with_options(options).await?;
    let mut report = Report::default();
    journal_has_no_gap(&snapshot, &mut report).await?;

    let mut expected = Tables::default();
    let (mut promised, mut asked) = (HashMap::new(), HashMap::new());
    let mut counts = [0u64; 3];
    replay::<Customer>(&snapshot, &mut report, &mut expected, |_, _| counts[0] += 1).await?;
    replay::<Order>(&snapshot, &mut report, &mut expected, |order, report| {
        counts[1] += 1;
        quantities_add_up(order, report);
        for fulfillment in &order.fulfillments {
            asked.insert(fulfillment.id, (fulfillment.reservation.clone(), fulfillment.node.clone(), fulfillment.lines.clone()));
        }
    })
    .await?;
    replay::<Node>(&snapshot, &mut report, &mut expected, |node, report| {
        counts[2] += 1;
        reserved_adds_up(node, report);
        let Some(profile) = &node.profile else { return };
        for (id, reservation) in &node.reservations {
            let mut units = BTreeMap::new();
            for line in &reservation.lines {
                *units.entry(line.sku.clone()).or_insert(0) += line.quantity;
            }
            promised.insert(*id, (reservation.status, Kept { node: profile.code.clone(), units }));
        }
    })
    .await?;
    [report.customers, report.orders, report.nodes] = counts;
    both_sides_agree(&promised, &asked, &mut report);
    for table in Table::ALL {
        compare(&snapshot, table, &mut expected, &mut report).await?;
    }
    snapshot.rollback().await?;
    Ok(report)
}

async fn journal_has_no_gap(db: &impl ConnectionTrait, report: &mut Report) -> Result<(), DbErr> {
    let sql = "SELECT COUNT(*) AS events, COALESCE(MIN(seq), 1) AS first, COALESCE(MAX(seq), 0) AS last FROM events";
    if let Some(row) = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await? {
        let (events, first, last): (i64, i64, i64) = (row.try_get("", "events")?, row.try_get("", "first")?, row.try_get("", "last")?);
        report.events = events;
        if first != 1 || last != events {
            report.differs(format!("the journal has {events} events numbered {first} to {last}: it has gaps"));
        }
    }
    Ok(())
}

/// An entity folded from its events so far, and the snapshot that it must equal at its version.
struct Replayed<E> {
    state: E,
    version: i64,
    snapshot: Option<(i64, E)>,
}

/// Folds the events of every entity of a kind, one entity at a time, from the beginning (not from snapshots, which are compared).
async fn replay<E: Stored>(
    db: &impl ConnectionTrait,
    report: &mut Report,
    expected: &mut Tables,
    mut look: impl FnMut(&E, &mut Report),
) -> Result<(), LoadError> {
    const PAGE: i64 = 5_000;
    let backend = db.get_database_backend();
    let mut present: Option<Replayed<E>> = None;
    let (mut after_entity, mut after_version) = (Uuid::nil(), 0i64);
    loop {
        let page = Statement::from_sql_and_values(
            backend,
            "SELECT entity, version, type, schema, data, at FROM events WHERE kind = $1 AND (entity > $2 OR (entity = $2 AND version > $3)) \
             ORDER BY entity, version LIMIT $4",
            [E::KIND.as_str().into(), after_entity.into(), after_version.into(), PAGE.into()],
        );
        let rows = db.query_all_raw(page).await?;
        let last_page = (rows.len() as i64) < PAGE;
        for row in rows {
            let (entity, version): (Uuid, i64) = (row.try_get("", "entity")?, row.try_get("", "version")?);
            if entity != after_entity {
                finish(present.take(), after_entity, report, expected, &mut look);
                present = Some(Replayed { state: E::blank(entity), version: 0, snapshot: snapshot(db, entity).await? });
                after_entity = entity;
            }
            after_version = version;
            let Some(Replayed { state, version: reached, snapshot }) = &mut present else { continue };
            if version != *reached + 1 {
                report.differs(format!("{} {entity}: event {} is missing", E::KIND.as_str(), *reached + 1));
            }
            let (name, data): (String, String) = (row.try_get("", "type")?, row.try_get("", "data")?);
            match upcast::join::<E>(&name, row.try_get("", "schema")?, &data) {
                Ok(event) => state.apply(&event, Timestamp(row.try_get("", "at")?)),
                Err(error) => report.differs(format!("{} {entity}: event {version} ({name}) cannot be read: {error}", E::KIND.as_str())),
            }
            *reached = version;
            if let Some((at, kept)) = snapshot
                && *at == version
                && kept != state
            {
                report.differs(format!("{} {entity}: the snapshot at version {version} is not what the events say", E::KIND.as_str()));
            }
        }
        if last_page {
            finish(present.take(), after_entity, report, expected, &mut look);
            return Ok(());
        }
    }
}

async fn snapshot<E: Stored>(db: &impl ConnectionTrait, entity: Uuid) -> Result<Option<(i64, E)>, DbErr> {
    let sql = "SELECT version, state FROM snapshots WHERE entity = $1";
    let Some(row) = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [entity.into()])).await? else {
        return Ok(None);
    };
    let (version, state): (i64, String) = (row.try_get("", "version")?, row.try_get("", "state")?);
    Ok(serde_json::from_str(&state).ok().map(|state| (version, state)))
}

fn finish<E: Stored>(
    present: Option<Replayed<E>>,
    entity: Uuid,
    report: &mut Report,
    expected: &mut Tables,
    look: &mut impl FnMut(&E, &mut Report),
) {
    let Some(Replayed { state, version, .. }) = present else { return };
    look(&state, report);
    for debt in state.pending() {
        if debt.failures >= STUCK_AFTER {
            report.stuck.push(format!("{} {entity}: {}", E::KIND.as_str(), debt.id));
        }
    }
    for row in state.all_rows(version) {
        expected.put(row);
    }
}

fn quantities_add_up(order: &Order, report: &mut Report) {
    for line in &order.lines {
        if line.quantities.sum() != line.quantity {
            report.differs(format!(
                "order {} line {}: {} were ordered, its quantities add up to {}",
                order.number,
                line.line,
                line.quantity,
                line.quantities.sum()
            ));
        }
    }
}

fn reserved_adds_up(node: &Node, report: &mut Report) {
    let (mut reserved, mut picked): (BTreeMap<&Sku, i64>, BTreeMap<&Sku, i64>) = Default::default();
    for reservation in node.reservations.values().filter(|reservation| reservation.status != ReservationStatus::Short) {
        for line in &reservation.lines {
            *reserved.entry(&line.sku).or_default() += line.quantity;
            if reservation.status == ReservationStatus::Picked {
                *picked.entry(&line.sku).or_default() += line.quantity;
            }
        }
    }
    let code = node.profile.as_ref().map_or_else(|| node.id.to_string(), |profile| profile.code.to_string());
    for (sku, stock) in &node.stock {
        let live = reserved.remove(sku).unwrap_or(0);
        if stock.reserved != live {
            report.differs(format!("node {code}, {sku}: {} are reserved, live reservations add up to {live}", stock.reserved));
        }
        // What has been picked cannot be made short: a count below it is an error on the floor, not in the ledger.
        if stock.on_hand < 0 || (stock.reserved > stock.on_hand && stock.reserved > picked.get(sku).copied().unwrap_or(0)) {
            report.differs(format!("node {code}, {sku}: {} are reserved of {} on hand", stock.reserved, stock.on_hand));
        }
    }
    for (sku, units) in reserved {
        report.differs(format!("node {code}, {sku}: {units} are reserved of a stock that it does not have"));
    }
}

type Asked = HashMap<FulfillmentId, (ReservationState, NodeCode, Vec<comptoir_domain::order::FulfillmentLine>)>;

/// What an order believes to hold, its node keeps; what a node keeps, an order holds or is about to learn of.
fn both_sides_agree(promised: &HashMap<FulfillmentId, (ReservationStatus, Kept)>, asked: &Asked, report: &mut Report) {
    for (id, (state, node, lines)) in asked {
        let must_be_kept = matches!(state, ReservationState::Held | ReservationState::PickUntold | ReservationState::Picked);
        match promised.get(id) {
            None if must_be_kept => report.differs(format!("fulfillment {id} holds units at {node}, which keeps none for it")),
            Some((_, kept)) if must_be_kept => {
                let mut units = BTreeMap::new();
                for line in lines {
                    *units.entry(line.sku.clone()).or_insert(0) += line.quantity;
                }
                if *kept != (Kept { node: node.clone(), units }) {
                    report.differs(format!("fulfillment {id}: {node} keeps other units for it than it asked for"));
                }
            }
            _ => {}
        }
    }
    for (id, (_, kept)) in promised {
        match asked.get(id) {
            None => report.differs(format!("node {} keeps units for fulfillment {id}, which no order has", kept.node)),
            Some((ReservationState::Ended, ..)) => {
                report.differs(format!("node {} keeps units for fulfillment {id}, which has ended", kept.node));
            }
            Some(_) => {}
        }
    }
}

/// The read tables as the journal says they should be.
#[derive(Default)]
struct Tables {
    rows: HashMap<Table, HashMap<String, Vec<Value>>>,
}

impl Tables {
    fn put(&mut self, row: RowWrite) {
        self.rows.entry(row.table).or_default().insert(words(row.key()), row.values);
    }
}

fn words(values: &[Value]) -> String {
    values.iter().map(|value| value.to_string()).collect::<Vec<_>>().join(" / ")
}

async fn compare(db: &impl ConnectionTrait, table: Table, expected: &mut Tables, report: &mut Report) -> Result<(), DbErr> {
    let mut expected = expected.rows.remove(&table).unwrap_or_default();
    let columns = table.columns();
    // Every row has the shape of any other, so one of them tells the types to read.
    let Some(shape) = expected.values().next().cloned() else {
        let count = Statement::from_string(db.get_database_backend(), format!("SELECT COUNT(*) AS rows_there FROM {}", table.name()));
        let there: i64 = db.query_one_raw(count).await?.map_or(Ok(0), |row| row.try_get("", "rows_there"))?;
        if there > 0 {
            report.differs(format!("table {} has {there} rows that no event explains", table.name()));
        }
        return Ok(());
    };
    let sql = format!("SELECT {} FROM {}", columns.join(", "), table.name());
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await? {
        report.rows += 1;
        let mut found = Vec::with_capacity(columns.len());
        for (column, like) in columns.iter().zip(&shape) {
            found.push(match like {
                Value::Uuid(_) => Value::Uuid(row.try_get("", column)?),
                Value::String(_) => Value::String(row.try_get("", column)?),
                Value::Int(_) => Value::Int(row.try_get("", column)?),
                _ => Value::BigInt(row.try_get("", column)?),
            });
        }
        let key = words(&found[..table.keys()]);
        match expected.remove(&key) {
            None => report.differs(format!("table {}: row {key} is explained by no event", table.name())),
            Some(wanted) => {
                // A row's version is that of its last change, which may be older than its entity's.
                let values = columns.iter().zip(&wanted).zip(&found);
                for ((column, wanted), found) in values.filter(|((column, wanted), found)| **column != "version" && wanted != found) {
                    report.differs(format!("table {}: row {key} has {column} = {found}, the journal says {wanted}", table.name()));
                }
            }
        }
    }
    for key in expected.keys() {
        report.differs(format!("table {}: row {key} is missing", table.name()));
    }
    Ok(())
}
