//! What a handler has at hand besides its own request.

use super::limits::Limits;
use super::upload::Uploads;
use super::{Readiness, Site};
use registry::Registry;
use std::path::PathBuf;
use std::sync::Arc;

/// What every handler can ask for.
#[derive(Clone)]
pub struct App {
    /// The register.
    pub registry: Registry,
    /// The installation.
    pub site: Arc<Site>,
    /// The folder in which mail lands that is not really sent; only then is `/dev/mail` there.
    pub dev_mail: Option<PathBuf>,
    /// How often one client may ask.
    pub limits: Arc<Limits>,
    /// Room for what is being sent.
    pub uploads: Arc<Uploads>,
    /// Whether requests should be sent here.
    pub readiness: Arc<Readiness>,
}
