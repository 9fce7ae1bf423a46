//! The priority matrix of the demonstration: one person marks the issues, and another decides. All marks but those of the
//! figures are invented.

use super::assessment::{PUBLISHER, WRITER, partnership, person};
use anyhow::{Context, Result};
use domain::id::MatrixId;
use domain::london;
use domain::matrix::{Adds, Edit, Factor, Issue, Mark, NewIssue, NewMarks, Outcome, Source};
use registry::Registry;
use registry::account::permits::AssessorOf;
use registry::matrix::{NewMatrix, begin_matrix, edit_matrix, matrices, matrix};
use std::collections::BTreeMap;

/// An issue: its name, where its marks come from, the marks by hand, whether the partnership can add something, the
/// evidence, the reason, and what was decided and why.
struct Fact {
    title: &'static str,
    source: Source,
    /// Harm, how often, which way, concern. 0 leaves a mark to the figures.
    marks: [u8; 4],
    adds: Adds,
    evidence: &'static str,
    reason: &'static str,
    decided: Option<(Outcome, Option<&'static str>)>,
}

const FACTS: [Fact; 5] = [
    Fact {
        title: "Violence in the city centre",
        source: Source::ByHand,
        marks: [4, 4, 3, 4],
        adds: Adds::Yes,
        evidence: "Police-recorded violence with injury, the last two financial years. Questions at public meetings.",
        reason: "Most of it is connected to the night-time economy, and several agencies can each do a part.",
        decided: Some((Outcome::Priority, None)),
    },
    Fact {
        title: "Exploitation of young people",
        source: Source::ByHand,
        marks: [4, 2, 3, 3],
        adds: Adds::Yes,
        evidence: "Referrals by schools and the county council, the last financial year.",
        reason: "It is rare compared with other issues, and the harm lasts for years.",
        decided: Some((
            Outcome::Priority,
            Some("The harm is grave, and schools, the police and the county council can only act together."),
        )),
    },
    Fact {
        title: "Stolen bikes",
        source: Source::BikeThefts,
        marks: [2, 0, 0, 4],
        adds: Adds::Yes,
        evidence: "The register’s closed quarters, and what people said at marking events.",
        reason: "Each theft does little harm to most owners, and there are many.",
        decided: None,
    },
    Fact {
        title: "Scams against older people",
        source: Source::ByHand,
        marks: [3, 3, 2, 2],
        adds: Adds::Yes,
        evidence: "Reports to trading standards, the last financial year.",
        reason: "Many who lose money do not report it, so how often it happens is an estimate.",
        decided: None,
    },
    Fact {
        title: "Littering",
        source: Source::ByHand,
        marks: [1, 4, 2, 2],
        adds: Adds::No,
        evidence: "Complaints to the city council, the last financial year.",
        reason: "It happens every day and does little harm.",
        decided: Some((
            Outcome::NotNow,
            Some("The city council cleans the streets alone, and nobody else can add to it."),
        )),
    },
];

/// Fills a matrix, once the first quarter has been closed. Does nothing if there is one already.
///
/// # Errors
/// When a person of the demonstration is missing, or the matrix is refused.
pub async fn fill(registry: &Registry) -> Result<()> {
    let (writer, decider) = (
        person(registry, WRITER).await?,
        person(registry, PUBLISHER).await?,
    );
    let partnership = partnership(registry).await?;
    if !matrices(registry, &writer, partnership).await?.is_empty() {
        return Ok(());
    }
    let today = london::date_of(registry.now());
    let year = match today.month() {
        4.. => today.year(),
        _ => today.year() - 1,
    };
    let new = NewMatrix {
        title: format!("Priorities for {year} (demonstration)"),
        year,
        copies: None,
    };
    let id = begin_matrix(registry, &writer, partnership, new).await?;
    for fact in &FACTS {
        add(registry, &writer, id, fact).await?;
    }
    for fact in &FACTS {
        let Some((outcome, reason)) = fact.decided else {
            continue;
        };
        let issue = issue(registry, &writer, id, fact.title).await?;
        let edit = Edit::Decide {
            id: issue.id,
            seen: issue.version,
            outcome,
            reason: reason.map(str::to_owned),
        };
        edit_matrix(registry, &decider, id, edit).await?;
    }
    Ok(())
}

/// Adds and marks an issue.
async fn add(registry: &Registry, writer: &AssessorOf, id: MatrixId, fact: &Fact) -> Result<()> {
    let new = NewIssue {
        title: fact.title.to_owned(),
        about: None,
        source: fact.source,
    };
    edit_matrix(registry, writer, id, Edit::AddIssue(new)).await?;
    let issue = issue(registry, writer, id, fact.title).await?;
    let edit = Edit::Mark {
        id: issue.id,
        seen: issue.version,
        marks: NewMarks {
            marks: marks(&issue, fact)?,
            overrules: None,
            adds: fact.adds,
            evidence: fact.evidence.to_owned(),
            reason: fact.reason.to_owned(),
        },
    };
    edit_matrix(registry, writer, id, edit).await?;
    Ok(())
}

/// The marks by hand. A mark that the figures should give and do not is a 2.
fn marks(issue: &Issue, fact: &Fact) -> Result<BTreeMap<Factor, Mark>> {
    let mut marks = BTreeMap::new();
    for (factor, number) in Factor::ALL.into_iter().zip(fact.marks) {
        let is_counted = issue
            .counted
            .as_ref()
            .is_some_and(|counted| counted.mark(factor).is_some());
        match number {
            0 if is_counted => {}
            0 => {
                marks.insert(factor, Mark::try_from(2)?);
            }
            number => {
                marks.insert(factor, Mark::try_from(number)?);
            }
        }
    }
    Ok(marks)
}

async fn issue(registry: &Registry, writer: &AssessorOf, id: MatrixId, title: &str) -> Result<Issue> {
    let opened = matrix(registry, writer, id).await?;
    let mut issues = opened.kept.matrix.issues.into_iter();
    let found = issues.find(|issue| issue.issue.title == title);
    found.with_context(|| format!("the matrix has no issue {title}"))
}
