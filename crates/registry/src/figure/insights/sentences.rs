//! Writes the four sentences at the top of the page. They say what was counted and how certain it is, but never why.

use super::Periods;
use super::compared::compared;
use domain::figure::Month;
use domain::figure::release::{Release, Value};
use figures::interval::Share;

/// If the whole is less than this, a share is only given as counts.
const FEWEST_FOR_A_PER_CENT: u64 = 20;

/// Why a number is not shown.
const TOO_SMALL: &str = "that number is too small, or would give away another number that is too small";

/// A sentence, with the definition of its figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The words of the sentence.
    pub text: String,
    /// The id of the definition.
    pub definition: &'static str,
    /// What a link to the definition says.
    pub link: &'static str,
    /// True if it may still change.
    pub provisional: bool,
}

/// A count that shows how certain the figures are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sureness {
    /// What is counted.
    pub what: &'static str,
    /// The count as it is shown.
    pub value: String,
}

/// Writes the four sentences of a release.
#[must_use]
pub fn sentences(release: &Release) -> Vec<Sentence> {
    let Some(periods) = Periods::of(release) else {
        return Vec::new();
    };
    vec![
        Sentence {
            text: thefts(release, &periods),
            definition: "thefts.total",
            link: "How we count thefts",
            provisional: false,
        },
        Sentence {
            text: home(release, &periods),
            definition: "recovered.home",
            link: "How we count bikes that are home",
            provisional: release
                .cell("year", "home", &periods.now)
                .is_some_and(|cell| cell.provisional),
        },
        Sentence {
            text: registered(release, &periods),
            definition: "thefts.registered",
            link: "How we count thefts of registered bikes",
            provisional: false,
        },
        Sentence {
            text: coverage(release),
            definition: "coverage",
            link: "How we compare with police figures",
            provisional: false,
        },
    ]
}

fn thefts(release: &Release, periods: &Periods) -> String {
    let value = |column: &str| {
        release
            .cell("year", "thefts", column)
            .and_then(|cell| cell.value.count())
    };
    let (now, before) = (&periods.now_said, &periods.before_said);
    match (value(&periods.now), value(&periods.before)) {
        (Some(0), Some(0)) => format!("No theft was counted {now}, and none {before}."),
        (Some(count), Some(earlier)) => match compared(release, count, earlier) {
            Some(change) => change.sentence(change.word(), "thefts", now, before),
            None => format!("There were {count} thefts {now}, and {earlier} {before}."),
        },
        (Some(count), None) => format!(
            "There were {count} thefts {now}. We cannot show how many there were {before}: {TOO_SMALL}."
        ),
        (None, _) => format!("We cannot show how many bikes were stolen {now}: {TOO_SMALL}."),
    }
}

fn home(release: &Release, periods: &Periods) -> String {
    let value = |row: &str| {
        release
            .cell("year", row, &periods.now)
            .and_then(|cell| cell.value.count())
    };
    let when = &periods.now_said;
    match (value("home"), value("recovered")) {
        (_, Some(0)) => format!("No bike was recovered {when}."),
        (Some(home), Some(all)) => format!(
            "{all} {} recovered {when}. {home} of them {} home within 90 days{}.",
            plural(all, "bike was", "bikes were"),
            plural(home, "was", "were"),
            share(home, all)
        ),
        _ => format!(
            "We cannot show how many of the bikes that were recovered {when} were home within 90 days: {TOO_SMALL}."
        ),
    }
}

fn registered(release: &Release, periods: &Periods) -> String {
    let value = |row: &str| {
        release
            .cell("year", row, &periods.now)
            .and_then(|cell| cell.value.count())
    };
    let when = &periods.now_said;
    match (value("registered"), value("thefts")) {
        (_, Some(0)) => {
            format!("No theft was counted {when}, so no registered bike was stolen.")
        }
        (Some(part), Some(all)) => format!(
            "{all} {} stolen {when}. {part} of them {} already registered{}.",
            plural(all, "bike was", "bikes were"),
            plural(part, "was", "were"),
            share(part, all)
        ),
        _ => format!(
            "We cannot show how many of the bikes that were stolen {when} were already registered: {TOO_SMALL}."
        ),
    }
}

