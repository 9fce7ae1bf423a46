//! The letters about bookings. None of them names the person who booked. Each has its own folder.

mod booked;
mod enough;
mod event_cancelled;
mod event_changed;
mod given_up;
mod keep;
mod moved;
mod moved_up;
mod reminder;
mod waiting;

pub(crate) use booked::booked;
pub(crate) use enough::enough;
pub(crate) use event_cancelled::event_cancelled;
pub(crate) use event_changed::event_changed;
pub(crate) use given_up::given_up;
pub(crate) use keep::keep;
pub(crate) use moved::moved;
pub(crate) use moved_up::moved_up;
pub(crate) use reminder::reminder;
pub(crate) use waiting::waiting;

use crate::Registry;
use crate::mail::letters::Example;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::event::MarkingEvent;
use domain::london;
use jiff::Timestamp;
use store::event::bookings::Token;
use store::mail::Letter;

/// What every e-mail about a booking says.
pub(crate) struct LetterFacts {
    event: String,
    place: String,
    when: String,
    bikes: u8,
    bring: String,
    page: String,
    /// The address of all events.
    others: String,
    link: String,
    walk_ins: bool,
}

impl LetterFacts {
    /// Collects what to say about a booking for some bikes.
    pub(crate) fn new(
        registry: &Registry,
        event: &MarkingEvent,
        (slot, bikes): (Option<Timestamp>, u8),
        token: &Token,
    ) -> Self {
        let plan = &event.event;
        let clock = london::clock_at;
        let day = london::named_day(plan.starts_at);
        let site = registry.public_url();
        Self {
            event: plan.name.clone(),
            place: plan.place.clone(),
            when: match slot {
                Some(slot) => format!("{}, {}", london::named_day(slot), clock(slot)),
                None => format!("{day}, {} to {}", clock(plan.starts_at), clock(plan.ends_at)),
            },
            bikes,
            bring: match (bikes, &plan.details.bring) {
                (1, Some(bring)) => format!("Bring your bike. {bring}\n"),
                (1, None) => "Bring your bike.\n".to_owned(),
                (_, Some(bring)) => format!("Bring your bikes. {bring}\n"),
                (_, None) => "Bring your bikes.\n".to_owned(),
            },
            page: format!("{site}/events/{}", event.id),
            others: format!("{site}/events"),
            link: format!("{site}/events/bookings/{}", URL_SAFE_NO_PAD.encode(token)),
            walk_ins: plan.details.slots.is_some_and(|slots| !slots.booking_only),
        }
    }

    fn facts(&self) -> String {
        let bikes = match self.bikes {
            1 => "1 bike".to_owned(),
            bikes => format!("{bikes} bikes"),
        };
        format!("{}\n{}\n{}\nFor {bikes}\n", self.event, self.when, self.place)
    }

    fn change(&self) -> String {
        format!(
            "Change or cancel your booking:\n\n{}\n\nKeep this link to yourself. Anyone who has it can change your \
             booking.\n\nAbout the event: {}\n",
            self.link, self.page
        )
    }

    /// What an example says.
    fn sample(some: &Example) -> Self {
        Self {
            event: "Market Square marking day".to_owned(),
            place: "Market Square, Cambridge".to_owned(),
            when: "Saturday 5 June 2027, 10:20am".to_owned(),
            bikes: 1,
            bring: "Bring your bike. Bring the battery key too.\n".to_owned(),
            page: some.link("/events/7"),
            others: some.link("/events"),
            link: some.link("/events/bookings/AbC"),
            walk_ins: true,
        }
    }
}

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![
        ("booked", booked::sample(some)),
        ("enough", enough::sample(some)),
        ("event_cancelled", event_cancelled::sample(some)),
        ("event_changed", event_changed::sample(some)),
        ("given_up", given_up::sample(some)),
        ("keep", keep::sample(some)),
        ("moved", moved::sample(some)),
        ("moved_up", moved_up::sample(some)),
        ("reminder", reminder::sample(some)),
        ("waiting", waiting::sample(some)),
    ]
}

#[cfg(test)]
mod tests;
