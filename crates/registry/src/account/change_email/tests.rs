use super::*;
use crate::account::sign_in::{link_from_command_line, signed_in, spend_link};
use crate::testing::{an_account, email, fresh, mail};
use domain::account::SignIn;
use store::mail::Letter;

const START: &str = "https://bikes.example.org/account/e-mail/";

/// Returns the secret in the link of a letter.
fn secret(letter: &Letter) -> String {
    let line = letter.body.lines().find(|line| line.starts_with(START));
    line.unwrap()[START.len()..].trim_end_matches("/stop").to_owned()
}

async fn a_sign_in(registry: &Registry, account: AccountId) -> SignIn {
    let link = link_from_command_line(registry, account).await.unwrap();
    let token = link.rsplit('/').next().unwrap();
    spend_link(registry, token).await.unwrap().sign_in.unwrap()
}

async fn address_of(registry: &Registry, account: AccountId) -> String {
    let contact = crate::own_contact(registry, account).await.unwrap();
    String::from(contact.email.unwrap())
}

/// Returns the letters that a request sends: to the new address, and to the old one.
async fn asked(registry: &Registry, account: AccountId, new: &str) -> (Letter, Letter) {
    ask(registry, account, &email(new)).await.unwrap();
    let mut letters = mail(registry).await;
    letters.sort_by_key(|letter| letter.to != email(new));
    assert_eq!(letters.len(), 2);
    (letters.remove(0), letters.remove(0))
}

testkit::on_each_database! {
    async fn the_new_address_confirms_and_the_old_one_is_told(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let here = a_sign_in(&registry, ada).await;
        assert!(matches!(ask(&registry, ada, &email("ADA@example.org")).await, Err(ChangeEmailError::Same)));
        let (new, old) = asked(&registry, ada, "new@example.org").await;
        assert!(!old.body.contains("new@example.org"), "the reader of the old address learns no address");
        let token = secret(&new);
        assert_eq!(peek(&registry, &token).await.unwrap(), email("new@example.org"));
        assert_eq!(waiting(&registry, ada).await.unwrap(), Some(email("new@example.org")));
        assert_eq!(address_of(&registry, ada).await, "ada@example.org", "looking changes nothing");

        let done = confirm(&registry, &token).await.unwrap();
        assert_eq!(address_of(&registry, ada).await, "new@example.org");
        assert_eq!(an_account(&registry, "new@example.org").await, ada);
        assert!(signed_in(&registry, &here).await.unwrap().is_none(), "earlier sign-ins have ended");
        let goes_on = SignIn { generation: done.generation, ..here };
        assert!(signed_in(&registry, &goes_on).await.unwrap().is_some());
        assert!(matches!(confirm(&registry, &token).await, Err(ChangeEmailError::Useless)), "once");
        let told = mail(&registry).await;
        assert_eq!((told.len(), &told[0].to), (1, &email("ada@example.org")));
        assert!(matches!(peek_objection(&registry, &secret(&old)).await, Err(ChangeEmailError::Useless)), "there is a newer letter");

        // Within a week, the reader of the old address takes the change back.
        clock.advance(SignedDuration::from_hours(6 * 24));
        peek_objection(&registry, &secret(&told[0])).await.unwrap();
        object(&registry, &secret(&told[0])).await.unwrap();
        assert_eq!(address_of(&registry, ada).await, "ada@example.org");
        assert!(signed_in(&registry, &goes_on).await.unwrap().is_none());
        assert!(matches!(object(&registry, &secret(&told[0])).await, Err(ChangeEmailError::Useless)));
    }

    async fn a_change_that_was_stopped_or_is_too_old_cannot_be_confirmed(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let (new, old) = asked(&registry, ada, "thief@example.org").await;
        object(&registry, &secret(&old)).await.unwrap();
        assert!(matches!(confirm(&registry, &secret(&new)).await, Err(ChangeEmailError::Useless)));

        let (first, _) = asked(&registry, ada, "one@example.org").await;
        let (second, _) = asked(&registry, ada, "two@example.org").await;
        assert!(matches!(peek(&registry, &secret(&first)).await, Err(ChangeEmailError::Useless)), "the newer one counts");
        call_off(&registry, ada).await.unwrap();
        assert!(matches!(confirm(&registry, &secret(&second)).await, Err(ChangeEmailError::Useless)));

        let (late, _) = asked(&registry, ada, "late@example.org").await;
        clock.advance(SignedDuration::from_hours(24));
        assert!(matches!(confirm(&registry, &secret(&late)).await, Err(ChangeEmailError::Useless)));
        assert_eq!(address_of(&registry, ada).await, "ada@example.org");
        for bad in ["", "x", &"A".repeat(43), &"A".repeat(1_000)] {
            assert!(matches!(peek(&registry, bad).await, Err(ChangeEmailError::Useless)));
            assert!(matches!(object(&registry, bad).await, Err(ChangeEmailError::Useless)));
        }
    }

    async fn an_address_with_an_account_is_told_and_nobody_else(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (ada, ben) = (an_account(&registry, "ada@example.org").await, an_account(&registry, "ben@example.org").await);
        ask(&registry, ada, &email("ben@example.org")).await.unwrap();
        let letters = mail(&registry).await;
        let to_ben = letters.iter().find(|letter| letter.to == email("ben@example.org")).unwrap();
        assert!(!to_ben.body.contains(START), "{}", to_ben.body);

        // An account that was made in the meantime keeps its address.
        let (new, _) = asked(&registry, ada, "cy@example.org").await;
        an_account(&registry, "cy@example.org").await;
        assert!(matches!(confirm(&registry, &secret(&new)).await, Err(ChangeEmailError::Taken)));
        assert_eq!(address_of(&registry, ben).await, "ben@example.org");
        assert_eq!(address_of(&registry, ada).await, "ada@example.org");
        for n in 0..3 {
            asked(&registry, ada, &format!("ada{n}@example.org")).await;
        }
        assert!(matches!(ask(&registry, ada, &email("more@example.org")).await, Err(ChangeEmailError::TooMany)));
    }
}
