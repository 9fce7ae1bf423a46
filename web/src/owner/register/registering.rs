//! The registration that a request is about. The browser's secret is in its session, and the registration's name is in
//! its addresses, so that two tabs can fill in two registrations.

use super::answers::Answers;
use super::step::Step;
use crate::shared::questions::{Asking, Found, NotNow, Subject, Told, address};
use crate::shared::{App, HttpError, Visit};
use axum::extract::Query;
use axum::http::Method;
use axum::http::request::Parts;
use domain::id::{AccountId, BikeId, DraftId};
use registry::bike::draft::{self, Draft, DraftKey};
use serde::Deserialize;
use tower_sessions::Session;

/// Where the session keeps the browser's secret.
const HOLDER: &str = "registration";

/// One request for a question in a registration.
pub(super) type Flow = Asking<Registering>;

/// A registration that is being filled in.
pub(super) struct Registering {
    /// Its name in the browser, for its addresses. Empty if the request came without one.
    name: String,
    /// Its key. `None` if the browser has not sent anything yet, because it then has no secret.
    key: Option<DraftKey>,
    /// Its identity, once an answer has been stored.
    pub(super) id: Option<DraftId>,
}

/// The registration that an address names.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Named {
    /// Its name.
    #[serde(default)]
    pub(super) draft: String,
    /// The question that the person came from.
    #[serde(default)]
    from: String,
}

impl Subject for Registering {
    type Step = Step;
    type Answers = Answers;

    const TITLE: &'static str = "Register a bike";

    async fn find(parts: &mut Parts, app: &App, visit: &Visit) -> Result<Found<Self>, NotNow> {
        let step = Step::of_path(&visit.path).ok_or(HttpError::NotFound)?;
        let Query(named) = Query::<Named>::try_from_uri(&parts.uri).unwrap_or_default();
        let sent = parts.method == Method::POST;
        if named.draft.is_empty() {
            return if step == Step::Email && named.from.is_empty() {
                another(app, visit, sent).await
            } else {
                last(app, visit, step, sent).await
            };
        }
        let holder = match step {
            // The secret is made when the first answer is sent. Just looking at pages costs nothing.
            Step::Email if sent => Some(holder_or_new(app, &visit.session).await?),
            _ => holder(&visit.session).await?,
        };
        let key = holder.and_then(|holder| draft::key(&holder, &named.draft));
        let draft = match &key {
            Some(key) => draft::load_draft(&app.registry, key)
                .await
                .map_err(HttpError::from)?,
            None => None,
        };
        let is_name = draft::is_name(&named.draft);
        let subject = Self {
            name: if is_name { named.draft } else { String::new() },
            key,
            id: draft.as_ref().map(|draft| draft.id),
        };
        subject.found(step, draft)
    }

    async fn change<F>(&self, app: &App, change: F) -> Result<bool, HttpError>
    where
        F: FnOnce(&[u8]) -> Result<Vec<u8>, HttpError> + Send,
    {
        let changed = draft::change_draft(&app.registry, self.key()?, change).await?;
        Ok(changed.is_ok())
    }

    fn path(&self, step: Step) -> String {
        step.path()
    }

    fn query(&self) -> String {
        if self.name.is_empty() {
            String::new()
        } else {
            format!("draft={}", self.name)
        }
    }

    fn start(&self) -> String {
        "/register".to_owned()
    }

    fn begin(&self) -> String {
        self.start()
    }

    fn caption(&self) -> String {
        Self::TITLE.to_owned()
    }
}

impl Registering {
    /// Returns the key of its answers and photos.
    ///
    /// # Errors
    /// [`HttpError::NotFound`] if there are no answers yet.
    pub(super) fn key(&self) -> Result<&DraftKey, HttpError> {
        self.key.as_ref().ok_or(HttpError::NotFound)
    }

    /// Returns the address of the page that says what happened to the registration.
    pub(super) fn done(&self) -> String {
        address("/register/done", [self.query().as_str()])
    }

    fn found(self, step: Step, draft: Option<Draft>) -> Result<Found<Self>, NotNow> {
        if draft.as_ref().is_some_and(|draft| draft.bike.is_some()) {
            return Err(NotNow::Elsewhere(self.done()));
        }
        let told = draft.map(|draft| Told::read(&draft.json)).unwrap_or_default();
        Ok(Found {
            subject: self,
            step,
            told,
        })
    }
}

/// Finds a question of the registration that was changed last. If a form was sent without a name, the next addresses
/// have none either.
async fn last(app: &App, visit: &Visit, step: Step, sent: bool) -> Result<Found<Registering>, NotNow> {
    let Some((key, draft)) = last_touched(app, &visit.session).await? else {
        return Err(NotNow::Elsewhere("/register".to_owned()));
    };
    let subject = Registering {
        name: if sent { String::new() } else { key.name.clone() },
        key: Some(key),
        id: Some(draft.id),
    };
    subject.found(step, Some(draft))
}

