//! An owner changes one thing about a bike. The question is the same as in a registration.

use super::register::answers::Answers;
use super::register::step::Step;
use super::words;
use crate::shared::guard::Account;
use crate::shared::questions::{self, Found, NotNow, Subject, Told};
use crate::shared::{App, HttpError, Notice, Visit};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use domain::bike::{Bike, Changed, Standing, differences};
use domain::id::BikeId;
use registry::bike::change::{ChangeBikeError, Edited, change_bike};
use registry::bike::own;
use registry::version::Version;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The questions that can be asked again about a registered bike.
const STEPS: [Step; 8] = [
    Step::FrameNumber,
    Step::Make,
    Step::Model,
    Step::Colours,
    Step::Kind,
    Step::OtherNumbers,
    Step::Features,
    Step::Mark,
];

/// Tells somebody who saves a row that it has changed since they opened the page, and repeats what they entered, so
/// that they need not remember it.
fn overtaken(entered: Option<&str>) -> String {
    let entered = entered.map_or_else(|| "that there is none".to_owned(), |words| format!("“{words}”"));
    format!(
        "This was changed on another page or phone since you opened it. You entered {entered}. We have not saved that. \
         This is what it says now"
    )
}

/// An owner, and the bike that they are changing.
pub(super) struct Changing {
    account: Account,
    bike: Bike,
    step: Step,
    /// Which state of the row the form was made from.
    seen: Option<Version>,
    visit: Visit,
}

/// The query of a form's address.
#[derive(Debug, Default, Deserialize)]
struct Seen {
    seen: Option<String>,
}

impl Subject for Changing {
    type Step = Step;
    type Answers = Answers;

    const TITLE: &'static str = "Change your bike";

    async fn find(parts: &mut Parts, app: &App, visit: &Visit) -> Result<Found<Self>, NotNow> {
        let account = Account::from_request_parts(parts, app)
            .await
            .map_err(NotNow::Refused)?;
        let (bike, step) = of_path(&visit.path).ok_or(HttpError::NotFound)?;
        let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
        let bike = own::bike(&app.registry, account.0, bike)
            .await
            .map_err(HttpError::from)?
            .map_err(|_| HttpError::NotFound)?;
        let Seen { seen } = Query::try_from_uri(&parts.uri)
            .map(|Query(seen)| seen)
            .unwrap_or_default();
        let subject = Self {
            account,
            bike,
            step,
            seen: seen.as_deref().map(Version::sent),
            visit: visit.clone(),
        };
        if subject.bike.standing == Standing::Retired {
            return Err(subject.not_now(&ChangeBikeError::Retired).await?);
        }
        if step == Step::Mark && subject.bike.mark.is_some() {
            return Err(subject.not_now(&ChangeBikeError::HasMark).await?);
        }
        let told = told(&Edited::of(&subject.bike));
        Ok(Found { subject, step, told })
    }

    async fn change<F>(&self, app: &App, change: F) -> Result<bool, HttpError>
    where
        F: FnOnce(&[u8]) -> Result<Vec<u8>, HttpError> + Send,
    {
        let edit = |edited: Edited| -> Result<Edited, Refused> {
            let json = change(&told(&edited).write()?)?;
            let answers = Told::<Step, Answers>::read(&json).answers;
            let bike = answers.bike();
            let bike =
                bike.ok_or_else(|| HttpError::internal("a bike without an answer about its number"))?;
            let mark = answers.mark;
            let new = Edited { bike, mark };
            let before = version(self.step, &edited)?;
            let overtaken = self.seen.as_ref().is_some_and(|seen| *seen != before);
            if overtaken && version(self.step, &new)? != before {
                let entered = differences(&self.bike, &new.bike, new.mark);
                return Err(Refused::Overtaken(entered.into_iter().find_map(|one| one.after)));
            }
            Ok(new)
        };
        match change_bike(&app.registry, self.account.0, self.bike.id, edit).await {
            Ok(changed) => {
                if let Some(said) = self.said(&changed) {
                    self.visit.notice(Notice::success(said)).await?;
                }
                Ok(true)
            }
            Err(Refused::Page(error)) => Err(error),
            Err(Refused::Overtaken(entered)) => {
                let said = overtaken(entered.as_deref());
                self.visit.notice(Notice::important(said)).await?;
                Ok(false)
            }
            Err(Refused::Verb(ChangeBikeError::Store(error))) => Err(error.into()),
            Err(Refused::Verb(ChangeBikeError::NotYours(_))) => Err(HttpError::NotFound),
            Err(Refused::Verb(error)) => {
                self.visit.notice(Notice::important(error.to_string())).await?;
                Ok(false)
            }
        }
    }

