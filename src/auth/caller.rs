//! Who calls. Every handler names the caller it takes; nothing is answered to whom it is not for.

use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::keys::{self, ApiKey};
use crate::auth::me::Me;
use crate::auth::tokens::Purpose;
use crate::auth::{origin, sessions};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use comptoir_actors::call::{By, ByKind};
use comptoir_domain::ids::{NodeCode, VisitorId};
use futures_util::future::{Either, LocalBoxFuture, Ready, ready};
use std::sync::Arc;

/// Who sent a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Caller {
    /// Nobody has said.
    Anybody,
    /// A browser with the webchat or the shop.
    Visitor(VisitorId),
    Staff(Arc<Me>),
    /// A program.
    Key(Arc<ApiKey>),
}

impl Caller {
    /// As events name who caused them.
    pub fn by(&self) -> By {
        match self {
            Caller::Anybody => By { kind: ByKind::Visitor, id: None, name: None },
            Caller::Visitor(id) => By { kind: ByKind::Visitor, id: Some(id.to_string()), name: None },
            Caller::Staff(me) => By { kind: ByKind::Staff, id: Some(me.id.to_string()), name: Some(me.name.clone()) },
            Caller::Key(key) => By { kind: ByKind::Key, id: Some(key.id.to_string()), name: Some(key.name.clone()) },
        }
    }

    /// Whose idempotency keys these are.
    pub fn id(&self) -> String {
        match self {
            Caller::Anybody => "anybody".to_owned(),
            Caller::Visitor(id) => format!("visitor:{id}"),
            Caller::Staff(me) => format!("staff:{}", me.id),
            Caller::Key(key) => format!("key:{}", key.id),
        }
    }

    /// Staff and programs: whose word about a customer counts.
    pub fn is_trusted(&self) -> bool {
        matches!(self, Caller::Staff(_) | Caller::Key(_))
    }

    fn refused(&self, who_may: &str) -> Problem {
        match self {
            Caller::Anybody => Problem::unauthenticated(format!("sign in, or send a key: this is for {who_may}")),
            _ => Problem::forbidden(format!("this is for {who_may}")),
        }
    }

    /// Staff of any role.
    pub fn staff(&self) -> Result<&Arc<Me>, Problem> {
        match self {
            Caller::Staff(me) => Ok(me),
            _ => Err(self.refused("staff")),
        }
    }

    /// Staff of any role, and programs.
    pub fn staff_or_key(&self) -> Result<(), Problem> {
        if self.is_trusted() { Ok(()) } else { Err(self.refused("staff and programs with a key")) }
    }

    /// Supervisors, admins and programs.
    pub fn supervisor_or_key(&self) -> Result<(), Problem> {
        match self {
            Caller::Key(_) => Ok(()),
            Caller::Staff(me) if me.supervises() => Ok(()),
            _ => Err(self.refused("supervisors and programs with a key")),
        }
    }

    /// Agents, supervisors, admins and programs.
    pub fn agent_or_key(&self) -> Result<(), Problem> {
        match self {
            Caller::Key(_) => Ok(()),
            Caller::Staff(me) if me.advises() => Ok(()),
            _ => Err(self.refused("agents, supervisors and programs with a key")),
        }
    }

    /// Whoever does the work of a node: its clerks, supervisors and programs.
    pub fn works_at(&self, node: &NodeCode) -> Result<(), Problem> {
        match self {
            Caller::Key(_) => Ok(()),
            Caller::Staff(me) if me.works_at(node) => Ok(()),
            _ => Err(self.refused(&format!("clerks of {node}, supervisors and programs with a key"))),
        }
    }

    /// Programs that follow all events.
    pub fn follows_all_events(&self) -> Result<(), Problem> {
        match self {
            Caller::Key(key) if key.role.follows_all_events() => Ok(()),
            Caller::Staff(me) if me.supervises() => Ok(()),
            _ => Err(self.refused("programs whose key has the role admin or integration")),
        }
    }

    /// Who sends this request, in full.
    pub async fn of(app: &App, request: &HttpRequest) -> Result<Caller, Problem> {
        if let Some(value) = request.headers().get(header::AUTHORIZATION) {
            let refused = || Problem::unauthenticated("this key or token is not valid (any more)");
            let token = bearer(value).ok_or_else(refused)?;
            return Caller::of_token(app, token).await?.ok_or_else(refused);
        }
        let Some(cookie) = request.cookie(sessions::COOKIE) else { return Ok(Caller::Anybody) };
        let Some(me) = app.sessions.find(&app.hub, cookie.value()).await? else { return Ok(Caller::Anybody) };
        if !origin::is_safe(request.method()) && !origin::is_ours(request, &app.config) {
            return Err(Problem::forbidden("a change by a signed-in browser must come from a page of this host"));
        }
        Ok(Caller::Staff(me))
    }

    /// Whose token or key this is.
    pub async fn of_token(app: &App, token: &str) -> Result<Option<Caller>, Problem> {
        if token.starts_with(keys::PREFIX) {
            return Ok(app.keys.find(&app.hub, token).await?.map(Caller::Key));
        }
        Ok(app.visitor_tokens.read(token, Purpose::Access).map(Caller::Visitor))
    }
}

fn bearer(value: &header::HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Either<Ready<Result<Caller, Problem>>, LocalBoxFuture<'static, Result<Caller, Problem>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(app) = request.app_data::<web::Data<App>>() else {
            return Either::Left(ready(Err(Problem::try_again())));
        };
        match request.headers().get(header::AUTHORIZATION) {
            // The usual program is answered without waiting for anything.
            Some(value) => {
                if let Some(key) = bearer(value).filter(|token| token.starts_with(keys::PREFIX)).and_then(|token| app.keys.known(token)) {
                    return Either::Left(ready(Ok(Caller::Key(key))));
                }
            }
            None if !request.headers().contains_key(header::COOKIE) => return Either::Left(ready(Ok(Caller::Anybody))),
            None => {}
        }
        let (app, request) = (app.clone(), request.clone());
        Either::Right(Box::pin(async move { Caller::of(&app, &request).await }))
    }
}
