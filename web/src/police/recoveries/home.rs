//! One bike's way home: the owner's proof, what the owner and the insurer say, and the hand-over at the counter.

use super::super::describe;
use super::super::likely::{Fact, StandingView};
use super::super::photos;
use super::case;
use crate::shared::guard::Officer;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again, london};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::RecoveryId;
use domain::recovery::RecoveryStatus;
use domain::recovery::home::{CollectionCode, InsuranceAnswer, Next, Proof, Recipient};
use registry::account::permits::OfficerOf;
use registry::recovery::home::{self, Case, HomeError};
use registry::recovery::{self, HandOver, OpenedFrom, RecoveryError};
use serde::Deserialize;

const MOST_WHY: usize = 200;

/// What an officer sent from the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: String,
    reference: String,
    to: String,
    why: String,
    holds: String,
    answer: String,
}

/// One thing that the owner sent.
struct ProofView {
    at: usize,
    what: &'static str,
    words: String,
    photo: Option<String>,
    gone: bool,
    sent: String,
    public: bool,
    open: bool,
    outcome: String,
    said: String,
    holds_id: String,
    why_id: String,
}

#[derive(Template)]
#[template(path = "police/recoveries/home.html")]
struct HomePage {
    page: Page,
    id: RecoveryId,
    property_ref: String,
    version: i64,
    title: String,
    standing: StandingView,
    /// Whether the bike is in the store.
    here: bool,
    on_hold: bool,
    facts: Vec<Fact>,
    proofs: Vec<ProofView>,
    gallery: String,
    insurance: Vec<Fact>,
    insurer_answers: Vec<Choice>,
    waits_until: Option<String>,
    against: Vec<String>,
    by_code: bool,
    recipients: Vec<Choice>,
    collector: Option<String>,
    typed: Typed,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    reference: String,
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
    Query(given): Query<Given>,
) -> Result<Response, HttpError> {
    let typed = Typed {
        reference: given.reference,
        ..Typed::default()
    };
    page(&app, officer, &visit, id, (typed, Errors::default())).await
}

pub(super) async fn check(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path((id, at)): Path<(RecoveryId, usize)>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    let holds = match typed.holds.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let holds = errors.keep(
        &format!("holds-{at}"),
        holds.ok_or("Choose whether it shows that the bike is theirs"),
    );
    let why_id = format!("why-{at}");
    let why = errors.optional_line(&why_id, "What you write", &typed.why, MOST_WHY);
    if holds == Some(false) && why == Some(None) {
        errors.add(why_id, "Tell the owner what is missing");
    }
    let (holds, why) = match errors.finish(holds.zip(why)) {
        Ok(parsed) => parsed,
        Err(errors) => return page(&app, officer, &visit, id, (typed, errors)).await,
    };
    match home::check(&app.registry, officer, id, at, (holds, why)).await {
        Ok(public) => {
            let said = match (holds, public) {
                (true, true) => {
                    "Anybody can see that, so it proves nothing by itself. We will ask the owner for more."
                }
                (true, false) => "Accepted. We will tell the owner.",
                (false, _) => "Not accepted. We will send the owner what you wrote.",
            };
            back(&visit, id, said).await
        }
        Err(error) => refused(&app, officer, &visit, id, (typed, error)).await,
    }
}

pub(super) async fn insurer(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let Some(answer) = InsuranceAnswer::parse(&typed.answer) else {
        let mut errors = Errors::default();
        errors.add("answer", "Choose what the insurer says");
        return page(&app, officer, &visit, id, (typed, errors)).await;
    };
    match home::note_insurer(&app.registry, officer, id, answer).await {
        Ok(()) => back(&visit, id, "Insurer’s answer saved.").await,
        Err(error) => refused(&app, officer, &visit, id, (typed, error)).await,
    }
}

