//! One request for a question about a theft.

use super::part::{Part, Told};
use crate::owner::bikes::own;
use crate::owner::words;
use crate::shared::guard::{Account, Refused};
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use domain::bike::Standing;
use registry::bike::own::MyBike;

/// A question about a theft that may be asked now. Handed to every handler of a question.
pub(super) struct Tell {
    pub(super) app: App,
    pub(super) account: Account,
    pub(super) visit: Visit,
    pub(super) mine: MyBike,
    pub(super) told: Told,
    part: Part,
    changes: bool,
}

/// What the frame of a question's page shows; each page has it as `ask`.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// Where "Back" leads.
    pub(super) back: String,
    /// Where the form is sent.
    pub(super) action: String,
    /// What to call the bike.
    pub(super) name: String,
    /// "Question 2 of 4".
    pub(super) count: String,
}

/// Why a question is not asked now.
pub(super) enum NotNow {
    /// Another page comes first.
    Elsewhere(String),
    /// Nobody is signed in.
    Refused(Refused),
    /// The answers so far could not be read.
    Failed(HttpError),
}

impl IntoResponse for NotNow {
    fn into_response(self) -> Response {
        match self {
            Self::Elsewhere(to) => Redirect::to(&to).into_response(),
            Self::Refused(refused) => refused.into_response(),
            Self::Failed(error) => error.into_response(),
        }
    }
}

impl From<HttpError> for NotNow {
    fn from(error: HttpError) -> Self {
        Self::Failed(error)
    }
}

impl FromRequestParts<App> for Tell {
    type Rejection = NotNow;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, NotNow> {
        let account = Account::from_request_parts(parts, app)
            .await
            .map_err(NotNow::Refused)?;
        let visit = Visit::from_request_parts(parts, app).await?;
        let (bike, part) = Part::of_path(&visit.path).ok_or(HttpError::NotFound)?;
        let mine = own(app, account, bike).await?;
        if mine.bike.standing != Standing::WithOwner {
            let said = format!(
                "This bike is already {}",
                mine.bike.standing.label().to_lowercase()
            );
            visit.notice(Notice::important(said)).await?;
            return Err(NotNow::Elsewhere(format!("/account/bikes/{}", mine.bike.id)));
        }
        if !mine.bike.confirmed {
            let said = "Confirm the registration first. Then you can report the bike stolen";
            visit.notice(Notice::important(said)).await?;
            return Err(NotNow::Elsewhere(format!("/account/bikes/{}", mine.bike.id)));
        }
        let told: Option<Told> = visit
            .session
            .get(&key(&mine))
            .await
            .map_err(HttpError::internal)?;
        let told = told.unwrap_or_default();
        let first = told.first_unanswered();
        if part > first {
            return Err(NotNow::Elsewhere(address(&mine, first)));
        }
        let changes = parts.uri.query() == Some("from=check");
        Ok(Self {
            app: app.clone(),
            account,
            visit,
            mine,
            told,
            part,
            changes,
        })
    }
}

impl Tell {
    /// The frame of this question's page.
    pub(super) fn ask(&self) -> Ask {
        let here = address(&self.mine, self.part);
        let (back, action) = match (self.changes, self.part.previous()) {
            (true, _) => (address(&self.mine, Part::Check), format!("{here}?from=check")),
            (false, Some(previous)) => (address(&self.mine, previous), here),
            (false, None) => (format!("/account/bikes/{}", self.mine.bike.id), here),
        };
        let count = format!("Question {} of {}", self.part as usize + 1, Part::questions());
        Ask {
            back,
            action,
            name: words::name(&self.mine.bike.description),
            count,
        }
    }

    /// Makes the page of this question.
    pub(super) async fn page(&self, question: &str, errors: Errors) -> Result<Page, HttpError> {
        let title = format!("{question} – Report a bike stolen");
        Ok(self.visit.form_page(title).await?.with_errors(errors))
    }

    /// Keeps what was told with this question's answer, and goes on to the next.
    pub(super) async fn answered(mut self) -> Result<Response, HttpError> {
        self.told.answered.insert(self.part);
        let kept = self.visit.session.insert(&key(&self.mine), &self.told).await;
        kept.map_err(HttpError::internal)?;
        let wanted = if self.changes {
            Part::Check
        } else {
            self.part.next()
        };
        let next = wanted.min(self.told.first_unanswered());
        Ok(Redirect::to(&address(&self.mine, next)).into_response())
    }

    /// Forgets what was told, because it was sent.
    pub(super) async fn sent(self) -> Result<Response, HttpError> {
        self.visit
            .session
            .remove::<Told>(&key(&self.mine))
            .await
            .map_err(HttpError::internal)?;
        let done = format!("/account/bikes/{}/report-stolen/done", self.mine.bike.id);
        Ok(Redirect::to(&done).into_response())
    }
}

/// Where the session keeps what was told of one bike.
fn key(mine: &MyBike) -> String {
    format!("stolen-{}", mine.bike.id)
}

fn address(mine: &MyBike, part: Part) -> String {
    format!("/account/bikes/{}/report-stolen{}", mine.bike.id, part.ending())
}
