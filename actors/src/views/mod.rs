//! Live read models: they advance with every commit, before anybody is answered.

mod live;
mod presence;
mod stock_index;

pub use live::{Live, LiveItem, Queue, Stream, Subscription};
pub use presence::Person;
pub use stock_index::StockIndex;

use crate::hubs::Bus;
use crate::journal::Committed;
use crate::sourcing::{Desk, Retailer};
use crate::store::rows::Subject;
use comptoir_domain::entity::Kind;
use sea_orm::{DatabaseConnection, DbErr};
use std::sync::Arc;

/// The views of one hub.
pub struct Views {
    pub stock: StockIndex,
    pub desk: Desk,
    pub live: Arc<Live>,
}

impl Views {
    /// `bus`: the way to other hubs, if there are any.
    pub async fn load(db: &DatabaseConnection, retailer: Retailer, bus: Option<Bus>) -> Result<Self, DbErr> {
        let stock = StockIndex::load(db).await?;
        let desk = Desk::load(db, &stock, retailer).await?;
        Ok(Views { stock, desk, live: Arc::new(Live::new(bus)) })
    }

    /// Something has happened.
    pub fn advance(&self, event: &Committed) {
        // Before the stock: what a count found missing is told by what was there.
        if event.kind != Kind::Customer {
            self.desk.hear(&event.event.name, &event.event.data, event.entity, event.at, &self.stock);
        }
        match &event.subject {
            Subject::Node(node) => self.stock.advance(node),
            Subject::Order(_) | Subject::Customer(_) | Subject::None => {}
        }
    }
}
