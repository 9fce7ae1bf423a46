//! Finds out who is signed in, and gives permits to handlers. A handler takes its permit as a parameter, so it cannot
//! run without one.

use super::App;
use super::door::{AtDoor, SIGNED_IN, back, ends_at};
use super::error::HttpError;
use super::page::SignedIn;
use super::session::INACTIVE_DAYS;
use axum::Extension;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{Membership, Permission, Role, SignIn, Viewer};
use domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use registry::account::permits::{
    AssessorOf, CoordinatorOf, Desk, InspectorOf, OfficerOf, PartnerOf, PlannerOf, PublisherOf, ReaderOf,
    SolverOf,
};
use std::convert::Infallible;
use tower_sessions::{Expiry, Session};

pub use super::door::{forget, go_on, remember};

/// Finds out who is signed in, for the permits, the navigation and the error pages. If a sign-in has ended, its session
/// is deleted.
pub async fn find_out_who(
    State(app): State<App>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let is_police = request.uri().path().starts_with("/police");
    let found = match viewer(&app, &session, is_police).await {
        Ok(found) => found,
        Err(error) => return error.into_response(),
    };
    let ends = match ends(found.as_ref(), app.registry.now()) {
        Ok(ends) => ends,
        Err(error) => return error.into_response(),
    };
    if let Some(found) = &found {
        request.extensions_mut().insert(found.at_door.clone());
    }
    if let Some(found) = found.as_ref().filter(|found| found.is_in()) {
        request.extensions_mut().insert(found.at_door.viewer.clone());
        request.extensions_mut().insert(found.page.clone());
    }
    let mut response = next.run(request).await;
    if session.is_modified() && !matches!(session.expiry(), Some(Expiry::AtDateTime(_))) {
        session.set_expiry(Some(ends));
    }
    if let Some(found) = found.filter(Found::is_in) {
        response.extensions_mut().insert(found.page);
    }
    response
}

/// Returns when a session that changes now will end. Otherwise, the sessions' layer would count from the wall clock.
fn ends(found: Option<&Found>, now: Timestamp) -> Result<Expiry, HttpError> {
    match found {
        Some(found) => Ok(found.ends),
        None => ends_at(now + SignedDuration::from_hours(24 * INACTIVE_DAYS)),
    }
}

/// The account of a session.
struct Found {
    at_door: AtDoor,
    page: SignedIn,
    ends: Expiry,
}

impl Found {
    /// Returns true if no code is asked for any more, so that the permits count.
    fn is_in(&self) -> bool {
        self.at_door.door.is_open()
    }
}

async fn viewer(app: &App, session: &Session, is_police: bool) -> Result<Option<Found>, HttpError> {
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
    let standing = registry::account::second_factor::standing(&app.registry, &viewer).await?;
    let memberships = viewer.memberships.iter();
    let takes_part = viewer.memberships.iter().any(plans_with_others);
    let page = SignedIn {
        label,
        roles: memberships
            .filter(|membership| membership.is_effective())
            .map(|membership| membership.role)
            .collect(),
        takes_part,
        has_cases: match SolverOf::of(&viewer).filter(|_| !takes_part) {
            Some(solver) => registry::problem::has_cases(&app.registry, &solver).await?,
            None => false,
        },
        matches: match OfficerOf::of(&viewer).filter(|_| is_police) {
            Some(officer) => registry::recovery::matches::count_waiting(&app.registry, officer).await?,
            None => 0,
        },
    };
    let ends = ends_at(sign_in.ends(&viewer))?;
    let at_door = AtDoor::new(viewer, sign_in, standing, app.registry.now());
    Ok(Some(Found { at_door, page, ends }))
}

fn plans_with_others(membership: &Membership) -> bool {
    membership.role != Role::Officer && membership.may(Permission::TakePart)
}

