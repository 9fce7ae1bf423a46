//! Puts a finished edition together from its text and its frozen figures.

use domain::assessment::{
    Assessment, Bar, Block, Cell, Grid, Moved, Piece, Row, SectionKind, row_key, written,
};
use domain::figure::Month;
use domain::london;
use figures::definition::find;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// An edition with all that its page says.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The name of the partnership.
    pub partnership: String,
    /// Its number, such as `1.0`.
    pub number: String,
    /// When it is published, or `None` for a draft.
    pub published: Option<Timestamp>,
    /// What it says.
    pub assessment: Assessment,
    /// Its frozen figures.
    pub blocks: Vec<Block>,
    /// What moved since the edition that it corrects.
    pub moved: Vec<Moved>,
}

/// Puts an edition together. A section without text and tables is left out, and so is what stays inside the partnership.
#[must_use]
pub fn pieces(edition: &Edition) -> Vec<Piece> {
    let mut all = vec![Piece::Text(about(edition))];
    if let Some(topic) = &edition.assessment.topic {
        all.push(Piece::Text(format!("Topic of this edition: {topic}")));
    }
    correction(edition, &mut all);
    for section in &edition.assessment.sections {
        let before = all.len();
        all.push(heading(2, section.kind.slug(), section.kind.heading()));
        let text = written(&section.text, &edition.blocks);
        all.extend(paragraphs(&text));
        tables(section.kind, edition, &mut all);
        if all.len() == before + 1 {
            all.truncate(before);
        }
    }
    all
}

/// Says whose edition it is, and which figures it uses.
fn about(edition: &Edition) -> String {
    let state = match edition.published {
        Some(at) => format!("published on {}", london::day(at)),
        None => "not published".to_owned(),
    };
    let release = edition.blocks.first().map(|block| &block.cited);
    let figures = release.map_or_else(String::new, |cited| {
        format!(
            " Figures from the release {} (SHA-256 {}).",
            cited.quarter, cited.hash
        )
    });
    format!(
        "{}. Edition {}, {state}.{figures}",
        edition.partnership, edition.number
    )
}

/// Says what a corrected edition changes, why, and which values moved.
fn correction(edition: &Edition, all: &mut Vec<Piece>) {
    let Some(correction) = &edition.assessment.correction else {
        return;
    };
    let title = format!("What edition {} corrects", edition.number);
    all.push(heading(2, "corrects", &title));
    all.extend(paragraphs(&format!("What changed: {}", correction.what)));
    all.extend(paragraphs(&format!("Why: {}", correction.why)));
    if edition.moved.is_empty() {
        all.push(Piece::Text("No figure is different.".to_owned()));
        return;
    }
    let inside: BTreeSet<&str> = edition
        .blocks
        .iter()
        .filter(|block| block.inside)
        .map(|block| block.caption.as_str())
        .collect();
    let public = edition
        .moved
        .iter()
        .filter(|moved| !inside.contains(moved.block.as_str()));
    let value = |value: &Option<String>| plain(value.as_deref().unwrap_or("[x]"));
    let rows = public.map(|moved| Row {
        key: row_key(&moved.token),
        label: format!("{}: {}", moved.block, moved.name),
        cells: vec![value(&moved.was), value(&moved.is)],
    });
    let rows: Vec<Row> = rows.collect();
    all.push(Piece::Table {
        id: "moved".to_owned(),
        caption: "Values that changed".to_owned(),
        grid: Grid {
            first: "Value".to_owned(),
            unit: String::new(),
            columns: vec![
                ("was".to_owned(), "Before".to_owned()),
                ("is".to_owned(), "In this edition".to_owned()),
            ],
            rows,
        },
    });
}

/// Adds the tables of a section.
fn tables(kind: SectionKind, edition: &Edition, all: &mut Vec<Piece>) {
    for id in kind.blocks() {
        let block = edition
            .blocks
            .iter()
            .find(|block| block.id == *id && !block.inside);
        let Some((block, grid)) = block.and_then(|block| Some((block, block.grid.as_ref()?))) else {
            continue;
        };
        if block.id == "months" {
            all.extend(bars(block, grid));
        }
        all.push(Piece::Table {
            id: block.id.clone(),
            caption: block.caption.clone(),
            grid: grid.clone(),
        });
    }
    if kind == SectionKind::Definitions {
        all.extend(definitions(&edition.blocks));
    }
}

/// Draws thefts by month.
fn bars(block: &Block, grid: &Grid) -> Option<Piece> {
    let at = grid.columns.iter().position(|(key, _)| key == "thefts")?;
    let short = |key: &str| {
        Month::parse(key).map_or_else(
            |_| key.to_owned(),
            |month| month.first_day().strftime("%b %y").to_string(),
        )
    };
    let bars: Vec<Bar> = grid
        .rows
        .iter()
        .map(|row| Bar {
            label: short(&row.key),
            count: row.cells.get(at).and_then(|cell| cell.value.parse().ok()),
        })
        .collect();
    let hidden = bars.iter().filter(|bar| bar.count.is_none()).count();
    let most = grid
        .rows
        .iter()
        .zip(&bars)
        .filter_map(|(row, bar)| Some((bar.count?, &row.label)))
        .max_by_key(|(count, _)| *count);
    let finding = match most {
        Some((0, _)) => "No theft was counted in the months that are shown.".to_owned(),
        Some((count, month)) => {
            format!("Of the months that are shown, {month} has the most thefts: {count}.")
        }
        None => "The thefts of no month are shown.".to_owned(),
    };
    let withheld = match hidden {
        0 => String::new(),
        _ => format!(" Withheld months ({hidden}) have a box with a dashed outline."),
    };
    Some(Piece::Bars {
        id: format!("{}-chart", block.id),
        title: "Thefts by month".to_owned(),
        summary: format!("{finding}{withheld} The table below has the numbers."),
        bars,
    })
}

/// Lists the definitions that the frozen figures use, each with its version.
fn definitions(blocks: &[Block]) -> Option<Piece> {
    let used: BTreeSet<&(String, u16)> = blocks
        .iter()
        .filter(|block| !block.inside)
        .flat_map(|block| &block.definitions)
        .collect();
    let rows: Vec<Row> = used
        .into_iter()
        .filter_map(|(id, version)| {
            let definition = find(id)?;
            let divided = definition.denominator.unwrap_or("Nothing: it is a count.");
            let version = version.to_string();
            let values = [version.as_str(), definition.numerator, divided, definition.period];
            Some(Row {
                key: row_key(id),
                label: id.clone(),
                cells: values.iter().map(|value| plain(value)).collect(),
            })
        })
        .collect();
    let heading = |key: &str, label: &str| (key.to_owned(), label.to_owned());
    (!rows.is_empty()).then(|| Piece::Table {
        id: "definitions".to_owned(),
        caption: "What each figure means".to_owned(),
        grid: Grid {
            first: "Figure".to_owned(),
            unit: String::new(),
            columns: vec![
                heading("version", "Version"),
                heading("counted", "Counted"),
                heading("divided", "Divided by"),
                heading("period", "Day that counts"),
            ],
            rows,
        },
    })
}

fn plain(value: &str) -> Cell {
    Cell {
        value: value.to_owned(),
        note: String::new(),
    }
}

fn heading(level: u8, id: &str, text: &str) -> Piece {
    Piece::Heading {
        level,
        id: id.to_owned(),
        text: text.to_owned(),
    }
}

fn paragraphs(text: &str) -> Vec<Piece> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Piece::Text(line.to_owned())).collect()
}
