//! What Observatory fetches of a site, put together from answers that were seen.
//!
//! It asks for the page over http and over https, each time following redirects, then for `/robots.txt`, and last for
//! `OPTIONS` of the page where the redirects ended, as a page of another site would.

use sneck_model::Exchange;

use super::address;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 10;
const REDIRECTS: &[u16] = &[301, 302, 303, 307, 308];

/// One way from an address to the answer behind its redirects.
#[derive(Clone, Debug)]
pub struct Visit<'f> {
    /// The answers, in order; never empty.
    pub chain: Vec<&'f Exchange>,
    /// Where the last answer leads on, when nobody went there: it is another host, out of scope.
    pub beyond: Option<String>,
    /// Every certificate on the way was one that browsers trust.
    pub trusted: bool,
}

impl<'f> Visit<'f> {
    /// The answer behind all redirects.
    #[must_use]
    pub fn last(&self) -> &'f Exchange {
        self.chain[self.chain.len() - 1]
    }

    /// The addresses on the way, with the one that nobody went to.
    pub(super) fn route(&self) -> Vec<&str> {
        self.chain.iter().map(|e| e.url.as_str()).chain(self.beyond.as_deref()).collect()
    }
}

/// What was fetched of a site.
#[derive(Clone, Debug)]
pub struct Retrieval<'f> {
    /// The host, without its port.
    pub host: String,
    /// The page over http; none when nothing answers there.
    pub http: Option<Visit<'f>>,
    /// The page over https.
    pub https: Option<Visit<'f>>,
    /// What `/robots.txt` and its redirects answered.
    pub robots: Vec<&'f Exchange>,
    /// The answer to the question whether pages of other sites may read this one.
    pub preflight: Option<&'f Exchange>,
}

impl<'f> Retrieval<'f> {
    /// Puts it together for an address. `distrusts` says of an origin whether browsers refuse its certificate.
    #[must_use]
    pub fn of(exchanges: &'f [Exchange], url: &str, distrusts: &dyn Fn(&str) -> bool) -> Option<Self> {
        let (_, host, path) = address::parts(url)?;
        let visit = |scheme: &str| visit(exchanges, &format!("{scheme}://{host}{path}"), distrusts);
        let (http, https) = (visit("http"), visit("https"));
        let session = https.as_ref().or(http.as_ref())?;
        let start = session.chain[0];
        let robots = chain(exchanges, &address::resolve(&start.url, "/robots.txt")?).0;
        let preflight = preflight(exchanges, &session.last().url);
        Some(Self { host: address::without_port(host).to_ascii_lowercase(), http, https, robots, preflight })
    }

    /// The way that the page is judged by: over https, where that answers.
    #[must_use]
    pub fn session(&self) -> Option<&Visit<'f>> {
        self.https.as_ref().or(self.http.as_ref())
    }

    /// The answer that is judged.
    #[must_use]
    pub fn page(&self) -> Option<&'f Exchange> {
        self.session().map(Visit::last)
    }

    /// A header of the page, in the one text that clients make of it.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        joined(self.page()?, name)
    }

    /// The page is judged over https.
    pub(super) fn is_https(&self) -> bool {
        self.https.is_some()
    }

    /// The text of the page, when its type says that it is HTML: spelt exactly so, without blanks.
    pub(super) fn html(&self) -> Option<&'f str> {
        let page = self.page()?;
        let kind = page.header("content-type").next().unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        matches!(kind, "text/html" | "application/xhtml+xml").then_some(page.body.as_str())
    }
}

/// The site as which Observatory asks whether it may read the page.
const ORIGIN: &str = "https://http-observatory.security.mozilla.org";

