//! Emails and SMS as their reader gets them: templates in the reader's language, filled with what they are about.

use super::qr;
use super::variables::{self, Reader};
use crate::app::App;
use crate::templates::Templates;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use comptoir_actors::call::Failure;
use comptoir_actors::store::queries::outbox::DeliveryRow;
use comptoir_domain::customer::Customer;
use comptoir_domain::order::{About, Order};
use minijinja::ErrorKind;
use serde::Deserialize;
use serde_json::{Value, json};

/// Where an email's page shows its QR code: the picture that comes along under this name.
pub const QR_PLACE: &str = "cid:qr";

/// An email or SMS as its reader gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Of an email.
    pub subject: Option<String>,
    /// An email's page.
    pub html: Option<String>,
    pub text: String,
    /// The PNG that the page shows at [`QR_PLACE`].
    pub qr: Option<Vec<u8>>,
}

/// Why there is no letter.
#[derive(Debug, thiserror::Error)]
pub enum RenderingError {
    #[error("the template cannot be rendered: {0:#}")]
    Template(#[from] minijinja::Error),
    #[error("there is no template {0}")]
    NoTemplate(String),
    #[error("the template email/{0}.txt must begin with a line “Subject: …”")]
    NoSubject(String),
    #[error("its data cannot be read: {0}")]
    Data(#[from] serde_json::Error),
    #[error("what it is about cannot be read: {0}")]
    About(String),
}

/// A delivery as its recipient gets it.
pub async fn letter(app: &App, delivery: &DeliveryRow) -> Result<Letter, RenderingError> {
    let fallback = app.config.default_language();
    let language = app.config.language_like(&delivery.language).unwrap_or(fallback);
    let variables = about(app, delivery, language).await?;
    let words = Words { templates: &app.templates, language, fallback, variables };
    match delivery.channel.as_str() {
        "sms" => words.sms(&delivery.template),
        _ => words.email(&delivery.template),
    }
}

/// A delivery as the outbox page shows it: the QR code stands in the page itself.
pub async fn preview(app: &App, delivery: &DeliveryRow) -> Result<Letter, RenderingError> {
    let letter = letter(app, delivery).await?;
    let shown = |html: String| match &letter.qr {
        Some(png) => html.replace(QR_PLACE, &format!("data:image/png;base64,{}", STANDARD.encode(png))),
        None => html,
    };
    Ok(Letter { html: letter.html.map(shown), ..letter })
}

/// What is to be said, and in which language.
struct Words<'a> {
    templates: &'a Templates,
    language: &'a str,
    /// Spoken when a message has no template in its reader's language.
    fallback: &'a str,
    variables: Value,
}

impl Words<'_> {
    /// The text's first line is the subject.
    fn email(&self, template: &str) -> Result<Letter, RenderingError> {
        let (name, written) = self.text("email", template, self.language)?;
        let no_subject = || RenderingError::NoSubject(name.clone());
        let (subject, text) = written.split_once('\n').ok_or_else(no_subject)?;
        let subject = subject.strip_prefix("Subject:").map(str::trim).filter(|subject| !subject.is_empty()).ok_or_else(no_subject)?;
        let html = self.if_there(&format!("email/{name}.html"))?;
        let shows_code = html.as_ref().is_some_and(|html| html.contains(QR_PLACE));
        let number = self.variables["order"]["number"].as_str().unwrap_or_default();
        let code = self.variables["pickup"]["code"].as_str().filter(|_| shows_code);
        let qr = code.and_then(|code| qr::png(&qr::pickup(number, code)));
        Ok(Letter { subject: Some(subject.to_owned()), html, text: text.trim_start_matches(['\r', '\n']).to_owned(), qr })
    }

    fn sms(&self, template: &str) -> Result<Letter, RenderingError> {
        let (_, text) = self.text("sms", template, self.language)?;
        Ok(Letter { subject: None, html: None, text: text.trim().to_owned(), qr: None })
    }

    /// The text in the reader's language, or in the shop's first one; with `LANGUAGE/TEMPLATE`.
    fn text(&self, channel: &str, template: &str, language: &str) -> Result<(String, String), RenderingError> {
        let name = format!("{language}/{template}");
        match self.if_there(&format!("{channel}/{name}.txt"))? {
            Some(text) => Ok((name, text)),
            None if language != self.fallback => self.text(channel, template, self.fallback),
            None => Err(RenderingError::NoTemplate(format!("{channel}/{name}.txt"))),
        }
    }

