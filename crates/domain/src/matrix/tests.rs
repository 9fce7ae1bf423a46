use super::*;
use crate::id::{AccountId, PlanId};
use jiff::Timestamp;
use std::collections::BTreeMap;

const WHO: AccountId = AccountId(7);
const NOON: Timestamp = Timestamp::UNIX_EPOCH;

fn issue(title: &str, source: Source) -> NewIssue {
    NewIssue {
        title: title.into(),
        about: None,
        source,
    }
}

fn counted(often: Option<u8>, way: Option<u8>) -> Counted {
    let mark = |number: Option<u8>| number.map(|number| Mark::try_from(number).unwrap());
    Counted {
        release: 1,
        quarter: "2026/27 Q2".into(),
        said: "There were 60 thefts.".into(),
        often: mark(often),
        way: mark(way),
    }
}

/// Marks in the order harm, how often, which way, concern; 0 leaves one to the figures.
fn marks(numbers: [u8; 4], adds: Adds) -> NewMarks {
    let given = Factor::ALL.into_iter().zip(numbers);
    NewMarks {
        marks: given
            .filter_map(|(factor, number)| Some((factor, Mark::try_from(number).ok()?)))
            .collect(),
        overrules: None,
        adds,
        evidence: "Reports".into(),
        reason: "Seen in each quarter".into(),
    }
}

/// A matrix that is changed step by step.
struct Desk {
    matrix: Matrix,
    figures: Option<Counted>,
}

impl Desk {
    fn new() -> Self {
        Self {
            matrix: Matrix::new("Priorities".into(), 2027),
            figures: Some(counted(Some(3), Some(2))),
        }
    }

    fn edit(&mut self, edit: Edit) -> Result<Edited, EditError> {
        let edited = self.matrix.edited(edit, (WHO, NOON), self.figures.as_ref())?;
        self.matrix = edited.matrix.clone();
        Ok(edited)
    }

    fn add(&mut self, title: &str, source: Source) -> u32 {
        self.edit(Edit::AddIssue(issue(title, source))).unwrap();
        self.matrix.issues.last().unwrap().id
    }

    fn seen(&self, id: u32) -> u32 {
        self.matrix.issue(id).unwrap().version
    }

    fn mark(&mut self, id: u32, marks: NewMarks) -> Result<Edited, EditError> {
        let seen = self.seen(id);
        self.edit(Edit::Mark { id, seen, marks })
    }

    fn decide(&mut self, id: u32, outcome: Outcome, reason: Option<&str>) -> Result<Edited, EditError> {
        let seen = self.seen(id);
        let reason = reason.map(str::to_owned);
        self.edit(Edit::Decide {
            id,
            seen,
            outcome,
            reason,
        })
    }

    fn of(&self, id: u32) -> &Issue {
        self.matrix.issue(id).unwrap()
    }

    fn order(&self) -> Vec<(Option<usize>, &str)> {
        let all = self.matrix.in_order().into_iter();
        all.map(|ranked| (ranked.place, ranked.issue.issue.title.as_str()))
            .collect()
    }
}

#[test]
fn marks_are_whole_numbers_from_1_to_4() {
    for raw in ["1", " 4 "] {
        assert!(Mark::parse(raw).is_ok(), "{raw}");
    }
    for raw in ["", "0", "5", "-1", "2.5", "two", "figures"] {
        assert_eq!(Mark::parse(raw), Err(MarkError), "{raw}");
    }
    assert!(serde_json::from_str::<Mark>("5").is_err());
    let meanings = Factor::ALL.map(|factor| Mark::ALL.map(|mark| factor.meaning(mark)));
    assert!(meanings.iter().flatten().all(|meaning| !meaning.is_empty()));
}

#[test]
fn counts_of_a_year_are_marked_as_the_meanings_say() {
    let all = [0, 11, 12, 51, 52, 182, 183, 9_000].map(|count| Mark::of_year(count).number());
    assert_eq!(all, [1, 1, 2, 2, 3, 3, 4, 4]);
    let ways = [Trend::Fewer, Trend::Unclear, Trend::More, Trend::MuchMore];
    assert_eq!(ways.map(|way| way.mark().number()), [1, 2, 3, 4]);
}

