//! What stands between a session and the pages: who has signed in, and whether a code of their second factor is still
//! asked for. The permits of [`super::guard`] are behind it.

use super::App;
use super::csrf;
use super::error::HttpError;
use super::guard::Refused;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::Method;
use axum::http::request::Parts;
use axum::routing::MethodRouter;
use domain::account::factor::{Door, FactorRule, FactorStanding, StepUp};
use domain::account::{SignIn, Viewer};
use domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use time::OffsetDateTime;
use tower_sessions::{Expiry, Session};

/// The key in the session for the sign-in.
pub(super) const SIGNED_IN: &str = "signed-in";

/// How long somebody counts as having just signed in.
const RECENT: SignedDuration = SignedDuration::from_mins(15);

/// The page that asks for a code.
pub const CODE: &str = "/sign-in/code";

/// The page on which people set up a second factor.
pub const SET_UP: &str = "/account/second-factor/set-up";

/// Remembers in the session who signed in, and removes everything else, which may belong to somebody else. The session
/// gets a new identity, so that nobody can use the old one, and ends when the sign-in ends.
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

/// Remembers that a code of the second factor was taken, and gives the session a new identity. What else it holds stays.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be written.
pub async fn prove(session: &Session, at_door: &AtDoor, now: Timestamp) -> Result<(), HttpError> {
    session.cycle_id().await.map_err(HttpError::internal)?;
    let sign_in = SignIn {
        proved: Some(now),
        ..at_door.sign_in
    };
    session
        .insert(SIGNED_IN, sign_in)
        .await
        .map_err(HttpError::internal)
}

/// Keeps an account signed in here after all its earlier sign-ins have ended. Returns false if this session is not that
/// account's.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be read or written.
pub async fn go_on(session: &Session, account: AccountId, generation: i64) -> Result<bool, HttpError> {
    let now = session.get::<SignIn>(SIGNED_IN).await;
    let now = now.map_err(HttpError::internal)?;
    let Some(sign_in) = now.filter(|sign_in| sign_in.account == account) else {
        return Ok(false);
    };
    remember(
        session,
        &SignIn {
            generation,
            ..sign_in
        },
    )
    .await?;
    Ok(true)
}

/// Ends the session.
///
/// # Errors
/// [`HttpError::Internal`] when the session cannot be deleted.
pub async fn forget(session: &Session) -> Result<(), HttpError> {
    session.flush().await.map_err(HttpError::internal)
}

pub(super) fn ends_at(until: Timestamp) -> Result<Expiry, HttpError> {
    let at = OffsetDateTime::from_unix_timestamp_nanos(until.as_nanosecond());
    Ok(Expiry::AtDateTime(at.map_err(HttpError::internal)?))
}

/// Somebody who has signed in with a link, whether or not a code is still asked for. Only the pages that ask for a code, or
/// set up a second factor, are content with this.
#[derive(Clone, Debug)]
pub struct AtDoor {
    /// The account, and what it may do once the door is open.
    pub viewer: Viewer,
    /// How far they may come.
    pub door: Door,
    /// What they must do before something that needs a fresh code.
    pub step_up: StepUp,
    /// True if the account has a second factor.
    pub has_factor: bool,
    /// What their organisations ask for.
    pub rule: FactorRule,
    /// True if they followed a link to their mailbox within the last 15 minutes.
    pub is_recent: bool,
    sign_in: SignIn,
}

impl AtDoor {
    pub(super) fn new(viewer: Viewer, sign_in: SignIn, standing: FactorStanding, now: Timestamp) -> Self {
        Self {
            viewer,
            door: standing.door(sign_in.proved, now),
            step_up: standing.step_up(sign_in.proved, now),
            has_factor: standing.has_factor,
            rule: standing.rule,
            is_recent: now.duration_since(sign_in.at) <= RECENT,
            sign_in,
        }
    }

    /// Returns the sign-in.
    pub(super) fn sign_in(&self) -> &SignIn {
        &self.sign_in
    }

    /// Returns true if the account has a second factor or needs one.
    pub fn is_for_them(&self) -> bool {
        self.has_factor || !self.viewer.asked_for_second_factor().is_empty()
    }

    /// Returns the page that they must go through before they may come in, or `None` if the door is open.
    pub(super) fn first(&self) -> Option<&'static str> {
        match self.door {
            Door::Open | Door::OpenUntil(_) => None,
            Door::SetUpFirst => Some(SET_UP),
            Door::CodeFirst => Some(CODE),
        }
    }
}

/// The permit of the pages that ask for a code, or set up a second factor.
#[derive(Clone, Debug)]
pub struct Known(pub AtDoor);

impl<S: Send + Sync> FromRequestParts<S> for Known {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let at_door = parts.extensions.get::<AtDoor>().cloned();
        at_door.map(Self).ok_or_else(|| Refused::SignInFirst(back(parts)))
    }
}

/// Another permit, of somebody who has typed a code within the last fifteen minutes. If their account has no second factor,
/// they must set one up, unless their organisations ask for none.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<P>(pub P);

impl<S, P> FromRequestParts<S> for Fresh<P>
where
    S: Send + Sync,
    P: FromRequestParts<S, Rejection = Refused>,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let permit = P::from_request_parts(parts, state).await?;
        let step_up = parts.extensions.get::<AtDoor>().map(|at_door| at_door.step_up);
        let first = match step_up {
            Some(StepUp::Nothing) => return Ok(Self(permit)),
            Some(StepUp::SetUp) => SET_UP,
            Some(StepUp::Code) | None => CODE,
        };
        let back = back(parts);
        let mut back = page_of(&back).to_owned();
        if first == SET_UP {
            // Without an app, the page stays shut, so that “Not now” must lead somewhere else.
            back.push_str("&shut=yes");
        }
        Err(Refused::ProveFirst(first, back))
    }
}

/// Asks for a fresh code on every way to a route, before its own permit. It is for routes whose handlers serve forms that need
/// none, too.
pub fn fresh<P>(route: MethodRouter<App>) -> MethodRouter<App>
where
    P: FromRequestParts<(), Rejection = Refused> + Send + Sync + 'static,
{
    route.route_layer(axum::middleware::from_extractor::<Fresh<P>>())
}

/// Returns the page to come back to. People can only come back to a page. A form without files is kept for them, see
/// `resend`.
pub(super) fn back(parts: &Parts) -> String {
    if parts.method != Method::GET {
        return "/account".to_owned();
    }
    let uri = parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |uri| &uri.0);
    uri.path().to_owned()
}

/// Returns the page with the link to a download: after a code, people should see a page.
fn page_of(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((page, file)) if file.ends_with(".csv") || file.ends_with(".xlsx") => page,
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_back_to_the_page_of_a_download() {
        for (asked, back) in [
            ("/partner/events/3/bookings.csv", "/partner/events/3"),
            ("/police/property-store/7/result.xlsx", "/police/property-store/7"),
            ("/police/look-up/7", "/police/look-up/7"),
            ("/", "/"),
        ] {
            assert_eq!(page_of(asked), back);
        }
    }
}
