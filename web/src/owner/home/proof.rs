//! The owner sends something that shows that the bike is theirs.

use super::{Mine, Turned, back, turned};
use crate::owner::photos::{self, Shown};
use crate::shared::guard::Account;
use crate::shared::{App, Choice, Errors, HttpError, Once, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Form;
use domain::id::PhotoId;
use domain::recovery::home::ProofKind;
use registry::bike::photos::Album;
use registry::recovery::home::{self, HomeError, NewProof};
use serde::Deserialize;

const MOST_WORDS: usize = 1_000;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    kind: String,
    photo: String,
    words: String,
}

impl Typed {
    fn parse(&self) -> Result<NewProof, Errors> {
        let mut errors = Errors::default();
        let kind = errors.keep("kind", ProofKind::parse(&self.kind).ok_or("Choose what to send"));
        let words = errors.optional_prose("words", "What you write", &self.words, MOST_WORDS);
        let photo: Option<PhotoId> = self.photo.parse().ok();
        match kind {
            Some(ProofKind::Answer) if words == Some(None) => {
                errors.add("words", "Write something that only you know about the bike");
            }
            Some(ProofKind::Photo | ProofKind::Receipt) if photo.is_none() => {
                errors.add("photo", "Choose a photo. If you do not see it here, add it first");
            }
            _ => {}
        }
        let parsed = kind.zip(words).map(|(kind, words)| NewProof {
            kind,
            words,
            photo: photo.filter(|_| kind != ProofKind::Answer),
        });
        errors.finish(parsed)
    }
}

/// A photo that the owner can choose.
struct PhotoChoice {
    shown: Shown,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "owner/home/proof.html")]
struct Ask {
    page: Page,
    base: String,
    name: String,
    kinds: Vec<Choice>,
    photos: Vec<PhotoChoice>,
    /// True if no more photos can be added.
    full: bool,
    typed: Typed,
}

pub(super) async fn ask(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    Ok(html_form(
        &page(&app, account, &visit, mine, Typed::default(), Errors::default()).await?,
    )?)
}

pub(super) async fn send(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    let new = match typed.parse() {
        Ok(new) => new,
        Err(errors) => {
            return Ok(html_again(
                &page(&app, account, &visit, mine, typed, errors).await?,
            )?);
        }
    };
    let id = mine.bike.id;
    match home::offer(&once.on(&app), account.0, id, new).await {
        Ok(()) => {
            let said = "Sent. The police will look at it, and we will write to you";
            back(&visit, id, Ok(said)).await
        }
        Err(error @ HomeError::NoPhoto) => {
            let mut errors = Errors::default();
            errors.add("photo", error.to_string());
            Ok(html_again(
                &page(&app, account, &visit, mine, typed, errors).await?,
            )?)
        }
        Err(error @ HomeError::Enough) => back(&visit, id, Err(error)).await,
        Err(error) => Err(turned(id, error)),
    }
}

async fn page(
    app: &App,
    account: Account,
    visit: &Visit,
    mine: Mine,
    typed: Typed,
    errors: Errors,
) -> Result<Ask, HttpError> {
    let album = photos::album(&app.registry, Album::Bike(account.0, mine.bike.id)).await?;
    let full = album.is_full();
    let photos = album.0.into_iter().map(|shown| PhotoChoice {
        chosen: typed.photo == shown.id.to_string(),
        shown,
    });
    let kinds = ProofKind::ALL.map(|kind| (kind.slug(), kind.label()));
    Ok(Ask {
        page: visit
            .form_page("Show that the bike is yours")
            .await?
            .with_errors(errors),
        base: mine.base,
        name: mine.name,
        kinds: Choice::list(&typed.kind, kinds),
        photos: photos.collect(),
        full,
        typed,
    })
}
