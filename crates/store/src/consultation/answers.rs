//! The answers to consultations. A keyed mark of the browser and one of the address show which answers share a source;
//! each consultation has other marks for the same browser, so nobody can follow a browser from one to the next.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{consultation, consultation_answer};
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, words};
use domain::consultation::{Answer, MOST_CHOICES, Sharing, Tally};
use domain::id::{AnswerId, ConsultationId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Value,
};

const WORDS: &str = "consultation_answer.words";

/// The marks of where an answer came from. They are keyed hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    browser: Option<Vec<u8>>,
    address: Vec<u8>,
}

impl Marks {
    /// Makes the marks of an answer to one consultation from what its browser and its address are known by.
    pub fn of(
        source: &impl Source,
        consultation: ConsultationId,
        browser: Option<&[u8]>,
        address: &[u8],
    ) -> Self {
        let mark = |purpose, bytes: &[u8]| {
            let mut all = consultation.0.to_be_bytes().to_vec();
            all.extend_from_slice(bytes);
            source.keyring().hash(purpose, &all)
        };
        Self {
            browser: browser.map(|bytes| mark("consultation browser", bytes)),
            address: mark("consultation address", address),
        }
    }
}

/// What somebody said in their own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The answer.
    pub id: AnswerId,
    /// What they said.
    pub text: String,
}

/// Adds an answer. The caller holds the consultation, so that two answers of one source are not both the first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn add(
    tx: &Tx,
    id: ConsultationId,
    answer: &Answer,
    marks: &Marks,
    is_first: bool,
    now: Timestamp,
) -> Result<AnswerId, StoreError> {
    let choice = |place| answer.choices.at(place).map(i32::from);
    let row = consultation_answer::ActiveModel {
        id: NotSet,
        consultation_id: Set(id.0),
        answered_at: Set(millis(now)),
        first_issue: Set(choice(0).unwrap_or_default()),
        second_issue: Set(choice(1)),
        third_issue: Set(choice(2)),
        is_first: Set(is_first),
        words: Set(words::sealed(tx.keyring(), WORDS, answer.words.as_deref())?),
        browser_mark: Set(marks.browser.clone()),
        address_mark: Set(Some(marks.address.clone())),
    };
    let made = consultation_answer::Entity::insert(row)
        .exec(tx.connection())
        .await?;
    Ok(AnswerId(made.last_insert_id))
}

/// Tells whether an earlier answer came from the same source, by a consultation's rule.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn shares(
    source: &impl Source,
    id: ConsultationId,
    marks: &Marks,
    rule: Sharing,
) -> Result<bool, StoreError> {
    use consultation_answer::Column;
    let of = |mark: Expr| {
        consultation_answer::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::ConsultationId.eq(id.0))
            .filter(mark)
            .limit(1)
            .into_tuple::<i64>()
    };
    if let Some(browser) = &marks.browser {
        let same = of(Column::BrowserMark.eq(browser.clone()));
        if same.one(source.connection()).await?.is_some() {
            return Ok(true);
        }
    }
    if rule == Sharing::Browser {
        return Ok(false);
    }
    let same = of(Column::AddressMark.eq(marks.address.clone()));
    Ok(same.one(source.connection()).await?.is_some())
}

/// Counts the answers to a consultation.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn count(source: &impl Source, id: ConsultationId) -> Result<u64, StoreError> {
    let query =
        consultation_answer::Entity::find().filter(consultation_answer::Column::ConsultationId.eq(id.0));
    Ok(query.count(source.connection()).await?)
}