    fn if_there(&self, name: &str) -> Result<Option<String>, RenderingError> {
        match self.templates.render(name, &self.variables) {
            Ok(text) => Ok(Some(text)),
            // Missing itself, not something that it builds upon: that error would name the place.
            Err(error) if error.kind() == ErrorKind::TemplateNotFound && error.name().is_none() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// What a delivery keeps for its template.
#[derive(Debug, Default, Deserialize)]
struct Data {
    #[serde(flatten)]
    about: About,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    from_name: Option<String>,
}

async fn about(app: &App, delivery: &DeliveryRow, language: &str) -> Result<Value, RenderingError> {
    let data: Data = serde_json::from_str(delivery.data.get())?;
    let mut variables = match (delivery.order, delivery.customer) {
        (Some(order), _) => {
            let order = app.hub.read::<Order, _>(order, Order::clone).await.map_err(|failure| unread(&failure))?;
            let reader = Reader { language, retailer: &app.hub.options().retailer, at: delivery.created_at };
            let tracking_url = format!("{}{}", app.public_url, app.tracking.path(&order.number, order.id));
            variables::of_order(&order, &data.about, &tracking_url, |code| app.hub.stock().node(code), &reader)
        }
        (None, Some(customer)) => {
            let name = app.hub.read::<Customer, _>(customer, |customer| customer.name.clone()).await.map_err(|failure| unread(&failure))?;
            json!({"customer": {"name": name}})
        }
        (None, None) => json!({}),
    };
    variables["shop"] = json!({"name": app.config.shop_name, "phone": app.config.shop_phone, "url": app.public_url});
    variables["code"] = json!(data.code);
    variables["text"] = json!(data.text);
    variables["from_name"] = json!(data.from_name);
    Ok(variables)
}

fn unread<R: std::fmt::Display>(failure: &Failure<R>) -> RenderingError {
    RenderingError::About(failure.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Value {
        json!({
            "shop": {"name": "Maison Véra", "url": "https://maison-vera.example"},
            "order": {"number": "4827-193-605", "lines": [{"title": "Bol", "quantity": 2, "total": "38,00 €"}]},
            "store": {"name": "Lyon Bellecour"},
            "pickup": {"code": "482913", "until": "samedi 18 h"},
        })
    }

    fn words<'a>(templates: &'a Templates, language: &'a str) -> Words<'a> {
        Words { templates, language, fallback: "fr", variables: ready() }
    }

    #[test]
    fn an_email_has_a_subject_a_text_a_page_and_its_picture() {
        let templates = Templates::new(None).unwrap();
        let letter = words(&templates, "fr").email("ready_for_pickup").unwrap();
        assert_eq!(letter.subject.as_deref(), Some("Prête à Lyon Bellecour jusqu’à samedi 18 h — commande 4827-193-605"));
        assert!(letter.text.starts_with("Bonjour") && letter.text.contains("482913"), "{}", letter.text);
        assert!(letter.html.unwrap().contains(QR_PLACE) && letter.qr.unwrap().starts_with(b"\x89PNG"));

        let without = words(&templates, "en").email("order_confirmed").unwrap();
        assert!(without.subject.unwrap().contains("4827-193-605") && without.qr.is_none());
    }

    #[test]
    fn a_language_without_templates_falls_back() {
        let templates = Templates::new(None).unwrap();
        assert!(words(&templates, "de").sms("ready_for_pickup").unwrap().text.contains("vous attend"));
        assert!(words(&templates, "en").sms("ready_for_pickup").unwrap().text.contains("is ready"));
        let error = words(&templates, "en").sms("prove_email").unwrap_err().to_string();
        assert_eq!(error, "there is no template sms/fr/prove_email.txt");
    }

    #[test]
    fn the_retailers_folder_comes_first_and_uses_the_built_in_layout() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("email/fr")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join("email/fr").join(name), text).unwrap();
        write(
            "ready_for_pickup.txt",
            "{% extends \"email/layout.txt\" %}{% block subject %}C’est prêt{% endblock %}{% block body %}Venez !{% endblock %}",
        );
        write("shipped.txt", "Partie !\n");
        write("collected.html", "{% extends \"email/nothing.html\" %}");
        let templates = Templates::new(Some(folder.path())).unwrap();
        let words = words(&templates, "fr");
        let letter = words.email("ready_for_pickup").unwrap();
        assert_eq!(letter.subject.as_deref(), Some("C’est prêt"));
        assert!(letter.text.starts_with("Venez !") && letter.text.contains("Maison Véra"), "{}", letter.text);
        assert!(words.email("shipped").unwrap_err().to_string().contains("Subject"));
        let broken = words.email("collected").unwrap_err().to_string();
        assert!(broken.contains("email/nothing.html"), "a page whose layout is missing is an error, not an email without a page: {broken}");
    }
}
