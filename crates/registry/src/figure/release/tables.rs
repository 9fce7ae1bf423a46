//! The tables of a release: by month, by year, by ward, by group, by kind and lock, and of events.

use super::columns::{Columns, Draft, Slot, TOTAL, key};
use super::counted::Counted;
use super::model::{Kept, Model};
use super::periods;
use domain::bike::BikeKind;
use domain::figure::release::Heading;
use domain::figure::{Month, TheftFact};
use domain::place::wards;
use domain::theft::Lock;
use figures::hours::WIDEST;
use figures::recovery::GotHome;
use jiff::civil::Date;

/// The measures of a month, in the order of their columns.
pub(super) const MEASURES: [(&str, &str); 4] = [
    ("thefts", "Thefts"),
    ("recovered", "Bikes recovered"),
    ("named", "Recovered and matched within 90 days"),
    ("home", "Recovered and home within 90 days"),
];

/// Makes the table of counts by month, and records what the definitions imply about them.
pub(super) fn months(model: &mut Model, counted: &Counted) -> Draft {
    let months = periods::months(counted.quarter);
    let recoveries = counted.recoveries();
    let mut slots = Vec::with_capacity(months.len());
    for month in &months {
        let (first, last) = (month.first_day(), month.last_day());
        let back = GotHome::count(&recoveries, first, last, counted.as_at);
        let thefts = counted.between((first, last)).count() as u64;
        let cells = [thefts, back.recovered, back.named, back.home];
        let name = month.to_string();
        let cells = std::array::from_fn::<_, 4, _>(|at| {
            let count = cells.get(at).copied().unwrap_or_default();
            let column = MEASURES.get(at).map_or("", |measure| measure.0);
            model.cell(key("months", &name, column), count)
        });
        let [_, recovered, named, home] = cells;
        model.at_most(named, recovered);
        model.at_most(home, named);
        let may_change = [false, false, !back.is_final, !back.is_final];
        slots.push(
            cells
                .into_iter()
                .zip(may_change)
                .map(|(cell, may)| (Slot::Guarded(cell), may))
                .collect(),
        );
    }
    Draft {
        id: "months",
        rows: months
            .iter()
            .map(|month| Heading::new(month.to_string(), month.said()))
            .collect(),
        columns: MEASURES
            .iter()
            .map(|(key, label)| Heading::new(*key, *label))
            .collect(),
        slots,
    }
}

/// The rows of the table of twelve months.
const YEAR: [(&str, &str); 13] = [
    ("thefts", "Thefts"),
    ("registered", "Thefts of bikes that were already registered"),
    ("late", "Thefts reported more than 7 days after somebody noticed"),
    ("unplaced", "Thefts where we know only the ward"),
    ("wide", "Thefts where we are not certain of the day"),
    ("referenced", "Thefts with a police reference"),
    (
        "covered",
        "Thefts with a police reference, in months with a file from every force",
    ),
    (
        "nowhere",
        "Thefts in an unknown area (both partnerships together)",
    ),
    ("recovered", "Bikes recovered"),
    ("named", "Recovered and matched within 90 days"),
    ("home", "Recovered and home within 90 days"),
    ("insurer", "Recovered and handed to an insurer within 90 days"),
    ("some-day", "Recovered and home, but on an unknown date"),
];

/// Makes the table of counts for the last twelve months and for the twelve before.
pub(super) fn year(model: &mut Model, counted: &Counted) -> Draft {
    let quarter = counted.quarter;
    let mut columns = Vec::new();
    let mut slots: Vec<Vec<(Slot, bool)>> = vec![Vec::new(); YEAR.len()];
    for (until, label) in [
        (quarter, "Last 12 months"),
        (quarter.a_year_before(), "The 12 months before"),
    ] {
        let column = periods::key(until);
        let twelve = periods::twelve(until);
        let (counts, is_final) = of_twelve(counted, &twelve, until == quarter);
        let cells: Vec<usize> = YEAR
            .iter()
            .zip(counts)
            .map(|((row, _), count)| model.cell(key("year", row, &column), count))
            .collect();
        tie(model, &cells, &twelve, &column);
        for (at, (row, cell)) in slots.iter_mut().zip(cells).enumerate() {
            row.push((Slot::Guarded(cell), !is_final && at >= 9));
        }
        columns.push(Heading::new(column, label));
    }
    Draft {
        id: "year",
        rows: YEAR
            .iter()
            .map(|(key, label)| Heading::new(*key, *label))
            .collect(),
        columns,
        slots,
    }
}

