//! The text of a new draft: what the figures say, section by section.

use domain::assessment::{Assessment, Block, SectionKind, written};
use domain::figure::release::Release;
use domain::plan::Plan;

/// Makes the first edition of an assessment. Sections that people have to write are empty.
pub(super) fn of(partnership: &str, release: &Release, blocks: &[Block], plan: Option<&Plan>) -> Assessment {
    let quarter = written("[[quarter]]", blocks);
    Assessment::new(format!("Assessment to {quarter}"), |kind| {
        let paragraphs = match kind {
            SectionKind::Area => area(partnership, release),
            SectionKind::Progress => progress(plan),
            SectionKind::Definitions => vec![
                "[[withheld.sentence]] [[revised.sentence]]".to_owned(),
                format!("The ward boundaries are those of {}.", release.wards_of),
                "[c] withheld, because it or another number is too small to show. [p] provisional. [r] revised, with \
                 what was published first. [x] not available."
                    .to_owned(),
            ],
            other => said(other).iter().map(|text| (*text).to_owned()).collect(),
        };
        // A sentence whose figure this release does not have is left out.
        let has_value = |text: &String| !written(text, blocks).contains("[[");
        let kept: Vec<String> = paragraphs.into_iter().filter(has_value).collect();
        kept.join("\n\n")
    })
}

/// The paragraphs of a section that only names figures.
fn said(kind: SectionKind) -> &'static [&'static str] {
    match kind {
        SectionKind::Summary => &[
            "[[thefts.total.sentence]]",
            "[[recovered.home.sentence]]",
            "[[thefts.registered.sentence]]",
            "[[changes.sentence]]",
        ],
        SectionKind::Levels => &[
            "[[thefts.total.sentence]]",
            "[[thefts.registered.sentence]]",
            "[[coverage.sentence]]",
        ],
        SectionKind::Change => &["[[thefts.total.sentence]]", "[[changes.sentence]]"],
        SectionKind::Where => &[
            "[[wards.most.sentence]]",
            "[[changes.wards.sentence]]",
            "These are counts and not rates. Busy places have more bikes.",
        ],
        SectionKind::When => &["[[hours.sentence]]"],
        SectionKind::What => &[
            "[[kinds.most.sentence]] [[changes.kinds.sentence]]",
            "[[locks.most.sentence]] [[changes.locks.sentence]]",
        ],
        SectionKind::Back => &["[[recovered.home.sentence]]", "[[recovered.days.sentence]]"],
        SectionKind::Marking => &["[[events.sentence]]"],
        SectionKind::Matrix => &["[[matrix.priorities.sentence]]"],
        _ => &[],
    }
}

fn area(partnership: &str, release: &Release) -> Vec<String> {
    vec![
        format!(
            "This assessment covers the area of the {partnership}, by the wards of {}. Its figures are those of the \
             release [[quarter]], which covers [[period]].",
            release.wards_of
        ),
        "The figures come from the register of bikes. The register counts only thefts that somebody reported to it."
            .to_owned(),
        "[[coverage.sentence]]".to_owned(),
        "[[sure.sentence]]".to_owned(),
    ]
}

/// How the measures of the published plan stand.
fn progress(plan: Option<&Plan>) -> Vec<String> {
    let Some(plan) = plan else {
        return vec!["No plan is published.".to_owned()];
    };
    let mut all = vec![format!("The plan in force is “{}”.", plan.title)];
    for measure in plan.measures() {
        let reported = crate::plan::reported_measure(measure);
        all.push(format!(
            "{}. Baseline: {}. Target: {}. Latest: {}. Status: {}.",
            reported.name,
            reported.baseline,
            reported.target,
            reported.latest,
            reported.status.to_string().to_lowercase()
        ));
    }
    all
}
