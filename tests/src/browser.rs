//! A browser without JavaScript: cookies, links, forms and redirects.

use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};

use crate::Page;

/// One person's browser; a clone shares its cookies.
#[derive(Clone, Debug)]
pub struct Browser {
    base: Url,
    cookies: Arc<Jar>,
    following: Client,
    staying: Client,
}

impl Browser {
    /// Opens a browser with no cookies on a site.
    ///
    /// # Panics
    ///
    /// When `base` is not an address.
    #[must_use]
    pub fn new(base: &str) -> Self {
        let base = Url::parse(base).unwrap_or_else(|error| panic!("{base} is not an address: {error}"));
        let cookies = Arc::new(Jar::default());
        let client = |policy| {
            Client::builder()
                .cookie_provider(Arc::clone(&cookies))
                .redirect(policy)
                // The server may be killed and come back between two requests.
                .pool_max_idle_per_host(0)
                .build()
                .unwrap_or_else(|error| panic!("no HTTP client: {error}"))
        };
        let (following, staying) = (client(Policy::limited(10)), client(Policy::none()));
        Self {
            base,
            cookies,
            following,
            staying,
        }
    }

    /// Opens a path of the site, or a whole address, and follows redirects.
    pub async fn open(&self, path: &str) -> Page {
        self.send(self.following.get(self.resolve(path))).await
    }

    /// Opens a path and stays at the first answer, redirect or not.
    pub async fn open_without_following(&self, path: &str) -> Page {
        self.send(self.staying.get(self.resolve(path))).await
    }

    /// Starts a request that no form would send. It does not follow redirects.
    pub fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.staying.request(method, self.resolve(path))
    }

    /// Sends a request made by hand.
    ///
    /// # Panics
    ///
    /// When there is no answer at all.
    pub async fn send(&self, request: RequestBuilder) -> Page {
        match self.try_send(request).await {
            Ok(page) => page,
            Err(error) => panic!("no answer: {error:?}"),
        }
    }

    /// Sends a request made by hand to a server that may be dead.
    ///
    /// # Errors
    ///
    /// When there is no answer, or it breaks off.
    pub async fn try_send(&self, request: RequestBuilder) -> reqwest::Result<Page> {
        let answer = request.send().await?;
        let (url, status, headers) = (answer.url().clone(), answer.status(), answer.headers().clone());
        let body = answer.bytes().await?;
        Ok(Page::new(self.clone(), url, status, headers, body.to_vec()))
    }

    /// Returns the cookies that would go with the next request, as the value of one header.
    #[must_use]
    pub fn cookies(&self) -> Option<String> {
        self.cookies
            .cookies(&self.base)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// Points the same cookies at a server that came back on another port.
    ///
    /// # Panics
    ///
    /// When `base` is not an address.
    #[must_use]
    pub fn moved_to(mut self, base: &str) -> Self {
        self.base = Url::parse(base).unwrap_or_else(|error| panic!("{base} is not an address: {error}"));
        self
    }

    pub(crate) fn following(&self) -> &Client {
        &self.following
    }

    /// Turns a path into a whole address. Links in e-mails have the public address, which also leads to this server.
    fn resolve(&self, path: &str) -> Url {
        self.base
            .join(path)
            .unwrap_or_else(|error| panic!("{path} is not an address: {error}"))
    }
}
