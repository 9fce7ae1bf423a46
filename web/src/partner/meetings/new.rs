use super::forms::details;
use super::{on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Planner;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Query, State};
use axum::response::Response;
use domain::agency::Group;
use domain::id::{GroupId, PartnershipId};
use domain::meeting::EditError;
use registry::account::permits::PlannerOf;
use registry::meeting::{MeetingError, add_meeting};

pub(super) async fn show(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Typed>,
) -> Result<Response, HttpError> {
    let to = chosen(&planner, &asked)?;
    let typed = Typed::default()
        .with("partnership", to.to_string())
        .with("public", "yes");
    html_form(&page(&app, &visit, to, typed, Errors::default()).await?)
}

pub(super) async fn add(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let to = chosen(&planner, &typed)?;
    let details = match parse(&typed) {
        Ok(details) => details,
        Err(errors) => return html_again(&page(&app, &visit, to, typed, errors).await?),
    };
    match add_meeting(&once.on(&app), &planner, to, details).await {
        Ok(id) => {
            let notice = Notice::success("Meeting added. Now add items to its agenda");
            on(&visit, &format!("/partner/meetings/{id}"), notice).await
        }
        Err(error) => {
            let field = match &error {
                MeetingError::Edit(EditError::Details(error)) => details::field_of(*error),
                _ => "group",
            };
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            html_again(&page(&app, &visit, to, typed, errors).await?)
        }
    }
}

fn parse(typed: &Typed) -> Result<domain::meeting::Details, Errors> {
    let mut errors = Errors::default();
    let group = typed.get("group").parse().map(GroupId);
    let group = errors.keep("group", group.map_err(|_| "Choose which group is meeting"));
    let read = details::read(&mut errors, typed, group.unwrap_or(GroupId(0)));
    errors.finish(group.and(read))
}

/// The partnership that the planner chose, or their first.
fn chosen(planner: &PlannerOf, typed: &Typed) -> Result<PartnershipId, HttpError> {
    let asked = match typed.get("partnership") {
        "" => planner.partnerships.first().copied(),
        raw => raw.parse().ok().filter(|id| planner.keeps(*id)),
    };
    asked.ok_or(HttpError::NotFound)
}

async fn page(
    app: &App,
    visit: &Visit,
    partnership: PartnershipId,
    typed: Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let today = london::date_of(app.registry.now());
    let groups = registry::agency::groups(&app.registry, partnership).await?;
    let is_chosen = |group: &Group| group.id.to_string() == typed.get("group");
    let meets = |group: &&Group| group.group.ends_on.is_none_or(|end| end >= today) || is_chosen(group);
    let own = groups.iter().filter(meets);
    let own = own.map(|group| (group.id.to_string(), group.group.name.clone()));
    let first = std::iter::once((String::new(), "Choose a group".to_owned()));
    let groups = Choice::list(typed.get("group"), first.chain(own));
    let mut fields = vec![
        Field::hidden("partnership", &typed),
        Field::select("group", "Which group is meeting?", groups),
    ];
    fields.extend(details::fields(&typed));
    Ok(FormPage {
        page: visit.form_page("Add a meeting").await?.with_errors(errors),
        back: ("/partner/meetings".to_owned(), "Meetings".to_owned()),
        caption: String::new(),
        action: "/partner/meetings/new".to_owned(),
        before: Vec::new(),
        fields,
        button: "Save the meeting".to_owned(),
        is_warning: false,
    })
}
