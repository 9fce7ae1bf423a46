//! Finds the address that a request comes from, even behind a proxy.

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use thiserror::Error;

const FORWARDED: &str = "x-forwarded-for";

/// The proxies whose `X-Forwarded-For` we trust.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

/// A part of the setting is not an address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is not an address or a network. Give addresses (192.0.2.7) or networks (10.0.0.0/8, fd00::/8), separated by commas"
)]
pub struct NoNetwork(String);

impl FromStr for Proxies {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            part.parse::<IpNet>()
                .or_else(|_| part.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| NoNetwork(part.to_owned()))
        };
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Finds the client's address: from the right, the first hop that is not one of our proxies. The hops to the left
    /// of it prove nothing.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        let lines = headers.get_all(FORWARDED).iter().rev();
        let hops = lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
        for hop in hops {
            // If one of our proxies cannot say who its client is, the proxy itself is counted.
            let Some(hop) = address(hop.trim()) else { break };
            client = hop;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }
}

/// Reads a hop. Some proxies add the port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let parsed = bare.parse::<IpAddr>().ok();
    parsed
        .or_else(|| hop.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()))
        .map(|address| address.to_canonical())
}

/// Logs once that there is a proxy that no setting names. Everybody behind it then counts as one client.
#[derive(Debug, Default)]
pub(super) struct Unnamed(AtomicBool);

impl Unnamed {
    pub(super) fn tell(&self, proxies: &Proxies, headers: &HeaderMap) {
        if proxies.0.is_empty() && headers.contains_key(FORWARDED) && !self.0.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "A request came with X-Forwarded-For, but FRAMEMARK_TRUSTED_PROXIES names no proxy, so everybody behind \
                 a proxy counts as one client for the limits. Set FRAMEMARK_TRUSTED_PROXIES to the proxy's address"
            );
        }
    }
}

/// Reads the address of the other end of the connection.
pub(super) fn peer(request: &Request) -> IpAddr {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip())
}

/// Folds an address to the part that is counted: for IPv6, the first 64 bits.
pub(super) fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(trusted: &str, peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_str(line).unwrap());
        }
        let proxies: Proxies = trusted.parse().unwrap();
        counted(proxies.client(peer.parse().unwrap(), &headers)).to_string()
    }

    #[test]
    fn the_right_most_hop_that_is_no_proxy_is_the_client() {
        let ours = "127.0.0.1, 10.0.0.0/8, ::1";
        for (trusted, peer, lines, found) in [
            // No proxy is trusted unless a setting names it.
            ("", "127.0.0.1", &["203.0.113.9"][..], "127.0.0.1"),
            (ours, "198.51.100.7", &["203.0.113.9"], "198.51.100.7"),
            (ours, "127.0.0.1", &[], "127.0.0.1"),
            (ours, "127.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            // The part that the client wrote itself is on the left.
            (ours, "127.0.0.1", &["192.0.2.1, 203.0.113.9"], "203.0.113.9"),
            (
                ours,
                "127.0.0.1",
                &["192.0.2.1, 203.0.113.9, 10.1.2.3"],
                "203.0.113.9",
            ),
            (ours, "127.0.0.1", &["192.0.2.1", "203.0.113.9"], "203.0.113.9"),
            (ours, "127.0.0.1", &["10.1.2.3, 10.1.2.4"], "10.1.2.3"),
            (ours, "127.0.0.1", &["203.0.113.9, unknown"], "127.0.0.1"),
            (ours, "127.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
            (ours, "::1", &["[2001:db8:1:2:3:4:5:6]:4711"], "2001:db8:1:2::"),
            (
                ours,
                "::ffff:10.0.0.1",
                &["2001:db8:1:2:ffff::1"],
                "2001:db8:1:2::",
            ),
            (ours, "::ffff:198.51.100.7", &[], "198.51.100.7"),
        ] {
            assert_eq!(
                client(trusted, peer, lines),
                found,
                "{trusted:?} {peer} {lines:?}"
            );
        }
    }

    #[test]
    fn what_is_no_network_is_refused_with_what_to_write() {
        for bad in ["proxy", "10.0.0.0/33", "127.0.0.1 10.0.0.1", "10.0.0.1:80"] {
            let refused = bad.parse::<Proxies>().unwrap_err().to_string();
            assert!(refused.contains(bad) && refused.contains("commas"), "{refused}");
        }
        assert_eq!(" , ".parse::<Proxies>(), Ok(Proxies::default()));
    }
}
