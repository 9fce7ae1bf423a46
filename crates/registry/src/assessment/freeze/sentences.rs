//! The sentences that text names by token. They say what was counted, and never why.

use super::named::of_four_quarters;
use crate::figure::insights::{Periods, changes, sentences, sureness};
use domain::figure::release::{Days, Release, Table};

/// How many rows a sentence about the most thefts names.
const MOST: usize = 3;

/// A block, the name of a token, and its sentence.
type Said = (&'static str, &'static str, Option<String>);

/// Makes every sentence of a release.
pub(super) fn all(release: &Release) -> Vec<Said> {
    let mut all = Vec::new();
    for (block, name, definition) in [
        ("year", "thefts.total.sentence", "thefts.total"),
        ("year", "thefts.registered.sentence", "thefts.registered"),
        ("year", "coverage.sentence", "coverage"),
        ("back", "recovered.home.sentence", "recovered.home"),
    ] {
        let found = sentences(release)
            .into_iter()
            .find(|one| one.definition == definition);
        let text = found.map(|one| {
            let mark = if one.provisional { " [p]" } else { "" };
            format!("{}{mark}", one.text)
        });
        all.push((block, name, text));
    }
    all.push(("year", "sure.sentence", sure(release)));
    all.push(("year", "withheld.sentence", Some(withheld(release))));
    all.push(("year", "revised.sentence", Some(revised(release))));
    all.push(("months", "changes.sentence", Some(changed(release, None))));
    for (block, change, most, what) in [
        ("wards", "changes.wards.sentence", "wards.most.sentence", "in"),
        ("kinds", "changes.kinds.sentence", "kinds.most.sentence", "of"),
        ("locks", "changes.locks.sentence", "locks.most.sentence", "with"),
    ] {
        let table = release.table(block);
        all.push((block, change, table.map(|_| changed(release, Some(block)))));
        all.push((block, most, table.and_then(|table| most_in(table, what))));
    }
    all.push(("hours", "hours.sentence", hours(release)));
    all.push(("back", "recovered.days.sentence", Some(days(release))));
    all.push(("events", "events.sentence", events(release)));
    all
}

fn sure(release: &Release) -> Option<String> {
    let all = sureness(release);
    let lines = all.iter().map(|one| format!("{}: {}.", one.what, one.value));
    let text = lines.collect::<Vec<String>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn withheld(release: &Release) -> String {
    let count: usize = release.tables.iter().map(Table::withheld).sum();
    match count {
        0 => "No cell of these tables is withheld.".to_owned(),
        1 => "1 cell of these tables is withheld [c], so that nobody can work out a small number.".to_owned(),
        many => {
            format!(
                "{many} cells of these tables are withheld [c], so that nobody can work out a small number."
            )
        }
    }
}

fn revised(release: &Release) -> String {
    let cells = release
        .tables
        .iter()
        .flat_map(|table| table.cells.iter().flatten());
    match cells.filter(|cell| cell.first.is_some()).count() {
        0 => "No value differs from what was published first.".to_owned(),
        1 => "1 value differs from what was published first [r].".to_owned(),
        many => format!("{many} values differ from what was published first [r]."),
    }
}

/// Says what clearly changed in a table, or in all tables if none is named.
fn changed(release: &Release, table: Option<&str>) -> String {
    let all = changes(release);
    let own = all
        .iter()
        .filter(|change| table.is_none_or(|table| change.table == table));
    let lines: Vec<String> = own
        .map(|change| format!("{}: {}", change.name, change.text))
        .collect();
    if lines.is_empty() {
        let what = match table {
            Some("wards") => "ward",
            Some("kinds") => "kind of bike",
            Some("locks") => "kind of lock",
            _ => "ward, kind of bike or lock",
        };
        return format!("No {what} changed clearly from one financial year to the next.");
    }
    lines.join(" ")
}

/// Names the rows with the most thefts in the last year, of those that are shown.
fn most_in(table: &Table, what: &str) -> Option<String> {
    let year = table.columns.last()?;
    let mut rows: Vec<(u64, &str)> = table
        .rows
        .iter()
        .filter(|row| row.key != "all")
        .filter_map(|row| {
            let count = table.cell(&row.key, &year.key)?.value.count()?;
            Some((count, row.label.as_str()))
        })
        .filter(|(count, _)| *count > 0)
        .collect();
    rows.sort_by(|(count, name), (other, beside)| other.cmp(count).then(name.cmp(beside)));
    rows.truncate(MOST);
    let words: Vec<String> = rows
        .into_iter()
        .map(|(count, name)| format!("{name} ({count})"))
        .collect();
    Some(match (words.split_last(), what) {
        (None, _) => format!("In {}, there are no counts that we can show here.", year.label),
        (Some((only, [])), "in") => format!("In {}, the ward with the most thefts was {only}.", year.label),
        (Some((last, others)), "in") => format!(
            "In {}, the wards with the most thefts were {} and {last}.",
            year.label,
            others.join(", ")
        ),
        (Some((only, [])), "of") => format!("In {}, the kind of bike stolen most was: {only}.", year.label),
        (Some((last, others)), "of") => format!(
            "In {}, the kinds of bike stolen most were: {} and {last}.",
            year.label,
            others.join(", ")
        ),
        (Some((only, [])), _) => format!(
            "In {}, the most common answer about the lock was: {only}.",
            year.label
        ),
        (Some((last, others)), _) => format!(
            "In {}, the most common answers about the lock were: {} and {last}.",
            year.label,
            others.join(", ")
        ),
    })
}

fn hours(release: &Release) -> Option<String> {
    let shares = release.hours.weekdays?;
    let most = shares
        .iter()
        .enumerate()
        .filter_map(|(at, share)| share.map(|share| (share, at)))
        .max();
    Some(most.map_or_else(
        || "Each block of hours has too few thefts to show its share.".to_owned(),
        |(share, at)| {
            format!(
                "The busiest weekday hours are {:02}:00 to {:02}:00, with {share}% of all thefts whose time is known \
                 to within a day. We spread each theft over the hours in which it could have happened. These are all \
                 thefts, not a sample, so there is no interval.",
                at * 4,
                (at * 4 + 4) % 24
            )
        },
    ))
}

fn days(release: &Release) -> String {
    let said = |what: &str, days: Option<Days>| match days {
        Some(days) => format!(
            "Days from being found to {what}: a median of {} (between {} and {}).",
            days.median, days.low, days.high
        ),
        None => format!("Days from being found to {what}: fewer than 10 bikes, so we do not show it [c]."),
    };
    [
        said("being matched", release.days_tied),
        said("getting home", release.days_returned),
    ]
    .join(" ")
}

fn events(release: &Release) -> Option<String> {
    let when = Periods::of(release)?.now_said;
    let value = |column: &str| of_four_quarters(release, column);
    let (held, issued) = (value("held")?, value("issued")?);
    Some(format!(
        "Marking events held in {when}: {held}. Marks issued: {issued}."
    ))
}