#[test]
fn figures_mark_what_is_about_bikes_and_a_person_may_overrule_with_a_reason() {
    let mut desk = Desk::new();
    let bikes = desk.add("Stolen bikes", Source::BikeThefts);
    assert_eq!(desk.of(bikes).total(), None);
    let edited = desk.mark(bikes, marks([2, 0, 0, 3], Adds::Yes)).unwrap();
    assert!(!edited.is_logged);
    assert_eq!(desk.of(bikes).total(), Some(10));
    assert!(matches!(
        desk.of(bikes).given(Factor::Often),
        Some((_, Origin::Figures(_)))
    ));
    let other = marks([2, 4, 2, 3], Adds::Yes);
    let refused = desk.mark(bikes, other.clone());
    assert_eq!(refused, Err(EditError::NoReasonToOverrule(Mark::ALL[2])));
    let reasoned = NewMarks {
        overrules: Some("Many do not report it".into()),
        ..other
    };
    let edited = desk.mark(bikes, reasoned).unwrap();
    assert!(
        edited.is_logged && edited.said.ends_with("The figures were overruled"),
        "{}",
        edited.said
    );
    assert_eq!(edited.why.as_deref(), Some("Many do not report it"));
    let (mark, origin) = desk.of(bikes).given(Factor::Often).unwrap();
    assert_eq!(mark.number(), 4);
    assert!(matches!(origin, Origin::Overruled(hand, figures) if hand.by == WHO && figures.number() == 3));
    // The mark of the way is the same as that of the figures, so it stays theirs.
    assert!(matches!(
        desk.of(bikes).given(Factor::Way),
        Some((_, Origin::Figures(_)))
    ));
}

#[test]
fn without_figures_every_mark_is_by_hand() {
    let mut desk = Desk::new();
    let scams = desk.add("Scams", Source::ByHand);
    assert_eq!(
        desk.mark(scams, marks([2, 0, 3, 3], Adds::Yes)),
        Err(EditError::NoMark(Factor::Often))
    );
    desk.mark(scams, marks([4, 4, 4, 4], Adds::Yes)).unwrap();
    assert_eq!(desk.of(scams).total(), Some(MOST_TOTAL));
    desk.figures = Some(counted(Some(1), None));
    let bikes = desk.add("Stolen bikes", Source::BikeThefts);
    assert_eq!(
        desk.mark(bikes, marks([2, 0, 0, 3], Adds::Yes)),
        Err(EditError::NoMark(Factor::Way))
    );
    desk.mark(bikes, marks([2, 0, 2, 3], Adds::Yes)).unwrap();
    assert_eq!(desk.of(bikes).total(), Some(8));
}

#[test]
fn newer_figures_are_taken_once() {
    let mut desk = Desk::new();
    assert_eq!(desk.edit(Edit::TakeFigures), Err(EditError::NoFigures));
    let bikes = desk.add("Stolen bikes", Source::BikeThefts);
    assert_eq!(desk.edit(Edit::TakeFigures), Err(EditError::NothingNewer));
    desk.figures = Some(counted(Some(4), Some(3)));
    desk.edit(Edit::TakeFigures).unwrap();
    assert_eq!(desk.of(bikes).mark(Factor::Often), Some(Mark::ALL[3]));
    desk.figures = None;
    assert_eq!(desk.edit(Edit::TakeFigures), Err(EditError::NoFigures));
    let changed = Edit::ChangeIssue {
        id: bikes,
        seen: desk.seen(bikes),
        issue: issue("Stolen bikes", Source::ByHand),
    };
    desk.edit(changed).unwrap();
    assert_eq!(desk.of(bikes).counted, None);
}

#[test]
fn the_order_goes_by_what_we_can_add_then_total_then_harm() {
    let mut desk = Desk::new();
    for (title, numbers, adds) in [
        ("Noise", [1, 4, 3, 4], Adds::Yes),
        ("Violence", [4, 2, 2, 4], Adds::Yes),
        ("Fraud", [4, 4, 4, 4], Adds::No),
        ("Litter", [1, 2, 2, 1], Adds::Yes),
        ("Scams", [1, 4, 4, 3], Adds::Yes),
    ] {
        let id = desk.add(title, Source::ByHand);
        desk.mark(id, marks(numbers, adds)).unwrap();
    }
    desk.add("Fires", Source::ByHand);
    assert_eq!(
        desk.order(),
        [
            (Some(1), "Violence"),
            (Some(2), "Noise"),
            (Some(2), "Scams"),
            (Some(4), "Litter"),
            (Some(5), "Fraud"),
            (None, "Fires"),
        ]
    );
}

