//! Says what each official figure means.

/// An official figure: what we count, which date counts, and when it is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its short name in addresses, files and tokens.
    pub id: &'static str,
    /// Its name in words.
    pub name: &'static str,
    /// The version of the definition. A changed definition gets the next number, and tables show where the series
    /// breaks.
    pub version: u16,
    /// What is counted.
    pub numerator: &'static str,
    /// What the count is divided by; `None` for a plain count.
    pub denominator: Option<&'static str>,
    /// The date that decides which period a case belongs to.
    pub period: &'static str,
    /// When the figure is final.
    pub is_final: &'static str,
}

const FROZEN: &str = "When the quarter closes. Until then it is provisional [p]. If a later release changes it, we mark \
                      it as revised [r] and show the first value beside it.";
const RETURNS: &str = "90 days after the last day of the quarter. Until then it is provisional [p].";
const GONE: &str = "The day when somebody noticed that the bike was gone.";
const FOUND: &str = "The day when the bike was found.";
const CLOSING: &str = "When the event is closed. Until then we only count it as “not closed yet”.";

const fn count(
    (id, name): (&'static str, &'static str),
    numerator: &'static str,
    period: &'static str,
    is_final: &'static str,
) -> Definition {
    Definition {
        id,
        name,
        version: 1,
        numerator,
        denominator: None,
        period,
        is_final,
    }
}

const fn share(
    (id, name): (&'static str, &'static str),
    (numerator, denominator): (&'static str, &'static str),
    period: &'static str,
    is_final: &'static str,
) -> Definition {
    Definition {
        id,
        name,
        version: 1,
        numerator,
        denominator: Some(denominator),
        period,
        is_final,
    }
}

/// Every official figure, in the order of the definitions page.
pub const DEFINITIONS: [Definition; 17] = [
    count(
        ("thefts.total", "Thefts"),
        "Reports of theft, except those that turned out to be a mistake.",
        GONE,
        FROZEN,
    ),
    share(
        ("thefts.registered", "Thefts of registered bikes"),
        (
            "Thefts of bikes that were already registered when somebody noticed the theft.",
            "All thefts (thefts.total).",
        ),
        GONE,
        FROZEN,
    ),
    share(
        ("thefts.late", "Thefts that were reported late"),
        (
            "Thefts that were reported more than 7 days after somebody noticed them.",
            "All thefts (thefts.total).",
        ),
        GONE,
        FROZEN,
    ),
    count(
        ("recovered.total", "Recovered bikes"),
        "Bikes that organisations in the partnership recovered. If two entries have the same property reference, we \
         count them once.",
        FOUND,
        FROZEN,
    ),
    share(
        ("recovered.named", "Recovered bikes that were matched"),
        (
            "Recovered bikes that were matched to a bike on the register within 90 days.",
            "All recovered bikes (recovered.total).",
        ),
        FOUND,
        RETURNS,
    ),
    share(
        ("recovered.home", "Recovered bikes that got home"),
        (
            "Recovered bikes that were back with their owner within 90 days.",
            "All recovered bikes (recovered.total).",
        ),
        FOUND,
        RETURNS,
    ),
    count(
        ("recovered.insurer", "Recovered bikes that went to an insurer"),
        "Recovered bikes that went within 90 days to an insurer that had paid for them. They count as matched, but not \
         as returned to their owner.",
        FOUND,
        RETURNS,
    ),
    count(
        ("recovered.days", "Days until a bike was matched or returned"),
        "The median number of days until a bike was matched, and until it was returned. We show it for 10 bikes or \
         more.",
        FOUND,
        RETURNS,
    ),
    count(
        ("marked.total", "Marks issued"),
        "Marks that were issued. We do not count a mark that replaces another one.",
        "The day of issue.",
        FROZEN,
    ),
    count(
        ("marked.events", "Marks issued at events"),
        "Marks that were issued at events.",
        "The day of issue.",
        FROZEN,
    ),
    count(
        ("events.held", "Marking events"),
        "Marking events that were held.",
        "The day of the event.",
        CLOSING,
    ),
    count(
        ("events.walk-ins", "People who came without a booking"),
        "People who came to an event without a booking.",
        "The day of the event.",
        CLOSING,
    ),
    count(
        ("events.advised", "People who were given advice"),
        "People who were given advice at an event.",
        "The day of the event.",
        CLOSING,
    ),
    share(
        ("events.came", "Bookings where somebody came"),
        ("Bookings where somebody came.", "Bookings for the event."),
        "The day of the event.",
        CLOSING,
    ),
    share(
        ("coverage", "Thefts on the register and in police figures"),
        (
            "Thefts on the register that have a crime reference.",
            "Bicycle thefts that the police recorded.",
        ),
        "The months for which we have a file from every police force in the area. The result can be above 1.",
        FROZEN,
    ),
    count(
        ("place.thefts", "Thefts in hot places"),
        "Thefts in the map squares of a hot place. We show a band of five, such as 5 to 9.",
        GONE,
        "When the quarter closes. We only show closed quarters.",
    ),
    share(
        ("rate.spaces", "Thefts for each 100 cycle spaces"),
        (
            "Thefts at the place in a year, as a range.",
            "100 cycle spaces, counted in the last 24 months.",
        ),
        GONE,
        "When the quarter closes.",
    ),
];

/// Finds a definition by its id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|one| one.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_has_its_own_id_and_whole_sentences() {
        let ids: BTreeSet<&str> = DEFINITIONS.iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), DEFINITIONS.len());
        for one in &DEFINITIONS {
            assert_eq!(find(one.id), Some(one));
            for text in [one.numerator, one.period, one.is_final] {
                assert!(text.ends_with('.'), "{text}");
            }
            if let Some(denominator) = one.denominator {
                assert!(denominator.ends_with('.'), "{denominator}");
            }
        }
        assert_eq!(find("thefts"), None);
    }
}
