//! The name of this node among those that share a database.
//!
//! The name is kept in the data folder, so a node that was killed still has the rights that it had before and need
//! not wait for them to run out. If two nodes have the same name, because somebody copied the folder, both try to do
//! the same work, and one of them does it.

use anyhow::{Context, Result};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

const NAME: &str = "framemark.node";

/// Reads the node's name, or gives it one.
///
/// # Errors
/// When the folder cannot be read or written.
pub fn name(data: &Path, new: impl FnOnce() -> String) -> Result<String> {
    let path = data.join(NAME);
    match fs::read_to_string(&path) {
        Ok(name) if !name.trim().is_empty() => return Ok(name.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
    let name = new();
    fs::write(&path, &name).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_keeps_its_name() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(name(folder.path(), || "a".to_owned()).unwrap(), "a");
        assert_eq!(name(folder.path(), || "b".to_owned()).unwrap(), "a");
        // The power was cut before the name was on the disk.
        fs::write(folder.path().join(NAME), "").unwrap();
        assert_eq!(name(folder.path(), || "c".to_owned()).unwrap(), "c");
        assert!(name(&folder.path().join("missing"), || "d".to_owned()).is_err());
    }
}
