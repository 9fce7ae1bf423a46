//! A bike that may be the right one, shown so that an officer can see why: with numbers lined up and reasons as bars.

mod alignment;
mod facts;
mod reasons;

use super::describe;
use super::photos;
use alignment::AlignedView;
use domain::bike::{Bike, BikeReference, Standing};
use domain::id::BikeId;
use domain::look_up::Band;
pub(super) use facts::{Fact, facts};
use reasons::ReasonView;
pub(super) use reasons::{likely, score};
use registry::look_up::{Flag, FlagKind, LikelyBike};
use registry::recovery::OpenedFrom;
use registry::recovery::case_file::CaseFile;
use registry::recovery::matches;
use std::collections::HashMap;

/// One bike in the results, with its rank.
pub(super) struct LikelyView {
    pub(super) rank: usize,
    pub(super) bike: BikeId,
    pub(super) reference: BikeReference,
    pub(super) title: String,
    /// The number that it was found by, or else its frame number.
    pub(super) number: String,
    /// Whether it is similar but unlikely.
    pub(super) unlikely: bool,
    pub(super) band: &'static str,
    pub(super) band_label: &'static str,
    pub(super) band_colour: &'static str,
    pub(super) likely: String,
    pub(super) score: String,
    pub(super) standing: StandingView,
    pub(super) aligned: Option<AlignedView>,
    pub(super) in_favour: Vec<ReasonView>,
    pub(super) against: Vec<ReasonView>,
    pub(super) warnings: Vec<String>,
    /// Contradictions so strong that the officer must give a reason.
    pub(super) contradicts: Vec<String>,
    pub(super) facts: Vec<Fact>,
    /// Who holds it, and the reference.
    pub(super) held: Option<String>,
    pub(super) photos: Vec<String>,
    /// The page with the large photos.
    pub(super) gallery: String,
    /// What has changed about the bike since it was found, one line for each change.
    pub(super) since: Vec<String>,
    /// True if no report of its theft is open.
    pub(super) can_be_reported: bool,
    /// Whether the force took the report of its theft from a caller.
    pub(super) can_be_changed: bool,
}

/// The tag for a bike's standing.
#[derive(Clone, Copy)]
pub(super) struct StandingView {
    pub(super) label: &'static str,
    pub(super) colour: &'static str,
}

impl LikelyView {
    /// Prepares the bikes of one look-up, with ranks, and with bars on the same scale. Their photos link back to the
    /// page in `from`.
    pub(super) fn all<'a>(
        bikes: impl Iterator<Item = (usize, &'a LikelyBike)> + Clone,
        files: &HashMap<BikeId, CaseFile>,
        from: OpenedFrom,
    ) -> Vec<Self> {
        let bits = bikes
            .clone()
            .flat_map(|(_, likely)| &likely.found.scored.evidence)
            .map(|reason| reason.bits.abs());
        let longest = bits.fold(1.0, f64::max);
        bikes
            .map(|(rank, likely)| {
                let file = files.get(&likely.found.bike.id);
                Self::of(rank, likely, file, longest, from)
            })
            .collect()
    }

    fn of(rank: usize, of: &LikelyBike, file: Option<&CaseFile>, longest: f64, from: OpenedFrom) -> Self {
        let (bike, scored) = (&of.found.bike, &of.found.scored);
        let reasons = |wanted: fn(f64) -> bool| -> Vec<ReasonView> {
            let fitting = scored.evidence.iter().filter(|reason| wanted(reason.bits));
            fitting.map(|reason| ReasonView::of(reason, longest)).collect()
        };
        let (band_label, band_colour) = band(of);
        let holding = file.and_then(|file| file.holding.as_ref());
        let photos = file.map(|file| thumbnails(file, from));
        Self {
            rank,
            bike: bike.id,
            reference: bike.reference(),
            title: describe::title(&bike.description),
            number: number(of),
            unlikely: of.found.unlikely,
            band: scored.band.slug(),
            band_label,
            band_colour,
            likely: likely(scored.posterior),
            score: score(scored.bits),
            standing: StandingView::of_bike(bike),
            aligned: AlignedView::of_scored(scored),
            in_favour: reasons(|bits| bits >= 0.0),
            against: reasons(|bits| bits < 0.0),
            warnings: warnings(of, file),
            contradicts: matches::contradictions(scored)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            facts: facts(bike, file),
            held: holding.map(facts::held),
            photos: photos.unwrap_or_default(),
            gallery: photos::gallery(from, bike.id),
            since: Vec::new(),
            can_be_reported: file.is_none_or(|file| file.theft.is_none()),
            can_be_changed: file.is_some_and(|file| file.theft_taken_here),
        }
    }
}

/// The word and the colour for how certain the match is.
fn band(of: &LikelyBike) -> (&'static str, &'static str) {
    match of.found.scored.band {
        _ if of.found.unlikely => ("Unlikely", "grey"),
        Band::Certain => ("Certain", "green"),
        Band::Strong => ("Strong", "blue"),
        Band::Possible => ("Possible", "grey"),
    }
}

/// Lists everything in its record that needs a second look.
fn warnings(of: &LikelyBike, file: Option<&CaseFile>) -> Vec<String> {
    let changed = file.and_then(facts::number_changed_while_gone);
    of.flags.iter().map(warning).chain(changed).collect()
}

/// Says why its registration needs a second look.
fn warning(flag: &Flag) -> String {
    let other = BikeReference::of(flag.other);
    match flag.kind {
        FlagKind::SameNumber => format!("Another bike, {other}, has the same number."),
        FlagKind::SameNumberAsStolen => format!(
            "Another bike, {other}, has the same number. It was already reported stolen when this one was registered."
        ),
    }
}

/// The number on record that is closest to what was typed, or else the frame number.
fn number(of: &LikelyBike) -> String {
    let aligned = of.found.scored.alignment.as_ref();
    let aligned = aligned.map(|alignment| alignment.on_record.as_str());
    let frame = of.found.bike.frame.number();
    let number = aligned.or(frame.map(|number| number.as_written()));
    number.unwrap_or_default().to_owned()
}

/// The addresses of the thumbnails of a bike's photos: its owner's, and then those of sightings.
pub(super) fn thumbnails(file: &CaseFile, from: OpenedFrom) -> Vec<String> {
    file.pictures()
        .map(|(photo, _)| photos::thumbnail_of(from, photo))
        .collect()
}

impl StandingView {
    /// Returns the tag for a bike's standing. A disputed bike that is with its owner is shown as disputed.
    pub(super) fn of_bike(bike: &Bike) -> Self {
        if bike.disputed && bike.standing == Standing::WithOwner {
            return Self {
                label: "Disputed",
                colour: "yellow",
            };
        }
        Self::of(bike.standing)
    }

    pub(super) fn of(standing: Standing) -> Self {
        let colour = match standing {
            Standing::WithOwner => "green",
            Standing::ReportedStolen => "red",
            Standing::HeldByPolice => "blue",
            Standing::Retired => "grey",
        };
        Self {
            label: standing.label(),
            colour,
        }
    }
}
