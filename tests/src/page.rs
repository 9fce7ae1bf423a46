//! An answer, read as a person would read it.

use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use scraper::{ElementRef, Html, Selector};

use crate::{Browser, Form};

/// One answer of the server, with the browser that got it.
#[derive(Clone, Debug)]
pub struct Page {
    browser: Browser,
    url: Url,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Page {
    pub(crate) fn new(
        browser: Browser,
        url: Url,
        status: StatusCode,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Self {
        Self {
            browser,
            url,
            status,
            headers,
            body,
        }
    }

    /// Gives the status as a number.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Gives the path that the browser ended at, after redirects.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Gives the whole address that the browser ended at.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Gives a header's value, if there is one in plain text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Gives the answer as it came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Gives the answer as text.
    #[must_use]
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Gives the answer as JSON.
    ///
    /// # Panics
    ///
    /// When it is not JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{} is not JSON: {error}\n{}", self.url, self.body()))
    }

    /// Passes the page on if it has this status.
    ///
    /// # Panics
    ///
    /// When it has another, showing what the page says.
    pub fn expect(self, status: u16) -> Self {
        let said = self.text("main");
        let shown = if said.is_empty() { self.body() } else { said };
        assert_eq!(self.status(), status, "{} says:\n{shown}", self.url);
        self
    }

    /// Gives the text of each element that a CSS selector finds, white space folded.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        Html::parse_document(&self.body())
            .select(&select(selector))
            .map(folded_text)
            .collect()
    }

    /// Gives the text of all elements that a CSS selector finds, one a line.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).join("\n")
    }

    /// Tells whether a CSS selector finds anything.
    #[must_use]
    pub fn has(&self, selector: &str) -> bool {
        Html::parse_document(&self.body())
            .select(&select(selector))
            .next()
            .is_some()
    }

    /// Gives an attribute of each element that a CSS selector finds and that has it.
    #[must_use]
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        Html::parse_document(&self.body())
            .select(&select(selector))
            .filter_map(|element| element.attr(attribute).map(str::to_owned))
            .collect()
    }

    /// Gives the page's title.
    #[must_use]
    pub fn title(&self) -> String {
        self.text("head > title")
    }

    /// Gives the page's main heading.
    #[must_use]
    pub fn heading(&self) -> String {
        self.text("h1")
    }

    /// Gives the messages of the error summary, in order; none when there is no summary.
    #[must_use]
    pub fn errors(&self) -> Vec<String> {
        self.texts(".govuk-error-summary__list li")
    }

    /// Gives the only form in the page's main part.
    ///
    /// # Panics
    ///
    /// When there is none, or more than one.
    #[must_use]
    pub fn form(&self) -> Form {
        self.one_form("main form", "in its main part", |_| true)
    }

    /// Gives the form, anywhere on the page, that is sent to this path.
    ///
    /// # Panics
    ///
    /// When there is none, or more than one.
    #[must_use]
    pub fn form_to(&self, path: &str) -> Form {
        self.one_form("form", &format!("to {path}"), |form| form.target().path() == path)
    }

    /// Gives every form in the page's main part.
    #[must_use]
    pub fn forms(&self) -> Vec<Form> {
        Html::parse_document(&self.body())
            .select(&select("main form"))
            .map(|element| Form::read(self.browser.clone(), &self.url, element))
            .collect()
    }

    /// Follows the first link with this text.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub async fn follow(&self, text: &str) -> Self {
        let found = Html::parse_document(&self.body())
            .select(&select("a[href]"))
            .find(|link| folded_text(*link) == text)
            .and_then(|link| link.attr("href").map(str::to_owned));
        let Some(href) = found else {
            panic!(
                "{} has no link {text:?}; it has {:?}",
                self.url,
                self.texts("a[href]")
            );
        };
        let target = self
            .url
            .join(&href)
            .unwrap_or_else(|error| panic!("{href} is not an address: {error}"));
        self.browser.open(target.as_str()).await
    }

    fn one_form(&self, selector: &str, where_: &str, wanted: impl Fn(&Form) -> bool) -> Form {
        let mut forms: Vec<Form> = Html::parse_document(&self.body())
            .select(&select(selector))
            .map(|element| Form::read(self.browser.clone(), &self.url, element))
            .filter(wanted)
            .collect();
        match (forms.pop(), forms.len()) {
            (Some(form), 0) => form,
            (None, _) => panic!(
                "{} (status {}) has no form {where_}:\n{}",
                self.url,
                self.status,
                self.text("body")
            ),
            (Some(_), more) => panic!("{} has {} forms {where_}", self.url, more + 1),
        }
    }
}

pub(crate) fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector:?} is not a selector: {error}"))
}

pub(crate) fn folded_text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
