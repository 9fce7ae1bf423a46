//! A folder for the program, without a running server.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;

use crate::ServerOptions;

/// A folder for commands and their files, with the data folder inside it. It is deleted when dropped.
#[derive(Debug)]
pub struct Folder {
    options: ServerOptions,
    folder: TempDir,
}

impl Folder {
    /// Makes an empty folder.
    ///
    /// # Panics
    ///
    /// When the folder cannot be made.
    #[must_use]
    pub fn new(options: ServerOptions) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder: {error}"));
        Self { options, folder }
    }

    /// Returns the path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command of the program on its data folder.
    ///
    /// # Panics
    ///
    /// When the program cannot be run at all. If a command fails, the caller decides what that means.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.command_as(&self.options, arguments)
    }

    /// Runs a command on its data folder with other settings.
    ///
    /// # Panics
    ///
    /// When the program cannot be run at all. If a command fails, the caller decides what that means.
    #[must_use]
    pub fn command_as<A: AsRef<OsStr>>(
        &self,
        options: &ServerOptions,
        arguments: impl IntoIterator<Item = A>,
    ) -> Output {
        let mut command = options.program(&self.path().join("data"));
        let done = command.args(arguments).stdin(Stdio::null()).output();
        done.unwrap_or_else(|error| panic!("the program does not run: {error}"))
    }
}
