//! The PDFs that people upload as papers of meetings and campaigns. Who made them, when and with what is taken out before
//! they are kept.

use crate::Registry;
use crate::bike::photos::PhotosError;
use crate::blocking::blocking;
use std::fs::File;
use std::io::{self, Read, Seek};
use store::bike::photos::FileName;
use store::paper::pdf;
pub use store::paper::pdf::{MOST_BYTES, PdfError};
use thiserror::Error;

/// Why a file was not kept or read.
#[derive(Debug, Error)]
pub enum UploadError {
    /// The file cannot be kept as a paper.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The disk failed.
    #[error(transparent)]
    Disk(PhotosError),
}

impl From<io::Error> for UploadError {
    fn from(error: io::Error) -> Self {
        Self::Disk(PhotosError::Disk(error))
    }
}

/// The file of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperFile {
    /// Its content.
    pub content: Vec<u8>,
    /// The title of the paper.
    pub title: String,
    /// The hash of its content. It changes when the content does.
    pub hash: String,
}

/// Reads a file, checks that it is a PDF that does nothing by itself, and returns it without its document properties.
pub(crate) async fn cleaned(mut file: File) -> Result<Vec<u8>, UploadError> {
    blocking(move || {
        let mut content = Vec::new();
        file.rewind()?;
        // One byte more than the limit is read, to notice that a file is too large.
        file.take(MOST_BYTES as u64 + 1).read_to_end(&mut content)?;
        Ok(pdf::cleaned(&content)?)
    })
    .await
}

/// Puts a file into the folder. The caller holds the folder, and removes the file if no row comes to name it.
pub(crate) async fn keep(registry: &Registry, content: Vec<u8>) -> Result<FileName, UploadError> {
    let folder = registry.photos.clone();
    Ok(blocking(move || folder.keep(&content)).await?)
}

/// Reads the file of a paper, if it is there. The caller has asked whether the reader may see it.
pub(crate) async fn read(
    registry: &Registry,
    file: FileName,
    title: String,
) -> Result<Option<PaperFile>, UploadError> {
    let folder = registry.photos.clone();
    let hash = file.as_str().to_owned();
    let content = blocking(move || folder.read(&file)).await?;
    Ok(content.map(|content| PaperFile { content, title, hash }))
}