/// Returns the first question of another registration. Only the e-mail address is filled in.
async fn another(app: &App, visit: &Visit, sent: bool) -> Result<Found<Registering>, NotNow> {
    let mut told: Told<Step, Answers> = Told::default();
    if let Some((_, last)) = last_touched(app, &visit.session).await? {
        let last: Told<Step, Answers> = Told::read(&last.json);
        told.answers.owner.email = last.answers.owner.email;
    }
    let subject = if sent {
        Registering {
            name: String::new(),
            key: Some(key_or_new(app, &visit.session, "").await?),
            id: None,
        }
    } else {
        Registering {
            name: draft::new_name(&app.registry),
            key: None,
            id: None,
        }
    };
    Ok(Found {
        subject,
        step: Step::Email,
        told,
    })
}

/// Returns the key of the registration with this name, or of a new one if the name is not valid.
///
/// # Errors
/// [`HttpError`] when the session cannot be read or written.
pub(super) async fn key_or_new(app: &App, session: &Session, name: &str) -> Result<DraftKey, HttpError> {
    let holder = holder_or_new(app, session).await?;
    let new = draft::new_name(&app.registry);
    let name = if name.is_empty() || !draft::is_name(name) {
        &new
    } else {
        name
    };
    draft::key(&holder, name).ok_or_else(|| HttpError::internal("the browser's secret is not valid"))
}

/// Finds the bike of the registration with this name, or of the last finished one if there is no name.
///
/// # Errors
/// [`HttpError`] when it cannot be read.
pub(super) async fn finished(
    app: &App,
    session: &Session,
    name: &str,
) -> Result<Option<(DraftKey, BikeId)>, HttpError> {
    let Some(holder) = holder(session).await? else {
        return Ok(None);
    };
    if name.is_empty() {
        let all = draft::list_drafts(&app.registry, &holder).await?;
        let last = all.into_iter().find_map(|draft| Some((draft.bike?, draft.name)));
        return Ok(last.and_then(|(bike, name)| Some((draft::key(&holder, &name)?, bike))));
    }
    let Some(key) = draft::key(&holder, name) else {
        return Ok(None);
    };
    let found = draft::load_draft(&app.registry, &key).await?;
    Ok(found.and_then(|draft| Some((key, draft.bike?))))
}

/// Reads the browser's registrations, the last changed first.
///
/// # Errors
/// [`HttpError`] when they cannot be read.
pub(super) async fn all(app: &App, session: &Session) -> Result<Vec<Draft>, HttpError> {
    match holder(session).await? {
        Some(holder) => Ok(draft::list_drafts(&app.registry, &holder).await?),
        None => Ok(Vec::new()),
    }
}

/// Reads the secret of this browser's registrations, if there is one.
///
/// # Errors
/// [`HttpError`] when the session cannot be read.
pub(super) async fn holder(session: &Session) -> Result<Option<String>, HttpError> {
    session.get::<String>(HOLDER).await.map_err(HttpError::internal)
}

async fn last_touched(app: &App, session: &Session) -> Result<Option<(DraftKey, Draft)>, HttpError> {
    let Some(holder) = holder(session).await? else {
        return Ok(None);
    };
    let last = draft::list_drafts(&app.registry, &holder)
        .await?
        .into_iter()
        .next();
    Ok(last.and_then(|last| Some((draft::key(&holder, &last.name)?, last))))
}

async fn holder_or_new(app: &App, session: &Session) -> Result<String, HttpError> {
    if let Some(holder) = holder(session).await? {
        return Ok(holder);
    }
    let holder = draft::new_holder(&app.registry);
    session
        .insert(HOLDER, &holder)
        .await
        .map_err(HttpError::internal)?;
    Ok(holder)
}

/// Keeps the registrations that were started in this session with an account's e-mail address, so that the owner can go
/// on with them after signing in. Returns their new secret.
///
/// # Errors
/// [`HttpError`] when they cannot be read or stored.
pub(in crate::owner) async fn of_account(
    app: &App,
    session: &Session,
    account: AccountId,
) -> Result<Option<String>, HttpError> {
    let drafts = all(app, session).await?;
    if drafts.is_empty() {
        return Ok(None);
    }
    let Some(own) = registry::own_contact(&app.registry, account).await?.email else {
        return Ok(None);
    };
    let is_own = |draft: &Draft| {
        let told: Told<Step, Answers> = Told::read(&draft.json);
        let typed = told.answers.owner.email;
        draft.bike.is_none() && typed.is_some_and(|typed| typed.comparison_key() == own.comparison_key())
    };
    let theirs: Vec<Draft> = drafts.into_iter().filter(is_own).collect();
    Ok(draft::hand_over(&app.registry, &theirs).await?)
}

/// Gives this session the secret of some registrations, so that the owner can go on with them here.
///
/// # Errors
/// [`HttpError`] when the session cannot be written.
pub(in crate::owner) async fn go_on(session: &Session, holder: String) -> Result<(), HttpError> {
    session.insert(HOLDER, holder).await.map_err(HttpError::internal)
}
