use super::*;
use domain::contact::EmailAddress;
use jiff::SignedDuration;
use registry::{Index, Keyring, MasterKey, Parts, PhotoFolder, Store, Tuning};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use testkit::{Seeded, TestClock};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const FROM: &str = "Framemark <no-reply@bikes.example.org>";

async fn fresh(db: &testkit::Database) -> (Registry, Arc<TestClock>) {
    let keys = Keyring::new(&MasterKey::generate(&Seeded::new(1)), Arc::new(Seeded::new(2)));
    let clock = Arc::new(TestClock::default());
    let parts = Parts {
        store: Store::open(db.url(), keys, Tuning::Serve).await.unwrap(),
        index: Arc::new(Index::open(&db.folder().join("index")).unwrap()),
        photos: PhotoFolder::open(&db.folder().join("photos")).unwrap(),
        clock: clock.clone(),
        random: Arc::new(Seeded::new(3)),
        public_url: "https://bikes.example.org".into(),
    };
    (Registry::new(parts), clock)
}

async fn queue(registry: &Registry, count: u32) {
    let tx = registry.store().begin().await.unwrap();
    for n in 0..count {
        let letter = Letter {
            to: EmailAddress::parse(&format!("owner{n}@example.org")).unwrap(),
            subject: format!("Letter {n}"),
            body: "Żółty bike 🚲\n.\n..dots\n".into(),
        };
        store::outbox::queue(&tx, &letter, registry.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A mail server that refuses its first few letters and keeps the others as (recipient, data).
struct Server {
    at: SocketAddr,
    post: Arc<Mutex<Post>>,
}

#[derive(Default)]
struct Post {
    refuse: Vec<&'static str>,
    taken: Vec<(String, String)>,
}

impl Server {
    async fn start(mut refuse: Vec<&'static str>) -> Self {
        refuse.reverse();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let post = Arc::new(Mutex::new(Post {
            refuse,
            taken: Vec::new(),
        }));
        let shared = Arc::clone(&post);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(converse(connection, Arc::clone(&shared)));
            }
        });
        Self { at, post }
    }

    fn mailer(&self) -> Mailer {
        Mailer::new(Some(&format!("smtp://{}", self.at)), Path::new("unused"), FROM).unwrap()
    }

    fn taken(&self) -> Vec<(String, String)> {
        self.post.lock().unwrap().taken.clone()
    }
}

/// RFC 5321 as far as a client needs it.
async fn converse(connection: TcpStream, post: Arc<Mutex<Post>>) {
    let (read, mut write) = connection.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut recipient = String::new();
    write.write_all(b"220 mail.example.org\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-mail.example.org\r\n250 8BITMIME".to_owned(),
            "MAIL" | "RSET" | "NOOP" => "250 OK".to_owned(),
            "RCPT" => {
                recipient = line;
                let refused = post.lock().unwrap().refuse.pop();
                refused.map_or_else(|| "250 OK".to_owned(), str::to_owned)
            }
            "DATA" => {
                write.write_all(b"354 Go on\r\n").await.unwrap();
                let mut data = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push('\n');
                }
                post.lock().unwrap().taken.push((recipient.clone(), data));
                "250 Taken".to_owned()
            }
            "QUIT" => "221 Bye".to_owned(),
            _ => "502 What".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
    }
}

testkit::on_each_database! {
    async fn a_letter_refused_at_first_arrives_once(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let server = Server::start(vec!["451 owner0@example.org is busy", "550 no such owner0@example.org"]).await;
        let (mailer, go_on) = (server.mailer(), CancellationToken::new());
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
        let server = Server::start(Vec::new()).await;
        queue(&registry, 20).await;
        let workers: Vec<_> = (0..2)
            .map(|_| {
                let (registry, mailer) = (registry.clone(), server.mailer());
                tokio::spawn(async move {
                    send_due(&registry, &mailer, &CancellationToken::new()).await.unwrap().sent
                })
            })
            .collect();
        let mut sent = 0;
        for worker in workers {
            sent += worker.await.unwrap();
        }
        // Whoever found the last one locked has stopped; nothing is left of it either way.
        sent += send_due(&registry, &server.mailer(), &CancellationToken::new()).await.unwrap().sent;
        let taken = server.taken();
        let to: HashSet<_> = taken.iter().map(|(recipient, _)| recipient).collect();
        assert_eq!((sent, taken.len(), to.len()), (20, 20, 20));
        assert_eq!(send_mail::waiting(&registry).await.unwrap(), 0);
    }

    async fn a_server_that_is_away_loses_nothing(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let nobody = format!("smtp://{}", listener.local_addr().unwrap());
        drop(listener);
        let away = Mailer::new(Some(&nobody), Path::new("unused"), FROM).unwrap();
        queue(&registry, 1).await;
        let go_on = CancellationToken::new();
        assert_eq!(send_due(&registry, &away, &go_on).await.unwrap(), Round { sent: 0, failed: 1 });
        clock.advance(SignedDuration::from_mins(1));
        let stopped = CancellationToken::new();
        stopped.cancel();
        assert_eq!(send_due(&registry, &away, &stopped).await.unwrap(), Round::default());
        let server = Server::start(Vec::new()).await;
        assert_eq!(send_due(&registry, &server.mailer(), &go_on).await.unwrap(), Round { sent: 1, failed: 0 });
    }

    async fn without_a_server_letters_are_files(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let folder = db.folder().join("mail");
        let mailer = Mailer::new(None, &folder, FROM).unwrap();
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
        let Err(error) = Mailer::new(Some(url), Path::new("unused"), FROM) else {
            panic!("{url}")
        };
        assert!(error.to_string().contains("FRAMEMARK_SMTP_URL") && !error.to_string().contains("hunter2"));
    }
    let folder = testkit::Database::sqlite();
    for from in ["", "Framemark", "a@b@c", "x@example.org\r\nBcc: y@example.org"] {
        assert!(Mailer::new(None, folder.folder(), from).is_err(), "{from:?}");
    }
}
