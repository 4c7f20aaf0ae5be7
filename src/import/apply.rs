//! Brings parsed rows into a hub. What cannot go in is reported with its line, and does not keep the rest out.

use super::{BadRow, NodeRow, Parsed, Product, StockRow};
use comptoir_actors::call::{By, Failure};
use comptoir_actors::hub::Hub;
use comptoir_actors::store::catalogue::{self, Options, UpsertError};
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::{Command, Node, NodeKind, Profile, Refusal, StockChange};
use comptoir_domain::place::{Address, Point};
use futures_util::StreamExt;
use futures_util::stream;
use sea_orm::DbErr;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// How many nodes, products or stock rows are in now.
    pub good: usize,
    /// Sorted by line: what could not be read, and what could not go in.
    pub bad: Vec<BadRow>,
}

/// Why not everything that could go in went in. Importing the same file again is harmless and goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error("the database does not answer: {0}; import the file again when it does, what went in stays in")]
    Database(#[from] DbErr),
    #[error("the hub cannot take more now; import the file again in a moment, what went in stays in")]
    TryAgain,
}

/// Stock rows in one command: one transaction, and nobody waits long behind it.
const ROWS_AT_ONCE: usize = 500;
/// Products in one transaction.
const PRODUCTS_AT_ONCE: usize = 500;
/// Nodes that are written to at the same time.
const NODES_AT_ONCE: usize = 8;

/// Creates nodes, or changes what is said about them. Hours, phone and costs, which the file does not have, stay as they are.
pub async fn nodes(hub: &Hub, parsed: Parsed<NodeRow>) -> Result<Applied, ApplyError> {
    let mut applied = Applied { good: 0, bad: parsed.bad };
    for (row, line) in parsed.good.iter().zip(parsed.lines) {
        let code = NodeCode(row.code.clone());
        let known = hub.stock().node(&code);
        let Some(kind) = NodeKind::parse(&row.kind) else {
            applied.bad.push(BadRow { line, reason: format!("there is no kind of node called “{}”", row.kind) });
            continue;
        };
        let profile = Profile {
            name: row.name.clone(),
            kind,
            address: Address {
                name: known.as_ref().map(|known| known.address.name.clone()).unwrap_or_default(),
                street: row.street.clone(),
                postcode: row.postcode.clone(),
                city: row.city.clone(),
                country: row.country.clone(),
                point: Some(Point { latitude: row.latitude, longitude: row.longitude }),
            },
            phone: known.as_ref().and_then(|known| known.phone.clone()),
            hours: known.as_ref().map(|known| known.hours.clone()).unwrap_or_default(),
            handling_cost: known.as_ref().map(|known| known.handling_cost).unwrap_or_default(),
            practice: known.as_ref().map(|known| known.practice.clone()).unwrap_or_default(),
            code: code.clone(),
        };
        match hub.tell::<Node>(code.entity(), Command::Describe(Box::new(profile)), By::system()).await {
            Ok(_) => applied.good += 1,
            Err(failure) => applied.bad.push(refused(line, failure)?),
        }
    }
    applied.bad.sort_by_key(|bad| bad.line);
    Ok(applied)
}

/// Keeps products as the file has them. A variant of a product that is in the file without it is gone.
pub async fn products(hub: &Hub, parsed: Parsed<Product>) -> Result<Applied, ApplyError> {
    let mut applied = Applied { good: 0, bad: parsed.bad };
    let products: Vec<catalogue::Product> = parsed.good.into_iter().map(catalogue::Product::from).collect();
    for (some, lines) in products.chunks(PRODUCTS_AT_ONCE).zip(parsed.lines.chunks(PRODUCTS_AT_ONCE)) {
        let kept = catalogue::upsert(&*hub.writer().await, some, hub.now()).await;
        match kept {
            Ok(()) => applied.good += some.len(),
            // One of them cannot go in, and none has: one at a time, the others can.
            Err(UpsertError::SkuTaken { .. }) => {
                for (product, &line) in some.iter().zip(lines) {
                    let kept = catalogue::upsert(&*hub.writer().await, std::slice::from_ref(product), hub.now()).await;
                    match kept {
                        Ok(()) => applied.good += 1,
                        Err(taken @ UpsertError::SkuTaken { .. }) => {
                            applied.bad.push(BadRow { line, reason: format!("product “{}” is left out: {taken}", product.handle) });
                        }
                        Err(UpsertError::Database(error)) => return Err(error.into()),
                    }
                }
            }
            Err(UpsertError::Database(error)) => return Err(error.into()),
        }
    }
    applied.bad.sort_by_key(|bad| bad.line);
    Ok(applied)
}

