//! Puts a monitoring report on the agenda of a meeting.

use super::{no_form, on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::id::{MeetingId, PartnershipId, ReportId};
use registry::account::permits::PartnerOf;
use registry::meeting::{MeetingError, add_report, coming_meetings};
use registry::plan::PlanError;

/// A report that somebody who keeps the plan has opened.
struct Of {
    id: ReportId,
    title: String,
    partnership: PartnershipId,
}

async fn found(app: &App, partner: &PartnerOf, report: &str) -> Result<Of, HttpError> {
    let id: ReportId = report.parse().map_err(|_| HttpError::NotFound)?;
    let (plan, kept) = match registry::plan::report(&app.registry, partner, id).await {
        Ok(found) => found,
        Err(PlanError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(HttpError::NotFound),
    };
    if !partner.keeps(plan.partnership) {
        return Err(HttpError::Forbidden);
    }
    Ok(Of {
        id,
        title: kept.report.title,
        partnership: plan.partnership,
    })
}

pub(super) async fn ask(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(report): Path<String>,
) -> Result<Response, HttpError> {
    let of = found(&app, &partner, &report).await?;
    html_form(&page(&app, &visit, &of, "", Errors::default()).await?)
}

pub(super) async fn add(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(report): Path<String>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let of = found(&app, &partner, &report).await?;
    let chosen = typed.get("meeting");
    let mut errors = Errors::default();
    let Ok(meeting) = chosen.parse().map(MeetingId) else {
        errors.add("meeting", "Choose a meeting");
        return html_again(&page(&app, &visit, &of, chosen, errors).await?);
    };
    match add_report(&once.on(&app), &planner, of.id, meeting).await {
        Ok(()) => {
            let notice = Notice::success("The report is on the agenda");
            on(&visit, &format!("/partner/meetings/{meeting}"), notice).await
        }
        Err(error @ MeetingError::NoReport) => Err(no_form(error)),
        Err(error) => {
            errors.add("meeting", said(error)?);
            html_again(&page(&app, &visit, &of, chosen, errors).await?)
        }
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    of: &Of,
    chosen: &str,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let groups = registry::agency::groups(&app.registry, of.partnership).await?;
    let coming = coming_meetings(&app.registry, of.partnership).await?;
    let choices = coming.iter().map(|kept| {
        let group = groups.iter().find(|group| group.id == kept.meeting.group());
        let name = group.map_or("A group", |group| group.group.name.as_str());
        let day = london::named_day(kept.meeting.details.starts_at);
        (kept.id.to_string(), format!("{name}, {day}"))
    });
    let choices = Choice::list(chosen, choices);
    let (before, fields) = match choices.is_empty() {
        true => (
            "No meeting is planned. Add a meeting first, then add the report to its agenda.",
            Vec::new(),
        ),
        false => (
            "The report will become the last item on the agenda, with a link to it. The public can open the link once \
             the report is published.",
            vec![Field::radios("meeting", "Which meeting?", choices)],
        ),
    };
    Ok(FormPage {
        page: visit.form_page("Add to an agenda").await?.with_errors(errors),
        back: (format!("/partner/plan/reports/{}", of.id), "Back".to_owned()),
        caption: of.title.clone(),
        action: format!("/partner/plan/reports/{}/agenda", of.id),
        before: vec![before.to_owned()],
        fields,
        button: "Add to the agenda".to_owned(),
        is_warning: false,
    })
}
