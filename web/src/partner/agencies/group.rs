use super::{To, kept};
use crate::shared::guard::Planner;
use crate::shared::{
    App, Choice, DateTyped, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form, london,
};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::agency::{GroupKind, NewGroup, PurposeError};
use domain::id::{AgencyId, GroupId, PartnershipId};
use registry::account::permits::PlannerOf;
use registry::agency::{GroupError, add_group, change_group};
use serde::Deserialize;

const MOST_NAME: usize = 120;
const MOST_PURPOSE: usize = 500;

/// The form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GroupForm {
    partnership: String,
    name: String,
    kind: String,
    chair: String,
    member: Vec<String>,
    purpose: String,
    ends_day: String,
    ends_month: String,
    ends_year: String,
}

#[derive(Template)]
#[template(path = "partner/agencies/group.html")]
struct GroupPage {
    page: Page,
    of: String,
    action: String,
    kinds: Vec<Choice>,
    chairs: Vec<Choice>,
    members: Vec<Choice>,
    ends: DateTyped,
    form: GroupForm,
}

impl GroupForm {
    fn of(group: &NewGroup) -> Self {
        let ends = group.ends_on.map(DateTyped::of).unwrap_or_default();
        Self {
            partnership: group.partnership.to_string(),
            name: group.name.clone(),
            kind: group.kind.slug().to_owned(),
            chair: group.chair.map(|id| id.to_string()).unwrap_or_default(),
            member: group.members.iter().map(AgencyId::to_string).collect(),
            purpose: group.purpose.clone().unwrap_or_default(),
            ends_day: ends.day,
            ends_month: ends.month,
            ends_year: ends.year,
        }
    }

    fn ends(&self) -> DateTyped {
        DateTyped::new(&*self.ends_day, &*self.ends_month, &*self.ends_year)
    }

    fn parse(&self, partnership: PartnershipId) -> Result<NewGroup, Errors> {
        let mut errors = Errors::default();
        let name = errors.line(
            "name",
            "The name",
            "Enter the group’s name",
            &self.name,
            MOST_NAME,
        );
        let kind = GroupKind::parse(&self.kind).ok_or("Choose what kind of group it is");
        let kind = errors.keep("kind", kind);
        let chair = match self.chair.as_str() {
            "" => Some(None),
            raw => {
                let id = raw.parse().map(AgencyId);
                errors.keep(
                    "chair",
                    id.map(Some).map_err(|_| "Choose an agency from the list"),
                )
            }
        };
        let members = self.member.iter().map(|raw| raw.parse().map(AgencyId));
        let members: Result<Vec<AgencyId>, _> = members.collect();
        let members = errors.keep("member", members.map_err(|_| "Choose agencies from the list"));
        let purpose = errors.optional_prose("purpose", "What it is for", &self.purpose, MOST_PURPOSE);
        let ends_on = match self.ends() {
            typed if typed.is_empty() => Some(None),
            typed => typed.read(&mut errors, "ends", "The end date", "").map(Some),
        };
        let parsed = (|| {
            let mut members = members?;
            let chair = chair?;
            // The agency that chairs a group is also a member.
            members.extend(chair);
            members.sort_unstable();
            members.dedup();
            Some(NewGroup {
                partnership,
                name: name?,
                kind: kind?,
                chair,
                members,
                purpose: purpose?,
                ends_on: ends_on?,
            })
        })();
        errors.finish(parsed)
    }
}

pub(super) async fn new(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Query(to): Query<To>,
) -> Result<Response, HttpError> {
    let partnership = to.of(&planner)?;
    let form = GroupForm {
        partnership: partnership.to_string(),
        ..GroupForm::default()
    };
    html_form(
        &page(
            &app,
            &visit,
            (&planner, partnership, None),
            form,
            Errors::default(),
        )
        .await?,
    )
}

