//! What a campaign is: its name, days, aim, audience, agencies, messages and topics.

use super::{CampaignForm, Field, Opened, Typed, seen};
use crate::shared::{Choice, Errors, london};
use domain::agency::{Agency, Group};
use domain::campaign::{Campaign, Details, DetailsError, Edit, EditError, MOST_MESSAGES};
use domain::event::AdviceTopic;
use domain::id::{AgencyId, GroupId};
use domain::text;
use jiff::civil::Date;

const MOST_NAME: usize = 100;
const MOST_AIM: usize = 600;
const MOST_AUDIENCE: usize = 200;
const MOST_MESSAGE: usize = 120;

/// Changes to what a campaign is.
pub(crate) struct Change(Campaign);

/// The fields of a new campaign and of a change.
pub(crate) fn fields(typed: &Typed, groups: &[Group], agencies: &[Agency], today: Date) -> Vec<Field> {
    let chosen = typed.all("agencies");
    let takes_part =
        |agency: &&Agency| agency.takes_part_on(today) || chosen.contains(&agency.id.to_string());
    let offered = agencies.iter().filter(takes_part);
    let offered = offered.map(|agency| (agency.id.to_string(), agency.agency.name.clone()));
    let none = std::iter::once((String::new(), "No group".to_owned()));
    let all = groups
        .iter()
        .map(|group| (group.id.to_string(), group.group.name.clone()));
    let topics = AdviceTopic::ALL.map(|topic| (topic.slug(), topic.label()));
    vec![
        Field::line("name", "Name", typed).hint("For example, Save our Cycles"),
        Field::date("starts", "First day", typed).hint("For example, 1 9 2026"),
        Field::date("ends", "Last day", typed),
        Field::prose("aim", "What is it for?", MOST_AIM, typed)
            .hint("Say what will be different afterwards. The public will read this."),
        Field::line("audience", "Who is it for?", typed).hint("For example, students new to the city"),
        Field::select(
            "group",
            "Which group runs it?",
            Choice::list(typed.get("group"), none.chain(all)),
        ),
        Field::checkboxes(
            "agencies",
            "Which agencies take part?",
            Choice::list_of_many(&chosen, offered),
        ),
        Field::prose(
            "messages",
            "Messages (optional)",
            MOST_MESSAGES * MOST_MESSAGE,
            typed,
        )
        .hint("One on each line, up to 8. For example, Lock the frame to a stand"),
        Field::checkboxes(
            "topics",
            "What does it give advice about? (optional)",
            Choice::list_of_many(&typed.all("topics"), topics),
        ),
    ]
}

/// Reads the fields.
pub(crate) fn read(typed: &Typed) -> Result<Details, Errors> {
    let mut errors = Errors::default();
    let name = errors.line("name", "The name", "Enter a name", typed.get("name"), MOST_NAME);
    let starts_on = typed.read_date(&mut errors, "starts", "The first day", "Enter the first day");
    let ends_on = typed.read_date(&mut errors, "ends", "The last day", "Enter the last day");
    let aim = errors.prose("aim", "The aim", "Say what it is for", typed.get("aim"), MOST_AIM);
    let audience = errors.line(
        "audience",
        "The audience",
        "Say who it is for",
        typed.get("audience"),
        MOST_AUDIENCE,
    );
    let group = match typed.get("group") {
        "" => Some(None),
        raw => errors.keep(
            "group",
            raw.parse()
                .map(|id| Some(GroupId(id)))
                .map_err(|_| "Choose a group from the list"),
        ),
    };
    let agencies = typed.all("agencies");
    let agencies: Result<Vec<AgencyId>, _> = agencies.iter().map(|raw| raw.parse()).collect();
    let agencies = errors.keep("agencies", agencies.map_err(|_| "Choose agencies from the list"));
    let messages = messages(&mut errors, typed.get("messages"));
    let topics = typed.all("topics");
    let topics = topics.iter().filter_map(|raw| AdviceTopic::parse(raw)).collect();
    let parsed = (|| {
        Some(Details {
            name: name?,
            group: group?,
            starts_on: starts_on?,
            ends_on: ends_on?,
            aim: aim?,
            audience: audience?,
            agencies: agencies?,
            messages: messages?,
            topics,
        })
    })();
    if let Some(Err(error)) = parsed.as_ref().map(Details::check) {
        errors.add(field_of(error), error.to_string());
    }
    errors.finish(parsed)
}

/// Reads the messages, one on each line.
fn messages(errors: &mut Errors, typed: &str) -> Option<Vec<String>> {
    let lines = typed.lines().filter(|line| !line.trim().is_empty());
    let messages: Result<Vec<String>, _> = lines.map(|line| text::line(line, MOST_MESSAGE)).collect();
    errors.keep(
        "messages",
        messages.map_err(|error| format!("Each message {error}")),
    )
}

/// The field that shows why details are not valid.
pub(crate) fn field_of(error: DetailsError) -> &'static str {
    match error {
        DetailsError::EndsBeforeStart | DetailsError::TooLong => "ends_day",
        DetailsError::TooManyMessages => "messages",
    }
}

impl CampaignForm for Change {
    const TITLE: &'static str = "Change the campaign";
    const DONE: &'static str = "Campaign saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.of.kept.campaign.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/edit".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        let details = &self.0.details;
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("name", &*details.name)
            .with_date("starts", Some(details.starts_on))
            .with_date("ends", Some(details.ends_on))
            .with("aim", &*details.aim)
            .with("audience", &*details.audience)
            .with(
                "group",
                details.group.map(|id| id.to_string()).unwrap_or_default(),
            )
            .with_all("agencies", details.agencies.iter().map(ToString::to_string))
            .with("messages", details.messages.join("\n"))
            .with_all("topics", details.topics.iter().map(|topic| topic.slug()))
    }

    fn before(&self) -> Vec<String> {
        vec!["The address of its public page stays the same when the name changes.".to_owned()]
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        let today = london::date_of(opened.opened_at);
        let mut all = vec![Field::hidden("seen", typed)];
        all.extend(fields(typed, &opened.groups, &opened.agencies, today));
        all
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::Details {
            seen: seen(typed),
            details: read(typed)?,
        })
    }

    fn field_of(error: EditError) -> &'static str {
        match error {
            EditError::Details(error) => field_of(error),
            _ => "name",
        }
    }
}
