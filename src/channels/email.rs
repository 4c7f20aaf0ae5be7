//! Email over SMTP.

use super::rendering::{Letter, QR_PLACE};
use super::{Gone, NotSent};
use crate::config::Config;
use comptoir_actors::store::queries::outbox::DeliveryRow;
use lettre::address::Address;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::net::IpAddr;
use std::time::{Duration, UNIX_EPOCH};

/// How long the server may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way out for emails; without a server they are kept.
pub struct Email {
    server: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Mailbox,
}

impl Email {
    pub fn new(config: &Config, public_url: &str) -> Result<Self, String> {
        let server = config.smtp_url.as_deref().map(server).transpose()?;
        let from = match &config.mail_from {
            Some(given) => given.parse().map_err(|_| format!("`mail_from` is “{given}”; it must be like Shop <shop@example.com>"))?,
            None => shop_at(&config.shop_name, public_url)?,
        };
        Ok(Email { server, from })
    }

    /// Sends a letter. A delivery that is sent again is recognisably the same: its Message-ID follows from its id.
    pub async fn send(&self, delivery: &DeliveryRow, letter: &Letter) -> Result<Gone, NotSent> {
        let Some(server) = &self.server else { return Ok(Gone::Kept) };
        let message = self.message(delivery, letter)?;
        match server.send(message).await {
            Ok(_) => Ok(Gone::Sent),
            Err(error) if is_for_good(&error) => Err(NotSent::for_good(with_causes(&error))),
            Err(error) => Err(NotSent::for_now(with_causes(&error))),
        }
    }

    fn message(&self, delivery: &DeliveryRow, letter: &Letter) -> Result<Message, NotSent> {
        let to: Address =
            delivery.to.parse().map_err(|error| NotSent::for_good(format!("“{}” is no email address: {error}", delivery.to)))?;
        let created_at = UNIX_EPOCH + Duration::from_millis(delivery.created_at.0.unsigned_abs());
        let headers = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_deref().unwrap_or_default())
            .date(created_at)
            .message_id(Some(format!("<{}@{}>", delivery.id, self.from.email.domain())));
        let message = match page(letter)? {
            Page::None => headers.singlepart(SinglePart::plain(letter.text.clone())),
            Page::Html(html) => {
                headers.multipart(MultiPart::alternative().singlepart(SinglePart::plain(letter.text.clone())).singlepart(html))
            }
            Page::WithPicture(page) => {
                headers.multipart(MultiPart::alternative().singlepart(SinglePart::plain(letter.text.clone())).multipart(page))
            }
        };
        message.map_err(|error| NotSent::for_good(format!("the email cannot be put together: {error}")))
    }
}

enum Page {
    None,
    Html(SinglePart),
    WithPicture(MultiPart),
}

fn page(letter: &Letter) -> Result<Page, NotSent> {
    let Some(html) = &letter.html else { return Ok(Page::None) };
    let html = SinglePart::html(html.clone());
    let Some(png) = &letter.qr else { return Ok(Page::Html(html)) };
    let name = QR_PLACE.trim_start_matches("cid:").to_owned();
    let media = ContentType::parse("image/png").map_err(NotSent::for_good)?;
    let picture = Attachment::new_inline_with_name(name.clone(), format!("{name}.png")).body(png.clone(), media);
    Ok(Page::WithPicture(MultiPart::related().singlepart(html).singlepart(picture)))
}

fn server(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    // The URL may hold a password: it is not repeated.
    AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .map(|server| server.timeout(Some(PATIENCE)).build())
        .map_err(|error| format!("`smtp_url` must be like smtp://host:port or smtps://user:password@host:port: {}", with_causes(&error)))
}

/// The shop, at the host that customers know it by.
fn shop_at(shop: &str, public_url: &str) -> Result<Mailbox, String> {
    let uri: Option<actix_web::http::Uri> = public_url.parse().ok();
    let host = uri.as_ref().and_then(|uri| uri.host()).unwrap_or("localhost");
    let is_number = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let address = Address::new("shop", if is_number { "localhost" } else { host });
    let address = address.map_err(|error| format!("no email can come from {host} ({error}); set `mail_from`"))?;
    Ok(Mailbox::new(Some(shop.to_owned()), address))
}

/// The server will say the same tomorrow. What it says of us (our login, our rights) may be put right by then.
fn is_for_good(error: &Error) -> bool {
    let about_us = error.status().is_some_and(|code| matches!(u16::from(code), 530..=538));
    error.is_permanent() && !about_us
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut says = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !says.contains(&more) {
            says = format!("{says}: {more}");
        }
        cause = error.source();
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;
    use comptoir_domain::time::Timestamp;
    use serde_json::value::RawValue;
    use uuid::Uuid;

    fn delivery(to: &str) -> DeliveryRow {
        DeliveryRow {
            id: Uuid::from_u128(7),
            channel: "email".into(),
            to: to.into(),
            subject: None,
            template: "ready_for_pickup".into(),
            language: "fr".into(),
            status: "sending".into(),
            attempts: 1,
            created_at: Timestamp(1_777_887_000_250),
            sent_at: None,
            error: None,
            order_number: None,
            order: None,
            customer: None,
            data: RawValue::from_string("{}".into()).unwrap(),
        }
    }

    fn letter() -> Letter {
        Letter {
            subject: Some("Prête à Lyon".into()),
            html: Some("<p>Voilà <img src=\"cid:qr\"></p>".into()),
            text: "Voilà".into(),
            qr: Some(vec![1, 2, 3]),
        }
    }

    #[test]
    fn the_same_delivery_is_the_same_message() {
        let email = Email::new(&Config::default(), "https://counter.example.com").unwrap();
        let write = || String::from_utf8(email.message(&delivery("a@example.com"), &letter()).unwrap().formatted()).unwrap();
        let message = write();
        for needed in [
            "From: Comptoir <shop@counter.example.com>",
            "To: a@example.com",
            "Message-ID: <00000000-0000-0000-0000-000000000007@counter.example.com>",
            "Date: Mon, 04 May 2026 09:30:00 +0000",
            "multipart/alternative",
            "multipart/related",
            "Content-ID: <qr>",
            "image/png",
        ] {
            assert!(message.contains(needed), "lacks {needed}: {message}");
        }
        let id = |message: &str| message.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned);
        assert_eq!(id(&message), id(&write()));
    }

    #[test]
    fn an_address_that_is_none_will_never_be_one() {
        let email = Email::new(&Config::default(), "http://127.0.0.1:8080").unwrap();
        assert_eq!(email.from.email.to_string(), "shop@localhost");
        assert!(email.message(&delivery("nobody"), &letter()).unwrap_err().for_good);
        let injected = email.message(&delivery("a@example.com\r\nBcc: b@example.com"), &letter());
        assert!(injected.unwrap_err().for_good);
    }

    #[test]
    fn what_is_configured_wrongly_is_said_without_the_password() {
        let said = |config: Config| Email::new(&config, "http://localhost").err().unwrap();
        let wrong = said(Config { smtp_url: Some("imap://user:secret@host".into()), ..Config::default() });
        assert!(wrong.contains("smtp_url") && !wrong.contains("secret"), "{wrong}");
        assert!(said(Config { mail_from: Some("the shop".into()), ..Config::default() }).contains("mail_from"));
    }
}
