//! The contents of the file about the two partnerships.

use anyhow::{Context, Result};
use jiff::civil::Date;
use serde::Deserialize;

const FACTS: &str = include_str!("../../../../../fixtures/partnerships.json");

#[derive(Debug, Deserialize)]
struct Facts {
    partnerships: Vec<PartnershipFact>,
}

/// One partnership.
#[derive(Debug, Deserialize)]
pub(super) struct PartnershipFact {
    pub(super) slug: String,
    pub(super) agencies: Vec<AgencyFact>,
    pub(super) groups: Vec<GroupFact>,
    pub(super) plan: PlanFact,
    pub(super) meetings: Vec<MeetingFact>,
    pub(super) problems: Vec<ProblemFact>,
    pub(super) campaigns: Vec<CampaignFact>,
    pub(super) consultations: Vec<ConsultationFact>,
}

/// One of its agencies.
#[derive(Debug, Deserialize)]
pub(super) struct AgencyFact {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) organisation: Option<String>,
    pub(super) email: Option<String>,
}

/// One of its groups.
#[derive(Debug, Deserialize)]
pub(super) struct GroupFact {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) chair: String,
    pub(super) members: Members,
    pub(super) purpose: Option<String>,
    pub(super) ends_in_days: Option<i64>,
}

/// The agencies in a group: all of them, or some by their keys.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Members {
    Some(Vec<String>),
    All(#[expect(dead_code, reason = "the word stands for all")] String),
}

/// Its plan.
#[derive(Debug, Deserialize)]
pub(super) struct PlanFact {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) areas: Vec<String>,
    pub(super) priorities: Vec<PriorityFact>,
}

/// A priority of the plan.
#[derive(Debug, Deserialize)]
pub(super) struct PriorityFact {
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) topic: String,
    pub(super) lead: String,
    pub(super) areas: Vec<String>,
    pub(super) why: Option<String>,
    pub(super) objectives: Vec<ObjectiveFact>,
}

/// An objective of a priority.
#[derive(Debug, Deserialize)]
pub(super) struct ObjectiveFact {
    pub(super) text: String,
    pub(super) term: String,
    pub(super) measures: Vec<MeasureFact>,
    pub(super) actions: Vec<ActionFact>,
}

/// A measure of an objective. Each of its values says how many days old it is.
#[derive(Debug, Deserialize)]
pub(super) struct MeasureFact {
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) direction: String,
    pub(super) baseline: Option<f64>,
    pub(super) because: Option<String>,
    pub(super) target: Option<f64>,
    pub(super) values: Vec<(i64, f64)>,
}

/// An action for an objective.
#[derive(Debug, Deserialize)]
pub(super) struct ActionFact {
    pub(super) title: String,
    pub(super) owner: String,
    pub(super) others: Vec<String>,
    pub(super) due_in_days: i64,
    pub(super) status: String,
    pub(super) note: Option<String>,
    pub(super) evidence: Option<String>,
}

/// A meeting of a group, on a given day or a number of days from now.
#[derive(Debug, Deserialize)]
pub(super) struct MeetingFact {
    pub(super) group: String,
    pub(super) on: Option<Date>,
    pub(super) in_days: Option<i64>,
    pub(super) place: String,
    pub(super) access: Option<String>,
    pub(super) public: bool,
    pub(super) items: Vec<ItemFact>,
    #[serde(default)]
    pub(super) came: Vec<(String, bool)>,
    #[serde(default)]
    pub(super) points: Vec<PointFact>,
    pub(super) minutes: Option<String>,
    #[serde(default)]
    pub(super) shown: bool,
    #[serde(default)]
    pub(super) questions: Vec<QuestionFact>,
}

/// A question from the public so many days before the meeting, and its answer, if it is published.
#[derive(Debug, Deserialize)]
pub(super) struct QuestionFact {
    pub(super) text: String,
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) shows_name: bool,
    pub(super) days_before: i32,
    pub(super) answer: Option<String>,
}

/// An item of an agenda.
#[derive(Debug, Deserialize)]
pub(super) struct ItemFact {
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) minutes: u16,
    pub(super) purpose: String,
    pub(super) closed: Option<String>,
    pub(super) decision: Option<String>,
    /// The minutes of a closed item.
    pub(super) apart: Option<String>,
    #[serde(default)]
    pub(super) papers: Vec<PaperFact>,
}

/// A paper that was ready a number of days before its meeting, or a number of days ago.
#[derive(Debug, Deserialize)]
pub(super) struct PaperFact {
    pub(super) title: String,
    pub(super) ready_days_before: Option<i64>,
    pub(super) ready_days_ago: Option<i64>,
    pub(super) why_late: Option<String>,
}

/// An action point.
#[derive(Debug, Deserialize)]
pub(super) struct PointFact {
    pub(super) text: String,
    pub(super) owner: String,
    pub(super) due: Date,
    pub(super) done: Option<Date>,
    pub(super) item: u32,
}

