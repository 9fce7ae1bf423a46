//! Begins a list: gives its columns their meanings, reads every row, and keeps all rows or none.

use super::row::Told;
use super::{Line, MOST_ROWS, Tab, Wrong};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::blocking::blocking;
use domain::id::PropertyListId;
use domain::look_up::Reason;
use domain::recovery::listed::{Meaning, header_key};
use domain::recovery::property_key;
use jiff::Timestamp;
use sheets::cell::{Words, quoted};
use std::collections::HashMap;
use store::StoreError;
use store::recovery::lists::{self, NewList, columns};
use thiserror::Error;

/// What is wrong with a list's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first problems, by their lines.
    pub first: Vec<Wrong>,
    /// How many there are.
    pub all: usize,
}

/// The most wrong lines that are shown.
const MOST_SHOWN: usize = 50;

/// Why a list was not begun. We then keep nothing of it.
#[derive(Debug, Error)]
pub enum StartError {
    /// No column has anything to look for.
    #[error("Say which column has the frame numbers, or choose other columns that describe the bikes")]
    NothingToLookFor,
    /// Two columns have the same meaning.
    #[error("Two columns are set to “{}”. Choose one", .0.label())]
    Twice(Meaning),
    /// Some lines cannot be read.
    #[error("Some lines cannot be read")]
    Wrong(Problems),
    /// All rows are empty.
    #[error("The list is empty")]
    Empty,
    /// It has more rows than we take, because its first line is a bike too.
    #[error("The list has more than 20,000 bikes. Split it, and send the parts one after another")]
    TooMany,
    /// The store failed; nothing was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a column probably means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggested {
    /// The force said so before. `None` is for a column that it leaves out.
    Remembered(Option<Meaning>),
    /// The name of the column sounds like it.
    Guessed(Meaning),
    /// We have nothing to go by.
    Unknown,
}

impl Suggested {
    /// Returns the meaning, if there is one.
    #[must_use]
    pub fn meaning(self) -> Option<Meaning> {
        match self {
            Self::Remembered(meaning) => meaning,
            Self::Guessed(meaning) => Some(meaning),
            Self::Unknown => None,
        }
    }
}

/// Suggests what the columns of a list mean. It suggests each meaning only once.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn suggest(
    registry: &Registry,
    officer: OfficerOf,
    headers: &[String],
) -> Result<Vec<Suggested>, StoreError> {
    let keys: Vec<String> = headers.iter().map(|header| header_key(header)).collect();
    let known = columns::remembered(&registry.store, officer.organisation, &keys).await?;
    let mut seen: Vec<Meaning> = Vec::new();
    let mut suggested = Vec::with_capacity(headers.len());
    for (header, known) in headers.iter().zip(known) {
        let one = match known {
            Some(meaning) => Suggested::Remembered(meaning.and_then(|slug| Meaning::parse(&slug))),
            None => Meaning::guess(header).map_or(Suggested::Unknown, Suggested::Guessed),
        };
        let one = match one.meaning() {
            Some(meaning) if seen.contains(&meaning) => Suggested::Unknown,
            _ => one,
        };
        seen.extend(one.meaning());
        suggested.push(one);
    }
    Ok(suggested)
}

/// A list and what an officer said about it.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Why the whole list is looked up.
    pub reason: Reason,
    /// What the file was called.
    pub name: Option<String>,
    /// The sheet of the file that has the list.
    pub tab: Tab,
    /// What each of its columns means; those without a meaning are not kept.
    pub meanings: Vec<Option<Meaning>>,
    /// True if the first line is a bike and not the columns' names.
    pub first_is_a_bike: bool,
    /// True if rows that are hidden in the spreadsheet count.
    pub with_hidden: bool,
    /// True if lines that cannot be read are left out.
    pub leave_out_wrong: bool,
}