pub(super) async fn give_back(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    let code = match typed.reference.trim() {
        "" => Some(None),
        typed => errors
            .keep(
                "reference",
                CollectionCode::parse(typed).ok_or("Enter the eight characters of the reference"),
            )
            .map(Some),
    };
    let why = errors.optional_line("why", "The reason", &typed.why, MOST_WHY);
    let to = Recipient::parse(&typed.to).unwrap_or_default();
    let given = code.zip(why).map(|(code, why)| HandOver { to, code, why });
    let given = match errors.finish(given) {
        Ok(given) => given,
        Err(errors) => return page(&app, officer, &visit, id, (typed, errors)).await,
    };
    let seen = (id, typed.version.parse().ok());
    match recovery::return_to_owner(&app.registry, officer, seen, &given).await {
        Ok(()) => {
            let said = "Handed over. Any open theft report is closed.";
            visit.notice(Notice::success(said.to_owned())).await?;
            Ok(Redirect::to(&format!("/police/recoveries/{id}")).into_response())
        }
        Err(error) => refused(&app, officer, &visit, id, (typed, error.into())).await,
    }
}

async fn back(visit: &Visit, id: RecoveryId, said: &str) -> Result<Response, HttpError> {
    visit.notice(Notice::success(said.to_owned())).await?;
    Ok(Redirect::to(&format!("/police/recoveries/{id}/home")).into_response())
}

/// Shows the page again with the reason why nothing was done.
async fn refused(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: RecoveryId,
    (typed, error): (Typed, HomeError),
) -> Result<Response, HttpError> {
    let field = match &error {
        HomeError::Store(_) | HomeError::NotYours(_) | HomeError::NotHeld => return Err(HttpError::NotFound),
        HomeError::Recovery(error @ (RecoveryError::NotFound | RecoveryError::Store(_))) => {
            tracing::debug!(%error, "Could not change a bike's way home");
            return Err(match error {
                RecoveryError::NotFound => HttpError::NotFound,
                other => HttpError::internal(other.to_string()),
            });
        }
        HomeError::Recovery(RecoveryError::NoWhy) => "why",
        HomeError::Recovery(RecoveryError::WrongCode) => "reference",
        HomeError::Recovery(RecoveryError::NobodyNamed) => "to",
        HomeError::Recovery(_) => "hand-over",
        _ => "proof",
    };
    let mut errors = Errors::default();
    errors.add(field, error.to_string());
    page(app, officer, visit, id, (typed, errors)).await
}

async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: RecoveryId,
    (typed, errors): (Typed, Errors),
) -> Result<Response, HttpError> {
    let code = CollectionCode::parse(&typed.reference);
    let case = match home::case(&app.registry, officer, id, code.as_ref()).await {
        Ok(case) => case,
        // The recovery has no matched bike, and its own page says so.
        Err(RecoveryError::NotTied) => {
            return Ok(Redirect::to(&format!("/police/recoveries/{id}")).into_response());
        }
        Err(error) => return Err(case::http(error)),
    };
    let failed = !errors.is_empty();
    let property_ref = case.recovery.recovery.property_ref.clone();
    let page = visit
        .form_page(format!("Return {property_ref} to its owner"))
        .await?
        .with_errors(errors);
    let view = view(app, page, case, typed);
    if failed { html_again(&view) } else { html(&view) }
}

