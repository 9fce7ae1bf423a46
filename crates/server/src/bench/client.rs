//! A browser of few words: one connection, one session, no more of HTTP than the benchmark needs.

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

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it leads.
    pub location: Option<String>,
    /// The page.
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

    /// Signs in by a link; gives the token that forms of the session carry.
    pub async fn sign_in(&mut self, link: &str) -> Result<String> {
        let (_, secret) = link.rsplit_once('/').context("a link without its secret")?;
        let path = format!("/sign-in/{secret}");
        let token = token_in(&self.get(&path).await?.body)?;
        let signed_in = self.post(&path, &[("csrf", &token)]).await?;
        ensure!(
            signed_in.status == 303,
            "signing in was answered {}",
            signed_in.status
        );
        token_in(&self.get("/police/look-up").await?.body)
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "").await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        self.ask("POST", path, &fields.join("&")).await
    }

    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        if let Some(cookie) = &self.cookie {
            write!(head, "Cookie: {cookie}\r\n")?;
        }
        if method == "POST" {
            let length = body.len();
            write!(
                head,
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
            )?;
        }
        head.push_str("\r\n");
        head.push_str(body);
        self.stream.write_all(head.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Answer> {
        let first = self.line().await?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.with_context(|| format!("an answer that begins {first:?}"))?;
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
            bail!("the server has hung up");
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}

/// The token of a page's forms.
fn token_in(page: &str) -> Result<String> {
    let (_, rest) = page
        .split_once("name=\"csrf\" value=\"")
        .context("a page without a form")?;
    let (token, _) = rest.split_once('"').context("a token without an end")?;
    Ok(token.to_owned())
}

/// A value as it stands in a form or an address.
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
    }
}
