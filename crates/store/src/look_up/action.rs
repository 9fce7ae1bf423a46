//! The kinds of things that the log records.

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// An officer opened the contact details of a bike's owner.
    OwnerDetailsOpened,
    /// An officer opened a colleague's look-up.
    LookUpOpened,
    /// An officer opened the photos of a bike.
    PhotosOpened,
    /// An account was given a role.
    RoleGiven,
    /// A role was taken from an account.
    RoleTaken,
    /// Somebody at the command line made a sign-in link for an account.
    SignInLinkMade,
    /// An account signed in.
    SignedIn,
    /// An account signed out.
    SignedOut,
    /// Every sign-in of an account was ended.
    SignedOutEverywhere,
    /// An account was erased, with its bikes.
    AccountErased,
    /// An owner downloaded a copy of what we hold about them.
    DataCopied,
    /// Somebody at the command line read who has accounts with roles, or what we hold about one account.
    AccountsRead,
    /// An officer matched a recovered bike to one on the register.
    RecoveryTied,
    /// An officer undid such a match.
    RecoveryUntied,
    /// An officer gave a recovered bike back to its owner.
    RecoveryReturned,
    /// An officer was shown a possible match for a recovered bike.
    MatchShown,
    /// An officer rejected a possible match.
    MatchRejected,
    /// An officer reported a bike stolen, or closed a report.
    TheftReportChanged,
    /// Somebody at the command line wrote the register, including owners' details, to a file.
    RegisterExported,
    /// Somebody at the command line made a backup of the register.
    RegisterBackedUp,
    /// The register was restored from a backup. Entries from after the backup are gone.
    RegisterRestored,
    /// Personal details were sealed under a new key.
    KeyChanged,
    /// Blank marks were made.
    MarksMade,
    /// Sheets of marks were printed, for the first time or again.
    MarksPrinted,
    /// Blank marks went out to an event or came back.
    MarksMoved,
    /// Blank marks were made void.
    MarksVoided,
    /// Blank marks without an organisation were assigned to one.
    MarksHandedOver,
    /// The owner of an e-mail address said that a registration made with it is not theirs.
    RegistrationRefused,
    /// An account got another e-mail address.
    EmailChanged,
    /// The reader of an account's old e-mail address stopped or reversed a change.
    EmailChangeStopped,
    /// An officer read what two people say about one bike.
    DisputeOpened,
    /// An officer decided whose a bike is.
    DisputeDecided,
    /// An officer read messages about a bike that somebody reported.
    MessagesOpened,
    /// Somebody published, withdrew or changed something that a partnership is responsible for.
    PartnershipWork,
    /// An officer read what an owner offers as proof that a recovered bike is theirs.
    ProofOpened,
    /// An officer accepted or rejected such a proof.
    ProofChecked,
    /// An officer opened a photo of a recovered bike.
    RecoveryPhotoOpened,
    /// An officer asked that an owner does not see an opening of their details until a certain day.
    OpeningHidden,
    /// An inspector read the log, or a sample of look-ups.
    LogRead,
    /// An inspector wrote a part of the log to a file.
    LogExported,
    /// The register drew the sample of a week's look-ups.
    LookUpsSampled,
    /// An inspector noted what they found out about a look-up in a sample.
    SampleAnswered,
    /// Somebody set up a second factor for their account.
    FactorSetUp,
    /// Somebody made new recovery codes for their account.
    RecoveryCodesMade,
    /// Somebody used a recovery code in place of a code from their app.
    RecoveryCodeUsed,
    /// After several wrong codes, no more are read for a while.
    CodesRefused,
    /// An administrator asked for an account's second factor to be taken away.
    FactorResetAsked,
    /// Such a reset was stopped before it took effect.
    FactorResetStopped,
    /// An administrator changed what an organisation asks of its staff when they sign in.
    FactorRuleSet,
    /// Somebody ended one of their own sessions in another browser.
    SessionEnded,
}

