//! The public pages of a partnership: who is in it, its plan, and its reports. They set no cookie and may be cached.

use super::assessment;
use super::campaigns::{self, CampaignLine};
use super::consultations::{self, ConsultationLine};
use super::meetings::MeetingLine;
use super::report::{ReportView, report_view};
use super::view::PlanView;
use crate::shared::{App, HttpError, Page, london};
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::account::Partnership;
use domain::agency::{AgencyKind, Group};
use domain::id::ReportId;
use domain::plan::PriorityKind;
use jiff::Timestamp;
use registry::plan::PublicReport;
use std::sync::Arc;

/// How long a cache may keep a page. It is short, because a plan can be withdrawn.
const KEPT: &str = "public, max-age=300";

struct GroupRow {
    name: String,
    kind: String,
    chair: Option<String>,
    purpose: Option<String>,
}

struct PriorityLine {
    title: String,
    kind: &'static str,
}

struct ReportLine {
    href: String,
    title: String,
    published: String,
    /// Its formats, with their sizes.
    format: String,
}

#[derive(Template)]
#[template(path = "public/partnership/home.html")]
struct Home {
    page: Page,
    slug: String,
    demonstration: bool,
    plan: Option<String>,
    priorities: Vec<PriorityLine>,
    kinds: Vec<(&'static str, Vec<String>)>,
    groups: Vec<GroupRow>,
    reports: Vec<ReportLine>,
    /// The next public meeting.
    meeting: Option<MeetingLine>,
    /// The campaigns that are running.
    campaigns: Vec<CampaignLine>,
    /// The consultations that are open.
    consultations: Vec<ConsultationLine>,
}

#[derive(Template)]
#[template(path = "public/partnership/plan.html")]
struct PlanPage {
    page: Page,
    slug: String,
    name: String,
    demonstration: bool,
    view: Option<PlanView>,
    published: String,
    report: Option<ReportLine>,
}

#[derive(Template)]
#[template(path = "public/partnership/reports.html")]
struct Reports {
    page: Page,
    slug: String,
    name: String,
    reports: Vec<ReportLine>,
}

#[derive(Template)]
#[template(path = "public/partnership/one_report.html")]
struct OneReport {
    page: Page,
    slug: String,
    published: String,
    view: ReportView,
}

#[derive(Template)]
#[template(path = "public/partnership/on_request.html")]
pub(super) struct OnRequest {
    pub(super) page: Page,
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) is_withdrawn: bool,
}

/// Finds the partnership in an address.
pub(super) async fn found(app: &App, slug: &str) -> Result<Partnership, HttpError> {
    let all = registry::account::organisations::partnerships(&app.registry).await?;
    all.into_iter()
        .find(|one| one.slug == slug)
        .ok_or(HttpError::NotFound)
}

/// Makes a page that is the same for everybody: it has no session, no notice and no account name.
pub(super) fn plain(app: &App, title: impl Into<String>, address: &OriginalUri) -> Page {
    Page::new(Arc::clone(&app.site), title, address.path().to_owned())
}

/// Answers with a page that caches may keep for a short time.
pub(super) fn kept(page: &impl Template) -> Result<Response, HttpError> {
    let html = page.render().map_err(HttpError::internal)?;
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static(KEPT))];
    Ok((headers, Html(html)).into_response())
}

pub(super) async fn home(
    State(app): State<App>,
    address: OriginalUri,
    Path(slug): Path<String>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let today = london::date_of(app.registry.now());
    let agencies = registry::agency::agencies(&app.registry, of.id).await?;
    let groups = registry::agency::groups(&app.registry, of.id).await?;
    let plan = registry::plan::in_force(&app.registry, of.id).await?;
    let plan = plan.and_then(|kept| kept.published).map(|(plan, _)| plan);
    let kinds = AgencyKind::ALL.into_iter().map(|kind| {
        let own = agencies
            .iter()
            .filter(|agency| agency.agency.kind == kind && agency.takes_part_on(today));
        let names: Vec<String> = own.map(|agency| agency.agency.name.clone()).collect();
        (kind.heading(), names)
    });
    let meetings = registry::meeting::public_meetings(&app.registry, of.id).await?;
    let (coming, _) = MeetingLine::lists(&meetings, &groups, app.registry.now());
    let name = |id| {
        let agency = agencies.iter().find(|agency| Some(agency.id) == id);
        agency.map(|agency| agency.agency.name.clone())
    };
    let goes_on = |group: &Group| group.group.ends_on.is_none_or(|end| end >= today);
    let groups = groups.into_iter().filter(goes_on).map(|group| GroupRow {
        chair: name(group.group.chair),
        name: group.group.name,
        kind: group.group.kind.to_string(),
        purpose: group.group.purpose,
    });
    let priorities = plan
        .iter()
        .flat_map(|plan| &plan.priorities)
        .map(|priority| PriorityLine {
            title: priority.text.title.clone(),
            kind: match priority.text.kind {
                PriorityKind::Priority => "",
                PriorityKind::BusinessAsUsual => "business as usual",
                PriorityKind::StatutoryDuty => "statutory duty",
            },
        });
    let (mut running, _) = campaigns::lines(&app, &of).await?;
    running.retain(|line| line.is_running);
    let (mut open, _) = consultations::lines(&app, &of).await?;
    open.retain(|line| line.is_open);
    kept(&Home {
        page: plain(&app, of.name.clone(), &address)
            .for_search_engines(format!("Who is in the {}, and what it does.", of.name)),
        demonstration: registry::plan::is_demonstration(&app.registry).await?,
        priorities: priorities.collect(),
        plan: plan.as_ref().map(|plan| plan.title.clone()),
        kinds: kinds.filter(|(_, names)| !names.is_empty()).collect(),
        groups: groups.collect(),
        reports: lines(&app, &of).await?,
        meeting: coming.into_iter().find(|line| !line.is_cancelled),
        campaigns: running,
        consultations: open,
        slug: of.slug,
    })
}

