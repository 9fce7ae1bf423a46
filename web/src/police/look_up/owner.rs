//! The page with an owner's details. An officer must give a reason first. The details are only shown in the answer to
//! that form, so the log has an entry for each time that they are shown.

use super::super::describe;
use crate::shared::door::Fresh;
use crate::shared::guard::DetailsOpener;
use crate::shared::london;
use crate::shared::{App, DateTyped, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::account::contact::Contact;
use domain::bike::Bike;
use domain::id::{BikeId, LookUpId};
use domain::look_up::Reason;
use jiff::ToSpan;
use jiff::civil::Date;
use registry::account::permits::OfficerOf;
use registry::look_up;
use registry::look_up::owner_details::{
    Acquired, HIDDEN_MONTHS, OpenOwnerDetailsError, OwnerDetails, open_owner_details,
};
use registry::recovery::case_file::{self, Opening};
use serde::Deserialize;

/// The form that opens the details.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenForm {
    reason: String,
    hide_day: String,
    hide_month: String,
    hide_year: String,
}

impl OpenForm {
    fn hide(&self) -> DateTyped {
        DateTyped::new(&*self.hide_day, &*self.hide_month, &*self.hide_year)
    }

    /// Reads until which day the owner does not see the opening. An outer `None` means that it is not valid.
    fn hidden_until(&self, today: Date, errors: &mut Errors) -> Option<Option<Date>> {
        let typed = self.hide();
        if typed.is_empty() {
            return Some(None);
        }
        let day = typed.read(errors, "hide", "The day", "")?;
        let last = today.checked_add(HIDDEN_MONTHS.months()).unwrap_or(Date::MAX);
        if day <= today || day > last {
            errors.add(
                "hide_day",
                "The day must be after today, and at most a year from now",
            );
            return None;
        }
        Some(Some(day))
    }
}

#[derive(Template)]
#[template(path = "police/look_up/ask_owner.html")]
struct AskPage {
    page: Page,
    id: LookUpId,
    bike: BikeLine,
    reason: String,
    hide: DateTyped,
    /// The look-up's reason, which the officer can choose again.
    offered: String,
    openings: Vec<(String, Opening)>,
}

/// Shows the form, with what was typed and any errors.
#[derive(Default)]
struct Asked {
    reason: String,
    hide: DateTyped,
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
    /// Who wrote the details down, if their owner has not confirmed them.
    taken: &'static str,
    openings: Vec<(String, Opening)>,
}

/// A name and contact details from one source.
struct DetailsSet {
    /// The source. Empty if there is only one source and it is confirmed.
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

    /// The details, with those of this bike's registration first.
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
    /// The link back to its place in the results.
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
    Fresh(DetailsOpener(officer)): Fresh<DetailsOpener>,
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
    Fresh(DetailsOpener(officer)): Fresh<DetailsOpener>,
    State(app): State<App>,
    visit: Visit,
    Path((id, bike)): Path<(LookUpId, BikeId)>,
    Form(form): Form<OpenForm>,
) -> Result<Response, HttpError> {
    let (bike, offered) = found(&app, officer, id, bike).await?;
    let mut errors = Errors::default();
    let reason = errors.keep("reason", Reason::parse(&form.reason));
    let hidden_until = form.hidden_until(london::date_of(app.registry.now()), &mut errors);
    let asked = |errors| Asked {
        hide: form.hide(),
        reason: form.reason,
        offered,
        errors,
    };
    let (Some(reason), Some(hidden_until)) = (reason, hidden_until) else {
        return html_again(&ask_page(&app, officer, &visit, id, &bike, asked(errors)).await?);
    };
    let registry = &app.registry;
    let opened = open_owner_details(registry, officer, bike.id, Some(id), &reason, hidden_until).await;
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

/// Reads the bike and the look-up's reason, if the look-up showed the bike.
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
        hide: asked.hide,
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
        Acquired::Transferred => "The owner gave them when taking over the bike.",
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_opening_is_hidden_for_a_year_at_most() {
        let today = date(2026, 6, 20);
        let read = |typed: &str| {
            let mut parts = typed.split('/').map(str::to_owned);
            let mut part = || parts.next().unwrap_or_default();
            let form = OpenForm {
                hide_day: part(),
                hide_month: part(),
                hide_year: part(),
                ..OpenForm::default()
            };
            let mut errors = Errors::default();
            let read = form.hidden_until(today, &mut errors);
            read.ok_or_else(|| errors.list()[0].1.clone())
        };
        let refused = Err("The day must be after today, and at most a year from now".to_owned());
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("21/6/2026"), Ok(Some(date(2026, 6, 21))));
        assert_eq!(read("20/6/2027"), Ok(Some(date(2027, 6, 20))));
        assert_eq!(read("20/6/2026"), refused);
        assert_eq!(read("21/6/2027"), refused);
        assert_eq!(read("31/6/2026"), Err("The day must be a real date".to_owned()));
    }
}
