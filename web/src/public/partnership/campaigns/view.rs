//! A campaign in words, for the public page and for the people who work on it.

use super::super::meetings::size;
use super::super::view::{Badge, action_badge};
use crate::public::when;
use crate::shared::london;
use domain::agency::{Agency, Group};
use domain::campaign::{Campaign, Phase, Total};
use domain::event::Stage;
use domain::id::{AgencyId, CampaignId, CampaignPaperId, EventId};
use domain::plan::Action;
use domain::text::counted;
use jiff::Timestamp;
use jiff::civil::Date;
use registry::campaign::{KeptCampaign, KeptPaper, LinkedEvent};

/// A line of a list of campaigns.
pub(crate) struct CampaignLine {
    pub(crate) id: CampaignId,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) days: String,
    /// "Running", and so on.
    pub(crate) phase: &'static str,
    pub(crate) is_over: bool,
    pub(crate) is_running: bool,
    pub(crate) is_public: bool,
}

impl CampaignLine {
    pub(crate) fn of(kept: &KeptCampaign, today: Date) -> Self {
        let phase = kept.campaign.phase_on(today);
        Self {
            id: kept.id,
            slug: kept.slug.clone(),
            name: kept.campaign.details.name.clone(),
            days: days(&kept.campaign),
            phase: phase_in_words(phase),
            is_over: phase == Phase::Over,
            is_running: phase == Phase::Running,
            is_public: kept.campaign.is_public,
        }
    }
}

/// A campaign, as its pages show it.
pub(crate) struct CampaignView {
    pub(crate) days: String,
    pub(crate) phase: &'static str,
    pub(crate) aim: String,
    pub(crate) audience: String,
    pub(crate) group: Option<String>,
    pub(crate) agencies: Vec<String>,
    pub(crate) messages: Vec<String>,
    pub(crate) topics: Vec<&'static str>,
    pub(crate) events: Vec<EventRow>,
    pub(crate) actions: Vec<ActionLine>,
    pub(crate) totals: Vec<TotalRow>,
    pub(crate) papers: Vec<FileRow>,
}

/// A marking event of a campaign.
pub(crate) struct EventRow {
    pub(crate) name: String,
    pub(crate) when: String,
    pub(crate) place: String,
    /// Its public page, while it is still to come.
    pub(crate) href: Option<String>,
    /// What happened there, once it is closed; or that it is a draft or cancelled.
    pub(crate) result: Option<String>,
}

/// An action of a campaign.
pub(crate) struct ActionLine {
    pub(crate) title: String,
    pub(crate) owner: String,
    pub(crate) due: String,
    pub(crate) status: Badge,
}

/// What was counted of one thing.
pub(crate) struct TotalRow {
    pub(crate) what: String,
    pub(crate) at_events: u64,
    pub(crate) by_hand: u64,
    pub(crate) all: u64,
}

/// A file of a campaign.
pub(crate) struct FileRow {
    pub(crate) id: CampaignPaperId,
    pub(crate) title: String,
    pub(crate) size: String,
}

/// What the words of a campaign need besides the campaign.
pub(crate) struct CampaignWords<'a> {
    pub(crate) agencies: &'a [Agency],
    pub(crate) groups: &'a [Group],
    pub(crate) now: Timestamp,
}

impl CampaignWords<'_> {
    pub(crate) fn view(
        &self,
        campaign: &Campaign,
        papers: &[KeptPaper],
        events: &[LinkedEvent],
        actions: &[&Action],
        totals: [Total; 3],
    ) -> CampaignView {
        let details = &campaign.details;
        let group = self.groups.iter().find(|group| Some(group.id) == details.group);
        CampaignView {
            days: days(campaign),
            phase: phase_in_words(campaign.phase_on(london::date_of(self.now))),
            aim: details.aim.clone(),
            audience: details.audience.clone(),
            group: group.map(|group| group.group.name.clone()),
            agencies: details.agencies.iter().map(|id| self.name(*id)).collect(),
            messages: details.messages.clone(),
            topics: details.topics.iter().map(|topic| topic.label()).collect(),
            events: events.iter().map(|event| self.event(event)).collect(),
            actions: actions.iter().map(|action| self.action(action)).collect(),
            totals: totals
                .into_iter()
                .filter(|total| total.all() > 0)
                .map(total)
                .collect(),
            papers: papers.iter().map(file).collect(),
        }
    }

    fn name(&self, id: AgencyId) -> String {
        let found = self.agencies.iter().find(|agency| agency.id == id);
        found.map_or_else(|| "An agency".to_owned(), |agency| agency.agency.name.clone())
    }

    fn event(&self, event: &LinkedEvent) -> EventRow {
        let of = &event.marking.event;
        let (day, hours) = when(of.starts_at, of.ends_at);
        let is_to_come = event.marking.stage == Stage::Published && of.ends_at > self.now;
        EventRow {
            name: of.name.clone(),
            when: if hours.is_empty() {
                day
            } else {
                format!("{day}, {hours}")
            },
            place: of.place.clone(),
            href: is_to_come.then(|| page_of(event.marking.id)),
            result: match (event.marking.stage, &event.figures) {
                (Stage::Draft, _) => Some("Not published yet".to_owned()),
                (Stage::Cancelled, _) => Some("Cancelled".to_owned()),
                (_, Some(figures)) => Some(format!(
                    "{}, {}",
                    counted(u64::from(figures.bikes_marked), "bike marked", "bikes marked"),
                    counted(
                        u64::from(figures.advised),
                        "person given advice",
                        "people given advice"
                    )
                )),
                _ => None,
            },
        }
    }

    fn action(&self, action: &Action) -> ActionLine {
        ActionLine {
            title: action.action.title.clone(),
            owner: self.name(action.action.owner),
            due: london::date(action.action.due),
            status: action_badge(action.status),
        }
    }
}

fn page_of(event: EventId) -> String {
    format!("/events/{event}")
}

fn days(campaign: &Campaign) -> String {
    let details = &campaign.details;
    format!(
        "{} to {}",
        london::date(details.starts_on),
        london::date(details.ends_on)
    )
}

fn phase_in_words(phase: Phase) -> &'static str {
    match phase {
        Phase::Coming => "Not started",
        Phase::Running => "Running",
        Phase::Over => "Over",
    }
}

fn total(total: Total) -> TotalRow {
    TotalRow {
        what: total.what.to_string(),
        at_events: total.at_events,
        by_hand: total.by_hand,
        all: total.all(),
    }
}

fn file(kept: &KeptPaper) -> FileRow {
    FileRow {
        id: kept.id,
        title: kept.paper.title.clone(),
        size: size(kept.bytes),
    }
}
