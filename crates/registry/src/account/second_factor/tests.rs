use super::*;
use crate::account::members::add_member;
use crate::account::sign_in::{link_from_command_line, signed_in, spend_link, viewer};
use crate::testing::{an_organisation, email, fresh, mail};
use domain::account::contact::Contact;
use domain::account::factor::{Code, Door, RecoveryCode, Secret, StepUp};
use domain::account::{OrganisationKind, Role, SignIn};
use jiff::SignedDuration;
use store::look_up::audit::Action;

const OLIVE: &str = "olive@example.org";

/// Makes an officer of a force with a rule.
async fn an_officer(registry: &Registry, rule: FactorRule) -> AccountId {
    an_organisation(registry, "force", OrganisationKind::Police).await;
    set_rule(registry, "force", rule).await.unwrap();
    let contact = Contact {
        email: Some(email(OLIVE)),
        ..Contact::default()
    };
    add_member(registry, &contact, "force", Role::Officer)
        .await
        .unwrap()
        .0
}

async fn a_sign_in(registry: &Registry, account: AccountId) -> SignIn {
    let link = link_from_command_line(registry, account).await.unwrap();
    let followed = spend_link(registry, link.rsplit('/').next().unwrap()).await;
    followed.unwrap().sign_in.unwrap()
}

async fn of(registry: &Registry, account: AccountId) -> FactorStanding {
    let viewer = viewer(registry, account).await.unwrap();
    standing(registry, &viewer).await.unwrap()
}

async fn door(registry: &Registry, account: AccountId) -> Door {
    of(registry, account).await.door(None, registry.now())
}

fn code(registry: &Registry, secret: &Secret) -> Code {
    secret.code_at(registry.now()).unwrap()
}

/// Another code than the right one, and than those before and after it.
fn a_wrong_code(registry: &Registry, secret: &Secret) -> Code {
    let now = registry.now();
    ["000000", "111111", "222222"]
        .iter()
        .map(|digits| Code::parse(digits).unwrap())
        .find(|code| secret.step_of(*code, now, None).is_none())
        .unwrap()
}

async fn with_app(registry: &Registry, account: AccountId) -> (Secret, Vec<RecoveryCode>) {
    let secret = new_secret(registry);
    let codes = set_up(registry, account, &secret, code(registry, &secret), false).await;
    (secret, codes.unwrap())
}

async fn actions(registry: &Registry, account: AccountId) -> Vec<Action> {
    let entries = store::look_up::audit::of_account(&registry.store, account, 99).await;
    entries
        .unwrap()
        .into_iter()
        .rev()
        .map(|(_, entry)| entry.action)
        .collect()
}

