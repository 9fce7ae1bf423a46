//! What the layout needs to know about a page.

use super::assets;
use super::form::Errors;
use domain::account::{Permission, Role};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The script that every page runs.
const MAIN_SCRIPT: &str = "src/shared/main.ts";
/// The script that offers to scan a number.
const SCANNER: &str = "src/shared/scan/island.ts";
/// The style that every page has.
const MAIN_STYLE: &str = "src/style/main.scss";

/// The facts about this installation that every page shows.
#[derive(Clone, Debug)]
pub struct Site {
    /// The partnership that runs it.
    pub partnership: String,
    /// Where its source code can be read.
    pub source: Option<String>,
    /// The address that people type, without a slash at the end, such as `https://bikes.example.org`.
    pub public_url: String,
    /// Who runs it, and how to reach them.
    pub contact: Contact,
}

/// The body that runs the register, and how to reach it. Pages leave out details that are not set.
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

    /// Returns the phone number for a link.
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
    /// Their name. Only they see it.
    pub label: String,
    /// Their roles in any organisation; empty for an owner.
    pub roles: Vec<Role>,
    /// Whether they take part in a partnership's work. Officers do not count, because they have their own pages.
    pub takes_part: bool,
    /// Whether they are an officer whose agency is in a problem case.
    pub has_cases: bool,
    /// How many matches of recovered bikes are waiting for an officer. We only count them for the pages of the police.
    pub matches: u64,
}

impl SignedIn {
    /// Tells whether they have a role that needs a second factor.
    pub fn needs_second_factor(&self) -> bool {
        self.roles.iter().any(|role| role.needs_second_factor())
    }

    /// Tells whether they have the permission in any organisation.
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.may(permission))
    }
}

/// A message that the next page shows once.
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

    /// Makes a message with important information.
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
    /// Its address.
    pub href: &'static str,
    /// How many things are waiting there, or `None` if there are none or they were not counted.
    pub count: Option<u64>,
    /// What it says.
    pub text: &'static str,
    /// Whether the present page is below it.
    pub here: bool,
    /// Whether it is the present page.
    pub current: bool,
    /// Whether it is at the far end.
    pub last: bool,
}

/// What the layout needs; every page struct has it in a field named `page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The title, which is the same as the first heading.
    pub title: String,
    /// The facts about this installation.
    pub site: Arc<Site>,
    /// The path of the request, which the navigation needs.
    pub path: String,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// The token that forms send back.
    pub csrf: Option<String>,
    /// The random value of a form that makes something, see [`super::once`].
    pub once: Option<String>,
    /// The message after a redirect.
    pub notice: Option<Notice>,
    /// The errors of the form.
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

    /// Shows the form's errors in the summary and at the fields.
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

    /// Offers to scan the bar code beside boxes with `data-scan`. The answer goes through [`super::headers::scanning`],
    /// which lets it use the camera.
    #[must_use]
    pub fn with_scanner(self) -> Self {
        self.with_island(SCANNER)
    }

    /// Returns whether it offers to scan bar codes.
    pub fn scans(&self) -> bool {
        self.islands.contains(&SCANNER)
    }

    /// Lets search engines list the page under a description of its own. Only for what anyone may read.
    #[must_use]
    pub fn for_search_engines(mut self, description: impl Into<String>) -> Self {
        self.indexed = true;
        self.description = Some(description.into());
        self
    }

    /// Returns the title for the browser's tab. "Error" comes first, so that people who use a screen reader hear it
    /// first.
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

    /// Returns the links for this visitor.
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
                    // An officer's menu has items of its own, and must fit on one line.
                    let too_many = href == INSIGHTS && who.may(Permission::LookUp);
                    if who.may(permission) && !too_many {
                        links.push((href, text));
                    }
                }
                if who.takes_part {
                    links.push((PARTNERSHIP, "Partnership"));
                }
                if who.has_cases {
                    links.push((CASES, "Problem cases"));
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
                count: self.waiting_at(href),
                here: is_below(&self.path, href) || (href == PARTNERSHIP && self.is_of_partnership()),
                current: self.path == href,
                last: (href, text) == end,
            })
            .collect()
    }

    /// Whether its reader works on problem cases.
    pub fn solves_problems(&self) -> bool {
        let who = self.signed_in.as_ref();
        who.is_some_and(|who| who.may(Permission::SolveProblems))
    }

    /// Whether it is one of the pages of a partnership's work, which share a menu.
    fn is_of_partnership(&self) -> bool {
        OF_PARTNERSHIP.iter().any(|href| is_below(&self.path, href))
    }

    /// How many things are waiting behind a link in the navigation.
    fn waiting_at(&self, href: &str) -> Option<u64> {
        let waiting = self.signed_in.as_ref().map_or(0, |who| who.matches);
        (href == MATCHES && waiting > 0).then_some(waiting)
    }
}

/// Where a partnership's work begins, and its other pages.
const PARTNERSHIP: &str = "/partner/plan";
const OF_PARTNERSHIP: [&str; 7] = [
    "/partner/agencies",
    "/partner/groups",
    "/partner/meetings",
    "/partner/problems",
    "/partner/campaigns",
    "/partner/consultations",
    "/partner/matrix",
];

/// Where officers find the problem cases that their agency is in.
const CASES: &str = "/partner/problems";

/// Where officers decide on matches.
const MATCHES: &str = "/police/matches";

/// Where readers of figures begin.
const INSIGHTS: &str = "/partner/insights";

/// The links for staff, by what they may do.
const STAFF: [(Permission, &str, &str); 8] = [
    (Permission::LookUp, "/police/look-up", "Look up"),
    (Permission::LookUp, "/police/recoveries", "Recovered bikes"),
    (Permission::LookUp, MATCHES, "Matches"),
    (Permission::UseDesk, "/desk", "Desk"),
    (Permission::KeepStock, "/partner/events", "Events"),
    (Permission::KeepStock, "/partner/batches", "Marks"),
    (Permission::ReadFigures, INSIGHTS, "Insights"),
    (Permission::InspectLog, "/admin/log", "Log"),
];

fn is_below(path: &str, of: &str) -> bool {
    path.strip_prefix(of)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
