//! What the layout needs to know about a page, whoever asks for it.

use super::assets;
use super::form::Errors;
use domain::account::{Permission, Role};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The entry of the script that every page runs.
const MAIN_SCRIPT: &str = "src/shared/main.ts";
/// The entry of the style that every page has.
const MAIN_STYLE: &str = "src/style/main.scss";

/// The facts about this installation that every page shows.
#[derive(Clone, Debug)]
pub struct Site {
    /// The partnership that runs it.
    pub partnership: String,
    /// Where its source code can be read.
    pub source: Option<String>,
    /// The address that people type, without a slash at its end, such as `https://bikes.example.org`.
    pub public_url: String,
    /// Who runs it, and how to reach them.
    pub contact: Contact,
}

/// The body that runs the register, and the ways to reach it. Pages leave out what is not set.
#[derive(Clone, Debug, Default)]
pub struct Contact {
    /// The body's full name, such as `Fen Community Safety Partnership`.
    pub body: Option<String>,
    /// The postal address, with commas between its lines.
    pub address: Option<String>,
    /// The phone number, as people write it.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

impl Contact {
    /// Returns whether there is any way to reach the body.
    pub fn is_reachable(&self) -> bool {
        self.address.is_some() || self.phone.is_some() || self.email.is_some()
    }

    /// Returns the lines of the postal address.
    pub fn address_lines(&self) -> Vec<&str> {
        let address = self.address.as_deref().unwrap_or_default();
        address
            .split(',')
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// Returns the phone number as a link dials it.
    pub fn dialled(&self) -> String {
        let phone = self.phone.as_deref().unwrap_or_default();
        phone
            .chars()
            .filter(|sign| sign.is_ascii_digit() || *sign == '+')
            .collect()
    }
}

impl Site {
    /// Returns whether people reach it over TLS.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Who is signed in, as far as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedIn {
    /// What the page calls them: only ever shown to themselves.
    pub label: String,
    /// Their roles in any organisation; empty for an owner.
    pub roles: Vec<Role>,
}

impl SignedIn {
    /// Tells whether they have the permission in any organisation.
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.may(permission))
    }
}

/// A message that the next page shows, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// One sentence.
    pub text: String,
    /// Whether it says that something was done.
    pub success: bool,
}

impl Notice {
    /// Makes a message that something was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            success: true,
        }
    }

    /// Makes a message that should be known.
    pub fn important(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            success: false,
        }
    }
}

/// A link of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub text: &'static str,
    /// Whether this page is below it.
    pub here: bool,
    /// Whether it is this very page.
    pub current: bool,
    /// Whether it stands at the far end.
    pub last: bool,
}

/// What the layout needs; every page struct has it in a field named `page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page's own title, as its first heading says it.
    pub title: String,
    /// The installation.
    pub site: Arc<Site>,
    /// The path of the request, which tells the navigation where we are.
    pub path: String,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// The token that forms send back.
    pub csrf: Option<String>,
    /// The random value of a form that makes something, see [`super::once`].
    pub once: Option<String>,
    /// What to tell after a redirect.
    pub notice: Option<Notice>,
    /// What is wrong with the form that came back.
    pub errors: Errors,
    /// Whether search engines may list it.
    pub indexed: bool,
    /// One or two sentences for search results and shared links.
    pub description: Option<String>,
    islands: Vec<&'static str>,
}

impl Page {
    /// Makes a page for a visitor, without a form.
    pub fn new(site: Arc<Site>, title: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            site,
            path: path.into(),
            signed_in: None,
            csrf: None,
            once: None,
            notice: None,
            errors: Errors::default(),
            indexed: false,
            description: None,
            islands: Vec::new(),
        }
    }

    /// Gives the form's errors to the summary and the fields.
    #[must_use]
    pub fn with_errors(mut self, errors: Errors) -> Self {
        self.errors = errors;
        self
    }

    /// Adds a feature's `island.ts`, named from the `web` folder: `src/desk/app/island.ts`.
    #[must_use]
    pub fn with_island(mut self, entry: &'static str) -> Self {
        self.islands.push(entry);
        self
    }

    /// Lets search engines list the page under a description of its own. Only for what anyone may read.
    #[must_use]
    pub fn for_search_engines(mut self, description: impl Into<String>) -> Self {
        self.indexed = true;
        self.description = Some(description.into());
        self
    }

    /// Returns what the browser's tab says. An error comes first, so that it is heard first.
    pub fn full_title(&self) -> String {
        let error = if self.errors.is_empty() { "" } else { "Error: " };
        format!("{error}{} – Framemark – {}", self.title, self.site.partnership)
    }

    /// Returns the addresses of the page's styles.
    pub fn stylesheets(&self) -> Vec<String> {
        let mut all: Vec<String> = assets::url(MAIN_STYLE).into_iter().collect();
        all.extend(self.islands.iter().flat_map(|entry| assets::styles_of(entry)));
        all
    }

    /// Returns the addresses of the page's scripts.
    pub fn scripts(&self) -> Vec<String> {
        std::iter::once(MAIN_SCRIPT)
            .chain(self.islands.iter().copied())
            .filter_map(assets::url)
            .collect()
    }

    /// Returns the links that whoever asks can follow.
    pub fn navigation(&self) -> Vec<NavItem> {
        let mut links: Vec<(&'static str, &'static str)> = vec![("/check", "Check a bike")];
        let end = match &self.signed_in {
            None => {
                links.extend([
                    ("/register", "Register a bike"),
                    ("/report-stolen", "Report stolen"),
                    ("/events", "Events"),
                ]);
                ("/sign-in", "Sign in")
            }
            Some(who) if who.roles.is_empty() => {
                links.extend([
                    ("/register", "Register a bike"),
                    ("/report-stolen", "Report stolen"),
                    ("/events", "Events"),
                ]);
                ("/account", "Your bikes")
            }
            Some(who) => {
                links.push(("/report-stolen", "Report stolen"));
                for (permission, href, text) in STAFF {
                    if who.may(permission) {
                        links.push((href, text));
                    }
                }
                ("/account", "Your account")
            }
        };
        links.push(end);
        links
            .into_iter()
            .map(|(href, text)| NavItem {
                href,
                text,
                here: is_below(&self.path, href),
                current: self.path == href,
                last: (href, text) == end,
            })
            .collect()
    }
}

/// What staff find in the navigation, by what they may do.
const STAFF: [(Permission, &str, &str); 5] = [
    (Permission::LookUp, "/police/look-up", "Look up"),
    (Permission::LookUp, "/police/recoveries", "Recovered bikes"),
    (Permission::UseDesk, "/desk", "Desk"),
    (Permission::KeepStock, "/partner/events", "Events"),
    (Permission::KeepStock, "/partner/batches", "Marks"),
];

fn is_below(path: &str, of: &str) -> bool {
    path.strip_prefix(of)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
