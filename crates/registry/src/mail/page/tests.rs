use super::*;
use domain::account::contact::EmailAddress;

const SITE: &str = "https://bikes.example.org";

fn letter(text: &str) -> Letter {
    let to = EmailAddress::parse("ada@example.org").unwrap();
    super::super::letters::letter(&to, "Your <bike>", text.to_owned())
}

/// Returns the words of a page without its tags, with one space between them.
fn words(page: &str) -> String {
    let body = page.split("<body").nth(1).unwrap();
    let mut text = String::new();
    let mut is_tag = true;
    for sign in body.chars() {
        match sign {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                text.push(' ');
            }
            sign if !is_tag => text.push(sign),
            _ => {}
        }
    }
    let text = text
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&#34;", "\"")
        .replace("&#39;", "'");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_page_says_the_words_of_its_letter() {
    let text = "Hello & <b>welcome</b>.\n\nBike: Trek\nReference: FM-1\n\n> a stranger's words\n> \n> https://bad.example.org\nNot quoted.\n\n\
                - one\n- two at https://bikes.example.org/x, or at https://bikes.example.org.bad.example.org\n\nOpen it:\n\nhttps://bikes.example.org/m/AbC?x=1&y=2\n";
    let letter = letter(text);
    let page = page(&letter, SITE).unwrap();
    let plain = letter
        .body
        .replace("\n--\n", "\n")
        .replace("> ", "")
        .replace("- ", "");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = words(&page).replace(" ,", ",");
    assert_eq!(said, format!("Your <bike> {plain}"));
    assert!(!page.contains("<b>"), "{page}");
    assert!(page.contains("href=\"https://bikes.example.org/x\""), "{page}");
    let links = page.matches("href=").count();
    assert_eq!(
        links,
        page.matches("href=\"https://bikes.example.org/").count(),
        "what others write is no link: {page}"
    );
    for loads in ["src=", "url(", "<script", "<img", "<link"] {
        assert!(!page.contains(loads), "{loads}");
    }
}

#[test]
fn a_text_is_taken_apart() {
    let parts = |text| parts(text, SITE);
    assert_eq!(parts(""), []);
    assert_eq!(parts("\n\n"), []);
    assert_eq!(parts(SITE), [Part::Link(SITE)]);
    assert_eq!(parts(">\n>x"), [Part::Quoted(vec!["", "x"])]);
    assert_eq!(
        parts("a\n- b\n\n- c"),
        [
            Part::Lines(vec![vec![Piece::Words("a")]]),
            Part::List(vec![vec![Piece::Words("b")]]),
            Part::List(vec![vec![Piece::Words("c")]]),
        ]
    );
}
