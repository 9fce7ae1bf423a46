//! Shows one e-mail as its reader sees it.

use crate::shared::london;
use mailparse::{MailHeaderMap, ParsedMail};

/// The parts of an e-mail that its reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The recipient.
    pub(super) to: String,
    /// What it is about.
    pub(super) subject: String,
    /// When it was written, in British time. If the header is not a date, this is the header.
    pub(super) date: String,
    /// What it says.
    pub(super) text: String,
}

impl Letter {
    /// Reads an e-mail, or returns `None` if it has no plain text.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mail = mailparse::parse_mail(bytes).ok()?;
        let header = |name| mail.get_headers().get_first_value(name).unwrap_or_default();
        let text = plain_text(&mail)?.replace("\r\n", "\n").trim().to_owned();
        let subject = Some(header("Subject")).filter(|subject| !subject.is_empty());
        Some(Self {
            to: header("To"),
            subject: subject.unwrap_or_else(|| "(no subject)".into()),
            date: when(header("Date")),
            text,
        })
    }
}

/// Says when an e-mail was written, in the same format as other pages.
fn when(header: String) -> String {
    jiff::fmt::rfc2822::parse(&header).map_or(header, |at| london::day_and_time(at.timestamp()))
}

fn plain_text(mail: &ParsedMail<'_>) -> Option<String> {
    if mail.subparts.is_empty() {
        let plain = mail.ctype.mimetype == "text/plain";
        return plain.then(|| mail.get_body().ok()).flatten();
    }
    mail.subparts.iter().find_map(plain_text)
}

/// A piece of an e-mail's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words.
    Words(String),
    /// A web address that can be followed.
    Link(String),
}

/// Splits a text into words and web addresses, without leaving anything out.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = [rest.find("http://"), rest.find("https://")]
        .into_iter()
        .flatten()
        .min()
    {
        let (words, from_link) = rest.split_at(start);
        let end = from_link
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(from_link.len());
        let link = from_link
            .get(..end)
            .unwrap_or(from_link)
            .trim_end_matches(['.', ',', ')', ';']);
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        pieces.push(Piece::Link(link.to_owned()));
        rest = from_link.get(link.len()..).unwrap_or_default();
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    pieces
}
