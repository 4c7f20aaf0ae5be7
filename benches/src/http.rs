//! A keep-alive HTTP/1.1 connection that costs the generator little. It knows what our servers answer, and no more.

use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, until the next request.
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Connection> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request as it stands and reads its answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let (status, start, length) = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server has closed the connection");
            }
            if let Some(head) = head(&self.buffer)? {
                break head;
            }
        };
        while self.buffer.len() < start + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server has closed the connection in the middle of an answer");
            }
        }
        Ok(Answer { status, body: &self.buffer[start..start + length] })
    }
}

/// Status, where the body starts, and how long it is; `None` while the head is not there whole.
fn head(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = response.parse(bytes).context("the answer is no HTTP")? else { return Ok(None) };
    let status = response.code.unwrap_or_default();
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = match length {
        Some(header) => std::str::from_utf8(header.value)?.parse().context("the answer's length is no number")?,
        None if status == 204 => 0,
        None => bail!("the answer does not say how long it is"),
    };
    Ok(Some((status, start, length)))
}

/// A request's bytes.
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Vec<u8> {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    if let Some(token) = token {
        request.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    match body {
        Some(body) => request.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())),
        None => request.push_str("\r\n"),
    }
    request.into_bytes()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_when_its_head_is_whole() {
        assert_eq!(head(b"HTTP/1.1 201 Created\r\nContent-Le").unwrap(), None);
        assert_eq!(head(b"HTTP/1.1 201 Created\r\ncontent-length: 3\r\n\r\nabc").unwrap(), Some((201, 43, 3)));
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
