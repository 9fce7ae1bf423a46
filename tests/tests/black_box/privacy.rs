//! A stolen database names nobody. Neither does a stolen folder, or the log.

use crate::people::{Telling, an_owner, answered, at, blank_marks, signed_in};
use crate::privacy_words;
use crate::serve::program;
use std::path::{Path, PathBuf};
use tests::{Browser, Server};

/// What people say about themselves, which must not be found anywhere in the clear. No other test uses these words, and
/// they are nowhere on the demonstration register.
const SECRETS: [&str; 25] = [
    "Zephyrine",
    "Quillfeather",
    "zephyrine.q@example.org",
    "07700 900987",
    "07700900987",
    "7700900987",
    "KW16 3JQ",
    "KW163JQ",
    "KW17 2XQ",
    "cobalt pharmacy",
    "marzipan-coloured",
    "Persimmon Mutual",
    "Vermilion Cottage",
    "turquoise grinder",
    "xylophone by the quayside",
    "marlowe.finder@example.org",
    "Balthazar",
    "Oyelaran",
    "balthazar.o@example.org",
    "07700 900654",
    "Obsidian Bridge",
    "Half-Finished Hildegard",
    "hildegard@example.org",
    "nobody.known@example.org",
    "zephyrine-property-receipt",
];

/// A picture of 16 by 12 pixels. Its description says "Vermilion Cottage", and its EXIF data says who took it.
const PHOTO: &str = "\
    89504e470d0a1a0a0000000d49484452000000100000000c0802000000e485aad60000001a744558744c6f636174696f\
    6e005665726d696c696f6e20436f74746167652fa4af9200000031655849664d4d002a000000080001013b0002000000\
    170000001a000000005a6570687972696e65205175696c6c66656174686572007b668df0000000154944415478da6338\
    212747126218d530aa013b020080ecc3011aca820e0000000049454e44ae426082\
";

/// Returns a photo that says who took it and where.
pub fn photo() -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&PHOTO[at..at + 2], 16).expect("hexadecimal");
    (0..PHOTO.len()).step_by(2).map(digits).collect()
}

/// Everybody does something that brings in personal details.
pub async fn a_day_at_the_register(server: &Server) {
    let photo = photo();
    assert!(
        ["Zephyrine", "Vermilion Cottage"]
            .iter()
            .all(|word| holds(&photo, word)),
        "the photo tells nothing"
    );

    let telling = Telling {
        name: "Zephyrine Quillfeather".to_owned(),
        phone: "07700 900987".to_owned(),
        postcode: "KW16 3JQ".to_owned(),
        ..Telling::of("PRV 10001 Q", "zephyrine.q@example.org")
    };
    let (owner, bike) = an_owner(server, &telling).await;
    let album = owner.open(&format!("{bike}/photos")).await.expect(200);
    let form = album.form_to(&format!("{bike}/photos"));
    form.attach("photo", "zephyrine-property-receipt.png", "image/png", photo)
        .submit()
        .await
        .expect(200);

    let left = Telling {
        name: "Half-Finished Hildegard".to_owned(),
        ..Telling::of("PRV 10002 Q", "hildegard@example.org")
    };
    answered(&server.browser(), &left).await;
    let asks = server.browser().open("/sign-in").await.expect(200).form();
    asks.fill("email", "nobody.known@example.org")
        .submit()
        .await
        .expect(200);

    let code = blank_marks("cycle-campaign")[0].compact();
    let volunteer = signed_in(server, "volunteer@example.org").await;
    let desk = volunteer
        .open(&format!("/desk/online?code={code}"))
        .await
        .expect(200)
        .form();
    let marked = desk
        .fill("frame_number", "PRV 10003 Q")
        .fill("make", "Trek")
        .fill("colour", "red")
        .fill("name", "Balthazar Oyelaran")
        .fill("email", "balthazar.o@example.org")
        .fill("phone", "07700 900654")
        .fill("consent", "yes");
    assert_eq!(marked.submit().await.expect(200).path(), "/desk/online/done");

    let finder = server
        .browser()
        .open(&format!("/m/{code}"))
        .await
        .expect(200)
        .form();
    let told = finder
        .fill("message", "It stands beside the xylophone by the quayside")
        .fill("email", "marlowe.finder@example.org");
    told.submit().await.expect(200);
    server.next_mail_to("balthazar.o@example.org").await;

    report_stolen(&owner, &bike).await;
    let officer = signed_in(server, "officer@example.org").await;
    let new = officer.open("/police/recoveries/new").await.expect(200).form();
    let kept = new
        .fill("property_ref", "PS/7/26")
        .fill("read", "PRV1000?Q")
        .fill("place", "Under the Obsidian Bridge");
    kept.submit().await.expect(200);
    let look_up = officer.open("/police/look-up").await.expect(200).form();
    let found = look_up
        .fill("number", "PRV10001Q")
        .fill("reason", "PS/7/26")
        .submit()
        .await
        .expect(200);
    let href = found
        .attributes("main a", "href")
        .into_iter()
        .find(|href| href.ends_with("/owner"));
    let ask = officer
        .open(&href.expect("a way to the owner's details"))
        .await
        .expect(200)
        .form();
    let shown = ask.fill("reason", "PS/7/26").submit().await.expect(200);
    assert!(
        shown.text("main").contains("Zephyrine"),
        "an officer with a reason is shown the owner"
    );
    privacy_words::at_the_police(server, "PRV10001Q").await;
    privacy_words::at_the_campaign(server).await;
}

