//! The filters for results. Applying them makes a new look-up.

use crate::shared::{Choice, DateTyped, Errors};
use domain::account::Partnership;
use domain::bike::{BikeKind, Standing};
use domain::look_up::Narrowing;
use jiff::civil::Date;

/// How many results are shown at first, and how many more at a time.
pub(super) const STEP: usize = 10;

const STANDINGS: [Standing; 4] = [
    Standing::ReportedStolen,
    Standing::WithOwner,
    Standing::HeldByPolice,
    Standing::Retired,
];

/// The form's value for bikes without a known area.
const NOWHERE: &str = "unknown";
const NOWHERE_LABEL: &str = "Area not known";
/// The most areas that a form may name.
const MOST_AREAS: usize = 30;

/// The filters in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// The filters themselves.
    pub(super) narrowing: Narrowing,
    /// The earliest day, as typed.
    pub(super) from: DateTyped,
    /// The latest day, as typed.
    pub(super) to: DateTyped,
}

/// A filter in use, with what its button sends to remove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) label: String,
    pub(super) part: String,
}

impl Filter {
    /// The filters that a look-up was made with.
    pub(super) fn of(narrowing: &Narrowing) -> Self {
        Self {
            from: narrowing.stolen_from.map(DateTyped::of).unwrap_or_default(),
            to: narrowing.stolen_to.map(DateTyped::of).unwrap_or_default(),
            narrowing: narrowing.clone(),
        }
    }

    /// Reads the form. It ignores unknown values, but an invalid date is an error.
    pub(super) fn read(pairs: &[(String, String)], partnerships: &[Partnership]) -> (Self, Errors) {
        let all = |name: &'static str| {
            let of = pairs.iter().filter(move |(key, _)| key == name);
            of.map(|(_, value)| value.as_str())
        };
        let one = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let date = |id: &str| {
            let part = |part: &str| one(&format!("{id}_{part}")).chars().take(20).collect::<String>();
            DateTyped::new(part("day"), part("month"), part("year"))
        };
        let mut errors = Errors::default();
        let mut read = |typed: &DateTyped, id: &str, what: &str| {
            if typed.is_empty() {
                None
            } else {
                typed.read(&mut errors, id, what, "")
            }
        };
        let (from, to) = (date("from"), date("to"));
        let stolen_from = read(&from, "from", "Stolen on or after");
        let stolen_to = read(&to, "to", "Stolen on or before");
        if let (Some(first), Some(last)) = (stolen_from, stolen_to)
            && last < first
        {
            errors.add(
                "to_day",
                "“Stolen on or before” must not be earlier than “Stolen on or after”",
            );
        }
        let mut standings: Vec<Standing> = all("standing").filter_map(Standing::parse).collect();
        standings.sort_unstable();
        standings.dedup();
        let known = |slug: &&str| partnerships.iter().any(|one| one.slug == **slug);
        let areas = all("area").take(MOST_AREAS).filter(known);
        let mut areas: Vec<String> = areas.map(str::to_owned).collect();
        areas.sort_unstable();
        areas.dedup();
        let narrowing = Narrowing {
            standings,
            areas,
            no_area: all("area").any(|area| area == NOWHERE),
            kind: BikeKind::all().find(|kind| kind.slug() == one("kind")),
            stolen_from,
            stolen_to,
        };
        let filter = Self { narrowing, from, to };
        (filter, errors)
    }

    /// The choices of areas: every partnership, and bikes without a known area.
    pub(super) fn area_choices(&self, partnerships: &[Partnership]) -> Vec<Choice> {
        let nowhere = self.narrowing.no_area.then_some(NOWHERE);
        let named = self.narrowing.areas.iter().map(String::as_str);
        let chosen: Vec<&str> = named.chain(nowhere).collect();
        let all = partnerships
            .iter()
            .map(|one| (one.slug.as_str(), area_label(one)))
            .chain([(NOWHERE, NOWHERE_LABEL)]);
        Choice::list_of_many(&chosen, all)
    }

    /// The choices of standings.
    pub(super) fn standing_choices(&self) -> Vec<Choice> {
        let standings = self.narrowing.standings.iter();
        let chosen: Vec<&str> = standings.map(|standing| standing.slug()).collect();
        Choice::list_of_many(
            &chosen,
            STANDINGS.map(|standing| (standing.slug(), standing.label())),
        )
    }

    /// The kind's slug, or nothing.
    pub(super) fn kind_slug(&self) -> &'static str {
        self.narrowing.kind.map(BikeKind::slug).unwrap_or_default()
    }

    /// The filters in use, each with what its button sends to remove it.
    pub(super) fn chosen(&self, partnerships: &[Partnership]) -> Vec<Chosen> {
        let Narrowing {
            standings,
            areas,
            no_area,
            kind,
            stolen_from,
            stolen_to,
        } = &self.narrowing;
        let mut chosen = Vec::new();
        let mut add = |label: &str, part: String| {
            chosen.push(Chosen {
                label: label.to_owned(),
                part,
            });
        };
        for standing in standings {
            add(standing.label(), format!("standing={}", standing.slug()));
        }
        for area in areas {
            let named = partnerships.iter().find(|one| one.slug == *area);
            add(named.map_or(area.as_str(), area_label), format!("area={area}"));
        }
        if *no_area {
            add(NOWHERE_LABEL, format!("area={NOWHERE}"));
        }
        if let Some(kind) = kind {
            add(kind.label(), format!("kind={}", kind.slug()));
        }
        let day = |date: &Date| date.strftime("%-d %b %Y").to_string();
        if let Some(from) = stolen_from {
            add(&format!("Stolen on or after {}", day(from)), "from".to_owned());
        }
        if let Some(to) = stolen_to {
            add(&format!("Stolen on or before {}", day(to)), "to".to_owned());
        }
        chosen
    }

    /// What a form sends to keep all filters but one.
    pub(super) fn without(&self, part: &str) -> Vec<(String, String)> {
        let is_part = |(name, value): &(String, String)| {
            let of_date = name.split_once('_').is_some_and(|(id, _)| id == part);
            of_date || format!("{name}={value}") == part
        };
        let mut pairs = pairs(&self.narrowing);
        pairs.retain(|pair| !is_part(pair));
        pairs
    }
}

/// What a form sends to apply the filters.
fn pairs(narrowing: &Narrowing) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    for standing in &narrowing.standings {
        add("standing", standing.slug());
    }
    for area in &narrowing.areas {
        add("area", area);
    }
    if narrowing.no_area {
        add("area", NOWHERE);
    }
    if let Some(kind) = narrowing.kind {
        add("kind", kind.slug());
    }
    for (id, date) in [("from", narrowing.stolen_from), ("to", narrowing.stolen_to)] {
        let Some(date) = date.map(DateTyped::of) else {
            continue;
        };
        for (part, value) in [("day", date.day), ("month", date.month), ("year", date.year)] {
            add(&format!("{id}_{part}"), &value);
        }
    }
    pairs
}

/// A short name for a partnership's area, because the list is narrow.
pub(super) fn area_label(partnership: &Partnership) -> &str {
    partnership.name.trim_end_matches(" Community Safety Partnership")
}
