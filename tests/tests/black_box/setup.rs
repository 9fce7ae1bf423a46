//! A real register is set up and looked after, and its key is changed.

use crate::people::{Telling, an_owner};
use crate::serve::program;
use std::fs;
use std::process::Output;
use testkit::{Engine, MailServer};
use tests::{Folder, Server, ServerOptions};

const SETUP: [&str; 17] = [
    "--public-url",
    "https://bikes.example.org",
    "setup",
    "--partnership",
    "Fenland",
    "--body",
    "Fenland Community Safety Partnership",
    "--contact-email",
    "bikes@example.org",
    "--police",
    "Fen & Wold Constabulary",
    "--admin",
    "ada@example.org",
    "--smtp-url",
    "smtps://fen:secret@mail.example.org",
    "--mail-from",
    "Framemark <no-reply@bikes.example.org>",
];

fn out(done: &Output) -> String {
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout.clone()).unwrap()
}

fn started(db: &testkit::Database) -> ServerOptions {
    match db.engine() {
        Engine::Postgres => program().database(db.url()),
        Engine::Sqlite => program(),
    }
}

testkit::on_each_database! {
    empty async fn setup_makes_a_register_and_done_twice_changes_nothing(db: testkit::Database) {
        let folder = Folder::new(started(&db));
        let nobody = folder.command(["setup", "--partnership", "Fenland"]);
        let said = String::from_utf8(nobody.stderr).unwrap();
        assert!(said.contains("--police") && said.contains("--admin") && said.contains("--public-url"), "{said}");
        let first = out(&folder.command(SETUP));
        assert!(first.contains("https://bikes.example.org/sign-in/"), "{first}");
        let settings = folder.path().join("data/framemark.env");
        let written = fs::read_to_string(&settings).unwrap();
        assert!(written.contains("FRAMEMARK_PARTNERSHIP='Fenland'"), "{written}");
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&settings).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "the settings hold a password");
        let key = fs::read(folder.path().join("data/framemark.key")).unwrap();

        let with_key = match db.engine() {
            Engine::Postgres => {
                let file = folder.path().join("data/framemark.key");
                assert!(written.contains("FRAMEMARK_KEY_FILE="), "{written}");
                started(&db).variable("FRAMEMARK_KEY_FILE", file.to_str().unwrap())
            }
            Engine::Sqlite => started(&db),
        };
        let before = out(&folder.command_as(&with_key, ["user", "show", "ada@example.org", "--json"]));
        assert!(before.contains("site-admin") && before.contains("org-admin"), "{before}");
        let again = out(&folder.command_as(&with_key, SETUP));
        assert!(again.contains("Everything is already set up") && !again.contains("/sign-in/"), "{again}");
        assert_eq!(fs::read_to_string(&settings).unwrap(), written);
        assert_eq!(fs::read(folder.path().join("data/framemark.key")).unwrap(), key);
        let organisations = out(&folder.command_as(&with_key, ["org", "list"]));
        assert_eq!(organisations.lines().count(), 3, "{organisations}");
        let mut other = SETUP;
        other[4] = "Woldland";
        let refused = folder.command_as(&with_key, other);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && said.contains("FRAMEMARK_PARTNERSHIP"), "{said}");
    }
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let folder = Folder::new(program().variable("FRAMEMARK_SMTP_URL", ""));
    let nothing = folder.command(["doctor"]);
    let said = String::from_utf8(nothing.stdout).unwrap();
    assert_eq!(nothing.status.code(), Some(1), "{said}");
    assert!(
        said.contains("there is no register") && said.contains("FRAMEMARK_SMTP_URL"),
        "{said}"
    );
    out(&folder.command(["migrate"]));
    let said = String::from_utf8(folder.command(["doctor"]).stdout).unwrap();
    for what in [
        "there is no backup yet. Run framemark backup",
        "nobody is a site administrator",
        "Set FRAMEMARK_PUBLIC_URL",
    ] {
        assert!(said.contains(what), "{what}: {said}");
    }
    let key = folder.path().join("data/framemark.key");
    fs::rename(&key, folder.path().join("away")).unwrap();
    let said = String::from_utf8(folder.command(["doctor"]).stdout).unwrap();
    assert!(said.contains("framemark.key is missing"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_that_is_well_is_called_well() {
    let mail = MailServer::start(Vec::new()).await;
    let smtp = mail.url();
    let settings = program()
        .variable("FRAMEMARK_SMTP_URL", &smtp)
        .variable("FRAMEMARK_MAIL_FROM", "no-reply@bikes.example.org")
        .variable("FRAMEMARK_PUBLIC_URL", "https://bikes.example.org")
        .variable("FRAMEMARK_BODY", "Fenland Partnership")
        .variable("FRAMEMARK_CONTACT_EMAIL", "bikes@example.org")
        .variable("FRAMEMARK_TRUSTED_PROXIES", "127.0.0.1");
    let folder = Folder::new(settings);
    let mut flags = SETUP;
    flags[14] = &smtp;
    flags[16] = "no-reply@bikes.example.org";
    out(&folder.command(flags));
    out(&folder.command(["reindex"]));
    let to = folder.path().join("backup");
    out(&folder.command(["backup", to.to_str().unwrap()]));
    let said = out(&folder.command(["doctor"]));
    assert!(said.contains("Everything is in order."), "{said}");
}

#[tokio::test]
async fn the_key_is_changed_while_the_server_runs() {
    let mut server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("PRV 20001 Q", "rowan@example.org")).await;
    crate::privacy::a_day_at_the_register(&server).await;
    let export = out(&server.command(["export"]));
    let key = server.data().join("framemark.key");
    let old = fs::read(&key).unwrap();
    let rotating = server.command(["keys", "rotate", "--wait", "6"]);
    let said = out(&rotating);
    assert!(said.contains("The old key no longer opens anything"), "{said}");
    assert!(!said.contains("damaged"), "{said}");
    assert_ne!(fs::read(&key).unwrap(), old);
    owner.open(&bike).await.expect(200);
    assert_eq!(out(&server.command(["export"])), export);
    server.restart().await;
    let owner = owner.moved_to(server.address());
    assert_eq!(
        owner.open(&bike).await.expect(200).path(),
        bike,
        "sessions and links stay"
    );
    let again = out(&server.command(["keys", "show"]));
    assert!(again.contains("opens these other keys"), "{again}");
}
