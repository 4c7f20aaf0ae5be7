//! Every route of the API, once: what is served and what is documented come from the same list.

use crate::api::problem::Problem;
use crate::api::{
    board, canned_replies, carriers, conversation, customers, events, fulfillments, habits, handles, inbox, links, nodes, orders, outbox,
    policies, products, promises, session, shop, simulations, staff, stock, topics, touches, track, visitors,
};
use actix_web::dev::ResourceDef;
use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use std::sync::OnceLock;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

/// Where the API begins.
pub const ROOT: &str = "/api/v1";

macro_rules! operations {
    ($($($part:ident)::+),+ $(,)?) => {
        fn services(config: &mut ServiceConfig) {
            $(config.service($($part)::+);)+
        }

        /// The API's description, made from the code.
        #[derive(OpenApi)]
        #[openapi(
            info(
                title = "Comptoir",
                description = "One hub for a retailer's customer conversations and orders. Errors are RFC 9457 problem documents; money is in minor units; times are RFC 3339 in UTC."
            ),
            servers((url = "/api/v1")),
            paths($($($part)::+),+),
            components(schemas(Problem)),
            modifiers(&Security),
        )]
        pub struct Document;
    };
}

// The busiest first: they are looked for in this order.
operations! {
    stock::of_sku, orders::place, orders::one, orders::list, orders::cancel, orders::sourcing,
    fulfillments::accept, fulfillments::reject, fulfillments::pick, fulfillments::pack, fulfillments::ship, fulfillments::ready,
    fulfillments::collect, fulfillments::deliver,
    board::of_node, visitors::token, shop::shop, products::list, products::one, products::put, nodes::list, nodes::put, stock::put,
    session::begin, session::who, session::end, session::set_password, staff::list,
    track::look_up, track::one, track::code, track::cancel,
    customers::search, customers::create, customers::one, customers::change, customers::timeline,
    conversation::post_message, conversation::post_note,
    topics::assign, topics::close, topics::snooze, topics::reopen, handles::attach, handles::detach, links::link, links::unlink,
    touches::open, touches::close,
    promises::make, policies::list, policies::put, policies::end, policies::versions, policies::try_out,
    carriers::list, carriers::put, carriers::end, carriers::versions, habits::list,
    simulations::begin, simulations::one, simulations::list,
    inbox::list, canned_replies::list, outbox::list, outbox::one, events::list,
}

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let Some(components) = document.components.as_mut() else { return };
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API key (`comptoir key add`), or a visitor's token (`POST /visitors`)."))
            .build();
        components.add_security_scheme("key", SecurityScheme::Http(bearer));
        let cookie = ApiKeyValue::with_description(
            crate::auth::sessions::COOKIE,
            "A staff session (`POST /session`); a request that changes something must carry an `Origin` of this host.",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// Adds the API to a server.
pub fn configure(config: &mut ServiceConfig) {
    config.route("/api/openapi.json", web::get().to(description));
    config.service(web::scope(ROOT).configure(services).default_service(web::to(no_such_route)));
}

/// The description as it is served.
pub fn document() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| Document::openapi().to_json().unwrap_or_default())
}

async fn description() -> impl Responder {
    HttpResponse::Ok().content_type("application/json").insert_header((header::CACHE_CONTROL, "no-cache")).body(document())
}

/// Tells a wrong path from a wrong method.
async fn no_such_route(request: HttpRequest) -> HttpResponse {
    let path = request.path().strip_prefix(ROOT).unwrap_or_default();
    let allowed: Vec<&str> = routes().iter().filter(|(pattern, _)| pattern.is_match(path)).map(|(_, method)| *method).collect();
    if allowed.is_empty() {
        return Problem::not_found("such route; the API is described at /docs").error_response();
    }
    let allowed = allowed.join(", ");
    let problem = Problem::new(
        actix_web::http::StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        format!("{} is not possible here; {allowed} is", request.method()),
    );
    let mut response = problem.error_response();
    if let Ok(value) = header::HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

/// The paths and methods that there are, read from the description.
fn routes() -> &'static [(ResourceDef, &'static str)] {
    static ROUTES: OnceLock<Vec<(ResourceDef, &'static str)>> = OnceLock::new();
    ROUTES.get_or_init(|| {
        let paths = Document::openapi().paths.paths;
        let methods = paths.into_iter().flat_map(|(path, item)| {
            let methods = [
                ("GET", item.get.is_some()),
                ("POST", item.post.is_some()),
                ("PATCH", item.patch.is_some()),
                ("PUT", item.put.is_some()),
                ("DELETE", item.delete.is_some()),
            ];
            methods.into_iter().filter(|(_, there)| *there).map(move |(method, _)| (ResourceDef::new(path.clone()), method))
        });
        methods.collect()
    })
}
