//! Finds typing mistakes in e-mail addresses with well-known providers.

use super::EmailAddress;

/// Providers that many people here use: each name, and the endings that it can have.
const PROVIDERS: [(&str, &[&str]); 16] = [
    ("gmail", &["com"]),
    ("googlemail", &["com"]),
    ("hotmail", &["com", "co.uk"]),
    ("outlook", &["com"]),
    ("live", &["com", "co.uk"]),
    ("yahoo", &["com", "co.uk"]),
    ("icloud", &["com"]),
    ("btinternet", &["com"]),
    ("virginmedia", &["com"]),
    ("talktalk", &["net"]),
    ("blueyonder", &["co.uk"]),
    ("ntlworld", &["com"]),
    ("protonmail", &["com"]),
    ("proton", &["me"]),
    ("sky", &["com"]),
    ("aol", &["com"]),
];

/// Real providers whose names look like a typing mistake.
const REAL: [&str; 3] = ["mail.com", "ymail.com", "email.com"];

/// The fewest letters of a provider's name that we correct. Shorter names are too close to other real ones.
const SHORTEST: usize = 5;

impl EmailAddress {
    /// Returns the address that the person probably meant, if the provider's name is one typing mistake away from a
    /// common one: `gmial.com`, `hotmail.con`, `yaho.co.uk`.
    pub fn likely_meant(&self) -> Option<Self> {
        let (local, host) = self.as_str().rsplit_once('@')?;
        let (name, rest) = host.split_once('.')?;
        if REAL.contains(&host)
            || PROVIDERS
                .iter()
                .any(|(known, ends)| *known == name && ends.contains(&rest))
        {
            return None;
        }
        let meant = PROVIDERS.iter().find_map(|(known, ends)| {
            let near = *known == name || (known.len() >= SHORTEST && is_one_slip(name, known));
            let end = ends
                .iter()
                .find(|end| **end == rest)
                .or_else(|| ends.iter().find(|end| is_one_slip(rest, end)))?;
            near.then(|| format!("{local}@{known}.{end}"))
        });
        meant.and_then(|meant| Self::parse(&meant).ok())
    }
}

/// Tells whether two texts differ by one wrong, missing or extra character, or by two swapped ones.
fn is_one_slip(typed: &str, meant: &str) -> bool {
    let (typed, meant) = (typed.as_bytes(), meant.as_bytes());
    let same = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (a, b) = (&typed[same..], &meant[same..]);
    match (a, b) {
        ([], []) => false,
        ([x, y, rest @ ..], [v, w, others @ ..]) if (x, y) == (w, v) && rest == others => true,
        _ => {
            let (rest, others) = (a.get(1..), b.get(1..));
            (rest.is_some() && rest == others) || rest == Some(b) || others == Some(a)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_at_common_providers_are_seen() {
        for (typed, meant) in [
            ("ada@gmial.com", Some("ada@gmail.com")),
            ("ada@gmail.con", Some("ada@gmail.com")),
            ("ada@gmail.co", Some("ada@gmail.com")),
            ("ada@gamil.com", Some("ada@gmail.com")),
            ("ada@gmai.com", Some("ada@gmail.com")),
            ("ada@gmaill.cm", Some("ada@gmail.com")),
            ("ada@hotmial.com", Some("ada@hotmail.com")),
            ("ada@hotmial.co.uk", Some("ada@hotmail.co.uk")),
            ("ada@hotmal.couk", Some("ada@hotmail.co.uk")),
            ("ada@yaho.co.uk", Some("ada@yahoo.co.uk")),
            ("ada@yahooo.com", Some("ada@yahoo.com")),
            ("ada@outlok.com", Some("ada@outlook.com")),
            ("ada@icloud.cmo", Some("ada@icloud.com")),
            ("ada@btinternet.con", Some("ada@btinternet.com")),
            ("A.da+x@Gmial.COM", Some("A.da+x@gmail.com")),
            ("ada@gmail.com", None),
            ("ada@googlemail.com", None),
            ("ada@hotmail.co.uk", None),
            ("ada@hotmail.fr", None),
            ("ada@yahoo.de", None),
            ("ada@mail.com", None),
            ("ada@ymail.com", None),
            ("ada@email.com", None),
            ("ada@ski.com", None),
            ("ada@line.com", None),
            ("ada@cam.ac.uk", None),
            ("ada@example.org", None),
            ("ada@gmail.example.org", None),
        ] {
            let found = EmailAddress::parse(typed).unwrap().likely_meant();
            assert_eq!(found.as_ref().map(EmailAddress::as_str), meant, "{typed}");
        }
    }
}
