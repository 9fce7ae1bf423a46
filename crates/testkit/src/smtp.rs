//! A mail server for tests: it speaks to this machine only, and keeps what it is given.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail server that refuses its first few letters and keeps the others.
#[derive(Debug)]
pub struct MailServer {
    at: SocketAddr,
    post: Arc<Mutex<Post>>,
}

#[derive(Debug, Default)]
struct Post {
    refuse: Vec<&'static str>,
    taken: Vec<(String, String)>,
}

impl MailServer {
    /// Starts to listen; each of these answers refuses one letter, in their order.
    ///
    /// # Panics
    /// When this machine gives it no port.
    pub async fn start(mut refuse: Vec<&'static str>) -> Self {
        refuse.reverse();
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap_or_else(|error| panic!("no port for a mail server: {error}"));
        let at = listener
            .local_addr()
            .unwrap_or_else(|error| panic!("no address of a mail server: {error}"));
        let taken = Vec::new();
        let post = Arc::new(Mutex::new(Post { refuse, taken }));
        let shared = Arc::clone(&post);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                // A client that is killed in the middle of a letter hangs up, and that letter was not taken.
                tokio::spawn(converse(connection, Arc::clone(&shared)));
            }
        });
        Self { at, post }
    }

    /// Returns its address, such as `smtp://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.at)
    }

    /// Returns what it has taken, in order: the command that named the recipient, and the letter.
    pub fn taken(&self) -> Vec<(String, String)> {
        open(&self.post).taken.clone()
    }
}

fn open(post: &Mutex<Post>) -> MutexGuard<'_, Post> {
    post.lock().unwrap_or_else(PoisonError::into_inner)
}

/// RFC 5321 as far as a client needs it.
async fn converse(connection: TcpStream, post: Arc<Mutex<Post>>) -> std::io::Result<()> {
    let (read, mut write) = connection.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut recipient = String::new();
    write.write_all(b"220 mail.example.org\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-mail.example.org\r\n250 8BITMIME".to_owned(),
            "MAIL" | "RSET" | "NOOP" => "250 OK".to_owned(),
            "RCPT" => {
                recipient = line;
                let refused = open(&post).refuse.pop();
                refused.map_or_else(|| "250 OK".to_owned(), str::to_owned)
            }
            "DATA" => {
                write.write_all(b"354 Go on\r\n").await?;
                let mut data = String::new();
                loop {
                    let Some(line) = lines.next_line().await? else {
                        return Ok(());
                    };
                    if line == "." {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push('\n');
                }
                open(&post).taken.push((recipient.clone(), data));
                "250 Taken".to_owned()
            }
            "QUIT" => "221 Bye".to_owned(),
            _ => "502 What".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}
