//! Where somebody is signed in, in words that let them tell their own devices apart and nothing more.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Browsers, by a part of the name that they send. Most of them also send the names of others, so the order matters.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "A program"),
];

/// Devices, in the same way.
const DEVICES: [(&str, &str); 7] = [
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
];

/// From where a session was last used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenFrom {
    /// The browser and the kind of device, such as "Firefox on Windows".
    pub device: String,
    /// The network, such as `192.0.2.*`. It is never a whole address.
    pub network: String,
}

impl SeenFrom {
    /// Reads the name that a browser sends, and the first part of an address.
    pub fn of(user_agent: &str, address: IpAddr) -> Self {
        Self {
            device: device(user_agent),
            network: network(address),
        }
    }
}

fn device(user_agent: &str) -> String {
    let named = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(part, _)| user_agent.contains(part))
            .map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&DEVICES)) {
        (Some(browser), Some(device)) => format!("{browser} on {device}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(device)) => format!("A browser on {device}"),
        (None, None) => "A browser that we do not know".to_owned(),
    }
}

/// The first three numbers of an IPv4 address, or the first 48 bits of an IPv6 address.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => {
            let [a, b, c, _] = four.octets();
            format!("{a}.{b}.{c}.*")
        }
        IpAddr::V6(six) => {
            let [a, b, c, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:*")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_apart_in_words() {
        for (sent, words) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1",
                "Safari on an iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
                "Samsung Internet on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
                "Chrome on a Mac",
            ),
            ("", "A browser that we do not know"),
            ("<script>", "A browser that we do not know"),
        ] {
            assert_eq!(device(sent), words, "{sent}");
        }
    }

    #[test]
    fn a_network_is_never_a_whole_address() {
        for (address, words) in [
            ("192.0.2.77", "192.0.2.*"),
            ("::ffff:192.0.2.77", "192.0.2.*"),
            ("2001:db8:1:2::3", "2001:db8:1:*"),
            ("::1", "0:0:0:*"),
        ] {
            assert_eq!(network(address.parse().unwrap()), words, "{address}");
        }
    }
}
