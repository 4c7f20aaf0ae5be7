//! Scripts, styles and pictures, out of the binary; in a debug build from the folder, so that a change shows at once.

use crate::api::problem::Problem;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::Embed;
use std::borrow::Cow;
use std::path::{Component, Path};

#[derive(Embed)]
#[folder = "static/"]
struct Static;

/// A file inside a folder; `None` for one that is not there, or not inside.
pub fn on_disk(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let name = Path::new(name);
    let inside = name.components().all(|part| matches!(part, Component::Normal(_)));
    if inside { std::fs::read(folder.join(name)).ok() } else { None }
}

struct Asset {
    bytes: Cow<'static, [u8]>,
    etag: String,
}

fn asset(name: &str) -> Option<Asset> {
    if cfg!(debug_assertions)
        && let Some(bytes) = on_disk(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/static")), name)
    {
        use sha2::{Digest, Sha256};
        let etag = etag(&Sha256::digest(&bytes));
        return Some(Asset { bytes: bytes.into(), etag });
    }
    let file = Static::get(name)?;
    let etag = etag(&file.metadata.sha256_hash());
    Some(Asset { bytes: file.data, etag })
}

fn etag(hash: &[u8]) -> String {
    let hex: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("W/\"{hex}\"")
}

/// Adds the files to a server.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(web::resource("/static/{name:.*}").wrap(Compress::default()).route(web::get().to(by_name)).route(web::head().to(by_name)));
    config.service(web::resource("/widget.js").wrap(Compress::default()).route(web::get().to(widget)));
}

async fn by_name(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    answer(&request, &name)
}

/// The one script tag that puts the webchat on any page.
async fn widget(request: HttpRequest) -> Result<HttpResponse, Problem> {
    answer(&request, "widget/loader.js")
}

fn answer(request: &HttpRequest, name: &str) -> Result<HttpResponse, Problem> {
    let asset = asset(name).ok_or_else(|| Problem::not_found("such file"))?;
    let seen = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = seen.is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == asset.etag));
    let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    // Names do not change with the content: a browser asks each time, and gets the file only when it has changed.
    response.insert_header((header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache")));
    response.insert_header((header::ETAG, asset.etag));
    // The webchat runs on other sites' pages.
    response.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")));
    response.insert_header(("cross-origin-resource-policy", "cross-origin"));
    if unchanged {
        return Ok(response.finish());
    }
    let media = mime_guess::from_path(name).first_or_octet_stream();
    let text = media.type_() == mime_guess::mime::TEXT;
    let media = if text { format!("{media}; charset=utf-8") } else { media.to_string() };
    Ok(response.content_type(media).body(asset.bytes.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_given_out() {
        assert!(asset("shared/tokens.css").is_some());
        for name in ["../Cargo.toml", "/etc/passwd", "shared/../../Cargo.toml", "", "shared", "nothing.js"] {
            assert!(asset(name).is_none(), "{name}");
        }
    }
}
