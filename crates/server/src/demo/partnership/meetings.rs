//! The meetings of the demonstration, with papers of one page each.

use super::Entered;
use super::facts::{ItemFact, MeetingFact, PaperFact, PointFact, QuestionFact};
use anyhow::{Context, Result};
use domain::id::{AccountId, MeetingId};
use domain::london::{self, Twice};
use domain::meeting::{
    Details, Edit, Meeting, NewItem, NewPoint, Outcome, Paper, Purpose, Question, Ready, Reply,
};
use jiff::civil::time;
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::Tx;
use store::bike::photos::PhotoFolder;
use store::meeting::history::{self, MeetingChange};
use store::meeting::questions;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Enters a meeting with its papers.
pub(super) async fn enter(
    tx: &Tx,
    fact: &MeetingFact,
    entered: &Entered,
    (writer, folder): (AccountId, &PhotoFolder),
    now: Timestamp,
) -> Result<()> {
    let meeting = held(fact, entered, now)?;
    let id = store::meeting::add(tx, entered.partnership, &meeting, Some(writer), now).await?;
    let change = MeetingChange {
        at: now,
        by: Some(writer),
        said: "Added the meeting".to_owned(),
        why: None,
    };
    history::add(tx, id, &change).await?;
    for question in &fact.questions {
        ask(tx, id, question, (meeting.details.starts_at, now)).await?;
    }
    for (item, of) in meeting.items.iter().zip(&fact.items) {
        for paper in &of.papers {
            let starts_at = meeting.details.starts_at;
            add_paper(tx, (id, item.id), paper, folder, (starts_at, now)).await?;
        }
    }
    Ok(())
}

/// Sends a question, and publishes its answer.
async fn ask(
    tx: &Tx,
    meeting: MeetingId,
    fact: &QuestionFact,
    (starts_at, now): (Timestamp, Timestamp),
) -> Result<()> {
    let at = starts_at.checked_sub(DAY * fact.days_before)?.min(now);
    let question = Question {
        text: fact.text.clone(),
        name: fact.name.clone(),
        email: None,
        shows_name: fact.shows_name,
    };
    let id = questions::add(tx, meeting, &question, at).await?;
    let Some(answer) = &fact.answer else {
        return Ok(());
    };
    let kept = questions::hold(tx, meeting, id).await?;
    let reply = Reply {
        version: 1,
        at: starts_at.checked_add(DAY * 2)?.min(now),
        outcome: Outcome::Published {
            question: fact.text.clone(),
            answer: answer.clone(),
        },
    };
    questions::reply(tx, &kept.context("the question was just added")?, &reply).await?;
    Ok(())
}

fn held(fact: &MeetingFact, entered: &Entered, now: Timestamp) -> Result<Meeting> {
    let day = match (fact.on, fact.in_days) {
        (Some(day), _) => day,
        (None, days) => london::date_of(now).checked_add(days.context("a meeting has no day")?.days())?,
    };
    let group = entered.groups.get(&fact.group).copied();
    let details = Details {
        group: group.with_context(|| format!("the file has no group {:?}", fact.group))?,
        starts_at: london::instant(day, time(10, 0, 0, 0), Twice::Earlier)?,
        ends_at: london::instant(day, time(12, 0, 0, 0), Twice::Later)?,
        place: fact.place.clone(),
        access: fact.access.clone(),
        is_public: fact.public,
        questions_by: None,
    };
    let mut meeting = Meeting::new(details);
    for (place, item) in fact.items.iter().enumerate() {
        let item = new_item(item, entered)?;
        edit(&mut meeting, Edit::AddItem { item, place }, now)?;
    }
    let ids: Vec<u32> = meeting.items.iter().map(|item| item.id).collect();
    for (item, of) in ids.into_iter().zip(&fact.items) {
        if let Some(decision) = &of.decision {
            let decided = Edit::Decide {
                item,
                seen: 0,
                decision: Some(decision.clone()),
            };
            edit(&mut meeting, decided, now)?;
        }
    }
    let ids: Vec<u32> = meeting.items.iter().map(|item| item.id).collect();
    for (item, of) in ids.into_iter().zip(&fact.items) {
        if of.apart.is_some() {
            let apart = Edit::WriteApart {
                item,
                seen: 0,
                minutes: of.apart.clone(),
                decision: None,
            };
            edit(&mut meeting, apart, now)?;
        }
    }
    recorded(&mut meeting, fact, entered, now)?;
    Ok(meeting)
}

