//! What an officer narrows the results down to, afterwards.

use crate::shared::london;
use crate::shared::{Choice, DateTyped, Errors};
use domain::account::Partnership;
use domain::bike::{BikeKind, Standing};
use jiff::civil::Date;
use registry::look_up::{Areas, LikelyBike};

/// How many results are shown at first, and how many more at a time.
pub(super) const STEP: usize = 10;

const STANDINGS: [Standing; 4] = [
    Standing::ReportedStolen,
    Standing::WithOwner,
    Standing::HeldByPolice,
    Standing::Retired,
];

/// What stands in the address for bikes of which no area is known.
const NOWHERE: &str = "unknown";
const NOWHERE_LABEL: &str = "Area not known";
/// The most areas that an address may name.
const MOST_AREAS: usize = 30;

/// The filter as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    standings: Vec<Standing>,
    /// Partnerships by slug, and [`NOWHERE`].
    areas: Vec<String>,
    kind: Option<BikeKind>,
    from: DateTyped,
    to: DateTyped,
    between: (Option<Date>, Option<Date>),
    /// How many results to show.
    pub(super) show: usize,
}

/// A filter that is on, with the address of the page without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) label: String,
    pub(super) without: String,
}

impl Filter {
    /// Reads a query string; what is not known in it counts for nothing, a date that is none is an error.
    pub(super) fn read(query: &str) -> (Self, Errors) {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let all = |name: &str| -> Vec<&str> {
            pairs
                .iter()
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
                .collect()
        };
        let one = |name: &str| all(name).first().copied().unwrap_or_default();
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
        let between = (
            read(&from, "from", "Stolen after"),
            read(&to, "to", "Stolen before"),
        );
        if let (Some(first), Some(last)) = between
            && last < first
        {
            errors.add("to_day", "Stolen before must be later than stolen after");
        }
        let mut standings: Vec<Standing> = all("standing").into_iter().filter_map(Standing::parse).collect();
        standings.sort_unstable();
        standings.dedup();
        let mut areas: Vec<String> = all("area")
            .into_iter()
            .take(MOST_AREAS)
            .map(str::to_owned)
            .collect();
        areas.sort_unstable();
        areas.dedup();
        let kind = BikeKind::all().find(|kind| kind.slug() == one("kind"));
        let show = one("show")
            .parse()
            .unwrap_or(STEP)
            .clamp(STEP, registry::look_up::MOST_RESULTS);
        (
            Self {
                standings,
                areas,
                kind,
                from,
                to,
                between,
                show,
            },
            errors,
        )
    }

    /// Leaves out areas that are of no partnership on the register.
    pub(super) fn among(mut self, partnerships: &[Partnership]) -> Self {
        let known = |slug: &String| slug == NOWHERE || partnerships.iter().any(|one| one.slug == *slug);
        self.areas.retain(known);
        self
    }

    /// Returns whether any filter is on.
    pub(super) fn is_on(&self) -> bool {
        !self.standings.is_empty()
            || !self.areas.is_empty()
            || self.kind.is_some()
            || self.between != (None, None)
    }

    /// Tells whether a hit passes.
    pub(super) fn lets_pass(&self, hit: &LikelyBike, areas: &Areas) -> bool {
        let bike = &hit.found.bike;
        let stolen = hit.found.theft.as_ref().map(|theft| theft.window);
        let in_time = self.between == (None, None)
            || stolen.is_some_and(|window| {
                let (first, last) = (london::date_of(window.from()), london::date_of(window.to()));
                self.between.0.is_none_or(|from| last >= from) && self.between.1.is_none_or(|to| first <= to)
            });
        let stands = self.standings.is_empty() || self.standings.contains(&bike.standing);
        let is_kind = self.kind.is_none() || bike.description.kind == self.kind;
        let in_area = self.areas.is_empty() || {
            let mut of = areas.of(bike.id).map(|one| one.slug.as_str()).peekable();
            match of.peek() {
                None => self.areas.iter().any(|slug| slug == NOWHERE),
                Some(_) => of.any(|of| self.areas.iter().any(|slug| slug == of)),
            }
        };
        stands && is_kind && in_time && in_area
    }

