//! Makes frame numbers as makers stamp them, and as people read them.

use domain::catalogue::{FrameFormat, Grade, formats_of};

use super::{any, pick};

/// Invented schemes (`#` a digit, `@` a letter) for makes without a known format.
const INVENTED: &[&str] = &[
    "@@#######",
    "@########",
    "##########",
    "@@@######@",
    "#####@####",
    "@#@######",
];

/// Makes a number in one of the make's formats, or in an invented one.
pub(super) fn of_make(random: &mut fastrand::Rng, make: &str) -> String {
    let mut known = formats_of(make);
    known.retain(|format| format.grade <= Grade::B);
    if known.is_empty() {
        // A make always has the same scheme.
        let scheme = INVENTED[make.bytes().map(usize::from).sum::<usize>() % INVENTED.len()];
        return scheme.chars().map(|c| filled(random, c)).collect();
    }
    let format = *pick(random, known.as_slice(), |format: &&FrameFormat| {
        format.samples + 1
    });
    like_example(random, format)
}

fn filled(random: &mut fastrand::Rng, place: char) -> char {
    match place {
        '#' => random.digit(10),
        '@' => random.uppercase(),
        other => other,
    }
}

/// Returns the format's example, with new random characters wherever the format allows any.
fn like_example(random: &mut fastrand::Rng, format: &FrameFormat) -> String {
    let mut number: Vec<char> = format.example.chars().collect();
    for at in 0..number.len() {
        let was = number[at];
        number[at] = if was.is_ascii_digit() {
            random.digit(10)
        } else {
            random.uppercase()
        };
        if !format.matches(&number.iter().collect::<String>()) {
            number[at] = was;
        }
    }
    number.into_iter().collect()
}

const LOOK_ALIKES: &[(char, char)] = &[
    ('0', 'O'),
    ('1', 'I'),
    ('5', 'S'),
    ('8', 'B'),
    ('2', 'Z'),
    ('6', 'G'),
    ('U', 'V'),
    ('M', 'N'),
    ('E', 'F'),
    ('7', 'T'),
    ('4', 'A'),
];

/// Returns the number with one character replaced by a look-alike, if possible.
pub(super) fn misread(random: &mut fastrand::Rng, number: &str) -> String {
    let mut characters: Vec<char> = number.chars().collect();
    let alike = |c: char| {
        LOOK_ALIKES.iter().find_map(|&(a, b)| {
            if c == a {
                Some(b)
            } else if c == b {
                Some(a)
            } else {
                None
            }
        })
    };
    let places: Vec<usize> = (0..characters.len())
        .filter(|&at| alike(characters[at]).is_some())
        .collect();
    if !places.is_empty() {
        let at = *any(random, &places);
        characters[at] = alike(characters[at]).unwrap_or(characters[at]);
    }
    characters.into_iter().collect()
}

/// Returns the number with a typing mistake: two characters swapped, or one left out.
pub(super) fn slip(random: &mut fastrand::Rng, number: &str) -> String {
    let mut characters: Vec<char> = number.chars().collect();
    if characters.len() > 5 {
        let at = random.usize(1..characters.len() - 1);
        if random.bool() {
            characters.swap(at, at + 1)
        } else {
            characters.remove(at);
        }
    }
    characters.into_iter().collect()
}

/// Returns the number with `count` unreadable characters.
pub(super) fn worn(random: &mut fastrand::Rng, number: &str, count: usize) -> String {
    let mut characters: Vec<char> = number.chars().collect();
    for _ in 0..count {
        let at = random.usize(..characters.len());
        characters[at] = '?';
    }
    characters.into_iter().collect()
}

/// Returns only some neighbouring characters of the number.
pub(super) fn part(random: &mut fastrand::Rng, number: &str, length: usize) -> String {
    let characters: Vec<char> = number.chars().collect();
    if characters.len() <= length {
        return number.to_owned();
    }
    let start = random.usize(..=characters.len() - length);
    let kept: String = characters[start..start + length].iter().collect();
    format!("*{kept}*")
}

/// Returns the number as some people write it: in small letters, or with a hyphen or space.
pub(super) fn styled(random: &mut fastrand::Rng, number: &str) -> String {
    match random.u32(..10) {
        0 => number.to_lowercase(),
        1 if number.len() > 4 => format!("{} {}", &number[..3], &number[3..]),
        2 if number.len() > 6 => format!("{}-{}", &number[..4], &number[4..]),
        _ => number.to_owned(),
    }
}
