//! The hours of the property store, and how many bikes can be collected at the same time.

use crate::shared::guard::Officer;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::recovery::home::{Opening, PropertyStore};
use jiff::civil::{Date, Time};
use registry::recovery::home::{self, SetHoursError};
use registry::version::Version;
use serde::Deserialize;

const MOST_PLACE: usize = 300;
const MOST_PHONE: usize = 40;
/// The most closed days that a force can enter.
const MOST_CLOSED: usize = 60;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    from: Vec<String>,
    to: Vec<String>,
    minutes: String,
    places: String,
    place: String,
    phone: String,
    closed: String,
    /// Which hours the form was made from.
    version: String,
}

impl Typed {
    fn of(store: &PropertyStore) -> Self {
        let shown = |time: fn(&Opening) -> Time| {
            let day = move |day: &Option<Opening>| {
                day.as_ref()
                    .map(|day| time(day).strftime("%H:%M").to_string())
                    .unwrap_or_default()
            };
            store.week.iter().map(day).collect()
        };
        let number = |number: u16, usual: &str| match number {
            0 => usual.to_owned(),
            number => number.to_string(),
        };
        let closed: Vec<String> = store.closed.iter().map(Date::to_string).collect();
        Self {
            from: shown(|day| day.from),
            to: shown(|day| day.to),
            minutes: number(store.minutes, "20"),
            places: number(store.places, "1"),
            place: store.place.clone(),
            phone: store.phone.clone().unwrap_or_default(),
            closed: closed.join("\n"),
            version: home::version_of_hours(store).to_string(),
        }
    }

    fn day(list: &[String], at: usize) -> &str {
        list.get(at).map_or("", String::as_str)
    }

    fn parse(&self) -> Result<PropertyStore, Errors> {
        let mut errors = Errors::default();
        let mut week = [None; 7];
        for (at, day) in week.iter_mut().enumerate() {
            let parsed = Opening::parse(Self::day(&self.from, at), Self::day(&self.to, at));
            *day = errors.keep(&format!("day-{at}"), parsed).flatten();
        }
        let minutes = self.minutes.trim().parse().unwrap_or(0);
        let places = self.places.trim().parse().unwrap_or(0);
        let missing = "Enter where bikes are collected";
        let place = errors.prose("place", "The address", missing, &self.place, MOST_PLACE);
        let phone = errors.optional_line("phone", "The phone number", &self.phone, MOST_PHONE);
        let closed: Result<Vec<Date>, _> = self.closed.split_whitespace().map(str::parse).collect();
        let closed = closed.map_err(|_| "Enter each date on its own line, such as 2026-12-25");
        let closed = errors.keep("closed", closed);
        if closed.as_ref().is_some_and(|days| days.len() > MOST_CLOSED) {
            errors.add("closed", format!("Enter {MOST_CLOSED} days or fewer"));
        }
        let parsed = place.zip(phone).zip(closed);
        let store = parsed.map(|((place, phone), closed)| PropertyStore {
            week,
            minutes,
            places,
            place,
            phone,
            closed,
        });
        if let Some(store) = &store
            && let Err(error) = store.slots()
        {
            let (field, what) = match error {
                domain::event::SlotsError::Minutes => ("minutes", "The length of a collection"),
                domain::event::SlotsError::Places => ("places", "The number of bikes"),
            };
            errors.add(field, format!("{what} {error}"));
        }
        errors.finish(store)
    }
}

/// One day of the week, as the page shows it.
struct DayView {
    at: usize,
    name: &'static str,
    id: String,
    from: String,
    to: String,
}

#[derive(Template)]
#[template(path = "police/collections/hours.html")]
struct Hours {
    page: Page,
    days: Vec<DayView>,
    typed: Typed,
    /// What is set now, for each field where somebody else's change differs from what is typed.
    differs: Vec<(&'static str, String)>,
}

pub(super) async fn ask(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let store = home::property_store(&app.registry, officer).await?;
    html_form(&page(&visit, Typed::of(&store), Errors::default()).await?)
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Form(mut typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let store = match typed.parse() {
        Ok(store) => store,
        Err(errors) => return html_again(&page(&visit, typed, errors).await?),
    };
    let seen = Version::sent(&typed.version);
    match home::set_hours(&app.registry, officer, (&store, Some(&seen))).await {
        Ok(()) => {}
        Err(SetHoursError::Store(error)) => return Err(error.into()),
        Err(error @ SetHoursError::Changed) => {
            // If the officer sends the form again, the change is intended.
            let now = home::property_store(&app.registry, officer).await?;
            typed.version = home::version_of_hours(&now).to_string();
            let mut errors = Errors::default();
            errors.add("recorded-now", error.to_string());
            let mut page = page(&visit, typed, errors).await?;
            let both = now.in_words().into_iter().zip(store.in_words());
            page.differs = both
                .filter(|(now, typed)| now != typed)
                .map(|(now, _)| now)
                .collect();
            return html_again(&page);
        }
    }
    let said = "Saved. Owners can now book within these hours. Existing bookings will not change";
    visit.notice(Notice::success(said)).await?;
    Ok(Redirect::to("/police/collections").into_response())
}

async fn page(visit: &Visit, typed: Typed, errors: Errors) -> Result<Hours, HttpError> {
    let day = |(at, name)| DayView {
        at,
        name,
        id: format!("day-{at}"),
        from: Typed::day(&typed.from, at).to_owned(),
        to: Typed::day(&typed.to, at).to_owned(),
    };
    let days = PropertyStore::DAYS.into_iter().enumerate().map(day).collect();
    Ok(Hours {
        page: visit
            .form_page("Opening hours of the property store")
            .await?
            .with_errors(errors),
        days,
        typed,
        differs: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            from: vec![String::new(), "10am".into()],
            to: vec![String::new(), "12:30".into()],
            minutes: "20".into(),
            places: "2".into(),
            place: "Unit 4, Trade Park".into(),
            closed: "2026-12-25\n2026-12-26".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn hours_are_read_and_shown_again_as_they_are() {
        let store = typed().parse().unwrap();
        assert!(store.is_open() && store.week[1].is_some() && store.week[0].is_none());
        assert_eq!(Typed::of(&store).parse().unwrap(), store);
    }

    #[test]
    fn each_field_says_what_to_enter() {
        type Change = fn(&mut Typed);
        let wrong: [(Change, &str); 6] = [
            (|typed| typed.to.clear(), "day-1"),
            (|typed| typed.minutes.clear(), "minutes"),
            (|typed| typed.places = "0".into(), "places"),
            (|typed| typed.place.clear(), "place"),
            (|typed| typed.closed = "Christmas".into(), "closed"),
            (|typed| typed.phone = "x".repeat(41), "phone"),
        ];
        for (change, field) in wrong {
            let mut typed = typed();
            change(&mut typed);
            let errors = typed.parse().unwrap_err();
            assert!(errors.of(field).is_some(), "{field}: {errors:?}");
        }
    }
}
