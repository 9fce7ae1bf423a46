//! The page where officers paste a list or send it as a file, with the lists that were sent before.

use super::columns::{self, Carried};
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::upload::{self, Limits, Place, Upload};
use crate::shared::{App, Errors, HttpError, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::Response;
use domain::id::{LookUpId, PropertyListId};
use domain::look_up::Reason;
use domain::number::numbers_in;
use domain::recovery::listed::ListStage;
use registry::account::permits::OfficerOf;
use registry::look_up::{self, LookUpError};
use registry::recovery::lists::{self, BookError, PropertyList, Sent};
use serde::Deserialize;

/// What the form may hold: a file of up to 20 MB, or pasted text.
pub(super) const LIMITS: Limits = Limits {
    file: 20_000_000,
    files: 1,
    text: 6_500_000,
    texts: 6,
};
/// The most bytes that we read of a request. We throw away whatever exceeds the limits: if we cut the browser off, it
/// would show a broken connection instead of our answer.
pub(super) const MOST_READ: usize = 250_000_000;
/// The most characters of a file's name that we keep.
const MOST_NAME: usize = 100;

const TOO_LONG: &str = "This list is too long to paste. Save it as a file, and choose the file";

#[derive(Template)]
#[template(path = "police/property_store/begin.html")]
struct BeginPage {
    page: Page,
    reason: String,
    pasted: String,
    lists: Vec<ListView>,
}

/// A list that was sent before.
struct ListView {
    id: PropertyListId,
    title: String,
    reason: String,
    sent: String,
    total: u64,
    stands: &'static str,
    colour: &'static str,
}

impl ListView {
    fn of(list: PropertyList) -> Self {
        let (stands, colour) = match list.stage {
            ListStage::Looking => ("Being looked up", "blue"),
            ListStage::Looked => ("Ready", "green"),
            ListStage::Recording => ("Being recorded", "blue"),
            ListStage::Recorded => ("Recorded", "grey"),
        };
        Self {
            id: list.id,
            title: title(&list),
            reason: list.reason.to_string(),
            sent: london::day_and_time(list.made_at),
            total: list.total,
            stands,
            colour,
        }
    }
}

/// What a list is called: its file's name, or when it was sent.
pub(super) fn title(list: &PropertyList) -> String {
    let pasted = || format!("List pasted on {}", london::day_and_time(list.made_at));
    list.name.clone().unwrap_or_else(pasted)
}

impl BeginPage {
    async fn new(
        app: &App,
        officer: OfficerOf,
        visit: &Visit,
        (reason, pasted): (String, String),
        errors: Errors,
    ) -> Result<Self, HttpError> {
        let lists = lists::lists(&app.registry, officer).await?;
        let page = visit.form_page("Look up a whole list").await?;
        Ok(Self {
            page: page.with_errors(errors),
            reason,
            pasted,
            lists: lists.into_iter().map(ListView::of).collect(),
        })
    }
}

/// A look-up that was given the numbers of several bikes.
#[derive(Deserialize)]
pub(super) struct From {
    look_up: Option<LookUpId>,
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Query(from): Query<From>,
) -> Result<Response, HttpError> {
    let typed = match from.look_up {
        None => (String::new(), String::new()),
        Some(id) => match look_up::asked(&app.registry, officer, id).await {
            Ok((asked, reason)) => (reason.to_string(), one_a_line(&asked.boxes())),
            Err(LookUpError::NotFound) => return Err(HttpError::NotFound),
            Err(LookUpError::Store(error)) => return Err(error.into()),
            Err(error) => return Err(HttpError::internal(error)),
        },
    };
    html_form(&BeginPage::new(&app, officer, &visit, typed, Errors::default()).await?)
}

/// Puts each number of a look-up on its own line, below the name of the column.
pub(in crate::police) fn one_a_line(boxes: &[&str]) -> String {
    let numbers = boxes.iter().flat_map(|typed| numbers_in(typed));
    std::iter::once("frame_number".to_owned())
        .chain(numbers.map(|number| number.written().to_owned()))
        .collect::<Vec<_>>()
        .join("\n")
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    place: Place,
    form: Multipart,
) -> Result<Response, HttpError> {
    let mut parts = match upload::read(&place, form, LIMITS).await {
        Ok(parts) => parts,
        Err(HttpError::TooLarge) => {
            let mut errors = Errors::default();
            errors.add("pasted", TOO_LONG);
            return again(&app, officer, &visit, (String::new(), String::new()), errors).await;
        }
        Err(error) => return Err(error),
    };
    let (reason, pasted) = (parts.text("reason").to_owned(), parts.text("pasted").to_owned());
    let mut errors = Errors::default();
    errors.keep("reason", Reason::parse(&reason));
    let sent = match parts.files.pop() {
        Some((_, Upload::TooLarge { .. })) => Err("The file must be smaller than 20 MB"),
        Some(_) if !pasted.trim().is_empty() => Err("Choose a file or paste a list, not both"),
        Some((_, Upload::Given { name, file })) => Ok((shortened(&name), Sent::File(file))),
        None if pasted.trim().is_empty() => Err("Choose a file, or paste a list"),
        None => Ok((None, Sent::Text(pasted.clone()))),
    };
    let field = if pasted.trim().is_empty() {
        "file"
    } else {
        "pasted"
    };
    let Some((name, sent)) = errors.keep(field, sent) else {
        return again(&app, officer, &visit, (reason, pasted), errors).await;
    };
    let book = match lists::read(sent).await {
        Ok(book) => book,
        Err(BookError::Io(error)) => return Err(HttpError::internal(error)),
        Err(error) => {
            errors.add(field, error.to_string());
            return again(&app, officer, &visit, (reason, pasted), errors).await;
        }
    };
    if !errors.is_empty() {
        return again(&app, officer, &visit, (reason, pasted), errors).await;
    }
    let carried = Carried {
        reason,
        name: name.unwrap_or_default(),
        ..Carried::default()
    };
    columns::first(&app, officer, &visit, book, carried).await
}

/// Shows the form again, with status 422. A list that is too long to send back must be pasted again.
pub(super) async fn again(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    (reason, pasted): (String, String),
    errors: Errors,
) -> Result<Response, HttpError> {
    const MOST_SHOWN: usize = 200_000;
    let pasted = if pasted.len() > MOST_SHOWN {
        String::new()
    } else {
        pasted
    };
    html_again(&BeginPage::new(app, officer, visit, (reason, pasted), errors).await?)
}

fn shortened(name: &str) -> Option<String> {
    let kept = name.chars().filter(|c| !c.is_control()).take(MOST_NAME);
    Some(kept.collect::<String>()).filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_look_up_stand_below_each_other() {
        let list = one_a_line(&["WTU123456K, GF28283377 KK00998877", "U21BF95005"]);
        assert_eq!(
            list,
            "frame_number\nWTU123456K\nGF28283377\nKK00998877\nU21BF95005"
        );
    }
}
