use super::form::{CheckForm, refused};
use super::{Answer, CheckPage};
use crate::shared::{Page, Site};
use askama::Template;
use domain::MarkCode;
use domain::bike::PublicStatus;
use registry::bike::check_number::CheckError;
use std::sync::Arc;

fn form(number: &str) -> CheckForm {
    CheckForm {
        number: Some(number.to_owned()),
    }
}

fn page(status: PublicStatus, tell: Option<&str>) -> String {
    let site = Site {
        partnership: "Fenland Partnership".into(),
        source: None,
        public_url: "https://bikes.example.org".into(),
        contact: crate::shared::page::Contact::default(),
    };
    let page = CheckPage {
        page: Page::new(Arc::new(site), "Check a bike", "/check"),
        number: "<b>WTU316".into(),
        answer: Some(Answer {
            status,
            tell: tell.map(str::to_owned),
        }),
        proposal: None,
    };
    page.render().unwrap()
}

#[test]
fn only_a_whole_mark_on_a_bike_leads_to_its_owner() {
    let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
    let address = Some(format!("/m/{}", code.compact()));
    let registered = PublicStatus::Registered;
    for (typed, status, expected) in [
        (code.to_string(), registered, address.clone()),
        (
            code.to_string().to_lowercase(),
            PublicStatus::ReportedStolen,
            address.clone(),
        ),
        (
            format!("https://bikes.example.org/M/{}", code.compact()),
            registered,
            address,
        ),
        (code.to_string(), PublicStatus::NotOnRegister, None),
        ("WTU316C2137N".to_owned(), registered, None),
        (String::new(), registered, None),
    ] {
        assert_eq!(form(&typed).mark_address(status), expected, "{typed}");
    }
}

#[test]
fn what_was_typed_is_shown_again_but_never_a_megabyte_of_it() {
    assert_eq!(form("wtu 316").shown(), "wtu 316");
    assert_eq!(form(&"9".repeat(1 << 20)).shown().len(), 200);
    assert_eq!(CheckForm::default().shown(), "");
}

#[test]
fn a_refusal_stands_beside_the_box() {
    for error in [
        CheckError::Wildcard,
        CheckError::TooShort,
        CheckError::Several,
        CheckError::Filler,
    ] {
        let words = error.to_string();
        assert_eq!(refused(error).unwrap().of("number"), Some(words.as_str()));
    }
}

#[test]
fn every_answer_says_what_to_do_and_what_it_does_not_prove() {
    for (status, says) in [
        (PublicStatus::ReportedStolen, "Do not confront anyone"),
        (PublicStatus::Registered, "Read the number off the frame yourself"),
        (PublicStatus::NotOnRegister, "call 101"),
    ] {
        let html = page(status, None);
        for words in [
            status.label(),
            says,
            "What this does not prove",
            "Check another number",
        ] {
            assert!(html.contains(words), "{status:?}: {words}");
        }
        assert!(html.contains("content=\"noindex\""), "{status:?}");
        assert!(!html.contains("<b>WTU316"), "what was typed is text");
    }
    assert!(page(PublicStatus::ReportedStolen, Some("/m/ABC")).contains("href=\"/m/ABC\""));
}