impl Action {
    pub(super) const ALL: [Self; 50] = [
        Self::OwnerDetailsOpened,
        Self::LookUpOpened,
        Self::PhotosOpened,
        Self::RoleGiven,
        Self::RoleTaken,
        Self::SignInLinkMade,
        Self::SignedIn,
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::AccountErased,
        Self::DataCopied,
        Self::AccountsRead,
        Self::RecoveryTied,
        Self::RecoveryUntied,
        Self::RecoveryReturned,
        Self::MatchShown,
        Self::MatchRejected,
        Self::TheftReportChanged,
        Self::RegisterExported,
        Self::RegisterBackedUp,
        Self::RegisterRestored,
        Self::KeyChanged,
        Self::MarksMade,
        Self::MarksPrinted,
        Self::MarksMoved,
        Self::MarksVoided,
        Self::MarksHandedOver,
        Self::RegistrationRefused,
        Self::EmailChanged,
        Self::EmailChangeStopped,
        Self::DisputeOpened,
        Self::DisputeDecided,
        Self::MessagesOpened,
        Self::PartnershipWork,
        Self::ProofOpened,
        Self::ProofChecked,
        Self::RecoveryPhotoOpened,
        Self::OpeningHidden,
        Self::LogRead,
        Self::LogExported,
        Self::LookUpsSampled,
        Self::SampleAnswered,
        Self::FactorSetUp,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::CodesRefused,
        Self::FactorResetAsked,
        Self::FactorResetStopped,
        Self::FactorRuleSet,
        Self::SessionEnded,
    ];

    /// The actions that happen to an account itself.
    pub(super) const OF_ACCOUNTS: [Self; 17] = [
        Self::RoleGiven,
        Self::RoleTaken,
        Self::SignInLinkMade,
        Self::SignedIn,
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::AccountErased,
        Self::DataCopied,
        Self::EmailChanged,
        Self::EmailChangeStopped,
        Self::FactorSetUp,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::CodesRefused,
        Self::FactorResetAsked,
        Self::FactorResetStopped,
        Self::SessionEnded,
    ];

    /// Returns the short word that the table keeps.
    pub fn slug(self) -> &'static str {
        match self {
            Self::OwnerDetailsOpened => "owner-details-opened",
            Self::LookUpOpened => "look-up-opened",
            Self::PhotosOpened => "photos-opened",
            Self::RoleGiven => "role-given",
            Self::RoleTaken => "role-taken",
            Self::SignInLinkMade => "sign-in-link-made",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::SignedOutEverywhere => "signed-out-everywhere",
            Self::AccountErased => "account-erased",
            Self::DataCopied => "data-copied",
            Self::AccountsRead => "accounts-read",
            Self::RecoveryTied => "recovery-tied",
            Self::RecoveryUntied => "recovery-untied",
            Self::RecoveryReturned => "recovery-returned",
            Self::MatchShown => "match-shown",
            Self::MatchRejected => "match-rejected",
            Self::TheftReportChanged => "theft-report-changed",
            Self::RegisterExported => "register-exported",
            Self::RegisterBackedUp => "register-backed-up",
            Self::RegisterRestored => "register-restored",
            Self::KeyChanged => "key-changed",
            Self::MarksMade => "marks-made",
            Self::MarksPrinted => "marks-printed",
            Self::MarksMoved => "marks-moved",
            Self::MarksVoided => "marks-voided",
            Self::MarksHandedOver => "marks-handed-over",
            Self::RegistrationRefused => "registration-refused",
            Self::EmailChanged => "email-changed",
            Self::EmailChangeStopped => "email-change-stopped",
            Self::DisputeOpened => "dispute-opened",
            Self::DisputeDecided => "dispute-decided",
            Self::MessagesOpened => "messages-opened",
            Self::PartnershipWork => "partnership-work",
            Self::ProofOpened => "proof-opened",
            Self::ProofChecked => "proof-checked",
            Self::RecoveryPhotoOpened => "recovery-photo-opened",
            Self::OpeningHidden => "opening-hidden",
            Self::LogRead => "log-read",
            Self::LogExported => "log-exported",
            Self::LookUpsSampled => "look-ups-sampled",
            Self::SampleAnswered => "sample-answered",
            Self::FactorSetUp => "second-factor-set-up",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::RecoveryCodeUsed => "recovery-code-used",
            Self::CodesRefused => "codes-refused",
            Self::FactorResetAsked => "second-factor-reset-asked",
            Self::FactorResetStopped => "second-factor-reset-stopped",
            Self::FactorRuleSet => "second-factor-rule-set",
            Self::SessionEnded => "session-ended",
        }
    }

    pub(super) fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.slug() == raw)
    }
}
