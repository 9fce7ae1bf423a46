//! The pages of a conversation.

use super::Reader;
use crate::shared::{App, Errors, HttpError, Page, Visit, html, html_again, html_form, london};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::message::{MOST_CHARACTERS, Side};
use registry::message::{Conversation, Picture, Said, conversation};
use serde::Deserialize;

/// The longest side of a photo on the page, in pixels.
const LONGEST: u32 = 160;

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub(super) message: String,
    pub(super) reason: String,
    pub(super) block: String,
}

/// A message on the page.
struct Item {
    who: &'static str,
    mine: bool,
    sent: String,
    stamp: String,
    text: String,
    photos: Vec<Photo>,
}

struct Photo {
    href: String,
    width: u32,
    height: u32,
}

#[derive(Template)]
#[template(path = "shared/conversation/page.html")]
struct ConversationPage {
    page: Page,
    base: String,
    is_owner: bool,
    reference: Option<String>,
    is_stolen: bool,
    waits: bool,
    is_over: bool,
    is_blocked: bool,
    is_reported: bool,
    has_email: bool,
    /// Whether the first message has just been sent.
    just_sent: bool,
    /// True if this side has written something and so can add a photo.
    has_written: bool,
    ends: String,
    items: Vec<Item>,
    typed: String,
}

impl ConversationPage {
    const MOST: usize = MOST_CHARACTERS;

    fn label(&self) -> &'static str {
        if self.is_owner {
            "Your answer"
        } else {
            "Write to the owner"
        }
    }
}

#[derive(Template)]
#[template(path = "shared/conversation/report.html")]
struct ReportPage {
    page: Page,
    base: String,
    is_owner: bool,
    typed: String,
}

impl ReportPage {
    const MOST: usize = MOST_CHARACTERS;
}

#[derive(Template)]
#[template(path = "shared/conversation/gone.html")]
struct GonePage {
    page: Page,
}

/// Shows a conversation, or that the link does not work. `just_sent` is for the page after the first message.
///
/// # Errors
/// [`HttpError`] when the page cannot be made.
pub async fn show(app: &App, visit: &Visit, reader: &Reader, just_sent: bool) -> Result<Response, HttpError> {
    let Some(found) = conversation(&app.registry, reader.party()).await? else {
        return gone(visit).await;
    };
    html_form(
        &page(
            visit,
            reader,
            found,
            Typed::default(),
            Errors::default(),
            just_sent,
        )
        .await?,
    )
}

/// Shows a conversation again with what was typed and what is wrong with it.
pub(super) async fn again(
    app: &App,
    visit: &Visit,
    reader: &Reader,
    typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let Some(found) = conversation(&app.registry, reader.party()).await? else {
        return gone(visit).await;
    };
    html_again(&page(visit, reader, found, typed, errors, false).await?)
}

/// Says that a link does not work, with status 410.
///
/// # Errors
/// [`HttpError`] when the page cannot be made.
pub async fn gone(visit: &Visit) -> Result<Response, HttpError> {
    let page = visit.page("This link no longer works").await?;
    Ok((StatusCode::GONE, html(&GonePage { page })?).into_response())
}

/// Asks what is wrong with what the other side wrote.
///
/// # Errors
/// [`HttpError`] when the page cannot be made.
pub async fn report_page(
    app: &App,
    visit: &Visit,
    reader: &Reader,
    typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let Some(found) = conversation(&app.registry, reader.party()).await? else {
        return gone(visit).await;
    };
    let wrong = !errors.is_empty();
    let page = visit
        .form_page("Report these messages to the police")
        .await?
        .with_errors(errors);
    let page = ReportPage {
        page,
        base: reader.base.clone(),
        is_owner: found.side == Side::Owner,
        typed: typed.reason,
    };
    if wrong {
        html_again(&page)
    } else {
        html_form(&page)
    }
}

async fn page(
    visit: &Visit,
    reader: &Reader,
    found: Conversation,
    typed: Typed,
    errors: Errors,
    just_sent: bool,
) -> Result<ConversationPage, HttpError> {
    let is_owner = found.side == Side::Owner;
    let title = match (is_owner, just_sent, found.waits) {
        (true, _, _) => "Messages about your bike",
        (false, true, true) => "We have saved your message",
        (false, true, false) => "Message sent to the owner",
        (false, false, _) => "Your message about a bike",
    };
    Ok(ConversationPage {
        page: visit.form_page(title).await?.with_errors(errors),
        base: reader.base.clone(),
        is_owner,
        reference: found.reference.map(|reference| reference.to_string()),
        is_stolen: found.is_stolen,
        waits: found.waits,
        is_over: found.is_over,
        is_blocked: found.is_blocked,
        is_reported: found.is_reported,
        has_email: found.finder_has_email,
        just_sent: just_sent && !is_owner,
        has_written: found.said.iter().any(|said| said.from == found.side),
        ends: london::day(found.ends_at),
        items: found
            .said
            .into_iter()
            .map(|said| Item::of(said, found.side, &reader.base))
            .collect(),
        typed: typed.message,
    })
}

impl Item {
    fn of(said: Said, side: Side, base: &str) -> Self {
        let mine = said.from == side;
        Self {
            who: match (mine, said.from) {
                (true, _) => "You",
                (false, Side::Owner) => "The owner",
                (false, Side::Finder) => "The person who wrote to you",
            },
            mine,
            sent: london::day_and_time(said.at),
            stamp: said.at.to_string(),
            text: said.text,
            photos: said.photos.iter().map(|photo| Photo::of(photo, base)).collect(),
        }
    }
}

impl Photo {
    fn of(photo: &Picture, base: &str) -> Self {
        let longest = photo.width.max(photo.height).max(1);
        let scaled = |side: u32| (side.saturating_mul(LONGEST) / longest).max(1);
        Self {
            href: format!("{base}/photos/{}", photo.id),
            width: scaled(photo.width),
            height: scaled(photo.height),
        }
    }
}
