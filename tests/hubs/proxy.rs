//! The network between a hub and a service, which can fail: a TCP proxy that cuts its connections, refuses new ones, or swallows all.

use std::net::SocketAddr;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What becomes of connections and of what is sent over them.
#[derive(Clone, Copy)]
struct Weather {
    /// New connections are closed as soon as they are made.
    refuses: bool,
    /// Connections stay open, and nothing goes through.
    swallows: bool,
    /// Connections that were made before the last cut are closed.
    cuts: u64,
}

pub struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    listening: JoinHandle<()>,
}

impl Proxy {
    /// In front of `HOST:PORT`, on a port of its own.
    pub async fn before(target: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let (weather, changes) = watch::channel(Weather { refuses: false, swallows: false, cuts: 0 });
        let listening = tokio::spawn(listen(listener, target.to_owned(), changes));
        Proxy { address, weather, listening }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes every connection; new ones are welcome.
    pub fn cut(&self) {
        self.weather.send_modify(|weather| weather.cuts += 1);
    }

    /// Closes every connection, and new ones too, until it is told to pass.
    pub fn refuse(&self) {
        self.weather.send_modify(|weather| {
            weather.refuses = true;
            weather.cuts += 1;
        });
    }

    /// Lets nothing through and closes nothing, until it is told to pass: neither side can tell it from a slow one.
    pub fn swallow(&self) {
        self.weather.send_modify(|weather| weather.swallows = true);
    }

    pub fn pass(&self) {
        self.weather.send_modify(|weather| {
            weather.refuses = false;
            weather.swallows = false;
        });
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.refuse();
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, target: String, changes: watch::Receiver<Weather>) {
    while let Ok((incoming, _)) = listener.accept().await {
        if !changes.borrow().refuses {
            tokio::spawn(connect(incoming, target.clone(), changes.clone()));
        }
    }
}

async fn connect(mut incoming: TcpStream, target: String, mut changes: watch::Receiver<Weather>) {
    let cuts = changes.borrow().cuts;
    let Ok(mut outgoing) = TcpStream::connect(target).await else { return };
    // What is small must not wait: the proxy is no part of what is measured.
    let _ = (incoming.set_nodelay(true), outgoing.set_nodelay(true));
    let passing = copy_bidirectional(&mut incoming, &mut outgoing);
    tokio::pin!(passing);
    loop {
        let weather = *changes.borrow_and_update();
        if weather.cuts != cuts {
            return;
        }
        tokio::select! {
            _ = &mut passing, if !weather.swallows => return,
            changed = changes.changed() => if changed.is_err() { return },
        }
    }
}
