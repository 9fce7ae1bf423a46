//! The messages that a demo or development server writes to `mail/` in its data folder.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use mailparse::{MailHeaderMap, ParsedMail};

/// One message, as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The recipient, as the header has it.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// Its plain text.
    pub text: String,
}

impl Mail {
    /// Reads a message from its file's bytes.
    ///
    /// # Panics
    ///
    /// When it is not a message with a plain text.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let mail = mailparse::parse_mail(bytes).unwrap_or_else(|error| panic!("not a message: {error}"));
        let header = |name| mail.get_headers().get_first_value(name).unwrap_or_default();
        let text = plain_text(&mail).unwrap_or_else(|| panic!("no plain text in {:?}", header("Subject")));
        Self {
            to: header("To"),
            subject: header("Subject"),
            text,
        }
    }

    /// Returns the first web address in the text that contains this.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn link(&self, with: &str) -> String {
        let words = self
            .text
            .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
        let mut links = words.filter(|word| word.starts_with("http://") || word.starts_with("https://"));
        match links.find(|link| link.contains(with)) {
            Some(link) => link.trim_end_matches(['.', ',', ')']).to_owned(),
            None => panic!("no link with {with:?} in:\n{}", self.text),
        }
    }
}

fn plain_text(mail: &ParsedMail<'_>) -> Option<String> {
    if mail.subparts.is_empty() {
        return (mail.ctype.mimetype == "text/plain")
            .then(|| mail.get_body().ok())
            .flatten();
    }
    mail.subparts.iter().find_map(plain_text)
}

/// The folder of messages, and which of them a test has already taken.
#[derive(Debug)]
pub(crate) struct Mailbox {
    folder: PathBuf,
    taken: Mutex<BTreeSet<PathBuf>>,
}

impl Mailbox {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            taken: Mutex::default(),
        }
    }

    pub(crate) fn all(&self) -> Vec<Mail> {
        self.files().into_iter().map(|(_, mail)| mail).collect()
    }

    pub(crate) fn take(&self, person: &str) -> Option<Mail> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (path, mail) = self
            .files()
            .into_iter()
            .find(|(path, mail)| mail.to.contains(person) && !taken.contains(path))?;
        taken.insert(path);
        Some(mail)
    }

    /// Reads the folder, oldest message first. If there is no folder, there are no messages yet.
    fn files(&self) -> Vec<(PathBuf, Mail)> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        let mut files: Vec<_> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|is| is == "eml"))
            .filter_map(|path| Some((std::fs::metadata(&path).ok()?.modified().ok()?, path)))
            .collect();
        files.sort();
        files
            .into_iter()
            // The header of a message that is still being written has no end yet. The next look will find all of it.
            .filter_map(|(_, path)| Some((std::fs::read(&path).ok()?, path)))
            .filter(|(bytes, _)| bytes.windows(4).any(|end| end == b"\r\n\r\n"))
            .map(|(bytes, path)| (path, Mail::read(&bytes)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = b"From: register@example.org\r\nTo: Ada <ada@example.org>\r\n\
        Subject: =?utf-8?b?WW91ciBiaWtlIOKAkyBkb25l?=\r\nContent-Type: text/plain; charset=utf-8\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n\
        Sign in:\r\nhttp://127.0.0.1:8080/sign-in/confirm?token=3Dabc=\r\ndef\r\n";

    const BOTH: &[u8] = b"To: ada@example.org\r\nSubject: Two\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n\
        --x\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--x\r\nContent-Type: text/plain\r\n\r\nyes\r\n--x--\r\n";

    #[test]
    fn reads_what_the_reader_sees() {
        let mail = Mail::read(PLAIN);
        assert_eq!(mail.subject, "Your bike \u{2013} done");
        assert_eq!(
            mail.link("/sign-in/"),
            "http://127.0.0.1:8080/sign-in/confirm?token=abcdef"
        );
        assert_eq!(Mail::read(BOTH).text.trim(), "yes");
    }

    #[test]
    fn gives_each_message_once_and_only_to_its_reader() {
        let folder = tempfile::tempdir().unwrap();
        let mailbox = Mailbox::new(folder.path().join("mail"));
        assert_eq!(mailbox.take("ada@example.org"), None);
        std::fs::create_dir(folder.path().join("mail")).unwrap();
        std::fs::write(folder.path().join("mail/1.eml"), PLAIN).unwrap();
        std::fs::write(
            folder.path().join("mail/2.eml"),
            b"To: ada@example.org\r\nSubject: unfin",
        )
        .unwrap();
        assert_eq!(mailbox.take("bob@example.org"), None);
        assert_eq!(mailbox.take("ada@example.org"), Some(Mail::read(PLAIN)));
        assert_eq!(mailbox.take("ada@example.org"), None);
        assert_eq!(mailbox.all().len(), 1);
    }
}