async fn report_stolen(owner: &Browser, bike: &str) {
    let base = format!("{bike}/report-stolen");
    let mut page = owner.open(&base).await.expect(200);
    let mut answers = [
        at("2025-06-01", "08:00").to_vec(),
        at("2025-06-01", "17:30").to_vec(),
        vec![
            ("where_by", "postcode"),
            ("where_postcode", "KW17 2XQ"),
            ("place", "Behind Vermilion Cottage"),
        ],
        vec![("lock", "d-lock")],
        vec![("beaten", "opened"), ("how", "With a turquoise grinder")],
        vec![("camera", "yes"), ("camera_where", "Over the cobalt pharmacy")],
        vec![("taken", "A marzipan-coloured basket")],
        vec![("insurer", "Persimmon Mutual")],
        vec![
            ("told", "yes"),
            ("reference_1", "35/Cassiopeia/25"),
            ("kind_1", "crime"),
        ],
        vec![("shown", "yes")],
        vec![],
    ]
    .into_iter();
    while page.path() != format!("{base}/done") {
        let answer = answers
            .next()
            .unwrap_or_else(|| panic!("{} asks again: {:?}", page.path(), page.errors()));
        let form = answer
            .into_iter()
            .fold(page.form(), |form, (name, value)| form.fill(name, value));
        page = form.submit().await.expect(200);
    }
}

fn holds(bytes: &[u8], word: &str) -> bool {
    let first = word.as_bytes()[0];
    bytes
        .windows(word.len())
        .any(|part| part[0].eq_ignore_ascii_case(&first) && part.eq_ignore_ascii_case(word.as_bytes()))
}

fn secrets_in(bytes: &[u8]) -> Vec<&'static str> {
    let names = privacy_words::NAMES.into_iter();
    let all = SECRETS.into_iter().chain(names);
    all.filter(|word| holds(bytes, word)).collect()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Returns every file in the data folder except the key, and the e-mails that only a demonstration writes there.
fn kept_files(server: &Server) -> Vec<PathBuf> {
    let mut files = Vec::new();
    files_below(server.data(), &mut files);
    files.retain(|path| !path.starts_with(server.data().join("mail")) && !path.ends_with("framemark.key"));
    files
}