    /// The choices of areas: every partnership, and bikes of which no area is known.
    pub(super) fn area_choices(&self, partnerships: &[Partnership]) -> Vec<Choice> {
        let chosen: Vec<&str> = self.areas.iter().map(String::as_str).collect();
        let all = partnerships
            .iter()
            .map(|one| (one.slug.as_str(), area_label(one)))
            .chain([(NOWHERE, NOWHERE_LABEL)]);
        Choice::list_of_many(&chosen, all)
    }

    /// The choices of standings.
    pub(super) fn standing_choices(&self) -> Vec<Choice> {
        let chosen: Vec<&str> = self.standings.iter().map(|standing| standing.slug()).collect();
        Choice::list_of_many(
            &chosen,
            STANDINGS.map(|standing| (standing.slug(), standing.label())),
        )
    }

    /// The kind's slug, or nothing.
    pub(super) fn kind_slug(&self) -> &'static str {
        self.kind.map(BikeKind::slug).unwrap_or_default()
    }

    /// The earliest day, as typed.
    pub(super) fn from(&self) -> &DateTyped {
        &self.from
    }

    /// The latest day, as typed.
    pub(super) fn to(&self) -> &DateTyped {
        &self.to
    }

    /// What is on, each with the address that takes it off.
    pub(super) fn chosen(&self, path: &str, partnerships: &[Partnership]) -> Vec<Chosen> {
        let mut chosen = Vec::new();
        for standing in &self.standings {
            let mut without = self.clone();
            without.standings.retain(|other| other != standing);
            chosen.push(Chosen {
                label: standing.label().to_owned(),
                without: without.address(path),
            });
        }
        for area in &self.areas {
            let mut without = self.clone();
            without.areas.retain(|other| other != area);
            let named = partnerships.iter().find(|one| one.slug == *area);
            chosen.push(Chosen {
                label: named.map_or(NOWHERE_LABEL, area_label).to_owned(),
                without: without.address(path),
            });
        }
        if let Some(kind) = self.kind {
            let without = Self {
                kind: None,
                ..self.clone()
            };
            chosen.push(Chosen {
                label: kind.label().to_owned(),
                without: without.address(path),
            });
        }
        if let Some(from) = self.between.0 {
            let without = Self {
                from: DateTyped::default(),
                between: (None, self.between.1),
                ..self.clone()
            };
            let label = format!("Stolen on or after {}", from.strftime("%-d %b %Y"));
            chosen.push(Chosen {
                label,
                without: without.address(path),
            });
        }
        if let Some(to) = self.between.1 {
            let without = Self {
                to: DateTyped::default(),
                between: (self.between.0, None),
                ..self.clone()
            };
            let label = format!("Stolen on or before {}", to.strftime("%-d %b %Y"));
            chosen.push(Chosen {
                label,
                without: without.address(path),
            });
        }
        chosen
    }

    /// The address that shows more.
    pub(super) fn more(&self, path: &str) -> String {
        Self {
            show: self.show + STEP,
            ..self.clone()
        }
        .address(path)
    }

    fn address(&self, path: &str) -> String {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                pairs.push((name.to_owned(), value.to_owned()));
            }
        };
        self.standings
            .iter()
            .for_each(|standing| add("standing", standing.slug()));
        self.areas.iter().for_each(|area| add("area", area));
        add("kind", self.kind_slug());
        for (id, typed) in [("from", &self.from), ("to", &self.to)] {
            for (part, value) in [
                ("day", &typed.day),
                ("month", &typed.month),
                ("year", &typed.year),
            ] {
                add(&format!("{id}_{part}"), value);
            }
        }
        if self.show > STEP {
            add("show", &self.show.to_string());
        }
        match serde_urlencoded::to_string(pairs) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }
}

/// A partnership's area in few words: the list is narrow.
pub(super) fn area_label(partnership: &Partnership) -> &str {
    partnership.name.trim_end_matches(" Community Safety Partnership")
}
