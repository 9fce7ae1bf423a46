//! How an owner's pages put what is known of a bike into words.

use domain::account::contact::EmailAddress;
use domain::bike::{Bike, Description, Standing};
use domain::catalogue;
use domain::number::Frame;

/// Why there is no frame number to show.
pub(super) fn without_number(frame: Option<&Frame>) -> &'static str {
    match frame {
        Some(Frame::Unnumbered) => "It has none",
        _ => "Not found yet",
    }
}

/// The colours' names, the main one first: "Red and black".
pub(super) fn colours(slugs: &[String]) -> String {
    let label = |slug: &String| {
        let known = catalogue::colours().iter().find(|colour| colour.slug == *slug);
        known.map_or_else(|| slug.clone(), |colour| colour.label.clone())
    };
    let names: Vec<String> = slugs
        .iter()
        .enumerate()
        .map(|(place, slug)| {
            if place == 0 {
                label(slug)
            } else {
                label(slug).to_lowercase()
            }
        })
        .collect();
    match names.as_slice() {
        [] => "Not provided".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What to call a bike among others: "Brompton M6L", or its kind and colour where no make is known.
pub(super) fn name(looks: &Description) -> String {
    let named: Vec<&str> = [&looks.make, &looks.model]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if !named.is_empty() {
        return named.join(" ");
    }
    match looks.colours.first() {
        Some(_) => format!("{} bike", colours(&looks.colours[..1])),
        None => "Bike".to_owned(),
    }
}

/// What to ask somebody whose e-mail address looks like a slip of the finger.
pub(super) fn did_you_mean(meant: &EmailAddress) -> String {
    format!(
        "Did you mean {}? Change it, or continue again if it is right as it is",
        meant.as_str()
    )
}

/// What the tag says of how a bike stands.
pub(super) fn standing(bike: &Bike) -> &'static str {
    match bike.standing {
        Standing::WithOwner if !bike.confirmed => "Not confirmed",
        standing => standing.label(),
    }
}

/// The colour of the tag that says how a bike stands.
pub(super) fn tag(bike: &Bike) -> &'static str {
    match bike.standing {
        Standing::WithOwner if !bike.confirmed => "yellow",
        Standing::WithOwner => "green",
        Standing::ReportedStolen => "red",
        Standing::HeldByPolice => "blue",
        Standing::Retired => "grey",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_said_as_a_person_would() {
        for (slugs, said) in [
            (&[][..], "Not provided"),
            (&["red"], "Red"),
            (&["red", "black"], "Red and black"),
            (&["red", "black", "white"], "Red, black and white"),
            (&["puce"], "puce"),
        ] {
            let slugs: Vec<String> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
            assert_eq!(colours(&slugs), said);
        }
    }

    #[test]
    fn a_bike_without_a_make_is_called_by_its_colour() {
        let mut looks = Description::default();
        assert_eq!(name(&looks), "Bike");
        looks.colours = vec!["red".into(), "black".into()];
        assert_eq!(name(&looks), "Red bike");
        looks.make = Some("Brompton".into());
        assert_eq!(name(&looks), "Brompton");
        looks.model = Some("M6L".into());
        assert_eq!(name(&looks), "Brompton M6L");
    }
}