fn files_name_nobody(server: &Server) {
    let files = kept_files(server);
    for file in &files {
        // Files come and go while the index is merged. A file that has gone contains nothing.
        let Ok(bytes) = std::fs::read(file) else { continue };
        let found = secrets_in(&bytes);
        assert!(found.is_empty(), "{} holds {found:?}", file.display());
    }
    let photos: Vec<_> = files
        .iter()
        .filter(|file| file.starts_with(server.data().join("photos")))
        .map(|photo| (photo, std::fs::read(photo).expect("the photo can be read")))
        // The papers of the demonstration's meetings are there too. They are published as they came.
        .filter(|(_, bytes)| !bytes.starts_with(b"%PDF-"))
        .collect();
    assert!(!photos.is_empty(), "no photo was kept");
    for (photo, bytes) in photos {
        assert!(
            bytes.starts_with(&[0xFF, 0xD8]),
            "{} is kept as it came",
            photo.display()
        );
        for metadata in ["Exif", "eXIf", "tEXt", "xmp", "Photoshop"] {
            assert!(
                !holds(&bytes, metadata),
                "{} has {metadata} data",
                photo.display()
            );
        }
        let name = photo
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        assert!(!name.contains("receipt"), "{name} is what its owner called it");
    }
    let log = server.log();
    assert!(log.contains("Registered a bike"), "the log says nothing:\n{log}");
    // The address of a page is not a personal detail, but the words that people type are.
    let found = secrets_in(log.as_bytes());
    assert!(found.is_empty(), "the log holds {found:?}:\n{log}");
}

#[tokio::test]
async fn the_data_folder_and_the_log_name_nobody() {
    let mut server = Server::start(program().demo()).await;
    a_day_at_the_register(&server).await;
    let mail = server.mail();
    assert!(
        mail.iter()
            .any(|mail| mail.to.contains("zephyrine.q@example.org")),
        "mail is written in the clear"
    );
    let written = server.data().join("framemark.db-wal");
    assert!(written.is_file(), "the write-ahead log was not looked at");
    files_name_nobody(&server);

    let key = server.data().join("framemark.key");
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&key).expect("a key file").permissions());
    assert_eq!(mode & 0o777, 0o600, "others can read the key");
    let text = std::fs::read_to_string(&key).expect("the key is text");
    for file in kept_files(&server) {
        if let Ok(bytes) = std::fs::read(&file) {
            assert!(!holds(&bytes, text.trim()), "the key is in {}", file.display());
        }
    }
    assert!(!server.log().contains(text.trim()), "the key is in the log");

    // We look once more after the server has stopped and closed its files.
    assert!(server.stop().await.success());
    files_name_nobody(&server);
    for command in [
        &["export"][..],
        &["look-up", "PRV10001Q", "--json"],
        &["user", "sign-in-link", "officer@example.org"],
    ] {
        let done = server.command(command);
        let found = secrets_in(&done.stderr);
        assert!(found.is_empty(), "{command:?} says {found:?} on standard error");
        assert!(
            command[0] == "export" || secrets_in(&done.stdout).is_empty(),
            "{command:?} names an owner"
        );
    }
}

#[tokio::test]
async fn the_shared_database_names_nobody() {
    let database = testkit::Database::postgres();
    // 32 bytes, as `openssl rand -base64 32` makes them.
    let key = "bm90IGEgcmVhbCBrZXksIGJ1dCBvZiB0aGUgc2l6ZSE=";
    let server = Server::start(
        program()
            .database(database.url())
            .variable("FRAMEMARK_KEY", key)
            .demo(),
    )
    .await;
    a_day_at_the_register(&server).await;
    let rows = database.rows();
    assert!(rows.len() > 2_000, "only {} rows were read", rows.len());
    assert!(
        rows.iter().any(|row| row.contains("PRV 10001 Q")),
        "what is no secret can be read"
    );
    for row in &rows {
        let found = secrets_in(row.as_bytes());
        assert!(found.is_empty(), "a row holds {found:?}: {row}");
        assert!(!row.contains(key), "the key is in the database: {row}");
    }
    files_name_nobody(&server);
}
