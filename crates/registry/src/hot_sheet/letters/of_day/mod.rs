//! A day's letter: what the stolen bikes look like and roughly where they were, and nothing else.

use super::listed;
use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::Description;
use domain::catalogue;
use domain::place::groups::WardGroup;
use store::mail::Letter;

/// The most bikes in one letter; the list on the website has the others.
const MOST: usize = 20;

/// Makes a day's letter: what the stolen bikes look like and roughly where they were, and nothing else.
pub(crate) fn of_day(
    to: &EmailAddress,
    thefts: &[(&WardGroup, &Description)],
    site: &str,
    link: &str,
) -> Letter {
    let (subject, begin) = match thefts.len() {
        1 => (
            "1 bike was reported stolen near you".to_owned(),
            "1 bike has been reported stolen since our last e-mail, and its owner agreed that we may tell you."
                .to_owned(),
        ),
        many => (
            format!("{many} bikes were reported stolen near you"),
            format!(
                "{many} bikes have been reported stolen since our last e-mail, and their owners agreed that we may \
                 tell you."
            ),
        ),
    };
    let mut said = String::new();
    for group in WardGroup::all() {
        let here: Vec<String> = thefts
            .iter()
            .take(MOST)
            .filter(|(at, _)| *at == group)
            .map(|(_, looks)| look(looks))
            .collect();
        if !here.is_empty() {
            let here: Vec<&str> = here.iter().map(String::as_str).collect();
            said += &format!("{}\n\n{}\n", group.name, listed(&here));
        }
    }
    let more = match thefts.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!("And {more} more.\n\n"),
    };
    let text = format!(
        "{begin}\n\n{said}{more}\
         Do you think that you have seen one? Check its number, and do not try to get it back yourself:\n\n{site}/check\n\n\
         All stolen bikes that are shown to the public:\n\n{site}/stolen\n\n\
         Stop these e-mails, or see what you asked for:\n\n{link}\n"
    );
    Letter {
        stop: Some(format!("{link}/stop")),
        ..letter(to, &subject, text)
    }
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Option<Letter> {
    let looks = Description {
        make: Some("Trek".to_owned()),
        model: Some("FX 3".to_owned()),
        colours: vec!["red".to_owned(), "black".to_owned()],
        ..Description::default()
    };
    let ely = WardGroup::of_slug("ely")?;
    let thefts = [(ely, &looks), (ely, &Description::default())];
    Some(of_day(
        &some.to,
        &thefts,
        some.site,
        &some.link("/stolen/hot-sheet/AbC"),
    ))
}

/// "Trek FX 3, red and black, hybrid", as far as it is known.
fn look(looks: &Description) -> String {
    let names: Vec<&str> = [&looks.make, &looks.model]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let name = if names.is_empty() {
        "Make not known".to_owned()
    } else {
        names.join(" ")
    };
    let label = |slug: &String| {
        let known = catalogue::colours().iter().find(|colour| colour.slug == *slug);
        known.map_or_else(|| slug.clone(), |colour| colour.label.to_lowercase())
    };
    let colours: Vec<String> = looks.colours.iter().map(label).collect();
    let kind = looks.kind.map(|kind| kind.label().to_lowercase());
    let parts = [
        Some(name),
        (!colours.is_empty()).then(|| colours.join(" and ")),
        kind,
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_can_be_stopped() {
        let some = Example::new("https://bikes.example.org").unwrap();
        let ely = WardGroup::of_slug("ely").unwrap();
        let nothing = Description::default();
        let letter = of_day(&some.to, &vec![(ely, &nothing); 25], some.site, "https://x");
        assert!(letter.body.contains("And 5 more.") && letter.subject.starts_with("25 bikes"));
        assert_eq!(letter.stop.as_deref(), Some("https://x/stop"));
    }
}
