//! The answer for a certificate's code: whether it is in force, and for which bike. It never says whose bike it is.

use crate::shared::{App, HttpError, Page, Visit, html, london, looks};
use askama::Template;
use axum::response::Response;
use domain::paper::PaperCode;
use registry::paper::{self, Force};

#[derive(Template)]
#[template(path = "public/check/certificate.html")]
struct CertificatePage {
    page: Page,
    code: String,
    in_force: bool,
    said: &'static str,
    name: String,
    colours: String,
    masked: Option<String>,
    made: String,
}

/// Answers if the text is the code of a certificate.
pub(super) async fn answer(app: &App, visit: &Visit, typed: &str) -> Result<Option<Response>, HttpError> {
    let Some(code) = PaperCode::of_certificate(typed) else {
        return Ok(None);
    };
    let Some(found) = paper::certificate_of(&app.registry, &code).await? else {
        return Ok(None);
    };
    let in_force = found.force == Force::InForce;
    let title = if in_force {
        "This certificate is in force"
    } else {
        "This certificate has ended"
    };
    let page = CertificatePage {
        page: visit.page(title).await?,
        code: code.to_string(),
        in_force,
        said: said(found.force),
        name: looks::name(&found.looks),
        colours: looks::colours(&found.looks.colours),
        masked: found.masked,
        made: london::day(found.made_at),
    };
    html(&page).map(Some)
}

fn said(force: Force) -> &'static str {
    match force {
        Force::InForce => {
            "The bike is registered, and has not changed hands since this certificate was made."
        }
        Force::Transferred => "The bike has been passed on to another owner. Ask for their certificate.",
        Force::Retired => "The owner has told us that they no longer have this bike.",
        Force::Disputed => "This registration is being checked. Do not rely on the certificate.",
        Force::Stolen => {
            "The bike was reported stolen after this certificate was made. Do not buy it on the strength of this certificate."
        }
    }
}
