//! The e-mails to those who work at an event, in plain text.

use crate::Registry;
use crate::mail::letters::letter;
use domain::account::contact::EmailAddress;
use domain::event::MarkingEvent;
use domain::london;
use store::mail::Letter;

/// What every letter about a shift tells.
pub(crate) struct ShiftFacts {
    event: String,
    when: String,
    place: String,
    page: String,
    desk: String,
}

impl ShiftFacts {
    /// Gathers what to tell of an event.
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
}

/// Makes the letter that somebody is on the rota.
pub(super) fn joined(to: &EmailAddress, facts: &ShiftFacts, duty: Option<&str>) -> Letter {
    let duty = duty.map_or_else(String::new, |duty| format!("What you do there: {duty}\n\n"));
    let text = format!(
        "You are on the rota of a bike marking event.\n\n{}\n{duty}Open the desk on your phone before you set off, while you have a signal:\n\n{}\n\n\
         If you cannot come, tell the coordinator.\n\nAbout the event, with its calendar file: {}\n",
        facts.facts(),
        facts.desk,
        facts.page
    );
    letter(to, "You are on the rota of a bike marking event", text)
}

/// Makes the letter that somebody is no longer on the rota.
pub(super) fn left(to: &EmailAddress, facts: &ShiftFacts) -> Letter {
    let text = format!(
        "You are no longer on the rota of this event. You do not need to come.\n\n{}\nIf bikes still wait on your phone, send them before the day ends.\n",
        facts.facts()
    );
    letter(to, "You are off the rota of a bike marking event", text)
}

/// Makes the letter that the place or the hours of an event have changed.
pub(crate) fn changed(to: &EmailAddress, facts: &ShiftFacts, before: &ShiftFacts) -> Letter {
    let text = format!(
        "The place or time of an event at which you work has changed. It is now:\n\n{}\nIt was:\n\n{}\nIf you cannot come, tell the coordinator.\n\nAbout the event, with its calendar file: {}\n",
        facts.facts(),
        before.facts(),
        facts.page
    );
    letter(to, "A bike marking event has changed", text)
}

/// Makes the letter that an event at which somebody works is cancelled.
pub(crate) fn cancelled(to: &EmailAddress, facts: &ShiftFacts, why: &str) -> Letter {
    let text = format!(
        "An event at which you were to work is cancelled. You do not need to come.\n\n{}\nReason: {why}\n",
        facts.facts()
    );
    letter(to, "A bike marking event is cancelled", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vera() -> EmailAddress {
        EmailAddress::parse("vera@example.org").unwrap()
    }

    fn facts(place: &str) -> ShiftFacts {
        ShiftFacts {
            event: "Market Square marking day".to_owned(),
            when: "Saturday 5 June 2027, 10am to 2pm".to_owned(),
            place: place.to_owned(),
            page: "https://bikes.example.org/events/7".to_owned(),
            desk: "https://bikes.example.org/desk".to_owned(),
        }
    }

    fn shown(letter: &Letter) -> String {
        assert!(letter.subject.len() < 70, "{}", letter.subject);
        format!("Subject: {}\n\n{}", letter.subject, letter.body)
    }

    #[test]
    fn somebody_joins() {
        insta::assert_snapshot!(shown(&joined(&vera(), &facts("Market Square"), Some("Desk 1"))), @r"
        Subject: You are on the rota of a bike marking event

        You are on the rota of a bike marking event.

        Market Square marking day
        Saturday 5 June 2027, 10am to 2pm
        Market Square

        What you do there: Desk 1

        Open the desk on your phone before you set off, while you have a signal:

        https://bikes.example.org/desk

        If you cannot come, tell the coordinator.

        About the event, with its calendar file: https://bikes.example.org/events/7

        --
        Framemark, the bike marking and stolen bike register
        ");
    }

    #[test]
    fn somebody_leaves() {
        insta::assert_snapshot!(shown(&left(&vera(), &facts("Market Square"))), @r"
        Subject: You are off the rota of a bike marking event

        You are no longer on the rota of this event. You do not need to come.

        Market Square marking day
        Saturday 5 June 2027, 10am to 2pm
        Market Square

        If bikes still wait on your phone, send them before the day ends.

        --
        Framemark, the bike marking and stolen bike register
        ");
    }

    #[test]
    fn an_event_changes() {
        insta::assert_snapshot!(shown(&changed(&vera(), &facts("Guildhall"), &facts("Market Square"))), @r"
        Subject: A bike marking event has changed

        The place or time of an event at which you work has changed. It is now:

        Market Square marking day
        Saturday 5 June 2027, 10am to 2pm
        Guildhall

        It was:

        Market Square marking day
        Saturday 5 June 2027, 10am to 2pm
        Market Square

        If you cannot come, tell the coordinator.

        About the event, with its calendar file: https://bikes.example.org/events/7

        --
        Framemark, the bike marking and stolen bike register
        ");
    }

    #[test]
    fn an_event_is_cancelled() {
        insta::assert_snapshot!(shown(&cancelled(&vera(), &facts("Market Square"), "The square is flooded.")), @r"
        Subject: A bike marking event is cancelled

        An event at which you were to work is cancelled. You do not need to come.

        Market Square marking day
        Saturday 5 June 2027, 10am to 2pm
        Market Square

        Reason: The square is flooded.

        --
        Framemark, the bike marking and stolen bike register
        ");
    }
}
