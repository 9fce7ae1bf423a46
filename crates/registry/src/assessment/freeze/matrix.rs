//! Freezes a priority matrix into a block: its marks, in their order, and what was decided. What the marks rest on, and who
//! decided, stay inside the partnership.

use domain::assessment::{Block, Cell, Cited, Grid, Row, Token, row_key};
use domain::matrix::{Factor, Issue, Matrix, Origin, Outcome, Ranked};

const ID: &str = "matrix";

/// Makes the block of a matrix.
pub(super) fn block(matrix: &Matrix, cited: &Cited) -> Block {
    let ranked = matrix.in_order();
    Block {
        id: ID.to_owned(),
        caption: "Issues compared, in the order that their marks propose".to_owned(),
        filter: format!(
            "Priority matrix “{}” for the plan of {}. Marks from 1 to 4.",
            matrix.title,
            matrix.year_said()
        ),
        cited: cited.clone(),
        definitions: Vec::new(),
        inside: false,
        grid: (!ranked.is_empty()).then(|| grid(&ranked)),
        tokens: vec![Token {
            name: "matrix.priorities.sentence".to_owned(),
            value: priorities(&ranked),
        }],
    }
}

/// Finds the block of a matrix among those of a freeze.
pub(in crate::assessment) fn of(blocks: &[Block]) -> Option<&Block> {
    blocks.iter().find(|block| block.id == ID)
}

fn grid(ranked: &[Ranked<'_>]) -> Grid {
    let mut columns: Vec<(String, String)> = Factor::ALL
        .iter()
        .map(|factor| (factor.slug().to_owned(), format!("{factor} (1 to 4)")))
        .collect();
    for (key, heading) in [
        ("total", "Total (4 to 16)"),
        ("adds", "Can we add something?"),
        ("decision", "Decision"),
    ] {
        columns.push((key.to_owned(), heading.to_owned()));
    }
    Grid {
        first: "Issue".to_owned(),
        unit: String::new(),
        columns,
        rows: ranked.iter().map(|ranked| row(ranked.issue)).collect(),
    }
}

fn row(issue: &Issue) -> Row {
    let or = |value: Option<String>, other: &str| plain(value.unwrap_or_else(|| other.to_owned()));
    let mut cells: Vec<Cell> = Factor::ALL.iter().map(|factor| mark(issue, *factor)).collect();
    cells.push(or(issue.total().map(|total| total.to_string()), "not marked"));
    cells.push(or(issue.adds.map(|adds| adds.to_string()), "not marked"));
    let decided = issue
        .decision
        .as_ref()
        .map(|decision| decision.outcome.to_string());
    cells.push(or(decided, "not decided"));
    Row {
        key: row_key(&issue.issue.title),
        label: issue.issue.title.clone(),
        cells,
    }
}

fn mark(issue: &Issue, factor: Factor) -> Cell {
    let Some((mark, origin)) = issue.given(factor) else {
        return plain("not marked".to_owned());
    };
    Cell {
        value: mark.to_string(),
        note: match origin {
            Origin::Hand(_) => String::new(),
            Origin::Figures(_) => "from the figures".to_owned(),
            Origin::Overruled(_, figures) => format!("by hand; the figures say {figures}"),
        },
    }
}

/// Names the issues that were decided as priorities.
fn priorities(ranked: &[Ranked<'_>]) -> Option<String> {
    let is_priority = |issue: &Issue| {
        let decision = issue.decision.as_ref();
        decision.is_some_and(|decision| decision.outcome == Outcome::Priority)
    };
    let titles: Vec<&str> = ranked
        .iter()
        .filter(|ranked| is_priority(ranked.issue))
        .map(|ranked| ranked.issue.issue.title.as_str())
        .collect();
    (!titles.is_empty()).then(|| format!("The priorities are: {}.", titles.join("; ")))
}

fn plain(value: String) -> Cell {
    Cell {
        value,
        note: String::new(),
    }
}
