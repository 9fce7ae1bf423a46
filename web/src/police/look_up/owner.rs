//! An owner's details, closed until an officer says why. Each showing is one opening in the log: they are shown
//! in the answer to the form and nowhere else.

use super::super::describe;
use crate::shared::guard::DetailsOpener;
use crate::shared::london;
use crate::shared::{App, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::account::contact::Contact;
use domain::bike::Bike;
use domain::id::{BikeId, LookUpId};
use domain::look_up::Reason;
use registry::account::permits::OfficerOf;
use registry::look_up;
use registry::look_up::owner_details::{self, Acquired, OpenOwnerDetailsError, OwnerDetails};
use registry::recovery::case_file::{self, Opening};
use serde::Deserialize;

/// What is typed to open the details.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenForm {
    reason: String,
}

#[derive(Template)]
#[template(path = "police/look_up/ask_owner.html")]
struct AskPage {
    page: Page,
    id: LookUpId,
    bike: BikeLine,
    reason: String,
    /// The reason of the look-up, to choose.
    offered: String,
    openings: Vec<(String, Opening)>,
}

/// What was typed, what is offered, and what is wrong.
#[derive(Default)]
struct Asked {
    reason: String,
    offered: String,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "police/look_up/owner.html")]
struct OwnerPage {
    page: Page,
    bike: BikeLine,
    sets: Vec<DetailsSet>,
    confirmed: Option<String>,
    /// Who took the details down, where their owner has not confirmed them.
    taken: &'static str,
    openings: Vec<(String, Opening)>,
}

/// Name and ways to reach somebody, as one source gives them.
struct DetailsSet {
    /// Where they are from; empty when there is one source only and it is confirmed.
    heading: &'static str,
    is_confirmed: bool,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    postcode: Option<String>,
}

impl DetailsSet {
    fn of(contact: Contact, heading: &'static str, is_confirmed: bool) -> Self {
        Self {
            heading,
            is_confirmed,
            name: contact.name.unwrap_or_else(|| "Not known".to_owned()),
            email: contact.email.map(|email| email.as_str().to_owned()),
            phone: contact.phone.map(|phone| phone.as_str().to_owned()),
            postcode: contact.postcode.map(|postcode| postcode.as_str().to_owned()),
        }
    }

    /// What is known, that of this bike's registration first.
    fn all(typed: Option<Contact>, account: Option<Contact>) -> Vec<Self> {
        let alone = typed.is_none();
        let typed = typed.map(|typed| Self::of(typed, "Given with this bike’s registration", false));
        let heading = if alone {
            ""
        } else {
            "Confirmed by the owner of the e-mail address"
        };
        let account = account.map(|account| Self::of(account, heading, true));
        typed.into_iter().chain(account).collect()
    }
}

/// The bike, in one line.
struct BikeLine {
    id: BikeId,
    title: String,
    /// Where it stands among the results.
    back: String,
}

impl BikeLine {
    fn of(bike: &Bike, look_up: LookUpId) -> Self {
        Self {
            id: bike.id,
            title: describe::title(&bike.description),
            back: format!("/police/look-up/{look_up}#bike-{}", bike.id),
        }
    }
}

pub(super) async fn ask(
    DetailsOpener(officer): DetailsOpener,
    State(app): State<App>,
    visit: Visit,
    Path((id, bike)): Path<(LookUpId, BikeId)>,
) -> Result<Response, HttpError> {
    let (bike, offered) = found(&app, officer, id, bike).await?;
    let form = Asked {
        offered,
        ..Asked::default()
    };
    html(&ask_page(&app, officer, &visit, id, &bike, form).await?)
}

pub(super) async fn open(
    DetailsOpener(officer): DetailsOpener,
    State(app): State<App>,
    visit: Visit,
    Path((id, bike)): Path<(LookUpId, BikeId)>,
    Form(form): Form<OpenForm>,
) -> Result<Response, HttpError> {
    let (bike, offered) = found(&app, officer, id, bike).await?;
    let mut errors = Errors::default();
    let reason = errors.keep("reason", Reason::parse(&form.reason));
    let asked = |errors| Asked {
        reason: form.reason,
        offered,
        errors,
    };
    let Some(reason) = reason else {
        return html_again(&ask_page(&app, officer, &visit, id, &bike, asked(errors)).await?);
    };
    let opened = owner_details::open_owner_details(&app.registry, officer, bike.id, Some(id), &reason).await;
    let details = match opened {
        Ok(details) => details,
        Err(error @ OpenOwnerDetailsError::NoOwner) => {
            errors.add("reason", error.to_string());
            return html_again(&ask_page(&app, officer, &visit, id, &bike, asked(errors)).await?);
        }
        Err(OpenOwnerDetailsError::Store(error)) => return Err(error.into()),
    };
    html(&owner_page(&app, officer, &visit, id, &bike, details).await?)
}

/// Reads the bike if the look-up showed it, with the reason of the look-up.
async fn found(
    app: &App,
    officer: OfficerOf,
    id: LookUpId,
    bike: BikeId,
) -> Result<(Bike, String), HttpError> {
    let shown = look_up::shown(&app.registry, officer, id, bike).await?;
    let shown = shown.ok_or(HttpError::NotFound)?;
    let mut files = case_file::of_bikes(&app.registry, officer, &[bike]).await?;
    let file = files.remove(&bike).ok_or(HttpError::NotFound)?;
    Ok((file.bike, shown.reason.to_string()))
}

async fn ask_page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: LookUpId,
    bike: &Bike,
    asked: Asked,
) -> Result<AskPage, HttpError> {
    let title = format!("Show the owner of {}", bike.reference());
    Ok(AskPage {
        page: visit.form_page(title).await?.with_errors(asked.errors),
        id,
        bike: BikeLine::of(bike, id),
        reason: asked.reason,
        offered: asked.offered,
        openings: openings(app, officer, bike.id).await?,
    })
}

async fn owner_page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: LookUpId,
    bike: &Bike,
    details: OwnerDetails,
) -> Result<OwnerPage, HttpError> {
    let taken = match details.how {
        Acquired::AtDesk => "A volunteer wrote them down when the bike was marked.",
        Acquired::Imported => "They are from a list that an organisation sent.",
        Acquired::Registered => "Anybody can type these on the website.",
    };
    Ok(OwnerPage {
        page: visit.page(format!("Owner of {}", bike.reference())).await?,
        bike: BikeLine::of(bike, id),
        sets: DetailsSet::all(details.typed, details.account),
        taken,
        confirmed: details.confirmed_at.map(london::day_and_time),
        openings: openings(app, officer, bike.id).await?,
    })
}

async fn openings(app: &App, officer: OfficerOf, bike: BikeId) -> Result<Vec<(String, Opening)>, HttpError> {
    let openings = case_file::openings(&app.registry, officer, bike).await?;
    Ok(openings
        .into_iter()
        .map(|opening| (london::day_and_time(opening.at), opening))
        .collect())
}
