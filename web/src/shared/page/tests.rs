use super::*;

fn site() -> Arc<Site> {
    Arc::new(Site {
        partnership: "Fen Cycle Partnership".into(),
        source: None,
        public_url: "https://bikes.example.org".into(),
        contact: Contact::default(),
    })
}

fn links(page: &Page) -> Vec<&'static str> {
    page.navigation().into_iter().map(|item| item.href).collect()
}

#[test]
fn an_error_is_said_first_in_the_title() {
    let page = Page::new(site(), "Your name", "/register/name");
    assert_eq!(page.full_title(), "Your name – Framemark – Fen Cycle Partnership");
    let mut errors = Errors::default();
    errors.add("name", "Enter your name");
    assert_eq!(
        page.with_errors(errors).full_title(),
        "Error: Your name – Framemark – Fen Cycle Partnership"
    );
}

#[test]
fn the_navigation_follows_who_is_signed_in() {
    let mut page = Page::new(site(), "Home", "/");
    assert_eq!(
        links(&page),
        ["/check", "/register", "/report-stolen", "/events", "/sign-in"]
    );
    for (roles, expected) in [
        (
            vec![],
            vec!["/check", "/register", "/report-stolen", "/events", "/account"],
        ),
        (
            vec![Role::Officer],
            vec![
                "/check",
                "/report-stolen",
                "/police/look-up",
                "/police/recoveries",
                "/police/matches",
                "/account",
            ],
        ),
        (
            vec![Role::Volunteer],
            vec!["/check", "/report-stolen", "/desk", "/account"],
        ),
        (
            vec![Role::Coordinator],
            vec![
                "/check",
                "/report-stolen",
                "/desk",
                "/partner/events",
                "/partner/batches",
                "/partner/insights",
                "/account",
            ],
        ),
        (
            vec![Role::OrgAdmin],
            vec![
                "/check",
                "/report-stolen",
                "/partner/events",
                "/partner/batches",
                "/partner/insights",
                "/admin/log",
                "/account",
            ],
        ),
    ] {
        page.signed_in = Some(SignedIn {
            label: "robin@example.org".into(),
            roles: roles.clone(),
            takes_part: false,
            has_cases: false,
            matches: 0,
        });
        assert_eq!(links(&page), expected, "{roles:?}");
    }
}

#[test]
fn the_navigation_says_where_we_are() {
    for (path, here, current) in [
        ("/check", Some("/check"), true),
        ("/check/help", Some("/check"), false),
        ("/checkered", None, false),
        ("/", None, false),
    ] {
        let page = Page::new(site(), "Anything", path);
        let found = page.navigation().into_iter().find(|item| item.here);
        assert_eq!(found.as_ref().map(|item| item.href), here, "{path}");
        assert_eq!(found.is_some_and(|item| item.current), current, "{path}");
    }
}

#[test]
fn a_phone_number_is_dialled_by_its_digits_and_an_address_is_read_in_lines() {
    let contact = Contact {
        address: Some("1 Example Street, Cambridge, ".into()),
        phone: Some("+44 7700 900123".into()),
        ..Contact::default()
    };
    assert!(contact.is_reachable());
    assert!(!Contact::default().is_reachable());
    assert_eq!(contact.dialled(), "+447700900123");
    assert_eq!(contact.address_lines(), ["1 Example Street", "Cambridge"]);
}
