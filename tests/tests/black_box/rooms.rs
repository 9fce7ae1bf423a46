//! Which room of a crate may use which. Arrows between crates are in `arrows.rs`.

use std::collections::BTreeSet;

use crate::workspace::{Source, sources};

/// The rooms of one crate.
struct House {
    /// Its source folder.
    folder: &'static str,
    /// What every room may use. These files may only use each other.
    ground: &'static [&'static str],
    /// Each room, with the rooms that it may use. Those come before it in the list, so there is no circle.
    rooms: &'static [(&'static str, &'static [&'static str])],
}

const HOUSES: [House; 4] = [
    House {
        folder: "crates/domain/src",
        ground: &[
            "catalogue",
            "clock",
            "crockford",
            "feed",
            "id",
            "london",
            "number",
            "paper",
            "text",
        ],
        rooms: &[
            ("account", &[]),
            ("agency", &["account"]),
            ("plan", &[]),
            ("problem", &["plan"]),
            ("meeting", &["account"]),
            ("place", &["account"]),
            ("mark", &[]),
            ("bike", &["mark"]),
            ("event", &["account", "place"]),
            ("campaign", &["event", "plan"]),
            ("consultation", &[]),
            ("desk", &["mark"]),
            ("theft", &["place"]),
            ("message", &["place", "theft"]),
            ("look_up", &["bike", "mark", "place", "theft"]),
            ("recovery", &["account", "bike", "event", "look_up", "place"]),
            ("hot_sheet", &["bike", "place"]),
            ("figure", &["bike", "place", "theft"]),
            ("matrix", &[]),
            ("assessment", &[]),
        ],
    },
    House {
        folder: "crates/store/src",
        ground: &[
            "connection",
            "documents",
            "entity",
            "error",
            "ids",
            "keyring",
            "log",
            "once",
            "places",
            "rows",
            "settings",
            "space",
            "time",
            "words",
        ],
        rooms: &[
            ("feed", &[]),
            ("account", &[]),
            ("agency", &[]),
            ("paper", &[]),
            ("plan", &[]),
            ("mail", &[]),
            ("event", &[]),
            ("desk", &[]),
            ("look_up", &[]),
            ("assessment", &[]),
            ("problem", &[]),
            ("matrix", &[]),
            ("mark", &["feed"]),
            ("theft", &["feed"]),
            ("bike", &["feed", "mark", "theft"]),
            ("meeting", &["bike"]),
            ("campaign", &["bike"]),
            ("consultation", &[]),
            ("message", &["bike", "feed"]),
            ("recovery", &["bike", "feed", "look_up"]),
            ("hot_sheet", &[]),
            ("figure", &["feed", "theft"]),
            ("bench", &[]),
            // A restore also begins a new epoch of the feed, and photos are copied by their names.
            ("backup", &["bike"]),
            ("keys", &[]),
            // Opening a register may begin a new epoch of its feed.
            ("open", &["feed"]),
        ],
    },
    House {
        folder: "crates/registry/src",
        ground: &["blocking", "context", "once", "together", "version", "workers"],
        rooms: &[
            ("mail", &[]),
            ("account", &["mail"]),
            ("agency", &["account"]),
            ("figure", &["account"]),
            ("plan", &["account", "agency", "figure", "mail"]),
            ("bike", &["account", "mail"]),
            ("paper", &["bike"]),
            ("meeting", &["account", "agency", "bike", "mail", "paper"]),
            ("campaign", &["account", "agency", "bike", "paper"]),
            ("consultation", &["account", "agency"]),
            ("mark", &["account", "bike", "mail"]),
            ("event", &["account", "mail"]),
            ("place", &["account"]),
            ("theft", &["account", "bike", "mail"]),
            ("message", &["account", "bike", "mail"]),
            ("hot_sheet", &["mail", "theft"]),
            ("look_up", &["account"]),
            ("recovery", &["account", "bike", "look_up", "mail"]),
            ("desk", &["account", "bike", "event", "mail", "mark"]),
            ("feed", &["look_up"]),
            (
                "letters",
                &[
                    "account",
                    "bike",
                    "desk",
                    "event",
                    "hot_sheet",
                    "mail",
                    "meeting",
                    "plan",
                    "recovery",
                    "theft",
                ],
            ),
            ("problem", &["account", "agency", "figure", "place"]),
            (
                "upkeep",
                &[
                    "account",
                    "bike",
                    "event",
                    "feed",
                    "hot_sheet",
                    "look_up",
                    "mail",
                    "plan",
                    "problem",
                    "recovery",
                    "theft",
                ],
            ),
            ("matrix", &["account", "figure", "plan"]),
            ("assessment", &["account", "figure", "plan"]),
        ],
    },
    House {
        folder: "web/src",
        ground: &["shared"],
        rooms: &[
            ("dev_mail", &[]),
            ("public", &[]),
            ("owner", &[]),
            ("desk", &[]),
            ("police", &[]),
            ("partner", &["public"]),
            ("admin", &[]),
            (
                "app",
                &[
                    "dev_mail", "public", "owner", "desk", "police", "partner", "admin",
                ],
            ),
        ],
    },
];

