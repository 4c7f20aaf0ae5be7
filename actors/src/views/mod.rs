//! Live read models: they advance with every commit, before anybody is answered.

mod live;
mod presence;
mod stock_index;

pub use live::{Live, LiveItem, Queue, Stream, Subscription};
pub use presence::Person;
pub use stock_index::StockIndex;

use crate::hubs::Bus;
use crate::store::rows::Subject;
use sea_orm::{DatabaseConnection, DbErr};
use std::sync::Arc;

/// The views of one hub.
pub struct Views {
    pub stock: StockIndex,
    pub live: Arc<Live>,
}

impl Views {
    /// `bus`: the way to other hubs, if there are any.
    pub async fn load(db: &DatabaseConnection, bus: Option<Bus>) -> Result<Self, DbErr> {
        Ok(Views { stock: StockIndex::load(db).await?, live: Arc::new(Live::new(bus)) })
    }

    /// An entity has come to look like this.
    pub fn advance(&self, subject: &Subject) {
        if let Subject::Node(node) = subject {
            self.stock.advance(node);
        }
    }
}