/// A request: its method, its address, its headers.
pub type Question = (&'static str, String, Vec<(&'static str, &'static str)>);

/// What is to be asked next, of an address of which so much was seen: method, address and headers. Who gets no answer
/// asks no more of that, and goes on until nothing new comes.
#[must_use]
pub fn questions(exchanges: &[Exchange], url: &str) -> Vec<Question> {
    const PAGE: &[(&str, &str)] = &[("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")];
    const PREFLIGHT: &[(&str, &str)] = &[("Origin", ORIGIN), ("Access-Control-Request-Method", "GET")];
    let Some((_, host, path)) = address::parts(url) else { return Vec::new() };
    let (mut next, mut asked) = (Vec::new(), Vec::new());
    for scheme in ["http", "https"] {
        let (chain, to) = chain(exchanges, &format!("{scheme}://{host}{path}"));
        let of_host = |to: &String| chain.last().is_none_or(|last| address::host(to) == address::host(&last.url));
        next.extend(to.filter(|to| chain.len() <= MOST_REDIRECTS && of_host(to)).map(|to| ("GET", to, PAGE.to_vec())));
        asked.push(chain);
    }
    // Over https where it answers, which comes last.
    if let Some((start, last)) = asked.iter().rev().find_map(|chain| chain.first().zip(chain.last())) {
        let robots = address::resolve(&start.url, "/robots.txt");
        next.extend(robots.map(|to| ("GET", to, vec![("Accept", "text/plain,*/*;q=0.8")])));
        next.push(("OPTIONS", last.url.clone(), PREFLIGHT.to_vec()));
    }
    next
}

/// Several headers of one name, as one (RFC 9110, section 5.3).
pub(super) fn joined(answer: &Exchange, name: &str) -> Option<String> {
    let values: Vec<&str> = answer.header(name).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn visit<'f>(exchanges: &'f [Exchange], url: &str, distrusts: &dyn Fn(&str) -> bool) -> Option<Visit<'f>> {
    let (chain, next) = chain(exchanges, url);
    let last = chain.last()?;
    let goes_on = leads_on(last) && chain.len() <= MOST_REDIRECTS;
    let beyond = next.filter(|next| goes_on && address::host(next) != address::host(&last.url));
    if goes_on && beyond.is_none() {
        // The next address is within reach and did not answer: then Observatory sees nothing at all.
        return None;
    }
    let trusted = !chain.iter().any(|answer| answer.is_https() && distrusts(&answer.origin.url));
    Some(Visit { chain, beyond, trusted })
}

/// The answers from an address on, and where the last one leads.
fn chain<'f>(exchanges: &'f [Exchange], url: &str) -> (Vec<&'f Exchange>, Option<String>) {
    let mut found: Vec<&Exchange> = Vec::new();
    let mut next = address::plain(url);
    while let Some(answer) =
        next.as_deref().filter(|_| found.len() <= MOST_REDIRECTS).and_then(|url| get(exchanges, url))
    {
        found.push(answer);
        next = target(answer);
    }
    (found, next)
}

fn get<'f>(exchanges: &'f [Exchange], url: &str) -> Option<&'f Exchange> {
    exchanges.iter().find(|e| e.method == "GET" && address::plain(&e.url).as_deref() == Some(url))
}

fn leads_on(answer: &Exchange) -> bool {
    target(answer).is_some()
}

fn target(answer: &Exchange) -> Option<String> {
    let location = REDIRECTS.contains(&answer.status).then(|| answer.header("location").next())??;
    address::resolve(&answer.url, location)
}

fn preflight<'f>(exchanges: &'f [Exchange], url: &str) -> Option<&'f Exchange> {
    let url = address::plain(url)?;
    let has_origin = |e: &Exchange| e.sent.iter().any(|(name, _)| name.eq_ignore_ascii_case("origin"));
    let mut asked = exchanges.iter().filter(|e| e.method == "OPTIONS" && has_origin(e));
    let found = asked.find(|e| address::plain(&e.url).as_deref() == Some(&url))?;
    // Any other answer counts as none.
    (200..300).contains(&found.status).then_some(found)
}
