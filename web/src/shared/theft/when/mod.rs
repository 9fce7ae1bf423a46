//! When the bike was last seen, and when somebody noticed that it was gone: two questions with one form.

mod form;

use super::part::Answers;
use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{Choice, DateTyped, Errors, HttpError, Page};
use askama::Template;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::theft::Moment;
use form::{End, Typed};

#[derive(Template)]
#[template(path = "shared/theft/when/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    end: End,
    for_caller: bool,
    date: DateTyped,
    times: Vec<Choice>,
    time: String,
    two_hours: Vec<Choice>,
}

pub(crate) async fn seen(tell: Tell) -> Result<Response, HttpError> {
    question(&tell, End::Seen, typed(tell.answers.seen), Errors::default()).await
}

pub(crate) async fn gone(tell: Tell) -> Result<Response, HttpError> {
    question(&tell, End::Gone, typed(tell.answers.gone), Errors::default()).await
}

fn typed(told: Option<Moment>) -> Typed {
    told.map(Typed::of).unwrap_or_default()
}

pub(crate) async fn answer_seen(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let other = tell.answers.gone;
    let keep = |answers: &mut Answers, moment| answers.seen = Some(moment);
    answer(tell, End::Seen, typed, other, keep).await
}

pub(crate) async fn answer_gone(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let other = tell.answers.seen;
    let keep = |answers: &mut Answers, moment| answers.gone = Some(moment);
    answer(tell, End::Gone, typed, other, keep).await
}

async fn answer(
    tell: Tell,
    end: End,
    typed: Typed,
    other: Option<Moment>,
    keep: impl FnOnce(&mut Answers, Moment) + Send,
) -> Result<Response, HttpError> {
    match typed.parse(end, other, tell.app.registry.now()) {
        Ok(moment) => tell.answered(|answers| keep(answers, moment)).await,
        Err(errors) => question(&tell, end, typed, errors).await,
    }
}

async fn question(tell: &Tell, end: End, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let title = match end {
        End::Seen => "When was it last seen?",
        End::Gone => "When did somebody notice that it was gone?",
    };
    let page = tell.page(title, errors).await?;
    let question = Question {
        page,
        ask: tell.ask(),
        end,
        for_caller: tell.subject.is_for_caller(),
        date: typed.date(),
        times: typed.times(),
        two_hours: typed.two_hours(),
        time: typed.time,
    };
    shown(&question, &question.page)
}
