//! The page on which the owner of an e-mail address confirms a registration or refuses it.

use super::words;
use crate::shared::guard::Account;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::account::contact::Contact;
use domain::id::BikeId;
use registry::bike::confirm::{self, Details, Proposal, Refused};
use serde::Deserialize;

/// The page for a signed-in owner. People who follow a link see the same page at the link's address.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/bikes/{bike}/confirm", get(show).post(decide))
}

/// The button that the owner pressed, and their choice.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Decision {
    decision: String,
    details: String,
}

impl Decision {
    /// Whether they said that the registration is not theirs.
    pub(super) fn refuses(&self) -> bool {
        self.decision == "not-me"
    }

    /// Which details the account will have. Empty if there was nothing to choose.
    pub(super) fn details(&self) -> Result<Option<Details>, Errors> {
        match self.details.as_str() {
            "" => Ok(None),
            "keep" => Ok(Some(Details::Keep)),
            "use" => Ok(Some(Details::Use)),
            _ => {
                let mut errors = Errors::default();
                errors.add("details", "Choose which details to keep");
                Err(errors)
            }
        }
    }
}

/// One detail, as it was typed and as the account has it.
struct Row {
    key: &'static str,
    typed: String,
    known: Option<String>,
}

#[derive(Template)]
#[template(path = "owner/confirm/page.html")]
struct Confirm {
    page: Page,
    action: String,
    name: String,
    reference: String,
    number: String,
    colours: String,
    mark: Option<String>,
    rows: Vec<Row>,
    /// What to do about details that differ. Empty if nothing would change.
    choices: Vec<Choice>,
    signs_in: bool,
}

/// Shows the details of a registration, with a button. Looking at the page changes nothing.
///
/// # Errors
/// [`HttpError`] when the page cannot be made.
pub(super) async fn page(
    visit: &Visit,
    action: String,
    proposal: Proposal,
    signs_in: bool,
    errors: Errors,
) -> Result<Response, HttpError> {
    let again = !errors.is_empty();
    let page = visit
        .form_page("Confirm your registration")
        .await?
        .with_errors(errors);
    let bike = &proposal.bike;
    let number = bike.frame.number();
    let choices = if proposal.would_change() {
        vec![
            Choice::new("keep", "Keep what I have").chosen_if(true),
            Choice::new("use", "Use these details"),
        ]
    } else {
        Vec::new()
    };
    let shown = Confirm {
        page,
        action,
        name: words::name(&bike.description),
        reference: bike.reference().to_string(),
        number: number.map_or_else(
            || words::without_number(Some(&bike.frame)).to_owned(),
            |number| number.as_written().to_owned(),
        ),
        colours: words::colours(&bike.description.colours),
        mark: bike.mark.map(|code| code.to_string()),
        rows: rows(&proposal.typed, proposal.known.as_ref()),
        choices,
        signs_in,
    };
    if again { html_again(&shown) } else { html(&shown) }
}

fn rows(typed: &Contact, known: Option<&Contact>) -> Vec<Row> {
    let name = |contact: &Contact| contact.name.clone();
    let phone = |contact: &Contact| contact.phone.as_ref().map(|phone| phone.as_str().to_owned());
    let postcode = |contact: &Contact| {
        let postcode = contact.postcode.as_ref();
        postcode.map(|postcode| postcode.as_str().to_owned())
    };
    let row = |key, of: &dyn Fn(&Contact) -> Option<String>| {
        let (said, has) = (of(typed), known.and_then(of));
        Row {
            key,
            known: has.clone().filter(|_| said.is_some() && said != has),
            typed: said.unwrap_or_else(|| "Not given".to_owned()),
        }
    };
    vec![
        row("Name", &name),
        row("Phone", &phone),
        row("Postcode", &postcode),
    ]
}

/// Goes to the start page and says what became of the registration.
///
/// # Errors
/// [`HttpError`] when the session cannot be written.
pub(super) async fn dropped(visit: &Visit, refused: Refused) -> Result<Response, HttpError> {
    let said = match refused {
        Refused::Deleted => "Thank you. We have deleted this registration",
        Refused::TakenOff => "Thank you. We have taken your e-mail address off this registration",
    };
    visit.notice(Notice::success(said)).await?;
    Ok(Redirect::to("/").into_response())
}

async fn show(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Path(bike): Path<String>,
) -> Result<Response, HttpError> {
    let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    match confirm::proposed(&app.registry, account.0, bike).await? {
        Some(proposal) => page(&visit, address(bike), proposal, false, Errors::default()).await,
        None => confirmed_already(account, &app, bike).await,
    }
}

async fn decide(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Path(bike): Path<String>,
    Form(decision): Form<Decision>,
) -> Result<Response, HttpError> {
    let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    if decision.refuses() {
        return match confirm::refuse_own(&app.registry, account.0, bike).await? {
            Ok(refused) => dropped(&visit, refused).await,
            Err(_) => confirmed_already(account, &app, bike).await,
        };
    }
    let details = match decision.details() {
        Ok(details) => details,
        Err(errors) => {
            let proposal = confirm::proposed(&app.registry, account.0, bike).await?;
            let proposal = proposal.ok_or(HttpError::NotFound)?;
            return page(&visit, address(bike), proposal, false, errors).await;
        }
    };
    match confirm::confirm_own(&app.registry, account.0, bike, details).await? {
        Ok(()) => {
            visit
                .notice(Notice::success("Your registration is confirmed"))
                .await?;
            Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
        }
        Err(_) => confirmed_already(account, &app, bike).await,
    }
}

/// Sends an owner who has already confirmed to the bike. Everybody else gets "not found".
async fn confirmed_already(account: Account, app: &App, bike: BikeId) -> Result<Response, HttpError> {
    super::bikes::own(app, account, &bike.to_string()).await?;
    Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
}

fn address(bike: BikeId) -> String {
    format!("/account/bikes/{bike}/confirm")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::account::contact::PhoneNumber;

    fn person(name: &str, phone: &str) -> Contact {
        Contact {
            name: Some(name.into()),
            phone: PhoneNumber::parse(phone).ok(),
            ..Contact::default()
        }
    }

    #[test]
    fn only_what_would_change_is_said_twice() {
        let typed = person("Robin", "07700 900002");
        let shown = |known: Option<&Contact>| -> Vec<(String, Option<String>)> {
            let rows = rows(&typed, known).into_iter();
            rows.map(|row| (row.typed, row.known)).collect()
        };
        let given = |text: &str, known: Option<&str>| (text.to_owned(), known.map(str::to_owned));
        let none = given("Not given", None);
        assert_eq!(
            shown(None),
            [given("Robin", None), given("07700 900002", None), none.clone()]
        );
        assert_eq!(
            shown(Some(&person("Robin", "07700 900001"))),
            [
                given("Robin", None),
                given("07700 900002", Some("07700 900001")),
                none
            ]
        );
    }

    #[test]
    fn a_choice_is_one_of_two() {
        let chosen = |details: &str| Decision {
            details: details.into(),
            ..Decision::default()
        };
        assert_eq!(chosen("").details().unwrap(), None);
        assert_eq!(chosen("keep").details().unwrap(), Some(Details::Keep));
        assert_eq!(chosen("use").details().unwrap(), Some(Details::Use));
        assert!(chosen("both").details().is_err());
        assert!(!chosen("use").refuses());
    }
}