/// Returns the counts of twelve months in the order of the rows, and whether they can still change. A count that is
/// made only once in a release is 0 for the year before.
fn of_twelve(counted: &Counted, twelve: &[Month], is_last: bool) -> ([u64; 13], bool) {
    let days = periods::days(twelve);
    let many =
        |of: &dyn Fn(&TheftFact) -> bool| counted.between(days).filter(|theft| of(theft)).count() as u64;
    let back = GotHome::count(&counted.recoveries(), days.0, days.1, counted.as_at);
    let some_day = counted.recovered.iter().filter(|back| {
        let found = back.recovery.found;
        back.some_day && (days.0..=days.1).contains(&found)
    });
    let covered = |theft: &TheftFact| {
        let recorded = counted.recorded.as_ref();
        theft.has_crime_ref && recorded.is_some_and(|one| one.months.contains(&Month::of(theft.gone)))
    };
    let counts = [
        many(&|_| true),
        many(&|theft| theft.was_registered),
        many(&|theft| theft.was_late),
        many(&|theft| theft.square.is_none()),
        many(&is_wide),
        many(&|theft| theft.has_crime_ref),
        many(&covered),
        if is_last { counted.nowhere } else { 0 },
        back.recovered,
        back.named,
        back.home,
        back.insurer,
        some_day.count() as u64,
    ];
    (counts, back.is_final)
}

/// Returns true if the time is too uncertain for the table of hours.
pub(super) fn is_wide(theft: &TheftFact) -> bool {
    let (from, to) = (theft.window.from(), theft.window.to());
    to.as_second() - from.as_second() > WIDEST
}

/// Ties the counts of twelve months to each other and to those of the months.
fn tie(model: &mut Model, cells: &[usize], twelve: &[Month], column: &str) {
    let [
        thefts,
        registered,
        late,
        unplaced,
        wide,
        referenced,
        covered,
        _,
        recovered,
        named,
        home,
        insurer,
        some_day,
    ] = cells
    else {
        return;
    };
    for part in [registered, late, unplaced, wide, referenced] {
        model.at_most(*part, *thefts);
    }
    model.at_most(*covered, *referenced);
    model.at_most(*named, *recovered);
    // No bike is both with its owner and with an insurer.
    let handed = model.unprinted(key("year", "handed", column), model.count_of(&[*home, *insurer]));
    model.sum(handed, vec![*home, *insurer]);
    model.at_most(handed, *named);
    model.at_most(*some_day, *recovered);
    for (total, (measure, _)) in [thefts, recovered, named, home].into_iter().zip(MEASURES) {
        let parts = twelve
            .iter()
            .map(|month| model.find(&key("months", &month.to_string(), measure)));
        if let Some(parts) = parts.collect::<Option<Vec<usize>>>() {
            model.sum(*total, parts);
        }
    }
}

/// Says which published columns keep their counts: those of years, of quarters or both. When a year closes, years are
/// counted again. A correction counts everything again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keeps {
    pub(super) years: bool,
    pub(super) quarters: bool,
}

