//! Sessions of staff.

use crate::api::body::Body;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::{Caller, Me, origin, passwords, sessions};
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use comptoir_actors::hubs::Changed;
use comptoir_actors::store::staff;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    #[schema(example = "camille")]
    login: String,
    password: String,
}

/// Sign in
///
/// Sets the cookie `comptoir_session`. Five attempts a minute.
#[utoipa::path(tag = "staff", request_body = SignIn, responses(
    (status = 200, body = Me), (status = 401, body = Problem), (status = 429, body = Problem)
))]
#[post("/session")]
pub async fn begin(app: web::Data<App>, request: HttpRequest, body: Body<SignIn>) -> Result<HttpResponse, Problem> {
    // A page elsewhere must not sign a browser in as somebody of its choice.
    if origin::of(&request).is_some() && !origin::is_ours(&request, &app.config) {
        return Err(Problem::forbidden("sign in from a page of this host"));
    }
    let SignIn { login, password } = body.value;
    let login = login.trim().to_lowercase();
    if login.is_empty() || login.chars().count() > 200 {
        return Err(Problem::invalid_field("login", "must have 1 to 200 characters"));
    }
    app.limits.sign_in(&login, origin::address(&request, &app.config))?;
    let account = staff::by_login(app.hub.db(), &login).await?.filter(|account| account.disabled_at.is_none());
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let verified = passwords::verify(password, hash).await;
    let me = account.filter(|_| verified).and_then(sessions::me);
    let Some(me) = me else {
        return Err(Problem::unauthenticated("login and password do not belong together"));
    };
    let token = app.sessions.begin(&app.hub, me.id).await?;
    let cookie = cookie(&app, &request, token).max_age(Duration::milliseconds(sessions::LASTS.0)).finish();
    Ok(HttpResponse::Ok().cookie(cookie).insert_header((header::CACHE_CONTROL, "no-store")).json(me))
}

fn cookie<'a>(app: &App, request: &HttpRequest, token: String) -> actix_web::cookie::CookieBuilder<'a> {
    Cookie::build(sessions::COOKIE, token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(origin::is_secure(request, &app.config))
}

/// Who is signed in
#[utoipa::path(tag = "staff", responses((status = 200, body = Me), (status = 401, body = Problem)))]
#[get("/session")]
pub async fn who(caller: Caller) -> Result<HttpResponse, Problem> {
    let me = caller.staff()?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(&**me))
}

/// Sign out
#[utoipa::path(tag = "staff", responses((status = 204), (status = 401, body = Problem)))]
#[delete("/session")]
pub async fn end(app: web::Data<App>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    caller.staff()?;
    if let Some(cookie) = request.cookie(sessions::COOKIE) {
        app.sessions.end(&app.hub, cookie.value()).await?;
        app.changed(Changed::Session(staff::hash(cookie.value())));
    }
    let mut over = cookie(&app, &request, String::new()).finish();
    over.make_removal();
    Ok(HttpResponse::NoContent().cookie(over).finish())
}

#[derive(Deserialize, ToSchema)]
pub struct NewPassword {
    current: String,
    new: String,
}

/// Change my password
///
/// Ends all my sessions: sign in again.
#[utoipa::path(tag = "staff", request_body = NewPassword, responses(
    (status = 204), (status = 401, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)
))]
#[post("/session/password")]
pub async fn set_password(
    app: web::Data<App>,
    caller: Caller,
    request: HttpRequest,
    body: Body<NewPassword>,
) -> Result<HttpResponse, Problem> {
    let me = caller.staff()?;
    app.limits.sign_in(&me.login, origin::address(&request, &app.config))?;
    let account = staff::by_id(app.hub.db(), me.id).await?;
    if !passwords::verify(body.value.current, account.map(|account| account.password_hash)).await {
        return Err(Problem::invalid_field("current", "is not your password"));
    }
    let hash = passwords::hash(body.value.new).await.map_err(|error| match error {
        passwords::PasswordError::Length => Problem::invalid_field("new", format_args!("is too short or too long: {error}")),
        passwords::PasswordError::Hash(_) => Problem::try_again(),
    })?;
    staff::set_password(&*app.hub.writer().await, me.id, &hash).await?;
    app.changed(Changed::Account(me.id));
    let mut over = cookie(&app, &request, String::new()).finish();
    over.make_removal();
    Ok(HttpResponse::NoContent().cookie(over).finish())
}
