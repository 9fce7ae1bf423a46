//! Says in words what the log has: what somebody looked for, and what they did.

use super::LookUp;
use domain::catalogue;

pub use store::look_up::Topic;
pub use store::look_up::audit::Action;

/// Says what was looked for: "WTU 123, Trek FX 2, black".
pub(super) fn asked(query: serde_json::Value) -> String {
    let Ok(look_up) = LookUp::read(query) else {
        return "Many bikes at once".to_owned();
    };
    let mut parts: Vec<String> = look_up.boxes().into_iter().map(str::to_owned).collect();
    let name: Vec<&str> = [&look_up.make, &look_up.model]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    parts.push(name.join(" "));
    parts.extend(look_up.colours.iter().map(|slug| {
        let known = catalogue::colours().iter().find(|colour| colour.slug == *slug);
        known.map_or_else(|| slug.clone(), |colour| colour.label.to_lowercase())
    }));
    parts.extend(look_up.kind.map(|kind| kind.label().to_lowercase()));
    parts.extend(look_up.features.clone());
    if look_up.narrows.is_some() {
        parts.push("filtered".to_owned());
    }
    parts.retain(|part| !part.trim().is_empty());
    parts.join(", ")
}

/// Says which acts a topic has.
pub fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::LookUps => "Look-ups",
        Topic::Opened => "Details, photos and messages opened",
        Topic::Decided => "Decisions and changes",
        Topic::SignIns => "Sign-ins",
        Topic::Roles => "Roles",
        Topic::Marks => "Marks",
        Topic::Files => "Exports, backups and keys",
        Topic::Partnership => "Partnership work",
        Topic::Log => "The log itself",
    }
}

/// Says what was done.
pub fn act(action: Action) -> &'static str {
    match action {
        Action::OwnerDetailsOpened => "Opened the owner’s details",
        Action::LookUpOpened => "Opened a colleague’s look-up",
        Action::PhotosOpened => "Opened a bike’s photos",
        Action::RoleGiven => "Gave a role",
        Action::RoleTaken => "Took a role away",
        Action::SignInLinkMade => "Made a sign-in link",
        Action::SignedIn => "Signed in",
        Action::SignedOut => "Signed out",
        Action::SignedOutEverywhere => "Signed out everywhere",
        Action::AccountErased => "Erased an account",
        Action::DataCopied => "Downloaded a copy of their data",
        Action::AccountsRead => "Read who has accounts",
        Action::RecoveryTied => "Matched a recovered bike",
        Action::RecoveryUntied => "Undid a match",
        Action::RecoveryReturned => "Gave a bike back",
        Action::MatchShown => "Was shown a possible match",
        Action::MatchRejected => "Rejected a possible match",
        Action::TheftReportChanged => "Changed a theft report",
        Action::RegisterExported => "Exported the register",
        Action::RegisterBackedUp => "Made a backup",
        Action::RegisterRestored => "Restored a backup",
        Action::KeyChanged => "Changed the key",
        Action::MarksMade => "Made marks",
        Action::MarksPrinted => "Printed marks",
        Action::MarksMoved => "Moved marks",
        Action::MarksVoided => "Made marks void",
        Action::MarksHandedOver => "Assigned marks to an organisation",
        Action::RegistrationRefused => "Said that a registration is not theirs",
        Action::EmailChanged => "Changed an e-mail address",
        Action::EmailChangeStopped => "Stopped a change of an e-mail address",
        Action::DisputeOpened => "Read what two people say about a bike",
        Action::DisputeDecided => "Decided whose a bike is",
        Action::MessagesOpened => "Read reported messages",
        Action::PartnershipWork => "Changed a partnership’s work",
        Action::ProofOpened => "Read a proof of ownership",
        Action::ProofChecked => "Accepted or rejected a proof of ownership",
        Action::RecoveryPhotoOpened => "Opened a photo of a recovered bike",
        Action::OpeningHidden => "Hid an opening from the owner",
        Action::LogRead => "Read the log",
        Action::LogExported => "Exported the log",
        Action::LookUpsSampled => "Drew the week’s sample of look-ups",
        Action::SampleAnswered => "Noted a finding about a look-up",
        Action::FactorSetUp => "Set up a code app",
        Action::RecoveryCodesMade => "Made new recovery codes",
        Action::RecoveryCodeUsed => "Signed in with a recovery code",
        Action::CodesRefused => "Typed too many wrong codes",
        Action::FactorResetAsked => "Asked for a code app to be removed",
        Action::FactorResetStopped => "Stopped the removal of a code app",
        Action::FactorRuleSet => "Changed what staff need to sign in",
        Action::SessionEnded => "Ended a session on another device",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_query_is_told_in_the_words_in_which_it_was_typed() {
        for (query, words) in [
            (
                json!({"number": "WTU?8", "others": ["BAT 1", " "]}),
                "WTU?8, BAT 1",
            ),
            (
                json!({"make": "Trek", "model": "FX 2", "kind": "road"}),
                "Trek FX 2, road",
            ),
            (json!({"number": "A1", "narrows": 7}), "A1, filtered"),
            (json!(["a list"]), "Many bikes at once"),
        ] {
            assert_eq!(asked(query), words);
        }
    }
}
