//! A campaign is shown to the public, or taken off the public pages.

use super::{CampaignForm, Field, Opened, Typed, seen};
use crate::shared::Errors;
use domain::campaign::{Campaign, Edit, EditError};

const MOST_WHY: usize = 300;

/// A campaign that is published.
pub(crate) struct Publish(Campaign);

/// A campaign that is taken off the public pages.
pub(crate) struct Withdraw(Campaign);

fn filled(campaign: &Campaign) -> Typed {
    Typed::default().with("seen", campaign.version.to_string())
}

impl CampaignForm for Publish {
    const TITLE: &'static str = "Publish this campaign?";
    const BUTTON: &'static str = "Publish the campaign";
    const DONE: &'static str = "The campaign is published";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        let campaign = &opened.of.kept.campaign;
        (!campaign.is_public).then(|| Self(campaign.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/publish".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        filled(&self.0)
    }

    fn before(&self) -> Vec<String> {
        vec![
            "The public then sees its details, events, files and counts, and the actions that are in a published plan. Check that nothing names a person.".to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![Field::hidden("seen", typed)]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::Show {
            seen: seen(typed),
            is_public: true,
            why: None,
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "main-content"
    }
}

impl CampaignForm for Withdraw {
    const TITLE: &'static str = "Take this campaign off the public pages?";
    const BUTTON: &'static str = "Take it off the public pages";
    const DONE: &'static str = "The public no longer sees the campaign";
    const IS_WARNING: bool = true;

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        let campaign = &opened.of.kept.campaign;
        campaign.is_public.then(|| Self(campaign.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/withdraw".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        filled(&self.0)
    }

    fn before(&self) -> Vec<String> {
        vec![
            "Its page and its files are no longer there for the public. You can publish it again.".to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::line("why", "Why?", typed).hint("This goes into the history and the log"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let why = errors.line(
            "why",
            "The reason",
            "Say why you are taking it off the public pages",
            typed.get("why"),
            MOST_WHY,
        );
        let why = errors.finish(why)?;
        Ok(Edit::Show {
            seen: seen(typed),
            is_public: false,
            why: Some(why),
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "why"
    }
}
