//! The form for the plan of an event.

use crate::shared::{Choice, DateTyped, Errors, london};
use domain::account::contact::Postcode;
use domain::account::{Organisation, OrganisationKind};
use domain::event::{AdviceTopic, EventDetails, NewMarkingEvent, Partner, Slots, SlotsError, check_times};
use domain::id::OrganisationId;
use domain::london::TimeError;
use domain::place::Point;
use domain::{place::postcodes, text};
use jiff::{SignedDuration, Span, Timestamp};
use serde::Deserialize;

const MOST_NAME: usize = 100;
const MOST_PLACE: usize = 200;
const MOST_ABOUT: usize = 2_000;
const MOST_BRING: usize = 500;
const MOST_PARTNERS: usize = 10;
/// The most weeks that a plan can be repeated for.
const MOST_WEEKS: i64 = 12;
/// The longest event that may end on the next day.
const LONGEST_NIGHT: SignedDuration = SignedDuration::from_hours(12);

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct PlanForm {
    pub(super) organisation: String,
    pub(super) name: String,
    pub(super) place: String,
    pub(super) point: String,
    on_day: String,
    on_month: String,
    on_year: String,
    pub(super) starts: String,
    pub(super) ends: String,
    pub(super) about: String,
    pub(super) bring: String,
    pub(super) booking: String,
    pub(super) minutes: String,
    pub(super) places: String,
    partner: Vec<String>,
    pub(super) others: String,
    advice: Vec<String>,
    /// How many weeks to repeat a plan for.
    pub(super) weeks: String,
    /// Which state of the plan the form was made from.
    pub(super) revision: String,
}

impl PlanForm {
    /// Fills the form with a plan.
    pub(super) fn of(event: &NewMarkingEvent) -> Self {
        let clock = |at| london::clock(london::time_of(at));
        let details = &event.details;
        let date = DateTyped::of(london::date_of(event.starts_at));
        let mut form = Self {
            organisation: event.organisation.to_string(),
            name: event.name.clone(),
            place: event.place.clone(),
            point: event
                .point
                .map(|point| format!("{:.5}, {:.5}", point.lat(), point.lng()))
                .unwrap_or_default(),
            on_day: date.day,
            on_month: date.month,
            on_year: date.year,
            starts: clock(event.starts_at),
            ends: clock(event.ends_at),
            about: event.about.clone().unwrap_or_default(),
            bring: details.bring.clone().unwrap_or_default(),
            booking: "none".to_owned(),
            advice: details
                .advice
                .iter()
                .map(|topic| topic.slug().to_owned())
                .collect(),
            ..Self::default()
        };
        if let Some(slots) = details.slots {
            form.booking = if slots.booking_only { "needed" } else { "offered" }.to_owned();
            form.minutes = slots.minutes().to_string();
            form.places = slots.places().to_string();
        }
        let mut others = Vec::new();
        for partner in &details.partners {
            match partner {
                Partner::Organisation(id) => form.partner.push(id.to_string()),
                Partner::Named(name) => others.push(name.as_str()),
            }
        }
        form.others = others.join("\n");
        form
    }

