use super::{Bike, NewBike};
use crate::MarkCode;
use crate::catalogue;
use crate::number::Frame;

/// The part of a bike's record that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it; `label` gives the words")]
pub enum Changed {
    FrameNumber,
    Make,
    Model,
    Colours,
    Kind,
    OtherNumbers,
    Features,
    Mark,
    Kept,
    Owner,
}

const ALL: [(Changed, &str, &str); 10] = [
    (Changed::FrameNumber, "frame-number", "Frame number"),
    (Changed::Make, "make", "Make"),
    (Changed::Model, "model", "Model"),
    (Changed::Colours, "colours", "Colours"),
    (Changed::Kind, "kind", "Kind"),
    (Changed::OtherNumbers, "other-numbers", "Other numbers"),
    (Changed::Features, "features", "Distinguishing features"),
    (Changed::Mark, "mark", "Framemark label"),
    (Changed::Kept, "kept", "Kept by its owner"),
    (Changed::Owner, "owner", "Owner"),
];

impl Changed {
    /// Returns the short word that tables use, such as `frame-number`.
    pub fn slug(self) -> &'static str {
        self.row().1
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// Returns the part that a slug stands for; `None` if there is no such part.
    pub fn parse(raw: &str) -> Option<Self> {
        ALL.iter().find(|row| row.1 == raw).map(|row| row.0)
    }

    /// Tells whether look-ups can find the bike by this part.
    pub fn is_number(self) -> bool {
        matches!(self, Self::FrameNumber | Self::OtherNumbers)
    }

    fn row(self) -> &'static (Self, &'static str, &'static str) {
        // The table has a row for each of them (a test checks this).
        ALL.iter().find(|row| row.0 == self).unwrap_or(&ALL[0])
    }
}

/// One difference between two records, in words. `None` means that there was, or is, nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub what: Changed,
    /// What the record said before.
    pub before: Option<String>,
    /// What the record says now.
    pub after: Option<String>,
}

/// Compares a bike's record with what its owner wants it to say.
pub fn differences(old: &Bike, new: &NewBike, mark: Option<MarkCode>) -> Vec<Difference> {
    let (was, is) = (&old.description, &new.description);
    let others = |of: &[super::Identifier]| {
        let all: Vec<String> = of
            .iter()
            .map(|other| format!("{}: {}", other.kind, other.number.as_written()))
            .collect();
        (!all.is_empty()).then(|| all.join(", "))
    };
    let written = |code: Option<MarkCode>| code.map(|code| code.to_string());
    let kind = |kind: Option<super::BikeKind>| kind.map(|kind| kind.label().to_owned());
    [
        (Changed::FrameNumber, frame(&old.frame), frame(&new.frame)),
        (Changed::Make, was.make.clone(), is.make.clone()),
        (Changed::Model, was.model.clone(), is.model.clone()),
        (Changed::Colours, colours(&was.colours), colours(&is.colours)),
        (Changed::Kind, kind(was.kind), kind(is.kind)),
        (
            Changed::OtherNumbers,
            others(&old.identifiers),
            others(&new.identifiers),
        ),
        (Changed::Features, was.features.clone(), is.features.clone()),
        (Changed::Mark, written(old.mark), written(mark)),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(what, before, after)| Difference { what, before, after })
    .collect()
}

fn frame(frame: &Frame) -> Option<String> {
    match frame {
        Frame::Numbered(number) => Some(number.as_written().to_owned()),
        Frame::Unknown => None,
        Frame::Unnumbered => Some("It has none".to_owned()),
    }
}

/// The colours' names, the main one first.
fn colours(slugs: &[String]) -> Option<String> {
    let label = |slug: &String| {
        let known = catalogue::colours().iter().find(|colour| colour.slug == *slug);
        known.map_or_else(|| slug.clone(), |colour| colour.label.clone())
    };
    let names: Vec<String> = slugs.iter().map(label).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bike::{BikeKind, Description, Identifier, Standing};
    use crate::id::BikeId;
    use jiff::Timestamp;

    fn bike() -> Bike {
        Bike {
            id: BikeId(1),
            frame: Frame::parse("WTU123056K").unwrap(),
            description: Description {
                make: Some("Trek".into()),
                colours: vec!["red".into(), "black".into()],
                ..Description::default()
            },
            identifiers: Vec::new(),
            former: Vec::new(),
            mark: None,
            external_ref: None,
            standing: Standing::WithOwner,
            confirmed: true,
            disputed: false,
            registered_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn every_change_reads_back_from_its_word() {
        for (what, slug, label) in ALL {
            assert_eq!(Changed::parse(slug), Some(what));
            assert_eq!((what.slug(), what.label()), (slug, label));
        }
        assert_eq!(Changed::parse("bell"), None);
    }

    #[test]
    fn only_what_differs_is_told() {
        let old = bike();
        let mut new = NewBike {
            frame: old.frame.clone(),
            description: old.description.clone(),
            identifiers: Vec::new(),
        };
        assert_eq!(differences(&old, &new, None), []);
        new.frame = Frame::Unknown;
        new.description.kind = Some(BikeKind::Road);
        new.identifiers = vec![Identifier::parse("battery:BAT123").unwrap()];
        let told = differences(&old, &new, None);
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.what, one.before.as_deref(), one.after.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (Changed::FrameNumber, Some("WTU123056K"), None),
                (Changed::Kind, None, Some("Road")),
                (Changed::OtherNumbers, None, Some("Battery: BAT123")),
            ]
        );
    }
}