/// A problem case at a place of the list, raised so many days ago.
#[derive(Debug, Deserialize)]
pub(super) struct ProblemFact {
    pub(super) title: String,
    pub(super) place: String,
    pub(super) around: bool,
    pub(super) raised_by: String,
    pub(super) agencies: Vec<String>,
    pub(super) raised_days_ago: i64,
    pub(super) entries: Vec<EntryFact>,
    pub(super) responses: Vec<ResponseFact>,
    pub(super) stage: String,
    pub(super) next: Option<(String, i64)>,
    /// How it ended, why, and how many days ago.
    pub(super) closed: Option<(String, String, i64)>,
    pub(super) summary: Option<SummaryFact>,
    /// The titles of actions of the plan.
    #[serde(default)]
    pub(super) actions: Vec<String>,
    /// The names of campaigns.
    #[serde(default)]
    pub(super) campaigns: Vec<String>,
}

/// The public summary of a case, published so many days ago.
#[derive(Debug, Deserialize)]
pub(super) struct SummaryFact {
    pub(super) title: String,
    pub(super) place: String,
    pub(super) problem: String,
    pub(super) done: String,
    pub(super) came: String,
    pub(super) published_days_ago: Option<i64>,
}

/// What was written about a case at a stage, as answers to questions.
#[derive(Debug, Deserialize)]
pub(super) struct EntryFact {
    pub(super) stage: String,
    pub(super) days_ago: i64,
    pub(super) answers: Vec<(String, String)>,
}

/// A response of a case.
#[derive(Debug, Deserialize)]
pub(super) struct ResponseFact {
    pub(super) text: String,
    pub(super) aim: String,
    pub(super) owner: String,
    pub(super) entered_days_ago: i64,
    pub(super) starts_days_ago: i64,
    pub(super) due_in_days: i64,
    pub(super) status: String,
    pub(super) note: String,
}

/// A campaign, which starts and ends so many days from now.
#[derive(Debug, Deserialize)]
pub(super) struct CampaignFact {
    pub(super) name: String,
    pub(super) group: String,
    pub(super) starts_in_days: i64,
    pub(super) ends_in_days: i64,
    pub(super) aim: String,
    pub(super) audience: String,
    pub(super) agencies: Vec<String>,
    pub(super) messages: Vec<String>,
    pub(super) topics: Vec<String>,
    /// The names of its events.
    pub(super) events: Vec<String>,
    /// The titles of its actions.
    pub(super) actions: Vec<String>,
    pub(super) counts: Vec<CountFact>,
    pub(super) paper: Option<String>,
    pub(super) public: bool,
}

/// Something that a campaign counted so many days ago.
#[derive(Debug, Deserialize)]
pub(super) struct CountFact {
    pub(super) what: String,
    pub(super) number: u32,
    pub(super) days_ago: i64,
    pub(super) note: String,
}

/// A consultation, which opens and closes so many days from now.
#[derive(Debug, Deserialize)]
pub(super) struct ConsultationFact {
    pub(super) title: String,
    pub(super) question: String,
    pub(super) background: Option<String>,
    pub(super) issues: Vec<String>,
    pub(super) asks: Option<String>,
    pub(super) asked: String,
    pub(super) sharing: String,
    pub(super) opens_in_days: i64,
    pub(super) closes_in_days: i64,
    pub(super) public: bool,
    pub(super) answers: Vec<AnswerFact>,
    pub(super) words: Vec<String>,
    pub(super) stands: Vec<StandFact>,
    pub(super) reached: Option<String>,
    pub(super) themes: Option<String>,
    pub(super) changed: Option<String>,
    pub(super) published_days_ago: Option<i64>,
}

/// Answers with the same choices, from so many people; all of them from one tablet, or each from a browser of its own.
#[derive(Debug, Deserialize)]
pub(super) struct AnswerFact {
    pub(super) chosen: Vec<usize>,
    pub(super) count: u32,
    #[serde(default)]
    pub(super) tablet: bool,
}

/// What people said at a stand so many days ago.
#[derive(Debug, Deserialize)]
pub(super) struct StandFact {
    pub(super) days_ago: i64,
    pub(super) place: String,
    pub(super) people: u32,
    pub(super) named: Vec<u32>,
}

/// Reads the file.
pub(super) fn read() -> Result<Vec<PartnershipFact>> {
    let facts: Facts = serde_json::from_str(FACTS).context("cannot read fixtures/partnerships.json")?;
    Ok(facts.partnerships)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_there_as_their_pages_have_them() {
        let facts = read().unwrap();
        let slugs: Vec<&str> = facts.iter().map(|fact| fact.slug.as_str()).collect();
        assert_eq!(slugs, ["cambridge", "east-cambs"]);
        let kinds = |kind: &str| {
            facts[0]
                .agencies
                .iter()
                .filter(|agency| agency.kind == kind)
                .count()
        };
        let attends = kinds("attends");
        assert_eq!((facts[0].agencies.len() - attends, attends), (13, 1));
        let names: Vec<&str> = facts[0].groups.iter().map(|group| group.name.as_str()).collect();
        for group in ["City Centre", "Problem-Solving", "Street Community", "Delivery"] {
            assert!(names.contains(&group), "{group}");
        }
        let first = &facts[0].plan.priorities[0];
        assert_eq!(first.title, "Reducing violence in our city centre");
        let actions: usize = first
            .objectives
            .iter()
            .map(|objective| objective.actions.len())
            .sum();
        assert_eq!(actions, 7);
        let usual = facts[0].plan.priorities.iter();
        assert!(usual.filter(|one| one.kind == "business-as-usual").count() >= 2);
        let east = &facts[1].plan;
        assert_eq!((east.priorities.len(), east.areas.len()), (2, 16));
    }
}
