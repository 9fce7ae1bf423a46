//! Makes an example of every letter that the register sends, for the pages that show them and for tests.

use crate::mail::letters::Example;
use crate::{account, bike, desk, event, hot_sheet, meeting, plan, recovery, theft};
pub use store::mail::Letter;

/// A letter, and the folder that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The room that the letter belongs to: "event/bookings".
    pub room: &'static str,
    /// The folder in the room's letters: "reminder".
    pub name: &'static str,
    /// The example of the letter.
    pub letter: Letter,
}

/// Makes an example of every letter, with links to `site`.
pub fn every_kind(site: &str) -> Vec<Kind> {
    let Some(some) = Example::new(site) else {
        return Vec::new();
    };
    let rooms = [
        ("account", account::letters::examples(&some)),
        ("bike", bike::letters::examples(&some)),
        ("desk", desk::letters::examples(&some)),
        ("event/bookings", event::bookings::letters::examples(&some)),
        ("event/staff", event::staff::letters::examples(&some)),
        ("hot_sheet", hot_sheet::letters::examples(&some)),
        ("meeting", meeting::letters::examples(&some)),
        ("plan", plan::letters::examples(&some)),
        ("recovery", recovery::letters::examples(&some)),
        ("theft", theft::letters::examples(&some)),
    ];
    let kinds = rooms.into_iter().flat_map(|(room, letters)| {
        let of_room = move |(name, letter)| Kind { room, name, letter };
        letters.into_iter().map(of_room)
    });
    kinds.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    const SITE: &str = "https://bikes.example.org";

    /// Finds the folder of every letter below a source folder.
    fn folders(at: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_dir() {
                continue;
            }
            if at.ends_with("letters") && path.join("mod.rs").exists() {
                found.insert(path.to_string_lossy().split_once("/src/").unwrap().1.to_owned());
            }
            folders(&path, found);
        }
    }

    #[test]
    fn each_letter_says_what_is_kept_beside_it() {
        for Kind { room, name, letter } in every_kind(SITE) {
            assert!(
                !letter.subject.contains('@') && letter.subject.len() < 70,
                "{}",
                letter.subject
            );
            assert!(letter.body.chars().all(|sign| sign == '\n' || !sign.is_control()));
            let beside = format!("{room}/letters/{name}");
            insta::with_settings!({snapshot_path => beside, prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!("text", format!("Subject: {}\n\n{}", letter.subject, letter.body));
                insta::assert_snapshot!("page", crate::mail::page(&letter, SITE).unwrap());
            });
        }
    }

    #[test]
    fn each_folder_of_a_letter_has_an_example() {
        let mut there = BTreeSet::new();
        folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut there);
        let known: BTreeSet<String> = every_kind(SITE)
            .iter()
            .map(|kind| format!("{}/letters/{}", kind.room, kind.name))
            .collect();
        assert_eq!(there, known);
        assert!(known.len() > 35, "{}", known.len());
    }

    #[test]
    fn only_the_hot_sheet_can_be_stopped() {
        let stopped = every_kind(SITE)
            .into_iter()
            .filter(|kind| kind.letter.stop.is_some());
        assert_eq!(stopped.map(|kind| kind.name).collect::<Vec<_>>(), ["of_day"]);
    }
}
