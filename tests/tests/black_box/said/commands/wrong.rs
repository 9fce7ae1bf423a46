//! What the program says about a command or a setting that it does not understand.

use super::{a_register, said};
use crate::serve::program;
use insta::assert_snapshot;
use tests::Folder;

#[test]
fn what_cannot_be_typed_or_set_is_said() {
    let folder = a_register();
    let typed = [
        "NOTHING",
        "lookup",
        "serve --listen nowhere",
        "serve --demo --listen 0.0.0.0:0",
        "migrate --public-url bikes.example.org",
        "migrate --database-url mysql://localhost/bikes",
    ];
    assert_snapshot!(said(&folder, &typed), @r#"
    $ framemark NOTHING
    error: unrecognized subcommand ''

    Usage: framemark_under_test [OPTIONS] <COMMAND>

    For more information, try '--help'.
    = 2

    $ framemark lookup
    error: unrecognized subcommand 'lookup'

      tip: a similar subcommand exists: 'look-up'

    Usage: framemark_under_test [OPTIONS] <COMMAND>

    For more information, try '--help'.
    = 2

    $ framemark serve --listen nowhere
    error: invalid value 'nowhere' for '--listen <ADDRESS:PORT>': invalid socket address syntax

    For more information, try '--help'.
    = 2

    $ framemark serve --demo --listen 0.0.0.0:0
    framemark: --demo shows everybody's mail, so it listens on this machine only: use --listen 127.0.0.1:8080
    = 2

    $ framemark migrate --public-url bikes.example.org
    framemark: the public URL must start with https:// (or http:// for trying things out), not "bikes.example.org"
    = 2

    $ framemark migrate --database-url mysql://localhost/bikes
    framemark: FRAMEMARK_DATABASE_URL must start with postgres:// (leave it out for SQLite in the data folder)
    = 2
    "#);
    let odd = |name: &str, value: &str| {
        let folder = Folder::new(program().variable(name, value));
        said(&folder, &["migrate"])
    };
    assert_snapshot!(odd("FRAMEMARK_LOG", "loud"), @r#"
    $ framemark migrate
    framemark: FRAMEMARK_LOG: "loud" is not a level. Choose one of off, error, warn, info, debug, trace, or TARGET=LEVEL pairs separated by commas
    = 2
    "#);
    assert_snapshot!(odd("FRAMEMARK_LOG_FORMAT", "xml"), @r#"
    $ framemark migrate
    framemark: FRAMEMARK_LOG_FORMAT: "xml" is not a format. Choose text or json
    = 2
    "#);
    assert_snapshot!(odd("FRAMEMARK_KEY", "short"), @"
    $ framemark migrate
    framemark: cannot use FRAMEMARK_KEY: the key must be 32 bytes in base64 (44 characters); `openssl rand -base64 32` makes one
    = 2
    ");
}