    fn path(&self, step: Step) -> String {
        format!("{}/change/{}", self.start(), questions::Step::slug(step))
    }

    fn query(&self) -> String {
        let version = version(self.step, &Edited::of(&self.bike));
        version
            .map(|version| format!("seen={version}"))
            .unwrap_or_default()
    }

    fn start(&self) -> String {
        format!("/account/bikes/{}", self.bike.id)
    }

    fn stands_alone(&self) -> bool {
        true
    }

    fn caption(&self) -> String {
        format!("Change your {}", words::name(&self.bike.description))
    }
}

impl Changing {
    /// Says what was changed, or returns `None` if nothing was.
    fn said(&self, changed: &[Changed]) -> Option<String> {
        let what = changed.first()?.label().to_lowercase();
        let what = what.replace("framemark", "Framemark");
        let number = changed.iter().any(|one| one.is_number());
        let gone = matches!(
            self.bike.standing,
            Standing::ReportedStolen | Standing::HeldByPolice
        );
        Some(if number && gone {
            format!("We have changed the {what}. The police can see both the old and the new number")
        } else {
            format!("We have changed the {what}")
        })
    }

    async fn not_now(&self, why: &ChangeBikeError) -> Result<NotNow, HttpError> {
        self.visit.notice(Notice::important(why.to_string())).await?;
        Ok(NotNow::Elsewhere(self.start()))
    }
}

/// Why a change was not made.
enum Refused {
    Verb(ChangeBikeError),
    Page(HttpError),
    /// Somebody has changed the row since the page was opened. The words are what was entered and not saved.
    Overtaken(Option<String>),
}

impl From<ChangeBikeError> for Refused {
    fn from(error: ChangeBikeError) -> Self {
        Self::Verb(error)
    }
}

impl From<HttpError> for Refused {
    fn from(error: HttpError) -> Self {
        Self::Page(error)
    }
}

/// Turns what the register says into answers, as if every question had been answered.
fn told(edited: &Edited) -> Told<Step, Answers> {
    let all = <Step as questions::Step>::ORDER.iter().map(|row| row.0);
    Told {
        answered: all.collect::<BTreeSet<Step>>(),
        answers: Answers::of(edited),
    }
}

/// The version of one row of the register.
fn version(step: Step, edited: &Edited) -> Result<Version, HttpError> {
    let all = Answers::of(edited);
    let mut row = Answers::default();
    match step {
        Step::FrameNumber => row.frame = all.frame,
        Step::Make => row.looks.make = all.looks.make,
        Step::Model => row.looks.model = all.looks.model,
        Step::Colours => row.looks.colours = all.looks.colours,
        Step::Kind => row.looks.kind = all.looks.kind,
        Step::OtherNumbers => row.identifiers = all.identifiers,
        Step::Features => row.looks.features = all.looks.features,
        _ => row.mark = all.mark,
    }
    let json = serde_json::to_string(&row).map_err(HttpError::internal)?;
    Ok(Version::of([json.as_str()]))
}

/// Finds the bike and the question in an address below `/account/bikes/`.
fn of_path(path: &str) -> Option<(&str, Step)> {
    let (bike, slug) = path.strip_prefix("/account/bikes/")?.split_once("/change/")?;
    let step: Step = questions::Step::parse(slug)?;
    STEPS.contains(&step).then_some((bike, step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_of_the_bike_can_be_changed() {
        let path = |slug: &str| format!("/account/bikes/7/change/{slug}");
        assert_eq!(of_path(&path("frame-number")), Some(("7", Step::FrameNumber)));
        for slug in ["email", "you", "photos", "check", "", "frame-number/x"] {
            assert_eq!(of_path(&path(slug)), None, "{slug}");
        }
    }
}
