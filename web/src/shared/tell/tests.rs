use super::*;
use domain::place::named;

const NOW: &str = "2026-06-20T11:00:00Z";

fn read(query: &str) -> Result<Words, Vec<String>> {
    let typed: TellTyped = serde_urlencoded::from_str(query).unwrap();
    typed
        .parse(named::all(), NOW.parse().unwrap())
        .map_err(|errors| errors.list().iter().map(|(id, _)| id.clone()).collect())
}

#[test]
fn a_message_is_words_and_perhaps_an_address() {
    let words = read("message=+By+the+%3Cb%3Estation%3C%2Fb%3E+%F0%9F%9A%B2%0D%0Ano+lock+").unwrap();
    assert_eq!(words.text, "By the <b>station</b> 🚲\nno lock");
    assert_eq!((words.email, words.sighting), (None, None));
    let words = read("message=x&email=+Finder@Example.org+").unwrap();
    assert_eq!(words.email.unwrap().as_str(), "Finder@example.org");
}

#[test]
fn a_sighting_is_when_and_perhaps_where() {
    for (query, said) in [
        ("seen=now", "20 June 2026, midday"),
        ("seen=today", "20 June 2026"),
        (
            "seen=day&seen_on_day=1&seen_on_month=6&seen_on_year=2026",
            "1 June 2026",
        ),
        (
            "seen=now&where_by=named&where_named=ely-station",
            "20 June 2026, midday, Ely station",
        ),
        ("seen=today&where_by=unknown", "20 June 2026"),
    ] {
        let words = read(&format!("message=x&{query}")).unwrap();
        let told = words.sighting.unwrap().said();
        assert_eq!(told, said, "{query}");
    }
}

#[test]
fn what_cannot_be_sent_is_told_at_its_field() {
    let long = format!("message={}", "x".repeat(1_001));
    for (query, fields) in [
        ("", &["message"][..]),
        ("message=+%0A+", &["message"]),
        ("message=bell%07", &["message"]),
        (&long, &["message"]),
        ("message=fine&email=nobody", &["email"]),
        ("email=a@b", &["message", "email"]),
        (
            "message=fine&email=a@example.org%0D%0ABcc:+b@example.org",
            &["email"],
        ),
        ("message=x&where_by=postcode&where_postcode=cb23qj", &["seen"]),
        ("message=x&seen=day", &["seen_on_day"]),
        (
            "message=x&seen=day&seen_on_day=1&seen_on_month=7&seen_on_year=2026",
            &["seen_on_day"],
        ),
        ("message=x&seen=now&where_by=postcode", &["where_postcode"]),
    ] {
        assert_eq!(read(query).unwrap_err(), fields, "{query}");
    }
}
