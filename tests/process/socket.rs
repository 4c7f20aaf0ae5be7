//! The live connection, as the widget and the console hold it.

use super::api::Api;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_with_config};

/// How long an answer may take on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Frames that came while another was waited for.
    waiting: VecDeque<Value>,
}

/// Why there is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    Closed,
    Nothing,
}

impl Socket {
    /// Connects; nobody has said hello yet.
    pub async fn connect(url: &str) -> Option<Socket> {
        Socket::connect_as(url, None, None).await
    }

    /// As a browser with this cookie does on a page from there.
    pub async fn connect_as(url: &str, cookie: Option<&str>, origin: Option<&str>) -> Option<Socket> {
        let tcp = TcpStream::connect(url.strip_prefix("http://")?).await.ok()?;
        Socket::over(tcp, url, cookie, origin).await
    }

    /// The same over a connection that has been made.
    pub async fn over(tcp: TcpStream, url: &str, cookie: Option<&str>, origin: Option<&str>) -> Option<Socket> {
        let mut request = format!("{}/live", url.replacen("http", "ws", 1)).into_client_request().ok()?;
        for (name, value) in [("cookie", cookie), ("origin", origin)] {
            if let Some(value) = value {
                request.headers_mut().insert(name, value.parse().ok()?);
            }
        }
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let (stream, _) = client_async_with_config(request, MaybeTlsStream::Plain(tcp), Some(config)).await.ok()?;
        Some(Socket { stream, waiting: VecDeque::new() })
    }

    /// A visitor, or a program with its key, from the beginning.
    pub async fn hello(url: &str, token: &str) -> (Socket, Value) {
        Socket::hello_since(url, token, None).await.expect("a welcome")
    }

    pub async fn hello_since(url: &str, token: &str, since: Option<i64>) -> Option<(Socket, Value)> {
        let mut socket = Socket::connect(url).await?;
        socket.say(&json!({"type": "hello", "token": token, "since": since})).await?;
        let welcome = socket.next().await.ok()?;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        Some((socket, welcome))
    }

    /// Staff who have signed in.
    pub async fn staff(url: &str, api: &Api) -> Socket {
        Socket::staff_welcomed(url, api).await.0
    }

    /// The same, with what they are told first.
    pub async fn staff_welcomed(url: &str, api: &Api) -> (Socket, Value) {
        let mut socket = Socket::connect_as(url, api.cookie.as_deref(), Some(url)).await.expect("a socket");
        socket.send(json!({"type": "hello"})).await;
        let welcome = socket.expect("welcome").await;
        assert_eq!(welcome["you"]["kind"], "staff", "{welcome}");
        (socket, welcome)
    }

    pub async fn send_message(&mut self, message: Message) -> Option<()> {
        self.stream.send(message).await.ok()
    }

    /// `None`: the connection is gone.
    pub async fn say(&mut self, frame: &Value) -> Option<()> {
        self.send_message(Message::text(frame.to_string())).await
    }

    pub async fn send(&mut self, frame: Value) {
        self.say(&frame).await.expect("an open connection");
    }

    /// Several frames at once.
    pub async fn say_all(&mut self, frames: &[Value]) -> Option<()> {
        for frame in frames {
            self.stream.feed(Message::text(frame.to_string())).await.ok()?;
        }
        self.stream.flush().await.ok()
    }

    pub async fn next_within(&mut self, patience: Duration) -> Result<Value, Silence> {
        match self.waiting.pop_front() {
            Some(frame) => Ok(frame),
            None => self.arriving(patience).await,
        }
    }

    pub async fn next(&mut self) -> Result<Value, Silence> {
        self.next_within(PATIENCE).await
    }

    async fn arriving(&mut self, patience: Duration) -> Result<Value, Silence> {
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            match tokio::time::timeout_at(deadline, self.stream.next()).await {
                Err(_) => return Err(Silence::Nothing),
                Ok(Some(Ok(Message::Text(text)))) => return Ok(serde_json::from_str(&text).expect("frames are JSON")),
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
                Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => return Err(Silence::Closed),
                Ok(Some(Ok(other))) => panic!("a server sends texts, not {other:?}"),
            }
        }
    }

    /// The next frame that is meant; the others wait.
    pub async fn next_that(&mut self, wanted: impl Fn(&Value) -> bool) -> Result<Value, Silence> {
        if let Some(at) = self.waiting.iter().position(&wanted) {
            return Ok(self.waiting.remove(at).expect("it is there"));
        }
        loop {
            let frame = self.arriving(PATIENCE).await?;
            if wanted(&frame) {
                return Ok(frame);
            }
            self.waiting.push_back(frame);
        }
    }

    #[track_caller]
    pub fn expect<'a>(&'a mut self, kind: &'a str) -> impl Future<Output = Value> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let found = self.next_that(|frame| frame["type"] == kind).await;
            found.unwrap_or_else(|silence| panic!("no {kind} at {caller}: {silence:?}, but {:?}", self.waiting))
        }
    }

    /// Sends a frame with a `ref`, and waits for what is said about it.
    pub async fn ask(&mut self, frame: Value) -> Value {
        let reference = frame["ref"].clone();
        self.send(frame).await;
        let answers = |frame: &Value| frame["ref"] == reference && frame["type"] != "event";
        self.next_that(answers).await.unwrap_or_else(|silence| panic!("{silence:?} instead of an answer to {reference}"))
    }

    /// What has arrived, until nothing has for so long.
    pub async fn until_quiet(&mut self, quiet: Duration) -> Vec<Value> {
        let mut frames = Vec::from(std::mem::take(&mut self.waiting));
        while let Ok(frame) = self.arriving(quiet).await {
            frames.push(frame);
        }
        frames
    }

    /// Reads to the end, and gives the last frame's reason.
    pub async fn bye(&mut self) -> Option<String> {
        let mut reason = None;
        loop {
            match self.next().await {
                Ok(frame) if frame["type"] == "bye" => reason = frame["reason"].as_str().map(str::to_owned),
                Ok(_) => {}
                Err(Silence::Closed) => return reason,
                Err(Silence::Nothing) => panic!("the server does not close"),
            }
        }
    }
}
