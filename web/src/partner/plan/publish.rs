//! Asks before a plan is published, withdrawn or carried over into the next year.

use super::{on, opened, said};
use crate::shared::door::Fresh;
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner, Publisher};
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::PlanId;
use domain::text::counted;
use registry::plan::{PlanError, publish_plan, start_next_plan, withdraw_plan};

pub(super) async fn ask(
    Fresh(Publisher(_)): Fresh<Publisher>,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    if !opened.partner.publishes(opened.kept.partnership) {
        return Err(HttpError::Forbidden);
    }
    html_form(
        &ask_page(
            &visit,
            &opened.address(),
            &opened.kept.plan.title,
            Errors::default(),
        )
        .await?,
    )
}

/// Publishes a plan. The person who made the last change cannot, and is told why, with status 403.
pub(super) async fn publish(
    Fresh(Publisher(publisher)): Fresh<Publisher>,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    if !opened.partner.publishes(opened.kept.partnership) {
        return Err(HttpError::Forbidden);
    }
    match publish_plan(&app.registry, &publisher, opened.kept.id).await {
        Ok(()) => {
            let notice = Notice::success("The plan is published");
            on(&visit, &opened.address(), notice).await
        }
        Err(error) => {
            let is_own = matches!(error, PlanError::OwnWork);
            let mut errors = Errors::default();
            errors.add("main-content", said(error)?);
            let page = ask_page(&visit, &opened.address(), &opened.kept.plan.title, errors).await?;
            let mut response = html_again(&page)?;
            if is_own {
                *response.status_mut() = StatusCode::FORBIDDEN;
            }
            Ok(response)
        }
    }
}

async fn ask_page(visit: &Visit, address: &str, title: &str, errors: Errors) -> Result<FormPage, HttpError> {
    Ok(FormPage {
        page: visit.form_page("Publish this plan?").await?.with_errors(errors),
        back: (address.to_owned(), "Back".to_owned()),
        caption: title.to_owned(),
        action: format!("{address}/publish"),
        before: vec![
            "The public will see the plan as it is now, with the status of each measure and action. They will see later changes only when you publish again.".to_owned(),
            "Public pages name agencies, never people. Check that no note names anybody.".to_owned(),
        ],
        fields: Vec::new(),
        button: "Publish the plan".to_owned(),
        is_warning: false,
    })
}

pub(super) async fn ask_withdraw(
    Publisher(_): Publisher,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    if !opened.partner.publishes(opened.kept.partnership) {
        return Err(HttpError::Forbidden);
    }
    let address = opened.address();
    html_form(&withdraw_page(&visit, &address, &Typed::default(), Errors::default()).await?)
}

pub(super) async fn withdraw(
    Publisher(publisher): Publisher,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    if !opened.partner.publishes(opened.kept.partnership) {
        return Err(HttpError::Forbidden);
    }
    let address = opened.address();
    let mut errors = Errors::default();
    let why = errors.line("why", "The reason", "Say why", typed.get("why"), 200);
    let why = match errors.finish(why) {
        Ok(why) => why,
        Err(errors) => return html_again(&withdraw_page(&visit, &address, &typed, errors).await?),
    };
    let notice = match withdraw_plan(&app.registry, &publisher, opened.kept.id, &why).await {
        Ok(()) => Notice::success("The plan is withdrawn"),
        Err(error) => Notice::important(said(error)?),
    };
    on(&visit, &address, notice).await
}

async fn withdraw_page(
    visit: &Visit,
    address: &str,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    Ok(FormPage {
        page: visit.form_page("Withdraw this plan?").await?.with_errors(errors),
        back: (address.to_owned(), "Back".to_owned()),
        caption: String::new(),
        action: format!("{address}/withdraw"),
        before: vec!["The public will no longer see it. You can publish it again.".to_owned()],
        fields: vec![Field::line("why", "Why?", typed).hint("The history and the log will show this")],
        button: "Withdraw the plan".to_owned(),
        is_warning: true,
    })
}

pub(super) async fn ask_next(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    let plan = &opened.kept.plan;
    let stops = plan
        .priorities
        .iter()
        .filter(|priority| !priority.goes_on())
        .count();
    let open = plan
        .priorities
        .iter()
        .filter(|priority| priority.evaluation.is_none())
        .count();
    let mut before = vec![
        "Priorities will carry over with their objectives, measures and values, and with the actions that have not \
         ended."
            .to_owned(),
        format!(
            "{stops} of {} {} not carry over.",
            counted(plan.priorities.len(), "priority", "priorities"),
            if stops == 1 { "is to stop and will" } else { "are to stop and will" }
        ),
    ];
    if open > 0 {
        before.push(counted(
            open,
            "has not been evaluated yet. It will carry over as it is.",
            "have not been evaluated yet. They will carry over as they are.",
        ));
    }
    html_form(&FormPage {
        page: visit.form_page("Start next year’s plan?").await?,
        back: (opened.address(), "Back".to_owned()),
        caption: plan.title.clone(),
        action: format!("{}/next", opened.address()),
        before,
        fields: Vec::new(),
        button: "Start next year’s plan".to_owned(),
        is_warning: false,
    })
}

pub(super) async fn next(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
    once: Once,
) -> Result<Response, HttpError> {
    let id: PlanId = plan.parse().map_err(|_| HttpError::NotFound)?;
    match start_next_plan(&once.on(&app), &planner, id).await {
        Ok(next) => {
            let notice = Notice::success("Next year’s plan started. Change its title and targets");
            on(&visit, &format!("/partner/plan/{next}"), notice).await
        }
        Err(error) => {
            let notice = Notice::important(said(error)?);
            on(&visit, &format!("/partner/plan/{id}"), notice).await
        }
    }
}
