//! The page of the app. It is the same for everybody and does not name anybody, so that a phone can store it and open
//! it without a signal.

use super::words;
use crate::shared::guard::DeskStaff;
use crate::shared::headers::UsesCamera;
use crate::shared::{Choice, HttpError, Page, Site, assets, html};
use askama::Template;
use axum::extract::{Extension, OriginalUri};
use axum::response::{IntoResponse, Response};
use domain::catalogue::colours;
use std::sync::Arc;

/// The main script of the app.
const SCRIPT: &str = "src/desk/app/island.ts";

/// A colour to tap.
struct Swatch {
    slug: String,
    label: String,
}

#[derive(Template)]
#[template(path = "desk/shell.html")]
struct Shell {
    page: Page,
    scripts: Vec<String>,
    colours: Vec<Swatch>,
    kinds: Vec<Choice>,
}

/// The desk, for people who may work at one.
pub(super) async fn open(
    Extension(site): Extension<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    _: DeskStaff,
) -> Result<Response, HttpError> {
    page(site, uri.path())
}

/// The same page for the service worker, which may ask for it when nobody is signed in.
pub(super) async fn empty(
    Extension(site): Extension<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, HttpError> {
    page(site, uri.path())
}

/// A short name for a colour, for narrow buttons.
fn short(slug: &str) -> Option<&'static str> {
    match slug {
        "silver" => Some("Silver, grey"),
        "stickers" => Some("Covered"),
        "yellow" => Some("Yellow, gold"),
        _ => None,
    }
}

fn page(site: Arc<Site>, path: &str) -> Result<Response, HttpError> {
    let shell = Shell {
        page: Page::new(site, "Desk", path).with_island(SCRIPT),
        scripts: assets::url(SCRIPT).into_iter().collect(),
        colours: colours()
            .iter()
            .map(|colour| Swatch {
                slug: colour.slug.clone(),
                label: short(&colour.slug).map_or_else(|| colour.label.clone(), str::to_owned),
            })
            .collect(),
        kinds: words::kinds(""),
    };
    Ok((Extension(UsesCamera), html(&shell)?).into_response())
}
