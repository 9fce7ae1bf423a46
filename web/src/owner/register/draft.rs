//! The registration that a session is filling in: its secret is in the session, its answers are sealed on
//! the server.

use super::answers::Answers;
use crate::shared::HttpError;
use domain::id::{AccountId, BikeId, DraftId};
use registry::Registry;
use registry::bike::draft::{load_draft, save_draft, start_draft};
use tower_sessions::Session;

const TOKEN: &str = "registration";

/// A registration that has begun.
#[derive(Clone)]
pub(super) struct Draft {
    /// The secret that finds it.
    pub(super) token: String,
    /// Its identity.
    pub(super) id: DraftId,
    /// What was answered; nothing any more once it is finished.
    pub(super) answers: Answers,
    /// The bike that it became.
    pub(super) bike: Option<BikeId>,
}

/// Reads the session's registration, if there is one.
///
/// # Errors
/// [`HttpError`] when it cannot be read.
pub(super) async fn load(registry: &Registry, session: &Session) -> Result<Option<Draft>, HttpError> {
    let Some(token) = session.get::<String>(TOKEN).await.map_err(HttpError::internal)? else {
        return Ok(None);
    };
    let Some(kept) = load_draft(registry, &token).await? else {
        return Ok(None);
    };
    let answers = serde_json::from_slice(&kept.json).map_err(HttpError::internal)?;
    Ok(Some(Draft {
        token,
        id: kept.id,
        answers,
        bike: kept.bike,
    }))
}

/// Keeps the answers, and begins a registration where there is none to keep them in.
///
/// # Errors
/// [`HttpError`] when they cannot be kept; [`HttpError::Unavailable`] when the registration was finished or
/// deleted just now.
pub(super) async fn keep(
    registry: &Registry,
    session: &Session,
    draft: Option<&Draft>,
    answers: &Answers,
) -> Result<(), HttpError> {
    let json = serde_json::to_vec(answers).map_err(HttpError::internal)?;
    match draft {
        Some(draft) => save_draft(registry, &draft.token, &json)
            .await?
            .map_err(|gone| HttpError::Unavailable(gone.to_string())),
        None => {
            let (token, _) = start_draft(registry, &json).await?;
            session.insert(TOKEN, token).await.map_err(HttpError::internal)
        }
    }
}

/// Leaves the session's registration where it is; without the secret nobody finds it, and in time it is deleted.
///
/// # Errors
/// [`HttpError`] when the session cannot be written.
pub(super) async fn leave(session: &Session) -> Result<(), HttpError> {
    session
        .remove::<String>(TOKEN)
        .await
        .map_err(HttpError::internal)?;
    Ok(())
}

/// Returns the secret of the session's registration if it was begun with the e-mail address of an account: it goes on when that
/// account signs in, and no other does.
///
/// # Errors
/// [`HttpError`] when it cannot be read.
pub(in crate::owner) async fn of_account(
    registry: &Registry,
    session: &Session,
    account: AccountId,
) -> Result<Option<String>, HttpError> {
    let Some(draft) = load(registry, session).await? else {
        return Ok(None);
    };
    let Some(typed) = draft.answers.owner.email else {
        return Ok(None);
    };
    let own = registry::own_contact(registry, account).await?.email;
    let same = own.is_some_and(|own| own.comparison_key() == typed.comparison_key());
    Ok(same.then_some(draft.token))
}

/// Goes on with the registration of a secret.
///
/// # Errors
/// [`HttpError`] when the session cannot be written.
pub(in crate::owner) async fn go_on(session: &Session, token: String) -> Result<(), HttpError> {
    session.insert(TOKEN, token).await.map_err(HttpError::internal)
}
