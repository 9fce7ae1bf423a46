//! The boxes that describe a bike. Every page for officers uses the same ones.

use crate::shared::{Choice, Errors};
use domain::bike::{BikeKind, Description};
use domain::catalogue;

/// The most characters in a make or a model.
const MOST: usize = 60;

/// The makes to suggest while an officer types. They can also type any other.
pub(super) fn makes() -> impl Iterator<Item = &'static str> {
    let makers = catalogue::makes().iter().filter(|make| make.makes_frames);
    makers.map(|make| make.name.as_str())
}

/// The colours to choose from.
pub(super) fn colours(chosen: &str, none: &str) -> Vec<Choice> {
    let all = catalogue::colours().iter();
    let all = all.map(|colour| (colour.slug.as_str(), colour.label.as_str()));
    Choice::list(chosen, std::iter::once(("", none)).chain(all))
}

/// The kinds to choose from.
pub(super) fn kinds(chosen: &str, none: &str) -> Vec<Choice> {
    let all = BikeKind::all().map(|kind| (kind.slug(), kind.label()));
    Choice::list(chosen, std::iter::once(("", none)).chain(all))
}

/// What was typed.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    pub(super) make: &'a str,
    pub(super) model: &'a str,
    pub(super) colour: &'a str,
    pub(super) second_colour: &'a str,
    pub(super) kind: &'a str,
}

/// Reads the boxes, each of which may be empty. Returns `None` if one is not valid.
pub(super) fn read(typed: Typed<'_>, errors: &mut Errors) -> Option<Description> {
    let make = errors.optional_line("make", "Make", typed.make, MOST);
    let model = errors.optional_line("model", "Model", typed.model, MOST);
    let first = colour("colour", typed.colour, errors);
    let second = colour("second_colour", typed.second_colour, errors);
    let kind = match typed.kind.trim() {
        "" => Some(None),
        slug => errors
            .keep("kind", BikeKind::parse(slug).ok_or("Choose a kind from the list"))
            .map(Some),
    };
    let mut colours: Vec<String> = first?.into_iter().chain(second?).collect();
    colours.dedup();
    Some(Description {
        make: make?.map(|make| catalogue::canonical_make(&make).into_owned()),
        model: model?,
        colours,
        kind: kind?,
        features: None,
    })
}

fn colour(id: &str, typed: &str, errors: &mut Errors) -> Option<Option<String>> {
    match typed.trim() {
        "" => Some(None),
        slug => {
            let known = catalogue::colours().iter().find(|colour| colour.slug == slug);
            errors
                .keep(id, known.ok_or("Choose a colour from the list"))
                .map(|colour| Some(colour.slug.clone()))
        }
    }
}

/// The words for colours, the main one first: "black and red". If a label has several words for a colour, it uses the
/// first.
pub(super) fn colour_words(slugs: &[String]) -> String {
    let word = |slug: &String| {
        let known = catalogue::colours().iter().find(|colour| colour.slug == *slug);
        let label = known.map_or(slug.as_str(), |colour| colour.label.as_str());
        let first = label
            .split(',')
            .next()
            .and_then(|label| label.split(" or ").next());
        first.unwrap_or(label).to_lowercase()
    };
    slugs.iter().map(word).collect::<Vec<_>>().join(" and ")
}

/// The heading for a bike: "Trek FX 2, black".
pub(super) fn title(description: &Description) -> String {
    let name: Vec<&str> = description
        .make
        .iter()
        .chain(&description.model)
        .map(String::as_str)
        .collect();
    let name = if name.is_empty() {
        "Make not known".to_owned()
    } else {
        name.join(" ")
    };
    match colour_words(&description.colours) {
        colours if colours.is_empty() => name,
        colours => format!("{name}, {colours}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_read_or_say_what_to_choose() {
        let typed = Typed {
            make: " trek bikes ",
            model: "",
            colour: "red",
            second_colour: "red",
            kind: "road",
        };
        let mut errors = Errors::default();
        let read_ = read(typed, &mut errors).unwrap();
        assert_eq!(read_.make.as_deref(), Some("Trek"));
        assert_eq!(
            (read_.colours, read_.kind),
            (vec!["red".to_owned()], Some(BikeKind::Road))
        );
        for (typed, field) in [
            (
                Typed {
                    make: "a\u{7}",
                    ..typed
                },
                "make",
            ),
            (
                Typed {
                    model: &"x".repeat(61),
                    ..typed
                },
                "model",
            ),
            (
                Typed {
                    colour: "<b>",
                    ..typed
                },
                "colour",
            ),
            (
                Typed {
                    second_colour: "puce",
                    ..typed
                },
                "second_colour",
            ),
            (
                Typed {
                    kind: "hoverboard",
                    ..typed
                },
                "kind",
            ),
        ] {
            let mut errors = Errors::default();
            assert_eq!(read(typed, &mut errors), None, "{field}");
            assert!(errors.of(field).is_some(), "{field}: {errors:?}");
        }
    }

    #[test]
    fn what_a_bike_is_called() {
        let mut description = Description::default();
        assert_eq!(title(&description), "Make not known");
        description.make = Some("Trek".into());
        description.model = Some("FX 2".into());
        description.colours = vec!["black".into(), "silver".into()];
        assert_eq!(title(&description), "Trek FX 2, black and silver");
    }
}
