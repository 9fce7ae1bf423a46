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
/// Wants `Arc<Site>` and [`Visitor`] in the request's extensions, and [`SignedIn`] where somebody is.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The installation.
    pub site: Arc<Site>,
    /// The session; nothing is kept until something is put into it.
    pub session: Session,
    /// What proves this browser's forms while it has no session.
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
        // Inside a nested router the path is cut; the navigation wants all of it.
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
    /// Makes a page without a form of its own, with the notice that waits for it. Starts no session.
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
        // Signing out is a form, and on every page of whoever is signed in.
        page.csrf = match &self.signed_in {
            Some(_) => Some(csrf::token(&self.session, &self.visitor).await?),
            None => csrf::existing(&self.session, &self.visitor).await?,
        };
        Ok(page)
    }

    /// Makes a page with a form that changes something: it has a token. Starts no session either.
    ///
    /// # Errors
    /// [`HttpError::Internal`] when the session cannot be read.
    pub async fn form_page(&self, title: impl Into<String>) -> Result<Page, HttpError> {
        let mut page = self.page(title).await?;
        page.csrf = Some(csrf::token(&self.session, &self.visitor).await?);
        page.once = Some(Id::default().to_string());
        Ok(page)
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
