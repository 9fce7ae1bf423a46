//! People on the demonstration register: how they sign in, and what they type.

use domain::MarkCode;
use tests::{Browser, Page, Server};

/// Signs somebody in with a link from the command line.
pub async fn signed_in(server: &Server, email: &str) -> Browser {
    let made = server.command([
        "--public-url",
        "https://bikes.example.org",
        "user",
        "sign-in-link",
        email,
    ]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let link = String::from_utf8(made.stdout).unwrap();
    let token = link.trim().split_once("/sign-in/").unwrap().1.to_owned();
    let browser = server.browser();
    let page = browser.open(&format!("/sign-in/{token}")).await.expect(200);
    page.form().submit().await.expect(200);
    browser
}

/// Returns blank marks of an organisation on the demonstration register. The register's seed alone decides which.
pub fn blank_marks(organisation: &str) -> Vec<MarkCode> {
    let day = "2026-06-01T12:00:00Z".parse().unwrap();
    let demo = framemark_server::demo::generate(framemark_server::demo::SEED, day).unwrap();
    let used: Vec<MarkCode> = demo
        .bikes
        .iter()
        .filter_map(|bike| bike.mark.map(|mark| mark.0))
        .collect();
    let event = demo
        .events
        .into_iter()
        .find(|event| event.organisation == organisation)
        .unwrap();
    event
        .marks
        .into_iter()
        .filter(|code| !used.contains(code))
        .collect()
}

/// What an owner says when registering a bike.
pub struct Telling {
    /// The frame number.
    pub number: String,
    /// The e-mail address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The phone number.
    pub phone: String,
    /// The postcode.
    pub postcode: String,
    /// The colour, as the form's value.
    pub colour: String,
    /// The code of a label that is on the bike. Empty if there is none.
    pub mark: String,
}

impl Telling {
    /// Makes the answers about a bike with this number and an owner with this address.
    pub fn of(number: &str, email: &str) -> Self {
        Self {
            number: number.to_owned(),
            email: email.to_owned(),
            name: "Robin Rowe".to_owned(),
            phone: "07700 900123".to_owned(),
            postcode: "CB1 2AB".to_owned(),
            colour: "red".to_owned(),
            mark: String::new(),
        }
    }

    /// Returns the questions in order, each with what goes into its form.
    pub fn answers(&self) -> Vec<(&'static str, Vec<(&'static str, &str)>)> {
        vec![
            ("email", vec![("email", &self.email)]),
            (
                "frame-number",
                vec![("known", "yes"), ("frame_number", &self.number)],
            ),
            ("make", vec![("make", "Ribble")]),
            ("model", vec![("model", "Endurance")]),
            ("colours", vec![("colour", &self.colour)]),
            ("kind", vec![("kind", "road")]),
            ("other-numbers", vec![]),
            ("features", vec![("features", "A duck horn")]),
            ("photos", vec![]),
            ("mark", vec![("mark", &self.mark)]),
            (
                "you",
                vec![
                    ("name", &self.name),
                    ("phone", &self.phone),
                    ("postcode", &self.postcode),
                ],
            ),
        ]
    }
}

/// Answers every question of a registration and stops before the last button.
pub async fn answered(browser: &Browser, telling: &Telling) -> Page {
    let mut page = browser.open("/register/email").await.expect(200);
    for (question, answers) in telling.answers() {
        assert_eq!(
            page.path(),
            format!("/register/{question}"),
            "{}",
            page.text("main")
        );
        let form = answers
            .into_iter()
            .fold(page.form(), |form, (name, value)| form.fill(name, value));
        page = form.submit().await.expect(200);
    }
    assert_eq!(page.path(), "/register/check");
    page
}

/// The fields for a day and a clock time in a question about a theft. The day is written like `2025-11-20`.
pub fn at<'a>(day: &'a str, clock: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("on_year", &day[..4]),
        ("on_month", &day[5..7]),
        ("on_day", &day[8..]),
        ("time_by", "clock"),
        ("time", clock),
    ]
}

/// Answers the questions about a theft from this page on, until the page that checks the answers. Each question gets
/// what is said to it, or else the shortest possible answer.
pub async fn told_until_check(mut page: Page, said: &[(&str, &[(&str, &str)])]) -> Page {
    while !page.path().ends_with("/report-stolen/check") {
        let question = page.path().rsplit('/').next().unwrap_or_default().to_owned();
        let own = said.iter().find(|(name, _)| *name == question);
        let answers: &[(&str, &str)] = match (own, question.as_str()) {
            (Some((_, answers)), _) => answers,
            (None, "where") => &[("where_by", "unknown")],
            (None, "lock") => &[("lock", "other")],
            (None, "how") => &[("beaten", "not-known")],
            (None, "camera") => &[("camera", "not-known")],
            (None, "police") => &[("told", "not-yet")],
            (None, "public") => &[("shown", "no")],
            _ => &[],
        };
        let form = answers
            .iter()
            .fold(page.form(), |form, (name, value)| form.fill(name, value));
        let next = form.submit().await.expect(200);
        assert_ne!(next.path(), page.path(), "{question} is asked again");
        page = next;
    }
    page
}

/// Registers a bike and returns its reference.
pub async fn registered(browser: &Browser, telling: &Telling) -> String {
    let done = answered(browser, telling).await.form().submit().await.expect(200);
    assert_eq!(done.path(), "/register/done");
    done.text(".fm-reference")
}

/// Registers a bike, follows the link in the e-mail, and returns the owner's browser and the path of the bike.
pub async fn an_owner(server: &Server, telling: &Telling) -> (Browser, String) {
    let browser = server.browser();
    registered(&browser, telling).await;
    let link = server.next_mail_to(&telling.email).await.link("/sign-in/");
    let page = browser.open(&link).await.expect(200);
    page.form().submit().await.expect(200);
    let list = browser.open("/account").await.expect(200);
    let bikes = list.attributes("main a", "href");
    let bike = bikes.into_iter().find(|href| href.starts_with("/account/bikes/"));
    (
        browser,
        bike.unwrap_or_else(|| panic!("no bike in {}", list.text("main"))),
    )
}
