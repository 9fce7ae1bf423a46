//! An owner's own name, phone number, postcode and e-mail address.

mod email;

use crate::shared::guard::Account;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again, html_form};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::account::contact::{Contact, PhoneNumber, Postcode};
use registry::account::change_email;
use registry::account::details::{self, ChangeDetailsError, change_details, own_contact};
use registry::version::Version;
use serde::Deserialize;

/// The most characters that a name can have.
const MOST: usize = 80;

/// `/account/details` and the pages below it.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/details", get(show))
        .route("/account/details/change", get(ask).post(change))
        .merge(email::routes())
}

/// The details that a form asks for, as they were typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::owner) struct TypedDetails {
    pub(in crate::owner) name: String,
    pub(in crate::owner) phone: String,
    pub(in crate::owner) postcode: String,
}

impl TypedDetails {
    /// Fills the form with the details that we already have.
    pub(in crate::owner) fn of(contact: &Contact) -> Self {
        let phone = contact.phone.as_ref();
        let postcode = contact.postcode.as_ref();
        Self {
            name: contact.name.clone().unwrap_or_default(),
            phone: phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            postcode: postcode
                .map(|postcode| postcode.as_str().to_owned())
                .unwrap_or_default(),
        }
    }

    /// Reads the details.
    ///
    /// # Errors
    /// What is wrong with them, beside each field.
    pub(in crate::owner) fn parse(&self) -> Result<Contact, Errors> {
        let mut errors = Errors::default();
        let name = errors.line("name", "Your name", "Enter your name", &self.name, MOST);
        let phone = match self.phone.trim() {
            "" => None,
            typed => errors.keep("phone", PhoneNumber::parse(typed)),
        };
        let postcode = errors.keep("postcode", Postcode::parse(&self.postcode));
        errors.finish(Some(Contact {
            name,
            email: None,
            phone,
            postcode,
        }))
    }
}

#[derive(Template)]
#[template(path = "owner/details/page.html")]
struct Show {
    page: Page,
    email: String,
    /// The new address, if it has not been confirmed yet.
    new_email: Option<String>,
    known: TypedDetails,
    may_change_email: bool,
}

#[derive(Template)]
#[template(path = "owner/details/change.html")]
struct Change {
    page: Page,
    typed: TypedDetails,
    /// Which details the form was made from.
    version: Version,
    /// What is known now, for each field where a change made elsewhere differs from what is typed.
    differs: Vec<(&'static str, String)>,
}

/// The form, as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    #[serde(flatten)]
    details: TypedDetails,
    version: String,
}

async fn show(account: Account, State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let contact = own_contact(&app.registry, account.0).await?;
    let waits = change_email::waiting(&app.registry, account.0).await?;
    let known = TypedDetails::of(&contact);
    let roles = visit.signed_in.as_ref().map_or(0, |who| who.roles.len());
    html(&Show {
        page: visit.form_page("Your details").await?,
        email: contact.email.map(String::from).unwrap_or_default(),
        new_email: waits.map(String::from),
        known,
        may_change_email: roles == 0,
    })
}

async fn ask(account: Account, State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let contact = own_contact(&app.registry, account.0).await?;
    let page = visit.form_page("Change your details").await?;
    html_form(&Change {
        page,
        version: details::version(&contact),
        typed: TypedDetails::of(&contact),
        differs: Vec::new(),
    })
}

async fn change(
    account: Account,
    State(app): State<App>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let mut again = Change {
        page: visit.form_page("Change your details").await?,
        version: Version::sent(&typed.version),
        typed: typed.details,
        differs: Vec::new(),
    };
    let new = match again.typed.parse() {
        Ok(new) => new,
        Err(errors) => {
            again.page = again.page.with_errors(errors);
            return html_again(&again);
        }
    };
    match change_details(&app.registry, account.0, (&new, Some(&again.version))).await {
        Ok(()) => {
            visit
                .notice(Notice::success("We have changed your details"))
                .await?;
            Ok(Redirect::to("/account/details").into_response())
        }
        Err(ChangeDetailsError::Store(error)) => Err(error.into()),
        Err(error @ ChangeDetailsError::Changed) => {
            // If the form is sent again, the change is intended.
            let now = own_contact(&app.registry, account.0).await?;
            again.version = details::version(&now);
            let both = details::in_words(&now).into_iter().zip(details::in_words(&new));
            again.differs = both
                .filter(|(now, typed)| now != typed)
                .map(|(now, _)| now)
                .collect();
            let mut errors = Errors::default();
            errors.add("recorded-now", error.to_string());
            again.page = again.page.with_errors(errors);
            html_again(&again)
        }
    }
}
