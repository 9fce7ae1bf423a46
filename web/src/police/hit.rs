//! A bike that may be the one, drawn so that an officer sees why: numbers one under the other, bits as bars.

use super::describe;
use super::photos;
use crate::shared::london;
use domain::bike::{Bike, BikeReference, Standing};
use domain::id::{BikeId, PhotoId};
use domain::look_up::{AlignedPair, Alignment, Band, Evidence, Field, Relation};
use registry::look_up::LikelyBike;
use registry::recovery::OpenedFrom;
use registry::recovery::case_file::{CaseFile, Holding};

/// One ranked answer.
pub(super) struct HitView {
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
    pub(super) bits: String,
    pub(super) standing: StandingView,
    pub(super) aligned: Option<AlignedView>,
    pub(super) in_favour: Vec<ReasonView>,
    pub(super) against: Vec<ReasonView>,
    pub(super) warnings: Vec<String>,
    pub(super) facts: Vec<(&'static str, String)>,
    /// Who holds it, and as what.
    pub(super) held: Option<String>,
    pub(super) photos: Vec<String>,
    /// Where all of them are seen large.
    pub(super) gallery: String,
}

/// Two numbers that have nothing to do with each other are not drawn: the sentence says so, and the drawing would
/// only look like a comparison.
fn is_like(evidence: &[Evidence]) -> bool {
    evidence
        .iter()
        .any(|reason| reason.field == Field::Number && reason.bits > 0.0)
}

/// Where a bike stands, in a tag.
#[derive(Clone, Copy)]
pub(super) struct StandingView {
    pub(super) label: &'static str,
    pub(super) colour: &'static str,
}

/// Two numbers, character under character, with a sign between them.
pub(super) struct AlignedView {
    pub(super) kind: &'static str,
    pub(super) pairs: Vec<PairView>,
    /// The signs that stand in it, with their words.
    pub(super) key: Vec<(&'static str, &'static str)>,
    /// The same in words, for those who hear the page.
    pub(super) spoken: String,
}

/// A typed character, the sign under it, and the character on record under that.
pub(super) struct PairView {
    pub(super) typed: char,
    pub(super) sign: &'static str,
    pub(super) on_record: char,
    pub(super) look: &'static str,
}

/// One reason with its bar.
pub(super) struct ReasonView {
    pub(super) field: &'static str,
    pub(super) sentence: String,
    pub(super) bits: String,
    /// The length of the bar, of 100.
    pub(super) bar: u32,
}

impl HitView {
    /// Draws the hits of one answer with their ranks, their bars to one scale. Their photos lead back to where they were opened `from`.
    pub(super) fn all<'a>(
        hits: impl Iterator<Item = (usize, &'a LikelyBike)> + Clone,
        files: &std::collections::HashMap<BikeId, CaseFile>,
        from: OpenedFrom,
    ) -> Vec<Self> {
        let bits = hits
            .clone()
            .flat_map(|(_, hit)| &hit.found.scored.evidence)
            .map(|reason| reason.bits.abs());
        let longest = bits.fold(1.0, f64::max);
        hits.map(|(rank, hit)| Self::of(rank, hit, files.get(&hit.found.bike.id), longest, from))
            .collect()
    }

