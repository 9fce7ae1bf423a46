//! How often one client may ask, as settings.

use web::shared::limits::{Limits, Proxies, Scale};

/// The limits' options.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The proxies in front of this server, as addresses and networks with commas between. Only their X-Forwarded-For
    /// is believed
    #[arg(
        long,
        env = "FRAMEMARK_TRUSTED_PROXIES",
        default_value = "",
        hide_default_value = true,
        value_name = "ADDRESS,NETWORK/BITS"
    )]
    trusted_proxies: Proxies,
    /// Raises the limits on how often one client may ask by this factor; off, for load tests, takes them away
    #[arg(long, env = "FRAMEMARK_LIMITS", default_value = "1", value_name = "FACTOR")]
    limits: Scale,
}

impl Args {
    /// Makes the limits.
    pub fn limits(&self) -> Limits {
        if self.limits == Scale::Off {
            tracing::warn!("FRAMEMARK_LIMITS is off: nothing stops a client that asks without an end");
        }
        Limits::new(self.limits, self.trusted_proxies.clone())
    }
}
