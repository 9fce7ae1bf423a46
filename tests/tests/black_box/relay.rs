//! A finder and an owner write to each other, and neither learns who the other is.

use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use tests::{Browser, Page, Server};

const ADA: &str = "ada@example.org";
const FINDER: &str = "finder@example.org";

/// Writes to the owner of the bike with this number, and adds a photo. Returns the secret of the finder's link, the
/// number of the conversation and that of the photo.
pub async fn one_message(
    server: &Server,
    owner: &Browser,
    bike: &str,
    number: &str,
) -> (String, String, String) {
    let finder = server.browser();
    let sent = told(&finder, number, &[("message", "It is by the river")])
        .await
        .expect(200);
    let link = sent.path().to_owned();
    let form = sent.form_to(&format!("{link}/photo"));
    let added = form
        .attach("photo", "bike.png", "image/png", crate::privacy::photo())
        .submit()
        .await
        .expect(200);
    let source = added.attributes("main img", "src").remove(0);
    let picture = source
        .split('?')
        .next()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let page = owner.open(bike).await.expect(200);
    let start = format!("{bike}/messages/");
    let links = page.attributes("main a", "href");
    let thread = links.iter().find_map(|href| href.strip_prefix(&start)).unwrap();
    (
        link.rsplit('/').next().unwrap().to_owned(),
        thread.to_owned(),
        picture,
    )
}

/// Checks a number and writes to the owner from there.
async fn told(finder: &Browser, number: &str, fields: &[(&str, &str)]) -> Page {
    let checked = finder.open(&format!("/check?number={number}")).await.expect(200);
    let links = checked.attributes("main a", "href");
    let tell = links.iter().find(|href| href.starts_with("/check/tell?"));
    let form = finder.open(tell.unwrap()).await.expect(200).form();
    let form = fields
        .iter()
        .fold(form, |form, (name, value)| form.fill(name, value));
    form.submit().await
}

fn wrote(page: &Page) -> Vec<String> {
    page.texts(".fm-message .fm-prose")
}

#[tokio::test]
async fn a_finder_and_an_owner_write_to_each_other() {
    let server = Server::start(program().demo()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("RLY 10001 Q", ADA)).await;
    let finder = server.browser();

    // Without a session the form comes back with what was typed.
    let checked = finder.open("/check?number=RLY10001Q").await.expect(200);
    let links = checked.attributes("main a", "href");
    let tell = links
        .iter()
        .find(|href| href.starts_with("/check/tell?"))
        .unwrap();
    let form = finder.open(tell).await.expect(200).form();
    let stale = form
        .fill("message", "In a shed")
        .without("csrf")
        .submit()
        .await
        .expect(403);
    assert_eq!(stale.form().value("message"), Some("In a shed"));

    let wrong = told(
        &finder,
        "RLY10001Q",
        &[("message", "In a shed"), ("where_by", "postcode")],
    )
    .await;
    let wrong = wrong.expect(422);
    assert!(wrong.text("#message").contains("In a shed"));
    let sent = told(
        &finder,
        "RLY10001Q",
        &[
            ("message", "In a shed"),
            ("seen", "today"),
            ("where_by", "postcode"),
            ("where_postcode", "CB2 3QJ"),
            ("email", FINDER),
        ],
    )
    .await
    .expect(200);
    assert_eq!(sent.heading(), "Message sent");
    assert!(
        !sent.body().contains(ADA),
        "the finder does not learn who the owner is"
    );

    let letter = server.next_mail_to(ADA).await;
    assert!(
        letter.text.contains("In a shed") && !letter.text.contains(FINDER),
        "{}",
        letter.text
    );
    let link = letter.link("/messages/");
    let anywhere = server.browser();
    for _ in 0..2 {
        let page = anywhere.open(&link).await.expect(200);
        assert_eq!(wrote(&page), ["In a shed"]);
        assert!(!page.body().contains(FINDER));
    }
    let list = owner.open("/account").await.expect(200);
    assert!(
        list.text("main").contains("Read 1 new message"),
        "opening the link has changed nothing"
    );

    let page = anywhere.open(&link).await.expect(200);
    let path = page.path().to_owned();
    let answered = page
        .form_to(&path)
        .fill("message", "Which shed?")
        .submit()
        .await
        .expect(200);
    assert_eq!(wrote(&answered), ["In a shed", "Which shed?"]);
    let letter = server.next_mail_to(FINDER).await;
    assert!(
        !letter.text.contains("Which shed") && !letter.text.contains(ADA),
        "{}",
        letter.text
    );
    let page = server
        .browser()
        .open(&letter.link("/messages/"))
        .await
        .expect(200);
    assert_eq!(wrote(&page), ["In a shed", "Which shed?"]);
    let path = page.path().to_owned();
    page.form_to(&path)
        .fill("message", "The blue one")
        .submit()
        .await
        .expect(200);
    server.next_mail_to(ADA).await;

    // The owner's account shows the conversation too. Then the owner has had enough, and reports the finder.
    let page = owner.open(&bike).await.expect(200);
    let talk = page.attributes("main a", "href");
    let talk = talk.iter().find(|href| href.contains("/messages/")).unwrap();
    let page = owner.open(talk).await.expect(200);
    assert_eq!(wrote(&page).len(), 3);
    let report = owner.open(&format!("{talk}/report")).await.expect(200);
    let reported = report.form_to(&format!("{talk}/report"));
    reported
        .fill("reason", "He wants to know where I live")
        .submit()
        .await
        .expect(200);
    let page = finder.open(&path).await.expect(200);
    let unheard = page
        .form_to(&path)
        .fill("message", "Answer me")
        .submit()
        .await
        .expect(200);
    assert_eq!(wrote(&unheard).len(), 4, "nobody is told that they are blocked");
    assert_eq!(wrote(&owner.open(talk).await.expect(200)).len(), 3);

    let officer = signed_in(&server, "officer@example.org").await;
    let list = officer.open("/police/reported-messages").await.expect(200);
    let one = list.attributes("tbody a", "href").remove(0);
    let read = officer.open(&one).await.expect(200);
    assert!(read.text("main").contains("where I live") && read.text("main").contains("Answer me"));
    read.form_to(&one).submit().await.expect(200);
    let list = officer.open("/police/reported-messages").await.expect(200);
    assert!(list.text("main").contains("No messages have been reported"));

    // The sighting is evidence.
    let look_up = officer.open("/police/look-up").await.expect(200).form();
    let found = look_up
        .fill("number", "RLY10001Q")
        .fill("reason", "PS/9")
        .submit()
        .await
        .expect(200);
    let said = found.text("main");
    assert!(said.contains("CB2 3QJ") && said.contains("In a shed"), "{said}");
}
