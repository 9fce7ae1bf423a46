//! One request's visit: what a handler needs to answer with a page.

use super::csrf::{self, Visitor};
use super::error::HttpError;
use super::page::{Notice, Page, SignedIn, Site};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::sync::Arc;
use tower_sessions::Session;
use tower_sessions::session::Id;

const NOTICE: &str = "notice";

/// The visit: installation, session, who is signed in and where they are.
///
/// Needs `Arc<Site>` and [`Visitor`] in the request's extensions, and [`SignedIn`] if somebody is signed in.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The facts about this installation.
    pub site: Arc<Site>,
    /// The session. It is not stored until something is put into it.
    pub session: Session,
    /// The secret for this browser's forms while it has no session.
    pub visitor: Visitor,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// The path of the request.
    pub path: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(|(_, why)| HttpError::internal(why))?;
        let site = parts
            .extensions
            .get::<Arc<Site>>()
            .cloned()
            .ok_or_else(|| HttpError::internal("no site in the request's extensions"))?;
        let visitor = parts
            .extensions
            .get::<Visitor>()
            .cloned()
            .ok_or_else(|| HttpError::internal("no visitor in the request's extensions"))?;
        // A nested router cuts off the start of the path, but the navigation needs all of it.
        let path = parts
            .extensions
            .get::<axum::extract::OriginalUri>()
            .map_or_else(|| parts.uri.path().to_owned(), |uri| uri.path().to_owned());
        Ok(Self {
            site,
            session,
            visitor,
            signed_in: parts.extensions.get().cloned(),
            path,
        })
    }
}

impl Visit {
    /// Makes a page without a form, with the waiting notice. It does not start a session.
    ///
    /// # Errors
    /// [`HttpError::Internal`] when the session cannot be read.
    pub async fn page(&self, title: impl Into<String>) -> Result<Page, HttpError> {
        let mut page = Page::new(Arc::clone(&self.site), title, self.path.clone());
        page.notice = match self
            .session
            .get::<Notice>(NOTICE)
            .await
            .map_err(HttpError::internal)?
        {
            Some(notice) => {
                self.session
                    .remove::<Notice>(NOTICE)
                    .await
                    .map_err(HttpError::internal)?;
                Some(notice)
            }
            None => None,
        };
        page.signed_in.clone_from(&self.signed_in);
        // Every page that a signed-in person sees has a form for signing out.
        page.csrf = match &self.signed_in {
            Some(_) => Some(csrf::token(&self.session, &self.visitor).await?),
            None => csrf::existing(&self.session, &self.visitor).await?,
        };
        Ok(page)
    }

    /// Makes a page with a form that changes something, with a token. It does not start a session either.
    ///
    /// # Errors
    /// [`HttpError::Internal`] when the session cannot be read.
    pub async fn form_page(&self, title: impl Into<String>) -> Result<Page, HttpError> {
        let mut page = self.page(title).await?;
        page.csrf = Some(csrf::token(&self.session, &self.visitor).await?);
        page.once = Some(Id::default().to_string());
        Ok(page)
    }

    /// Returns what tells this browser from others: the secret of its forms, or its session. It is a secret, so keep only
    /// a keyed hash of it.
    pub fn browser(&self) -> Option<String> {
        let session = || self.session.id().map(|id| id.to_string());
        self.visitor.sent().map(str::to_owned).or_else(session)
    }

    /// Leaves a message for the next page.
    ///
    /// # Errors
    /// [`HttpError::Internal`] when the session cannot be written.
    pub async fn notice(&self, notice: Notice) -> Result<(), HttpError> {
        self.session
            .insert(NOTICE, notice)
            .await
            .map_err(HttpError::internal)
    }
}

#[cfg(test)]
mod tests;
