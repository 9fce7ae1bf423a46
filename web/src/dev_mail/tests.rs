use super::letter::{Letter, Piece, pieces};
use super::{name, newest, read};
use proptest::prelude::*;
use std::time::{Duration, SystemTime};

const LETTER: &[u8] = b"From: register@example.org\r\nTo: ada@example.org\r\n\
    Subject: =?utf-8?b?WW91ciBiaWtlIOKAkyBkb25l?=\r\nDate: Sun, 22 Nov 2026 09:30:00 +0000\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    Sign in:\r\nhttp://127.0.0.1:8080/sign-in/abc=\r\ndef\r\n";

#[test]
fn a_letter_is_read_as_its_reader_sees_it() {
    let letter = Letter::read(LETTER).unwrap();
    assert_eq!(letter.to, "ada@example.org");
    assert_eq!(letter.date, "22 November 2026, 9:30am");
    let summer = String::from_utf8_lossy(LETTER).replace("22 Nov", "21 Jun");
    assert_eq!(
        Letter::read(summer.as_bytes()).unwrap().date,
        "21 June 2026, 10:30am"
    );
    assert_eq!(letter.subject, "Your bike \u{2013} done");
    assert_eq!(letter.text, "Sign in:\nhttp://127.0.0.1:8080/sign-in/abcdef");
    let both = b"To: a@example.org\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n\
        --x\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--x\r\nContent-Type: text/plain\r\n\r\nyes\r\n--x--\r\n";
    let both = Letter::read(both).unwrap();
    assert_eq!(
        (both.text.as_str(), both.subject.as_str()),
        ("yes", "(no subject)")
    );
    assert_eq!(
        Letter::read(b"To: a@example.org\r\nContent-Type: text/html\r\n\r\n<p>no</p>"),
        None
    );
}

#[test]
fn links_can_be_followed_and_the_rest_stays_words() {
    let link = |text: &str| Piece::Link(text.into());
    let words = |text: &str| Piece::Words(text.into());
    for (text, expected) in [
        ("", vec![]),
        ("No link.", vec![words("No link.")]),
        (
            "See https://bikes.example.org/sign-in/a_b-c. Then go.",
            vec![
                words("See "),
                link("https://bikes.example.org/sign-in/a_b-c"),
                words(". Then go."),
            ],
        ),
        (
            "<http://a.example.org>\nhttps://b.example.org",
            vec![
                words("<"),
                link("http://a.example.org"),
                words(">\n"),
                link("https://b.example.org"),
            ],
        ),
        ("javascript:alert(1)", vec![words("javascript:alert(1)")]),
    ] {
        assert_eq!(pieces(text), expected, "{text:?}");
    }
}

proptest! {
    #[test]
    fn nothing_of_a_text_is_lost(text in "(h|http://|https://|[a-z.,)>🚲 \n]){0,20}") {
        let joined: String = pieces(&text)
            .into_iter()
            .map(|piece| match piece { Piece::Words(text) | Piece::Link(text) => text })
            .collect();
        prop_assert_eq!(joined, text);
    }
}

#[tokio::test]
async fn letters_come_newest_first_and_only_letters() {
    let folder = tempfile::tempdir().unwrap();
    assert!(newest(&folder.path().join("none")).await.unwrap().is_empty());
    for (age, file) in [(30, "b.eml"), (10, "a.eml"), (20, "c.eml"), (5, "notes.txt")] {
        let path = folder.path().join(file);
        std::fs::write(&path, LETTER).unwrap();
        let written = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - age);
        std::fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(written)
            .unwrap();
    }
    let found = newest(folder.path()).await.unwrap();
    assert_eq!(
        found.iter().map(|path| name(path)).collect::<Vec<_>>(),
        ["a", "c", "b"]
    );
    assert!(read(&found[0]).await.unwrap().is_some());
    assert!(read(&folder.path().join("gone.eml")).await.unwrap().is_none());
}
