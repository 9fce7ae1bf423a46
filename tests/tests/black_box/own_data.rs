//! Owners get a copy of everything that we hold about them, and can have it erased.

use crate::people::{Telling, an_owner, told_until_check};
use crate::serve::program;
use crate::theft::told_until_place;
use std::io::{Cursor, Read as _};
use tests::Server;
use zip::ZipArchive;

const ADA: &str = "ada.erased@example.org";

#[tokio::test]
async fn an_owner_downloads_everything_and_erases_it() {
    let server = Server::start(program()).await;
    let telling = Telling {
        name: "Ada Rowntree".to_owned(),
        ..Telling::of("WTU123056K", ADA)
    };
    let (ada, bike) = an_owner(&server, &telling).await;
    let photo = crate::privacy::photo();
    let album = ada.open(&format!("{bike}/photos")).await.expect(200);
    let form = album.form_to(&format!("{bike}/photos"));
    let sent = form
        .attach("photo", "mine.png", "image/png", photo)
        .submit()
        .await;
    sent.expect(200);

    let data = ada.open("/account/data").await.expect(200);
    let copy = data.follow("Download a copy of your data").await.expect(200);
    assert_eq!(copy.header("content-type"), Some("application/zip"));
    assert_eq!(copy.header("cache-control"), Some("private, no-store"));
    let mut archive = ZipArchive::new(Cursor::new(copy.bytes().to_vec())).expect("an archive");
    let mut names: Vec<String> = archive
        .file_names()
        .map(|name| name.expect("a name").into_owned())
        .collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[0].starts_with("photos/"), "{names:?}");
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        let mut file = archive.by_name(name).expect(name);
        file.read_to_end(&mut bytes).expect("it can be read");
        bytes
    };
    assert!(read(&names[0]).starts_with(&[0xFF, 0xD8]), "a JPEG");
    let json: serde_json::Value = serde_json::from_slice(&read("your-data.json")).expect("JSON");
    assert_eq!(json["details"]["email"], ADA);
    assert_eq!(json["bikes"][0]["numbers"][0]["number"], "WTU123056K");
    assert_eq!(json["bikes"][0]["photos"][0], names[0]);
    let page = String::from_utf8(read("your-data.html")).expect("text");
    for said in ["Ada Rowntree", ADA, "WTU123056K", "Signed in", &names[0]] {
        assert!(page.contains(said), "the page says {said}: {page}");
    }

    let ask = data.follow("Erase your account").await.expect(200);
    let unsure = ask.form_to("/account/data/erase").submit().await.expect(422);
    assert_eq!(
        unsure.errors(),
        ["Tick the box if you want us to erase your account"]
    );
    let sure = unsure.form_to("/account/data/erase").fill("sure", "yes");
    let done = sure.submit().await.expect(200);
    assert_eq!(done.path(), "/account/erased");
    assert_eq!(
        server.next_mail_to(ADA).await.subject,
        "Your account has been erased"
    );

    assert_eq!(
        ada.open("/account").await.path(),
        "/sign-in",
        "nobody is signed in"
    );
    let anyone = server.browser();
    let checked = anyone.open("/check?number=WTU123056K").await.expect(200);
    assert!(
        checked.text("main").contains("not on"),
        "{}",
        checked.text("main")
    );
}

#[tokio::test]
async fn a_stolen_bike_keeps_its_owner() {
    let server = Server::start(program()).await;
    let (ada, bike) = an_owner(&server, &Telling::of("WTU123056K", ADA)).await;
    let ask = ada.open("/account/data/erase").await.expect(200);
    let asked = told_until_place(&ada, &bike, &[("where_by", "unknown")]).await;
    let checked = told_until_check(asked, &[]).await;
    checked.form().submit().await.expect(200);
    let refused = ask
        .form_to("/account/data/erase")
        .fill("sure", "yes")
        .submit()
        .await;
    assert!(
        refused.expect(422).errors()[0].contains("is reported stolen"),
        "the form was opened before"
    );
    let page = ada.open("/account/data/erase").await.expect(200);
    assert!(
        page.text("main").contains("We cannot erase your account yet"),
        "{}",
        page.text("main")
    );
    assert!(!page.has("form[action='/account/data/erase']"));
}
