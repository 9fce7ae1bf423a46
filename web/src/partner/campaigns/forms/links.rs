//! The events and the actions of a campaign.

use super::{CampaignForm, Field, Opened, Typed, seen};
use crate::shared::{Choice, Errors, london};
use domain::campaign::{Edit, EditError, Links, PlanAction};
use domain::id::EventId;

/// Changes to a campaign's events and actions.
pub(crate) struct Link(Links);

/// How a form sends an action.
fn action_value(link: PlanAction) -> String {
    format!("{}-{}", link.plan, link.action)
}

fn read_action(raw: &str) -> Option<PlanAction> {
    let (plan, action) = raw.split_once('-')?;
    Some(PlanAction {
        plan: plan.parse().ok()?,
        action: action.parse().ok()?,
    })
}

impl CampaignForm for Link {
    const TITLE: &'static str = "Events and actions of the campaign";
    const DONE: &'static str = "Events and actions saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.of.kept.campaign.links.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/links".to_owned(), "#events".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with_all("events", self.0.events.iter().map(ToString::to_string))
            .with_all("actions", self.0.actions.iter().map(|link| action_value(*link)))
    }

    fn before(&self) -> Vec<String> {
        vec![
            "Bikes marked and people advised at these events count for the campaign when the event is closed."
                .to_owned(),
        ]
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        let offered = opened.offered.as_ref();
        let events = offered.iter().flat_map(|offered| &offered.events);
        let events = events.map(|event| {
            let day = london::day(event.event.starts_at);
            (event.id.to_string(), format!("{}, {day}", event.event.name))
        });
        let actions = offered.iter().flat_map(|offered| &offered.actions);
        let actions = actions.map(|(plan, action)| {
            let link = PlanAction {
                plan: *plan,
                action: action.id,
            };
            (action_value(link), action.action.title.clone())
        });
        let events = Choice::list_of_many(&typed.all("events"), events);
        let actions = Choice::list_of_many(&typed.all("actions"), actions);
        let mut fields = vec![Field::hidden("seen", typed)];
        if !events.is_empty() {
            fields.push(Field::checkboxes("events", "Marking events", events));
        }
        if !actions.is_empty() {
            fields.push(Field::checkboxes("actions", "Actions of the plan", actions));
        }
        fields
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let events = typed.all("events");
        let events: Result<Vec<EventId>, _> = events.iter().map(|raw| raw.parse()).collect();
        let events = errors.keep("events", events.map_err(|_| "Choose events from the list"));
        let actions = typed.all("actions");
        let actions: Option<Vec<PlanAction>> = actions.iter().map(|raw| read_action(raw)).collect();
        let actions = errors.keep("actions", actions.ok_or("Choose actions from the list"));
        let (events, actions) = errors.finish(events.zip(actions))?;
        Ok(Edit::Link {
            seen: seen(typed),
            events,
            actions,
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "events"
    }
}
