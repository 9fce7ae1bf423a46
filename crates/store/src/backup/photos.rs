//! The photos of a backup.

use super::file::{Writing, make_folder};
use super::manifest::Listed;
use super::{BackupError, PHOTO_LIST, PHOTOS};
use crate::bike::photos::{FileName, PhotoFolder};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// Which photos were copied, and how many could not be.
pub(super) struct Copied {
    /// The list of those that were copied.
    pub(super) list: Listed,
    /// How many there are.
    pub(super) photos: u64,
    /// How many photos the database names, but the folder does not have or has only damaged.
    pub(super) missing: u64,
}

/// Copies photos into the folder of a backup. It leaves out photos that were removed after the database was copied,
/// because they should not be kept.
pub(super) fn copy(
    from: &PhotoFolder,
    names: &BTreeSet<FileName>,
    folder: &Path,
) -> Result<Copied, BackupError> {
    let to = folder.join(PHOTOS);
    make_folder(&to)?;
    let mut list = Writing::begin(folder, PHOTO_LIST)?;
    let (mut photos, mut missing) = (0, 0);
    for name in names {
        match put(from, name, &to)? {
            true => {
                photos += 1;
                list.add(format!("{}\n", name.as_str()).as_bytes())?;
            }
            false => missing += 1,
        }
    }
    let (list, _) = list.end()?;
    Ok(Copied {
        list,
        photos,
        missing,
    })
}

/// Copies one photo into a folder of photos, and tells whether the photo was there and whole.
pub(super) fn put(from: &PhotoFolder, name: &FileName, to: &Path) -> Result<bool, BackupError> {
    let shown = Path::new(name.as_str());
    let content = from
        .read(name)
        .map_err(BackupError::disk("read the photo", shown))?;
    let Some(content) = content.filter(|content| FileName::of(content) == *name) else {
        tracing::warn!(photo = name.as_str(), "A photo is missing or damaged");
        return Ok(false);
    };
    let place = name.under(to);
    if let Some(above) = place.parent() {
        make_folder(above)?;
    }
    fs::write(&place, content).map_err(BackupError::disk("write", &place))?;
    Ok(true)
}

/// Reads the list of a backup's photos.
pub(super) fn list(folder: &Path) -> Result<Vec<FileName>, BackupError> {
    let place = folder.join(PHOTO_LIST);
    let text = fs::read_to_string(&place).map_err(BackupError::disk("read", &place))?;
    let names = text.lines().map(|line| {
        FileName::parse(line)
            .ok_or_else(|| BackupError::Manifest(format!("{line:?} is not the name of a photo")))
    });
    names.collect()
}

/// Makes sure that a photo is there and whole.
pub(super) fn check(folder: &Path, name: &FileName) -> Result<(), BackupError> {
    let path = || format!("{PHOTOS}/{}", name.as_str());
    let place = name.under(&folder.join(PHOTOS));
    match fs::read(&place) {
        Ok(content) if FileName::of(&content) == *name => Ok(()),
        Ok(_) => Err(BackupError::Changed(path())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BackupError::Missing(path())),
        Err(error) => Err(BackupError::disk("read", &place)(error)),
    }
}
