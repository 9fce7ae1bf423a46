//! What the commands say while somebody sets up a register and adds its staff.

use super::{a_register, said};
use insta::assert_snapshot;

#[test]
fn a_register_is_made_and_staffed() {
    let folder = a_register();
    assert_snapshot!(said(&folder, &["export", "migrate", "migrate"]), @"
    $ framemark export
    framemark: there is no register in HERE/data. Check --data and FRAMEMARK_DATABASE_URL, or make a register there with: framemark migrate
    = 2

    $ framemark migrate
    Made a new register.
    The key of this register is in HERE/data/framemark.key. Keep a copy somewhere else: without it nobody can read the names in the register.
    = 0

    $ framemark migrate
    The database is up to date.
    = 0
    ");
    let organisations = [
        "org add fen-council --name Fen_Council --kind council --partnership fen",
        "org add fen-council --name Fen_Council --kind council",
        "org add Fen! --name Fen_Council --kind council",
        "org add fen-club --name Fen_Club --kind club",
        "org list",
    ];
    assert_snapshot!(said(&folder, &organisations), @r#"
    $ framemark org add fen-council --name Fen_Council --kind council --partnership fen
    Added.
    = 0

    $ framemark org add fen-council --name Fen_Council --kind council
    Nothing to do: an organisation with this short name already exists.
    = 0

    $ framemark org add Fen! --name Fen_Council --kind council
    framemark: a short name must have 2 to 40 lower-case letters, digits and hyphens, such as east-cambs
    = 2

    $ framemark org add fen-club --name Fen_Club --kind club
    framemark: "club" is not a kind of organisation; choose council, campaign, police, university, shop or site
    = 2

    $ framemark org list
    SHORT NAME   KIND     PARTNERSHIP  NAME
    fen-council  council  fen          Fen Council
    = 0
    "#);
    let staff = [
        "user add vera@example.org --org fen-council --role coordinator --name Vera_Vale",
        "user add vera@example.org --org fen-council --role coordinator",
        "user add vera --org fen-council --role coordinator",
        "user add vera@example.org --org nowhere --role coordinator",
        "user add vera@example.org --org fen-council --role king",
        "user add vera@example.org --org fen-council --role officer",
        "user list",
        "user show vera@example.org",
        "user show nobody@example.org",
        "user sign-in-link nobody@example.org",
        "user sign-out vera@example.org",
        "user remove vera@example.org",
        "user remove vera@example.org",
    ];
    assert_snapshot!(said(&folder, &staff), @r#"
    $ framemark user add vera@example.org --org fen-council --role coordinator --name Vera_Vale
    Added.
    = 0

    $ framemark user add vera@example.org --org fen-council --role coordinator
    Nothing to do: the account already has this role.
    = 0

    $ framemark user add vera --org fen-council --role coordinator
    framemark: Enter an e-mail address in the correct format, like name@example.org
    = 2

    $ framemark user add vera@example.org --org nowhere --role coordinator
    framemark: there is no organisation "nowhere"; the register has: fen-council
    = 2

    $ framemark user add vera@example.org --org fen-council --role king
    framemark: "king" is not a role; choose one of: volunteer, coordinator, officer, analyst, org-admin, site-admin
    = 2

    $ framemark user add vera@example.org --org fen-council --role officer
    framemark: fen-council is not a police organisation, and only a police organisation has officers; give another role, or name another organisation
    = 2

    $ framemark user list
    E-MAIL            ROLE         ORGANISATION  SINCE       NAME
    vera@example.org  coordinator  fen-council   2031-06-04  Vera Vale
    = 0

    $ framemark user show vera@example.org
    E-mail: vera@example.org
    Name: Vera Vale
    Made: 4 June 2031, midday
    E-mail confirmed: not yet
    Roles: coordinator in fen-council
    Bikes: 0
    Latest first:
      4 June 2031, midday: role-given (coordinator)
    = 0

    $ framemark user show nobody@example.org
    framemark: no account has this e-mail address; add one with `framemark user add`
    = 2

    $ framemark user sign-in-link nobody@example.org
    framemark: no account has this e-mail address; add one with `framemark user add`
    = 2

    $ framemark user sign-out vera@example.org
    Signed out on every device.
    = 0

    $ framemark user remove vera@example.org
    Removed: coordinator in fen-council.
    = 0

    $ framemark user remove vera@example.org
    Nothing to do: the account does not have such a role.
    = 0
    "#);
}
