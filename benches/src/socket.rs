//! A live connection, as a visitor's browser or a program holds one.

use anyhow::{Context, Result, bail};
use fastwebsockets::{Frame, OpCode, Payload, Role, WebSocket};
use memchr::memmem;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

pub struct Socket(WebSocket<TcpStream>);

impl Socket {
    /// Upgrades a new connection.
    pub async fn open(address: SocketAddr, path: &str) -> Result<Socket> {
        Socket::open_from(IpAddr::V4(Ipv4Addr::LOCALHOST), address, path).await
    }

    /// From another address of this machine: one has ports for some 28,000 connections.
    pub async fn open_from(source: IpAddr, address: SocketAddr, path: &str) -> Result<Socket> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(source, 0))?;
        let mut stream = socket.connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        // The key is that of RFC 6455's example: nothing between us and the server could mistake one handshake for another.
        let upgrade = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(upgrade.as_bytes()).await?;
        let mut answer = Vec::with_capacity(1_024);
        // Byte by byte, so that nothing of the first frame is taken; the server speaks only after our first frame anyway.
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.context("the server has closed instead of upgrading")?);
        }
        if !answer.starts_with(b"HTTP/1.1 101") {
            bail!("the server does not upgrade: {}", String::from_utf8_lossy(&answer).lines().next().unwrap_or_default());
        }
        Ok(Socket(WebSocket::after_handshake(stream, Role::Client)))
    }

    pub async fn send(&mut self, mut text: String) -> Result<()> {
        text.reserve(16);
        let frame = Frame::text(Payload::Owned(text.into_bytes()));
        self.0.write_frame(frame).await.context("cannot send a frame")
    }

    /// The next text frame that this is true of; the others are passed over. Pings are answered meanwhile.
    pub async fn wait_for(&mut self, wanted: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>> {
        loop {
            let frame = self.0.read_frame().await.context("cannot read a frame")?;
            match frame.opcode {
                OpCode::Text if wanted(&frame.payload) => return Ok(frame.payload.to_vec()),
                OpCode::Text if is(&frame.payload, "rejected") || is(&frame.payload, "bye") => {
                    bail!("the server says {}", String::from_utf8_lossy(&frame.payload));
                }
                OpCode::Close => bail!("the server has closed the connection"),
                _ => {}
            }
        }
    }

    /// Waits for a frame of this type, and reads it.
    pub async fn wait_for_type(&mut self, name: &str) -> Result<Value> {
        let frame = self.wait_for(|frame| is(frame, name)).await?;
        Ok(serde_json::from_slice(&frame)?)
    }

    /// Waits for the event of this message.
    pub async fn wait_for_message(&mut self, id: &str) -> Result<()> {
        self.wait_for(|frame| is(frame, "event") && memmem::find(frame, id.as_bytes()).is_some()).await.map(|_| ())
    }

    /// Says who we are; gives the welcome.
    pub async fn hello(&mut self, token: &str) -> Result<Value> {
        self.send(json!({"type": "hello", "token": token}).to_string()).await?;
        self.wait_for_type("welcome").await
    }
}

/// Whether a frame's type is this, without reading all of it.
fn is(frame: &[u8], name: &str) -> bool {
    const TYPE: &[u8] = b"\"type\":\"";
    let mut from = 0;
    while let Some(at) = memmem::find(&frame[from..], TYPE) {
        from += at + TYPE.len();
        if frame[from..].starts_with(name.as_bytes()) && frame.get(from + name.len()) == Some(&b'"') {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_found_wherever_it_stands() {
        assert!(is(br#"{"ref":1,"seq":4,"type":"ack"}"#, "ack"));
        assert!(!is(br#"{"type":"acknowledged"}"#, "ack"));
        assert!(!is(br#"{"text":"ack"}"#, "ack"));
    }
}
