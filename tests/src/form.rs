//! A form as the page offers it: what is already filled in, what can be chosen, and where it is sent.

use reqwest::Url;
use reqwest::multipart::{Form as Multipart, Part};
use scraper::{ElementRef, Selector};

use crate::page::{folded_text, select};
use crate::{Browser, Page};

/// A form with its fields as a browser without JavaScript would send them.
///
/// Hidden fields, such as the CSRF token, are sent without any help from the test.
#[derive(Clone, Debug)]
pub struct Form {
    browser: Browser,
    target: Url,
    post: bool,
    multipart: bool,
    fields: Vec<Field>,
    files: Vec<File>,
    extra: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
struct Field {
    name: String,
    /// What is sent. `None` for an unticked box or a button that was not pressed.
    value: Option<String>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Any text can be typed.
    Text,
    /// One of several boxes or buttons with the same name, each of which has its own value.
    Choice {
        of: String,
        one_only: bool,
    },
    /// One value out of a list.
    List {
        of: Vec<String>,
    },
    File,
    Button {
        of: String,
        label: String,
    },
}

#[derive(Clone, Debug)]
struct File {
    field: String,
    name: String,
    media_type: String,
    bytes: Vec<u8>,
}

impl Form {
    pub(crate) fn read(browser: Browser, page: &Url, form: ElementRef<'_>) -> Self {
        let action = form.attr("action").unwrap_or_default();
        // An empty action means the page itself, with its query.
        let target = if action.is_empty() {
            Ok(page.clone())
        } else {
            page.join(action)
        };
        let target = target.unwrap_or_else(|error| panic!("{action:?} is not an address: {error}"));
        let is = |attribute: &str, value: &str| {
            form.attr(attribute)
                .is_some_and(|is| is.eq_ignore_ascii_case(value))
        };
        let controls: Selector = select("input[name], textarea[name], select[name], button[name]");
        let fields = form
            .select(&controls)
            .filter(|field| field.attr("disabled").is_none())
            .map(Field::read);
        Self {
            browser,
            target,
            post: is("method", "post"),
            multipart: is("enctype", "multipart/form-data"),
            fields: fields.collect(),
            files: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// Returns the address that the form is sent to.
    #[must_use]
    pub fn target(&self) -> &Url {
        &self.target
    }

    /// Returns whether the form is posted. Otherwise, what was typed goes into the address.
    #[must_use]
    pub fn is_post(&self) -> bool {
        self.post
    }

    /// Returns whether the form sends files.
    #[must_use]
    pub fn is_multipart(&self) -> bool {
        self.multipart
    }

    /// Returns the value that a field has now.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.name == name && field.value.is_some())?
            .value
            .as_deref()
    }

    /// Returns the names of the fields, each once, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for field in &self.fields {
            if !names.contains(&field.name.as_str()) {
                names.push(&field.name);
            }
        }
        names
    }

