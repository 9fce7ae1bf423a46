//! The tables of a release by quarter: groups of wards, events and marks.

use super::columns::{Columns, Draft, Slot, TOTAL, key};
use super::counted::{Counted, month_of};
use super::model::{Kept, Model};
use super::periods;
use super::tables::{Keeps, tie_to_months};
use domain::figure::Month;
use domain::figure::TheftFact;
use domain::figure::release::Heading;
use domain::place::groups::WardGroup;
use figures::period::Quarter;
use jiff::civil::Date;

/// Makes the table of thefts by group of wards and quarter.
pub(super) fn groups(model: &mut Model, counted: &Counted, keeps: Keeps, before: Option<&Kept>) -> Draft {
    let all: Vec<&WardGroup> = WardGroup::of_partnership(&counted.area).collect();
    let quarters = periods::quarters(counted.quarter);
    let columns = Columns {
        id: "groups",
        rows: all
            .iter()
            .map(|group| Heading::new(group.slug, group.name))
            .collect(),
        keeps: keeps.quarters,
        before,
    };
    let headings = quarters
        .iter()
        .map(|quarter| Heading::new(periods::key(*quarter), quarter.to_string()));
    let of = |quarter: Quarter| (quarter.first_day(), quarter.last_day());
    let draft = columns.make(model, headings.collect(), |at| {
        let days = quarters
            .get(at)
            .map_or((Date::MAX, Date::MIN), |quarter| of(*quarter));
        let of_group = |group: &&WardGroup| {
            let held = |theft: &&TheftFact| theft.ward.as_deref().is_some_and(|code| group.holds(code));
            counted.between(days).filter(held).count() as u64
        };
        all.iter().map(of_group).collect()
    });
    for quarter in &quarters {
        tie_to_months(
            model,
            &key("groups", TOTAL, &periods::key(*quarter)),
            of(*quarter),
        );
    }
    tie_groups_to_wards(model, counted, &all);
    draft
}

/// Records that the quarters of a group add up to the year's total for its wards.
fn tie_groups_to_wards(model: &mut Model, counted: &Counted, all: &[&WardGroup]) {
    for year in periods::years(counted.quarter) {
        for group in all {
            let wards = group
                .wards()
                .iter()
                .map(|code| model.find(&key("wards", code, &year.begins.to_string())));
            let wards: Option<Vec<usize>> = wards.collect();
            let quarters = year
                .quarters()
                .map(|quarter| model.find(&key("groups", group.slug, &periods::key(quarter))));
            let quarters: Option<Vec<usize>> = quarters.into_iter().collect();
            if let (Some(wards), Some(quarters)) = (wards, quarters) {
                let sum = model.count_of(&wards);
                if sum == model.count_of(&quarters) {
                    // The sum is in no table, but both sides add up to it.
                    let both = model.unprinted(key("group-years", group.slug, &year.begins.to_string()), sum);
                    model.sum(both, wards);
                    model.sum(both, quarters);
                }
            }
        }
    }
}

/// The columns of the table of events and marks.
const EVENTS: [(&str, &str); 9] = [
    ("held", "Events held"),
    ("open", "Events not closed yet"),
    ("marked", "Bikes marked at events"),
    ("walk-ins", "People without a booking"),
    ("advised", "People advised"),
    ("booked", "Bookings"),
    ("came", "Bookings where somebody came"),
    ("issued", "Marks issued"),
    ("at-events", "Marks issued for events"),
];

/// Makes the table of events and marks by quarter. The number of events is public.
pub(super) fn events(model: &mut Model, counted: &Counted) -> Draft {
    let quarters = periods::quarters(counted.quarter);
    let mut slots = Vec::with_capacity(quarters.len());
    for quarter in &quarters {
        let within =
            |month: Month| (Month::of(quarter.first_day())..=Month::of(quarter.last_day())).contains(&month);
        let held: Vec<_> = counted
            .held
            .iter()
            .filter(|event| within(month_of(event.ends_at)))
            .collect();
        let issued: Vec<_> = counted
            .issued
            .iter()
            .filter(|mark| within(month_of(mark.at)))
            .collect();
        let open = held.iter().filter(|event| !event.is_closed).count() as u64;
        let sums = [
            held.iter().map(|event| event.marked).sum(),
            held.iter().map(|event| event.walk_ins).sum(),
            held.iter().map(|event| event.advised).sum(),
            held.iter().map(|event| event.booked).sum(),
            held.iter().map(|event| event.came).sum(),
            issued.len() as u64,
            issued.iter().filter(|mark| mark.at_event).count() as u64,
        ];
        let row = periods::key(*quarter);
        let cells: Vec<usize> = EVENTS
            .iter()
            .skip(2)
            .zip(sums)
            .map(|((column, _), count)| model.cell(key("events", &row, column), count))
            .collect();
        if let [_, _, _, booked, came, issued, at_events] = cells.as_slice() {
            model.at_most(*came, *booked);
            model.at_most(*at_events, *issued);
        }
        let plain = [held.len() as u64, open].map(|count| (Slot::Plain(count), false));
        let guarded = cells.into_iter().map(|cell| (Slot::Guarded(cell), open > 0));
        slots.push(plain.into_iter().chain(guarded).collect());
    }
    Draft {
        id: "events",
        rows: quarters
            .iter()
            .map(|quarter| Heading::new(periods::key(*quarter), quarter.to_string()))
            .collect(),
        columns: EVENTS
            .iter()
            .map(|(key, label)| Heading::new(*key, *label))
            .collect(),
        slots,
    }
}