fn view(app: &App, page: Page, case: Case, typed: Typed) -> HomePage {
    let id = case.recovery.id;
    let from = OpenedFrom::Recovery(id);
    let home = &case.home;
    let offered = Recipient::ALL.into_iter().filter(|to| match to {
        Recipient::Owner => true,
        Recipient::Collector => home.said.collector.is_some(),
        Recipient::Insurer => home.said.insurance.paid == Some(true),
    });
    let chosen = Recipient::parse(&typed.to).unwrap_or_default().slug();
    let proofs = home.said.proofs.iter().enumerate();
    let insurers = InsuranceAnswer::INSURERS.map(|answer| (answer.slug(), answer.label()));
    let waits = home.waits_for_insurer(app.registry.now());
    HomePage {
        page,
        id,
        property_ref: case.recovery.recovery.property_ref.clone(),
        version: case.recovery.version,
        title: describe::title(&case.bike.description),
        standing: StandingView::of_bike(&case.bike),
        here: case.recovery.status == RecoveryStatus::Tied,
        on_hold: case.recovery.held_at.is_some(),
        facts: facts(&case),
        proofs: proofs
            .map(|(at, proof)| ProofView::of(at, proof, &case, from))
            .collect(),
        gallery: photos::gallery(from, case.bike.id),
        insurance: insurance(&case),
        insurer_answers: Choice::list(&typed.answer, insurers),
        waits_until: home.insurance_until.filter(|_| waits).map(london::day),
        recipients: Choice::list(chosen, offered.map(|to| (to.slug(), to.label()))),
        collector: case.home.said.collector,
        against: case.against,
        by_code: case.by_code,
        typed,
    }
}

/// Lists how far the bike is on its way home.
fn facts(case: &Case) -> Vec<Fact> {
    let home = &case.home;
    let stands = match case.next {
        Next::Prove => "The owner has to show that it is theirs",
        Next::WaitForCheck => "You have proof to check",
        Next::WaitForInsurer => "The owner and the insurer have to say who keeps it",
        Next::Book => "The owner has to choose a time",
        Next::Collect => "A time is booked",
        Next::Nothing => "It has left the property store",
    };
    let mut facts = vec![
        Fact::words("Status", stands),
        Fact::words("Owner told on", london::day(home.begun_at)),
    ];
    let slot = home
        .slot
        .map(|slot| format!("{}, {}", london::named_day(slot), london::clock_at(slot)));
    facts.extend(slot.map(|slot| Fact::words("Time", slot)));
    let silent = home.silent_at.map(london::day);
    facts.extend(silent.map(|day| Fact::words("No answer to our e-mails by", day)));
    facts
}

/// Lists what the owner and the insurer say.
fn insurance(case: &Case) -> Vec<Fact> {
    let said = &case.home.said.insurance;
    if said.paid != Some(true) {
        return Vec::new();
    }
    let answered = |answer: Option<InsuranceAnswer>| answer.map_or("No answer yet", InsuranceAnswer::label);
    let mut facts = Vec::new();
    if let Some(insurer) = &said.insurer {
        facts.push(Fact::words("Insurer", insurer.name.clone()));
        facts.push(Fact::words("Their reference", insurer.claim.clone()));
    }
    facts.push(Fact::words("The owner says", answered(said.owner)));
    facts.push(Fact::words("The insurer says", answered(said.by_insurer)));
    facts
}

impl ProofView {
    fn of(at: usize, proof: &Proof, case: &Case, from: OpenedFrom) -> Self {
        let there = proof.photo.filter(|photo| case.photos.contains(photo));
        let outcome = match &proof.checked {
            None => String::new(),
            Some(checked) if checked.holds && checked.public => {
                format!(
                    "True, but anybody can see it. Checked on {}",
                    london::day(checked.at)
                )
            }
            Some(checked) if checked.holds => format!("Accepted on {}", london::day(checked.at)),
            Some(checked) => format!("Not accepted on {}", london::day(checked.at)),
        };
        let said = proof.checked.as_ref().and_then(|checked| checked.why.clone());
        Self {
            at,
            what: proof.kind.label(),
            words: proof.words.clone().unwrap_or_default(),
            photo: there.map(|photo| photos::thumbnail_of(from, photo)),
            gone: proof.photo.is_some() && there.is_none(),
            sent: london::day_and_time(proof.at),
            public: case.public.get(at).copied().unwrap_or_default(),
            open: proof.checked.is_none(),
            outcome,
            said: said.unwrap_or_default(),
            holds_id: format!("holds-{at}"),
            why_id: format!("why-{at}"),
        }
    }
}
