//! Tests the macros of `components.html`: every field has a label, every error belongs to its field, and nothing that
//! people type becomes mark-up.

use crate::shared::page::{Page, Site};
use crate::shared::{Choice, DateTyped, Errors, Notice, Pagination, SignedIn};
use askama::Template;
use scraper::{ElementRef, Html, Selector};
use std::sync::Arc;

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"
{%- extends "shared/layout.html" -%}
{%- import "shared/components.html" as ui -%}
{%- block content -%}
<form method="post">
{% call ui::csrf() %}{% endcall %}
{% call ui::input("frame_number", "Frame number", value=typed, hint="Under the pedals", code=true, heading=true) %}{% endcall %}
{% call ui::input("email", "E-mail", kind="email", autocomplete="email") %}{% endcall %}
{% call ui::textarea("features", "Features", value=typed, most=300) %}{% endcall %}
{% call ui::select("make", "Make", choices) %}{% endcall %}
{% call ui::radios("kind", "Kind", choices, hint="One of them") %}{% endcall %}
{% call(value) ui::radios_revealing("other", "Other", choices) %}<i>{{ value }}</i>{% endcall %}
{% call ui::checkboxes("colours", "Colours", choices) %}{% endcall %}
{% call ui::date_input("stolen", "Stolen on", date, hint="27 3 2026") %}{% endcall %}
{% call ui::file_upload("photo", "Photo", accept="image/png") %}{% endcall %}
{% call ui::button("Go on", name="then", value="later") %}{% endcall %}
</form>
{% call ui::summary_list() %}{% call ui::summary_row("Make", change="/make") %}{{ typed }}{% endcall %}{% endcall %}
{% call ui::pagination(pages) %}{% endcall %}
{%- endblock -%}
"#
)]
struct Everything {
    page: Page,
    typed: String,
    choices: Vec<Choice>,
    date: DateTyped,
    pages: Pagination,
}

const TYPED: &str = "\"><script>alert('x')</script>&amp;🚲";

fn everything(errors: Errors) -> Everything {
    let site = Site {
        partnership: "Fen & Forest <Partnership>".into(),
        source: None,
        public_url: "https://bikes.example.org".into(),
        contact: crate::shared::page::Contact::default(),
    };
    let mut page = Page::new(Arc::new(site), "Everything", "/everything").with_errors(errors);
    page.csrf = Some("token-of-the-session".into());
    Everything {
        page,
        typed: TYPED.into(),
        choices: vec![
            Choice::new("road", "Road").hint("Thin tyres").revealing(),
            Choice::new("cargo", "Cargo").chosen_if(true),
        ],
        date: DateTyped::new("27", "3", "26"),
        pages: Pagination::new("/list", 2, 30, 10),
    }
}

fn rendered(page: &Everything) -> Html {
    Html::parse_document(&page.render().unwrap())
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn only<'a>(html: &'a Html, selector: &str) -> ElementRef<'a> {
    let found = all(html, selector);
    assert_eq!(found.len(), 1, "{selector}");
    found[0]
}

fn text(element: ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn every_field_has_a_label_and_every_id_is_its_own() {
    let html = rendered(&everything(Errors::default()));
    let mut ids: Vec<_> = all(&html, "[id]").iter().filter_map(|e| e.attr("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "two elements have the same id");
    for field in all(&html, "input:not([type=hidden]), textarea, select") {
        let id = field.attr("id").unwrap();
        assert!(
            !text(only(&html, &format!("label[for=\"{id}\"]"))).is_empty(),
            "{id}"
        );
        assert!(field.attr("name").is_some(), "{id}");
    }
    for described in all(&html, "[aria-describedby]") {
        for id in described.attr("aria-describedby").unwrap().split(' ') {
            assert!(ids.contains(&id), "nothing is called {id}");
        }
    }
    assert_eq!(
        only(&html, "form input[name=csrf]").attr("value"),
        Some("token-of-the-session")
    );
}

#[test]
fn what_people_type_stays_text() {
    let html = rendered(&everything(Errors::default()));
    assert_eq!(only(&html, "#frame_number").attr("value"), Some(TYPED));
    assert_eq!(only(&html, "#features").text().collect::<String>().trim(), TYPED);
    assert_eq!(text(only(&html, ".govuk-summary-list__value")), TYPED);
    assert!(all(&html, "main script").is_empty());
    assert_eq!(
        text(only(&html, ".fm-header__partnership")),
        "Fen & Forest <Partnership>"
    );
    // The content security policy would block them.
    assert!(all(&html, "[style], [onclick], script:not([src]), style").is_empty());
}

#[test]
fn what_was_chosen_and_typed_comes_back() {
    let html = rendered(&everything(Errors::default()));
    assert_eq!(
        only(&html, "input[name=kind][checked]").attr("value"),
        Some("cargo")
    );
    assert_eq!(only(&html, "#make option[selected]").attr("value"), Some("cargo"));
    assert_eq!(
        only(&html, "input[name=colours][checked]").attr("value"),
        Some("cargo")
    );
    assert_eq!(only(&html, "#stolen_year").attr("value"), Some("26"));
    assert_eq!(text(only(&html, "#other-road-more")), "road");
    assert_eq!(only(&html, "button[name=then]").attr("value"), Some("later"));
}

#[test]
fn each_error_is_in_the_summary_beside_its_field_and_read_with_it() {
    let fields = [
        "frame_number",
        "email",
        "features",
        "make",
        "kind",
        "colours",
        "stolen_year",
        "photo",
    ];
    let mut errors = Errors::default();
    for id in fields {
        errors.add(id, format!("Mend <{id}>"));
    }
    let html = rendered(&everything(errors));
    assert!(text(only(&html, "title")).starts_with("Error: Everything"));
    let links = all(&html, ".govuk-error-summary a");
    assert_eq!(links.len(), fields.len());
    for (link, id) in links.into_iter().zip(fields) {
        assert_eq!(link.attr("href"), Some(format!("#{id}").as_str()));
        assert_eq!(text(link), format!("Mend <{id}>"));
        let field = only(&html, &format!("#{id}"));
        assert!(
            ["input", "textarea", "select"].contains(&field.value().name()),
            "{id}"
        );
        let group = id.trim_end_matches("_year");
        assert_eq!(
            text(only(&html, &format!("#{group}-error"))),
            format!("Error: Mend <{id}>")
        );
        let read_with: Vec<_> = all(&html, &format!("[aria-describedby~=\"{group}-error\"]"));
        assert_eq!(read_with.len(), 1, "{id}");
    }
    assert_eq!(all(&html, "#stolen_day.govuk-input--error").len(), 0);
    assert_eq!(all(&html, "#stolen_year.govuk-input--error").len(), 1);
    assert_eq!(
        all(&rendered(&everything(Errors::default())), "[class*=error]").len(),
        0
    );
}

#[test]
fn only_who_is_signed_in_can_sign_out() {
    let mut page = everything(Errors::default());
    assert!(all(&rendered(&page), "form[action=\"/sign-out\"]").is_empty());
    page.page.signed_in = Some(SignedIn {
        label: "robin@example.org".into(),
        roles: vec![],
        takes_part: false,
        has_cases: false,
        matches: 0,
    });
    page.page.notice = Some(Notice::success("Bike <registered>"));
    let html = rendered(&page);
    only(&html, "form[action=\"/sign-out\"][method=post] input[name=csrf]");
    assert_eq!(
        text(only(&html, ".govuk-notification-banner--success p")),
        "Bike <registered>"
    );
}
