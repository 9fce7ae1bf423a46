use super::{Field, MatrixForm, Opened, Typed};
use crate::shared::{Choice, Errors};
use domain::matrix::{Edit, EditError, Issue, NewIssue, Source};

const MOST_TITLE: usize = 80;
const MOST_ABOUT: usize = 1_000;

/// A new issue.
pub(crate) struct AddIssue;

/// Changes to an issue.
pub(crate) struct ChangeIssue(Issue);

/// The removal of an issue about which nothing is decided.
pub(crate) struct RemoveIssue(Issue);

fn fields(typed: &Typed) -> Vec<Field> {
    let sources = Source::ALL.map(|source| (source.slug(), source.to_string()));
    vec![
        Field::line("title", "Name", typed).hint("For example, Violence in the city centre"),
        Field::prose("about", "What does it cover? (optional)", MOST_ABOUT, typed),
        Field::radios(
            "source",
            "Is it about stolen bikes?",
            Choice::list(typed.get("source"), sources),
        )
        .hint("The figures of closed quarters then mark how often it happens and which way it goes"),
    ]
}

fn read(typed: &Typed) -> Result<NewIssue, Errors> {
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "The name",
        "Enter a name",
        typed.get("title"),
        MOST_TITLE,
    );
    let about = errors.optional_prose("about", "What it covers", typed.get("about"), MOST_ABOUT);
    let source = Source::parse(typed.get("source")).ok_or("Say whether it is about stolen bikes");
    let source = errors.keep("source", source);
    let parsed = (|| {
        Some(NewIssue {
            title: title?,
            about: about?,
            source: source?,
        })
    })();
    errors.finish(parsed)
}

impl MatrixForm for AddIssue {
    const TITLE: &'static str = "Add an issue";
    const BUTTON: &'static str = "Add the issue";
    const DONE: &'static str = "Issue added. Mark it now";

    fn of(_: &Opened, _: u32) -> Option<Self> {
        Some(Self)
    }

    fn caption(&self) -> String {
        String::new()
    }

    fn addresses(&self) -> (String, String) {
        ("/issues/new".to_owned(), String::new())
    }

    fn version(&self) -> u32 {
        0
    }

    fn filled(&self) -> Typed {
        Typed::default().with("source", Source::ByHand.slug())
    }

    fn saved(&self) -> String {
        String::new()
    }

    fn fields(&self, typed: &Typed) -> Vec<Field> {
        fields(typed)
    }

    fn edit(&self, typed: &Typed, _: u32) -> Result<Edit, Errors> {
        Ok(Edit::AddIssue(read(typed)?))
    }

    fn field_of(_: &EditError) -> &'static str {
        "title"
    }
}

impl MatrixForm for ChangeIssue {
    const TITLE: &'static str = "Change an issue";
    const DONE: &'static str = "Issue saved";

    fn of(opened: &Opened, issue: u32) -> Option<Self> {
        opened.matrix().issue(issue).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.issue.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/issues/{id}"), format!("#issue-{id}"))
    }

    fn version(&self) -> u32 {
        self.0.version
    }

    fn filled(&self) -> Typed {
        let issue = &self.0.issue;
        Typed::default()
            .with("title", &*issue.title)
            .with("about", issue.about.clone().unwrap_or_default())
            .with("source", issue.source.slug())
    }

    fn saved(&self) -> String {
        let issue = &self.0.issue;
        match &issue.about {
            Some(about) => format!("“{}”. It covers: {about}", issue.title),
            None => format!("“{}”", issue.title),
        }
    }

    fn fields(&self, typed: &Typed) -> Vec<Field> {
        fields(typed)
    }

    fn edit(&self, typed: &Typed, seen: u32) -> Result<Edit, Errors> {
        Ok(Edit::ChangeIssue {
            id: self.0.id,
            seen,
            issue: read(typed)?,
        })
    }

    fn field_of(_: &EditError) -> &'static str {
        "title"
    }
}

impl MatrixForm for RemoveIssue {
    const TITLE: &'static str = "Remove this issue?";
    const BUTTON: &'static str = "Remove the issue";
    const DONE: &'static str = "Issue removed";

    fn of(opened: &Opened, issue: u32) -> Option<Self> {
        opened.matrix().issue(issue).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.issue.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        (format!("/issues/{}/remove", self.0.id), String::new())
    }

    fn version(&self) -> u32 {
        self.0.version
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self, _: &Opened) -> Vec<String> {
        vec!["Its marks go with it. The history keeps what they were.".to_owned()]
    }

    fn saved(&self) -> String {
        String::new()
    }

    fn fields(&self, _: &Typed) -> Vec<Field> {
        Vec::new()
    }

    fn edit(&self, _: &Typed, _: u32) -> Result<Edit, Errors> {
        Ok(Edit::RemoveIssue { id: self.0.id })
    }

    fn field_of(_: &EditError) -> &'static str {
        "main-content"
    }
}
