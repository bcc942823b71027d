//! The first round: what pages lead to, what a site lists of itself, and the routes that its source declares.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use sneck_model::{Calibration, Exchange, Identity, NotLookedAt, Request, Route};
use sneck_read::wire::{Address, By, alike, openapi, references, robots, sitemap};

use super::Seen;
use super::engine::Engine;
use super::options::Target;

/// Where sites list their paths, and apps theirs below the folder in which they begin.
const LISTS: &[(&str, List)] =
    &[("/robots.txt", robots), ("/sitemap.xml", sitemap), ("/openapi.json", openapi), ("/swagger.json", openapi)];

pub(super) type List = fn(&Address, &str) -> Vec<Address>;

/// Pages of one shape (`/books/1`, `/books/2`) that are read.
const OF_A_SHAPE: usize = 3;

/// Letters of a name that nothing can have.
const LETTERS: usize = 14;

/// Rows about pages that were not read, of one target.
const ROWS: usize = 20;

/// Crawls the targets, each as everybody who can be asked as.
pub async fn all(engine: &Arc<Engine>, targets: &[Target], routes: &[Route], told: &(dyn Fn(u64, u64) + Sync)) -> Seen {
    let mut seen = Seen::default();
    let mut begun: BTreeMap<&str, Vec<Address>> = BTreeMap::new();
    for target in targets {
        begun.entry(&target.origin.url).or_default().push(target.address.clone());
    }
    for (url, starts) in begun {
        let Some(target) = targets.iter().find(|target| target.origin.url == url) else { continue };
        let random = reach(engine, target, &mut seen).await;
        if seen.origins.iter().all(|origin| origin.url != url) {
            continue;
        }
        let bases = bases(targets, url);
        let named = engine.options.identities.keys().cloned();
        for identity in [Identity::anonymous()].into_iter().chain(named) {
            let mut crawl = Crawl::new(engine, target, identity);
            crawl.begin(&starts, &bases, routes).await;
            crawl.run(told).await;
            seen.exchanges.extend(crawl.exchanges);
            seen.not_looked_at.extend(crawl.not);
        }
        // Last, so that reports name a page first that people know.
        seen.exchanges.extend(random);
    }
    seen
}

/// Folders in which something of an app may stand at an address: the root, and where the user says that one begins.
fn bases<'t>(targets: &'t [Target], url: &str) -> Vec<&'t str> {
    let named = targets.iter().filter(|target| target.origin.url == url).map(Target::base);
    let places: BTreeSet<&str> = named.chain([""]).collect();
    places.into_iter().collect()
}

/// What is asked for lists, in each of these folders.
pub(super) fn lists(bases: &[&str]) -> Vec<(String, List)> {
    bases.iter().flat_map(|base| LISTS.iter().map(move |(path, read)| (format!("{base}{path}"), *read))).collect()
}

/// A name that nothing has tells whether anybody answers, and how.
async fn reach(engine: &Arc<Engine>, target: &Target, seen: &mut Seen) -> Option<Exchange> {
    let name = engine.options.nonces.word("nothing", LETTERS);
    let request = Request::of("GET", &target.origin, format!("/{name}"));
    let mut answer = engine.answer(&request).await;
    if answer.is_err() {
        answer = engine.answer(&Request::of("GET", &target.origin, target.address.target.clone())).await;
    }
    match answer {
        Ok(answer) => {
            seen.origins.push(target.origin.clone());
            let random = Exchange { calibration: Calibration::Random, ..Exchange::clone(&answer) };
            (answer.url == request.url()).then_some(random)
        }
        Err(why) => {
            let why = hinted(target, why);
            seen.unreached.push((target.origin.url.clone(), why.clone()));
            seen.not_looked_at.push(NotLookedAt { what: target.origin.url.clone(), why });
            None
        }
    }
}

/// Servers of TLS hang up on who speaks plainly.
fn hinted(target: &Target, why: String) -> String {
    let signs = ["was cut", "closed without an answer", "not HTTP"];
    let hung_up = !target.address.tls && signs.iter().any(|sign| why.contains(sign));
    if hung_up { format!("{why}; is it `https://`?") } else { why }
}

/// The crawl of one target as one identity.
struct Crawl<'e> {
    engine: &'e Arc<Engine>,
    target: &'e Target,
    identity: Identity,
    waiting: VecDeque<Address>,
    known: BTreeSet<String>,
    shapes: BTreeMap<String, usize>,
    exchanges: Vec<Exchange>,
    not: Vec<NotLookedAt>,
    left: usize,
}

impl<'e> Crawl<'e> {
    fn new(engine: &'e Arc<Engine>, target: &'e Target, identity: Identity) -> Self {
        Self {
            engine,
            target,
            identity,
            waiting: VecDeque::new(),
            known: BTreeSet::new(),
            shapes: BTreeMap::new(),
            exchanges: Vec::new(),
            not: Vec::new(),
            left: engine.options.budget.pages,
        }
    }

