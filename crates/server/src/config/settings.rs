//! Checks settings before anything starts. If a value is not valid, the message lists the valid ones.

use anyhow::{Result, bail};
use tracing_subscriber::EnvFilter;

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// The format of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Sentences, for people.
    Text,
    /// One JSON object on each line, for programs.
    Json,
}

/// Reads `FRAMEMARK_LOG`: a level, or `target=level` pairs separated by commas.
///
/// # Errors
/// If a part is neither. Otherwise a misspelt level would silently switch the log off.
pub fn log_filter(text: &str) -> Result<EnvFilter> {
    for part in text.split(',').map(str::trim) {
        let level = part.rsplit_once('=').map_or(part, |(_, level)| level);
        if !LEVELS.contains(&level.to_ascii_lowercase().as_str()) {
            bail!(
                "FRAMEMARK_LOG: {part:?} is not a level. Choose one of {}, or TARGET=LEVEL pairs separated by commas",
                LEVELS.join(", ")
            );
        }
    }
    match EnvFilter::try_new(text) {
        Ok(filter) => Ok(filter),
        Err(error) => bail!("FRAMEMARK_LOG: {error}"),
    }
}

/// Reads `FRAMEMARK_LOG_FORMAT`.
///
/// # Errors
/// When it is neither `text` nor `json`.
pub fn log_format(text: &str) -> Result<LogFormat> {
    match text {
        "text" | "" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => bail!("FRAMEMARK_LOG_FORMAT: {other:?} is not a format. Choose text or json"),
    }
}

/// Reads the public address: scheme and host, and a port if there is one.
///
/// # Errors
/// When it does not start with `https://` or `http://`, names no host, or has a path: pages are served from the root.
pub fn public_url(url: &str) -> Result<String> {
    let url = url.trim().trim_end_matches('/');
    let Some(host) = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
    else {
        bail!("the public URL must start with https:// (or http:// for trying things out), not {url:?}");
    };
    if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
        bail!(
            "the public URL must be a scheme and a host, such as https://bikes.example.org, not {url:?}. \
             Framemark cannot be served under a path"
        );
    }
    Ok(url.to_owned())
}

/// Returns a database's address without the name and password between `//` and `@`.
pub fn without_credentials(url: &str) -> String {
    match (url.find("//"), url.rfind('@')) {
        (Some(start), Some(end)) if start < end => format!("{}//…{}", &url[..start], &url[end..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_mean_nothing_are_refused_with_the_choices() {
        for good in ["info", "WARN", "off", "debug,tantivy=warn", "web::shared=trace"] {
            log_filter(good).unwrap();
        }
        for bad in ["loud", "", "info,verbose", "tantivy=loud", "tantivy="] {
            let refused = log_filter(bad).unwrap_err().to_string();
            assert!(
                refused.contains("off, error, warn, info, debug, trace"),
                "{bad:?}: {refused}"
            );
        }
        assert_eq!(log_format("json").unwrap(), LogFormat::Json);
        assert_eq!(log_format("text").unwrap(), LogFormat::Text);
        assert!(
            log_format("xml")
                .unwrap_err()
                .to_string()
                .contains("text or json")
        );
    }

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        for (given, read) in [
            ("https://bikes.example.org/", "https://bikes.example.org"),
            (" http://127.0.0.1:8080 ", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(public_url(given).unwrap(), read);
        }
        for bad in [
            "bikes.example.org",
            "ftp://x",
            "https://",
            "https://bikes.example.org/sub",
            "https://a@b",
        ] {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }
}