/// Reads a partnership's reports and assessments, as far as they are shown, newest first.
async fn lines(app: &App, of: &Partnership) -> Result<Vec<ReportLine>, HttpError> {
    let reports = registry::plan::public_reports(&app.registry, of.id).await?;
    let editions = registry::assessment::public_editions(&app.registry, of.id).await?;
    let reports = reports
        .into_iter()
        .map(|report| (report.published_at, report_line(&of.slug, report)));
    let editions = editions.iter().map(|edition| {
        let (href, title, published, format) = assessment::line(&of.slug, edition);
        let line = ReportLine {
            href,
            title,
            published,
            format,
        };
        (edition.published_at, line)
    });
    let mut all: Vec<(Timestamp, ReportLine)> = reports.chain(editions).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(all.into_iter().map(|(_, line)| line).collect())
}

fn report_line(slug: &str, report: PublicReport) -> ReportLine {
    ReportLine {
        href: format!("/partnership/{slug}/reports/{}", report.id),
        title: report.report.title,
        published: london::day(report.published_at),
        format: "web page".to_owned(),
    }
}

pub(super) async fn plan(
    State(app): State<App>,
    address: OriginalUri,
    Path(slug): Path<String>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let today = london::date_of(app.registry.now());
    let agencies = registry::agency::agencies(&app.registry, of.id).await?;
    let shown = registry::plan::in_force(&app.registry, of.id).await?;
    let shown = shown.and_then(|kept| kept.published);
    let reports = registry::plan::public_reports(&app.registry, of.id).await?;
    kept(&PlanPage {
        page: plain(&app, "Community safety plan", &address)
            .for_search_engines(format!("The plan of the {}, and how it is going.", of.name)),
        demonstration: registry::plan::is_demonstration(&app.registry).await?,
        view: shown
            .as_ref()
            .map(|(plan, _)| PlanView::of(plan, &agencies, today)),
        published: shown.map(|(_, at)| london::day(at)).unwrap_or_default(),
        report: reports
            .into_iter()
            .next()
            .map(|report| report_line(&of.slug, report)),
        slug: of.slug,
        name: of.name,
    })
}

pub(super) async fn reports(
    State(app): State<App>,
    address: OriginalUri,
    Path(slug): Path<String>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    kept(&Reports {
        page: plain(&app, "Reports", &address)
            .for_search_engines(format!("Reports by the {} from the last two years.", of.name)),
        reports: lines(&app, &of).await?,
        slug: of.slug,
        name: of.name,
    })
}

/// Shows a report for two years. After that, the answer is 410 and says who to ask.
pub(super) async fn report(
    State(app): State<App>,
    address: OriginalUri,
    Path((slug, report)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    if let Some(id) = assessment::id_of(&report) {
        return assessment::show(&app, &address, of, id).await;
    }
    let id: ReportId = report.parse().map_err(|_| HttpError::NotFound)?;
    let report = registry::plan::public_report(&app.registry, of.id, id).await?;
    let report = report.ok_or(HttpError::NotFound)?;
    if !report.is_listed {
        let page = plain(&app, "Ask us for a copy", &address);
        let mut response = kept(&OnRequest {
            page,
            slug: of.slug,
            name: of.name,
            is_withdrawn: false,
        })?;
        *response.status_mut() = StatusCode::GONE;
        return Ok(response);
    }
    kept(&OneReport {
        page: plain(&app, report.report.title.clone(), &address),
        published: london::day(report.published_at),
        view: report_view(&report.report),
        slug: of.slug,
    })
}
