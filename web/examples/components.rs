//! Shows every component in the layout, for work on the style.
//!
//! `cargo run -p web --example components -- 8090`, then `http://127.0.0.1:8090/components`; `?errors` shows
//! them with errors, `?officer` as an officer sees them.

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use std::io::Write;
use std::sync::Arc;
use web::shared::headers::{OverTls, secure};
use web::shared::{
    Choice, DateTyped, Errors, HttpError, Notice, Page, Pagination, SignedIn, Site, assets, error, html,
};

#[derive(Template)]
#[template(path = "shared/components/preview.html")]
struct Preview {
    page: Page,
    email: &'static str,
    makes: Vec<Choice>,
    kinds: Vec<Choice>,
    numbers: Vec<Choice>,
    yes_no: Vec<Choice>,
    colours: Vec<Choice>,
    date: DateTyped,
    pages: Pagination,
}

#[expect(clippy::too_many_lines, reason = "every component, one after the other")]
async fn preview(site: Arc<Site>, query: String) -> Result<Response, HttpError> {
    let mut page = Page::new(site, "Every component", "/components");
    page.csrf = Some("preview".into());
    if query.contains("officer") {
        page.signed_in = Some(SignedIn {
            label: "PC 7".into(),
            roles: vec![domain::account::Role::Officer],
            takes_part: false,
            has_cases: false,
            matches: 0,
        });
        page.notice = Some(Notice::success("Bike registered"));
    }
    if query.contains("errors") {
        let mut errors = Errors::default();
        for (id, message) in [
            (
                "email",
                "Enter an e-mail address in the correct format, like name@example.org",
            ),
            (
                "frame_number",
                "Enter a frame number, or say that you cannot find it",
            ),
            ("features", "What makes it yours must be 300 characters or fewer"),
            ("make", "Choose a make"),
            ("kind", "Choose a kind of bike"),
            ("colours", "Choose a colour"),
            ("stolen_month", "The date it was stolen must include a month"),
            ("photo", "The photo must be a JPEG, PNG or WebP"),
        ] {
            errors.add(id, message);
        }
        page = page.with_errors(errors);
    }
    html(&Preview {
        page,
        email: "robin@example.org",
        makes: Choice::list(
            "brompton",
            [
                ("", "Choose a make"),
                ("brompton", "Brompton"),
                ("giant", "Giant"),
            ],
        ),
        kinds: vec![
            Choice::new("road", "Road"),
            Choice::new("cargo", "Cargo")
                .hint("With a box or a long tail")
                .chosen_if(true),
            Choice::new("adapted", "Adapted"),
        ],
        numbers: vec![
            Choice::new("yes", "Yes").revealing().chosen_if(true),
            Choice::new("no", "I can't find it"),
            Choice::new("none", "It has none").alone(),
        ],
        yes_no: Choice::list("no", [("yes", "Yes"), ("no", "No")]),
        colours: Choice::list_of_many(
            &["red"],
            [("red", "Red"), ("black", "Black"), ("silver", "Silver")],
        ),
        date: DateTyped::new("27", "", "2026"),
        pages: Pagination::new("/components", 5, 90, 10),
    })
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args()
        .nth(1)
        .and_then(|port| port.parse::<u16>().ok())
        .unwrap_or(0);
    let site = Arc::new(Site {
        partnership: "Cambridge Community Safety Partnership".into(),
        source: Some("https://example.org/framemark".into()),
        public_url: "http://127.0.0.1".into(),
        contact: web::shared::page::Contact::default(),
    });
    let shown = Arc::clone(&site);
    let app = Router::new()
        .route(
            "/components",
            get(move |RawQuery(query): RawQuery| preview(Arc::clone(&shown), query.unwrap_or_default())),
        )
        .route(
            "/broken",
            get(|| async { HttpError::internal("broken on purpose") }),
        )
        .route("/assets/{*path}", get(assets::serve))
        .layer(from_fn_with_state(site, error::pages))
        .layer(tower_http::compression::CompressionLayer::new())
        .layer(from_fn_with_state(OverTls(false), secure));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "http://{}/components", listener.local_addr()?)?;
    axum::serve(listener, app).await
}
