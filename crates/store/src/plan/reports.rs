//! Monitoring reports, and the links with which agencies report their progress.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{plan, plan_report, progress_link};
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx, documents};
use domain::id::{AccountId, AgencyId, PartnershipId, PlanId, ReportId};
use domain::plan::Report;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const DOCUMENT: &str = "plan_report.document";

/// A stored monitoring report.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptReport {
    /// Its id.
    pub id: ReportId,
    /// The plan that it is about.
    pub plan: PlanId,
    /// What the report says.
    pub report: Report,
    /// When it was drafted.
    pub made_at: Timestamp,
    /// When it was closed. After that, nobody can add to it.
    pub closed_at: Option<Timestamp>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Who last changed its text; `None` if nobody has changed it since the register drafted it.
    pub changed_by: Option<AccountId>,
}

/// Adds a report.
///
/// # Errors
/// [`StoreError::Taken`] when the plan has a report for this quarter; [`StoreError`] when the database does not answer
/// or the report cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = plan.0))]
pub async fn add(
    tx: &Tx,
    plan: PlanId,
    report: &Report,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<ReportId, StoreError> {
    let row = plan_report::ActiveModel {
        id: NotSet,
        plan_id: Set(plan.0),
        until: Set(report.until.to_string()),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, report)?),
        made_at: Set(millis(now)),
        closed_at: Set(None),
        published_at: Set(None),
        changed_by: Set(by.map(|id| id.0)),
    };
    let made = plan_report::Entity::insert(row).exec(tx.connection()).await?;
    Ok(ReportId(made.last_insert_id))
}

/// Finds a report.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn find(source: &impl Source, id: ReportId) -> Result<Option<KeptReport>, StoreError> {
    let row = plan_report::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a report and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn hold(tx: &Tx, id: ReportId) -> Result<Option<KeptReport>, StoreError> {
    let query = plan_report::Entity::find_by_id(id.0).lock_exclusive();
    let row = query.one(tx.connection()).await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the reports of a plan, newest quarter first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(plan = plan.0))]
pub async fn of_plan(source: &impl Source, plan: PlanId) -> Result<Vec<KeptReport>, StoreError> {
    let rows = plan_report::Entity::find()
        .filter(plan_report::Column::PlanId.eq(plan.0))
        .order_by_desc(plan_report::Column::Until)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Reads the published reports of a partnership, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn published(
    source: &impl Source,
    partnership: PartnershipId,
    since: Timestamp,
) -> Result<Vec<KeptReport>, StoreError> {
    let plans: Vec<i64> = plan::Entity::find()
        .select_only()
        .column(plan::Column::Id)
        .filter(plan::Column::PartnershipId.eq(partnership.0))
        .into_tuple()
        .all(source.connection())
        .await?;
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let rows = plan_report::Entity::find()
        .filter(plan_report::Column::PlanId.is_in(plans))
        .filter(plan_report::Column::PublishedAt.gte(millis(since)))
        .order_by_desc(plan_report::Column::PublishedAt)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Replaces a report. Without `by`, `changed_by` stays as it was.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the report cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn write(tx: &Tx, id: ReportId, report: &Report, by: Option<AccountId>) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, report)?;
    let mut update = plan_report::Entity::update_many()
        .col_expr(plan_report::Column::Document, Expr::value(sealed))
        .filter(plan_report::Column::Id.eq(id.0));
    if let Some(by) = by {
        update = update.col_expr(plan_report::Column::ChangedBy, Expr::value(by.0));
    }
    update.exec(tx.connection()).await?;
    Ok(())
}

/// Notes that a report was closed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn close(tx: &Tx, id: ReportId, now: Timestamp) -> Result<(), StoreError> {
    plan_report::Entity::update_many()
        .col_expr(plan_report::Column::ClosedAt, Expr::value(millis(now)))
        .filter(plan_report::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that a report was published.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn publish(tx: &Tx, id: ReportId, now: Timestamp) -> Result<(), StoreError> {
    plan_report::Entity::update_many()
        .col_expr(plan_report::Column::PublishedAt, Expr::value(millis(now)))
        .filter(plan_report::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Adds an agency's link.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(report = report.0, agency = agency.0))]
pub async fn add_link(
    tx: &Tx,
    report: ReportId,
    agency: AgencyId,
    token: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = progress_link::ActiveModel {
        id: NotSet,
        report_id: Set(report.0),
        agency_id: Set(agency.0),
        token_hash: Set(hash(tx.keyring(), token)),
        made_at: Set(millis(now)),
    };
    progress_link::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Finds the report and the agency that a link is for.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_link(source: &impl Source, token: &[u8]) -> Result<Option<(ReportId, AgencyId)>, StoreError> {
    let row = progress_link::Entity::find()
        .filter(progress_link::Column::TokenHash.eq(hash(source.keyring(), token)))
        .one(source.connection())
        .await?;
    Ok(row.map(|row| (ReportId(row.report_id), AgencyId(row.agency_id))))
}

fn hash(keys: &Keyring, token: &[u8]) -> Vec<u8> {
    keys.hash("progress link", token)
}

fn read(keys: &Keyring, row: plan_report::Model) -> Result<KeptReport, StoreError> {
    let until: Result<Date, _> = row.until.parse();
    until.map_err(|_| StoreError::corrupt("plan_report", "an invalid day"))?;
    Ok(KeptReport {
        id: ReportId(row.id),
        plan: PlanId(row.plan_id),
        report: documents::open(keys, DOCUMENT, &row.document)?,
        made_at: instant("plan_report", row.made_at)?,
        closed_at: optional_instant("plan_report", row.closed_at)?,
        published_at: optional_instant("plan_report", row.published_at)?,
        changed_by: row.changed_by.map(AccountId),
    })
}
