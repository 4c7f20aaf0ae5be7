//! What holds for every request and every answer: headers that keep browsers careful, and which other sites may ask for what.

use crate::api::operations::ROOT;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::origin;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError, web};

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
     frame-ancestors 'self'; base-uri 'self'; form-action 'self'",
);

/// What the webchat on another site asks for: with a visitor's token at most, never with a cookie. Everything else it does goes over the
/// live connection.
fn is_for_other_sites(route: &str, method: &Method) -> bool {
    match *method {
        Method::GET => matches!(route, "/shop" | "/nodes"),
        Method::POST => route == "/visitors" || (route.starts_with("/orders/") && route.ends_with("/cancel")),
        _ => false,
    }
}

/// Stands around every route.
pub async fn guard(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, Error> {
    let site = welcome_site(&request);
    let mut response = if let Some(early) = early(&request, site.is_some()) {
        request.into_response(early)
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    let headers = response.headers_mut();
    if let Some(site) = site {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, site);
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    careful(headers);
    if response.request().app_data::<web::Data<App>>().is_some_and(|app| app.is_leaving()) {
        // Whoever comes again is to come to another hub.
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

fn careful(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
}

/// Answers that no handler has to give.
fn early(request: &ServiceRequest, welcome_site: bool) -> Option<HttpResponse<BoxBody>> {
    let uri = request.uri();
    // NUL stands in no name and no text of ours, and PostgreSQL cannot keep it.
    let has_nul = |text: &str| text.contains("%00");
    if has_nul(uri.path()) || uri.query().is_some_and(has_nul) {
        return Some(
            Problem::unprocessable("invalid_query", "the address holds the character NUL, which nothing here may").error_response(),
        );
    }
    if *request.method() == Method::OPTIONS && welcome_site {
        return Some(preflight());
    }
    let draining = request.app_data::<web::Data<App>>().is_some_and(|app| app.is_draining());
    if draining && uri.path().starts_with(ROOT) {
        return Some(Problem::try_again().error_response());
    }
    None
}

fn preflight() -> HttpResponse<BoxBody> {
    HttpResponse::build(StatusCode::NO_CONTENT)
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, authorization, idempotency-key"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

/// The other site that may have this answer.
fn welcome_site(request: &ServiceRequest) -> Option<HeaderValue> {
    let site = request.headers().get(header::ORIGIN)?;
    let route = request.path().strip_prefix(ROOT)?;
    let asked = match request.method() {
        &Method::OPTIONS => {
            let method = request.headers().get(HeaderName::from_static("access-control-request-method"))?;
            Method::from_bytes(method.as_bytes()).ok()?
        }
        method => method.clone(),
    };
    let app = request.app_data::<web::Data<App>>()?;
    (is_for_other_sites(route, &asked) && origin::is_widget_origin(site.to_str().ok()?, &app.config)).then(|| site.clone())
}
