//! Paying debts: what one entity owes another is told, and the debtor learns that it was.
//!
//! Every command here is harmless when it arrives twice, so a crash between telling and learning costs one repeat.

use crate::call::{By, Failure};
use crate::hub::Hub;
use crate::orders;
use comptoir_domain::customer::{self, Customer};
use comptoir_domain::entity::{Effect, Kind};
use comptoir_domain::ids::{CustomerId, FulfillmentId, NodeCode, OrderId};
use comptoir_domain::node::{self, Node};
use comptoir_domain::order::{self, Order};
use uuid::Uuid;

/// Pays a debt of the entity `id`. False when neither payment nor failure could be recorded.
pub async fn pay(hub: &Hub, kind: Kind, id: Uuid, effect: Effect) -> bool {
    match effect {
        Effect::Source { without } => {
            let command = orders::plan_again(hub, OrderId(id), &without).await.unwrap_or(order::Command::SourcingDelayed);
            to_order(hub, id, command).await
        }
        Effect::SourceElsewhere { fulfillment } => {
            let elsewhere = orders::can_be_served_elsewhere(hub, OrderId(id), fulfillment).await;
            to_order(hub, id, order::Command::Overdue { fulfillment, elsewhere }).await
        }
        Effect::Reserve { node, fulfillment, lines } => {
            let reserve = node::Command::Reserve { fulfillment, order: OrderId(id), lines };
            let learned = match to_node(hub, &node, reserve).await {
                Ok(()) => order::Command::ReservationTaken { fulfillment },
                Err(Failure::TryAgain) => order::Command::ReservationDelayed { fulfillment },
                Err(_) if hub.is_one_of_several() => give_up(hub, &node, fulfillment).await,
                Err(_) => order::Command::ReservationRefused { fulfillment },
            };
            to_order(hub, id, learned).await
        }
        Effect::TellPicked { node, fulfillment } => {
            let told = to_node(hub, &node, node::Command::MarkPicked { fulfillment }).await;
            learn(hub, id, fulfillment, told, order::Command::PickTold { fulfillment }).await
        }
        Effect::Release { node, fulfillment, missing } => {
            let told = to_node(hub, &node, node::Command::Release { fulfillment, missing }).await;
            learn(hub, id, fulfillment, told, order::Command::ReservationEnded { fulfillment }).await
        }
        Effect::Consume { node, fulfillment } => {
            let told = to_node(hub, &node, node::Command::Consume { fulfillment }).await;
            learn(hub, id, fulfillment, told, order::Command::ReservationEnded { fulfillment }).await
        }
        Effect::TakeIn { node, fulfillment, lines } => {
            let told = to_node(hub, &node, node::Command::TakeIn { fulfillment, order: OrderId(id), lines }).await;
            learn(hub, id, fulfillment, told, order::Command::TakenIn { fulfillment }).await
        }
        Effect::TellShort { order, fulfillment } => {
            let told = hub.tell::<Order>(order.0, order::Command::ReservationShort { fulfillment }, By::system()).await;
            let learned = match told {
                Err(Failure::TryAgain) => node::Command::ShortDelayed { fulfillment },
                _ => node::Command::ShortTold { fulfillment },
            };
            hub.tell::<Node>(id, learned, By::system()).await.is_ok()
        }
        Effect::TellLinked { to, adopt } => {
            let told = hub.tell::<Customer>(to.0, customer::Command::Adopt(adopt), By::system()).await;
            learn_link(hub, id, to, told.is_ok()).await
        }
        Effect::TellUnlinked { from } => {
            let told = hub.tell::<Customer>(from.0, customer::Command::LetGo { other: CustomerId(id) }, By::system()).await;
            learn_link(hub, id, from, told.is_ok()).await
        }
        Effect::Order(command) => to_order(hub, id, command).await,
        Effect::Customer(command) => {
            debug_assert_eq!(kind, Kind::Customer);
            !matches!(hub.tell::<Customer>(id, command, By::system()).await, Err(Failure::TryAgain))
        }
    }
}

async fn to_node(hub: &Hub, node: &NodeCode, command: node::Command) -> Result<(), Failure<node::Refusal>> {
    hub.tell::<Node>(node.entity(), command, By::system()).await.map(drop)
}

/// A refusal leaves nothing at the node. Where a hub may be late with the same reservation (it was stopped with it in its hands), the node is
/// told that it is not wanted any more; otherwise it would be made when there is stock again, for an order that went on without.
async fn give_up(hub: &Hub, node: &NodeCode, fulfillment: FulfillmentId) -> order::Command {
    match to_node(hub, node, node::Command::GiveUp { fulfillment }).await {
        Err(Failure::TryAgain) => order::Command::ReservationDelayed { fulfillment },
        Err(Failure::Refused(node::Refusal::Reserved)) => order::Command::ReservationTaken { fulfillment },
        _ => order::Command::ReservationRefused { fulfillment },
    }
}

async fn to_order(hub: &Hub, id: Uuid, command: order::Command) -> bool {
    match hub.tell::<Order>(id, command, By::system()).await {
        Ok(_) => true,
        Err(Failure::TryAgain) => false,
        Err(failure) => {
            tracing::warn!(order = %id, %failure, "an order refuses to learn what became of its debt");
            true
        }
    }
}

/// The order learns that a node was told, or tries again later. What a node refuses for good (it knows nothing of it) is settled too.
async fn learn(hub: &Hub, id: Uuid, fulfillment: FulfillmentId, told: Result<(), Failure<node::Refusal>>, done: order::Command) -> bool {
    let learned = match told {
        Err(Failure::TryAgain) => order::Command::ReservationDelayed { fulfillment },
        _ => done,
    };
    to_order(hub, id, learned).await
}

async fn learn_link(hub: &Hub, id: Uuid, other: CustomerId, told: bool) -> bool {
    let learned = if told { customer::Command::LinkTold { other } } else { customer::Command::LinkDelayed { other } };
    hub.tell::<Customer>(id, learned, By::system()).await.is_ok()
}
