//! The stock of all nodes, by SKU, in memory: what sourcing plans with and what look-ups answer from.

use crate::store::rows::NodeSubject;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::{Profile, Stock};
use comptoir_domain::sourcing::{Candidate, RequestLine};
use parking_lot::RwLock;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Every node's profile and stock, as of the last commit.
#[derive(Default)]
pub struct StockIndex {
    nodes: RwLock<BTreeMap<NodeCode, Arc<Profile>>>,
    codes: RwLock<HashMap<Uuid, NodeCode>>,
    by_sku: RwLock<HashMap<Sku, Vec<(NodeCode, Stock)>>>,
}

impl StockIndex {
    pub async fn load(db: &DatabaseConnection) -> Result<Self, DbErr> {
        let backend = db.get_database_backend();
        let index = StockIndex::default();
        for row in db.query_all_raw(Statement::from_string(backend, "SELECT profile FROM nodes")).await? {
            let json: String = row.try_get("", "profile")?;
            let profile: Profile = serde_json::from_str(&json).map_err(|error| DbErr::Json(error.to_string()))?;
            index.described(profile);
        }
        let rows =
            Statement::from_string(backend, "SELECT node, sku, on_hand, reserved, safety_stock, incoming FROM stock ORDER BY sku, node");
        let rows = db.query_all_raw(rows).await?;
        let mut by_sku = index.by_sku.write();
        for row in rows {
            let (sku, stock) = stock(&row)?;
            by_sku.entry(sku).or_default().push((NodeCode(row.try_get("", "node")?), stock));
        }
        drop(by_sku);
        Ok(index)
    }

    /// A node and all of its stock as the tables have them; `None` for one that has not been described.
    pub(crate) async fn as_written(db: &DatabaseConnection, node: Uuid) -> Result<Option<NodeSubject>, DbErr> {
        let backend = db.get_database_backend();
        let described = Statement::from_sql_and_values(backend, "SELECT code, profile FROM nodes WHERE entity = $1", [node.into()]);
        let Some(row) = db.query_one_raw(described).await? else { return Ok(None) };
        let (code, profile): (String, String) = (row.try_get("", "code")?, row.try_get("", "profile")?);
        let profile = serde_json::from_str(&profile).map_err(|error| DbErr::Json(error.to_string()))?;
        let rows = "SELECT sku, on_hand, reserved, safety_stock, incoming FROM stock WHERE node = $1";
        let rows = db.query_all_raw(Statement::from_sql_and_values(backend, rows, [code.as_str().into()])).await?;
        Ok(Some(NodeSubject { code: NodeCode(code), profile: Some(profile), stock: rows.iter().map(stock).collect::<Result<_, _>>()? }))
    }

    fn described(&self, profile: Profile) {
        self.codes.write().insert(profile.code.entity(), profile.code.clone());
        self.nodes.write().insert(profile.code.clone(), Arc::new(profile));
    }

    /// The code of the node that an entity is.
    pub fn code_of(&self, entity: Uuid) -> Option<NodeCode> {
        self.codes.read().get(&entity).cloned()
    }

    pub(super) fn advance(&self, change: &NodeSubject) {
        if let Some(profile) = &change.profile {
            self.described(profile.clone());
        }
        if change.stock.is_empty() {
            return;
        }
        let mut by_sku = self.by_sku.write();
        for (sku, stock) in &change.stock {
            if !by_sku.contains_key(sku) {
                by_sku.insert(sku.clone(), Vec::new());
            }
            let Some(entries) = by_sku.get_mut(sku) else { continue };
            match entries.binary_search_by(|(code, _)| code.cmp(&change.code)) {
                Ok(at) => entries[at].1 = *stock,
                Err(at) => entries.insert(at, (change.code.clone(), *stock)),
            }
        }
    }

    /// Calls `look` with the stock of a SKU, ordered by node; `None` when no node has ever had it.
    pub fn with_sku<R>(&self, sku: &Sku, look: impl FnOnce(&[(NodeCode, Stock)]) -> R) -> Option<R> {
        self.by_sku.read().get(sku).map(|entries| look(entries))
    }

    /// What a node has of a SKU; `None` when it has never had any.
    pub fn at(&self, node: &NodeCode, sku: &Sku) -> Option<Stock> {
        let by_sku = self.by_sku.read();
        find(by_sku.get(sku)?, node)
    }

    pub fn node(&self, code: &NodeCode) -> Option<Arc<Profile>> {
        self.nodes.read().get(code).cloned()
    }

    /// All nodes, ordered by code.
    pub fn nodes(&self) -> Vec<Arc<Profile>> {
        self.nodes.read().values().cloned().collect()
    }

    /// Stock of one node, ordered by SKU.
    pub fn of_node(&self, code: &NodeCode) -> BTreeMap<Sku, Stock> {
        let by_sku = self.by_sku.read();
        by_sku.iter().filter_map(|(sku, entries)| Some((sku.clone(), find(entries, code)?))).collect()
    }

    /// The nodes that have something of these lines, leaving out `without`: what sourcing chooses from. `of` makes a candidate of a node
    /// and of the units that are available there, line by line.
    pub fn candidates(
        &self,
        lines: &[RequestLine],
        without: &[NodeCode],
        of: impl Fn(&Arc<Profile>, Vec<i64>) -> Candidate,
    ) -> Vec<Candidate> {
        let mut found: BTreeMap<NodeCode, Vec<i64>> = BTreeMap::new();
        {
            let by_sku = self.by_sku.read();
            for (index, line) in lines.iter().enumerate() {
                for (code, stock) in by_sku.get(&line.sku).map_or(&[][..], Vec::as_slice) {
                    let available = stock.available();
                    if available == 0 || without.contains(code) {
                        continue;
                    }
                    match found.get_mut(code) {
                        Some(units) => units[index] = available,
                        None => {
                            let mut units = vec![0; lines.len()];
                            units[index] = available;
                            found.insert(code.clone(), units);
                        }
                    }
                }
            }
        }
        let described: Vec<(Arc<Profile>, Vec<i64>)> = {
            let nodes = self.nodes.read();
            found.into_iter().filter_map(|(node, available)| Some((nodes.get(&node)?.clone(), available))).collect()
        };
        described.into_iter().map(|(profile, available)| of(&profile, available)).collect()
    }
}

fn stock(row: &QueryResult) -> Result<(Sku, Stock), DbErr> {
    let stock = Stock {
        on_hand: row.try_get("", "on_hand")?,
        reserved: row.try_get("", "reserved")?,
        safety_stock: row.try_get("", "safety_stock")?,
        incoming: row.try_get("", "incoming")?,
    };
    Ok((Sku(row.try_get("", "sku")?), stock))
}
fn find(entries: &[(NodeCode, Stock)], node: &NodeCode) -> Option<Stock> {
    entries.binary_search_by(|(code, _)| code.cmp(node)).ok().map(|found| entries[found].1)
}