#[test]
fn deciding_differently_from_the_order_needs_a_reason() {
    let mut desk = Desk::new();
    let mut ids = BTreeMap::new();
    for (title, numbers, adds) in [
        ("Violence", [4, 3, 3, 4], Adds::Yes),
        ("Scams", [3, 3, 3, 3], Adds::Yes),
        ("Fraud", [4, 4, 4, 4], Adds::No),
    ] {
        let id = desk.add(title, Source::ByHand);
        desk.mark(id, marks(numbers, adds)).unwrap();
        ids.insert(title, id);
    }
    let fires = desk.add("Fires", Source::ByHand);
    let refused = |result: Result<Edited, EditError>| match result {
        Err(EditError::NoReasonToDiffer(said)) => said,
        other => panic!("{other:?}"),
    };
    let ahead = "Ahead of it in the order, and not decided as a priority: Violence";
    assert_eq!(refused(desk.decide(ids["Scams"], Outcome::Priority, None)), ahead);
    desk.decide(ids["Scams"], Outcome::Priority, Some("The law asks for it"))
        .unwrap();
    let decision = desk.of(ids["Scams"]).decision.clone().unwrap();
    assert_eq!(
        (decision.differs.as_deref(), decision.total, decision.by),
        (Some(ahead), Some(12), WHO)
    );
    assert_eq!(
        refused(desk.decide(ids["Violence"], Outcome::NotNow, None)),
        "Behind it in the order, and decided as a priority: Scams"
    );
    let edited = desk.decide(ids["Violence"], Outcome::Priority, None).unwrap();
    assert_eq!(edited.said, "Decided on “Violence”: priority");
    assert!(edited.is_logged);
    let edited = desk.decide(ids["Scams"], Outcome::Priority, None).unwrap();
    assert_eq!(
        edited
            .matrix
            .issue(ids["Scams"])
            .unwrap()
            .decision
            .as_ref()
            .unwrap()
            .differs,
        None
    );
    assert!(refused(desk.decide(ids["Fraud"], Outcome::Priority, None)).contains("cannot add"));
    desk.decide(ids["Fraud"], Outcome::NotNow, None).unwrap();
    assert!(refused(desk.decide(fires, Outcome::BusinessAsUsual, None)).contains("a mark is missing"));
}

#[test]
fn the_second_of_two_editors_is_told() {
    let mut desk = Desk::new();
    let id = desk.add("Scams", Source::ByHand);
    desk.mark(id, marks([1, 2, 3, 4], Adds::Yes)).unwrap();
    let late = Edit::Mark {
        id,
        seen: 0,
        marks: marks([4, 4, 4, 4], Adds::Yes),
    };
    assert_eq!(desk.edit(late), Err(EditError::ChangedMeanwhile));
    let late = Edit::Decide {
        id,
        seen: 0,
        outcome: Outcome::Priority,
        reason: None,
    };
    assert_eq!(desk.edit(late), Err(EditError::ChangedMeanwhile));
    assert_eq!(desk.edit(Edit::RemoveIssue { id: 99 }), Err(EditError::NotThere));
    let twice = desk.edit(Edit::AddIssue(issue("SCAMS", Source::ByHand)));
    assert_eq!(twice, Err(EditError::SameTitle("Scams".into())));
    desk.decide(id, Outcome::NotNow, None).unwrap();
    assert_eq!(desk.edit(Edit::RemoveIssue { id }), Err(EditError::Decided));
}

#[test]
fn a_copy_keeps_the_marks_and_says_what_the_total_was() {
    let mut desk = Desk::new();
    let id = desk.add("Scams", Source::ByHand);
    desk.mark(id, marks([1, 2, 3, 4], Adds::Yes)).unwrap();
    desk.decide(id, Outcome::Priority, None).unwrap();
    let in_plan = InPlan {
        plan: PlanId(1),
        priority: 2,
    };
    desk.edit(Edit::PutInPlan { id, in_plan }).unwrap();
    let copy = desk.matrix.copied("Next".into(), 2028);
    let copied = copy.issue(id).unwrap();
    assert_eq!((copied.total(), copied.before), (Some(10), Some(10)));
    assert_eq!(
        (&copied.decision, copied.in_plan, copied.version),
        (&None, None, 0)
    );
    assert_eq!((copy.year_said().as_str(), copy.note), ("2028/29", None));
    assert_eq!(Matrix::new(String::new(), 2099).year_said(), "2099/00");
}

#[test]
fn a_matrix_reads_back_as_it_was_written() {
    let mut desk = Desk::new();
    let id = desk.add("Stolen bikes", Source::BikeThefts);
    desk.mark(id, marks([1, 0, 0, 4], Adds::No)).unwrap();
    let json = serde_json::to_string(&desk.matrix).unwrap();
    assert_eq!(serde_json::from_str::<Matrix>(&json).unwrap(), desk.matrix);
}

#[test]
fn a_matrix_has_room_for_forty_issues() {
    let mut desk = Desk::new();
    for number in 0..MOST_ISSUES {
        desk.add(&format!("Issue {number}"), Source::ByHand);
    }
    let more = desk.edit(Edit::AddIssue(issue("One more", Source::ByHand)));
    assert_eq!(more, Err(EditError::Full));
}
