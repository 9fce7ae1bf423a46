//! Accepts connections from the network, with limits on their number and time.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

/// The limits of connections.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most connections. Further ones wait until one ends.
    pub connections: usize,
    /// How long the head of a request may take, and how long a connection may be idle between two requests.
    pub head: Duration,
    /// How long a connection may stall in the middle of a request or an answer.
    pub stall: Duration,
    /// How long requests get to finish when the server stops.
    pub grace: Duration,
}

impl Limits {
    /// The limits for a server that may open this many files.
    pub fn of(files: u64) -> Self {
        // The database, the index, photos and mail open files too.
        let connections = usize::try_from(files).unwrap_or(usize::MAX).saturating_sub(256);
        Self {
            connections: connections.clamp(64, 8_192),
            head: Duration::from_secs(15),
            // This is longer than any page may take.
            stall: Duration::from_secs(75),
            grace: Duration::from_secs(10),
        }
    }
}

/// Raises the number of files that this process may open as far as possible, and returns it.
pub fn raise_open_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // We do not need more, and the hard limit may be infinite.
    const ENOUGH: u64 = 65_536;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.unwrap_or(ENOUGH).min(ENOUGH);
    let now = current.unwrap_or(ENOUGH);
    if now >= wanted {
        return now;
    }
    let raised = Rlimit {
        current: Some(wanted),
        maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => wanted,
        Err(error) => {
            tracing::warn!(%error, "Could not raise the limit on open files above {now}");
            now
        }
    }
}

/// Serves until it is told to stop. Then it waits for open requests, but not for ever.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: CancellationToken) {
    let (free, open) = (Arc::new(Semaphore::new(limits.connections)), TaskTracker::new());
    let cut = CancellationToken::new();
    loop {
        let next = async {
            // The semaphore is never closed, so there is always a place in the end.
            let place = Arc::clone(&free).acquire_owned().await;
            (place, listener.accept().await)
        };
        let Some((place, taken)) = stop.run_until_cancelled(next).await else {
            break;
        };
        match taken {
            Ok((stream, peer)) => {
                let (router, stop, cut) = (router.clone(), stop.clone(), cut.clone());
                open.spawn(async move {
                    let talk = converse(stream, peer, router, limits, stop);
                    if cut.run_until_cancelled(talk).await.is_none() {
                        tracing::debug!("Cut off a connection that did not end in time");
                    }
                    drop(place);
                });
            }
            Err(error) => {
                // The process cannot open more files, or the client has already hung up.
                tracing::warn!(%error, "Could not accept a connection");
                stop.run_until_cancelled(tokio::time::sleep(Duration::from_millis(200)))
                    .await;
            }
        }
    }
    drop(listener);
    open.close();
    if tokio::time::timeout(limits.grace, open.wait()).await.is_err() {
        tracing::warn!("{} connections did not end in time and were cut off", open.len());
        cut.cancel();
        open.wait().await;
    }
}

/// Answers the requests of one connection until it ends or stalls, or the server stops.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    stop: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::trace!(%error, "Could not switch off the delay for small packets");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_read_timeout(Some(limits.stall));
    stream.set_write_timeout(Some(limits.stall));
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(Box::pin(stream)), answer);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Phones lose their network all the time.
        tracing::debug!(%error, "A connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::{get, post};
    use std::time::Instant;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const QUICK: Limits = Limits {
        connections: 40,
        head: Duration::from_millis(300),
        stall: Duration::from_millis(600),
        grace: Duration::from_millis(300),
    };

    struct Site {
        at: SocketAddr,
        stop: CancellationToken,
        ended: tokio::task::JoinHandle<()>,
    }

    async fn site(limits: Limits) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (at, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let router = Router::new()
            .route(
                "/",
                get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }),
            )
            .route(
                "/take",
                post(|body: String| async move { body.len().to_string() }),
            )
            .route("/hang", get(std::future::pending::<()>));
        let ended = tokio::spawn(serve(listener, router, limits, stop.clone()));
        Site { at, stop, ended }
    }

    async fn said(at: SocketAddr, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(at).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn rest(mut stream: TcpStream) -> String {
        let mut rest = Vec::new();
        // A connection that was cut may end with a reset.
        let _ = stream.read_to_end(&mut rest).await;
        String::from_utf8(rest).unwrap()
    }

    #[tokio::test]
    async fn half_a_head_is_hung_up_on_and_others_get_its_place() {
        let site = site(QUICK).await;
        let mut halves = Vec::new();
        for _ in 0..QUICK.connections {
            halves.push(said(site.at, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow:").await);
        }
        let begun = Instant::now();
        let whole = said(site.at, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
        assert!(rest(whole).await.ends_with("127.0.0.1"));
        for half in halves {
            assert!(!rest(half).await.contains("200 OK"));
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        site.stop.cancel();
        site.ended.await.unwrap();
    }

    #[tokio::test]
    async fn an_idle_connection_and_a_stuck_upload_are_hung_up_on() {
        let site = site(QUICK).await;
        let idle = said(site.at, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(rest(idle).await.starts_with("HTTP/1.1 200 OK"));
        let stuck = said(
            site.at,
            "POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
        )
        .await;
        let answer = rest(stuck).await;
        assert!(!answer.contains("200 OK"), "{answer}");
    }

    #[tokio::test]
    async fn stopping_waits_for_no_one_for_ever() {
        let limits = Limits {
            stall: Duration::from_secs(600),
            ..QUICK
        };
        let site = site(limits).await;
        let hangs = said(site.at, "GET /hang HTTP/1.1\r\nHost: x\r\n\r\n").await;
        let uploads = said(
            site.at,
            "POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
        )
        .await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        let begun = Instant::now();
        site.stop.cancel();
        site.ended.await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        assert_eq!(
            (rest(hangs).await, rest(uploads).await),
            (String::new(), String::new())
        );
    }

    #[test]
    fn connections_leave_files_for_the_rest() {
        let connections = [1, 1_024, 4_096, 65_536].map(|files| Limits::of(files).connections);
        assert_eq!(connections, [64, 768, 3_840, 8_192]);
        assert!(raise_open_files() >= 256);
    }
}
