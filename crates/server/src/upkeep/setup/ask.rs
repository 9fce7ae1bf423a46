//! Asks questions at a terminal.

use anyhow::{Context, Result, bail};
use std::io::{self, IsTerminal, Write};

/// Asks for values that were not given as flags, if there is a terminal. Otherwise it notes what is missing.
pub(super) struct Asker {
    there: bool,
    missing: Vec<&'static str>,
}

impl Asker {
    pub(super) fn new() -> Self {
        Self {
            there: io::stdin().is_terminal() && io::stderr().is_terminal(),
            missing: Vec::new(),
        }
    }

    /// Reads a value from a flag or an answer. An invalid flag is an error. After an invalid answer, it asks again.
    pub(super) fn line<T: Missing>(
        &mut self,
        given: Option<String>,
        flag: &'static str,
        question: &str,
        parse: impl Fn(&str) -> Result<T>,
    ) -> Result<T> {
        if let Some(given) = given.filter(|given| !given.trim().is_empty()) {
            return parse(given.trim()).context(flag);
        }
        if !self.there {
            self.missing.push(flag);
            return T::missing();
        }
        loop {
            let mut out = io::stderr().lock();
            write!(out, "{question}: ")?;
            out.flush()?;
            let mut answer = String::new();
            if io::stdin().read_line(&mut answer)? == 0 {
                bail!("the questions were not answered, so nothing was set up");
            }
            match parse(answer.trim()) {
                Ok(value) if !answer.trim().is_empty() => return Ok(value),
                Ok(_) => {}
                Err(error) => writeln!(out, "{error:#}")?,
            }
        }
    }

    /// Fails if anything is missing, and names all of it.
    pub(super) fn done(self) -> Result<()> {
        match self.missing.as_slice() {
            [] => Ok(()),
            missing => bail!(
                "there is no terminal to ask you questions in, so give these options as well: {}",
                missing.join(", ")
            ),
        }
    }
}

/// A type that has a placeholder for a missing value, which is used until all missing values are known.
pub(super) trait Missing: Sized {
    fn missing() -> Result<Self>;
}

impl Missing for String {
    fn missing() -> Result<Self> {
        Ok(Self::new())
    }
}

impl Missing for domain::account::contact::EmailAddress {
    fn missing() -> Result<Self> {
        Self::parse("nobody@example.org").map_err(|error| anyhow::anyhow!("{error}"))
    }
}
