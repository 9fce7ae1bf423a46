use crate::shared::{DateTyped, Errors};
use domain::bike::BikeReference;
use domain::text;
use registry::look_up::acts::Topic;
use registry::look_up::inspect::{Filter, Place};
use serde::{Deserialize, Serialize};

/// The most characters that can be looked for in a reason.
const MOST: usize = 100;

/// The filter as it was typed, and where the page begins.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) who: String,
    pub(super) kind: String,
    from_day: String,
    from_month: String,
    from_year: String,
    to_day: String,
    to_month: String,
    to_year: String,
    pub(super) bike: String,
    pub(super) reason: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
}

impl Asked {
    pub(super) fn from(&self) -> DateTyped {
        DateTyped::new(&*self.from_day, &*self.from_month, &*self.from_year)
    }

    pub(super) fn to(&self) -> DateTyped {
        DateTyped::new(&*self.to_day, &*self.to_month, &*self.to_year)
    }

    /// Returns where the page begins. A place that cannot be read is the beginning.
    pub(super) fn before(&self) -> Option<Place> {
        self.before.parse().ok()
    }

    /// Reads the filter. Returns `None` if a part of it is not valid.
    pub(super) fn parse(&self, errors: &mut Errors) -> Option<Filter> {
        let who = match self.who.as_str() {
            "" => Some(None),
            id => errors
                .keep("who", id.parse().map_err(|_| "Choose a person from the list"))
                .map(Some),
        };
        let topic = match self.kind.as_str() {
            "" => Some(None),
            slug => errors
                .keep("kind", Topic::parse(slug).ok_or("Choose a kind from the list"))
                .map(Some),
        };
        let mut day = |typed: DateTyped, id: &str, what: &str| match typed.is_empty() {
            true => Some(None),
            false => typed.read(errors, id, what, "").map(Some),
        };
        let from = day(self.from(), "from", "The first day");
        let to = day(self.to(), "to", "The last day");
        if let (Some(Some(from)), Some(Some(to))) = (from, to)
            && to < from
        {
            errors.add("to_day", "The last day must not be before the first");
        }
        let bike = match self.bike.trim() {
            "" => Some(None),
            typed => errors.keep("bike", typed.parse::<BikeReference>()).map(Some),
        };
        let reason = errors.optional_line("reason", "The words in the reason", &self.reason, MOST);
        let filter = Filter {
            who: who?,
            topic: topic?,
            from: from?,
            to: to?,
            bike: bike?,
            reason: reason?,
        };
        errors.is_empty().then_some(filter)
    }

    /// Returns the part of an address that keeps the filter and begins at the newest line.
    pub(super) fn query(&self) -> String {
        let newest = Self {
            before: String::new(),
            ..self.clone()
        };
        serde_urlencoded::to_string(newest).unwrap_or_default()
    }

    /// Returns the address of the page that begins after a line.
    pub(super) fn older(&self, place: &Place) -> String {
        format!("/admin/log?{}&before={place}", self.query())
    }

    /// Says for the file's name which days it has.
    pub(super) fn days(&self) -> String {
        let days = [self.from(), self.to()].map(|typed| typed.read(&mut Errors::default(), "day", "", ""));
        let days: Vec<String> = days.into_iter().flatten().map(|day| day.to_string()).collect();
        let joined = days.join("-to-");
        text::line(&joined, 40).map_or_else(|_| String::new(), |days| format!("-{days}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        serde_urlencoded::from_str(query).unwrap()
    }

    #[test]
    fn a_filter_that_is_not_valid_says_what_to_enter() {
        for (query, said) in [
            ("who=me", "Choose a person from the list"),
            ("kind=gossip", "Choose a kind from the list"),
            (
                "from_day=31&from_month=2&from_year=2026",
                "The first day must be a real date",
            ),
            (
                "from_day=2&from_month=2&from_year=2026&to_day=1&to_month=2&to_year=2026",
                "The last day must not be before the first",
            ),
            ("to_day=1", "The last day must include a month"),
            ("bike=FM-1", "Enter a bike reference like FM-004GXX-M"),
            (
                "reason=a%00",
                "The words in the reason must not contain hidden characters",
            ),
        ] {
            let mut errors = Errors::default();
            assert_eq!(asked(query).parse(&mut errors), None, "{query}");
            let messages: Vec<&str> = errors
                .list()
                .iter()
                .map(|(_, message)| message.as_str())
                .collect();
            assert_eq!(messages, [said], "{query}");
        }
    }

    #[test]
    fn the_next_page_keeps_the_filter() {
        let typed = asked("who=7&kind=opened&reason=PS%2F1&before=5l3");
        let place = typed.before().unwrap();
        let again = asked(typed.older(&place).split_once('?').unwrap().1);
        assert_eq!(again.before(), typed.before());
        let filter = |asked: &Asked| asked.parse(&mut Errors::default()).unwrap();
        assert_eq!(filter(&again), filter(&typed));
        assert_eq!(asked("before=yesterday").before(), None);
    }
}