impl House {
    /// Returns the room of a file by its path from the root. `None` for the crate's root and for tests.
    fn room_of<'p>(&self, path: &'p str) -> Option<&'p str> {
        let inside = path.strip_prefix(self.folder)?.strip_prefix('/')?;
        let for_tests = |name: &str| matches!(name, "tests" | "testing");
        let names: Vec<&str> = inside.trim_end_matches(".rs").split('/').collect();
        let room = names.first().copied()?;
        (room != "lib" && !names.iter().any(|name| for_tests(name))).then_some(room)
    }

    fn may(&self, from: &str, to: &str) -> bool {
        let allowed = self.rooms.iter().find(|(room, _)| *room == from);
        from == to || self.ground.contains(&to) || allowed.is_some_and(|(_, rooms)| rooms.contains(&to))
    }

    fn has(&self, room: &str) -> bool {
        self.ground.contains(&room) || self.rooms.iter().any(|(name, _)| *name == room)
    }

    /// Names each arrow of a file that its room may not have.
    fn wrong_arrows(&self, file: &Source) -> Vec<String> {
        let Some(room) = self.room_of(&file.path) else {
            return Vec::new();
        };
        let Source { path, text } = file;
        let mut wrong = Vec::new();
        if !self.has(room) {
            wrong.push(format!(
                "{path}: the room {room} is new: give it its arrows in rooms.rs"
            ));
        }
        let named = rooms_named(text);
        let refused = named.iter().filter(|to| self.has(to) && !self.may(room, to));
        wrong.extend(refused.map(|to| format!("{path}: {room} must not use {to}")));
        wrong
    }
}

/// Returns the first names after `crate::` in the product code of a file, including those in braces. Names of types
/// belong to the crate's root, not to a room.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String = product
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut named = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => named.extend(first_names(list)),
            None => named.extend(name_at(rest)),
        }
    }
    named.retain(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
    named
}

/// Returns the first name of each entry in a braced list, up to its closing brace.
fn first_names(list: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut depth = 0;
    let mut at_start = true;
    for (at, sign) in list.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            _ if sign.is_whitespace() => {}
            _ if at_start => {
                at_start = false;
                names.extend(name_at(&list[at..]));
            }
            _ => {}
        }
    }
    names
}

fn name_at(text: &str) -> Option<String> {
    let end = text
        .find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_')
        .unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

#[test]
fn rooms_use_only_the_rooms_they_may() {
    let mut wrong = Vec::new();
    for house in &HOUSES {
        let files = sources(house.folder, &[".rs"]);
        assert!(files.len() > 10, "{} is empty", house.folder);
        wrong.extend(files.iter().flat_map(|file| house.wrong_arrows(file)));
    }
    assert!(wrong.is_empty(), "arrows between rooms:\n{}", wrong.join("\n"));
}

#[test]
fn rooms_stand_on_rooms_named_before_them() {
    for house in &HOUSES {
        for (at, (room, uses)) in house.rooms.iter().enumerate() {
            let before: BTreeSet<&str> = house.rooms[..at].iter().map(|(name, _)| *name).collect();
            for used in *uses {
                assert!(before.contains(used), "{}: {room} uses {used}", house.folder);
            }
        }
    }
}

#[test]
fn a_planted_import_is_found() {
    let registry = &HOUSES[2];
    let planted = |path: &str, text: &str| {
        registry.wrong_arrows(&Source {
            path: format!("crates/registry/src/{path}"),
            text: text.to_owned(),
        })
    };
    let wrong = [
        ("bike/own.rs", "use crate::recovery::case_file;"),
        ("bike/own.rs", "use crate::{Registry, account::{a, b}, desk};"),
        ("account/members.rs", "fn f() { crate::bike::own::list(); }"),
        ("context.rs", "use crate::mail::letters;"),
        ("shed/mod.rs", "use crate::Registry;"),
    ];
    for (path, text) in wrong {
        assert_eq!(planted(path, text).len(), 1, "{path}: {text}");
    }
    let right = [
        ("bike/own.rs", "use crate::{Registry, account::permits, mail};"),
        (
            "bike/own.rs",
            "// crate::desk is spoken of alone\nuse crate::bike::draft;",
        ),
        ("bike/own/tests.rs", "use crate::desk::issue_mark;"),
        (
            "mail/send.rs",
            "#[cfg(test)]\nmod tests {\n    use crate::desk::issue_mark;\n}",
        ),
    ];
    for (path, text) in right {
        assert_eq!(planted(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
