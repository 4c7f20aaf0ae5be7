//! SMS. What carries them is the retailer's choice; here it is a folder that their gateway reads, or nothing.

use super::{Gone, NotSent};
use crate::config::Config;
use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A text to a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sms {
    /// The same for a text that is sent again.
    pub id: Uuid,
    /// E.164.
    pub to: String,
    pub text: String,
}

/// Something that carries SMS.
pub trait SmsTransport: Send + Sync {
    /// Hands a text over. May be called twice with the same one.
    fn send<'a>(&'a self, sms: &'a Sms) -> BoxFuture<'a, Result<Gone, NotSent>>;
}

/// The transport that is configured.
pub fn transport(config: &Config) -> Result<Box<dyn SmsTransport>, String> {
    Ok(match &config.sms_dir {
        Some(folder) => Box::new(Folder::new(folder)?),
        None => Box::new(Kept),
    })
}

/// Nothing carries them: they stay in the outbox.
pub struct Kept;

impl SmsTransport for Kept {
    fn send<'a>(&'a self, _: &'a Sms) -> BoxFuture<'a, Result<Gone, NotSent>> {
        Box::pin(std::future::ready(Ok(Gone::Kept)))
    }
}

/// One file each, `ID.txt`: `To: +33…`, an empty line, the text. A file appears whole.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub fn new(path: &Path) -> Result<Self, String> {
        std::fs::create_dir_all(path).map_err(|error| format!("`sms_dir` is {}, which cannot be made: {error}", path.display()))?;
        Ok(Folder { path: path.to_owned() })
    }

    async fn write(&self, sms: &Sms) -> std::io::Result<()> {
        let unfinished = self.path.join(format!(".{}.part", sms.id));
        let file = tokio::fs::File::create(&unfinished).await?;
        let mut file = tokio::io::BufWriter::new(file);
        tokio::io::AsyncWriteExt::write_all(&mut file, format!("To: {}\n\n{}\n", sms.to, sms.text).as_bytes()).await?;
        tokio::io::AsyncWriteExt::flush(&mut file).await?;
        file.get_ref().sync_all().await?;
        tokio::fs::rename(&unfinished, self.path.join(format!("{}.txt", sms.id))).await
    }
}

impl SmsTransport for Folder {
    fn send<'a>(&'a self, sms: &'a Sms) -> BoxFuture<'a, Result<Gone, NotSent>> {
        Box::pin(async move {
            let written = self.write(sms).await;
            written.map(|()| Gone::Sent).map_err(|error| NotSent::for_now(format!("cannot write into {}: {error}", self.path.display())))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_text_becomes_one_file_however_often_it_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { sms_dir: Some(folder.path().join("out")), ..Config::default() };
        let transport = transport(&config).unwrap();
        let sms = Sms { id: Uuid::from_u128(7), to: "+33639980142".into(), text: "Votre commande vous attend.".into() };
        for _ in 0..2 {
            assert_eq!(transport.send(&sms).await, Ok(Gone::Sent));
        }
        let files: Vec<_> = std::fs::read_dir(folder.path().join("out")).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(std::fs::read_to_string(&files[0]).unwrap(), "To: +33639980142\n\nVotre commande vous attend.\n");

        std::fs::remove_dir_all(folder.path().join("out")).unwrap();
        assert!(!transport.send(&sms).await.unwrap_err().for_good, "the folder may come back");
    }

    #[tokio::test]
    async fn without_a_transport_texts_are_kept() {
        let sms = Sms { id: Uuid::from_u128(7), to: "+33639980142".into(), text: "Bonjour".into() };
        assert_eq!(transport(&Config::default()).unwrap().send(&sms).await, Ok(Gone::Kept));
    }
}
