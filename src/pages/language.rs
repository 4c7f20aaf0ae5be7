//! In which language a browser is answered: asked for in the address, remembered in a cookie, or preferred by the browser.

use crate::config::Config;
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{AcceptLanguage, Header};

const COOKIE: &str = "comptoir_language";

/// The language of a page.
pub fn of(request: &HttpRequest, config: &Config) -> String {
    let remembered = || request.cookie(COOKIE).and_then(|cookie| config.language_like(cookie.value()).map(str::to_owned));
    asked(request, config).or_else(remembered).or_else(|| accepted(request, config)).unwrap_or_else(|| config.default_language().to_owned())
}

/// What `?lang=` asks for.
fn asked(request: &HttpRequest, config: &Config) -> Option<String> {
    let value = request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang="))?;
    config.language_like(value).map(str::to_owned)
}

/// The first of the browser's languages that we speak.
pub fn accepted(request: &HttpRequest, config: &Config) -> Option<String> {
    let wanted = AcceptLanguage::parse(request).ok()?;
    wanted.ranked().iter().find_map(|tag| config.language_like(&tag.to_string()).map(str::to_owned))
}

/// The cookie that remembers what was asked for.
pub fn to_remember(request: &HttpRequest, config: &Config) -> Option<Cookie<'static>> {
    let language = asked(request, config)?;
    Some(Cookie::build(COOKIE, language).path("/").same_site(SameSite::Lax).max_age(Duration::days(365)).finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_address_comes_first_then_the_cookie_then_the_browser() {
        let config = Config::default();
        let request = |uri: &str, cookie: Option<&'static str>, accept: &'static str| {
            let request = TestRequest::with_uri(uri).insert_header(("accept-language", accept));
            cookie.map(|value| Cookie::new(COOKIE, value)).into_iter().fold(request, TestRequest::cookie).to_http_request()
        };
        assert_eq!(of(&request("/?lang=en", Some("fr"), "fr"), &config), "en");
        assert_eq!(of(&request("/", Some("en"), "fr"), &config), "en");
        assert_eq!(of(&request("/", None, "de, en-GB;q=0.8, fr;q=0.5"), &config), "en");
        assert_eq!(of(&request("/?lang=xx", None, "de"), &config), "fr");
    }
}
