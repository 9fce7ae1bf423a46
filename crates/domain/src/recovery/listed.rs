//! Lists of recovered bikes: what a column says, and how far a list and each of its rows have got.

/// What a column of a list says about a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// The property store's reference.
    PropertyRef,
    /// What could be read of the frame number.
    FrameNumber,
    /// Other numbers on it, `kind:value` pairs or plain.
    Others,
    /// One of our marks, or its address.
    Mark,
    /// Which make the bike is.
    Make,
    /// Which model it is.
    Model,
    /// Which colours it has.
    Colour,
    /// The kind of cycle.
    Kind,
    /// The day on which it was found.
    FoundOn,
    /// Where it was found, in words.
    FoundWhere,
    /// Who found it, in words.
    FoundBy,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
}

/// A meaning with its slug, its words on a page, and the names that other systems give the column.
type Row = (Meaning, &'static str, &'static str, &'static [&'static str]);

const MEANINGS: [Row; 13] = [
    (
        Meaning::PropertyRef,
        "property_ref",
        "Property reference",
        &[
            "propertyreference",
            "propertyno",
            "propertynumber",
            "propref",
            "ref",
            "reference",
            "item",
            "itemno",
            "itemref",
            "exhibit",
            "exhibitno",
            "exhibitref",
            "urn",
            "tag",
            "storeref",
            "id",
        ],
    ),
    (
        Meaning::FrameNumber,
        "frame_number",
        "Frame number",
        &[
            "frame",
            "frameno",
            "serial",
            "serialno",
            "serialnumber",
            "framenumbers",
            "number",
            "numbers",
            "whatwasread",
        ],
    ),
    (
        Meaning::Others,
        "identifiers",
        "Other numbers",
        &[
            "othernumbers",
            "otherno",
            "batteryno",
            "batterynumber",
            "motorno",
            "secondnumber",
            "othermarks",
        ],
    ),
    (
        Meaning::Mark,
        "mark",
        "Framemark label",
        &["framemarklabel", "framemark", "label", "markcode", "qr", "qrcode"],
    ),
    (Meaning::Make, "make", "Make", &["brand", "manufacturer", "maker"]),
    (Meaning::Model, "model", "Model", &["modelname"]),
    (
        Meaning::Colour,
        "colour",
        "Colour",
        &["color", "colours", "colors", "maincolour", "framecolour"],
    ),
    (
        Meaning::Kind,
        "kind",
        "Kind of bike",
        &["kindofbike", "type", "biketype", "cycletype", "style", "category"],
    ),
    (
        Meaning::FoundOn,
        "found_on",
        "Day it was found",
        &[
            "dayitwasfound",
            "datefound",
            "founddate",
            "found",
            "daterecovered",
            "recovered",
            "recoveredon",
            "recoverydate",
            "datein",
            "datereceived",
            "received",
            "seized",
            "dateseized",
            "date",
        ],
    ),
    (
        Meaning::FoundWhere,
        "found_where",
        "Where it was found",
        &[
            "whereitwasfound",
            "foundat",
            "wherefound",
            "placefound",
            "recoveredfrom",
            "location",
            "locationfound",
            "place",
            "address",
        ],
    ),
    (
        Meaning::FoundBy,
        "found_by",
        "Who found it",
        &[
            "whofoundit",
            "finder",
            "findername",
            "nameoffinder",
            "foundbywhom",
            "handedinby",
            "recoveredby",
            "seizedby",
            "broughtinby",
            "recoveringofficer",
        ],
    ),
    (Meaning::Latitude, "found_lat", "Latitude", &["lat", "latitude"]),
    (
        Meaning::Longitude,
        "found_lng",
        "Longitude",
        &["lng", "lon", "long", "longitude"],
    ),
];

impl Meaning {
    /// Returns every meaning, in the order in which a page lists them.
    pub fn all() -> impl Iterator<Item = Self> {
        MEANINGS.iter().map(|row| row.0)
    }

