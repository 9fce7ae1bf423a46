//! Freezes the figures of a release into blocks. It reads nothing but what the release shows, and the priority matrix
//! whose marks stand beside it.

mod grids;
pub(super) mod matrix;
mod named;
mod sentences;

use super::AssessmentError;
use crate::Registry;
use crate::figure::release::{name_of, read_body};
use domain::assessment::{Block, Cited, Token};
use domain::figure::release::{Release, Table};
use domain::id::PartnershipId;
use figures::definition::find;
use store::figure::releases::{self, Kept};

/// A block that is being made: its id, caption, definitions, and whether it stays inside the partnership.
type Kind = (&'static str, &'static str, &'static [&'static str], bool);

const THEFTS: &[&str] = &["thefts.total"];

/// Every block of a release, in the order of the sections.
const KINDS: [Kind; 11] = [
    (
        "year",
        "Thefts in the last twelve months, compared with the twelve before",
        &["thefts.total", "thefts.registered", "thefts.late", "coverage"],
        false,
    ),
    (
        "months",
        "Thefts and recoveries by month",
        &[
            "thefts.total",
            "recovered.total",
            "recovered.named",
            "recovered.home",
        ],
        false,
    ),
    ("wards", "Thefts by ward and financial year", THEFTS, false),
    ("groups", "Thefts by group of wards and quarter", THEFTS, false),
    (
        "places",
        "Hot places of the last four closed quarters, hottest first",
        &["place.thefts"],
        true,
    ),
    (
        "hours",
        "Percentage of thefts whose time is known to within a day, in blocks of four hours",
        THEFTS,
        false,
    ),
    (
        "week",
        "Percentage of thefts whose time is known to within a day, by hour and day",
        THEFTS,
        true,
    ),
    (
        "kinds",
        "Thefts by kind of bike and financial year",
        THEFTS,
        false,
    ),
    ("locks", "Thefts by lock and financial year", THEFTS, false),
    (
        "back",
        "Recovered bikes in the last twelve months, compared with the twelve before",
        &[
            "recovered.total",
            "recovered.named",
            "recovered.home",
            "recovered.insurer",
            "recovered.days",
        ],
        false,
    ),
    (
        "events",
        "Marking events and marks by quarter",
        &[
            "events.held",
            "events.walk-ins",
            "events.advised",
            "events.came",
            "marked.total",
            "marked.events",
        ],
        false,
    ),
];

/// Freezes the last release of a partnership, and the latest of its priority matrices beside it.
pub(super) async fn last_release(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<(Release, Vec<Block>), AssessmentError> {
    let kept = releases::last(&registry.store, partnership).await?;
    let kept = kept.ok_or(AssessmentError::NoRelease)?;
    let release = read_body(&kept.body)?;
    let cited = cited(&kept, &release);
    let mut blocks = blocks(&release, &cited);
    let matrices = store::matrix::of_partnership(&registry.store, partnership).await?;
    blocks.extend(matrices.first().map(|kept| matrix::block(&kept.matrix, &cited)));
    Ok((release, blocks))
}

fn cited(kept: &Kept, release: &Release) -> Cited {
    Cited {
        release: kept.of.number(),
        quarter: name_of(release),
        feed: release.feed,
        hash: kept.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// Freezes the blocks of a release.
pub(super) fn blocks(release: &Release, cited: &Cited) -> Vec<Block> {
    let tokens = named::tokens(release);
    let blocks = KINDS.iter().map(|(id, caption, definitions, inside)| Block {
        id: (*id).to_owned(),
        caption: (*caption).to_owned(),
        filter: filter(release, id),
        cited: cited.clone(),
        definitions: definitions.iter().filter_map(|id| version(release, id)).collect(),
        inside: *inside,
        grid: grids::of(release, id),
        tokens: of_block(&tokens, id),
    });
    blocks.collect()
}

/// The tokens of a block.
fn of_block(tokens: &[(&'static str, Token)], id: &str) -> Vec<Token> {
    let own = tokens.iter().filter(|(block, _)| *block == id);
    own.map(|(_, token)| token.clone()).collect()
}

/// The version of a definition that the release used.
fn version(release: &Release, id: &str) -> Option<(String, u16)> {
    let used = release.definitions.iter().find(|(known, _)| known == id);
    let version = match used {
        Some((_, version)) => *version,
        None => find(id)?.version,
    };
    Some((id.to_owned(), version))
}

/// The filter of a block in words: area, period and source.
fn filter(release: &Release, id: &str) -> String {
    let area = match id {
        "wards" => "each ward",
        "groups" => "each group of wards",
        "places" => "each hot place",
        _ => "whole area",
    };
    let columns = |table: &Table| -> Vec<String> {
        let headings = match table.id.as_str() {
            "months" | "events" => &table.rows,
            _ => &table.columns,
        };
        headings.iter().map(|heading| heading.label.clone()).collect()
    };
    let of = if id == "back" { "year" } else { id };
    let periods = release.table(of).map(columns).unwrap_or_default();
    let period = match periods.as_slice() {
        [] => "the last four closed quarters".to_owned(),
        [only] => only.clone(),
        [first, .., last] => format!("{first} to {last}"),
    };
    format!("Area: {area}. Period: {period}. Source: register.")
}
