use super::super::new::MOST_TITLE;
use super::{Field, MatrixForm, Opened, Typed};
use crate::shared::Errors;
use domain::matrix::{Edit, EditError};

const MOST_NOTE: usize = 1_000;

/// The title and note of a matrix.
pub(crate) struct About {
    title: String,
    note: Option<String>,
    version: u32,
}

impl MatrixForm for About {
    const TITLE: &'static str = "Title and note";
    const DONE: &'static str = "Title and note saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        let matrix = opened.matrix();
        Some(Self {
            title: matrix.title.clone(),
            note: matrix.note.clone(),
            version: matrix.version,
        })
    }

    fn caption(&self) -> String {
        self.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        ("/about".to_owned(), String::new())
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn filled(&self) -> Typed {
        Typed::default()
            .with("title", &*self.title)
            .with("note", self.note.clone().unwrap_or_default())
    }

    fn saved(&self) -> String {
        match &self.note {
            Some(note) => format!("“{}”, note: {note}", self.title),
            None => format!("“{}”, without a note", self.title),
        }
    }

    fn fields(&self, typed: &Typed) -> Vec<Field> {
        vec![
            Field::line("title", "Title", typed),
            Field::prose("note", "Note (optional)", MOST_NOTE, typed)
                .hint("Who marked the issues, and how. Name agencies and roles, not people"),
        ]
    }

    fn edit(&self, typed: &Typed, seen: u32) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let title = errors.line(
            "title",
            "The title",
            "Enter a title",
            typed.get("title"),
            MOST_TITLE,
        );
        let note = errors.optional_prose("note", "The note", typed.get("note"), MOST_NOTE);
        let parsed = title
            .zip(note)
            .map(|(title, note)| Edit::About { seen, title, note });
        errors.finish(parsed)
    }

    fn field_of(_: &EditError) -> &'static str {
        "title"
    }
}
