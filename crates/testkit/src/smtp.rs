//! A mail server for tests. Only this machine can connect to it, and it keeps the e-mails that it gets.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a mail server does with one e-mail instead of taking it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It answers the recipient with these words.
    Refuses(&'static str),
    /// It hangs up when it is told the recipient.
    HangsUp,
    /// It hangs up in the middle of the e-mail.
    HangsUpInside,
    /// It takes the e-mail, but hangs up before it says so.
    TakesAndHangsUp,
    /// It stops answering.
    FallsSilent,
}

/// A mail server that has trouble with its first few e-mails and keeps the others.
#[derive(Debug)]
pub struct MailServer {
    at: SocketAddr,
    post: Arc<Mutex<Post>>,
}

#[derive(Debug, Default)]
struct Post {
    troubles: Vec<Trouble>,
    taken: Vec<(String, String)>,
}

impl MailServer {
    /// Starts to listen. Each of these answers refuses one e-mail, in this order.
    ///
    /// # Panics
    /// When this machine has no free port.
    pub async fn start(refuse: Vec<&'static str>) -> Self {
        Self::start_with("127.0.0.1:0", refuse.into_iter().map(Trouble::Refuses)).await
    }

    /// Starts to listen at an address. Each trouble affects one e-mail, in this order.
    ///
    /// # Panics
    /// When this machine does not let it use the address.
    pub async fn start_with(at: &str, troubles: impl IntoIterator<Item = Trouble>) -> Self {
        let mut troubles: Vec<Trouble> = troubles.into_iter().collect();
        troubles.reverse();
        let listener = TcpListener::bind(at)
            .await
            .unwrap_or_else(|error| panic!("no port for a mail server: {error}"));
        let at = listener
            .local_addr()
            .unwrap_or_else(|error| panic!("no address of a mail server: {error}"));
        let taken = Vec::new();
        let post = Arc::new(Mutex::new(Post { troubles, taken }));
        let shared = Arc::clone(&post);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                // If a client is killed in the middle of an e-mail, it hangs up, and the server has not taken that
                // e-mail.
                tokio::spawn(converse(connection, Arc::clone(&shared)));
            }
        });
        Self { at, post }
    }

    /// Returns its address, such as `smtp://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.at)
    }

    /// Returns the e-mails that it has accepted, in order: the command with the recipient, and the e-mail.
    pub fn taken(&self) -> Vec<(String, String)> {
        open(&self.post).taken.clone()
    }
}

fn open(post: &Mutex<Post>) -> MutexGuard<'_, Post> {
    post.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Speaks as much of RFC 5321 as a client needs.
async fn converse(connection: TcpStream, post: Arc<Mutex<Post>>) -> std::io::Result<()> {
    let (read, mut write) = connection.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut recipient = String::new();
    let mut trouble = None;
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
                trouble = open(&post).troubles.pop();
                match trouble {
                    Some(Trouble::Refuses(words)) => words.to_owned(),
                    Some(Trouble::HangsUp) => return Ok(()),
                    Some(Trouble::FallsSilent) => {
                        // Wait until the client hangs up.
                        while lines.next_line().await?.is_some() {}
                        return Ok(());
                    }
                    _ => "250 OK".to_owned(),
                }
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
                    if trouble == Some(Trouble::HangsUpInside) {
                        return Ok(());
                    }
                }
                open(&post).taken.push((recipient.clone(), data));
                if trouble == Some(Trouble::TakesAndHangsUp) {
                    return Ok(());
                }
                "250 Taken".to_owned()
            }
            "QUIT" => "221 Bye".to_owned(),
            _ => "502 What".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}
