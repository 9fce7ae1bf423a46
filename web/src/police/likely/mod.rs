//! A bike that may be the one, drawn so that an officer sees why: numbers one under the other, reasons as bars.

mod alignment;
mod facts;
mod reasons;

use super::describe;
use super::photos;
use alignment::AlignedView;
use domain::bike::{BikeReference, Standing};
use domain::id::{BikeId, PhotoId};
use domain::look_up::Band;
pub(super) use facts::{Fact, facts};
use reasons::ReasonView;
pub(super) use reasons::{likely, score};
use registry::look_up::{Flag, FlagKind, LikelyBike};
use registry::recovery::OpenedFrom;
use registry::recovery::case_file::CaseFile;
use std::collections::HashMap;

/// One bike of an answer, with its rank.
pub(super) struct LikelyView {
    pub(super) rank: usize,
    pub(super) bike: BikeId,
    pub(super) reference: BikeReference,
    pub(super) title: String,
    /// The number that it was found by, or its frame number.
    pub(super) number: String,
    /// Whether it comes near and no more.
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
    pub(super) facts: Vec<Fact>,
    /// Who holds it, and as what.
    pub(super) held: Option<String>,
    pub(super) photos: Vec<String>,
    /// Where all of them are seen large.
    pub(super) gallery: String,
}

/// Where a bike stands, in a tag.
#[derive(Clone, Copy)]
pub(super) struct StandingView {
    pub(super) label: &'static str,
    pub(super) colour: &'static str,
}

impl LikelyView {
    /// Draws the bikes of one answer with their ranks, their bars to one scale. Their photos lead back to where they were
    /// opened `from`.
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
        let photos = file.map(|file| thumbnails(&file.photos, from));
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
            standing: StandingView::of(bike.standing),
            aligned: AlignedView::of_scored(scored),
            in_favour: reasons(|bits| bits >= 0.0),
            against: reasons(|bits| bits < 0.0),
            warnings: of.flags.iter().map(warning).collect(),
            facts: facts(bike, file),
            held: holding.map(facts::held),
            photos: photos.unwrap_or_default(),
            gallery: photos::gallery(from, bike.id),
        }
    }
}

/// The word and the colour of how sure the match is.
fn band(of: &LikelyBike) -> (&'static str, &'static str) {
    match of.found.scored.band {
        _ if of.found.unlikely => ("Unlikely", "grey"),
        Band::Certain => ("Certain", "green"),
        Band::Strong => ("Strong", "blue"),
        Band::Possible => ("Possible", "grey"),
    }
}

/// Why its registration wants a second look.
fn warning(flag: &Flag) -> String {
    let other = BikeReference::of(flag.other);
    match flag.kind {
        FlagKind::SameNumber => format!("Another bike, {other}, has the same number."),
        FlagKind::SameNumberAsStolen => format!(
            "Another bike, {other}, has the same number. It was reported stolen when this one was registered."
        ),
    }
}

/// The number on record that came nearest to what was typed, or else the frame number.
fn number(of: &LikelyBike) -> String {
    let aligned = of.found.scored.alignment.as_ref();
    let aligned = aligned.map(|alignment| alignment.on_record.as_str());
    let frame = of.found.bike.frame.number();
    let number = aligned.or(frame.map(|number| number.as_written()));
    number.unwrap_or_default().to_owned()
}

/// The addresses of photos' thumbnails.
pub(super) fn thumbnails(photos: &[PhotoId], from: OpenedFrom) -> Vec<String> {
    photos
        .iter()
        .map(|photo| photos::thumbnail_of(from, *photo))
        .collect()
}

impl StandingView {
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
