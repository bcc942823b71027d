//! Sites, their addresses, and the places in them that answer.

use super::matcher::{arguments, matcher};
use super::options::Options;
use crate::config::braces::Directive;

/// One site.
#[derive(Clone, Debug)]
pub(super) struct Site<'d> {
    pub(super) block: &'d Directive,
    pub(super) addresses: Vec<Address>,
    pub(super) places: Vec<Answers<'d>>,
    /// Another site of the configuration answers to the same name over TLS.
    pub(super) twin: bool,
}

/// One address of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Empty for every name.
    pub(super) host: String,
    pub(super) port: Option<u16>,
    /// Connections are encrypted; none where a variable decides.
    pub(super) tls: Option<bool>,
}

/// A place that answers.
#[derive(Clone, Debug)]
pub(super) struct Answers<'d> {
    /// Blocks in each other, the site first.
    pub(super) around: Vec<&'d Directive>,
    /// `handle /api/*`, `file_server /static/*`; empty for the site itself.
    pub(super) scope: String,
    /// The directive that answers.
    pub(super) by: &'d Directive,
    pub(super) serves: Serves,
}

/// What a place does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Serves {
    /// Hands it to a program.
    Program,
    /// Sends files that may be pages.
    Files,
    /// Sends the browser elsewhere; true where that is the same site over HTTPS.
    Redirect(bool),
    /// A fixed answer or a refusal.
    Nothing,
}

impl<'d> Site<'d> {
    pub(super) fn new(block: &'d Directive, options: &Options<'_>) -> Self {
        let tls = block.all("tls").next().is_some_and(|tls| tls.word(0) != "off");
        let words = block.every_word().flat_map(|word| word.split(',')).filter(|word| !word.is_empty());
        let addresses = words.map(|word| address(word, tls, options)).collect();
        let mut places = Vec::new();
        answers(&[block], "", &mut places, 0);
        Self { block, addresses, places, twin: false }
    }

    /// TLS ends here.
    pub(super) fn has_tls(&self) -> bool {
        self.addresses.iter().any(|address| address.tls == Some(true))
    }

    /// Notes whether one of these answers to its name over TLS.
    pub(super) fn find_twin(&mut self, all: &[Self]) {
        let over_tls = || all.iter().flat_map(|other| &other.addresses).filter(|address| address.tls == Some(true));
        let plain = |own: &Address| own.tls == Some(false);
        self.twin = over_tls().any(|other| self.addresses.iter().any(|own| plain(own) && own.host == other.host));
    }

    /// Only this machine reaches it.
    pub(super) fn is_local(&self) -> bool {
        let local = |host: &str| host.starts_with("127.") || matches!(host, "localhost" | "::1" | "[::1]");
        let bound = self.block.all("bind").flat_map(|bind| &bind.words).collect::<Vec<_>>();
        self.addresses.iter().all(|address| local(&address.host) || address.host.ends_with(".localhost"))
            || (!bound.is_empty() && bound.iter().all(|host| local(host) || host.starts_with("unix/")))
    }

    /// One answer is given to everything.
    pub(super) fn is_decided(&self) -> bool {
        let fixed = |place: &Answers<'_>| matches!(place.serves, Serves::Redirect(_) | Serves::Nothing);
        matches!(&self.places[..], [only] if only.around.len() == 1 && fixed(only))
    }

    /// Some place hands out something.
    pub(super) fn serves(&self) -> bool {
        self.places.iter().any(|place| matches!(place.serves, Serves::Program | Serves::Files))
    }

    /// Its name in reports: `FILE#NAME:PORT`.
    pub(super) fn name(&self) -> String {
        let first = self.addresses.iter().max_by_key(|address| address.tls == Some(true));
        let host = first.map(|first| first.host.as_str()).filter(|host| !host.is_empty()).unwrap_or("*");
        let port = first.and_then(|first| first.port).map_or_else(String::new, |port| format!(":{port}"));
        format!("{}#{host}{port}", self.block.path)
    }
}

/// Source: *Addresses* and *Automatic HTTPS* of Caddy's documentation: a name is served over TLS unless it is written
/// with `http://` or port 80; a bare port is plain, but 443.
fn address(word: &str, has_tls: bool, options: &Options<'_>) -> Address {
    let (scheme, rest) = word.split_once("://").map_or(("", word), |(scheme, rest)| (scheme, rest));
    let rest = rest.split('/').next().unwrap_or_default();
    let (host, port) = match rest.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let number = port.and_then(|port| port.parse::<u16>().ok());
    let open = rest.contains("{$") || rest.contains("{env.") || (scheme.is_empty() && rest.contains('{'));
    let is = |known: u16| number == Some(known);
    let tls = match (scheme, open) {
        ("http", _) => Some(false),
        ("https", _) => Some(true),
        (_, true) => None,
        _ if is(options.http_port) => Some(false),
        _ if is(options.https_port) || has_tls => Some(true),
        _ if port.is_some() && options.is_off => Some(false),
        _ => Some(!matches!(host, "" | "*")),
    };
    let usual = tls.map(|tls| if tls { options.https_port } else { options.http_port });
    let host = if open || host == "*" { String::new() } else { host.to_ascii_lowercase() };
    Address { host, port: if port.is_some() { number } else { usual }, tls }
}

/// Blocks whose directives answer like those of the site.
const INNER: &[&str] = &["handle", "handle_path", "route"];

/// Blocks in each other that are looked through.
const DEPTH: usize = 12;

fn answers<'d>(around: &[&'d Directive], scope: &str, all: &mut Vec<Answers<'d>>, depth: usize) {
    let Some(block) = around.last().filter(|_| depth < DEPTH) else { return };
    let place = |by: &'d Directive, scope: String, serves| Answers { around: around.to_vec(), scope, by, serves };
    // What answers everything leaves the rest unreached: these come before all that follows here, in Caddy's order.
    let decided = block.inner().iter().find_map(|d| Some((d, fixed(d).filter(|_| matcher(d).is_none())?)));
    if let Some((by, serves)) = decided {
        return all.push(place(by, scope.to_owned(), serves));
    }
    for directive in block.inner() {
        let own = match matcher(directive) {
            Some(matcher) => format!("{} {matcher}", directive.name),
            None => scope.to_owned(),
        };
        if INNER.contains(&directive.name.as_str()) {
            let inner: Vec<_> = around.iter().copied().chain([directive]).collect();
            answers(&inner, &own, all, depth + 1);
        } else if let Some(serves) = serves(directive) {
            all.push(place(directive, own, serves));
        }
    }
}

fn fixed(directive: &Directive) -> Option<Serves> {
    match directive.name.as_str() {
        "redir" => {
            let target = arguments(directive).first().map_or("", String::as_str);
            Some(Serves::Redirect(target.to_ascii_lowercase().starts_with("https://")))
        }
        "respond" | "abort" | "error" => Some(Serves::Nothing),
        _ => None,
    }
}

fn serves(directive: &Directive) -> Option<Serves> {
    match directive.name.as_str() {
        "reverse_proxy" | "php_fastcgi" | "php_server" | "php" | "cgi" => Some(Serves::Program),
        "file_server" => Some(Serves::Files),
        _ => None,
    }
}
