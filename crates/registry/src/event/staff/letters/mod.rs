//! The letters about work at an event. Each has its own folder, with its words and what they look like.

mod cancelled;
mod changed;
mod joined;
mod left;

pub(crate) use cancelled::cancelled;
pub(crate) use changed::changed;
pub(crate) use joined::joined;
pub(crate) use left::left;

use crate::Registry;
use crate::mail::letters::Example;
use domain::event::MarkingEvent;
use domain::london;
use store::mail::Letter;

/// What every e-mail about the rota says.
pub(crate) struct ShiftFacts {
    event: String,
    when: String,
    place: String,
    page: String,
    desk: String,
}

impl ShiftFacts {
    /// Collects what to say about an event.
    pub(crate) fn new(registry: &Registry, event: &MarkingEvent) -> Self {
        let plan = &event.event;
        let clock = london::clock_at;
        let site = registry.public_url();
        Self {
            event: plan.name.clone(),
            when: format!(
                "{}, {} to {}",
                london::named_day(plan.starts_at),
                clock(plan.starts_at),
                clock(plan.ends_at)
            ),
            place: plan.place.clone(),
            page: format!("{site}/events/{}", event.id),
            desk: format!("{site}/desk"),
        }
    }

    fn facts(&self) -> String {
        format!("{}\n{}\n{}\n", self.event, self.when, self.place)
    }

    /// What an example says.
    fn sample(some: &Example) -> Self {
        Self {
            event: "Market Square marking day".to_owned(),
            when: "Saturday 5 June 2027, 10am to 2pm".to_owned(),
            place: "Market Square".to_owned(),
            page: some.link("/events/7"),
            desk: some.link("/desk"),
        }
    }
}

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![
        ("cancelled", cancelled::sample(some)),
        ("changed", changed::sample(some)),
        ("joined", joined::sample(some)),
        ("left", left::sample(some)),
    ]
}