/// Writes down who came, the action points and the minutes.
fn recorded(meeting: &mut Meeting, fact: &MeetingFact, entered: &Entered, now: Timestamp) -> Result<()> {
    if !fact.came.is_empty() {
        let came: Vec<_> = fact
            .came
            .iter()
            .map(|(key, _)| entered.agency(key))
            .collect::<Result<_>>()?;
        let senior = came.iter().zip(&fact.came).filter(|(_, (_, senior))| *senior);
        let attend = Edit::Attend {
            seen: 0,
            senior: senior.map(|(agency, _)| *agency).collect(),
            came,
        };
        edit(meeting, attend, now)?;
    }
    for point in &fact.points {
        add_point(meeting, point, entered, now)?;
    }
    if let Some(text) = &fact.minutes {
        let write = Edit::WriteMinutes {
            seen: 0,
            text: text.clone(),
            is_shown: fact.shown,
        };
        edit(meeting, write, now)?;
    }
    Ok(())
}

fn add_point(meeting: &mut Meeting, fact: &PointFact, entered: &Entered, now: Timestamp) -> Result<()> {
    let point = NewPoint {
        text: fact.text.clone(),
        owner: entered.agency(&fact.owner)?,
        due: fact.due,
        item: Some(fact.item),
    };
    edit(meeting, Edit::AddPoint(point.clone()), now)?;
    let added = meeting.points.last().map(|point| point.id);
    let done = Edit::ChangePoint {
        id: added.context("the action point was not added")?,
        seen: 0,
        point,
        done_on: fact.done,
    };
    edit(meeting, done, now)
}

fn new_item(fact: &ItemFact, entered: &Entered) -> Result<NewItem> {
    let purpose = Purpose::parse(&fact.purpose);
    Ok(NewItem {
        title: fact.title.clone(),
        lead: Some(entered.agency(&fact.lead)?),
        minutes: Some(fact.minutes),
        purpose: purpose.with_context(|| format!("{} is not a purpose", fact.purpose))?,
        not_public: fact.closed.clone(),
        report: None,
    })
}

fn edit(meeting: &mut Meeting, edit: Edit, now: Timestamp) -> Result<()> {
    *meeting = meeting.edited(edit, now)?.meeting;
    Ok(())
}

async fn add_paper(
    tx: &Tx,
    (meeting, item): (MeetingId, u32),
    fact: &PaperFact,
    folder: &PhotoFolder,
    (starts_at, now): (Timestamp, Timestamp),
) -> Result<()> {
    let before = |from: Timestamp, days: i64| {
        from.checked_sub(DAY * i32::try_from(days)?)
            .map_err(anyhow::Error::from)
    };
    let at = match (fact.ready_days_before, fact.ready_days_ago) {
        (Some(days), _) => before(starts_at, days)?,
        (None, days) => before(now, days.unwrap_or_default())?,
    };
    let content = one_page(&fact.title);
    let paper = Paper {
        item,
        title: fact.title.clone(),
        added_at: at,
        ready: Some(Ready {
            at,
            why_late: fact.why_late.clone(),
        }),
        kept_out_at: None,
    };
    let bytes = content.len() as u64;
    let file = folder.keep(&content)?;
    store::meeting::papers::add(tx, meeting, &file, bytes, &paper).await?;
    Ok(())
}

/// Writes a PDF of one page that says what it stands for. The title has only ASCII letters.
pub(super) fn one_page(title: &str) -> Vec<u8> {
    let text = title.replace(['(', ')', '\\'], "");
    let drawn = format!(
        "BT /F1 20 Tf 60 760 Td ({text}) Tj /F1 12 Tf 0 -40 Td (A paper of the demonstration. It has no figures.) Tj ET"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        offsets.push(pdf.len());
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let table = pdf.len();
    let size = objects.len() + 1;
    pdf.push_str(&format!("xref\n0 {size}\n0000000000 65535 f \n"));
    for offset in offsets {
        pdf.push_str(&format!("{offset:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::one_page;

    #[test]
    fn the_papers_would_be_taken_as_papers() {
        let pdf = one_page("Lighting (draft)");
        assert_eq!(store::paper::pdf::check(&pdf), Ok(()));
        assert!(String::from_utf8(pdf).unwrap().contains("(Lighting draft)"));
    }
}
