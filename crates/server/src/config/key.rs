//! Where the key of a register is: in the environment, in a file, in a vault, or beside the database.

use super::private;
use anyhow::{Context, Result, bail};
use registry::MasterKey;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The key's file in the data folder.
pub const FILE: &str = "framemark.key";
const KEY: &str = "FRAMEMARK_KEY";
const KEY_FILE: &str = "FRAMEMARK_KEY_FILE";
const KEY_COMMAND: &str = "FRAMEMARK_KEY_COMMAND";

/// Where the key is.
#[derive(Clone)]
pub enum KeySource {
    /// In an environment variable.
    Given(String),
    /// In a file that the operator chose.
    File(PathBuf),
    /// In a vault. A command prints it.
    Command(String),
    /// In the data folder, where the program made it.
    Folder(PathBuf),
    /// Nowhere: the database is not in the data folder, and nobody has named a key.
    Nowhere,
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeySource")
    }
}

impl KeySource {
    /// Reads the environment.
    ///
    /// # Errors
    /// When it names more than one key, because one of them would be ignored.
    pub fn read(data: &Path, has_other_database: bool) -> Result<Self> {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        match (set(KEY), set(KEY_FILE), set(KEY_COMMAND)) {
            (Some(key), None, None) => Ok(Self::Given(key)),
            (None, Some(file), None) => Ok(Self::File(file.into())),
            (None, None, Some(command)) => Ok(Self::Command(command)),
            (None, None, None) if has_other_database => Ok(Self::Nowhere),
            (None, None, None) => Ok(Self::Folder(data.join(FILE))),
            _ => bail!("set only one of {KEY}, {KEY_FILE} and {KEY_COMMAND}"),
        }
    }

    /// Reads the key.
    ///
    /// # Errors
    /// When it is missing, others can read its file, or it is not a key.
    pub fn key(&self) -> Result<MasterKey> {
        match self {
            Self::Given(key) => MasterKey::from_base64(key).with_context(|| format!("cannot use {KEY}")),
            Self::File(file) => read(file),
            Self::Command(command) => ask(command),
            Self::Folder(file) if !file.exists() => bail!(
                "the key file {} is missing. Without it, nobody can read the names in this database. Put it back, \
                 or set {KEY}",
                file.display()
            ),
            Self::Folder(file) => read(file),
            Self::Nowhere => bail!(
                "set {KEY}, {KEY_FILE} or {KEY_COMMAND} to the key of this register; `openssl rand -base64 32` makes a \
                 new one"
            ),
        }
    }

    /// Returns the file of the key, if this program made it.
    pub fn own_file(&self) -> Option<&Path> {
        match self {
            Self::Folder(file) => Some(file),
            _ => None,
        }
    }

    /// Says where the key is, without the key.
    pub fn in_words(&self) -> String {
        match self {
            Self::Given(_) => KEY.to_owned(),
            Self::File(file) => format!("{KEY_FILE} ({})", file.display()),
            Self::Command(_) => KEY_COMMAND.to_owned(),
            Self::Folder(file) => file.display().to_string(),
            Self::Nowhere => "nowhere".to_owned(),
        }
    }
}

/// Reads a key from a file that only its owner can read.
///
/// # Errors
/// When others can read it, or it does not contain a key.
pub fn read(file: &Path) -> Result<MasterKey> {
    private::refuse_open_file(file)?;
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read the key file {}", file.display()))?;
    MasterKey::from_base64(&text).with_context(|| format!("cannot use {}", file.display()))
}

/// Runs the command that asks a vault, and reads the key that it prints. Its errors go to our standard error.
fn ask(command: &str) -> Result<MasterKey> {
    let done = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run {KEY_COMMAND}"))?;
    if !done.status.success() {
        bail!("{KEY_COMMAND} failed ({}), so there is no key", done.status);
    }
    let text = String::from_utf8(done.stdout).unwrap_or_default();
    MasterKey::from_base64(&text).with_context(|| format!("cannot use the output of {KEY_COMMAND} as a key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

    #[test]
    fn a_command_prints_the_key_or_there_is_none() {
        let of = |command: &str| KeySource::Command(command.to_owned()).key();
        assert_eq!(of(&format!("echo {SOME}")).unwrap().to_base64(), SOME);
        for (bad, says) in [
            ("exit 3", "failed"),
            ("echo nothing", "output"),
            ("no-such-vault 2>/dev/null", "failed"),
        ] {
            let refused = format!("{:#}", of(bad).unwrap_err());
            assert!(
                refused.contains("FRAMEMARK_KEY_COMMAND") && refused.contains(says),
                "{refused}"
            );
        }
        let shown = format!("{:?}", KeySource::Given(SOME.to_owned()));
        assert!(!shown.contains(SOME), "{shown}");
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        private::write_secret(&file, SOME).unwrap();
        assert_eq!(KeySource::File(file.clone()).key().unwrap().to_base64(), SOME);
        let loose = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        fs::set_permissions(&file, loose).unwrap();
        assert!(KeySource::File(file).key().is_err());
    }
}