/// Begins a list. A worker looks its rows up.
///
/// # Errors
/// [`StartError`]; then nothing was kept.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn start(
    registry: &Registry,
    officer: OfficerOf,
    begin: Begin,
) -> Result<PropertyListId, StartError> {
    check(&begin.meanings)?;
    let now = registry.now();
    let headers = headers(&begin);
    let (reason, name) = (begin.reason.clone(), begin.name.clone());
    let leave_out = begin.leave_out_wrong;
    let (rows, problems) = blocking(move || parse(&begin, now)).await?;
    if problems.all > 0 && !leave_out {
        return Err(StartError::Wrong(problems));
    }
    if rows.is_empty() {
        return Err(StartError::Empty);
    }
    if rows.len() > MOST_ROWS {
        return Err(StartError::TooMany);
    }
    let new = NewList {
        organisation: officer.organisation,
        by: officer.account,
        reason: &reason,
        name: name.as_deref(),
        left_out: problems.all as u64,
        rows: &rows,
    };
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(id);
    }
    let id = lists::add(&tx, &new, now).await?;
    columns::remember(&tx, officer.organisation, &headers).await?;
    registry.made(&tx, &id).await?;
    tx.commit().await?;
    registry.list_waits();
    tracing::info!(list.id = %id, "Began a list of {} recovered bikes", rows.len());
    Ok(id)
}

fn check(meanings: &[Option<Meaning>]) -> Result<(), StartError> {
    let given: Vec<Meaning> = meanings.iter().copied().flatten().collect();
    if let Some((_, twice)) = given
        .iter()
        .enumerate()
        .find(|(at, one)| given.iter().take(*at).any(|other| other == *one))
    {
        return Err(StartError::Twice(*twice));
    }
    let describes = |meaning: &Meaning| {
        !matches!(
            meaning,
            Meaning::PropertyRef
                | Meaning::FoundOn
                | Meaning::FoundWhere
                | Meaning::FoundBy
                | Meaning::Latitude
                | Meaning::Longitude
        )
    };
    if given.iter().any(describes) {
        Ok(())
    } else {
        Err(StartError::NothingToLookFor)
    }
}

/// Returns the columns to remember, each under the form of its name that we compare.
fn headers(begin: &Begin) -> Vec<(String, Option<&'static str>)> {
    let first = begin.tab.rows.first().filter(|_| !begin.first_is_a_bike);
    let names = first.map(|line| line.cells.as_slice()).unwrap_or_default();
    let named = names.iter().zip(&begin.meanings);
    let mut headers: Vec<(String, Option<&'static str>)> = Vec::new();
    for (name, meaning) in named {
        let key = header_key(name);
        if !key.is_empty() && !headers.iter().any(|(known, _)| *known == key) {
            headers.push((key, meaning.map(Meaning::slug)));
        }
    }
    headers
}

type Rows = Vec<(u64, String)>;

/// Reads every row, and reports wrong ones by their lines.
fn parse(begin: &Begin, now: Timestamp) -> Result<(Rows, Problems), StoreError> {
    let mut wrong = begin.tab.wrong.clone();
    let (mut words, mut rows) = (Words::default(), Vec::new());
    let mut seen: HashMap<String, u64> = HashMap::new();
    let lines = begin.tab.rows.iter().skip(usize::from(!begin.first_is_a_bike));
    for line in lines.filter(|line| begin.with_hidden || !line.hidden) {
        match told(begin, line, &mut words, &mut seen, now) {
            Ok(told) if told.is_empty() => {}
            Ok(told) => rows.push((line.line, told.write()?)),
            Err(why) => wrong.push(Wrong { line: line.line, why }),
        }
    }
    wrong.sort_by_key(|wrong| wrong.line);
    let all = wrong.len();
    wrong.truncate(MOST_SHOWN);
    Ok((rows, Problems { first: wrong, all }))
}

fn told(
    begin: &Begin,
    line: &Line,
    words: &mut Words,
    seen: &mut HashMap<String, u64>,
    now: Timestamp,
) -> Result<Told, String> {
    let cells = begin.meanings.iter().zip(&line.cells);
    let cells: HashMap<Meaning, &str> = cells
        .filter_map(|(meaning, cell)| Some((meaning.as_ref().copied()?, cell.as_str())))
        .filter(|(_, cell)| !cell.is_empty())
        .collect();
    let told = Told::of(&cells, words, now)?;
    if let Some(reference) = &told.property_ref
        && let Some(before) = seen.insert(property_key(reference), line.line)
    {
        return Err(format!(
            "Property reference {} is already on line {before}",
            quoted(reference)
        ));
    }
    Ok(told)
}
