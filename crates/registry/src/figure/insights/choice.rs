//! Finds the table that a reader chose. The choices are fixed, and together they name one table of a release, or no
//! table. Nothing else is ever counted, so nobody learns more by subtracting one table from another.

use crate::figure::release::quarter_of;
use domain::figure::Month;
use domain::figure::release::{Heading, Release, Table};
use domain::place::groups::WardGroup;
use domain::place::wards;
use figures::period::{FinancialYear, Quarter};

/// What a reader chose, as short words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// `all`, a group of wards, or the code of a ward.
    pub area: String,
    /// `last-four`, a quarter such as `2026-q2`, or a financial year such as `2025`.
    pub period: String,
    /// `nothing`, `kind` or `lock`.
    pub by: String,
    /// Where the counts come from: `register` or `police`.
    pub source: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            area: "all".to_owned(),
            period: "last-four".to_owned(),
            by: "nothing".to_owned(),
            source: "register".to_owned(),
        }
    }
}

/// What a choice names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A table of the release, with a title.
    Register(String, Table),
    /// What the police recorded in these months, with a title.
    Police(String, Vec<Month>),
}

/// A form in which every combination of choices names a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// What it is about.
    pub title: &'static str,
    /// The areas. If there is only one, the form does not ask.
    pub areas: Vec<Heading>,
    /// The periods to choose from.
    pub periods: Vec<Heading>,
    /// What to split the counts by. If there is only one choice, the form does not ask.
    pub by: Vec<Heading>,
    /// Where the counts come from: `register` or `police`.
    pub source: &'static str,
}

const ALL: (&str, &str) = ("all", "Whole area");
const LAST_FOUR: (&str, &str) = ("last-four", "Last four closed quarters");

/// Finds what a choice names, or `None` if it names no table.
#[must_use]
pub fn select(release: &Release, options: &Options) -> Option<Choice> {
    let offered = offered(release);
    let has = |of: &[Heading], key: &str| of.iter().any(|one| one.key == key);
    let form = offered.iter().find(|form| {
        form.source == options.source
            && has(&form.areas, &options.area)
            && has(&form.periods, &options.period)
            && has(&form.by, &options.by)
    })?;
    let name = |of: &[Heading], key: &str| {
        of.iter()
            .find(|one| one.key == key)
            .map(|one| one.label.clone())
            .unwrap_or_default()
    };
    let (area, period) = (
        name(&form.areas, &options.area),
        name(&form.periods, &options.period),
    );
    if form.source == "police" {
        let title = format!(
            "Crime that the police recorded: {}, {}",
            lowered(&area),
            lowered(&period)
        );
        return Some(Choice::Police(title, months_of(release, &options.period)?));
    }
    let (title, table) = counted(release, options, &area, &period)?;
    Some(Choice::Register(title, table))
}

/// Finds the register's table for a choice, with its title.
fn counted(release: &Release, options: &Options, area: &str, period: &str) -> Option<(String, Table)> {
    Some(
        match (
            options.by.as_str(),
            options.area.as_str(),
            options.period.as_str(),
        ) {
            ("nothing", "all", "last-four") => (
                "The last twelve months".to_owned(),
                release.table("year")?.clone(),
            ),
            ("nothing", "all", key) if key.contains('q') => {
                let months: Vec<String> = months_of(release, key)?.iter().map(ToString::to_string).collect();
                let rows: Vec<&str> = months.iter().map(String::as_str).collect();
                (
                    format!("{period}, by month"),
                    part(release.table("months")?, Some(&rows), None)?,
                )
            }
            ("nothing", "all", year) => (
                format!("Thefts by ward in {period}"),
                part(release.table("wards")?, None, Some(&[year]))?,
            ),
            ("nothing", ward, year) if wards::of_code(ward).is_some() => (
                format!("Thefts in {area} in {period}"),
                part(release.table("wards")?, Some(&[ward]), Some(&[year]))?,
            ),
            ("nothing", group, quarter) => (
                format!("Thefts in {area} in {period}"),
                part(release.table("groups")?, Some(&[group]), Some(&[quarter]))?,
            ),
            ("kind", _, year) => (
                format!("Thefts by kind of bike in {period}"),
                part(release.table("kinds")?, None, Some(&[year]))?,
            ),
            (_, _, year) => (
                format!("Thefts by lock in {period}"),
                part(release.table("locks")?, None, Some(&[year]))?,
            ),
        },
    )
}

