//! What a browser opens. Pages are shells: their scripts ask the API for everything else.

pub mod language;

use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde_json::json;

/// Adds the pages to a server.
pub fn configure(config: &mut ServiceConfig) {
    for (path, template) in [
        ("/", "shop"),
        ("/shop", "shop"),
        ("/shop/p/{handle}", "product"),
        ("/shop/checkout", "checkout"),
        ("/track", "track"),
        ("/track/{number}/{token}", "track"),
        ("/signin", "signin"),
        ("/docs", "docs"),
    ] {
        let show = move |app, request| async move { shown(&app, &request, template) };
        config.service(web::resource(path).wrap(Compress::default()).route(web::get().to(show)).route(web::head().to(show)));
    }
    for template in ["console", "store", "outbox", "sourcing"] {
        let show = move |app, request, caller| async move { for_staff(&app, &request, caller, template) };
        config.service(web::resource(format!("/{template}")).wrap(Compress::default()).route(web::get().to(show)));
    }
}

fn for_staff(app: &web::Data<App>, request: &HttpRequest, caller: Caller, template: &str) -> HttpResponse {
    if matches!(caller, Caller::Staff(_)) {
        return shown(app, request, template);
    }
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let next: String = wanted.bytes().map(percent_encoded).collect();
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("/signin?next={next}")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

fn percent_encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// What is at no address: a page for whoever reads pages, a problem document for programs.
pub async fn nothing(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !accepts.contains("text/html") || request.path().starts_with("/api/") {
        return Problem::not_found("such page").error_response();
    }
    let mut response = shown(&app, &request, "not_found");
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

fn shown(app: &web::Data<App>, request: &HttpRequest, template: &str) -> HttpResponse {
    let language = language::of(request, &app.config);
    let context = json!({"language": language, "shop": app.shop(), "path": request.path()});
    match app.templates.render(&format!("pages/{template}.html"), context) {
        Ok(page) => {
            let mut response = HttpResponse::Ok();
            response.content_type("text/html; charset=utf-8");
            response.insert_header((header::CACHE_CONTROL, "no-cache"));
            response.insert_header((header::VARY, "Accept-Language, Cookie"));
            response.insert_header((header::CONTENT_LANGUAGE, language.clone()));
            if let Some(cookie) = language::to_remember(request, &app.config) {
                response.cookie(cookie);
            }
            response.body(page)
        }
        Err(error) => {
            tracing::error!(%error, template, "a page cannot be rendered");
            HttpResponse::InternalServerError()
                .content_type("text/plain; charset=utf-8")
                .body("This page cannot be shown: its template is broken.")
        }
    }
}
