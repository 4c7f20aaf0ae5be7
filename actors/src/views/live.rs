//! Live streams: who listens to what, and who is there.
//!
//! A listener has one bounded queue for all its streams. One that does not empty it is cut off: it comes back and resumes by `seq`,
//! and has cost the others nothing.

use crate::hubs::Bus;
use crate::hubs::message::{Fleeting, Message};
use crate::journal::Committed;
use crate::store::rows::Subject;
use crate::views::presence::{Person, Presence};
use comptoir_domain::ids::NodeCode;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::{Notify, mpsc};
use uuid::Uuid;

/// Something that can be listened to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stream {
    /// All topics.
    Inbox,
    /// One customer's timeline (not that of its aliases).
    Customer(Uuid),
    /// The board of a node.
    Node(NodeCode),
    /// One order, for its tracking page.
    Order(Uuid),
}

/// What a listener gets.
#[derive(Debug)]
pub enum LiveItem {
    Event(Stream, Arc<Committed>),
    Typing { stream: Stream, from_staff: bool, name: Option<Arc<str>>, on: bool },
    VisitorPresence { customer: Uuid, online: bool },
    StaffPresence,
    Resync(Stream),
}

impl LiveItem {
    /// Whether it is about this moment alone: nobody misses it later.
    fn is_fleeting(&self) -> bool {
        match self {
            LiveItem::Typing { .. } | LiveItem::VisitorPresence { .. } | LiveItem::StaffPresence => true,
            LiveItem::Event(..) | LiveItem::Resync(_) => false,
        }
    }
}

/// A listener's end of its queue, seen from the hub.
#[derive(Clone)]
pub struct Queue {
    sender: mpsc::Sender<Arc<LiveItem>>,
    cut: Arc<Cut>,
}

#[derive(Default)]
struct Cut {
    happened: AtomicBool,
    bell: Notify,
}

impl Queue {
    /// A queue that holds `capacity` items.
    pub fn new(capacity: usize) -> (Self, mpsc::Receiver<Arc<LiveItem>>) {
        let (sender, receiver) = mpsc::channel(capacity);
        (Queue { sender, cut: Arc::default() }, receiver)
    }

    /// Nothing may follow what was lost: the listener could not tell. And what is fleeting leaves half of the queue free, so that nobody is
    /// cut off because somebody else's fingers are fast.
    fn put(&self, item: Arc<LiveItem>) {
        if self.is_cut() || item.is_fleeting() && self.sender.capacity() < self.sender.max_capacity() / 2 {
            return;
        }
        if self.sender.try_send(item).is_err() && !self.cut.happened.swap(true, Ordering::AcqRel) {
            self.cut.bell.notify_one();
        }
    }

    /// Whether something was lost: the listener must be let go.
    pub fn is_cut(&self) -> bool {
        self.cut.happened.load(Ordering::Acquire)
    }

    /// Returns when something was lost.
    pub async fn cut(&self) {
        while !self.is_cut() {
            self.cut.bell.notified().await;
        }
    }
}

/// Listening ends when this is dropped.
pub struct Subscription {
    live: Arc<Live>,
    stream: Stream,
    id: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut listeners = self.live.listeners.lock();
        if let Some(of_stream) = listeners.get_mut(&self.stream) {
            of_stream.retain(|listener| listener.id != self.id);
            if of_stream.is_empty() {
                listeners.remove(&self.stream);
            }
        }
    }
}

struct Listener {
    id: u64,
    queue: Queue,
}

/// Who listens, and who is there.
pub struct Live {
    listeners: Mutex<HashMap<Stream, Vec<Listener>>>,
    next_id: AtomicU64,
    pub presence: Presence,
    /// The way to other hubs: what is for this moment alone is not in the journal.
    bus: Option<Bus>,
}

impl Live {
    pub fn new(bus: Option<Bus>) -> Self {
        Live { listeners: Mutex::default(), next_id: AtomicU64::new(0), presence: Presence::default(), bus }
    }

    /// Whoever listens first and then reads the database misses nothing.
    pub fn listen(self: &Arc<Self>, stream: Stream, queue: &Queue) -> Subscription {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        self.listeners.lock().entry(stream.clone()).or_default().push(Listener { id, queue: queue.clone() });
        Subscription { live: self.clone(), stream, id }
    }

    /// Sends a committed event to everybody whom it concerns.
    pub fn publish(&self, event: &Arc<Committed>) {
        let listeners = self.listeners.lock();
        if listeners.is_empty() {
            return;
        }
        let send_to = |stream: &Stream, item: &dyn Fn() -> LiveItem| {
            let Some(of_stream) = listeners.get(stream) else { return };
            let item = Arc::new(item());
            of_stream.iter().for_each(|listener| listener.queue.put(item.clone()));
        };
        let send = |stream: Stream| send_to(&stream, &|| LiveItem::Event(stream.clone(), event.clone()));
        if let Some(customer) = event.customer {
            send(Stream::Customer(customer));
        }
        match &event.subject {
            Subject::Order(order) => {
                send(Stream::Order(order.id.0));
                let mut told: Vec<&NodeCode> = Vec::with_capacity(order.fulfillments.len());
                let boards = order.fulfillments.iter().flat_map(|part| [Some(&part.node), order.sent_to(part)]);
                for node in boards.flatten() {
                    if !told.contains(&node) {
                        told.push(node);
                        send(Stream::Node(node.clone()));
                    }
                }
            }
            Subject::Customer(subject) => {
                if !subject.topics.is_empty() {
                    send(Stream::Inbox);
                }
                for customer in &subject.resync {
                    let stream = Stream::Customer(*customer);
                    send_to(&stream, &|| LiveItem::Resync(stream.clone()));
                }
            }
            Subject::Node(_) | Subject::None => {}
        }
    }

