//! Faults in the middle of a transaction: the database refuses one kind of statement on one table.

use crate::{Database, Engine};

/// A kind of statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A row is added.
    Insert,
    /// A row is changed.
    Update,
}

impl Statement {
    fn sql(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
        }
    }
}

impl Database {
    /// Makes every such statement on a table fail, until [`Database::mend`]. What the transaction wrote before it must
    /// be undone.
    ///
    /// # Panics
    ///
    /// When the database refuses it, or there is already such a fault.
    pub fn refuse(&self, statement: Statement, table: &str) {
        let event = statement.sql();
        match self.engine() {
            Engine::Sqlite => self.damage(&format!(
                "CREATE TRIGGER fault BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END"
            )),
            Engine::Postgres => {
                self.damage(
                    "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN RAISE EXCEPTION 'a fault of the test'; END $$",
                );
                self.damage(&format!(
                    "CREATE TRIGGER fault BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION fault()"
                ));
            }
        }
    }

    /// Ends the fault of a table.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn mend(&self, table: &str) {
        match self.engine() {
            Engine::Sqlite => self.damage("DROP TRIGGER fault"),
            Engine::Postgres => {
                self.damage(&format!("DROP TRIGGER fault ON {table}"));
                self.damage("DROP FUNCTION fault()");
            }
        }
    }
}
