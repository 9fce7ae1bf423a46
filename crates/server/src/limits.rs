//! The settings for how many requests one client may send.

use web::shared::limits::{Limits, Proxies, Scale};

/// The limits' options.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The proxies in front of this server, as addresses and networks separated by commas. Only their X-Forwarded-For
    /// is trusted
    #[arg(
        long,
        env = "FRAMEMARK_TRUSTED_PROXIES",
        default_value = "",
        hide_default_value = true,
        value_name = "ADDRESS,NETWORK/BITS"
    )]
    trusted_proxies: Proxies,
    /// Multiplies the limits on the requests of one client by this factor; off removes them, for load tests
    #[arg(long, env = "FRAMEMARK_LIMITS", default_value = "1", value_name = "FACTOR")]
    limits: Scale,
}

impl Args {
    /// Makes the limits.
    pub fn limits(&self) -> Limits {
        if self.limits == Scale::Off {
            tracing::warn!("FRAMEMARK_LIMITS is off, so one client can send any number of requests");
        }
        Limits::new(self.limits, self.trusted_proxies.clone())
    }
}