fn lowered(label: &str) -> String {
    let mut letters = label.chars();
    match letters.next() {
        Some(first) if label.starts_with("Last") || label.starts_with("Whole") => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// Returns some rows and columns of a table, or `None` if one of them is not there.
fn part(table: &Table, rows: Option<&[&str]>, columns: Option<&[&str]>) -> Option<Table> {
    let at = |headings: &[Heading], keys: Option<&[&str]>| -> Option<Vec<usize>> {
        match keys {
            None => Some((0..headings.len()).collect()),
            Some(keys) => keys
                .iter()
                .map(|key| headings.iter().position(|one| one.key == *key))
                .collect(),
        }
    };
    let (rows, columns) = (at(&table.rows, rows)?, at(&table.columns, columns)?);
    let of = |headings: &[Heading], at: &[usize]| -> Option<Vec<Heading>> {
        at.iter().map(|at| headings.get(*at).cloned()).collect()
    };
    let cells: Option<Vec<Vec<_>>> = rows
        .iter()
        .map(|row| {
            let row = table.cells.get(*row)?;
            columns.iter().map(|column| row.get(*column).copied()).collect()
        })
        .collect();
    Some(Table {
        id: table.id.clone(),
        rows: of(&table.rows, &rows)?,
        columns: of(&table.columns, &columns)?,
        cells: cells?,
    })
}

/// Returns the months of a period.
fn months_of(release: &Release, period: &str) -> Option<Vec<Month>> {
    let (first, many) = if period == LAST_FOUR.0 {
        let last = Month::of(quarter_of(release.quarter)?.last_day());
        (last.plus(-11), 12)
    } else if let Some((year, number)) = period.split_once("-q") {
        let year = FinancialYear {
            begins: year.parse().ok()?,
        };
        let at: usize = number.parse().ok()?;
        (Month::of(year.quarters().get(at.checked_sub(1)?)?.first_day()), 3)
    } else {
        let year = FinancialYear {
            begins: period.parse().ok()?,
        };
        (Month::of(year.first_day()), 12)
    };
    Some((0..many).map(|at| first.plus(at)).collect())
}

/// Returns the forms of a release's choices.
#[must_use]
pub fn offered(release: &Release) -> Vec<Offered> {
    let all = vec![Heading::new(ALL.0, ALL.1)];
    let nothing = vec![Heading::new("nothing", "Nothing")];
    let without_total = |table: &Table| -> Vec<Heading> {
        table
            .rows
            .iter()
            .filter(|row| row.key != "all")
            .cloned()
            .collect()
    };
    let mut forms = vec![Offered {
        title: "Whole area",
        areas: all.clone(),
        periods: whole_area(release),
        by: nothing.clone(),
        source: "register",
    }];
    if let Some(table) = release.table("wards").filter(|table| table.rows.len() > 1) {
        forms.push(Offered {
            title: "One ward in a financial year",
            areas: without_total(table),
            periods: table.columns.clone(),
            by: nothing.clone(),
            source: "register",
        });
    }
    if let Some(table) = release.table("groups").filter(|table| table.rows.len() > 1) {
        forms.push(Offered {
            title: "A group of wards in a closed quarter",
            areas: without_total(table),
            periods: table.columns.clone(),
            by: nothing.clone(),
            source: "register",
        });
    }
    let by: Vec<Heading> = [("kinds", "kind", "Kind of bike"), ("locks", "lock", "Lock")]
        .into_iter()
        .filter(|(table, ..)| release.table(table).is_some())
        .map(|(_, key, label)| Heading::new(key, label))
        .collect();
    let columns = release.table("kinds").or_else(|| release.table("locks"));
    if let Some(table) = columns.filter(|_| !by.is_empty()) {
        forms.push(Offered {
            title: "Kind of bike or lock in a financial year",
            areas: all.clone(),
            periods: table.columns.clone(),
            by,
            source: "register",
        });
    }
    forms.push(police(release, all, nothing));
    forms
}

/// The periods of the whole area: twelve months, quarters whose months are shown, and years by ward.
fn whole_area(release: &Release) -> Vec<Heading> {
    let mut periods = vec![Heading::new(LAST_FOUR.0, LAST_FOUR.1)];
    let mut quarter = quarter_of(release.quarter);
    for _ in 0..8 {
        if let Some(one) = quarter {
            periods.push(quarter_heading(one));
        }
        quarter = quarter.map(Quarter::before);
    }
    let years = release.table("wards").filter(|table| table.rows.len() > 1);
    periods.extend(
        years
            .into_iter()
            .flat_map(|table| table.columns.iter().rev().cloned()),
    );
    periods
}

fn quarter_heading(quarter: Quarter) -> Heading {
    Heading::new(
        format!("{}-q{}", quarter.year().begins, quarter.number()),
        quarter.to_string(),
    )
}

fn police(release: &Release, all: Vec<Heading>, by: Vec<Heading>) -> Offered {
    let groups = WardGroup::of_partnership(&release.partnership);
    let groups = groups.map(|group| Heading::new(group.slug, group.name));
    let wards = wards::of_partnership(&release.partnership);
    let wards = wards.map(|ward| Heading::new(ward.code.clone(), format!("{} ward", ward.name)));
    let mut periods = vec![Heading::new(LAST_FOUR.0, LAST_FOUR.1)];
    let mut quarter = quarter_of(release.quarter);
    // The police publish figures for three years.
    for _ in 0..12 {
        periods.extend(quarter.map(quarter_heading));
        quarter = quarter.map(Quarter::before);
    }
    Offered {
        title: "Crime that the police recorded",
        areas: all.into_iter().chain(groups).chain(wards).collect(),
        periods,
        by,
        source: "police",
    }
}
