use super::audit::Action;

/// What kinds of acts the log's pages can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Look-ups.
    LookUps,
    /// Details, photos, messages and colleagues' look-ups that were opened.
    Opened,
    /// What officers decided or changed.
    Decided,
    /// Sign-ins, and changes of the address with which people sign in.
    SignIns,
    /// Roles that were given or taken.
    Roles,
    /// Marks.
    Marks,
    /// Exports, backups and keys.
    Files,
    /// The work of partnerships.
    Partnership,
    /// The log itself: who read it, and samples.
    Log,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 9] = [
        Self::LookUps,
        Self::Opened,
        Self::Decided,
        Self::SignIns,
        Self::Roles,
        Self::Marks,
        Self::Files,
        Self::Partnership,
        Self::Log,
    ];

    /// Returns the short word in a page's address.
    pub fn slug(self) -> &'static str {
        match self {
            Self::LookUps => "look-ups",
            Self::Opened => "opened",
            Self::Decided => "decided",
            Self::SignIns => "sign-ins",
            Self::Roles => "roles",
            Self::Marks => "marks",
            Self::Files => "files",
            Self::Partnership => "partnership",
            Self::Log => "log",
        }
    }

    /// Returns the topic that a slug stands for; `None` if there is none.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.slug() == raw)
    }

    /// Returns the slugs of its actions.
    pub(super) fn actions(self) -> Vec<&'static str> {
        let own = Action::ALL.into_iter().filter(|action| action.topic() == self);
        own.map(Action::slug).collect()
    }
}

impl Action {
    /// Returns the topic that it belongs to.
    pub fn topic(self) -> Topic {
        match self {
            Self::OwnerDetailsOpened
            | Self::LookUpOpened
            | Self::PhotosOpened
            | Self::AccountsRead
            | Self::MatchShown
            | Self::DisputeOpened
            | Self::MessagesOpened
            | Self::ProofOpened
            | Self::RecoveryPhotoOpened
            | Self::OpeningHidden => Topic::Opened,
            Self::RecoveryTied
            | Self::RecoveryUntied
            | Self::RecoveryReturned
            | Self::MatchRejected
            | Self::TheftReportChanged
            | Self::RegistrationRefused
            | Self::DisputeDecided
            | Self::ProofChecked => Topic::Decided,
            Self::SignInLinkMade
            | Self::SignedIn
            | Self::SignedOut
            | Self::SignedOutEverywhere
            | Self::AccountErased
            | Self::DataCopied
            | Self::EmailChanged
            | Self::EmailChangeStopped
            | Self::FactorSetUp
            | Self::RecoveryCodesMade
            | Self::RecoveryCodeUsed
            | Self::CodesRefused
            | Self::FactorResetAsked
            | Self::FactorResetStopped
            | Self::SessionEnded => Topic::SignIns,
            Self::RoleGiven | Self::RoleTaken | Self::FactorRuleSet => Topic::Roles,
            Self::MarksMade
            | Self::MarksPrinted
            | Self::MarksMoved
            | Self::MarksVoided
            | Self::MarksHandedOver => Topic::Marks,
            Self::RegisterExported | Self::RegisterBackedUp | Self::RegisterRestored | Self::KeyChanged => {
                Topic::Files
            }
            Self::PartnershipWork => Topic::Partnership,
            Self::LogRead | Self::LogExported | Self::LookUpsSampled | Self::SampleAnswered => Topic::Log,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_topic_that_finds_it() {
        let found: usize = Topic::ALL.into_iter().map(|topic| topic.actions().len()).sum();
        assert_eq!(found, Action::ALL.len());
        for topic in Topic::ALL {
            assert_eq!(Topic::parse(topic.slug()), Some(topic));
        }
        assert_eq!(Topic::parse("everything"), None);
    }
}
