//! The file of settings. A shell, systemd and Docker all read its lines in the same way.

use crate::config::private;
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The file's name in the data folder.
pub(super) const NAME: &str = "framemark.env";

/// Settings by their names.
#[derive(Debug, Default)]
pub(super) struct Settings(Vec<(&'static str, String)>);

impl Settings {
    /// Adds a setting.
    ///
    /// # Errors
    /// When the value has an apostrophe or a line break.
    pub(super) fn add(&mut self, name: &'static str, value: &str) -> Result<()> {
        if value.chars().any(|sign| sign == '\'' || sign.is_control()) {
            bail!("{name} must not contain an apostrophe or a line break");
        }
        self.0.push((name, value.to_owned()));
        Ok(())
    }

    fn text(&self) -> String {
        let mut text =
            "# Settings of Framemark. systemd: EnvironmentFile=; a shell: set -a; . FILE; set +a\n"
                .to_owned();
        for (name, value) in &self.0 {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name}='{value}'");
        }
        text
    }

    /// Checks that an existing file has the same settings.
    ///
    /// # Errors
    /// When it has others, because somebody may have edited it.
    pub(super) fn check(&self, place: &Path) -> Result<()> {
        if !place.exists() {
            return Ok(());
        }
        let there = fs::read_to_string(place).with_context(|| format!("cannot read {}", place.display()))?;
        let differ = |(name, value): &&(&'static str, String)| {
            !there.lines().any(|line| line == format!("{name}='{value}'"))
        };
        let names: Vec<&str> = self.0.iter().filter(differ).map(|(name, _)| *name).collect();
        if names.is_empty() {
            return Ok(());
        }
        bail!(
            "{} has different values for {}. Change them there by hand, or move the file away and run setup again",
            place.display(),
            names.join(", ")
        )
    }

    /// Writes the file unless it exists, and tells whether it did. Only its owner can read it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(&self, place: &Path) -> Result<bool> {
        if place.exists() {
            return Ok(false);
        }
        private::write_secret(place, self.text().trim_end())
            .with_context(|| format!("cannot write {}", place.display()))?;
        Ok(true)
    }
}
