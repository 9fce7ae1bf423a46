/// Why a bike is no longer kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retirement {
    /// Its owner sold it or gave it away to somebody who has not registered it.
    Sold,
    /// It was scrapped.
    Scrapped,
    /// Its owner no longer keeps it, for another reason.
    Other,
    /// A desk took the registration back, because something in it was wrong.
    Withdrawn,
    /// An officer decided that the bike is somebody else's.
    Refused,
    /// Its record was joined with another record of the same bike.
    Joined,
    /// An officer decided that the bike had been passed on to somebody else.
    PassedOn,
    /// Its owner had their account erased.
    Erased,
}

impl Retirement {
    const ALL: [Self; 8] = [
        Self::Sold,
        Self::Scrapped,
        Self::Other,
        Self::Withdrawn,
        Self::Refused,
        Self::Joined,
        Self::PassedOn,
        Self::Erased,
    ];

    /// Returns the reasons that an owner can give, in the order in which a page lists them.
    pub fn of_owners() -> [Self; 3] {
        [Self::Sold, Self::Scrapped, Self::Other]
    }

    /// Returns the short word that files and addresses use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Sold => "sold",
            Self::Scrapped => "scrapped",
            Self::Other => "other",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
            Self::Joined => "joined",
            Self::PassedOn => "passed-on",
            Self::Erased => "erased",
        }
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sold => "I sold it or gave it away",
            Self::Scrapped => "It was scrapped",
            Self::Other => "Something else",
            Self::Withdrawn => "The desk withdrew it",
            Self::Refused => "It is somebody else’s bike",
            Self::Joined => "Its record was merged with another one",
            Self::PassedOn => "It now has another owner",
            Self::Erased => "Its owner’s account was erased",
        }
    }

    /// Returns the reason that a slug stands for; `None` if there is no such reason.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.slug() == raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_reads_back_and_a_desks_is_no_owners() {
        for why in Retirement::ALL {
            assert_eq!(Retirement::parse(why.slug()), Some(why));
        }
        assert_eq!(Retirement::parse("lent"), None);
        assert!(!Retirement::of_owners().contains(&Retirement::Withdrawn));
    }
}