    /// Types into a text field, picks from a list, ticks a box or chooses a radio button.
    ///
    /// # Panics
    ///
    /// When the form offers no such field, or not that choice.
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        let offered: Vec<&mut Field> = self
            .fields
            .iter_mut()
            .filter(|field| field.name == name)
            .collect();
        let mut done = false;
        let mut choices = Vec::new();
        for field in offered {
            match &field.kind {
                Kind::Text => {
                    field.value = Some(value.to_owned());
                    done = true;
                }
                Kind::List { of } => {
                    choices.extend(of.iter().cloned());
                    if of.iter().any(|one| one == value) {
                        field.value = Some(value.to_owned());
                        done = true;
                    }
                }
                Kind::Choice { of, one_only } => {
                    choices.push(of.clone());
                    if of == value {
                        field.value = Some(value.to_owned());
                        done = true;
                    } else if *one_only {
                        field.value = None;
                    }
                }
                Kind::File => panic!("{name} takes a file: use `attach`"),
                Kind::Button { .. } => panic!("{name} is a button: use `press`"),
            }
        }
        assert!(
            done,
            "the form to {} does not take {name} = {value:?}; fields {:?}, choices {choices:?}",
            self.target,
            self.names()
        );
        self
    }

    /// Unticks every box with this name.
    ///
    /// # Panics
    ///
    /// When there is no such box.
    #[must_use]
    pub fn untick(mut self, name: &str) -> Self {
        let mut found = false;
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            if matches!(field.kind, Kind::Choice { .. }) {
                field.value = None;
                found = true;
            }
        }
        assert!(
            found,
            "the form to {} has no box {name}; it has {:?}",
            self.target,
            self.names()
        );
        self
    }

    /// Puts a file into a file field.
    ///
    /// # Panics
    ///
    /// When there is no such field, or the form would not send the file's content.
    #[must_use]
    pub fn attach(mut self, field: &str, name: &str, media_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let offered = self
            .fields
            .iter()
            .any(|one| one.name == field && one.kind == Kind::File);
        assert!(
            offered,
            "the form to {} takes no file {field}; it has {:?}",
            self.target,
            self.names()
        );
        assert!(
            self.multipart,
            "the form to {} is not multipart: the file would not be sent",
            self.target
        );
        let (field, name, media_type) = (field.to_owned(), name.to_owned(), media_type.to_owned());
        self.files.push(File {
            field,
            name,
            media_type,
            bytes: bytes.into(),
        });
        self
    }

    /// Adds a field that the form does not offer, as a tampered page would.
    #[must_use]
    pub fn tamper(mut self, name: &str, value: &str) -> Self {
        self.extra.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves out a field, even a hidden one, as a tampered page would.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|field| field.name != name);
        self
    }

    /// Sends the form with its first button.
    pub async fn submit(&self) -> Page {
        let first = self.fields.iter().find_map(|field| match &field.kind {
            Kind::Button { of, .. } => Some((field.name.clone(), of.clone())),
            _ => None,
        });
        self.send(first).await
    }

    /// Sends the form with the button that has this label.
    ///
    /// # Panics
    ///
    /// When no button has a name and this label.
    pub async fn press(&self, label: &str) -> Page {
        let button = self.fields.iter().find_map(|field| match &field.kind {
            Kind::Button { of, label: says } if says == label => Some((field.name.clone(), of.clone())),
            _ => None,
        });
        assert!(
            button.is_some(),
            "the form to {} has no named button {label:?}",
            self.target
        );
        self.send(button).await
    }

    /// Returns the names and values that will be sent, without files and buttons.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let filled = self
            .fields
            .iter()
            .filter(|field| !matches!(field.kind, Kind::Button { .. } | Kind::File));
        let filled = filled.filter_map(|field| Some((field.name.clone(), field.value.clone()?)));
        filled.chain(self.extra.iter().cloned()).collect()
    }

    async fn send(&self, button: Option<(String, String)>) -> Page {
        let mut pairs = self.pairs();
        pairs.extend(button);
        let client = self.browser.following();
        let request = match (self.post, self.multipart) {
            (false, _) => {
                let mut target = self.target.clone();
                target.query_pairs_mut().clear().extend_pairs(&pairs);
                client.get(target)
            }
            (true, false) => client.post(self.target.clone()).form(&pairs),
            (true, true) => client.post(self.target.clone()).multipart(self.parts(pairs)),
        };
        self.browser.send(request).await
    }

    fn parts(&self, pairs: Vec<(String, String)>) -> Multipart {
        let mut parts = pairs
            .into_iter()
            .fold(Multipart::new(), |parts, (name, value)| parts.text(name, value));
        for field in self.fields.iter().filter(|field| field.kind == Kind::File) {
            // A browser sends an empty part for a file field if no file was chosen.
            if !self.files.iter().any(|file| file.field == field.name) {
                parts = parts.part(field.name.clone(), Part::bytes(Vec::new()).file_name(""));
            }
        }
        for file in &self.files {
            let part = Part::bytes(file.bytes.clone())
                .file_name(file.name.clone())
                .mime_str(&file.media_type)
                .unwrap_or_else(|error| panic!("{} is not a media type: {error}", file.media_type));
            parts = parts.part(file.field.clone(), part);
        }
        parts
    }
}

impl Field {
    fn read(element: ElementRef<'_>) -> Self {
        let attribute = |name: &str| element.attr(name).map(str::to_owned);
        let name = attribute("name").unwrap_or_default();
        let value = attribute("value");
        let ticked = element.attr("checked").is_some();
        let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
        let (kind, value) = match (element.value().name(), kind.as_str()) {
            ("textarea", _) => {
                let text: String = element.text().collect();
                // The first line break after the tag belongs to the mark-up.
                (
                    Kind::Text,
                    Some(text.strip_prefix('\n').map(str::to_owned).unwrap_or(text)),
                )
            }
            ("select", _) => list(element),
            ("button", _) | ("input", "submit" | "image") => {
                let label = if element.value().name() == "button" {
                    folded_text(element)
                } else {
                    value.clone().unwrap_or_default()
                };
                (
                    Kind::Button {
                        of: value.unwrap_or_default(),
                        label,
                    },
                    None,
                )
            }
            ("input", one @ ("radio" | "checkbox")) => {
                let of = value.unwrap_or_else(|| "on".to_owned());
                let chosen = ticked.then(|| of.clone());
                (
                    Kind::Choice {
                        of,
                        one_only: one == "radio",
                    },
                    chosen,
                )
            }
            ("input", "file") => (Kind::File, None),
            _ => (Kind::Text, Some(value.unwrap_or_default())),
        };
        Self { name, value, kind }
    }
}