    /// Returns each field as it stands in the form.
    pub(super) fn in_words(&self) -> [(&'static str, String); 13] {
        let day = [&*self.on_day, &self.on_month, &self.on_year].join(" ");
        [
            ("Name of the event", self.name.clone()),
            ("Where", self.place.clone()),
            ("On the map", self.point.clone()),
            ("Day", day),
            ("Starts at", self.starts.clone()),
            ("Ends at", self.ends.clone()),
            ("What to expect", self.about.clone()),
            ("What to bring", self.bring.clone()),
            ("Booking", self.booking.clone()),
            ("Length of each slot", self.minutes.clone()),
            ("Bikes per slot", self.places.clone()),
            ("Others who take part", self.others.clone()),
            ("Advice", self.advice.join(", ")),
        ]
    }

    /// Returns the day, as typed.
    pub(super) fn on(&self) -> DateTyped {
        DateTyped::new(&*self.on_day, &*self.on_month, &*self.on_year)
    }

    /// Reads the form. `partners` are the organisations that can be ticked.
    ///
    /// # Errors
    /// [`Errors`] with the problems, in the order of the page.
    pub(super) fn parse(&self, partners: &[Organisation], now: Timestamp) -> Result<NewMarkingEvent, Errors> {
        let mut errors = Errors::default();
        let organisation = self.organisation.parse().map(OrganisationId);
        let organisation = errors.keep(
            "organisation",
            organisation.map_err(|_| "Choose which organisation runs the event"),
        );
        let name = errors.line("name", "The name", "Enter a name", &self.name, MOST_NAME);
        let place = errors.line(
            "place",
            "The place",
            "Enter the name of the place",
            &self.place,
            MOST_PLACE,
        );
        let point = self.point(&mut errors);
        let hours = self.hours(now, &mut errors);
        let about = errors.optional_prose("about", "What to expect", &self.about, MOST_ABOUT);
        let bring = errors.optional_prose("bring", "What to bring", &self.bring, MOST_BRING);
        let slots = self.slots(&mut errors);
        let partners = self.partners(partners, &mut errors);
        let advice = self
            .advice
            .iter()
            .filter_map(|slug| AdviceTopic::parse(slug))
            .collect();
        if let (Some(Some(slots)), Some((from, to))) = (slots, hours)
            && slots.starts(from, to).is_empty()
        {
            errors.add(
                "minutes",
                "A slot is longer than the whole event. Enter fewer minutes",
            );
        }
        let parsed = (|| {
            let (starts_at, ends_at) = hours?;
            Some(NewMarkingEvent {
                organisation: organisation?,
                name: name?,
                place: place?,
                about: about?,
                point: point?,
                starts_at,
                ends_at,
                details: EventDetails {
                    bring: bring?,
                    slots: slots?,
                    partners: partners?,
                    advice,
                },
            })
        })();
        errors.finish(parsed)
    }

    /// Fills the form with a plan for another day.
    pub(super) fn like(event: &NewMarkingEvent) -> Self {
        Self {
            on_day: String::new(),
            on_month: String::new(),
            on_year: String::new(),
            ..Self::of(event)
        }
    }

    /// Reads the form once for each week in which the plan is repeated.
    ///
    /// # Errors
    /// [`Errors`] with the problems, in the order of the page.
    pub(super) fn parse_all(
        &self,
        partners: &[Organisation],
        now: Timestamp,
    ) -> Result<Vec<NewMarkingEvent>, Errors> {
        let weeks = match self.weeks.trim() {
            "" => Some(1),
            typed => typed
                .parse()
                .ok()
                .filter(|weeks| (1..=MOST_WEEKS).contains(weeks)),
        };
        let (first, weeks) = match (self.parse(partners, now), weeks) {
            (Ok(first), Some(weeks)) => (first, weeks),
            (first, weeks) => {
                let mut errors = first.err().unwrap_or_default();
                if weeks.is_none() {
                    errors.add("weeks", format!("Enter a number of weeks from 1 to {MOST_WEEKS}"));
                }
                return Err(errors);
            }
        };
        let day = london::date_of(first.starts_at);
        let mut all = vec![first];
        for week in 1..weeks {
            let on = day.saturating_add(Span::new().weeks(week));
            let date = DateTyped::of(on);
            let later = Self {
                on_day: date.day,
                on_month: date.month,
                on_year: date.year,
                ..self.clone()
            };
            let planned = later.parse(partners, now).map_err(|wrong| {
                let said = wrong.list().first().map_or("", |(_, said)| said.as_str());
                let mut errors = Errors::default();
                errors.add("weeks", format!("{said} ({})", on.strftime("%-d %B %Y")));
                errors
            })?;
            all.push(planned);
        }
        Ok(all)
    }

    /// Reads a postcode, or degrees north and east.
    fn point(&self, errors: &mut Errors) -> Option<Option<Point>> {
        let typed = self.point.trim();
        if typed.is_empty() {
            return Some(None);
        }
        let degrees = typed.split_once(',').and_then(|(lat, lng)| {
            let number = |part: &str| part.trim().parse::<f64>().ok();
            number(lat).zip(number(lng))
        });
        if let Some((lat, lng)) = degrees {
            return errors.keep("point", Point::new(lat, lng)).map(Some);
        }
        let Ok(postcode) = Postcode::parse(typed) else {
            errors.add(
                "point",
                "Enter a full postcode like CB2 3QJ, or degrees like 52.20540, 0.11900",
            );
            return None;
        };
        let known = postcodes::point_of(&postcode);
        let unknown = format!(
            "We do not know where {} is. Enter degrees like 52.20540, 0.11900",
            postcode.as_str()
        );
        errors.keep("point", known.ok_or(unknown)).map(Some)
    }

    /// Reads the day and the hours. If the clocks go back during the event, it includes the extra hour. If the end is
    /// earlier than the start, it is on the next day.
    fn hours(&self, now: Timestamp, errors: &mut Errors) -> Option<(Timestamp, Timestamp)> {
        let date = self.on().read(errors, "on", "The day", "Enter the day");
        let mut time = |id: &str, typed: &str, missing: &str| {
            let read = london::time_of_day(typed).map_err(|error| match error {
                TimeError::Missing => missing.to_owned(),
                other => other.to_string(),
            });
            errors.keep(id, read)
        };
        let starts = time("starts", &self.starts, "Enter the time it starts, such as 10am");
        let ends = time("ends", &self.ends, "Enter the time it ends, such as 2pm");
        let date = date?;
        let starts = errors.keep("starts", london::instant(date, starts?, london::Twice::Earlier));
        let (clock, starts) = (ends?, starts?);
        let mut ends = errors.keep("ends", london::instant(date, clock, london::Twice::Later))?;
        if ends < starts {
            let next = date.tomorrow().unwrap_or(date);
            ends = errors.keep("ends", london::instant(next, clock, london::Twice::Later))?;
            // No night event is this long: 10am to 9am is a mistake.
            if ends.duration_since(starts) > LONGEST_NIGHT {
                errors.add("ends", domain::event::TimesError::EndsBeforeStart.to_string());
                return None;
            }
        }
        match check_times(starts, ends, now) {
            Ok(()) => Some((starts, ends)),
            Err(error) => {
                use domain::event::TimesError::{EndsBeforeStart, TooLong};
                let field = if matches!(error, EndsBeforeStart | TooLong) {
                    "ends"
                } else {
                    "on_day"
                };
                errors.add(field, error.to_string());
                None
            }
        }
    }

    fn slots(&self, errors: &mut Errors) -> Option<Option<Slots>> {
        let booking_only = match self.booking.as_str() {
            "none" => return Some(None),
            "offered" => false,
            "needed" => true,
            _ => {
                errors.add("booking", "Choose whether people book");
                return None;
            }
        };
        let mut number = |id: &str, typed: &str, missing: &str| {
            errors.keep(id, typed.trim().parse::<u16>().map_err(|_| missing.to_owned()))
        };
        let minutes = number(
            "minutes",
            &self.minutes,
            "Enter the length of each slot in minutes, such as 15",
        );
        let places = number(
            "places",
            &self.places,
            "Enter how many bikes you can mark in each slot, such as 2",
        );
        match Slots::new(minutes?, places?, booking_only) {
            Ok(slots) => Some(Some(slots)),
            Err(error @ SlotsError::Minutes) => {
                errors.add("minutes", format!("Length of each slot {error}"));
                None
            }
            Err(error @ SlotsError::Places) => {
                errors.add("places", format!("Bikes per slot {error}"));
                None
            }
        }
    }

    fn partners(&self, known: &[Organisation], errors: &mut Errors) -> Option<Vec<Partner>> {
        let ticked = known
            .iter()
            .filter(|one| self.partner.contains(&one.id.to_string()));
        let mut partners: Vec<Partner> = ticked.map(|one| Partner::Organisation(one.id)).collect();
        if self.others.len() > MOST_PARTNERS * MOST_NAME * 4 {
            errors.add("others", format!("Enter {MOST_PARTNERS} others or fewer"));
            return None;
        }
        let lines = self.others.lines().filter(|line| !line.trim().is_empty());
        for line in lines {
            match text::line(line, MOST_NAME) {
                Ok(name) => partners.push(Partner::Named(name)),
                Err(error) => {
                    errors.add("others", format!("Each name {error}"));
                    return None;
                }
            }
        }
        if partners.len() > MOST_PARTNERS {
            errors.add("others", format!("Choose {MOST_PARTNERS} partners or fewer"));
            return None;
        }
        Some(partners)
    }

    /// Returns the possible answers to whether people book.
    pub(super) fn bookings(&self) -> Vec<Choice> {
        let mut all = Choice::list(
            &self.booking,
            [
                ("none", "No, people just turn up"),
                ("offered", "Yes, and walk-ins are welcome"),
                ("needed", "Yes, and there are no walk-ins"),
            ],
        );
        all[0].hint = "Best for a market or a campus".to_owned();
        all
    }

    /// Returns the organisations that can be ticked as partners.
    pub(super) fn partner_choices(&self, known: &[Organisation]) -> Vec<Choice> {
        let all = known.iter().filter(|one| one.kind != OrganisationKind::Site);
        Choice::list_of_many(
            &self.partner,
            all.map(|one| (one.id.to_string(), one.name.clone())),
        )
    }

    /// Returns the topics that can be ticked.
    pub(super) fn advice_choices(&self) -> Vec<Choice> {
        let all = AdviceTopic::ALL.into_iter();
        Choice::list_of_many(&self.advice, all.map(|topic| (topic.slug(), topic.label())))
    }
}
