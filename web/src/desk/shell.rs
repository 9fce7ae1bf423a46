//! The page that the application lives in. It is the same for everybody and names nobody, so that a phone can keep
//! it and open it without a network.

use super::words;
use crate::shared::guard::DeskStaff;
use crate::shared::headers::UsesCamera;
use crate::shared::{Choice, HttpError, Page, Site, assets, html};
use askama::Template;
use axum::extract::{Extension, OriginalUri};
use axum::response::{IntoResponse, Response};
use domain::catalogue::colours;
use std::sync::Arc;

/// The entry of the application.
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

/// The desk, for whoever may work at one.
pub(super) async fn open(
    Extension(site): Extension<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    _: DeskStaff,
) -> Result<Response, HttpError> {
    page(site, uri.path())
}

/// The same, for the service worker: it asks when nobody may be signed in any more.
pub(super) async fn empty(
    Extension(site): Extension<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, HttpError> {
    page(site, uri.path())
}

/// What a colour is called where it has the width of a thumb.
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
