//! Who asks, and the permits that a handler takes as a parameter: no permit, no handler.

use super::App;
use super::csrf;
use super::error::HttpError;
use super::page::SignedIn;
use axum::Extension;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{Permission, Role, SignIn, Viewer};
use domain::id::AccountId;
use jiff::Timestamp;
use registry::account::permits::CoordinatorOf;
use registry::account::permits::Desk;
use registry::account::permits::OfficerOf;
use std::convert::Infallible;
use time::OffsetDateTime;
use tower_sessions::{Expiry, Session};

const SIGNED_IN: &str = "signed-in";

/// Remembers in the session who signed in, and nothing else: what it held before may be somebody else's. The session gets a
/// new identity, so that one which was known before the sign-in is worth nothing after it, and ends when the sign-in does.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be written.
pub async fn remember(session: &Session, sign_in: &SignIn) -> Result<(), HttpError> {
    session.cycle_id().await.map_err(HttpError::internal)?;
    session.clear().await;
    session
        .insert(SIGNED_IN, sign_in)
        .await
        .map_err(HttpError::internal)?;
    csrf::renew(session).await?;
    session.set_expiry(Some(ends_at(sign_in.until)?));
    Ok(())
}

/// Ends the session.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be deleted.
pub async fn forget(session: &Session) -> Result<(), HttpError> {
    session.flush().await.map_err(HttpError::internal)
}

fn ends_at(until: Timestamp) -> Result<Expiry, HttpError> {
    let at = OffsetDateTime::from_unix_timestamp_nanos(until.as_nanosecond());
    Ok(Expiry::AtDateTime(at.map_err(HttpError::internal)?))
}

/// Finds out who is signed in, for the permits, the navigation and the error pages. A sign-in that has ended goes with its
/// session.
pub async fn find_out_who(
    State(app): State<App>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    match viewer(&app, &session).await {
        Ok(None) => next.run(request).await,
        Ok(Some(found)) => {
            request.extensions_mut().insert(found.viewer);
            request.extensions_mut().insert(found.page.clone());
            let mut response = next.run(request).await;
            // The layer would keep what has changed for as long as a visitor's session.
            if session.is_modified() && !matches!(session.expiry(), Some(Expiry::AtDateTime(_))) {
                session.set_expiry(Some(found.ends));
            }
            response.extensions_mut().insert(found.page);
            response
        }
        Err(error) => error.into_response(),
    }
}

/// Whom a session belongs to.
struct Found {
    viewer: Viewer,
    page: SignedIn,
    ends: Expiry,
}

async fn viewer(app: &App, session: &Session) -> Result<Option<Found>, HttpError> {
    let Some(sign_in) = session
        .get::<SignIn>(SIGNED_IN)
        .await
        .map_err(HttpError::internal)?
    else {
        return Ok(None);
    };
    let Some((viewer, label)) = registry::account::sign_in::signed_in(&app.registry, &sign_in).await? else {
        forget(session).await?;
        return Ok(None);
    };
    let memberships = viewer.memberships.iter();
    let page = SignedIn {
        label,
        roles: memberships
            .filter(|membership| membership.is_effective())
            .map(|membership| membership.role)
            .collect(),
    };
    let ends = ends_at(sign_in.ends(&viewer))?;
    Ok(Some(Found { viewer, page, ends }))
}

/// Why a permit was not given.
#[derive(Debug)]
pub enum Refused {
    /// Nobody is signed in; where to come back to afterwards.
    SignInFirst(String),
    /// Somebody is, who may not.
    NotAllowed,
}

/// In the extensions of an answer that sends somebody to sign in first: what they sent is worth keeping.
#[derive(Clone, Copy, Debug)]
pub struct SignInFirst;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::SignInFirst(back) => (
                Extension(SignInFirst),
                Redirect::to(&format!("/sign-in?next={back}")),
            )
                .into_response(),
            Self::NotAllowed => HttpError::Forbidden.into_response(),
        }
    }
}

/// The signed-in account, whatever its roles: for what is its own.
#[derive(Clone, Copy, Debug)]
pub struct Account(pub AccountId);

/// A volunteer or coordinator at a desk.
#[derive(Clone, Debug)]
pub struct Volunteer(pub Desk);

/// A volunteer or coordinator, whose events are asked for one by one.
#[derive(Clone, Debug)]
pub struct DeskStaff(pub Viewer);

/// A coordinator, whose organisations are asked for one by one. Administrators keep stock too, but have no business
/// with what owners have said at a desk.
#[derive(Clone, Debug)]
pub struct DeskCoordinator(pub Viewer);

/// An officer at work.
#[derive(Clone, Copy, Debug)]
pub struct Officer(pub OfficerOf);

/// An officer who may open owners' details.
#[derive(Clone, Copy, Debug)]
pub struct DetailsOpener(pub OfficerOf);

/// An account that plans events and manages marks: a coordinator or administrator for their own organisation,
/// or a site administrator for all.
#[derive(Clone, Debug)]
pub struct Coordinator(pub CoordinatorOf);

impl<S: Send + Sync> FromRequestParts<S> for Account {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        signed_in(parts).map(|viewer| Self(viewer.account))
    }
}

/// For pages that anybody can see, and that show a little more to people who are signed in.
impl<S: Send + Sync> OptionalFromRequestParts<S> for Account {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(signed_in(parts).ok().map(|viewer| Self(viewer.account)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Volunteer {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        Desk::of(signed_in(parts)?).map(Self).ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for DeskStaff {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let viewer = signed_in(parts)?;
        viewer
            .organisation_for(Permission::UseDesk)
            .map(|_| Self(viewer.clone()))
            .ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for DeskCoordinator {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let viewer = signed_in(parts)?;
        if viewer.has(Role::Coordinator) {
            Ok(Self(viewer.clone()))
        } else {
            Err(Refused::NotAllowed)
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Officer {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        OfficerOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for DetailsOpener {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        OfficerOf::opening_details(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Coordinator {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        CoordinatorOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

fn signed_in(parts: &Parts) -> Result<&Viewer, Refused> {
    parts.extensions.get::<Viewer>().ok_or_else(|| {
        let uri = parts
            .extensions
            .get::<axum::extract::OriginalUri>()
            .map_or(&parts.uri, |uri| &uri.0);
        // Only a page can be come back to; a form without files that was sent is kept, see `resend`.
        Refused::SignInFirst(if parts.method == axum::http::Method::GET {
            uri.path().to_owned()
        } else {
            "/account".to_owned()
        })
    })
}
