//! The consultations of the demonstration, with invented answers.

use super::facts::{AnswerFact, ConsultationFact, StandFact};
use anyhow::{Context, Result};
use domain::consultation::{
    Answer, Choices, Consultation, Details, Edit, MOST_CHOICES, NewStandCount, Sharing,
};
use domain::id::{AccountId, ConsultationId, PartnershipId};
use domain::london::{self, Twice};
use jiff::civil::{Time, time};
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::Tx;
use store::consultation::answers::{self, Marks};
use store::consultation::history::{self, ConsultationChange};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Enters a consultation with its answers.
pub(super) async fn enter(
    tx: &Tx,
    fact: &ConsultationFact,
    here: PartnershipId,
    writer: AccountId,
    now: Timestamp,
) -> Result<()> {
    let details = details(fact, now)?;
    let (opens_at, closes_at) = (details.opens_at, details.closes_at);
    let mut consultation = Consultation::new(details);
    if fact.public {
        let show = Edit::Show {
            seen: 0,
            is_public: true,
            why: None,
        };
        edit(&mut consultation, show, opens_at.checked_sub(DAY)?.min(now))?;
    }
    let id = store::consultation::add(tx, here, &consultation, Some(writer), now).await?;
    answered(tx, id, fact, (opens_at, closes_at.min(now))).await?;
    for stand in &fact.stands {
        edit(&mut consultation, Edit::AddStand(at_stand(stand, now)?), now)?;
    }
    if let Some(days) = fact.published_days_ago {
        let write = Edit::Write {
            seen: 0,
            reached: fact.reached.clone(),
            themes: fact.themes.clone(),
            changed: fact.changed.clone(),
        };
        edit(&mut consultation, write, now)?;
        let tally = answers::tally(tx, id, fact.issues.len()).await?;
        let published = now.checked_sub(DAY * i32::try_from(days)?)?;
        edit(&mut consultation, Edit::Publish { seen: 1, tally }, published)?;
    }
    store::consultation::write(tx, id, &consultation, writer, now).await?;
    let change = ConsultationChange {
        at: now,
        by: Some(writer),
        said: "Entered the consultation".to_owned(),
        why: None,
    };
    Ok(history::add(tx, id, &change).await?)
}

fn edit(consultation: &mut Consultation, edit: Edit, now: Timestamp) -> Result<()> {
    *consultation = consultation.edited(edit, now)?.consultation;
    Ok(())
}

fn details(fact: &ConsultationFact, now: Timestamp) -> Result<Details> {
    let at = |days: i64, time: Time| -> Result<Timestamp> {
        let day = london::date_of(now).checked_add(days.days())?;
        Ok(london::instant(day, time, Twice::Earlier)?)
    };
    let sharing = Sharing::parse(&fact.sharing);
    Ok(Details {
        title: fact.title.clone(),
        question: fact.question.clone(),
        background: fact.background.clone(),
        opens_at: at(fact.opens_in_days, time(9, 0, 0, 0))?,
        closes_at: at(fact.closes_in_days, time(17, 0, 0, 0))?,
        issues: fact.issues.clone(),
        asks: fact.asks.clone(),
        asked: fact.asked.clone(),
        sharing: sharing.with_context(|| format!("no rule: {}", fact.sharing))?,
    })
}

fn at_stand(fact: &StandFact, now: Timestamp) -> Result<NewStandCount> {
    Ok(NewStandCount {
        on: london::date_of(now).checked_sub(fact.days_ago.days())?,
        place: fact.place.clone(),
        people: fact.people,
        named: fact.named.clone(),
    })
}

/// Adds the answers, evenly over the time in which people could answer. The first ones have words.
async fn answered(
    tx: &Tx,
    id: ConsultationId,
    fact: &ConsultationFact,
    (from, until): (Timestamp, Timestamp),
) -> Result<()> {
    let each = |answer: &AnswerFact| {
        (0..answer.count)
            .map(|_| (answer.chosen.clone(), answer.tablet))
            .collect::<Vec<_>>()
    };
    let all: Vec<(Vec<usize>, bool)> = fact.answers.iter().flat_map(each).collect();
    let apart = until.duration_since(from) / i32::try_from(all.len() + 1)?;
    let mut at = from;
    let mut tablet_came = false;
    for (number, (chosen, on_tablet)) in all.into_iter().enumerate() {
        at = at.checked_add(apart)?;
        let mut places = [None; MOST_CHOICES];
        for (place, issue) in places.iter_mut().zip(chosen) {
            *place = Some(issue);
        }
        let choices = Choices::new(places, fact.issues.len()).map_err(|(_, error)| error)?;
        let answer = Answer {
            choices,
            words: fact.words.get(number).cloned(),
        };
        let source = if on_tablet {
            "tablet".to_owned()
        } else {
            format!("browser {number}")
        };
        let marks = Marks::of(tx, id, Some(source.as_bytes()), source.as_bytes());
        let is_first = !(on_tablet && tablet_came);
        tablet_came |= on_tablet;
        answers::add(tx, id, &answer, &marks, is_first, at).await?;
    }
    Ok(())
}
