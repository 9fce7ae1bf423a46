//! An answer, as a person would read it.

use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use scraper::{ElementRef, Html, Selector};

use crate::{Browser, Form, said};

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

    /// Returns the status as a number.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the path at which the browser ended, after redirects.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Returns the whole address at which the browser ended.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns a header's value, if there is one and it is plain text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns the bytes of the answer.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Returns the answer as text.
    #[must_use]
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the answer as JSON.
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
    /// When it has a different one. The message shows what the page says.
    pub fn expect(self, status: u16) -> Self {
        let said = self.text("main");
        let shown = if said.is_empty() { self.body() } else { said };
        assert_eq!(self.status(), status, "{} says:\n{shown}", self.url);
        self
    }

    /// Returns the text of each element that a CSS selector finds, with single spaces between words.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        Html::parse_document(&self.body())
            .select(&select(selector))
            .map(folded_text)
            .collect()
    }

    /// Returns the text of all elements that a CSS selector finds, each on its own line.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).join("\n")
    }

    /// Returns what the page's main part says, one line for each heading, paragraph, item, row and field.
    #[must_use]
    pub fn said(&self) -> String {
        self.said_in("main")
    }

    /// Returns what the first element that a CSS selector finds says, in lines of the same kind.
    #[must_use]
    pub fn said_in(&self, selector: &str) -> String {
        said::lines(&self.body(), selector).join("\n")
    }

    /// Returns whether a CSS selector finds anything.
    #[must_use]
    pub fn has(&self, selector: &str) -> bool {
        Html::parse_document(&self.body())
            .select(&select(selector))
            .next()
            .is_some()
    }

    /// Returns an attribute of each element that a CSS selector finds, if the element has that attribute.
    #[must_use]
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        Html::parse_document(&self.body())
            .select(&select(selector))
            .filter_map(|element| element.attr(attribute).map(str::to_owned))
            .collect()
    }

    /// Returns the page's title.
    #[must_use]
    pub fn title(&self) -> String {
        self.text("head > title")
    }

    /// Returns the page's main heading.
    #[must_use]
    pub fn heading(&self) -> String {
        self.text("h1")
    }

    /// Returns the messages of the error summary, in order. If there is no summary, there are none.
    #[must_use]
    pub fn errors(&self) -> Vec<String> {
        self.texts(".govuk-error-summary__list li")
    }

    /// Returns the only form in the page's main part.
    ///
    /// # Panics
    ///
    /// When there is none, or more than one.
    #[must_use]
    pub fn form(&self) -> Form {
        self.one_form("main form", "in its main part", |_| true)
    }

    /// Returns the form, anywhere on the page, that is sent to this path.
    ///
    /// # Panics
    ///
    /// When there is none, or more than one.
    #[must_use]
    pub fn form_to(&self, path: &str) -> Form {
        self.one_form("form", &format!("to {path}"), |form| form.target().path() == path)
    }

    /// Returns every form in the page's main part.
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
