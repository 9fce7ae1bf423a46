//! Words that people write in the box for a frame number.

/// What somebody means by words in place of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Nobody has read it, or nobody remembers it.
    Unknown,
    /// The frame was made without one.
    Unnumbered,
}

/// Whole answers that mean that nobody knows the number.
///
/// "None" and "no number" are in this list and not in the next one, because they may also mean "none that I can see".
/// It does no harm if we assume that there is a number.
const UNKNOWN: &[&str] = &[
    "absent",
    "cannot find",
    "cannot find it",
    "cannot read",
    "cannot read it",
    "cant find",
    "cant find it",
    "cant read",
    "cant read it",
    "cant remember",
    "do not know",
    "do not remember",
    "dont have",
    "dont have it",
    "dont know",
    "dont recall",
    "dont remember",
    "dunno",
    "filed off",
    "forgot",
    "forgotten",
    "ground off",
    "i dont know",
    "idk",
    "illegible",
    "nk",
    "n k",
    "not found",
    "none found",
    "missing",
    "n a",
    "na",
    "nil",
    "no",
    "no frame no",
    "no frame number",
    "no idea",
    "no number",
    "no serial",
    "no serial number",
    "none",
    "none visible",
    "not applicable",
    "not available",
    "not given",
    "not known",
    "not legible",
    "not readable",
    "not recorded",
    "not sure",
    "not visible",
    "null",
    "painted over",
    "pending",
    "removed",
    "scratched off",
    "see photo",
    "stolen",
    "tba",
    "tbc",
    "tbd",
    "test",
    "to follow",
    "unavailable",
    "uncertain",
    "undefined",
    "unidentified",
    "unk",
    "unkown",
    "unknow",
    "unknown",
    "unknown number",
    "unreadable",
    "unsure",
    "withheld",
    "x",
    "xx",
    "xxx",
    "xxxx",
];

/// Whole answers that mean that the frame was made without a number.
const UNNUMBERED: &[&str] = &[
    "frame has no number",
    "has no number",
    "has none",
    "has no serial",
    "it has none",
    "it has no number",
    "made without",
    "made without a number",
    "made without one",
    "made without serial",
    "never had a number",
    "never had one",
    "no number made",
    "unnumbered",
    "without number",
];

/// Words which say that nobody read a number. A text that contains one of these and no digit is not a number.
const TELLING: &[&str] = &[
    "absent",
    "available",
    "cannot",
    "cant",
    "covered",
    "damaged",
    "defaced",
    "erased",
    "filed",
    "find",
    "forgot",
    "forgotten",
    "found",
    "ground",
    "hidden",
    "idea",
    "illegible",
    "invoice",
    "know",
    "known",
    "legible",
    "located",
    "lost",
    "missing",
    "never",
    "no",
    "none",
    "nothing",
    "not",
    "obscured",
    "painted",
    "photo",
    "picture",
    "pending",
    "provided",
    "read",
    "readable",
    "receipt",
    "recorded",
    "remember",
    "removed",
    "rubbed",
    "rusted",
    "scratched",
    "see",
    "supplied",
    "unable",
    "unavailable",
    "uncertain",
    "unclear",
    "unknown",
    "unread",
    "unreadable",
    "unsure",
    "visible",
    "without",
    "worn",
];

/// Labels that people write before a number. If a long label begins with a short one, the long one comes first.
const LABELS: &[&str] = &[
    "bike frame number",
    "cycle frame number",
    "frame serial number",
    "frame serial no",
    "frame serial",
    "frame number",
    "frame num",
    "frame nr",
    "frame no",
    "frame n",
    "frame id",
    "frame",
    "serial number",
    "serial num",
    "serial nr",
    "serial no",
    "serial n",
    "serial",
    "chassis number",
    "chassis no",
    "chassis",
    "rahmennummer",
    "rahmen nr",
    "framenummer",
    "s n",
    "f n",
    "sn",
    "fn",
    "vin",
    "number",
    "num",
    "nr",
    "no",
    "n",
    "f",
];

/// Returns what a text means, if it is words and not a number.
pub(super) fn says(text: &str) -> Option<Says> {
    let words = plain(without_label(text));
    if words.is_empty() {
        let plain_text = plain(text);
        return (!plain_text.is_empty() || !text.is_empty() && text.chars().all(|c| "?¿ ".contains(c)))
            .then_some(Says::Unknown);
    }
    if UNNUMBERED.contains(&words.as_str()) || UNNUMBERED.contains(&plain(text).as_str()) {
        return Some(Says::Unnumbered);
    }
    if UNKNOWN.contains(&words.as_str()) || UNKNOWN.contains(&plain(text).as_str()) {
        return Some(Says::Unknown);
    }
    // "I don't know, it was under the paint", "see invoice", "worn of": if there is no digit, one telling word is
    // enough.
    let sentence = !words.bytes().any(|byte| byte.is_ascii_digit()) && words.split(' ').any(is_telling);
    sentence.then_some(Says::Unknown)
}

