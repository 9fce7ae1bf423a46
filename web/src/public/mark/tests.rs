use super::form::unreadable;
use super::{OnABikePage, TypeInPage};
use crate::shared::proposal::Proposal;
use crate::shared::tell::TellTyped;
use crate::shared::{Page, Site};
use askama::Template;
use domain::MarkCode;
use scraper::{Html, Selector};
use std::sync::Arc;

fn page(title: &str) -> Page {
    let site = Site {
        partnership: "Fenland Partnership".into(),
        source: None,
        public_url: "https://bikes.example.org".into(),
        contact: crate::shared::page::Contact::default(),
    };
    let mut page = Page::new(Arc::new(site), title, "/m");
    page.csrf = Some("token".into());
    page
}

fn attribute(html: &str, selector: &str, attribute: &str) -> Option<String> {
    let html = Html::parse_document(html);
    let found = html.select(&Selector::parse(selector).unwrap()).next()?;
    found.attr(attribute).map(str::to_owned)
}

#[test]
fn the_owner_is_told_on_the_page_of_the_bike() {
    let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
    for (stolen, says) in [
        (true, "Reported stolen"),
        (false, "Registered, not reported stolen"),
    ] {
        let typed: TellTyped = serde_urlencoded::from_str("message=%22%3E%3Cscript%3E").unwrap();
        let html = OnABikePage {
            page: page("Bike"),
            code,
            stolen,
            tell: typed.view(&[]),
        }
        .render()
        .unwrap();
        assert!(html.contains(says) && !html.contains("<script>"), "{html}");
        assert_eq!(html.contains("Buying this bike"), !stolen, "{html}");
        let target = attribute(&html, "main form", "action");
        assert_eq!(target, Some(format!("/m/{}", code.compact())));
        assert_eq!(
            attribute(&html, "main form input[name=csrf]", "value").as_deref(),
            Some("token")
        );
    }
}

#[test]
fn a_code_that_was_put_right_is_asked_about() {
    let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
    let right = code.compact();
    let typed = format!(
        "{}{}",
        if right.starts_with('8') { "B" } else { "8" },
        &right[1..]
    );
    let proposal = Proposal::of(&MarkCode::read(&typed));
    let html = TypeInPage {
        page: page("Is this the code?"),
        typed: typed.clone(),
        not_ours: false,
        proposal,
    }
    .render()
    .unwrap();
    assert_eq!(
        attribute(&html, "main a[role=button]", "href"),
        Some(format!("/m/{right}"))
    );
    assert_eq!(attribute(&html, "#code", "value"), Some(typed));
    assert!(html.contains("The first character is probably"), "{html}");
}

#[test]
fn a_code_that_cannot_be_read_says_why() {
    for typed in [
        "",
        "7KQ",
        "7KQ4M2X9TD7",
        "????M-2X9TD",
        "??????????",
        "mill road",
        "https://example.org/x",
    ] {
        assert!(!unreadable(&MarkCode::read(typed)).is_empty(), "{typed}");
    }
}