/// Why a permit was not given.
#[derive(Debug)]
pub enum Refused {
    /// Nobody is signed in. This is the page to come back to afterwards.
    SignInFirst(String),
    /// Somebody must go through a page of the second factor first, and then come back to the other page.
    ProveFirst(&'static str, String),
    /// Somebody is signed in but may not do this.
    NotAllowed,
}

/// Marks an answer that sends somebody to this page first, so that the form that they sent is kept.
#[derive(Clone, Copy, Debug)]
pub struct SignInFirst(pub &'static str);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (first, back) = match self {
            Self::SignInFirst(back) => ("/sign-in", back),
            Self::ProveFirst(first, back) => (first, back),
            Self::NotAllowed => return HttpError::Forbidden.into_response(),
        };
        let to = Redirect::to(&format!("{first}?next={back}"));
        (Extension(SignInFirst(first)), to).into_response()
    }
}

/// The signed-in account, with any role, for its own data.
#[derive(Clone, Copy, Debug)]
pub struct Account(pub AccountId);

/// A volunteer or coordinator at a desk.
#[derive(Clone, Debug)]
pub struct Volunteer(pub Desk);

/// A volunteer or coordinator. Their events are checked one by one.
#[derive(Clone, Debug)]
pub struct DeskStaff(pub Viewer);

/// A coordinator. Their organisations are checked one by one. Administrators manage stock too, but do not need to see
/// what owners have said at a desk.
#[derive(Clone, Debug)]
pub struct DeskCoordinator(pub Viewer);

/// An officer.
#[derive(Clone, Copy, Debug)]
pub struct Officer(pub OfficerOf);

/// An officer who may open owners' details.
#[derive(Clone, Copy, Debug)]
pub struct DetailsOpener(pub OfficerOf);

/// An account that plans events and manages marks: a coordinator or administrator for their own organisation,
/// or a site administrator for all.
#[derive(Clone, Debug)]
pub struct Coordinator(pub CoordinatorOf);

/// Somebody who takes part in a partnership's work. Their partnerships are checked one by one.
#[derive(Clone, Debug)]
pub struct Partner(pub PartnerOf);

/// Somebody in a lead organisation who keeps the partnership's plan.
#[derive(Clone, Debug)]
pub struct Planner(pub PlannerOf);

/// Somebody in a lead organisation who may publish.
#[derive(Clone, Debug)]
pub struct Publisher(pub PublisherOf);

/// Somebody who writes or publishes assessments.
#[derive(Clone, Debug)]
pub struct Assessor(pub AssessorOf);

/// Somebody who works on problem cases. Their cases are checked one by one.
#[derive(Clone, Debug)]
pub struct Solver(pub SolverOf);

/// Somebody who inspects the log of their organisations.
#[derive(Clone, Debug)]
pub struct Inspector(pub InspectorOf);

/// An account that reads the figures of its partnership.
#[derive(Clone, Debug)]
pub struct Reader(pub ReaderOf);

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

impl<S: Send + Sync> FromRequestParts<S> for Partner {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        PartnerOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Planner {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        PlannerOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Publisher {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        PublisherOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Assessor {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        AssessorOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

/// For pages that show a link to assessments to those who write or publish them.
impl<S: Send + Sync> OptionalFromRequestParts<S> for Assessor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(signed_in(parts).ok().and_then(AssessorOf::of).map(Self))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Solver {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        SolverOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Inspector {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        InspectorOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        ReaderOf::of(signed_in(parts)?)
            .map(Self)
            .ok_or(Refused::NotAllowed)
    }
}

fn signed_in(parts: &Parts) -> Result<&Viewer, Refused> {
    parts.extensions.get::<Viewer>().ok_or_else(|| {
        let first = parts.extensions.get::<AtDoor>().and_then(AtDoor::first);
        match first {
            Some(first) => Refused::ProveFirst(first, back(parts)),
            None => Refused::SignInFirst(back(parts)),
        }
    })
}
