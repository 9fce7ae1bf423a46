use super::*;
use crate::worker::testing::fresh;
use domain::account::contact::EmailAddress;
use jiff::SignedDuration;
use std::collections::HashSet;
use testkit::{MailServer, Trouble};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const FROM: &str = "Framemark <no-reply@bikes.example.org>";

async fn queue(registry: &Registry, count: u32) {
    let tx = registry.store().begin().await.unwrap();
    for n in 0..count {
        let letter = Letter {
            to: EmailAddress::parse(&format!("owner{n}@example.org")).unwrap(),
            subject: format!("Letter {n}"),
            body: "Żółty bike 🚲\n.\n..dots\n".into(),
            stop: None,
        };
        store::mail::queue(&tx, &letter, registry.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn mailer(server: &MailServer) -> Mailer {
    Mailer::new(Some(&server.url()), None, Some(FROM))
        .unwrap()
        .unwrap()
}

testkit::on_each_database! {
    async fn a_letter_refused_at_first_arrives_once(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let server = MailServer::start(vec!["451 owner0@example.org is busy", "550 no such owner0@example.org"]).await;
        let (mailer, go_on) = (mailer(&server), CancellationToken::new());
        queue(&registry, 1).await;
        for minutes in [1, 5] {
            let round = send_due(&registry, &mailer, &go_on).await.unwrap();
            assert_eq!(round, Round { sent: 0, failed: 1 });
            assert_eq!(send_due(&registry, &mailer, &go_on).await.unwrap(), Round::default(), "it waits");
            clock.advance(SignedDuration::from_mins(minutes));
        }
        assert_eq!(send_due(&registry, &mailer, &go_on).await.unwrap(), Round { sent: 1, failed: 0 });
        clock.advance(SignedDuration::from_hours(99));
        assert_eq!(send_due(&registry, &mailer, &go_on).await.unwrap(), Round::default());
        let taken = server.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].0, "RCPT TO:<owner0@example.org>");
        for header in [
            "From: Framemark <no-reply@bikes.example.org>",
            "To: owner0@example.org",
            "Subject: Letter 0",
            "Auto-Submitted: auto-generated",
            "Date: Sat, 20 Jun 2026 11:06:00 +0000",
            "Message-ID: <letter.",
        ] {
            assert!(taken[0].1.lines().any(|line| line.starts_with(header)), "{header}: {}", taken[0].1);
        }
    }

    async fn two_workers_send_nothing_twice(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let server = MailServer::start(Vec::new()).await;
        queue(&registry, 20).await;
        let workers: Vec<_> = (0..2)
            .map(|_| {
                let (registry, mailer) = (registry.clone(), mailer(&server));
                tokio::spawn(async move {
                    send_due(&registry, &mailer, &CancellationToken::new()).await.unwrap().sent
                })
            })
            .collect();
        let mut sent = 0;
        for worker in workers {
            sent += worker.await.unwrap();
        }
        // A worker that found the last one locked has stopped. Either way, this round leaves nothing.
        sent += send_due(&registry, &mailer(&server), &CancellationToken::new()).await.unwrap().sent;
        let taken = server.taken();
        let to: HashSet<_> = taken.iter().map(|(recipient, _)| recipient).collect();
        assert_eq!((sent, taken.len(), to.len()), (20, 20, 20));
        assert_eq!(send::waiting(&registry).await.unwrap(), 0);
    }

    async fn a_server_that_is_away_loses_nothing(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let nobody = format!("smtp://{}", listener.local_addr().unwrap());
        drop(listener);
        let away = Mailer::new(Some(&nobody), None, Some(FROM)).unwrap().unwrap();
        queue(&registry, 1).await;
        let go_on = CancellationToken::new();
        assert_eq!(send_due(&registry, &away, &go_on).await.unwrap(), Round { sent: 0, failed: 1 });
        clock.advance(SignedDuration::from_mins(1));
        let stopped = CancellationToken::new();
        stopped.cancel();
        assert_eq!(send_due(&registry, &away, &stopped).await.unwrap(), Round::default());
        let server = MailServer::start(Vec::new()).await;
        assert_eq!(send_due(&registry, &mailer(&server), &go_on).await.unwrap(), Round { sent: 1, failed: 0 });
    }

    async fn letters_leave_side_by_side_and_a_stuck_server_ends_no_round_early(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        // This server accepts connections, says nothing, and closes them all once the fourth has come.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stuck = format!("smtp://{}", listener.local_addr().unwrap());
        let mute = tokio::spawn(async move {
            let mut calls = Vec::new();
            while calls.len() < 4 {
                calls.push(listener.accept().await.unwrap().0);
            }
            for mut call in calls {
                call.write_all(b"421 too busy\r\n").await.unwrap();
                // The answer does not matter.
                let _ = call.read(&mut [0; 64]).await;
            }
        });
        queue(&registry, 4).await;
        let mailer = Mailer::new(Some(&stuck), None, Some(FROM)).unwrap().unwrap();
        let round = send_due(&registry, &mailer, &CancellationToken::new()).await.unwrap();
        assert_eq!(round, Round { sent: 0, failed: 4 });
        mute.await.unwrap();
        assert_eq!(send::waiting(&registry).await.unwrap(), 4);
    }

    async fn no_trouble_of_a_server_loses_a_letter(db: testkit::Database) {
        const LETTERS: usize = 12;
        let (registry, clock) = fresh(&db).await;
        let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = nobody.local_addr().unwrap().to_string();
        drop(nobody);
        let patience = Duration::from_millis(300);
        let way = Way::Smtp(smtp(&format!("smtp://{at}"), patience).unwrap(), patience);
        let mailer = Mailer { from: FROM.parse().unwrap(), way };
        let go_on = CancellationToken::new();
        queue(&registry, u32::try_from(LETTERS).unwrap()).await;
        // There is no server for ten minutes.
        for _ in 0..10 {
            assert_eq!(send_due(&registry, &mailer, &go_on).await.unwrap().sent, 0);
            clock.advance(SignedDuration::from_mins(1));
        }
        let troubles = [
            Trouble::Refuses("451 busy"),
            Trouble::HangsUp,
            Trouble::HangsUpInside,
            Trouble::TakesAndHangsUp,
            Trouble::FallsSilent,
            Trouble::Refuses("421 too many"),
            Trouble::TakesAndHangsUp,
        ];
        let server = MailServer::start_with(&at, troubles).await;
        let mut rounds = 0;
        while send::waiting(&registry).await.unwrap() > 0 {
            send_due(&registry, &mailer, &go_on).await.unwrap();
            clock.advance(SignedDuration::from_mins(30));
            rounds += 1;
            assert!(rounds < 100, "it never ends");
        }
        assert_eq!(store::mail::given_up(registry.store()).await.unwrap(), 0);
        let mut copies: HashMap<String, Vec<String>> = HashMap::new();
        for (to, letter) in server.taken() {
            let id = letter.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned();
            copies.entry(to).or_default().push(id);
        }
        assert_eq!(copies.len(), LETTERS, "none is lost");
        let repeated: Vec<_> = copies.values().filter(|ids| ids.len() > 1).collect();
        assert_eq!(repeated.len(), 2, "one for each acknowledgement that was lost");
        assert!(repeated.iter().all(|ids| ids.len() == 2 && ids[0] == ids[1]), "{repeated:?}");
    }

    async fn a_letter_is_text_and_a_page_and_only_a_list_can_be_stopped(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let server = MailServer::start(Vec::new()).await;
        let tx = registry.store().begin().await.unwrap();
        for stop in [None, Some("https://bikes.example.org/stolen/hot-sheet/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/stop".to_owned())] {
            let to = EmailAddress::parse("ada@example.org").unwrap();
            let letter = Letter { to, subject: "Bikes".into(), body: "Some words\n".into(), stop };
            store::mail::queue(&tx, &letter, registry.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        send_due(&registry, &mailer(&server), &CancellationToken::new()).await.unwrap();
        let mut taken: Vec<String> = server.taken().into_iter().map(|(_, letter)| letter).collect();
        taken.sort_by_key(|letter| letter.contains("List-Unsubscribe"));
        for letter in &taken {
            for part in ["Auto-Submitted: auto-generated", "multipart/alternative", "text/plain", "text/html", "Some words"] {
                assert!(letter.contains(part), "{part}: {letter}");
            }
        }
        assert!(!taken[0].contains("List-Unsubscribe"), "{}", taken[0]);
        let plain = taken[1].replace("\n ", " ");
        assert!(plain.contains("List-Unsubscribe: <https://bikes.example.org/stolen/hot-sheet/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/stop>"), "{plain}");
        assert!(plain.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{plain}");
    }

    async fn without_a_server_letters_are_files(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let folder = db.folder().join("mail");
        let mailer = Mailer::new(None, Some(&folder), Some(FROM)).unwrap().unwrap();
        queue(&registry, 2).await;
        let round = send_due(&registry, &mailer, &CancellationToken::new()).await.unwrap();
        assert_eq!(round, Round { sent: 2, failed: 0 });
        let mut names: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["000000001.eml", "000000002.eml"]);
        let text = std::fs::read_to_string(folder.join("000000001.eml")).unwrap();
        assert!(text.contains("Subject: Letter 0\r\n"), "{text}");
    }
}

#[test]
fn settings_that_cannot_be_are_refused_without_saying_the_password() {
    for url in [
        "mail.example.org",
        "http://user:hunter2@mail.example.org",
        "smtps://",
    ] {
        let Err(error) = Mailer::new(Some(url), None, Some(FROM)) else {
            panic!("{url}")
        };
        assert!(error.to_string().contains("FRAMEMARK_SMTP_URL") && !error.to_string().contains("hunter2"));
    }
    let folder = testkit::Database::sqlite();
    for from in ["", "Framemark", "a@b@c", "x@example.org\r\nBcc: y@example.org"] {
        assert!(
            Mailer::new(None, Some(folder.folder()), Some(from)).is_err(),
            "{from:?}"
        );
    }
}

#[test]
fn a_mail_server_needs_a_sender_and_without_either_mail_waits() {
    let refused = Mailer::new(Some("smtps://mail.example.org"), None, None)
        .err()
        .unwrap()
        .to_string();
    assert!(refused.contains("FRAMEMARK_MAIL_FROM"), "{refused}");
    assert!(Mailer::new(None, None, None).unwrap().is_none());
    assert!(Mailer::new(Some("  "), None, None).unwrap().is_none());
}

#[test]
fn mail_that_travels_unencrypted_is_noticed() {
    for plain in ["smtp://mail.example.org", "smtp://user:word@mail.example.org:25"] {
        assert!(is_plain(plain), "{plain}");
    }
    for fine in [
        "smtps://mail.example.org",
        "smtp://mail.example.org?tls=required",
        "smtp://127.0.0.1:2525",
        "smtp://user:word@localhost",
    ] {
        assert!(!is_plain(fine), "{fine}");
    }
}
