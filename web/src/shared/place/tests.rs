use super::*;
use domain::place::{Point, named};

fn read(query: &str, answer: Answer) -> Result<Option<PlaceGiven>, Vec<String>> {
    let typed: PlaceTyped = serde_urlencoded::from_str(query).unwrap();
    let mut errors = Errors::default();
    let read = typed.read(&mut errors, named::all(), answer);
    errors
        .finish(read)
        .map_err(|errors| errors.list().iter().map(|(id, _)| id.clone()).collect())
}

#[test]
fn a_place_is_read_or_says_what_to_do() {
    let point = Point::new(52.2053, 0.1218).unwrap();
    for (query, given) in [
        ("where_by=postcode&where_postcode=cb23qj", "CB2 3QJ"),
        ("where_by=named&where_named=ely-station", "Ely station"),
        ("where_by=pin&where_pin=52.2053,+0.1218", "52.20530, 0.12180"),
        ("where_by=ward&where_ward=E05002702", "Abbey ward, Cambridge"),
        // What was typed beside the chosen answer is not read.
        ("where_by=postcode&where_postcode=cb23qj&where_pin=x", "CB2 3QJ"),
        // A single answer counts, even if its kind was not chosen.
        ("where_postcode=cb23qj&where_named=", "CB2 3QJ"),
    ] {
        let read = read(query, Answer::Must).unwrap().map(|given| given.said());
        assert_eq!(read.as_deref(), Some(given), "{query}");
    }
    assert_eq!(read("where_by=unknown&where_pin=x", Answer::Must), Ok(None));
    assert_eq!(read("", Answer::May), Ok(None));
    for (query, wrong) in [
        ("", "where_by"),
        ("where_by=moon", "where_by"),
        ("where_postcode=cb23qj&where_pin=52.2053,0.1218", "where_by"),
        ("where_by=postcode", "where_postcode"),
        ("where_by=postcode&where_postcode=Ely", "where_postcode"),
        ("where_by=named&where_named=atlantis", "where_named"),
        ("where_by=pin&where_pin=by+the+river", "where_pin"),
        ("where_by=ward&where_ward=E0", "where_ward"),
    ] {
        assert_eq!(read(query, Answer::Must), Err(vec![wrong.to_owned()]), "{query}");
    }
    assert_eq!(
        PlaceTyped::of(Some(&PlaceGiven::Pin(point)), true).read(&mut Errors::default(), &[], Answer::Must),
        Some(Some(PlaceGiven::Pin(point)))
    );
}

#[test]
fn an_earlier_answer_fills_the_question() {
    for query in [
        "where_by=postcode&where_postcode=CB2+3QJ",
        "where_by=named&where_named=ely-station",
        "where_by=ward&where_ward=E05002702",
        "where_by=unknown",
    ] {
        let typed: PlaceTyped = serde_urlencoded::from_str(query).unwrap();
        let given = read(query, Answer::Must).unwrap();
        assert_eq!(PlaceTyped::of(given.as_ref(), true), typed);
        let question = typed.question(named::all());
        assert_eq!(
            question.by.iter().filter(|choice| choice.chosen).count(),
            1,
            "{query}"
        );
    }
    assert_eq!(PlaceTyped::of(None, false), PlaceTyped::default());
}
