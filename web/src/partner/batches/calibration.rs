//! The calibration page by itself.

use super::{print, words};
use crate::shared::guard::Coordinator;
use crate::shared::{App, Errors, HttpError};
use axum::extract::{Query, State};
use axum::response::Response;
use registry::mark::batches::{self, Sheet, Stock};
use serde::Deserialize;

/// The stock, and the current offsets.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    stock: String,
    offset_x: String,
    offset_y: String,
}

pub(super) async fn send(
    Coordinator(_): Coordinator,
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    let x = print::offset("offset_x", &which.offset_x, &mut errors);
    let y = print::offset("offset_y", &which.offset_y, &mut errors);
    let how = Sheet {
        stock: Stock::parse(&which.stock).unwrap_or_default(),
        // There is no form to go back to. The page itself says how far it is moved.
        offset: x.zip(y).unwrap_or_default(),
        ..Sheet::default()
    };
    let pdf = batches::calibration_page(&app.registry, how)
        .await
        .map_err(HttpError::internal)?;
    let name = format!("framemark-calibration-{}.pdf", how.stock.slug());
    Ok(words::file("application/pdf", &name, pdf))
}
