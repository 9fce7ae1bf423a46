//! The page on which people book a place at an event.

use super::{EventWords, find, fullness};
use crate::shared::guard::Account;
use crate::shared::limits::Action;
use crate::shared::{App, Choice, Errors, HttpError, Once, Page, Visit, html, html_again, html_form, london};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::contact::{Contact, EmailAddress, PhoneNumber};
use domain::event::{MOST_BIKES, MarkingEvent, Wish};
use registry::event::ListedEvent;
use registry::event::bookings::hold::{Asked, HELD, ask};
use registry::event::bookings::{self, BookError, SlotTime};
use serde::Deserialize;

const MOST_NAME: usize = 100;

#[derive(Template)]
#[template(path = "public/events/book.html")]
struct BookPage {
    page: Page,
    event: EventWords,
    times: Vec<Choice>,
    bikes: Vec<Choice>,
    form: BookForm,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct BookForm {
    time: String,
    name: String,
    email: String,
    phone: String,
    bikes: String,
}

impl BookForm {
    fn of(own: Contact) -> Self {
        let email = own.email.map(String::from).unwrap_or_default();
        // The e-mail address is enough. Only people without one need a phone number.
        let phone = own.phone.map(String::from).filter(|_| email.is_empty());
        Self {
            name: own.name.unwrap_or_default(),
            email,
            phone: phone.unwrap_or_default(),
            ..Self::default()
        }
    }