    /// Where to begin: what the user named, the root, what the site lists, what the source declares.
    async fn begin(&mut self, starts: &[Address], bases: &[&str], routes: &[Route]) {
        starts.iter().for_each(|start| self.find(start.clone()));
        let root = Address { target: "/".to_owned(), ..self.target.address.clone() };
        self.find(root.clone());
        for (path, read) in lists(bases) {
            let request = Request::of("GET", &self.target.origin, path).by(&self.identity);
            let Ok(answer) = self.engine.answer(&request).await else { continue };
            if answer.status == 200 && !self.is_nothing(&answer).await {
                read(&root, &answer.body).into_iter().for_each(|to| self.find(to));
                self.exchanges.push(Exchange::clone(&answer));
            }
        }
        for route in routes.iter().filter(|route| is_plain(route)) {
            for base in bases {
                self.find(Address { target: format!("{base}{}", route.path), ..root.clone() });
            }
        }
    }

    /// Whether an answer is the one for names that nothing has.
    async fn is_nothing(&self, answer: &Exchange) -> bool {
        let name = self.engine.options.nonces.word("nothing", LETTERS);
        let request = Request::of("GET", &self.target.origin, format!("/{name}")).by(&self.identity);
        self.engine.answer(&request).await.is_ok_and(|nothing| alike(&nothing, answer))
    }

    /// Notes where something leads to: once, within the same origin, and only a few of one shape.
    fn find(&mut self, to: Address) {
        if to.origin() != self.target.origin.url || !self.known.insert(to.target.clone()) {
            return;
        }
        let request = Request::of("GET", &self.target.origin, to.target.clone());
        if let Some(why) = self.engine.refuses(&request) {
            if self.not.len() < ROWS {
                self.not.push(NotLookedAt { what: format!("GET {}", request.url()), why: why.to_owned() });
            }
            return;
        }
        let count = self.shapes.entry(shape(&to.target)).or_default();
        *count += 1;
        if *count <= OF_A_SHAPE {
            self.waiting.push_back(to);
        }
    }

    async fn run(&mut self, told: &(dyn Fn(u64, u64) + Sync)) {
        // Answers are read in the order of the questions, so that the same site is crawled the same way every time.
        let mut running = VecDeque::new();
        loop {
            while self.left > 0
                && running.len() < self.engine.options.budget.at_once
                && let Some(to) = self.waiting.pop_front()
            {
                self.left -= 1;
                let request = Request::of("GET", &self.target.origin, to.target.clone()).by(&self.identity);
                let engine = Arc::clone(self.engine);
                running.push_back(tokio::spawn(async move { (to, engine.answer(&request).await) }));
            }
            let Some(next) = running.pop_front() else { break };
            let ended = next.await;
            told(self.known.len().saturating_sub(self.waiting.len()) as u64, self.known.len() as u64);
            match ended {
                Ok((at, Ok(answer))) => self.read(&at, &answer),
                Ok((at, Err(why))) if self.not.len() < ROWS => {
                    self.not.push(NotLookedAt { what: format!("GET {}{}", at.origin(), at.target), why });
                }
                _ => {}
            }
        }
        if !self.waiting.is_empty() {
            let what = format!("{} more pages of {}", self.waiting.len(), self.target.origin.url);
            self.not.push(NotLookedAt { what, why: "the limit of pages was reached".to_owned() });
        }
    }

    /// Follows an answer: its redirect, or what its page leads to.
    fn read(&mut self, at: &Address, answer: &Exchange) {
        self.exchanges.push(answer.clone());
        let on = answer.header("location").next().filter(|_| (300..400).contains(&answer.status));
        if let Some(to) = on.and_then(|to| at.join(to)) {
            self.find(to);
        }
        let kind = answer.header("content-type").next().unwrap_or("text/html").to_ascii_lowercase();
        if kind.contains("html") {
            let found = references(at, &answer.body);
            found.into_iter().filter(|one| one.by != By::Form).for_each(|one| self.find(one.to));
        }
    }
}

/// A route that can be asked for as it stands, of an app that is really run.
fn is_plain(route: &Route) -> bool {
    use sneck_model::Kind;
    let reads = route.methods.is_empty() || route.methods.iter().any(|method| method == "GET");
    let open = route.path.contains(['<', '{', '(', '*', '^', '$', ' ']) || route.path.contains("/:");
    reads
        && !route.gets_write
        && !open
        && route.path.starts_with('/')
        && !matches!(route.kind, Kind::Test | Kind::Example)
}

/// The path with numbers and values taken out: `/books/7?page=2` is of the shape of `/books/8?page=3`.
fn shape(target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut shape: String = path.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    while shape.contains("##") {
        shape = shape.replace("##", "#");
    }
    let mut names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    names.sort_unstable();
    names.dedup();
    format!("{shape}?{}", names.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_list_have_one_shape() {
        assert_eq!(shape("/books/17?page=2&sort=x"), shape("/books/3?sort=y&page=99"));
        assert_ne!(shape("/books/17"), shape("/authors/17"));
    }
}
