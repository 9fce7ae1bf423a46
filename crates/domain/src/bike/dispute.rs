/// What the owner of a bike says when somebody else has registered its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoldAnswer {
    /// They sold it or gave it away.
    Sold,
    /// They have it, or it was taken from them.
    NotSold,
    /// They do not know what became of it.
    DoNotKnow,
}

impl SoldAnswer {
    const ALL: [Self; 3] = [Self::Sold, Self::NotSold, Self::DoNotKnow];

    /// Returns every answer, in the order in which a page lists them.
    pub fn all() -> [Self; 3] {
        Self::ALL
    }

    /// Returns the short word that tables and forms use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Sold => "sold",
            Self::NotSold => "not-sold",
            Self::DoNotKnow => "do-not-know",
        }
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sold => "Yes, I sold it or gave it away",
            Self::NotSold => "No, it is still mine",
            Self::DoNotKnow => "I do not know",
        }
    }

    /// Returns the answer that a slug stands for; `None` if there is no such answer.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.slug() == raw)
    }
}

/// How the dispute ended when two people had registered the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeOutcome {
    /// They are two bikes: both registrations stay.
    Both,
    /// The bike belongs to the person who registered it first.
    First,
    /// The bike belongs to the person who registered it later.
    Second,
    /// The first owner passed the bike on to the second.
    PassedOn,
}

impl DisputeOutcome {
    const ALL: [Self; 4] = [Self::Both, Self::First, Self::Second, Self::PassedOn];

    /// Returns what an officer can decide, in the order in which a page lists them.
    pub fn of_officers() -> [Self; 3] {
        [Self::Both, Self::First, Self::Second]
    }

    /// Returns the short word that tables and forms use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::First => "first",
            Self::Second => "second",
            Self::PassedOn => "passed-on",
        }
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::Both => "They are different bikes: both registrations will stay",
            Self::First => "It belongs to the first owner: the new registration will end",
            Self::Second => "It belongs to the new owner: the first registration will end",
            Self::PassedOn => "The first owner passed it on",
        }
    }

    /// Returns the outcome that a slug stands for; `None` if there is no such outcome.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.slug() == raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_and_outcome_reads_back() {
        for answer in SoldAnswer::ALL {
            assert_eq!(SoldAnswer::parse(answer.slug()), Some(answer));
        }
        for outcome in DisputeOutcome::ALL {
            assert_eq!(DisputeOutcome::parse(outcome.slug()), Some(outcome));
        }
        assert!(!DisputeOutcome::of_officers().contains(&DisputeOutcome::PassedOn));
    }
}
