//! What `--help` says.

use super::said;
use crate::serve::program;
use insta::assert_snapshot;
use tests::Folder;

/// The commands whose help we read.
const COMMANDS: [&str; 25] = [
    "serve",
    "setup",
    "doctor",
    "migrate",
    "import",
    "export",
    "look-up",
    "reconcile",
    "labels",
    "marks",
    "marks check",
    "reindex",
    "backup",
    "restore",
    "keys",
    "keys rotate",
    "org",
    "org add",
    "org list",
    "user",
    "user add",
    "user list",
    "user show",
    "user remove",
    "bench",
];

#[test]
fn each_command_says_what_it_does() {
    let folder = Folder::new(program().variable("COLUMNS", "100"));
    assert_snapshot!(said(&folder, &["--help"]), @"
    $ framemark --help
    Framemark: a bike-marking and stolen-cycle register

    Usage: framemark_under_test [OPTIONS] <COMMAND>

    Commands:
      serve      Runs the web site, the search index and the mail in one process
      setup      Sets up a real register, from flags or questions
      doctor     Says what is wrong with this installation, and what to do
      migrate    Makes a new register, or updates the database to this version
      import     Loads bikes from a CSV file
      export     Writes all bikes to a CSV file that `import` can read
      look-up    Looks up one bike, and explains each result
      reconcile  Looks up every bike in a property store
      labels     Makes a PDF of labels from blank marks
      marks      Checks marks
      reindex    Rebuilds the search index
      audit      Checks that nobody has changed the log
      backup     Copies the whole register into a new folder while servers run
      restore    Restores a register from a backup, to a place that has no register yet
      keys       Shows or changes the key that personal details are sealed with
      org        Manages organisations
      user       Manages staff accounts
      figures    Loads recorded crime and makes partnerships' figures
      bench      Runs a benchmark on a temporary register
      help       Print this message or the help of the given subcommand(s)

    Options:
          --data <DIR>           The data folder: database, index, photos and key [env: FRAMEMARK_DATA=]
                                 [default: ./data]
          --database-url <URL>   The address of a PostgreSQL database to use instead of SQLite [env:
                                 FRAMEMARK_DATABASE_URL]
          --public-url <URL>     The public address of the site, such as <https://bikes.example.org>
                                 [env: FRAMEMARK_PUBLIC_URL=]
          --keep-answers <DAYS>  Keeps the results of look-ups for this many days; the log of look-ups
                                 is not deleted [env: FRAMEMARK_KEEP_ANSWERS=] [default: 365]
      -h, --help                 Print help
      -V, --version              Print version

    Start with: framemark serve --demo
    An option can also be set by an environment variable if its help names one. Give --data before or
    after the command.
    = 0
    ");
    let help = COMMANDS.map(|command| {
        let said = said(&folder, &[&format!("{command} --help")]);
        // The options of every command are at the end.
        said.split("      --data")
            .next()
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    });
    assert_snapshot!(help.join("\n\n"), @r#"
    $ framemark serve --help
    Runs the web site, the search index and the mail in one process

    Usage: framemark_under_test serve [OPTIONS]

    Options:

    $ framemark setup --help
    Sets up a real register, from flags or questions

    Usage: framemark_under_test setup [OPTIONS]

    Options:

    $ framemark doctor --help
    Says what is wrong with this installation, and what to do

    Usage: framemark_under_test doctor [OPTIONS]

    Options:
          --body <NAME>                  The full name of the body that runs the register, such as "Fen
                                         Community Safety Partnership" [env: FRAMEMARK_BODY=]

    $ framemark migrate --help
    Makes a new register, or updates the database to this version

    Usage: framemark_under_test migrate [OPTIONS]

    Options:

    $ framemark import --help
    Loads bikes from a CSV file

    Usage: framemark_under_test import [OPTIONS] <FILE.csv>

    Arguments:
      <FILE.csv>  The list: a CSV file as spreadsheets write it, with the names of the columns in the
                  first line

    Options:

    $ framemark export --help
    Writes all bikes to a CSV file that `import` can read

    Usage: framemark_under_test export [OPTIONS]

    Options:

    $ framemark look-up --help
    Looks up one bike, and explains each result

    Usage: framemark_under_test look-up [OPTIONS] [PATTERN]

    Arguments:
      [PATTERN]  The number as you read it: a frame number, mark, scanned address or other number

    Options:

    $ framemark reconcile --help
    Looks up every bike in a property store

    Usage: framemark_under_test reconcile [OPTIONS] --out <MATCHES.jsonl> <FILE.csv>

    Arguments:
      <FILE.csv>  The property store's list: CSV in UTF-8 with a header line

    Options:

    $ framemark labels --help
    Makes a PDF of labels from blank marks

    Usage: framemark_under_test labels [OPTIONS] --out <SHEET.pdf>

    Options:
          --batch <ID>           The batch to print

    $ framemark marks --help
    Checks marks

    Usage: framemark_under_test marks [OPTIONS] <COMMAND>

    Commands:
      check  Corrects a code if it can, and says whether the mark is blank, on a bike or void
      help   Print this message or the help of the given subcommand(s)

    Options:

    $ framemark marks check --help
    Corrects a code if it can, and says whether the mark is blank, on a bike or void

    Usage: framemark_under_test marks check [OPTIONS] <CODE>

    Arguments:
      <CODE>  The code, as far as you can read it on the label

    Options:

    $ framemark reindex --help
    Rebuilds the search index

    Usage: framemark_under_test reindex [OPTIONS]

    Options:

    $ framemark backup --help
    Copies the whole register into a new folder while servers run

    Usage: framemark_under_test backup [OPTIONS] <FOLDER>

    Arguments:
      <FOLDER>  The folder to make; it must not exist yet

    Options:

    $ framemark restore --help
    Restores a register from a backup, to a place that has no register yet

    Usage: framemark_under_test restore [OPTIONS] <FOLDER>

    Arguments:
      <FOLDER>  The folder of the backup

    Options:
          --check                Only checks that the backup is complete and belongs to this key

    $ framemark keys --help
    Shows or changes the key that personal details are sealed with

    Usage: framemark_under_test keys [OPTIONS] <COMMAND>

    Commands:
      show    Shows the fingerprints of the register's keys
      rotate  Seals everything but the log under a new key, while servers run
      help    Print this message or the help of the given subcommand(s)

    Options:

    $ framemark keys rotate --help
    Seals everything but the log under a new key, while servers run

    Usage: framemark_under_test keys rotate [OPTIONS]

    Options:

    $ framemark org --help
    Manages organisations

    Usage: framemark_under_test org [OPTIONS] <COMMAND>

    Commands:
      add            Adds an organisation
      disposal-days  Sets how many days a police force keeps a bike that nobody claims
      lead           Makes an organisation the lead of its partnership: it keeps the plan and publishes
      second-factor  Sets what the staff of an organisation need besides the link in an e-mail
      list           Lists the organisations of the register
      help           Print this message or the help of the given subcommand(s)

    Options:

    $ framemark org add --help
    Adds an organisation

    Usage: framemark_under_test org add [OPTIONS] --name <NAME> --kind <KIND> <SLUG>

    Arguments:
      <SLUG>  A short name: lower-case letters, digits and hyphens

    Options:

    $ framemark org list --help
    Lists the organisations of the register

    Usage: framemark_under_test org list [OPTIONS]

    Options:

    $ framemark user --help
    Manages staff accounts

    Usage: framemark_under_test user [OPTIONS] <COMMAND>

    Commands:
      add           Gives an e-mail address a role in an organisation
      remove        Removes roles from an account, and logs this; the account and its bikes stay
      sign-out      Signs an account out on every device, and logs this
      sign-in-link  Makes a sign-in link that works once, and logs this
      reset-factor  Resets a lost code app after 24 hours, and tells the account by e-mail
      erase         Erases an account and its bikes, and logs this; nothing brings them back
      list          Lists the accounts that have roles, and logs this
      show          Shows one account with its roles and latest sign-ins, and logs this
      help          Print this message or the help of the given subcommand(s)

    Options:

    $ framemark user add --help
    Gives an e-mail address a role in an organisation

    Usage: framemark_under_test user add [OPTIONS] --org <SLUG> --role <ROLE> <EMAIL>

    Arguments:
      <EMAIL>  The e-mail address

    Options:

    $ framemark user list --help
    Lists the accounts that have roles, and logs this

    Usage: framemark_under_test user list [OPTIONS]

    Options:

    $ framemark user show --help
    Shows one account with its roles and latest sign-ins, and logs this

    Usage: framemark_under_test user show [OPTIONS] <EMAIL>

    Arguments:
      <EMAIL>  The e-mail address

    Options:

    $ framemark user remove --help
    Removes roles from an account, and logs this; the account and its bikes stay

    Usage: framemark_under_test user remove [OPTIONS] <EMAIL>

    Arguments:
      <EMAIL>  The e-mail address

    Options:

    $ framemark bench --help
    Runs a benchmark on a temporary register

    Usage: framemark_under_test bench [OPTIONS] <COMMAND>

    Commands:
      search   How well and how fast bikes are found, compared with another registry's scheme and an
               exhaustive search
      home     How many recovered bikes get home in a year and how much work that takes, compared with
               two published flows
      matches  Checks that every match is queued exactly once, even if the server is killed
      lists    How long it takes to look up a list of recovered bikes on the page, and to check numbers
               meanwhile
      figures  How long it takes to count thefts, to close a quarter and to read every table of figures
      web      How long a look-up and a check take over HTTP, compared with the engine alone
      help     Print this message or the help of the given subcommand(s)

    Options:
    "#);
}
