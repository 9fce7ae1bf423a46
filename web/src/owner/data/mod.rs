//! What we hold about somebody, in words, who opened their details, a copy of it all, and erasing it.

mod archive;
mod copy;
mod erase;

use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::account::contact::Contact;
use domain::text::counted;
use registry::account::details::own_contact;
use registry::bike::own;
use registry::look_up::openings::{self, OpenedDetails};

/// `/account/data` and under it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/data", get(show))
        .route("/account/data/copy.zip", get(archive::download))
        .route("/account/data/erase", get(erase::ask).post(erase::send))
        .route("/account/erased", get(erase::done))
}

struct Row {
    stamp: String,
    at: String,
    by: String,
    bike: Option<String>,
}

#[derive(Template)]
#[template(path = "owner/data/page.html")]
struct ShowPage {
    page: Page,
    held: Vec<String>,
    rows: Vec<Row>,
}

async fn show(account: Account, State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let contact = own_contact(&app.registry, account.0).await?;
    let bikes = own::list(&app.registry, account.0).await?;
    let openings = openings::of_owner(&app.registry, account.0).await?;
    let rows = openings.into_iter().map(|opening| Row {
        stamp: opening.at.to_string(),
        at: london::day_and_time(opening.at),
        by: by(&opening),
        bike: opening.bike.map(|bike| bike.to_string()),
    });
    html(&ShowPage {
        page: visit.page("Your data").await?,
        held: held(&contact, bikes.len()),
        rows: rows.collect(),
    })
}

/// Says who opened somebody's details, without a person's name.
fn by(opening: &OpenedDetails) -> String {
    match &opening.by {
        Some(force) => format!("An officer of {force}"),
        None => "Somebody who runs this register".to_owned(),
    }
}

/// Says what we hold about somebody.
fn held(contact: &Contact, bikes: usize) -> Vec<String> {
    let details = [
        ("your name", contact.name.is_some()),
        ("your e-mail address", contact.email.is_some()),
        ("your phone number", contact.phone.is_some()),
        ("your postcode", contact.postcode.is_some()),
    ];
    let details = details.into_iter().filter(|(_, there)| *there);
    let mut held: Vec<String> = details.map(|(what, _)| what.to_owned()).collect();
    if bikes > 0 {
        held.push(format!(
            "{} with its numbers, looks, photos, theft reports and messages, and what was changed",
            counted(bikes, "bike", "bikes, each")
        ));
    }
    held.push("when you signed in and out".to_owned());
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::account::contact::EmailAddress;

    #[test]
    fn only_what_is_there_is_said_to_be_held() {
        assert_eq!(held(&Contact::default(), 0), ["when you signed in and out"]);
        let contact = Contact {
            name: Some("Ada".into()),
            email: EmailAddress::parse("ada@example.org").ok(),
            ..Contact::default()
        };
        let held = held(&contact, 2);
        assert_eq!(held[..2], ["your name", "your e-mail address"]);
        assert!(held[2].starts_with("2 bikes, each with its numbers"), "{held:?}");
    }
}
