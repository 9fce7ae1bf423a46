//! The owner says whether an insurer has paid for the bike, and who keeps it.

use super::{Mine, Turned, back, turned};
use crate::shared::guard::Account;
use crate::shared::limits::Action;
use crate::shared::{App, Choice, Errors, HttpError, Once, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum_extra::extract::Form;
use domain::account::contact::EmailAddress;
use domain::recovery::home::{Insurance, InsuranceAnswer, Insurer};
use registry::recovery::home;
use serde::Deserialize;

const MOST: usize = 100;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    paid: String,
    insurer: String,
    claim: String,
    email: String,
    keeps: String,
}

type Said = Option<(Insurer, InsuranceAnswer)>;

impl Typed {
    fn of(said: &Insurance) -> Self {
        let insurer = said.insurer.as_ref();
        let email = insurer.and_then(|insurer| insurer.email.clone());
        Self {
            paid: match said.paid {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => String::new(),
            },
            insurer: insurer.map(|insurer| insurer.name.clone()).unwrap_or_default(),
            claim: insurer.map(|insurer| insurer.claim.clone()).unwrap_or_default(),
            email: email.map(String::from).unwrap_or_default(),
            keeps: said
                .owner
                .map(|answer| answer.slug().to_owned())
                .unwrap_or_default(),
        }
    }

    fn parse(&self) -> Result<Said, Errors> {
        let mut errors = Errors::default();
        match self.paid.as_str() {
            "no" => return Ok(None),
            "yes" => {}
            _ => errors.add("paid", "Choose whether an insurer has paid you for the bike"),
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let name = errors.line(
            "insurer",
            "The insurer",
            "Enter the name of the insurer",
            &self.insurer,
            MOST,
        );
        let missing = "Enter the insurer’s reference for your claim";
        let claim = errors.line("claim", "The reference", missing, &self.claim, MOST);
        let email = match self.email.trim() {
            "" => Some(None),
            typed => errors.keep("email", EmailAddress::parse(typed)).map(Some),
        };
        let answer = InsuranceAnswer::parse(&self.keeps)
            .filter(|answer| InsuranceAnswer::OWNERS.contains(answer))
            .ok_or("Choose who will keep the bike");
        let answer = errors.keep("keeps", answer);
        let parsed = name.zip(claim).zip(email).zip(answer);
        errors.finish(
            parsed.map(|(((name, claim), email), answer)| Some((Insurer { name, claim, email }, answer))),
        )
    }
}

/// Says what is known about an insurer: one sentence, or two answers, each on its own line.
pub(super) fn in_words(said: &Insurance) -> String {
    if said.paid != Some(true) {
        let none = said.paid == Some(false);
        return if none {
            "No insurer has paid"
        } else {
            "You have not said whether an insurer has paid"
        }
        .to_owned();
    }
    let answered = |answer: Option<InsuranceAnswer>| answer.map_or("no answer yet", InsuranceAnswer::label);
    let name = said
        .insurer
        .as_ref()
        .map_or("The insurer", |insurer| &insurer.name);
    format!(
        "You: {}\n{name}: {}",
        answered(said.owner),
        answered(said.by_insurer)
    )
}

#[derive(Template)]
#[template(path = "owner/home/insurer.html")]
struct Ask {
    page: Page,
    base: String,
    name: String,
    paid: Vec<Choice>,
    keeps: Vec<Choice>,
    typed: Typed,
}

pub(super) async fn ask(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    let typed = Typed::of(&mine.way.home.said.insurance);
    Ok(html_form(&page(&visit, mine, typed, Errors::default()).await?)?)
}

pub(super) async fn send(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, Turned> {
    let mine = Mine::of(&app, account, &bike).await?;
    let said = match typed.parse() {
        Ok(said) => said,
        Err(errors) => return Ok(html_again(&page(&visit, mine, typed, errors).await?)?),
    };
    if let Some((
        Insurer {
            email: Some(email), ..
        },
        _,
    )) = &said
    {
        // This stops strangers from filling somebody's mailbox.
        app.limits
            .about(Action::Registration, email.as_str().to_lowercase())?;
    }
    let id = mine.bike.id;
    let done = home::say(&once.on(&app), account.0, id, said).await;
    done.map_err(|error| turned(id, error))?;
    back(
        &visit,
        id,
        Ok("Thank you. The police can see what you and the insurer say"),
    )
    .await
}

async fn page(visit: &Visit, mine: Mine, typed: Typed, errors: Errors) -> Result<Ask, HttpError> {
    let keeps = InsuranceAnswer::OWNERS.map(|answer| {
        let label = match answer {
            InsuranceAnswer::Keeps => "I keep the bike and pay the insurer back",
            _ => "I give the bike to the insurer",
        };
        (answer.slug(), label)
    });
    Ok(Ask {
        page: visit
            .form_page("Has an insurer paid you for this bike?")
            .await?
            .with_errors(errors),
        base: mine.base,
        name: mine.name,
        paid: vec![
            Choice::new("yes", "Yes")
                .chosen_if(typed.paid == "yes")
                .revealing(),
            Choice::new("no", "No").chosen_if(typed.paid == "no"),
        ],
        keeps: Choice::list(&typed.keeps, keeps),
        typed,
    })
}
