//! An email with a pickup code through a real SMTP server, and read back from the mailbox.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use actix_web::web;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use comptoir::app::App;
use comptoir::channels::worker::Worker;
use comptoir::config::Config;
use comptoir::demo::seed;
use comptoir_actors::hub::{Hub, HubOptions};
use comptoir_actors::store::models::delivery;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::path::Path;
use std::time::{Duration, Instant};

/// The mail that contains `mark`, once it has arrived.
fn arrived(maildir: &Path, mark: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(20);
    while Instant::now() < deadline {
        let files = std::fs::read_dir(maildir.join("new")).into_iter().flatten().flatten();
        let mut mails = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        if let Some(mail) = mails.find(|mail| mail.contains(mark)) {
            return mail.replace("\r\n", "\n");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("no mail with {mark} has arrived in {}", maildir.display());
}

/// The body of the first part whose headers contain `mark`, decoded.
fn part(mail: &str, mark: &str) -> Vec<u8> {
    let (before, after) = mail.split_once(mark).unwrap_or_else(|| panic!("no part with {mark}: {mail}"));
    let headers_begin = before.rfind("\n--").unwrap_or_default();
    let (rest_of_headers, rest) = after.split_once("\n\n").expect("a body below the headers");
    let headers = format!("{}{mark}{rest_of_headers}", &before[headers_begin..]);
    let body = rest.split("\n--").next().unwrap_or_default();
    if headers.contains("Content-Transfer-Encoding: base64") {
        return STANDARD.decode(body.replace('\n', "")).expect("base64");
    }
    assert!(headers.contains("quoted-printable"), "{headers}");
    let mut bytes = Vec::new();
    let mut rest = body.replace("=\n", "").into_bytes().into_iter();
    while let Some(byte) = rest.next() {
        let escaped = (byte == b'=').then(|| String::from_utf8(rest.by_ref().take(2).collect()).unwrap());
        bytes.push(escaped.map_or(byte, |hex| u8::from_str_radix(&hex, 16).unwrap()));
    }
    bytes
}

#[actix_web::test]
async fn a_pickup_email_arrives_with_its_code_to_scan() {
    let (Ok(server), Ok(maildir)) = (std::env::var("COMPTOIR_TEST_SMTP"), std::env::var("COMPTOIR_TEST_MAILDIR")) else {
        println!("left out: COMPTOIR_TEST_SMTP and COMPTOIR_TEST_MAILDIR are not set (see tests/services.sh)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("c.db").display());
    let hub = Hub::start(HubOptions::new(&database)).await.unwrap();
    seed::seed(&hub).await.unwrap();
    let config = Config {
        database,
        smtp_url: Some(server),
        shop_name: "Maison Véra".into(),
        public_url: Some("https://maison-vera.example".into()),
        ..Config::default()
    };
    let app = web::Data::new(App::new(hub.clone(), config, "127.0.0.1:0", None).await.unwrap());
    let worker = Worker::new(app).unwrap();
    while worker.turn().await.unwrap() > 0 {}

    let emails = delivery::Entity::find().filter(delivery::Column::Channel.eq("email")).all(hub.db()).await.unwrap();
    assert!(emails.len() > 15, "{}", emails.len());
    for email in &emails {
        assert_eq!((email.status.as_str(), email.error.as_deref()), ("sent", None), "{}", email.template);
        assert!(email.sent_at.is_some());
    }
    let ready = emails.iter().find(|email| email.template == "ready_for_pickup" && email.language == "fr").unwrap();
    let mail = arrived(Path::new(&maildir), &format!("Message-ID: <{}@maison-vera.example>", ready.id));
    assert!(mail.contains(&format!("To: {}", ready.recipient)), "{mail}");

    let text = String::from_utf8(part(&mail, "Content-Type: text/plain")).unwrap();
    let order = ready.order_number.as_deref().unwrap();
    assert!(text.contains(&format!("https://maison-vera.example/track/{order}/")), "{text}");
    let html = String::from_utf8(part(&mail, "Content-Type: text/html")).unwrap();
    assert!(html.contains("cid:qr") && html.contains(order), "{html}");
    let picture = part(&mail, "Content-ID: <qr>");
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    assert!(reader.next_frame(&mut pixels).unwrap().width > 200);
    hub.stop().await;
}
