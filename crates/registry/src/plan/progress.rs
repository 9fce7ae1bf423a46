use super::edit::{kept, note, tell};
use super::{KeptPlan, KeptReport, PlanError, letters};
use crate::Registry;
use crate::account::permits::PlannerOf;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::agency::Agency;
use domain::id::{AgencyId, ReportId};
use domain::london;
use domain::plan::{ActionError, By, Comment, Edit, EditError, Progress, What};
use jiff::Timestamp;
use store::plan::history::PlanChange;
use store::plan::reports;
use store::{Source, Tx, mail};

/// The random value of a link.
type Token = [u8; 16];

/// Which agencies were asked by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The agencies that were asked.
    pub asked: Vec<String>,
    /// The agencies without an address. Somebody has to enter what they say.
    pub without_address: Vec<String>,
}

/// Asks every agency that is responsible for an action how it is going, with a link in an e-mail.
///
/// # Errors
/// [`PlanError`]; then nothing was sent.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn ask_agencies(
    registry: &Registry,
    planner: &PlannerOf,
    id: ReportId,
) -> Result<Asked, PlanError> {
    let tx = registry.store.begin().await?;
    if let Some((asked, without_address)) = registry.made_before(&tx).await? {
        return Ok(Asked {
            asked,
            without_address,
        });
    }
    let report = reports::hold(&tx, id).await?.ok_or(PlanError::NotThere)?;
    let plan = kept(&tx, planner, report.plan).await?;
    if report.closed_at.is_some() {
        return Err(PlanError::Closed);
    }
    let now = registry.now();
    let agencies = store::agency::of_partnership(&tx, plan.partnership).await?;
    let owners = report.report.owners();
    let (mut asked, mut without_address) = (Vec::new(), Vec::new());
    for agency in agencies.into_iter().filter(|agency| owners.contains(&agency.id)) {
        let name = agency.agency.name;
        let Some(email) = agency.agency.email else {
            without_address.push(name);
            continue;
        };
        let token: Token = registry.token();
        reports::add_link(&tx, id, agency.id, &token, now).await?;
        let link = link(registry, &token);
        let letter = letters::ask(
            &email,
            &report.report.title,
            &own_lines(&report, agency.id),
            &link,
        );
        mail::queue(&tx, &letter, now).await?;
        asked.push(name);
    }
    let change = PlanChange {
        at: now,
        by: By::Account(planner.account),
        what: What::Asked,
        said: format!(
            "Asked {} progress",
            domain::text::counted(asked.len(), "agency for its", "agencies for their")
        ),
        why: None,
    };
    tell(&tx, plan.id, &change).await?;
    registry.made(&tx, &(&asked, &without_address)).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(
        report = id.0,
        asked = asked.len(),
        "Asked agencies how their actions are going"
    );
    Ok(Asked {
        asked,
        without_address,
    })
}

fn link(registry: &Registry, token: &Token) -> String {
    format!(
        "{}/progress/{}",
        registry.public_url(),
        URL_SAFE_NO_PAD.encode(token)
    )
}

/// Lists an agency's actions, one line each.
fn own_lines(report: &KeptReport, agency: AgencyId) -> Vec<String> {
    let own = report.report.actions().filter(|action| action.owner == agency);
    own.map(|action| {
        let due = london::date(action.due);
        format!("{} ({}, due {due})", action.title, action.status)
    })
    .collect()
}

/// What a link opens.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkOpened {
    /// The agency that was asked.
    pub agency: Agency,
    /// The plan, as it is now.
    pub plan: KeptPlan,
    /// The report that the agency was asked for.
    pub report: KeptReport,
}

/// Opens a link, and does not use it up.
///
/// # Errors
/// [`PlanError::Closed`] when the report was closed; [`PlanError::NotThere`] for a link that was never made, or when
/// the agency has left.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open_link(registry: &Registry, token: &[u8]) -> Result<LinkOpened, PlanError> {
    opened(&registry.store, token).await
}

async fn opened(source: &impl Source, token: &[u8]) -> Result<LinkOpened, PlanError> {
    let found = reports::by_link(source, token).await?;
    let (report, agency) = found.ok_or(PlanError::NotThere)?;
    let report = reports::find(source, report).await?.ok_or(PlanError::NotThere)?;
    let agency = store::agency::find(source, agency)
        .await?
        .ok_or(PlanError::NotThere)?;
    let plan = store::plan::find(source, report.plan)
        .await?
        .ok_or(PlanError::NotThere)?;
    if report.closed_at.is_some() {
        return Err(PlanError::Closed);
    }
    Ok(LinkOpened { agency, plan, report })
}

/// What an agency sends by its link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// What it says about its actions, by their numbers.
    pub actions: Vec<(u32, Progress)>,
    /// What it says about the quarter in general.
    pub comment: Option<String>,
}

/// Takes what an agency sends by its link. It replaces what the agency sent before for the same report. An unchanged
/// form is refused with [`ActionError::Nothing`].
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reply_by_link(registry: &Registry, token: &[u8], reply: &Reply) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let found = reports::by_link(&tx, token).await?;
    let (report, _) = found.ok_or(PlanError::NotThere)?;
    // Locking the report first keeps it from being closed in the meantime.
    let report = reports::hold(&tx, report).await?.ok_or(PlanError::NotThere)?;
    let mut opened = opened(&tx, token).await?;
    opened.plan = store::plan::hold(&tx, opened.plan.id)
        .await?
        .ok_or(PlanError::NotThere)?;
    let agency = opened.agency.id;
    let (by, now) = (By::Agency(agency), registry.now());
    let mut told = 0;
    for (action, progress) in &reply.actions {
        if !is_owner(&opened, *action, agency) {
            return Err(PlanError::NotThere);
        }
        let edit = Edit::Progress {
            action: *action,
            seen: None,
            progress: progress.clone(),
            replaces: Some(report.report.frozen_at),
        };
        match opened.plan.plan.edited(edit, by, now) {
            Ok(edited) => {
                note(&tx, &opened.plan, &edited, by, now).await?;
                opened.plan.plan = edited.plan;
                told += 1;
            }
            Err(EditError::Action(ActionError::Nothing)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    if let Some(text) = &reply.comment {
        told += 1;
        comment(&tx, &opened, report, text, now).await?;
    }
    if told == 0 {
        return Err(EditError::Action(ActionError::Nothing).into());
    }
    store::plan::write(&tx, opened.plan.id, &opened.plan.plan, None, now).await?;
    tx.commit().await?;
    tracing::info!(
        report = opened.report.id.0,
        agency = agency.0,
        "An agency sent its progress by its link"
    );
    Ok(())
}

/// Writes down what an agency says about the quarter in general.
async fn comment(
    tx: &Tx,
    opened: &LinkOpened,
    mut report: KeptReport,
    text: &str,
    now: Timestamp,
) -> Result<(), PlanError> {
    let by = By::Agency(opened.agency.id);
    report.report.comment(Comment {
        agency: opened.agency.id,
        name: opened.agency.agency.name.clone(),
        text: text.to_owned(),
        by,
        at: now,
    });
    reports::write(tx, report.id, &report.report, None).await?;
    let change = PlanChange {
        at: now,
        by,
        what: What::Progress,
        said: format!("Commented on the {}", report.report.title.to_lowercase()),
        why: Some(text.to_owned()),
    };
    Ok(tell(tx, opened.plan.id, &change).await?)
}

fn is_owner(opened: &LinkOpened, action: u32, agency: AgencyId) -> bool {
    let action = opened.plan.plan.action(action);
    action.is_some_and(|action| action.action.owner == agency)
}
