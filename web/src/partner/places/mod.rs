//! The places that people know by name. The questions about a theft or a recovery offer them.

use crate::shared::guard::Coordinator;
use crate::shared::{App, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::account::contact::Postcode;
use domain::place::{PlaceGiven, Point, pin, wards};
use registry::place::{NamedPlaceError, add_named_place, named_places, remove_named_place};
use serde::Deserialize;

const MOST: usize = 80;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/places", get(show).post(add))
        .route("/places/{key}/remove", post(remove))
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct PlaceForm {
    name: String,
    at: String,
}

struct Row {
    key: String,
    name: String,
    ward: String,
    at: String,
}

#[derive(Template)]
#[template(path = "partner/places/page.html")]
struct Places {
    page: Page,
    rows: Vec<Row>,
    form: PlaceForm,
}

impl PlaceForm {
    fn parse(&self) -> Result<(String, Point), Errors> {
        let mut errors = Errors::default();
        let name = errors.line(
            "name",
            "The name",
            "Enter the name of the place",
            &self.name,
            MOST,
        );
        let point = match Postcode::parse(&self.at) {
            Ok(postcode) => PlaceGiven::Postcode(postcode)
                .point()
                .ok_or("This postcode is not on our list. Enter a grid reference or coordinates"),
            Err(_) => return self.with_pin(errors, name),
        };
        let point = errors.keep("at", point);
        errors.finish(name.zip(point))
    }

    fn with_pin(&self, mut errors: Errors, name: Option<String>) -> Result<(String, Point), Errors> {
        let point = errors.keep("at", pin::parse(&self.at));
        errors.finish(name.zip(point))
    }
}

async fn show(
    Coordinator(_): Coordinator,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    html_form(&page(&app, &visit, PlaceForm::default(), Errors::default()).await?)
}

async fn add(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(form): Form<PlaceForm>,
) -> Result<Response, HttpError> {
    let (name, point) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return html_again(&page(&app, &visit, form, errors).await?),
    };
    match add_named_place(&once.on(&app), &coordinator, &name, point).await {
        Ok(()) => back(&visit, Notice::success(format!("{name} added to the list"))).await,
        Err(NamedPlaceError::Store(error)) => Err(error.into()),
        Err(error) => {
            let field = match error {
                NamedPlaceError::Taken => "name",
                _ => "at",
            };
            let mut errors = Errors::default();
            errors.add(field, error.to_string());
            html_again(&page(&app, &visit, form, errors).await?)
        }
    }
}

async fn remove(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, HttpError> {
    match remove_named_place(&app.registry, &coordinator, &key).await {
        Ok(()) => back(&visit, Notice::success("Place removed from the list")).await,
        Err(NamedPlaceError::Store(error)) => Err(error.into()),
        Err(error) => back(&visit, Notice::important(error.to_string())).await,
    }
}

async fn back(visit: &Visit, notice: Notice) -> Result<Response, HttpError> {
    visit.notice(notice).await?;
    Ok(Redirect::to("/partner/places").into_response())
}

async fn page(app: &App, visit: &Visit, form: PlaceForm, errors: Errors) -> Result<Places, HttpError> {
    let places = named_places(&app.registry).await?;
    let row = |place: domain::place::named::NamedPlace| Row {
        ward: wards::at(place.point).map_or_else(
            || "Not known".to_owned(),
            |ward| format!("{}, {}", ward.name, ward.district()),
        ),
        at: pin::written(place.point),
        key: place.key,
        name: place.name,
    };
    Ok(Places {
        page: visit.form_page("Well-known places").await?.with_errors(errors),
        rows: places.into_iter().map(row).collect(),
        form,
    })
}
