//! Starting, stopping, dying and coming back.

use tests::{Server, ServerOptions};

/// A database outside of the data folder wants its key from the environment.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// Gives how the program of this build is started.
pub fn program() -> ServerOptions {
    ServerOptions::new(env!("CARGO_BIN_EXE_framemark_under_test"))
}

testkit::on_each_database! {
    empty async fn says_that_it_is_well_and_stops_when_asked(db: testkit::Database) {
        let mut server = Server::start(program().database(db.url()).variable("FRAMEMARK_KEY", KEY)).await;
        let browser = server.browser();
        browser.open("/healthz").await.expect(200);
        browser.open("/readyz").await.expect(200);
        assert!(!browser.open("/").await.expect(200).heading().is_empty());
        browser.open("/nothing-here").await.expect(404);
        let ended = server.stop().await;
        assert!(ended.success(), "{ended}:\n{}", server.log());
    }
}

testkit::on_each_database! {
    empty async fn comes_back_after_being_killed(db: testkit::Database) {
        let mut server = Server::start(program().database(db.url()).variable("FRAMEMARK_KEY", KEY)).await;
        for _ in 0..3 {
            server.kill9();
            server.restart().await;
            server.browser().open("/check").await.expect(200);
        }
    }
}

#[tokio::test]
async fn the_embedded_database_is_in_the_data_folder() {
    let server = Server::start(program()).await;
    let database = server.data().join("framemark.db");
    assert!(database.is_file(), "{} is missing", database.display());
}
