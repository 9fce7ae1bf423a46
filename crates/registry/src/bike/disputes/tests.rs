use super::*;
use crate::Registry;
use crate::bike::check_number::check_number;
use crate::bike::transfer::{accept, call_off, offer, peek};
use crate::testing::{
    a_new_bike, a_theft, an_account, an_officer, confirmed, email, fresh, mail, registered, unconfirmed,
};
use crate::theft::report::report_theft;
use domain::account::contact::Contact;
use domain::bike::{DisputeOutcome, PublicStatus};
use domain::look_up::Reason;

const NUMBER: &str = "WTU123056K";

fn reason() -> Reason {
    Reason::parse("Receipt seen").unwrap()
}

async fn bike_of(registry: &Registry, bike: BikeId) -> domain::bike::Bike {
    store::bike::find(&registry.store, bike).await.unwrap().unwrap()
}

/// Makes Ada's bike and Ben's registration of the same number, and returns them with the letters.
async fn two(registry: &Registry) -> (BikeId, BikeId, Vec<store::mail::Letter>) {
    let first = registered(registry, "ada@example.org", a_new_bike(NUMBER)).await;
    mail(registry).await;
    let later = registered(registry, "ben@example.org", a_new_bike(NUMBER)).await;
    let letters = mail(registry).await;
    (first, later, letters)
}

testkit::on_each_database! {
    async fn the_first_owner_is_asked_once_somebody_answers_for_the_second(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let first = registered(&registry, "ada@example.org", a_new_bike(NUMBER)).await;
        mail(&registry).await;
        let ben = Contact { email: Some(email("ben@example.org")), ..Contact::default() };
        let (_, later) = unconfirmed(&registry, a_new_bike(NUMBER), ben, None).await;
        assert!(mail(&registry).await.iter().all(|letter| letter.to != email("ada@example.org")), "anybody can type a number");
        confirmed(&registry, later).await;
        let letters = mail(&registry).await;
        let to = |address: &str| letters.iter().filter(|letter| letter.to == email(address)).collect::<Vec<_>>();
        let (asked, told) = (to("ada@example.org"), to("ben@example.org"));
        assert_eq!((asked.len(), told.len()), (1, 1));
        assert!(asked[0].body.contains(&format!("/account/bikes/{first}/sold")));
        assert!(!told[0].body.contains("reported") && !told[0].body.contains("number"), "{}", told[0].body);
        let ada = an_account(&registry, "ada@example.org").await;
        assert!(is_asked(&registry, ada, first).await.unwrap());
        assert!(bike_of(&registry, later).await.disputed && !bike_of(&registry, first).await.disputed);

        answer(&registry, ada, first, SoldAnswer::NotSold, Some("I have it here")).await.unwrap();
        assert!(matches!(answer(&registry, ada, first, SoldAnswer::Sold, None).await, Err(AnswerError::NotAsked)));
        let ben = an_account(&registry, "ben@example.org").await;
        say(&registry, ben, later, "Bought on the market").await.unwrap();
        assert!(matches!(say(&registry, ada, first, "Mine").await, Err(AnswerError::NotAsked)));
        assert!(matches!(offer(&registry, ben, later, &email("cy@example.org")).await, Err(TransferError::Disputed)));
        let officer = an_officer(&registry, "police").await;
        let dispute = open(&registry, officer, later).await.unwrap();
        assert_eq!(dispute.first[0].answer, Some(SoldAnswer::NotSold));
        assert_eq!(dispute.first[0].statements[0].1, "I have it here");
        assert_eq!(dispute.later.statements[0].1, "Bought on the market");
    }

    async fn a_disputed_registration_counts_for_nothing_until_an_officer_decides(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let (first, later, _) = two(&registry).await;
        let status = async || check_number(&registry, NUMBER).await.unwrap();
        report_theft(&registry, ada, first, a_theft(&registry)).await.unwrap();
        assert_eq!(status().await, PublicStatus::ReportedStolen);
        let officer = an_officer(&registry, "police").await;
        let second = DisputeOutcome::Second;
        assert!(matches!(decide(&registry, officer, later, second, &reason()).await, Err(DecideError::FirstIsGone)));
        mail(&registry).await;
        decide(&registry, officer, later, DisputeOutcome::First, &reason()).await.unwrap();
        assert!(matches!(decide(&registry, officer, later, second, &reason()).await, Err(DecideError::NotOpen)));
        assert_eq!(mail(&registry).await.len(), 2, "both are told");
        assert_eq!(bike_of(&registry, later).await.standing, Standing::Retired);
        let ben = an_account(&registry, "ben@example.org").await;
        let back = crate::take_bike_back(&registry, ben, later).await;
        assert!(matches!(back, Err(crate::bike::retire::RetireError::Ended)));
        let log = store::look_up::audit::for_bike(&registry.store, later).await.unwrap();
        assert!(log.iter().any(|(_, entry)| entry.reason == Some(reason()) && entry.actor == Some(officer.account)));
    }

    async fn a_buyer_in_good_faith_keeps_the_bike(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (first, later, _) = two(&registry).await;
        let officer = an_officer(&registry, "police").await;
        decide(&registry, officer, later, DisputeOutcome::Second, &reason()).await.unwrap();
        assert_eq!(bike_of(&registry, first).await.standing, Standing::Retired);
        let kept = bike_of(&registry, later).await;
        assert_eq!((kept.standing, kept.disputed), (Standing::WithOwner, false));
        assert_eq!(check_number(&registry, NUMBER).await.unwrap(), PublicStatus::Registered);
    }

    async fn an_owner_who_sold_it_passes_it_on_and_two_records_become_one(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (ada, ben) = (an_account(&registry, "ada@example.org").await, an_account(&registry, "ben@example.org").await);
        let (first, later, _) = two(&registry).await;
        let edit = |mut edited: crate::bike::change::Edited| -> Result<_, crate::bike::change::ChangeBikeError> {
            edited.bike.identifiers = vec![domain::bike::Identifier::parse("battery:BAT777888").unwrap()];
            Ok(edited)
        };
        crate::change_bike(&registry, ben, later, edit).await.unwrap();
        answer(&registry, ada, first, SoldAnswer::Sold, None).await.unwrap();
        let waits = transfer::waiting(&registry, ada, first).await.unwrap().unwrap();
        assert_eq!(waits.to, None, "she never learns who it is");
        let letters = mail(&registry).await;
        let start = "https://bikes.example.org/transfer/";
        let mut lines = letters.iter().flat_map(|letter| letter.body.lines());
        let token = lines.find_map(|line| line.strip_prefix(start)).unwrap().to_owned();
        assert_eq!(peek(&registry, &token).await.unwrap().bike.id, first);
        let details = Contact { name: Some("Ben".into()), ..Contact::default() };
        accept(&registry, &token, &details).await.unwrap();
        let bike = bike_of(&registry, first).await;
        assert!(!bike.disputed);
        let former: Vec<String> = bike.former.iter().map(ToString::to_string).collect();
        assert_eq!(former, ["battery:BAT777888"]);
        assert_eq!(bike_of(&registry, later).await.standing, Standing::Retired);
        assert_eq!(check_number(&registry, NUMBER).await.unwrap(), PublicStatus::Registered);
        let theirs: Vec<BikeId> = own::list(&registry, ben).await.unwrap().iter().map(|bike| bike.id).collect();
        assert!(theirs.contains(&first));
        assert!(matches!(call_off(&registry, ada, first).await, Err(TransferError::NotYours(_))));
        let officer = an_officer(&registry, "police").await;
        assert!(matches!(open(&registry, officer, later).await, Err(DecideError::NotOpen)));
    }
}