    fn of(rank: usize, hit: &LikelyBike, file: Option<&CaseFile>, longest: f64, from: OpenedFrom) -> Self {
        let (bike, scored) = (&hit.found.bike, &hit.found.scored);
        let reasons = |wanted: fn(f64) -> bool| -> Vec<ReasonView> {
            let fitting = scored.evidence.iter().filter(|reason| wanted(reason.bits));
            fitting.map(|reason| ReasonView::of(reason, longest)).collect()
        };
        let (band_label, band_colour) = match scored.band {
            _ if hit.found.unlikely => ("Unlikely", "grey"),
            Band::Certain => ("Certain", "green"),
            Band::Strong => ("Strong", "blue"),
            Band::Possible => ("Possible", "grey"),
        };
        let warnings = hit.flags.iter().map(|flag| {
            let other = BikeReference::of(flag.other);
            match flag.kind.slug() {
                "same-number-as-stolen" => format!(
                    "Another bike, {other}, carries the same number and was reported stolen when this one was registered."
                ),
                _ => format!("Another bike, {other}, carries the same number."),
            }
        });
        Self {
            rank,
            bike: bike.id,
            reference: bike.reference(),
            title: describe::title(&bike.description),
            number: number(hit),
            unlikely: hit.found.unlikely,
            band: scored.band.slug(),
            band_label,
            band_colour,
            likely: likely(scored.posterior),
            bits: bits(scored.bits),
            standing: StandingView::of(bike.standing),
            aligned: scored
                .alignment
                .as_ref()
                .filter(|_| is_like(&scored.evidence))
                .map(AlignedView::of),
            in_favour: reasons(|bits| bits >= 0.0),
            against: reasons(|bits| bits < 0.0),
            warnings: warnings.collect(),
            facts: facts(bike, file),
            held: file.and_then(|file| file.holding.as_ref()).map(held),
            photos: file
                .map(|file| thumbnails(&file.photos, from))
                .unwrap_or_default(),
            gallery: photos::gallery(from, bike.id),
        }
    }
}

/// The number on record that came nearest to what was typed, or else the frame number.
fn number(hit: &LikelyBike) -> String {
    let aligned = hit.found.scored.alignment.as_ref();
    let aligned = aligned.map(|alignment| alignment.on_record.as_str());
    let frame = hit.found.bike.frame.number();
    let number = aligned.or(frame.map(|number| number.as_written()));
    number.unwrap_or_default().to_owned()
}

/// Whether a fact is a number, which is read character by character.
pub(super) fn is_code(what: &str) -> bool {
    let of_part = domain::bike::IdentifierKind::all().any(|kind| kind.label() == what);
    of_part
        || matches!(
            what,
            "Frame number" | "Our mark" | "Crime reference" | "Read off it"
        )
}

/// Who holds a bike, and as what.
fn held(holding: &Holding) -> String {
    format!("{}, {}", holding.force, holding.property_ref)
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

/// Everything on record that is not personal, in the order in which an officer compares it.
pub(super) fn facts(bike: &Bike, file: Option<&CaseFile>) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let number = bike.frame.number().map_or_else(
        || match bike.frame {
            domain::number::Frame::Unnumbered => "Made without one".to_owned(),
            _ => "Not known".to_owned(),
        },
        |number| number.as_written().to_owned(),
    );
    facts.push(("Frame number", number));
    for other in &bike.identifiers {
        facts.push((other.kind.label(), other.number.as_written().to_owned()));
    }
    facts.extend(bike.mark.map(|mark| ("Our mark", mark.to_string())));
    facts.extend(
        bike.description
            .kind
            .map(|kind| ("Kind", kind.label().to_owned())),
    );
    facts.extend(
        bike.description
            .features
            .clone()
            .map(|features| ("Distinguishing features", features)),
    );
    if let Some(theft) = file.and_then(|file| file.theft.as_ref()) {
        let window = theft.report.window;
        let (from, to) = (
            london::day_and_time(window.from()),
            london::day_and_time(window.to()),
        );
        facts.push((
            "Stolen between",
            if from == to {
                from
            } else {
                format!("{from} and {to}")
            },
        ));
        facts.extend(theft.report.place.clone().map(|place| ("Stolen from", place)));
        facts.extend(theft.report.lock.clone().map(|lock| ("Locked with", lock)));
        facts.extend(
            theft
                .report
                .crime_ref
                .clone()
                .map(|reference| ("Crime reference", reference)),
        );
    }
    if let Some(holding) = file.and_then(|file| file.holding.as_ref()) {
        facts.push(("Held by", held(holding)));
    }
    facts.push(("Registered", london::day(bike.registered_at)));
    facts
}

impl AlignedView {
    fn of(alignment: &Alignment) -> Self {
        let mut key: Vec<(&'static str, &'static str)> = Vec::new();
        for pair in &alignment.pairs {
            let entry = (sign(pair.relation), pair.relation.label());
            if pair.relation != Relation::Same && !key.contains(&entry) {
                key.push(entry);
            }
        }
        Self {
            kind: alignment.kind.label(),
            pairs: alignment.pairs.iter().map(PairView::of).collect(),
            key,
            spoken: spoken(alignment),
        }
    }
}

impl PairView {
    fn of(pair: &AlignedPair) -> Self {
        Self {
            typed: pair.typed.unwrap_or('–'),
            sign: sign(pair.relation),
            on_record: pair.on_record.unwrap_or('–'),
            look: match pair.relation {
                Relation::Same => "same",
                Relation::LookAlike | Relation::Swapped => "alike",
                Relation::Unread => "unread",
                Relation::Different | Relation::Missing | Relation::Extra => "differs",
            },
        }
    }
}

/// The sign of a relation: told apart by shape, so that colour is never alone.
fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "|",
        Relation::LookAlike => "≈",
        Relation::Different => "≠",
        Relation::Missing => "−",
        Relation::Extra => "+",
        Relation::Unread => "?",
        Relation::Swapped => "⇄",
    }
}

