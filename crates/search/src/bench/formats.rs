//! Makers' formats for frame numbers, as made registers use them.

/// A maker: name, formats, models.
pub(super) struct Maker {
    pub(super) name: &'static str,
    /// `#` is a digit, `@` a letter, `%` two digits of a year, `&` a month, `~` a day of the year; the rest stands
    /// for itself.
    pub(super) formats: &'static [&'static str],
    pub(super) models: &'static [&'static str],
}

const fn maker(
    name: &'static str,
    formats: &'static [&'static str],
    models: &'static [&'static str],
) -> Maker {
    Maker {
        name,
        formats,
        models,
    }
}

/// Twenty-four makers whose formats are known from real numbers or the maker's own word.
pub(super) const MAKERS: [Maker; 24] = [
    maker(
        "Trek",
        &["WTU~C####@", "WTU~@@####@", "WTU~@###@"],
        &["FX 2", "Marlin 5", "Domane", "District", "Checkpoint"],
    ),
    maker(
        "Specialized",
        &["WSBC#########@"],
        &["Sirrus", "Rockhopper", "Allez", "Diverge", "Turbo Vado"],
    ),
    maker(
        "Giant",
        &["G@######", "K########", "@##@@###"],
        &["Escape", "Talon", "Contend", "Defy"],
    ),
    maker(
        "Cannondale",
        &["@@#####", "@@######"],
        &["Quick", "Trail", "Synapse", "Topstone"],
    ),
    maker(
        "Raleigh",
        &["U%@#####", "U%@@#####"],
        &["Pioneer", "Strada", "Motus", "Chopper"],
    ),
    maker("Jamis", &["U###@#####"], &["Coda", "Renegade", "Durango"]),
    maker("Kona", &["AJ######", "H#JH#####"], &["Dew", "Rove", "Sutra"]),
    maker(
        "Norco",
        &["AJ########", "##########"],
        &["Storm", "Search", "Fluid"],
    ),
    maker(
        "Marin",
        &["HA#####", "FA#####@@@###"],
        &["Fairfax", "Muirwoods", "Nicasio"],
    ),
    maker(
        "Surly",
        &["M%&####"],
        &["Cross-Check", "Long Haul Trucker", "Straggler"],
    ),
    maker(
        "GT",
        &["F########", "G#&#####"],
        &["Avalanche", "Aggressor", "Performer"],
    ),
    maker("Scott", &["S#A######"], &["Sub Cross", "Aspect", "Speedster"]),
    maker("Merida", &["WC######@"], &["Crossway", "Big Nine", "Scultura"]),
    maker("DBS", &["WBK######@"], &["Kilimanjaro", "Intruder"]),
    maker(
        "Gazelle",
        &["#######", "GA######"],
        &["Orange", "Chamonix", "Ultimate"],
    ),
    maker("Batavus", &["BA#######"], &["Dinsdag", "Quip"]),
    maker("Babboe", &["GB##@#####", "AC#######"], &["City", "Curve", "Big"]),
    maker("Cube", &["SWO#######"], &["Touring", "Aim", "Kathmandu"]),
    maker(
        "Haro",
        &["K%FTJ#####", "##HAX#@####"],
        &["Downtown", "Flightline"],
    ),
    maker("Fuji", &["FJ###@@#####"], &["Absolute", "Nevada", "Sportif"]),
    maker("Pedego", &["Y#########"], &["Comfort Cruiser", "Interceptor"]),
    maker("Linus", &["L#@#######"], &["Dutchi", "Roadster"]),
    maker("Rocky Mountain", &["PRK#######"], &["Soul", "Growler"]),
    maker("Ghost", &["WCR#######@"], &["Kato", "Square Cross"]),
];

/// Colours with how many of a hundred bikes have them.
pub(super) const COLOURS: [(&str, u32); 12] = [
    ("black", 34),
    ("blue", 15),
    ("silver", 14),
    ("white", 10),
    ("red", 9),
    ("green", 8),
    ("orange", 3),
    ("yellow", 2),
    ("pink", 2),
    ("purple", 1),
    ("brown", 1),
    ("teal", 1),
];

/// A number of a format.
pub(super) fn number(format: &str, rng: &mut fastrand::Rng) -> String {
    let mut number = String::with_capacity(16);
    for c in format.chars() {
        match c {
            '#' => number.push(rng.digit(10)),
            '@' => number.push(rng.uppercase()),
            '%' => number.push_str(&format!("{:02}", rng.u32(5..=25))),
            '&' => number.push_str(&format!("{:02}", rng.u32(1..=12))),
            '~' => number.push_str(&format!("{:03}", rng.u32(1..=366))),
            other => number.push(other),
        }
    }
    number
}