/// Counts the answers to a consultation with so many issues by what they chose.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn tally(source: &impl Source, id: ConsultationId, issues: usize) -> Result<Tally, StoreError> {
    use consultation_answer::Column;
    type Row = (i32, Option<i32>, Option<i32>, bool, i64);
    let rows: Vec<Row> = consultation_answer::Entity::find()
        .select_only()
        .columns([
            Column::FirstIssue,
            Column::SecondIssue,
            Column::ThirdIssue,
            Column::IsFirst,
        ])
        .column_as(Column::Id.count(), "answers")
        .filter(Column::ConsultationId.eq(id.0))
        .group_by(Column::FirstIssue)
        .group_by(Column::SecondIssue)
        .group_by(Column::ThirdIssue)
        .group_by(Column::IsFirst)
        .into_tuple()
        .all(source.connection())
        .await?;
    let mut tally = Tally::empty(issues);
    for (first, second, third, is_first, answers) in rows {
        let chosen: [Option<usize>; MOST_CHOICES] =
            [Some(first), second, third].map(|issue| issue.and_then(|issue| usize::try_from(issue).ok()));
        tally.add(chosen, is_first, answers.unsigned_abs());
    }
    Ok(tally)
}

/// Reads when each answer to a consultation came, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn times(
    source: &impl Source,
    id: ConsultationId,
    limit: u64,
) -> Result<Vec<Timestamp>, StoreError> {
    use consultation_answer::Column;
    let times: Vec<i64> = consultation_answer::Entity::find()
        .select_only()
        .column(Column::AnsweredAt)
        .filter(Column::ConsultationId.eq(id.0))
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    times
        .into_iter()
        .map(|at| instant("consultation_answer", at))
        .collect()
}

/// Reads what people said in their own words, oldest first. It does not say when they said it.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn words(
    source: &impl Source,
    id: ConsultationId,
    skip: u64,
    limit: u64,
) -> Result<Vec<Words>, StoreError> {
    use consultation_answer::Column;
    let rows: Vec<(i64, Vec<u8>)> = consultation_answer::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Words])
        .filter(Column::ConsultationId.eq(id.0))
        .filter(Column::Words.is_not_null())
        .order_by_asc(Column::Id)
        .offset(skip)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    let open = |keys: &Keyring, (id, sealed): (i64, Vec<u8>)| {
        Ok(Words {
            id: AnswerId(id),
            text: keys.open_text(WORDS, &sealed)?,
        })
    };
    rows.into_iter().map(|row| open(source.keyring(), row)).collect()
}

/// Deletes what people said in their own words in one answer, because it names somebody. The choices stay.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(answer = answer.0))]
pub async fn remove_words(tx: &Tx, id: ConsultationId, answer: AnswerId) -> Result<bool, StoreError> {
    use consultation_answer::Column;
    let gone = consultation_answer::Entity::update_many()
        .col_expr(Column::Words, Expr::value(Value::Bytes(None)))
        .filter(Column::Id.eq(answer.0))
        .filter(Column::ConsultationId.eq(id.0))
        .filter(Column::Words.is_not_null())
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Deletes the marks of answers to consultations that closed before an instant, and returns how many answers had some.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune_marks(tx: &Tx, closed_before: Timestamp) -> Result<u64, StoreError> {
    use consultation_answer::Column;
    // An answer has the mark of its address as long as it has any.
    let rows = Column::AddressMark.is_not_null();
    let gone = pruned(
        tx,
        &[Column::BrowserMark, Column::AddressMark],
        rows,
        closed_before,
    )
    .await;
    Ok(gone?)
}

/// Deletes what people said in their own words in answers to consultations that closed before an instant, and returns
/// how many there were.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune_words(tx: &Tx, closed_before: Timestamp) -> Result<u64, StoreError> {
    use consultation_answer::Column;
    let gone = pruned(tx, &[Column::Words], Column::Words.is_not_null(), closed_before).await;
    Ok(gone?)
}

async fn pruned(
    tx: &Tx,
    columns: &[consultation_answer::Column],
    rows: Expr,
    closed_before: Timestamp,
) -> Result<u64, DbErr> {
    let closed = Query::select()
        .column(consultation::Column::Id)
        .from(consultation::Entity)
        .and_where(consultation::Column::ClosesAt.lt(millis(closed_before)))
        .to_owned();
    let mut update = consultation_answer::Entity::update_many();
    for column in columns {
        update = update.col_expr(*column, Expr::value(Value::Bytes(None)));
    }
    let of = Condition::all()
        .add(consultation_answer::Column::ConsultationId.in_subquery(closed))
        .add(rows);
    let gone = update.filter(of).exec(tx.connection()).await?;
    Ok(gone.rows_affected)
}
