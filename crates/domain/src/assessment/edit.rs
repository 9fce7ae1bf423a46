use super::{Assessment, Correction, SectionKind, What};
use thiserror::Error;

/// A change to an edition that is being written. `seen` is the version that its author saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A new title and topic.
    About {
        /// The version that was seen.
        seen: Option<u32>,
        /// The title.
        title: String,
        /// The topic.
        topic: Option<String>,
    },
    /// A new text of a section.
    Text {
        /// The section.
        section: SectionKind,
        /// The version that was seen.
        seen: Option<u32>,
        /// The text.
        text: String,
    },
    /// What a corrected edition says about itself.
    Correction {
        /// The version that was seen.
        seen: Option<u32>,
        /// What changed, and why.
        correction: Correction,
    },
}

/// Why an edition was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// Somebody else was first.
    #[error(
        "Somebody has changed this since you opened it. Read their text, add it to yours or leave it, and save again"
    )]
    ChangedMeanwhile,
    /// A first edition corrects nothing.
    #[error("This edition does not correct another one")]
    NoCorrection,
}

/// A changed edition, and what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The new edition.
    pub assessment: Assessment,
    /// What was done.
    pub what: What,
    /// What was done, in a sentence.
    pub said: String,
}

impl Assessment {
    /// Returns the edition with a change made.
    ///
    /// # Errors
    /// [`EditError`] when somebody else was first, or the edition has no such part.
    pub fn edited(&self, edit: Edit) -> Result<Edited, EditError> {
        let mut next = self.clone();
        let (what, said) = match edit {
            Edit::About { seen, title, topic } => {
                check(seen, self.version)?;
                next.version += 1;
                next.title = title;
                next.topic = topic;
                (What::About, "Changed the title or topic".to_owned())
            }
            Edit::Correction { seen, correction } => {
                check(seen, self.version)?;
                let known = next.correction.as_mut().ok_or(EditError::NoCorrection)?;
                *known = correction;
                next.version += 1;
                (What::Correction, "Changed what the correction says".to_owned())
            }
            Edit::Text { section, seen, text } => {
                let known = next.sections.iter_mut().find(|known| known.kind == section);
                let known = known.ok_or(EditError::ChangedMeanwhile)?;
                check(seen, known.version)?;
                known.version += 1;
                known.text = text;
                (What::Text, format!("Changed the section “{}”", section.heading()))
            }
        };
        Ok(Edited {
            assessment: next,
            what,
            said,
        })
    }
}

fn check(seen: Option<u32>, version: u32) -> Result<(), EditError> {
    if seen.is_none_or(|seen| seen == version) {
        Ok(())
    } else {
        Err(EditError::ChangedMeanwhile)
    }
}