fn list(element: ElementRef<'_>) -> (Kind, Option<String>) {
    let mut of = Vec::new();
    let mut chosen = None;
    for option in element.select(&select("option")) {
        let value = option
            .attr("value")
            .map_or_else(|| folded_text(option), str::to_owned);
        if option.attr("selected").is_some() {
            chosen = Some(value.clone());
        }
        of.push(value);
    }
    let chosen = chosen.or_else(|| of.first().cloned());
    (Kind::List { of }, chosen)
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    const PAGE: &str = r#"
        <form method="post" action="/register/make?step=2">
          <input type="hidden" name="csrf" value="t0ken">
          <input name="make" value="Brompton">
          <textarea name="features">
two lines
here</textarea>
          <select name="kind"><option value="">Choose</option><option value="folding" selected>Folding</option></select>
          <select name="size"><option>Small</option><option>Large</option></select>
          <input type="radio" name="has_number" value="yes"><input type="radio" name="has_number" value="no" checked>
          <input type="checkbox" name="colour" value="red"><input type="checkbox" name="colour" value="blue">
          <input type="checkbox" name="agree">
          <input name="old" value="x" disabled>
          <input type="file" name="photo">
          <button name="then" value="next"> Save  and continue</button>
          <button name="then" value="later">Save for later</button>
        </form>"#;

    fn form() -> Form {
        let page = Url::parse("http://127.0.0.1:1/register/start").unwrap();
        let html = Html::parse_document(PAGE);
        let element = html.select(&select("form")).next().unwrap();
        Form::read(Browser::new("http://127.0.0.1:1"), &page, element)
    }

    fn sent(form: &Form) -> Vec<String> {
        form.pairs()
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    }

    #[test]
    fn an_untouched_form_sends_what_the_page_filled_in() {
        assert_eq!(
            form().target().as_str(),
            "http://127.0.0.1:1/register/make?step=2"
        );
        assert_eq!(
            sent(&form()),
            [
                "csrf=t0ken",
                "make=Brompton",
                "features=two lines\nhere",
                "kind=folding",
                "size=Small",
                "has_number=no"
            ]
        );
    }

    #[test]
    fn filling_types_ticks_and_picks() {
        let filled = form()
            .fill("make", "Ribble")
            .fill("size", "Large")
            .fill("has_number", "yes")
            .fill("colour", "red")
            .fill("colour", "blue")
            .fill("agree", "on");
        assert_eq!(
            sent(&filled),
            [
                "csrf=t0ken",
                "make=Ribble",
                "features=two lines\nhere",
                "kind=folding",
                "size=Large",
                "has_number=yes",
                "colour=red",
                "colour=blue",
                "agree=on"
            ]
        );
        assert!(
            !sent(&filled.untick("colour"))
                .iter()
                .any(|pair| pair.starts_with("colour"))
        );
    }

    #[test]
    fn a_tampered_form_can_leave_out_and_add() {
        assert_eq!(sent(&form().without("csrf"))[0], "make=Brompton");
        assert_eq!(
            sent(&form().tamper("role", "officer")).last().unwrap(),
            "role=officer"
        );
    }

    #[test]
    #[should_panic(expected = "does not take kind = \"submarine\"")]
    fn a_choice_that_is_not_offered_fails_the_test() {
        let _ = form().fill("kind", "submarine");
    }

    #[test]
    #[should_panic(expected = "does not take serial")]
    fn a_field_that_is_not_there_fails_the_test() {
        let _ = form().fill("serial", "1");
    }

    #[test]
    #[should_panic(expected = "is not multipart")]
    fn a_file_needs_a_form_that_sends_it() {
        let _ = form().attach("photo", "bike.jpg", "image/jpeg", *b"\xff\xd8");
    }
}
