//! Templates of pages, emails and SMS: the retailer's own where there is one, else the built-in ones.

use crate::assets::on_disk;
use minijinja::{Environment, Error, ErrorKind};
use rust_embed::Embed;
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Embed)]
#[folder = "templates/"]
struct BuiltIn;

/// The engine with everything it can find.
pub struct Templates {
    engine: Environment<'static>,
}

impl Templates {
    /// `own`: a folder whose files come before the built-in ones of the same name.
    pub fn new(own: Option<&Path>) -> Result<Self, String> {
        if let Some(folder) = own.filter(|folder| !folder.is_dir()) {
            return Err(format!("`templates_dir` is {}, which is no folder", folder.display()));
        }
        let own: Option<PathBuf> = own.map(Path::to_owned);
        let mut engine = Environment::new();
        engine.set_loader(move |name| load(own.as_deref(), name));
        Ok(Templates { engine })
    }

    pub fn render(&self, name: &str, context: impl Serialize) -> Result<String, Error> {
        self.engine.get_template(name)?.render(context)
    }
}

fn load(own: Option<&Path>, name: &str) -> Result<Option<String>, Error> {
    if let Some(folder) = own
        && let Some(text) = on_disk(folder, name)
    {
        return text_of(text, name).map(Some);
    }
    if cfg!(debug_assertions)
        && let Some(text) = on_disk(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")), name)
    {
        return text_of(text, name).map(Some);
    }
    BuiltIn::get(name).map(|file| text_of(file.data.into_owned(), name)).transpose()
}

fn text_of(bytes: Vec<u8>, name: &str) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::InvalidOperation, format!("the template {name} is not UTF-8 text")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_retailers_own_template_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sms")).unwrap();
        std::fs::write(folder.path().join("sms/layout.txt"), "ours: {% block sms %}{% endblock %}").unwrap();
        let templates = Templates::new(Some(folder.path())).unwrap();
        let text = templates.render("sms/fr/message.txt", json!({"text": "bonjour", "shop": {}})).unwrap();
        assert_eq!(text, "ours: bonjour");
    }

    #[test]
    fn what_a_template_shows_in_a_page_is_escaped() {
        let templates = Templates::new(None).unwrap();
        let page = templates.render("pages/shop.html", json!({"language": "fr", "shop": {"name": "<script>"}})).unwrap();
        assert!(!page.contains("<title><script>"), "{page}");
    }

    #[test]
    fn nothing_outside_the_folder_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Templates::new(Some(folder.path())).unwrap().render("../../etc/passwd", json!({})).is_err());
        assert!(Templates::new(Some(Path::new("/nonexistent"))).is_err());
    }
}
