//! A minimal browser: one connection, one session, and only as much HTTP as the benchmark needs.

use anyhow::{Context, Result, bail, ensure};
use std::fmt::Write as _;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// The connection, with the session's cookie.
pub struct Client {
    stream: BufReader<TcpStream>,
    address: SocketAddr,
    cookie: Option<String>,
}

/// The answer.
pub struct Answer {
    /// The status code of the answer.
    pub status: u16,
    /// Where it redirects to.
    pub location: Option<String>,
    /// The text of the page.
    pub body: String,
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            address,
            cookie: None,
        })
    }

    /// Signs in with a link, and returns the token for the session's forms.
    pub async fn sign_in(&mut self, link: &str) -> Result<String> {
        let (_, secret) = link.rsplit_once('/').context("the link has no secret")?;
        let path = format!("/sign-in/{secret}");
        let token = token_in(&self.get(&path).await?.body)?;
        let signed_in = self.post(&path, &[("csrf", &token)]).await?;
        ensure!(
            signed_in.status == 303,
            "the answer to signing in was {}",
            signed_in.status
        );
        token_in(&self.get("/police/look-up").await?.body)
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, None).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let kind = "application/x-www-form-urlencoded";
        self.ask("POST", path, Some((kind, &fields.join("&")))).await
    }

    /// Sends a form that may hold a file. Each part has its name, a file name if it is a file, and its text.
    pub async fn post_parts(&mut self, path: &str, parts: &[(&str, Option<&str>, &str)]) -> Result<Answer> {
        const BOUNDARY: &str = "framemark-bench-part";
        let mut body = String::new();
        for (name, file, text) in parts {
            let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
            write!(
                body,
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n"
            )?;
        }
        write!(body, "--{BOUNDARY}--\r\n")?;
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask("POST", path, Some((&kind, &body))).await
    }

    async fn ask(&mut self, method: &str, path: &str, sent: Option<(&str, &str)>) -> Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        if let Some(cookie) = &self.cookie {
            write!(head, "Cookie: {cookie}\r\n")?;
        }
        if let Some((kind, body)) = sent {
            let length = body.len();
            write!(head, "Content-Type: {kind}\r\nContent-Length: {length}\r\n")?;
        }
        head.push_str("\r\n");
        head.push_str(sent.map_or("", |(_, body)| body));
        self.stream.write_all(head.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Answer> {
        let first = self.line().await?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.with_context(|| format!("cannot read an answer that begins with {first:?}"))?;
        let (mut location, mut length, mut chunked) = (None, 0, false);
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "location" => location = Some(value.to_owned()),
                "content-length" => length = value.parse()?,
                "transfer-encoding" => chunked = true,
                "set-cookie" => self.cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        let body = if chunked {
            self.chunks().await?
        } else {
            self.bytes(length).await?
        };
        Ok(Answer {
            status,
            location,
            body: String::from_utf8(body)?,
        })
    }

    async fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(self.line().await?.trim(), 16)?;
            body.extend(self.bytes(length).await?);
            self.line().await?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    async fn bytes(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    }

    async fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            bail!("the server closed the connection");
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}

/// Finds the token of a page's forms.
fn token_in(page: &str) -> Result<String> {
    hidden_in(page, "csrf")
}

/// Returns the value of a hidden field on a page.
pub fn hidden_in(page: &str, name: &str) -> Result<String> {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .with_context(|| format!("the page has no field {name}"))?;
    let (value, _) = rest.split_once('"').context("a field's value has no end")?;
    let signs = [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ];
    let plain = |text: String, (written, sign): (&str, &str)| text.replace(written, sign);
    Ok(signs.into_iter().fold(value.to_owned(), plain))
}

/// Encodes a value for a form or an address.
pub fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_forms_have_it() {
        assert_eq!(encoded("WTU?8*[8B] é"), "WTU%3F8%2A%5B8B%5D%20%C3%A9");
        let page = "<input type=\"hidden\" name=\"csrf\" value=\"abc\"><p>";
        assert_eq!(token_in(page).unwrap(), "abc");
        assert!(token_in("<p>").is_err());
        let page = "<input name=\"content\" value=\"[&#34;a &#38; &#60;b&#62;&#34;]\">";
        assert_eq!(hidden_in(page, "content").unwrap(), "[\"a & <b>\"]");
    }
}