/// Sets counts and safety stock. Node and SKU must be known: what is imported first are nodes and products.
pub async fn stock(hub: &Hub, parsed: Parsed<StockRow>) -> Result<Applied, ApplyError> {
    let mut applied = Applied { good: 0, bad: parsed.bad };
    let sold: HashSet<Sku> = catalogue::skus(hub.db()).await?.into_iter().collect();
    let mut of_node: BTreeMap<NodeCode, Vec<(StockRow, u64)>> = BTreeMap::new();
    for (row, line) in parsed.good.into_iter().zip(parsed.lines) {
        let node = NodeCode(row.node.clone());
        if hub.stock().node(&node).is_none() {
            applied.bad.push(BadRow { line, reason: format!("there is no node “{node}”; import or create it first") });
        } else if !sold.contains(&Sku(row.sku.clone())) {
            applied.bad.push(BadRow { line, reason: format!("no product has the SKU “{}”; import its product first", row.sku) });
        } else {
            of_node.entry(node).or_default().push((row, line));
        }
    }
    let mut each =
        stream::iter(of_node).map(|(node, rows)| async move { stock_of(hub, &node, &rows).await }).buffer_unordered(NODES_AT_ONCE);
    while let Some(of_one) = each.next().await {
        let of_one = of_one?;
        applied.good += of_one.good;
        applied.bad.extend(of_one.bad);
    }
    applied.bad.sort_by_key(|bad| bad.line);
    Ok(applied)
}

async fn stock_of(hub: &Hub, node: &NodeCode, rows: &[(StockRow, u64)]) -> Result<Applied, ApplyError> {
    let mut applied = Applied::default();
    for some in rows.chunks(ROWS_AT_ONCE) {
        match set(hub, node, some).await {
            Ok(()) => applied.good += some.len(),
            Err(Failure::Refused(_)) => {
                for one in some {
                    match set(hub, node, std::slice::from_ref(one)).await {
                        Ok(()) => applied.good += 1,
                        Err(failure) => applied.bad.push(refused(one.1, failure)?),
                    }
                }
            }
            Err(failure) => {
                for (_, line) in some {
                    applied.bad.push(refused(*line, failure.clone())?);
                }
            }
        }
    }
    Ok(applied)
}

async fn set(hub: &Hub, node: &NodeCode, rows: &[(StockRow, u64)]) -> Result<(), Failure<Refusal>> {
    let changes = rows
        .iter()
        .flat_map(|(row, _)| {
            let sku = Sku(row.sku.clone());
            [StockChange::Set { sku: sku.clone(), on_hand: row.on_hand }, StockChange::SafetyStock { sku, units: row.safety_stock }]
        })
        .collect();
    hub.tell::<Node>(node.entity(), Command::ChangeStock { changes }, By::system()).await.map(|_| ())
}

/// A row that the hub does not take; without an answer from the hub there is nothing to say about the row.
fn refused(line: u64, failure: Failure<Refusal>) -> Result<BadRow, ApplyError> {
    match failure {
        Failure::TryAgain => Err(ApplyError::TryAgain),
        failure => Ok(BadRow { line, reason: failure.to_string() }),
    }
}