/// Records that the total of a year or quarter is the sum of its months.
pub(super) fn tie_to_months(model: &mut Model, total: &str, days: (Date, Date)) {
    let first = Month::of(days.0);
    let count = Month::of(days.1).number() - first.number();
    let parts = (0..=count).map(|at| model.find(&key("months", &first.plus(at).to_string(), "thefts")));
    if let (Some(total), Some(parts)) = (model.find(total), parts.collect::<Option<Vec<usize>>>()) {
        model.sum(total, parts);
    }
}

/// Makes a table of thefts by financial year, with totals. `row_of` says which row a theft is in.
fn by_year(
    model: &mut Model,
    counted: &Counted,
    columns: Columns<'_>,
    row_of: impl Fn(&TheftFact) -> Option<usize>,
) -> Draft {
    let years = periods::years(counted.quarter);
    let headings = years
        .iter()
        .map(|year| Heading::new(year.begins.to_string(), year.to_string()));
    let (rows, id) = (columns.rows.len(), columns.id);
    let draft = columns.make(model, headings.collect(), |at| {
        let mut counts = vec![0; rows];
        let days = years
            .get(at)
            .map_or((Date::MAX, Date::MIN), |year| (year.first_day(), year.last_day()));
        for row in counted.between(days).filter_map(&row_of) {
            if let Some(count) = counts.get_mut(row) {
                *count += 1;
            }
        }
        counts
    });
    for year in years {
        let total = key(id, TOTAL, &year.begins.to_string());
        tie_to_months(model, &total, (year.first_day(), year.last_day()));
        // Every table of the year has the same total.
        let same = ["wards", "kinds", "locks"]
            .into_iter()
            .filter(|other| *other != id);
        let others: Vec<usize> = same
            .filter_map(|other| model.find(&key(other, TOTAL, &year.begins.to_string())))
            .collect();
        for other in others {
            if let Some(total) = model.find(&total) {
                model.sum(total, vec![other]);
            }
        }
    }
    draft
}

/// Makes the table of thefts by ward and year.
pub(super) fn wards(model: &mut Model, counted: &Counted, keeps: Keeps, before: Option<&Kept>) -> Draft {
    let all: Vec<_> = wards::of_partnership(&counted.area).collect();
    let columns = Columns {
        id: "wards",
        rows: all
            .iter()
            .map(|ward| Heading::new(&*ward.code, &*ward.name))
            .collect(),
        keeps: keeps.years,
        before,
    };
    by_year(model, counted, columns, |theft| {
        let code = theft.ward.as_deref()?;
        all.iter().position(|ward| ward.code == code)
    })
}

/// Makes the table of thefts by kind of bike and year.
pub(super) fn kinds(model: &mut Model, counted: &Counted, keeps: Keeps, before: Option<&Kept>) -> Draft {
    let kinds: Vec<BikeKind> = BikeKind::all().collect();
    let mut rows: Vec<Heading> = kinds
        .iter()
        .map(|kind| Heading::new(kind.slug(), kind.label()))
        .collect();
    rows.push(Heading::new("not-known", "Kind not known"));
    let columns = Columns {
        id: "kinds",
        rows,
        keeps: keeps.years,
        before,
    };
    by_year(model, counted, columns, |theft| {
        let known = theft
            .kind
            .and_then(|kind| kinds.iter().position(|one| *one == kind));
        Some(known.unwrap_or(kinds.len()))
    })
}

/// Makes the table of thefts by lock and year.
pub(super) fn locks(model: &mut Model, counted: &Counted, keeps: Keeps, before: Option<&Kept>) -> Draft {
    let mut rows: Vec<Heading> = Lock::ALL
        .iter()
        .map(|lock| Heading::new(lock.slug(), lock.label()))
        .collect();
    rows.push(Heading::new("not-told", "Lock not stated"));
    let columns = Columns {
        id: "locks",
        rows,
        keeps: keeps.years,
        before,
    };
    by_year(model, counted, columns, |theft| {
        let known = theft
            .lock
            .and_then(|lock| Lock::ALL.iter().position(|one| *one == lock));
        Some(known.unwrap_or(Lock::ALL.len()))
    })
}
