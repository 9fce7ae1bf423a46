//! What a handler can use besides its own request.

use super::limits::Limits;
use super::upload::Uploads;
use super::{Readiness, Site};
use registry::Registry;
use std::path::PathBuf;
use std::sync::Arc;

/// What every handler can use.
#[derive(Clone)]
pub struct App {
    /// The register.
    pub registry: Registry,
    /// The facts about this installation.
    pub site: Arc<Site>,
    /// The folder for e-mails that are not really sent. `/dev/mail` only exists if there is one.
    pub dev_mail: Option<PathBuf>,
    /// How often one client may ask.
    pub limits: Arc<Limits>,
    /// The room for uploads.
    pub uploads: Arc<Uploads>,
    /// Whether this server is ready for requests.
    pub readiness: Arc<Readiness>,
}
