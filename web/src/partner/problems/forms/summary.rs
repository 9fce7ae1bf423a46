//! The public summary of a case, and what the case belongs with.

use super::{Field, Opened, ProblemForm, Typed, seen};
use crate::shared::{Choice, Errors};
use domain::id::CampaignId;
use domain::plan::PlanAction;
use domain::problem::{Edit, EditError, Links, Problem, SummaryText};
use registry::problem::Offered;

const MOST_TITLE: usize = 150;
const MOST_PLACE: usize = 150;
const MOST_PART: usize = 3_000;

/// Writes the public summary.
pub(crate) struct Summarise(Problem);

/// Chooses actions and campaigns.
pub(crate) struct Link(Links, Offered);

impl ProblemForm for Summarise {
    const DONE: &'static str = "Public summary saved. The public reads it when a coordinator publishes it";
    const IS_FOR_ALL: bool = true;

    /// Only those who lead the case write its summary.
    fn of(opened: &Opened, _: &str) -> Option<Self> {
        opened.leads.then(|| Self(opened.kept.problem.clone()))
    }

    fn title(&self) -> String {
        "Write the public summary".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        ("/summary".to_owned(), "#summary".to_owned())
    }

    fn filled(&self) -> Typed {
        match &self.0.summary {
            None => Typed::default().with("seen", "0").with("place", &*self.0.place),
            Some(summary) => Typed::default()
                .with("seen", summary.version.to_string())
                .with("title", &*summary.text.title)
                .with("place", &*summary.text.place)
                .with("problem", &*summary.text.problem)
                .with("done", &*summary.text.done)
                .with("came", &*summary.text.came),
        }
    }

    fn before(&self, _: &Opened) -> Vec<String> {
        vec![
            "Only what you write here can be published, and only after another person, a coordinator of the lead organisation, has read it.".to_owned(),
            "Do not name people, and do not describe anybody so that they can be recognised. Do not give a place more exactly than the case does.".to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::line("title", "What is the case called in public?", typed),
            Field::line("place", "Where was it, in words?", typed)
                .hint("For example, the name of a street or a station. There will be no map."),
            Field::prose("problem", "What was the problem?", MOST_PART, typed),
            Field::prose("done", "What was done about it?", MOST_PART, typed),
            Field::prose("came", "What came of it?", MOST_PART, typed)
                .hint("Say so if nobody saw a difference, or if something else may explain it"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let mut line =
            |id: &str, what: &str, missing: &str, most| errors.line(id, what, missing, typed.get(id), most);
        let title = line(
            "title",
            "The name",
            "Enter what the case is called in public",
            MOST_TITLE,
        );
        let place = line("place", "The place", "Enter where it was", MOST_PLACE);
        let mut prose =
            |id: &str, what: &str, missing: &str| errors.prose(id, what, missing, typed.get(id), MOST_PART);
        let problem = prose("problem", "The problem", "Say what the problem was");
        let done = prose("done", "What was done", "Say what was done about it");
        let came = prose(
            "came",
            "What came of it",
            "Say what came of it, or that it is too early to say",
        );
        let text = (|| {
            Some(SummaryText {
                title: title?,
                place: place?,
                problem: problem?,
                done: done?,
                came: came?,
            })
        })();
        let text = errors.finish(text)?;
        Ok(Edit::Summarise {
            seen: seen(typed),
            text,
        })
    }

    fn field_of(&self, _: EditError) -> &'static str {
        "title"
    }
}

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

impl ProblemForm for Link {
    const DONE: &'static str = "Actions and campaigns saved";
    const IS_FOR_ALL: bool = true;

    fn of(opened: &Opened, _: &str) -> Option<Self> {
        Some(Self(opened.kept.problem.links.clone(), opened.offered.clone()))
    }

    fn title(&self) -> String {
        "Actions and campaigns of the case".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        ("/links".to_owned(), "#links".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with_all("actions", self.0.actions.iter().map(|link| action_value(*link)))
            .with_all("campaigns", self.0.campaigns.iter().map(ToString::to_string))
    }

    fn before(&self, _: &Opened) -> Vec<String> {
        let before = match self.1.actions.is_empty() && self.1.campaigns.is_empty() {
            true => "The partnership has no plan and no campaign yet.",
            false => {
                "The pages of these actions and campaigns will show the name of the case to people who may read it, and to nobody else."
            }
        };
        vec![before.to_owned()]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let actions = self.1.actions.iter();
        let actions = actions.map(|(link, title)| (action_value(*link), title.clone()));
        let campaigns = self.1.campaigns.iter();
        let campaigns = campaigns.map(|(id, name)| (id.to_string(), name.clone()));
        let actions = Choice::list_of_many(&typed.all("actions"), actions);
        let campaigns = Choice::list_of_many(&typed.all("campaigns"), campaigns);
        let mut fields = vec![Field::hidden("seen", typed)];
        if !actions.is_empty() {
            fields.push(Field::checkboxes("actions", "Actions of the plan", actions));
        }
        if !campaigns.is_empty() {
            fields.push(Field::checkboxes("campaigns", "Campaigns", campaigns));
        }
        fields
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let actions = typed.all("actions");
        let actions: Option<Vec<PlanAction>> = actions.iter().map(|raw| read_action(raw)).collect();
        let actions = errors.keep("actions", actions.ok_or("Choose actions from the list"));
        let campaigns = typed.all("campaigns");
        let campaigns: Result<Vec<CampaignId>, _> = campaigns.iter().map(|raw| raw.parse()).collect();
        let campaigns = campaigns.map_err(|_| "Choose campaigns from the list");
        let campaigns = errors.keep("campaigns", campaigns);
        let (actions, campaigns) = errors.finish(actions.zip(campaigns))?;
        Ok(Edit::Link {
            seen: seen(typed),
            actions,
            campaigns,
        })
    }

    fn field_of(&self, _: EditError) -> &'static str {
        match self.1.actions.is_empty() {
            true => "campaigns",
            false => "actions",
        }
    }
}