fn coverage(release: &Release) -> String {
    let Some(coverage) = &release.coverage else {
        return "We cannot say how many of the thefts that the police recorded are on the register: that is not \
                available [x]. There is no month among the last twelve for which we have a file from every police force."
            .to_owned();
    };
    let months: Vec<String> = coverage
        .months
        .iter()
        .map(|raw| Month::parse(raw).map_or_else(|_| raw.clone(), Month::said))
        .collect();
    let (forces, months) = (coverage.forces.join(" and "), listed(&months));
    let recorded = coverage.recorded;
    match coverage.thefts {
        _ if recorded == 0 => format!("{forces} recorded no bicycle thefts here in {months}."),
        Value::Count(thefts) if thefts > recorded => format!(
            "The register has {thefts} thefts with a police reference in {months}. That is more than the {recorded} \
             that {forces} recorded here: some were recorded in another month or place."
        ),
        Value::Count(thefts) => format!(
            "{forces} recorded {recorded} bicycle {} in {months}. {thefts} of them {} on the register{}.",
            plural(recorded, "theft", "thefts"),
            plural(thefts, "is", "are"),
            share(thefts, recorded)
        ),
        _ => format!(
            "{forces} recorded {recorded} bicycle {} in {months}. We cannot show how many of them are on the register: \
             {TOO_SMALL}.",
            plural(recorded, "theft", "thefts")
        ),
    }
}

/// Lists one or two months by name. If there are more, it says how many, and names the first and the last.
fn listed(months: &[String]) -> String {
    match months {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first, .., last] => format!("{} months between {first} and {last}", months.len()),
    }
}

/// Writes a share with its interval, or nothing if the whole is too small for a percentage.
fn share(part: u64, all: u64) -> String {
    let per_cent = |value: f64| (value * 100.0).round();
    with_interval(part, all).map_or_else(String::new, |(value, low, high)| {
        format!(
            ", which is {}% (between {}% and {}%)",
            per_cent(value),
            per_cent(low),
            per_cent(high)
        )
    })
}

/// Returns a share with the ends of its Wilson interval, or `None` if the whole is too small for a percentage.
fn with_interval(part: u64, all: u64) -> Option<(f64, f64, f64)> {
    let share = Share::new(part, all)
        .ok()
        .filter(|_| all >= FEWEST_FOR_A_PER_CENT)?;
    let interval = share.wilson()?;
    Some((share.value()?, interval.low, interval.high))
}

/// Returns what share one row of the last twelve months is of another, with the ends of its interval, from 0 to 1.
/// Returns `None` if either count is withheld, or if the whole is less than twenty.
#[must_use]
pub fn share_of(release: &Release, part: &str, whole: &str) -> Option<(f64, f64, f64)> {
    let periods = Periods::of(release)?;
    let value = |row: &str| release.cell("year", row, &periods.now)?.value.count();
    with_interval(value(part)?, value(whole)?)
}

fn plural<'w>(count: u64, one: &'w str, many: &'w str) -> &'w str {
    if count == 1 { one } else { many }
}

/// Returns the counts that show how certain the figures of a release are.
#[must_use]
pub fn sureness(release: &Release) -> Vec<Sureness> {
    let Some(periods) = Periods::of(release) else {
        return Vec::new();
    };
    let cell = |row: &str| {
        release
            .cell("year", row, &periods.now)
            .map_or_else(|| Value::NotAvailable.to_string(), ToString::to_string)
    };
    let withheld: usize = release
        .tables
        .iter()
        .map(domain::figure::release::Table::withheld)
        .sum();
    [
        (
            "Thefts where we know only the ward (not counted in hot places)",
            cell("unplaced"),
        ),
        (
            "Thefts in an unknown area, in both partnerships together",
            cell("nowhere"),
        ),
        (
            "Thefts where we are not certain of the day (not counted in tables of hours)",
            cell("wide"),
        ),
        (
            "Thefts that were reported more than 7 days after somebody noticed them",
            cell("late"),
        ),
        (
            "Bikes that went to an insurer within 90 days, so they do not count as home",
            cell("insurer"),
        ),
        (
            "Bikes that are back with their owner, but we do not know since when",
            cell("some-day"),
        ),
        ("Numbers withheld [c] in this release", withheld.to_string()),
    ]
    .into_iter()
    .map(|(what, value)| Sureness { what, value })
    .collect()
}
