//! What orders need to know of SKUs, in memory: placing an order asks no table for titles and prices.

use comptoir_actors::hub::Hub;
use comptoir_actors::store::catalogue::{self, VariantInfo};
use comptoir_domain::ids::Sku;
use parking_lot::RwLock;
use sea_orm::DbErr;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long what was read is believed: a change by another process counts after this long.
const FRESH: Duration = Duration::from_secs(30);
/// How many SKUs are remembered at most.
const MOST: usize = 200_000;

struct Known {
    skus: HashMap<Sku, Arc<VariantInfo>>,
    since: Instant,
}

/// The SKUs that were asked for lately.
pub struct Catalogue {
    known: RwLock<Known>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Catalogue { known: RwLock::new(Known { skus: HashMap::new(), since: Instant::now() }) }
    }
}

impl Catalogue {
    /// What is known of each SKU, in their order; `None` for one that is not sold.
    pub async fn look_up(&self, hub: &Hub, skus: &[Sku]) -> Result<Vec<Option<Arc<VariantInfo>>>, DbErr> {
        if hub.is_one_of_several() {
            // A price that was changed over another hub counts at once: nothing is remembered.
            let read = read(hub, skus).await?;
            return Ok(skus.iter().map(|sku| read.get(sku).cloned()).collect());
        }
        let known: Vec<_> = {
            let known = self.known.read();
            let fresh = known.since.elapsed() < FRESH;
            skus.iter().map(|sku| if fresh { known.skus.get(sku).cloned() } else { None }).collect()
        };
        if known.iter().all(Option::is_some) {
            return Ok(known);
        }
        let asked_at = Instant::now();
        let read = read(hub, skus).await?;
        let found = skus.iter().map(|sku| read.get(sku).cloned()).collect();
        let mut known = self.known.write();
        if known.since.elapsed() >= FRESH || known.skus.len() > MOST {
            *known = Known { skus: HashMap::new(), since: asked_at };
        }
        // What was read before the last change is not remembered.
        if known.since <= asked_at {
            known.skus.extend(read);
        }
        Ok(found)
    }

    /// Products have changed: everything is read again.
    pub fn forget(&self) {
        *self.known.write() = Known { skus: HashMap::new(), since: Instant::now() };
    }
}

async fn read(hub: &Hub, skus: &[Sku]) -> Result<HashMap<Sku, Arc<VariantInfo>>, DbErr> {
    Ok(catalogue::lines_for(hub.db(), skus).await?.into_iter().map(|(sku, info)| (sku, Arc::new(info))).collect())
}