    /// Sends something that is not kept to those who listen here.
    fn tell(&self, stream: &Stream, item: LiveItem) {
        let item = Arc::new(item);
        for listener in self.listeners.lock().get(stream).map_or(&[][..], Vec::as_slice) {
            listener.queue.put(item.clone());
        }
    }

    fn tell_others(&self, fleeting: Fleeting) {
        if let Some(bus) = &self.bus {
            bus.say(Message::Fleeting(fleeting));
        }
    }

    /// Somebody in a customer's conversation types, or has stopped.
    pub fn typing(&self, customer: Uuid, from_staff: bool, name: Option<Arc<str>>, on: bool) {
        self.tell_others(Fleeting::Typing { customer, from_staff, name: name.clone(), on });
        self.show_typing(customer, from_staff, name, on);
    }

    fn show_typing(&self, customer: Uuid, from_staff: bool, name: Option<Arc<str>>, on: bool) {
        let stream = Stream::Customer(customer);
        self.tell(&stream, LiveItem::Typing { stream: stream.clone(), from_staff, name, on });
    }

    /// A customer's stream has changed behind the cursors of those who follow it.
    pub fn resync(&self, customer: Uuid) {
        self.tell_others(Fleeting::Resync { customer });
        self.show_resync(customer);
    }

    fn show_resync(&self, customer: Uuid) {
        self.tell(&Stream::Customer(customer), LiveItem::Resync(Stream::Customer(customer)));
    }

    /// A visitor's socket opened (`true`) or closed.
    pub fn visitor(&self, customer: Uuid, online: bool) {
        let change = self.presence.visitor(customer, online);
        if change.here {
            self.tell_others(Fleeting::Visitor { customer, online });
        }
        if change.everywhere {
            self.show_visitor(customer, online);
        }
    }

    fn show_visitor(&self, customer: Uuid, online: bool) {
        self.tell(&Stream::Customer(customer), LiveItem::VisitorPresence { customer, online });
    }

    /// A member of staff came (`true`) or went.
    pub fn staff(&self, person: Person, online: bool) {
        let change = self.presence.staff(&person, online);
        if change.here {
            self.tell_others(Fleeting::Staff { person, online });
        }
        if change.everywhere {
            self.show_staff();
        }
    }

    fn show_staff(&self) {
        self.tell(&Stream::Inbox, LiveItem::StaffPresence);
    }

    /// What another hub says of this moment.
    pub fn heard(&self, hub: Uuid, fleeting: Fleeting) {
        match fleeting {
            Fleeting::Typing { customer, from_staff, name, on } => self.show_typing(customer, from_staff, name, on),
            Fleeting::Resync { customer } => self.show_resync(customer),
            Fleeting::Visitor { customer, online } => {
                if self.presence.visitor_elsewhere(hub, customer, online) {
                    self.show_visitor(customer, online);
                }
            }
            Fleeting::Staff { person, online } => {
                if self.presence.staff_elsewhere(hub, person, online) {
                    self.show_staff();
                }
            }
        }
    }

    /// Another hub says who is connected to it; nobody when it is gone.
    pub fn present_elsewhere(&self, hub: Uuid, visitors: Vec<Uuid>, staff: Vec<Person>) {
        let changes = self.presence.everybody_elsewhere(hub, visitors, staff);
        changes.visitors.into_iter().for_each(|(customer, online)| self.show_visitor(customer, online));
        if changes.staff {
            self.show_staff();
        }
    }

    pub fn is_visitor_online(&self, customer: Uuid) -> bool {
        self.presence.is_visitor_online(customer)
    }

    pub fn staff_online(&self) -> Vec<Person> {
        self.presence.staff_online()
    }

    /// How many subscriptions there are.
    pub fn len(&self) -> usize {
        self.listeners.lock().values().map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drained(items: &mut mpsc::Receiver<Arc<LiveItem>>) -> usize {
        std::iter::from_fn(|| items.try_recv().ok()).count()
    }

    #[test]
    fn nothing_follows_what_was_lost() {
        let (queue, mut items) = Queue::new(4);
        (0..4).for_each(|_| queue.put(Arc::new(LiveItem::Resync(Stream::Inbox))));
        assert!(!queue.is_cut());
        queue.put(Arc::new(LiveItem::Resync(Stream::Inbox)));
        assert!(queue.is_cut());
        assert_eq!(drained(&mut items), 4);
        queue.put(Arc::new(LiveItem::Resync(Stream::Inbox)));
        assert_eq!(drained(&mut items), 0, "a gap that does not show");
    }

    #[test]
    fn what_is_fleeting_cuts_nobody_off() {
        let (queue, mut items) = Queue::new(4);
        (0..100).for_each(|_| queue.put(Arc::new(LiveItem::StaffPresence)));
        queue.put(Arc::new(LiveItem::Resync(Stream::Inbox)));
        assert!(!queue.is_cut());
        assert_eq!(drained(&mut items), 4);
    }
}