    fn parse(&self) -> Result<(Wish, Contact, u8), Errors> {
        let mut errors = Errors::default();
        let wish = errors.keep("time", self.time.parse::<Wish>());
        let name = errors.line("name", "Your name", "Enter your name", &self.name, MOST_NAME);
        let email = optional(&mut errors, "email", &self.email, EmailAddress::parse);
        let phone = optional(&mut errors, "phone", &self.phone, PhoneNumber::parse);
        if let (Some(None), Some(None)) = (&email, &phone) {
            errors.add("email", "Enter an e-mail address or a phone number");
        }
        let contact = name.zip(email).zip(phone).map(|((name, email), phone)| Contact {
            name: Some(name),
            email,
            phone,
            postcode: None,
        });
        let bikes = match self.bikes.trim() {
            "" => Some(1),
            typed => {
                let bikes = typed
                    .parse()
                    .ok()
                    .filter(|bikes| (1..=MOST_BIKES).contains(bikes));
                errors.keep(
                    "bikes",
                    bikes.ok_or(format!("Choose from 1 to {MOST_BIKES} bikes")),
                )
            }
        };
        let all = wish.zip(contact).zip(bikes);
        errors.finish(all.map(|((wish, contact), bikes)| (wish, contact, bikes)))
    }
}

/// Reads a field that may be empty. An outer `None` means that it is not valid.
fn optional<T, E: std::fmt::Display>(
    errors: &mut Errors,
    id: &str,
    typed: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<Option<T>> {
    if typed.trim().is_empty() {
        Some(None)
    } else {
        errors.keep(id, parse(typed)).map(Some)
    }
}

/// Shows the form, with the details of the person who is signed in.
pub(super) async fn show(
    State(app): State<App>,
    account: Option<Account>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let found = find(&app, &id).await?;
    let form = match account {
        Some(Account(account)) => BookForm::of(registry::own_contact(&app.registry, account).await?),
        None => BookForm::default(),
    };
    page(&app, &visit, &found, form, Errors::default()).await
}

pub(super) async fn send(
    State(app): State<App>,
    account: Option<Account>,
    visit: Visit,
    once: Once,
    Path(id): Path<String>,
    Form(form): Form<BookForm>,
) -> Result<Response, HttpError> {
    let found = find(&app, &id).await?;
    let (wish, contact, bikes) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return page(&app, &visit, &found, form, errors).await,
    };
    let by_mail = Redirect::to(&format!("/events/{}/booked", found.marking.id)).into_response();
    if let (None, Some(email)) = (&account, &contact.email) {
        // The answer is the same as always, so that it says nothing about the address. This mailbox has had enough
        // e-mails.
        let mailbox = email.comparison_key().to_string();
        if app.limits.about(Action::Booking, mailbox).is_err() {
            return Ok(by_mail);
        }
    }
    let account = account.map(|Account(account)| account);
    match ask(&once.on(&app), found.marking.id, wish, &contact, account, bikes).await {
        Ok(Asked::Made(made)) => {
            Ok(Redirect::to(&format!("/events/bookings/{}", made.token)).into_response())
        }
        Ok(Asked::ByMail) => Ok(by_mail),
        Err(error) => {
            let errors = refused(error)?;
            page(&app, &visit, &found, form, errors).await
        }
    }
}

#[derive(Template)]
#[template(path = "public/events/booked.html")]
struct BookedPage {
    page: Page,
    event: EventWords,
    minutes: i64,
}

/// Says what to do next. It is the same for everybody, whatever happened to their form.
pub(super) async fn booked(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let found = find(&app, &id).await?;
    html(&BookedPage {
        page: visit.page("Check your e-mail to keep your place").await?,
        event: EventWords::of(&found, app.registry.now()),
        minutes: HELD.as_mins(),
    })
}

/// Says what to do instead, or passes on an error that is not the visitor's fault.
pub(super) fn refused(error: BookError) -> Result<Errors, HttpError> {
    let field = match &error {
        BookError::Store(_) => {
            let BookError::Store(error) = error else {
                return Err(HttpError::NotFound);
            };
            return Err(error.into());
        }
        BookError::TooManyOfOne | BookError::TooOften | BookError::TooManyByPhone => "email",
        BookError::TooManyBikes(_) => "bikes",
        _ => "time",
    };
    let mut errors = Errors::default();
    errors.add(field, error.to_string());
    Ok(errors)
}

async fn page(
    app: &App,
    visit: &Visit,
    found: &ListedEvent,
    form: BookForm,
    errors: Errors,
) -> Result<Response, HttpError> {
    let times = bookings::times(&app.registry, &found.marking).await?;
    let event = EventWords::of(found, app.registry.now());
    let again = !errors.is_empty();
    let page = visit.form_page(format!("Book a place: {}", event.name)).await?;
    let page = BookPage {
        page: page.with_errors(errors),
        times: choices(&times, &form.time),
        bikes: bikes(&found.marking, &form.bikes),
        event,
        form,
    };
    if again {
        return html_again(&page);
    }
    let mut response = html_form(&page)?;
    if times.is_empty() {
        // The event exists, but nothing can be booked now.
        *response.status_mut() = StatusCode::GONE;
    }
    Ok(response)
}

/// Lists how many bikes a booking can have. The list is empty if a slot has only one place.
fn bikes(event: &MarkingEvent, chosen: &str) -> Vec<Choice> {
    let places = event.event.details.slots.map_or(0, |slots| slots.places());
    let most = u16::from(MOST_BIKES).min(places);
    if most < 2 {
        return Vec::new();
    }
    let chosen = if chosen.is_empty() { "1" } else { chosen };
    Choice::list(
        chosen,
        (1..=most).map(|bikes| (bikes.to_string(), bikes.to_string())),
    )
}

/// Lists the times in order, each with how full it is. If all are full, people can wait for any of them.
fn choices(times: &[SlotTime], chosen: &str) -> Vec<Choice> {
    let one = |time: &SlotTime| {
        let wish = if time.free > 0 {
            Wish::Place(time.starts_at)
        } else {
            Wish::Wait(time.starts_at)
        };
        let label = london::clock_at(time.starts_at);
        let choice = Choice::new(wish.to_string(), label).hint(fullness(time));
        let is_chosen = choice.value == chosen;
        choice.chosen_if(is_chosen)
    };
    // The times are in the order of the day, so that a browser that restores the form on "Back" restores the same time.
    // On phones, the style puts full ones last.
    let mut all: Vec<Choice> = times.iter().map(one).collect();
    if !times.is_empty() && times.iter().all(|time| time.free == 0) {
        let any = Choice::new(Wish::WaitForAny.to_string(), "Any time that comes free").alone();
        let is_chosen = any.value == chosen;
        all.push(any.chosen_if(is_chosen));
    }
    all
}