pub(super) async fn add(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(form): Form<GroupForm>,
) -> Result<Response, HttpError> {
    let to = To {
        partnership: form.partnership.clone(),
    };
    let of = (&planner, to.of(&planner)?, None);
    let new = match form.parse(of.1) {
        Ok(new) => new,
        Err(errors) => return html_again(&page(&app, &visit, of, form, errors).await?),
    };
    match add_group(&once.on(&app), &planner, &new).await {
        Ok(_) => back(&visit, format!("{} added", new.name)).await,
        Err(error) => html_again(&page(&app, &visit, of, form, said(error)?).await?),
    }
}

pub(super) async fn edit(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let (id, group) = found(&app, &id).await?;
    let of = (&planner, group.partnership, Some(id));
    html_form(&page(&app, &visit, of, GroupForm::of(&group), Errors::default()).await?)
}

pub(super) async fn change(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<GroupForm>,
) -> Result<Response, HttpError> {
    let (id, group) = found(&app, &id).await?;
    let of = (&planner, group.partnership, Some(id));
    let new = match form.parse(group.partnership) {
        Ok(new) => new,
        Err(errors) => return html_again(&page(&app, &visit, of, form, errors).await?),
    };
    let name = new.name.clone();
    match change_group(&app.registry, &planner, id, new).await {
        Ok(()) => back(&visit, format!("{name} saved")).await,
        Err(error) => html_again(&page(&app, &visit, of, form, said(error)?).await?),
    }
}

async fn found(app: &App, id: &str) -> Result<(GroupId, NewGroup), HttpError> {
    let id = id.parse().map_err(|_| HttpError::NotFound)?;
    let found = registry::agency::group(&app.registry, id).await?;
    Ok((id, found.ok_or(HttpError::NotFound)?.group))
}

fn said(error: GroupError) -> Result<Errors, HttpError> {
    let mut errors = Errors::default();
    let field = match error {
        GroupError::Store(error) => return Err(error.into()),
        GroupError::NotThere => return Err(HttpError::NotFound),
        GroupError::Taken => "name",
        GroupError::OtherAgency => "chair",
        GroupError::Purpose(PurposeError::NoPurpose) => "purpose",
        GroupError::Purpose(PurposeError::NoEnd | PurposeError::Ended) => "ends_day",
    };
    errors.add(field, error.to_string());
    Ok(errors)
}

async fn back(visit: &Visit, done: String) -> Result<Response, HttpError> {
    visit.notice(Notice::success(done)).await?;
    Ok(Redirect::to("/partner/agencies").into_response())
}

async fn page(
    app: &App,
    visit: &Visit,
    (planner, partnership, id): (&PlannerOf, PartnershipId, Option<GroupId>),
    form: GroupForm,
    errors: Errors,
) -> Result<GroupPage, HttpError> {
    let of = kept(app, planner, partnership).await?;
    let today = london::date_of(app.registry.now());
    let agencies = registry::agency::agencies(&app.registry, partnership).await?;
    // An agency that has left is offered only if it is already chosen.
    let offered = |chosen: &[String]| {
        let offered = agencies
            .iter()
            .filter(|agency| agency.takes_part_on(today) || chosen.contains(&agency.id.to_string()));
        let named = offered.map(|agency| (agency.id.to_string(), agency.agency.name.clone()));
        named.collect::<Vec<_>>()
    };
    let none = (String::new(), "None yet".to_owned());
    let chairs = std::iter::once(none).chain(offered(std::slice::from_ref(&form.chair)));
    let title = if id.is_some() {
        "Change a group"
    } else {
        "Add a group"
    };
    Ok(GroupPage {
        page: visit.form_page(title).await?.with_errors(errors),
        of: of.name,
        action: id.map_or_else(
            || "/partner/groups/new".to_owned(),
            |id| format!("/partner/groups/{id}"),
        ),
        kinds: Choice::list(
            &form.kind,
            GroupKind::ALL.map(|kind| (kind.slug(), kind.to_string())),
        ),
        chairs: Choice::list(&form.chair, chairs),
        members: Choice::list_of_many(&form.member, offered(&form.member)),
        ends: form.ends(),
        form,
    })
}