/// The alignment in words: what differs, place by place.
fn spoken(alignment: &Alignment) -> String {
    let typed: String = alignment
        .pairs
        .iter()
        .filter_map(|pair| pair.typed)
        .map(spaced)
        .collect();
    let mut text = format!(
        "As read: {}. On record: {}.",
        typed.trim(),
        alignment.on_record.chars().map(spaced).collect::<String>().trim()
    );
    for (at, pair) in alignment.pairs.iter().enumerate() {
        let place = at + 1;
        let said = |c: Option<char>| c.map_or_else(|| "nothing".to_owned(), |c| c.to_string());
        if pair.relation != Relation::Same {
            let (read, record) = (said(pair.typed), said(pair.on_record));
            text.push_str(&format!(
                " Place {place}: {read} read, {record} on record, {}.",
                pair.relation.label()
            ));
        }
    }
    text
}

fn spaced(c: char) -> String {
    format!("{c} ")
}

impl ReasonView {
    fn of(reason: &Evidence, longest: f64) -> Self {
        // In 0..=100 by the scale, so that nothing is cut off.
        let bar = (reason.bits.abs() / longest * 100.0).round().clamp(0.0, 100.0) as u32;
        Self {
            field: reason.field.label(),
            sentence: reason.sentence.clone(),
            bits: bits(reason.bits),
            bar,
        }
    }
}

/// Writes bits with their sign: `+31.4`, `−2.0`.
pub(super) fn bits(bits: f64) -> String {
    if bits < 0.0 {
        format!("−{:.1}", -bits)
    } else {
        format!("+{bits:.1}")
    }
}

/// Writes a probability so that nothing is ever quite sure.
pub(super) fn likely(posterior: f64) -> String {
    match posterior * 100.0 {
        p if p > 99.9 => "more than 99.9% likely".to_owned(),
        p if p < 0.1 => "less than 0.1% likely".to_owned(),
        p if (10.0..=99.0).contains(&p) => format!("{p:.0}% likely"),
        p => format!("{p:.1}% likely"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bike::IdentifierKind;

    fn pair(typed: Option<char>, on_record: Option<char>, relation: Relation) -> AlignedPair {
        AlignedPair {
            typed,
            on_record,
            relation,
        }
    }

    #[test]
    fn numbers_are_drawn_with_a_sign_for_each_difference_and_told_in_words() {
        let alignment = Alignment {
            kind: IdentifierKind::Frame,
            on_record: "WT1U".into(),
            pairs: vec![
                pair(Some('W'), Some('W'), Relation::Same),
                pair(None, Some('T'), Relation::Missing),
                pair(Some('I'), Some('1'), Relation::LookAlike),
                pair(Some('?'), Some('U'), Relation::Unread),
                pair(Some('9'), None, Relation::Extra),
            ],
        };
        let view = AlignedView::of(&alignment);
        let rows: Vec<String> = [
            view.pairs.iter().map(|pair| pair.typed.to_string()).collect(),
            view.pairs.iter().map(|pair| pair.sign.to_owned()).collect(),
            view.pairs.iter().map(|pair| pair.on_record.to_string()).collect(),
        ]
        .into();
        assert_eq!(rows, ["W–I?9", "|−≈?+", "WT1U–"]);
        assert_eq!(
            view.key,
            [
                ("−", "missing"),
                ("≈", "look-alike"),
                ("?", "unread"),
                ("+", "extra")
            ]
        );
        assert_eq!(
            view.spoken,
            "As read: W I ? 9. On record: W T 1 U. Place 2: nothing read, T on record, missing. Place 3: I read, \
             1 on record, look-alike. Place 4: ? read, U on record, unread. Place 5: 9 read, nothing on record, extra."
        );
    }

    #[test]
    fn every_relation_has_a_sign_of_its_own() {
        let all = [
            Relation::Same,
            Relation::LookAlike,
            Relation::Different,
            Relation::Missing,
            Relation::Extra,
            Relation::Unread,
            Relation::Swapped,
        ];
        let signs: std::collections::BTreeSet<_> = all.into_iter().map(sign).collect();
        assert_eq!(signs.len(), all.len());
    }

    #[test]
    fn figures_never_claim_to_be_quite_sure() {
        for (posterior, said) in [
            (1.0, "more than 99.9% likely"),
            (0.996, "99.6% likely"),
            (0.97, "97% likely"),
            (0.123, "12% likely"),
            (0.05, "5.0% likely"),
            (0.0, "less than 0.1% likely"),
        ] {
            assert_eq!(likely(posterior), said);
        }
        assert_eq!((bits(31.44).as_str(), bits(-2.0).as_str()), ("+31.4", "−2.0"));
    }
}