/// Tells whether a word is one of the telling words, or one typing mistake away from one.
fn is_telling(word: &str) -> bool {
    /// The fewest letters of a word in which we allow a mistake. Shorter words are too close to other words.
    const SLIPS_FROM: usize = 6;
    TELLING
        .iter()
        .any(|telling| *telling == word || word.len() >= SLIPS_FROM && one_slip(word, telling))
}

/// Tells whether two words are one character, or one swap of neighbours, apart.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let tail = |from_a: usize, from_b: usize| a.get(from_a..) == b.get(from_b..);
    let swapped = a.len() == b.len()
        && a.get(head) == b.get(head + 1)
        && a.get(head + 1) == b.get(head)
        && tail(head + 2, head + 2);
    tail(head + 1, head + 1) || tail(head + 1, head) || tail(head, head + 1) || swapped
}

/// Tells whether a key consists only of such words, without spaces.
pub(super) fn is_words(key: &str) -> bool {
    let same = |phrase: &&str| {
        phrase
            .bytes()
            .filter(|byte| *byte != b' ')
            .map(|byte| byte.to_ascii_uppercase())
            .eq(key.bytes())
    };
    UNKNOWN.iter().chain(UNNUMBERED).any(same)
}

/// Returns the text after a leading "S/N", "frame no." and the like.
///
/// After a label there must be something that is not a letter or a digit: `SNXDS17E10377` is a number.
pub(super) fn without_label(text: &str) -> &str {
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || "#№:.-\"'“‘(".contains(c));
    for label in LABELS {
        if let Some(rest) = after_label(trimmed, label) {
            return rest;
        }
    }
    trimmed
}

/// Returns what comes after `label` at the start of `text`. A space in the label matches any punctuation.
fn after_label<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let mut rest = text;
    for (at, word) in label.split(' ').enumerate() {
        if at > 0 {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "./-_".contains(c));
        }
        let head = rest.get(..word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = &rest[word.len()..];
    }
    // "No" by itself needs a full stop, or a space and a digit, after it. A single letter needs a colon: "F-12345" may
    // be the number itself.
    let behind = rest.chars().next()?;
    let short = label.len() <= 2 && !matches!(label, "sn" | "fn");
    let ends = if short {
        let digit = || rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        ":.#=°º".contains(behind) || matches!(label, "no" | "nr") && behind.is_whitespace() && digit()
    } else {
        !behind.is_alphanumeric() && !"?*[".contains(behind)
    };
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ":.#=°º-/,".contains(c));
    let rest = rest.strip_prefix("is ").unwrap_or(rest);
    ends.then_some(rest)
}

/// Returns the text in lower case, without apostrophes, and with one space for any other punctuation.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’' | '`'))
    {
        if c.is_alphanumeric() {
            plain.push(c);
        } else if !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (text, expected) in [
            ("Don't know", Some(Says::Unknown)),
            ("N/A", Some(Says::Unknown)),
            ("none", Some(Says::Unknown)),
            ("Frame no: unknown", Some(Says::Unknown)),
            ("????", Some(Says::Unknown)),
            ("I can’t remember", Some(Says::Unknown)),
            ("can’t remember!", Some(Says::Unknown)),
            ("I don't know, sorry", Some(Says::Unknown)),
            ("made without one", Some(Says::Unnumbered)),
            ("it has none", Some(Says::Unnumbered)),
            ("WTU316C2137N", None),
            ("NA12345", None),
            ("XXX1", None),
            ("CUSTOM 12", None),
            ("unknown 12", None),
            ("N/K", Some(Says::Unknown)),
            ("none found", Some(Says::Unknown)),
            ("see invoice", Some(Says::Unknown)),
            ("See Invioce.", Some(Says::Unknown)),
            ("worn off", Some(Says::Unknown)),
            ("illegable", Some(Says::Unknown)),
            ("UNKNOWM", Some(Says::Unknown)),
            ("unreadble - under paint", Some(Says::Unknown)),
            ("couldn't find it", Some(Says::Unknown)),
            ("CUSTOM BUILD", None),
            ("BLACKTREK", None),
        ] {
            assert_eq!(says(text), expected, "{text}");
        }
    }

    #[test]
    fn labels() {
        for (text, expected) in [
            ("S/N WTU1", "WTU1"),
            ("s/n: WTU1", "WTU1"),
            ("SN-WTU1", "WTU1"),
            ("Frame no. WTU1", "WTU1"),
            ("FRAME NUMBER WTU1", "WTU1"),
            ("frame number is WTU1", "WTU1"),
            ("No. 123", "123"),
            ("No 123", "123"),
            ("N° 123", "123"),
            ("Nº123", "123"),
            ("Frame n° 123", "123"),
            ("Serial 123", "123"),
            ("Serial: 123", "123"),
            ("“S/N 123", "123"),
            ("N 123", "N 123"),
            ("NO ABC", "NO ABC"),
            ("№ 123", "123"),
            ("F: 123", "123"),
            ("F 123", "F 123"),
            ("SNXDS17E10377", "SNXDS17E10377"),
            ("FN*12", "FN*12"),
            ("NO1234", "NO1234"),
            ("Rahmennummer: 12", "12"),
        ] {
            assert_eq!(without_label(text), expected, "{text}");
        }
    }
}