impl From<Product> for catalogue::Product {
    fn from(read: Product) -> Self {
        let variants = read.variants.into_iter().map(|variant| catalogue::Variant {
            sku: variant.sku,
            title: variant.title,
            options: Options(variant.options),
            price: variant.price,
            grams: variant.grams,
            barcode: variant.barcode,
        });
        catalogue::Product {
            variants: variants.collect(),
            handle: read.handle,
            title: read.title,
            description_html: read.description_html,
            vendor: read.vendor,
            category: read.category,
            tags: read.tags,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;
    use comptoir_actors::hub::HubOptions;

    const NODES: &str = "code,name,kind,street,postcode,city,country,latitude,longitude\n\
        LYO1,Lyon Bellecour,store,14 rue Émile-Zola,69002,Lyon,FR,45.7594,4.8331\n\
        ORL1,Entrepôt Orléans,warehouse,8 rue des Châtaigniers,45140,Ormes,FR,47.9452,1.8256\n";
    const PRODUCTS: &str = "Handle,Title,Variant SKU,Variant Price\nbol,Bol,BOL,19.00\nmug,Mug,MUG,9.00\n";

    async fn hub(folder: &tempfile::TempDir) -> Hub {
        Hub::start(HubOptions { arbiters: 1, ..HubOptions::new(&format!("sqlite:{}", folder.path().join("c.db").display())) })
            .await
            .unwrap()
    }

    fn told(applied: &Applied) -> Vec<(u64, &str)> {
        applied.bad.iter().map(|bad| (bad.line, bad.reason.as_str())).collect()
    }

    #[actix::test]
    async fn good_rows_go_in_and_bad_ones_are_reported() {
        let folder = tempfile::tempdir().unwrap();
        let hub = hub(&folder).await;
        let applied = nodes(&hub, import::nodes(NODES.as_bytes())).await.unwrap();
        assert_eq!((applied.good, applied.bad.len()), (2, 0));

        let applied = products(&hub, import::products(PRODUCTS.as_bytes(), "EUR")).await.unwrap();
        assert_eq!((applied.good, applied.bad.len()), (2, 0));
        let taken = "Handle,Title,Variant SKU,Variant Price\nvase,Vase,VASE,49.00\ncoupe,Coupe,BOL,12.00\n";
        let applied = products(&hub, import::products(taken.as_bytes(), "EUR")).await.unwrap();
        assert_eq!(applied.good, 1);
        assert_eq!(told(&applied), [(3, "product “coupe” is left out: SKU BOL already belongs to product bol")]);
        assert!(catalogue::by_handle(hub.db(), "vase").await.unwrap().is_some());

        let rows = "node,sku,on_hand,safety_stock\nLYO1,BOL,5,1\nNOWHERE,BOL,5,0\nORL1,MUG,200,2\nLYO1,CHAISE,1,0\nLYO1,MUG,many,0\n";
        let applied = stock(&hub, import::stock(rows.as_bytes())).await.unwrap();
        assert_eq!(applied.good, 2);
        assert_eq!(
            told(&applied),
            [
                (3, "there is no node “NOWHERE”; import or create it first"),
                (5, "no product has the SKU “CHAISE”; import its product first"),
                (6, "on_hand “many” is not a whole number from 0 to 1000000000"),
            ]
        );
        let lyon = hub.stock().of_node(&"LYO1".into());
        assert_eq!((lyon[&"BOL".into()].on_hand, lyon[&"BOL".into()].available()), (5, 4));
        hub.stop().await;
    }

    #[actix::test]
    async fn a_row_that_the_node_refuses_leaves_the_others_of_its_chunk_in() {
        let folder = tempfile::tempdir().unwrap();
        let hub = hub(&folder).await;
        nodes(&hub, import::nodes(NODES.as_bytes())).await.unwrap();
        // A SKU that a catalogue can hold, but no node.
        let long = "X".repeat(150);
        let given = format!("{PRODUCTS}long,Long,{long},1.00\n");
        products(&hub, import::products(given.as_bytes(), "EUR")).await.unwrap();
        let rows = format!("node,sku,on_hand,safety_stock\nLYO1,BOL,5,1\nLYO1,{long},5,0\nLYO1,MUG,3,0\n");
        let applied = stock(&hub, import::stock(rows.as_bytes())).await.unwrap();
        assert_eq!(applied.good, 2);
        assert_eq!(applied.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [3]);
        assert!(applied.bad[0].reason.contains("1 to 100 characters"), "{}", applied.bad[0].reason);
        hub.stop().await;
    }

    #[actix::test]
    async fn what_the_file_does_not_say_of_a_node_stays() {
        let folder = tempfile::tempdir().unwrap();
        let hub = hub(&folder).await;
        nodes(&hub, import::nodes(NODES.as_bytes())).await.unwrap();
        let code = NodeCode::from("LYO1");
        let mut profile = Profile::clone(&hub.stock().node(&code).unwrap());
        profile.phone = Some("+33465710269".into());
        profile.hours = [("mon".to_owned(), vec!["10:00-19:00".to_owned()])].into();
        hub.tell::<Node>(code.entity(), Command::Describe(Box::new(profile.clone())), By::system()).await.unwrap();

        let renamed = NODES.replace("Lyon Bellecour", "Lyon Presqu'île");
        let applied = nodes(&hub, import::nodes(renamed.as_bytes())).await.unwrap();
        assert_eq!(applied.good, 2);
        let after = hub.stock().node(&code).unwrap();
        assert_eq!((after.name.as_str(), &after.phone, &after.hours), ("Lyon Presqu'île", &profile.phone, &profile.hours));
        hub.stop().await;
    }
}
