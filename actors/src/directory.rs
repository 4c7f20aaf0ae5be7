//! Who is alive: finds an entity's actor, or brings it to life.

use crate::call::{Call, Failure, Receipt};
use crate::entity::{BroughtFurther, EntityActor, Turn, Wake};
use crate::hub::Hub;
use crate::store::rows::Stored;
use actix::prelude::*;
use comptoir_domain::customer::Customer;
use comptoir_domain::entity::Kind;
use comptoir_domain::node::Node;
use comptoir_domain::order::Order;
use parking_lot::Mutex;
use std::collections::HashMap;
use uuid::Uuid;

const SHARDS: usize = 16;

/// An entity that has a directory.
pub trait Resident: Stored {
    fn directory(hub: &Hub) -> &Directory<Self>;
}

impl Resident for Customer {
    fn directory(hub: &Hub) -> &Directory<Self> {
        &hub.directories().customers
    }
}

impl Resident for Order {
    fn directory(hub: &Hub) -> &Directory<Self> {
        &hub.directories().orders
    }
}

impl Resident for Node {
    fn directory(hub: &Hub) -> &Directory<Self> {
        &hub.directories().nodes
    }
}

/// The directories of the three kinds.
pub struct Directories {
    pub customers: Directory<Customer>,
    pub orders: Directory<Order>,
    pub nodes: Directory<Node>,
}

impl Directories {
    pub fn new() -> Self {
        Directories { customers: Directory::new(), orders: Directory::new(), nodes: Directory::new() }
    }

    /// Another hub has brought an entity to this version: should it live here, it is told.
    pub fn overtaken(&self, kind: Kind, id: Uuid, version: i64) {
        match kind {
            Kind::Customer => self.customers.overtaken(id, version),
            Kind::Order => self.orders.overtaken(id, version),
            Kind::Node => self.nodes.overtaken(id, version),
        }
    }
}

impl Default for Directories {
    fn default() -> Self {
        Self::new()
    }
}

/// The living entities of one kind.
pub struct Directory<E: Resident> {
    shards: Vec<Mutex<HashMap<Uuid, Addr<EntityActor<E>>>>>,
}

impl<E: Resident> Directory<E> {
    fn new() -> Self {
        Directory { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    fn shard(&self, id: Uuid) -> &Mutex<HashMap<Uuid, Addr<EntityActor<E>>>> {
        &self.shards[spread(id) % SHARDS]
    }

    /// How many are alive.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn find(&self, hub: &Hub, id: Uuid, new: bool) -> Addr<EntityActor<E>> {
        let mut living = self.shard(id).lock();
        if let Some(address) = living.get(&id)
            && address.connected()
        {
            return address.clone();
        }
        let address = EntityActor::activate(hub.clone(), id, new, &hub.arbiter(spread(id)));
        living.insert(id, address.clone());
        address
    }

    /// Takes an actor out of the directory, unless another has taken its place.
    pub fn forget(&self, id: Uuid, address: &Addr<EntityActor<E>>) {
        let mut living = self.shard(id).lock();
        if living.get(&id) == Some(address) {
            living.remove(&id);
        }
    }

    /// Asks an entity. A stopped actor gives the call back, and the next one takes it.
    pub async fn ask<R: Send + 'static>(
        &self,
        hub: &Hub,
        id: Uuid,
        call: Call<E>,
        read: impl Fn(&E) -> R + Send + 'static,
    ) -> Result<(Receipt, R), Failure<E::Refusal>> {
        let new = call.new;
        let (mut turn, answer) = Turn::new(call, read);
        for _ in 0..3 {
            match self.find(hub, id, new).try_send(turn) {
                Ok(()) => return answer.await.unwrap_or(Err(Failure::TryAgain)),
                Err(SendError::Full(_)) => return Err(Failure::TryAgain),
                Err(SendError::Closed(back)) => turn = back,
            }
        }
        Err(Failure::TryAgain)
    }

    fn overtaken(&self, id: Uuid, version: i64) {
        if let Some(address) = self.shard(id).lock().get(&id) {
            // Never refused for a full mailbox: an actor that does not hear of it would answer with what is no longer true.
            address.do_send(BroughtFurther { version });
        }
    }

    /// Tells an entity that something of it may be due; one too busy to hear it is woken again later.
    pub fn wake(&self, hub: &Hub, id: Uuid) {
        let _ = self.find(hub, id, false).try_send(Wake);
    }
}

/// Spreads ids over shards and arbiters: their last bits are random in every version of UUID we use.
fn spread(id: Uuid) -> usize {
    (id.as_u128() as u64 ^ (id.as_u128() as u64 >> 17)) as usize
}
