use super::{kept, no_form, opened};
use crate::public::{ConsultationView, ResultView};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::account::Partnership;
use domain::consultation::{Consultation, Stage, StandCount};
use registry::consultation::{band, days};
use serde::Deserialize;

/// How many entries of the history a page shows.
const EACH: u64 = 50;

struct StandRow {
    id: u32,
    on: String,
    place: String,
    people: u32,
    named: String,
}

#[derive(Template)]
#[template(path = "partner/consultations/show.html")]
struct Show {
    page: Page,
    address: String,
    /// The public page.
    public: String,
    view: ConsultationView,
    result: Option<ResultView>,
    keeps: bool,
    is_public: bool,
    has_opened: bool,
    has_closed: bool,
    /// About how many answers there are, and about how many came on each day.
    answers: Option<String>,
    days: Vec<(String, String)>,
    stands: Vec<StandRow>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(consultation): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &consultation).await?;
    let kept = &opened.of.kept;
    let of = &kept.consultation;
    let all = registry::account::organisations::partnerships(&app.registry).await?;
    let here: Option<Partnership> = all.into_iter().find(|one| one.id == kept.partnership);
    let slug = here.map(|here| here.slug).unwrap_or_default();
    let per_day = match opened.partner.planner().filter(|_| opened.keeps()) {
        Some(planner) => days(&app.registry, planner, kept.id).await.map_err(no_form)?,
        None => Vec::new(),
    };
    let total = per_day.iter().map(|(_, count)| count).sum();
    html(&Show {
        page: visit.page(opened.title()).await?,
        address: opened.address(),
        public: format!("/partnership/{slug}/have-your-say/{}", kept.id),
        view: ConsultationView::of(of, opened.opened_at),
        result: ResultView::of(of),
        keeps: opened.keeps(),
        is_public: of.is_public,
        has_opened: of.has_opened(opened.opened_at),
        has_closed: matches!(of.stage(opened.opened_at), Stage::Closed),
        answers: opened.keeps().then(|| band(total)),
        days: per_day
            .into_iter()
            .map(|(day, count)| (london::date(day), band(count)))
            .collect(),
        stands: of.stands.iter().map(|stand| row(of, stand)).collect(),
    })
}

fn row(of: &Consultation, stand: &StandCount) -> StandRow {
    let each = of.details.issues.iter().zip(&stand.stand.named);
    let named: Vec<String> = each.map(|(issue, count)| format!("{issue}: {count}")).collect();
    StandRow {
        id: stand.id,
        on: london::date(stand.stand.on),
        place: stand.stand.place.clone(),
        people: stand.stand.people,
        named: named.join(", "),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    page: u64,
}

struct Row {
    said: String,
    why: Option<String>,
    who: String,
    when: String,
    stamp: String,
}

#[derive(Template)]
#[template(path = "partner/consultations/history.html")]
struct History {
    page: Page,
    consultation: String,
    back: String,
    rows: Vec<Row>,
    older: Option<u64>,
    newer: Option<u64>,
}

/// Shows what was done to a consultation, to those who keep it.
pub(super) async fn history(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(consultation): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &consultation).await?;
    let at = asked.page.min(10_000);
    let id = opened.of.kept.id;
    let told = registry::consultation::history(&app.registry, &opened.partner, id, at * EACH, EACH + 1).await;
    let mut told = told.map_err(no_form)?;
    let more = told.len() as u64 > EACH;
    told.truncate(EACH as usize);
    let rows = told.into_iter().map(|told| Row {
        said: told.change.said,
        why: told.change.why,
        who: told.who,
        when: london::day_and_time(told.change.at),
        stamp: told.change.at.to_string(),
    });
    html(&History {
        page: visit.page("History of the consultation").await?,
        consultation: opened.title(),
        back: opened.address(),
        rows: rows.collect(),
        older: more.then(|| at + 1),
        newer: at.checked_sub(1),
    })
}
