//! Where a browser's request comes from. A cookie goes along by itself, so what carries one must also show that a page of ours sent it.

use crate::config::Config;
use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpRequest, http::Method};
use std::net::{IpAddr, Ipv4Addr};

/// Whether the request only looks.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn header_text(request: &HttpRequest, name: HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}

/// The page that sent the request, as the browser says; programs say nothing.
pub fn of(request: &HttpRequest) -> Option<&str> {
    header_text(request, header::ORIGIN)
}

/// Whether a page of this host sent the request: its `Origin` names the host that was asked, or the configured public address.
pub fn is_ours(request: &HttpRequest, config: &Config) -> bool {
    of(request).is_some_and(|origin| same_host(origin, header_text(request, header::HOST), config))
}

/// Whether a page of this host, of a configured site, or no page at all sent the request.
pub fn is_welcome(request: &HttpRequest, config: &Config) -> bool {
    match of(request) {
        None => !request.headers().contains_key(header::ORIGIN),
        Some(origin) => is_ours(request, config) || is_widget_origin(origin, config),
    }
}

/// Whether this is one of the sites that show the webchat.
pub fn is_widget_origin(origin: &str, config: &Config) -> bool {
    config.widget_origins.iter().any(|known| known.eq_ignore_ascii_case(origin))
}

fn same_host(origin: &str, host: Option<&str>, config: &Config) -> bool {
    if config.public_url.as_deref().is_some_and(|url| origin_of(url).eq_ignore_ascii_case(origin)) {
        return true;
    }
    let Some(authority) = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) else { return false };
    host.is_some_and(|host| host.eq_ignore_ascii_case(authority))
}

/// `https://host:port` of a URL.
fn origin_of(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    &url[..end]
}

/// Whose request it is. Behind a proxy that is trusted it is the address which that proxy saw: the last one.
pub fn address(request: &HttpRequest, config: &Config) -> IpAddr {
    let peer = || request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    if !config.trust_proxy {
        return peer();
    }
    // A proxy that adds a line of its own leaves those that the client has made up before it.
    let forwarded = request.headers().get_all(HeaderName::from_static("x-forwarded-for")).last().and_then(|line| line.to_str().ok());
    forwarded.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok()).unwrap_or_else(peer)
}

/// Whether the browser speaks TLS to us or to the proxy before us: then cookies are for TLS alone.
pub fn is_secure(request: &HttpRequest, config: &Config) -> bool {
    match &config.public_url {
        Some(url) => url.starts_with("https://"),
        None => request.connection_info().scheme() == "https",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn request(origin: &str) -> HttpRequest {
        TestRequest::post().insert_header(("host", "shop.example:8080")).insert_header(("origin", origin)).to_http_request()
    }

    #[test]
    fn only_our_own_pages_are_ours() {
        let config = Config { public_url: Some("https://counter.example/x".into()), ..Config::default() };
        for ours in ["http://shop.example:8080", "https://SHOP.example:8080", "https://counter.example"] {
            assert!(is_ours(&request(ours), &config), "{ours}");
        }
        for theirs in
            ["http://shop.example", "https://evil.example", "null", "", "shop.example:8080", "https://counter.example.evil.example"]
        {
            assert!(!is_ours(&request(theirs), &config), "{theirs}");
        }
        assert!(!is_ours(&TestRequest::post().to_http_request(), &config));
    }

    #[test]
    fn sites_with_the_widget_are_welcome() {
        let config = Config { widget_origins: vec!["https://www.example.com".into()], ..Config::default() };
        assert!(is_welcome(&request("https://www.example.com"), &config));
        assert!(!is_welcome(&request("https://www.example.org"), &config));
        assert!(is_welcome(&TestRequest::get().to_http_request(), &config), "programs have no origin");
    }

    #[test]
    fn a_proxy_is_believed_only_when_it_is_trusted() {
        let request = TestRequest::get()
            .insert_header(("x-forwarded-for", "10.0.0.1, 192.0.2.7"))
            .peer_addr(([127, 0, 0, 1], 9).into())
            .to_http_request();
        assert_eq!(address(&request, &Config::default()).to_string(), "127.0.0.1");
        let behind_a_proxy = Config { trust_proxy: true, ..Config::default() };
        assert_eq!(address(&request, &behind_a_proxy).to_string(), "192.0.2.7");
        let two_lines = TestRequest::get()
            .append_header(("x-forwarded-for", "10.0.0.1"))
            .append_header(("x-forwarded-for", "192.0.2.7"))
            .to_http_request();
        assert_eq!(address(&two_lines, &behind_a_proxy).to_string(), "192.0.2.7");
    }
}
