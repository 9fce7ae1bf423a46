//! What a bike looks like, in the words of owners and of the public.

use domain::bike::Description;
use domain::catalogue;

/// The colours' names, the main one first: "Red and black".
pub fn colours(slugs: &[String]) -> String {
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

/// A name for a bike: "Brompton M6L", or its main colour, such as "Red bike", if neither make nor model is known.
pub fn name(looks: &Description) -> String {
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