    fn row(self) -> &'static Row {
        // The table has a row for every meaning (a test checks this).
        MEANINGS.iter().find(|row| row.0 == self).unwrap_or(&MEANINGS[0])
    }

    /// Returns the name of the column in our own lists.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.row().1
    }

    /// Returns the words that a page shows.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// Returns the meaning that a slug stands for; `None` if there is no such meaning.
    #[must_use]
    pub fn parse(slug: &str) -> Option<Self> {
        MEANINGS.iter().find(|row| row.1 == slug).map(|row| row.0)
    }

    /// Guesses from a column's name what the column says, whatever system it comes from.
    #[must_use]
    pub fn guess(header: &str) -> Option<Self> {
        let key = header_key(header);
        let found = MEANINGS
            .iter()
            .find(|row| row.1.replace('_', "") == key || row.3.contains(&key.as_str()));
        found.map(|row| row.0)
    }
}

/// Returns a column's name in the form in which names are compared: small letters and digits only.
#[must_use]
pub fn header_key(header: &str) -> String {
    let kept = header.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// How far a list has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStage {
    /// Its rows are being looked up.
    Looking,
    /// All its rows were looked up.
    Looked,
    /// Its rows are being recorded as recovered bikes.
    Recording,
    /// Its rows were recorded as recovered bikes.
    Recorded,
}

impl ListStage {
    const ALL: [Self; 4] = [Self::Looking, Self::Looked, Self::Recording, Self::Recorded];

    /// Returns the short word for storage.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Looked => "looked",
            Self::Recording => "recording",
            Self::Recorded => "recorded",
        }
    }

    /// Returns the stage that a slug stands for; `None` if there is no such stage.
    #[must_use]
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.slug() == slug)
    }

    /// Tells whether a worker still has something to do.
    #[must_use]
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Looking | Self::Recording)
    }
}

/// What happened to a row when its list was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowRecorded {
    /// It was recorded as a recovery.
    Recorded,
    /// It was recorded as a recovery, but the bike that was chosen is held elsewhere.
    HeldElsewhere,
    /// A recovery of this force already has its reference.
    SameReference,
    /// It has no reference.
    NoReference,
}

impl RowRecorded {
    const ALL: [Self; 4] = [
        Self::Recorded,
        Self::HeldElsewhere,
        Self::SameReference,
        Self::NoReference,
    ];

    /// Returns the short word for storage.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::HeldElsewhere => "held-elsewhere",
            Self::SameReference => "same-reference",
            Self::NoReference => "no-reference",
        }
    }

    /// Returns the words that a page shows.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Recorded => "Recorded",
            Self::HeldElsewhere => {
                "Recorded, but not matched: the bike is held under another reference, or is no longer on the register"
            }
            Self::SameReference => "Not recorded: the property reference is already used",
            Self::NoReference => "Not recorded: it has no property reference",
        }
    }

    /// Returns the result that a slug stands for; `None` if there is no such result.
    #[must_use]
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_understood() {
        for (header, meaning) in [
            ("property_ref", Some(Meaning::PropertyRef)),
            ("Property Ref.", Some(Meaning::PropertyRef)),
            ("ITEM NO", Some(Meaning::PropertyRef)),
            ("Frame No.", Some(Meaning::FrameNumber)),
            ("Serial Number", Some(Meaning::FrameNumber)),
            ("Color", Some(Meaning::Colour)),
            ("Date Found", Some(Meaning::FoundOn)),
            ("Handed in by", Some(Meaning::FoundBy)),
            ("Owner name", None),
            ("", None),
        ] {
            assert_eq!(Meaning::guess(header), meaning, "{header}");
        }
    }

    #[test]
    fn words_are_read_back_and_no_name_means_two_things() {
        let mut names: Vec<String> = Vec::new();
        for meaning in Meaning::all() {
            assert_eq!(Meaning::parse(meaning.slug()), Some(meaning));
            assert_eq!(Meaning::guess(meaning.slug()), Some(meaning));
            assert_eq!(
                Meaning::guess(meaning.label()),
                Some(meaning),
                "{}",
                meaning.label()
            );
            names.extend(meaning.row().3.iter().map(|name| (*name).to_owned()));
            names.push(header_key(meaning.slug()));
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        for stage in ListStage::ALL {
            assert_eq!(ListStage::parse(stage.slug()), Some(stage));
        }
        for recorded in RowRecorded::ALL {
            assert_eq!(RowRecorded::parse(recorded.slug()), Some(recorded));
            assert!(!recorded.label().is_empty());
        }
    }
}