testkit::on_each_database! {
    async fn the_seven_days_begin_at_the_first_sign_in(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let olive = an_officer(&registry, FactorRule::WithinSevenDays).await;
        clock.advance(SignedDuration::from_hours(500));
        a_sign_in(&registry, olive).await;
        let due = registry.now() + GRACE;
        clock.advance(SignedDuration::from_hours(24));
        a_sign_in(&registry, olive).await;
        assert_eq!(door(&registry, olive).await, Door::OpenUntil(due), "a second sign-in gives no more days");
        assert_eq!(of(&registry, olive).await.step_up(None, registry.now()), StepUp::SetUp);
        clock.advance(SignedDuration::from_hours(6 * 24));
        assert_eq!(door(&registry, olive).await, Door::SetUpFirst);
        set_rule(&registry, "force", FactorRule::Off).await.unwrap();
        assert_eq!(door(&registry, olive).await, Door::Open, "on the next request");
        set_rule(&registry, "force", FactorRule::AtOnce).await.unwrap();
        assert_eq!(door(&registry, olive).await, Door::SetUpFirst);
        let ada = crate::testing::an_account(&registry, "ada@example.org").await;
        assert_eq!(door(&registry, ada).await, Door::Open, "an owner");
        assert!(set_rule(&registry, "nowhere", FactorRule::Off).await.is_err());
        assert_eq!(switched_off(&registry.store).await.unwrap(), Vec::<String>::new());
    }

    async fn each_code_works_once_and_none_after_a_later_one(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let olive = an_officer(&registry, FactorRule::AtOnce).await;
        let secret = new_secret(&registry);
        let wrong = set_up(&registry, olive, &secret, a_wrong_code(&registry, &secret), false).await;
        assert!(matches!(wrong, Err(SetUpError::WrongCode)));
        assert!(kept(&registry, olive).await.unwrap().is_none());
        let first = code(&registry, &secret);
        assert_eq!(set_up(&registry, olive, &secret, first, false).await.unwrap().len(), 10);
        let again = set_up(&registry, olive, &secret, first, false).await;
        assert!(matches!(again, Err(SetUpError::AlreadySetUp)), "not without proof");
        assert_eq!(door(&registry, olive).await, Door::CodeFirst);
        assert!(matches!(check(&registry, olive, &Proof::Code(first)).await, Err(CheckError::Wrong)), "replayed");
        clock.advance(SignedDuration::from_secs(30));
        let second = code(&registry, &secret);
        let (one, two) = (Proof::Code(second), Proof::Code(second));
        let (one, two) = tokio::join!(check(&registry, olive, &one), check(&registry, olive, &two));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "of two at once, one");
        assert!(of(&registry, olive).await.has_factor);
        let sent: Vec<String> = mail(&registry).await.into_iter().map(|letter| letter.subject).collect();
        assert_eq!(sent, ["A code app was set up for your account"]);
        // Another phone, once the session has proved the first.
        clock.advance(SignedDuration::from_secs(30));
        let other = new_secret(&registry);
        let codes = set_up(&registry, olive, &other, code(&registry, &other), true).await.unwrap();
        clock.advance(SignedDuration::from_secs(30));
        assert!(check(&registry, olive, &Proof::Code(code(&registry, &secret))).await.is_err(), "the first phone");
        assert!(check(&registry, olive, &Proof::Recovery(codes[0].clone())).await.is_ok());
    }

    async fn a_recovery_code_works_once_and_new_ones_end_the_old(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let olive = an_officer(&registry, FactorRule::AtOnce).await;
        assert!(matches!(new_recovery_codes(&registry, olive).await, Err(SetUpError::NoFactor)));
        let (_, codes) = with_app(&registry, olive).await;
        let proof = Proof::Recovery(codes[3].clone());
        let taken = check(&registry, olive, &proof).await.unwrap();
        assert_eq!((taken.codes_left, taken.stopped_reset), (Some(9), false));
        assert!(matches!(check(&registry, olive, &proof).await, Err(CheckError::WrongRecoveryCode)));
        let new = new_recovery_codes(&registry, olive).await.unwrap();
        assert_eq!(kept(&registry, olive).await.unwrap().unwrap().codes_left, 10);
        assert!(check(&registry, olive, &Proof::Recovery(codes[4].clone())).await.is_err());
        assert!(check(&registry, olive, &Proof::Recovery(new[0].clone())).await.is_ok());
        let (given, used) = (Action::RoleGiven, Action::RecoveryCodeUsed);
        let log = [given, Action::FactorSetUp, used, Action::RecoveryCodesMade, used];
        assert_eq!(actions(&registry, olive).await, log);
    }

    async fn wrong_codes_stop_all_codes_for_a_while_and_right_ones_forgive_them(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let olive = an_officer(&registry, FactorRule::AtOnce).await;
        let (secret, codes) = with_app(&registry, olive).await;
        clock.advance(SignedDuration::from_secs(60));
        let wrong = Proof::Code(a_wrong_code(&registry, &secret));
        for _ in 0..4 {
            assert!(matches!(check(&registry, olive, &wrong).await, Err(CheckError::Wrong)));
        }
        check(&registry, olive, &Proof::Code(code(&registry, &secret))).await.unwrap();
        clock.advance(SignedDuration::from_secs(60));
        for _ in 0..4 {
            assert!(matches!(check(&registry, olive, &wrong).await, Err(CheckError::Wrong)));
        }
        let until = registry.now() + SignedDuration::from_mins(15);
        let shut = check(&registry, olive, &wrong).await.unwrap_err();
        assert!(matches!(shut, CheckError::TooMany(at) if at == until));
        let after = domain::london::clock_at(until + SignedDuration::from_secs(59));
        assert_eq!(shut.to_string(), format!("There were too many wrong codes. Try again after {after}"));
        for right in [Proof::Code(code(&registry, &secret)), Proof::Recovery(codes[0].clone())] {
            assert!(matches!(check(&registry, olive, &right).await, Err(CheckError::TooMany(_))));
        }
        clock.advance(SignedDuration::from_mins(15));
        check(&registry, olive, &Proof::Recovery(codes[0].clone())).await.unwrap();
        assert!(actions(&registry, olive).await.contains(&Action::CodesRefused));
    }

    async fn a_reset_waits_a_day_and_a_code_stops_it(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let olive = an_officer(&registry, FactorRule::WithinSevenDays).await;
        let address = email(OLIVE);
        let none = reset_from_command_line(&registry, &address).await;
        assert!(matches!(none, Err(ResetError::NoFactor)));
        let (secret, _) = with_app(&registry, olive).await;
        let session = a_sign_in(&registry, olive).await;
        let at = reset_from_command_line(&registry, &address).await.unwrap();
        assert_eq!(at, registry.now() + SignedDuration::from_hours(24));
        assert!(signed_in(&registry, &session).await.unwrap().is_none(), "signed out everywhere");
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(reset_from_command_line(&registry, &address).await.unwrap(), at, "asking again moves nothing");
        assert_eq!(door(&registry, olive).await, Door::CodeFirst);
        let taken = check(&registry, olive, &Proof::Code(code(&registry, &secret))).await.unwrap();
        assert!(taken.stopped_reset);
        clock.advance(SignedDuration::from_hours(48));
        assert_eq!(door(&registry, olive).await, Door::CodeFirst, "it was stopped");

        reset_from_command_line(&registry, &address).await.unwrap();
        stop_from_command_line(&registry, &address).await.unwrap();
        assert!(matches!(stop_from_command_line(&registry, &address).await, Err(ResetError::NotWaiting)));
        reset_from_command_line(&registry, &address).await.unwrap();
        clock.advance(SignedDuration::from_hours(24));
        assert_eq!(door(&registry, olive).await, Door::SetUpFirst, "there are no seven more days");
        let gone = check(&registry, olive, &Proof::Code(code(&registry, &secret))).await;
        assert!(matches!(gone, Err(CheckError::NoFactor)));
        with_app(&registry, olive).await;
        assert_eq!(door(&registry, olive).await, Door::CodeFirst);
        let letters = mail(&registry).await;
        let resets = letters.iter().filter(|letter| letter.subject == "Your code app will be reset");
        assert_eq!(resets.count(), 3);
        let unknown = reset_from_command_line(&registry, &email("nobody@example.org")).await;
        assert!(matches!(unknown, Err(ResetError::Unknown)));
    }

    async fn a_second_factor_that_cannot_be_opened_keeps_the_door_shut(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let olive = an_officer(&registry, FactorRule::Off).await;
        let (secret, codes) = with_app(&registry, olive).await;
        db.damage("UPDATE second_factor SET secret = (SELECT code_hash FROM recovery_code LIMIT 1)");
        clock.advance(SignedDuration::from_secs(30));
        assert_eq!(door(&registry, olive).await, Door::CodeFirst);
        for proof in [Proof::Code(code(&registry, &secret)), Proof::Recovery(codes[0].clone())] {
            assert!(matches!(check(&registry, olive, &proof).await, Err(CheckError::Unreadable)));
        }
    }
}
