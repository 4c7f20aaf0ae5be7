//! Live read models: they advance with every commit, before anybody is answered.

mod live;
mod stock_index;

pub use live::{Live, LiveItem, Person, Queue, Stream, Subscription};
pub use stock_index::StockIndex;

use crate::store::rows::Subject;
use sea_orm::{DatabaseConnection, DbErr};
use std::sync::Arc;

/// The views of one hub.
pub struct Views {
    pub stock: StockIndex,
    pub live: Arc<Live>,
}

impl Views {
    pub async fn load(db: &DatabaseConnection) -> Result<Self, DbErr> {
        Ok(Views { stock: StockIndex::load(db).await?, live: Arc::new(Live::default()) })
    }

    /// An entity has come to look like this.
    pub fn advance(&self, subject: &Subject) {
        if let Subject::Node(node) = subject {
            self.stock.advance(node);
        }
    }
}
