//! Whether a camera may have seen the theft.

use super::part::Answers;
use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{Choice, Errors, HttpError, Page};
use askama::Template;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::theft::Camera;
use serde::Deserialize;

const MOST: usize = 200;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    camera: String,
    camera_where: String,
}

#[derive(Template)]
#[template(path = "shared/theft/camera/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    cameras: Vec<Choice>,
    camera_where: String,
}

pub(crate) async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let told = &tell.answers.details;
    let typed = Typed {
        camera: told.camera.map_or("", Camera::slug).to_owned(),
        camera_where: told.camera_where.clone().unwrap_or_default(),
    };
    question(&tell, typed, Errors::default()).await
}

pub(crate) async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok((camera, place)) => {
            let keep = |answers: &mut Answers| {
                answers.details.camera = Some(camera);
                answers.details.camera_where = place.filter(|_| camera == Camera::Yes);
            };
            tell.answered(keep).await
        }
        Err(errors) => question(&tell, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<(Camera, Option<String>), Errors> {
        let mut errors = Errors::default();
        let camera = Camera::parse(&self.camera);
        if camera.is_none() {
            errors.add("camera", "Choose whether there is a camera");
        }
        let place = errors.optional_line("camera_where", "Where the camera is", &self.camera_where, MOST);
        errors.finish(camera.zip(place))
    }
}

async fn question(tell: &Tell, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let all = Camera::ALL.iter().map(|camera| (camera.slug(), camera.label()));
    let cameras = Choice::list(&typed.camera, all).into_iter().map(|choice| {
        let is_there = choice.value == Camera::Yes.slug();
        if is_there { choice.revealing() } else { choice }
    });
    let question = Question {
        page: tell.page("Is there a camera nearby?", errors).await?,
        ask: tell.ask(),
        cameras: cameras.collect(),
        camera_where: typed.camera_where,
    };
    shown(&question, &question.page)
}
