use super::csv::plain;
use super::make::{MakeForm, Wanted};
use super::moves::MoveForm;
use super::print::PrintForm;
use super::words::in_file;
use crate::shared::Errors;
use domain::MarkCode;
use domain::id::{EventId, OrganisationId};
use domain::mark::MarkStatus;
use domain::mark::stock::{Move, Selection, StockMark, Voided};
use registry::mark::batches::{Sheet, Stock};

fn kit() -> Vec<StockMark> {
    let mark = |position: u32| StockMark {
        position,
        code: MarkCode::from_data([position as u8; 8]),
        status: MarkStatus::Allotted,
        event: None,
        returned: false,
        voided: None,
    };
    (1..=5).map(mark).collect()
}

fn code(position: u8) -> String {
    MarkCode::from_data([position; 8]).to_string()
}

fn wrong(errors: &Errors) -> Vec<&str> {
    errors.list().iter().map(|(id, _)| id.as_str()).collect()
}

#[test]
fn how_many_marks_for_whom() {
    let only = Some(OrganisationId(4));
    let read = |typed: &str, only| serde_urlencoded::from_str::<MakeForm>(typed).unwrap().parse(only);
    let wanted = Wanted {
        organisation: OrganisationId(4),
        count: 1_000,
        event: Some(EventId(3)),
        name: Some("Spring stalls".to_owned()),
    };
    assert_eq!(read("count=+1,000&event=3&name=+Spring+stalls", only), Ok(wanted));
    let wanted = Wanted {
        organisation: OrganisationId(9),
        count: 21,
        event: None,
        name: None,
    };
    assert_eq!(read("organisation=9&count=21", None), Ok(wanted));
    for (typed, only, at) in [
        ("", only, vec!["count"]),
        ("", None, vec!["organisation", "count"]),
        ("count=0", only, vec!["count"]),
        ("count=10001", only, vec!["count"]),
        ("count=-5", only, vec!["count"]),
        ("count=21&event=x", only, vec!["event"]),
        (
            "count=21&name=012345678901234567890123456789012345678901234567890123456789x",
            only,
            vec!["name"],
        ),
    ] {
        assert_eq!(wrong(&read(typed, only).unwrap_err()), at, "{typed}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn what_is_done_with_which_marks() {
    let kit = kit();
    let read = |typed: &str| serde_urlencoded::from_str::<MoveForm>(typed).unwrap().parse(&kit);
    let misread = code(2).replacen('2', "3", 1);
    for (typed, movement, selection) in [
        (
            "what=allot&event=7&which=all".to_owned(),
            Move::Allot(EventId(7)),
            Selection::All,
        ),
        (
            "what=return&which=first&count=3".to_owned(),
            Move::Return,
            Selection::First(3),
        ),
        (
            "what=return&which=out&out_at=7&came_back=+3".to_owned(),
            Move::Return,
            Selection::LastOutAt(EventId(7), 3),
        ),
        (
            "what=lost&which=out&out_at=7".to_owned(),
            Move::Void(Voided::Lost),
            Selection::OutAt(EventId(7)),
        ),
        (
            "what=hand-over&organisation=4&which=first&count=2".to_owned(),
            Move::HandOver(OrganisationId(4)),
            Selection::First(2),
        ),
        (
            format!("what=spoiled&which=range&from={}&to={}", code(4), code(2)),
            Move::Void(Voided::Spoiled),
            Selection::Range(2, 4),
        ),
        (
            format!("what=lost&which=range&from={misread}"),
            Move::Void(Voided::Lost),
            Selection::Range(2, 2),
        ),
    ] {
        assert_eq!(read(&typed), Ok((movement, selection)), "{typed}");
    }
    for (typed, at) in [
        (String::new(), vec!["what", "which"]),
        ("what=allot&which=all".to_owned(), vec!["event"]),
        ("what=return&which=out".to_owned(), vec!["out_at", "came_back"]),
        (
            "what=return&which=out&out_at=7&came_back=0".to_owned(),
            vec!["came_back"],
        ),
        ("what=hand-over&which=all".to_owned(), vec!["organisation"]),
        ("what=return&which=first&count=0".to_owned(), vec!["count"]),
        ("what=return&which=range".to_owned(), vec!["from"]),
        (format!("what=return&which=range&from={}", code(9)), vec!["from"]),
        (
            format!("what=return&which=range&from={}&to=nonsense", code(1)),
            vec!["to"],
        ),
    ] {
        assert_eq!(wrong(&read(&typed).unwrap_err()), at, "{typed}");
    }
}

#[test]
fn how_labels_are_printed() {
    let kit = kit();
    let read = |typed: &str| {
        serde_urlencoded::from_str::<PrintForm>(typed)
            .unwrap()
            .parse(&kit)
    };
    assert_eq!(read(""), Ok(Sheet::default()));
    let typed = format!(
        "stock=l7651&start=65&offset_x=-1,5&offset_y=2&calibration=yes&which=range&from={}",
        code(3)
    );
    let expected = Sheet {
        stock: Stock::L7651,
        start: 65,
        offset: (-1.5, 2.0),
        calibration: true,
        places: Some((3, 3)),
    };
    assert_eq!(read(&typed), Ok(expected));
    for (typed, at) in [
        ("stock=L9999", "stock"),
        ("start=22", "start"),
        ("start=0", "start"),
        ("offset_x=11", "offset_x"),
        ("offset_y=NaN", "offset_y"),
        ("which=range", "from"),
    ] {
        assert_eq!(wrong(&read(typed).unwrap_err()), [at], "{typed}");
    }
}

#[test]
fn the_name_of_a_batch_is_part_of_its_files_name() {
    assert_eq!(in_file(Some("Spring Stalls, 2027!")), "-spring-stalls-2027");
    assert_eq!(in_file(Some("🚲")), "");
    assert_eq!(in_file(None), "");
}

#[test]
fn no_name_is_a_formula() {
    assert_eq!(plain("Market Square"), "Market Square");
    assert_eq!(plain("=HYPERLINK(1)"), "'=HYPERLINK(1)");
}
