//! Servers, and the places in them that answer.

use super::context::Context;
use crate::config::braces::Directive;

/// One `server` block.
#[derive(Clone, Debug)]
pub(super) struct Site<'d> {
    /// `http` around it and the block itself.
    pub(super) context: Context<'d>,
    /// Addresses that it answers at.
    pub(super) listens: Vec<Listen>,
    /// Names that it answers to.
    pub(super) names: Vec<&'d str>,
    /// Places that answer: the server itself where no location takes everything, and its locations.
    pub(super) places: Vec<Answers<'d>>,
    /// Another server of the configuration answers to the same name over TLS.
    pub(super) twin: bool,
}

/// One address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listen {
    /// As written, without the port; empty for every interface.
    pub(super) host: String,
    /// Its port; none where a template fills it in, and for sockets of the machine.
    pub(super) port: Option<u16>,
    /// Connections are encrypted.
    pub(super) tls: bool,
}

/// A place that answers.
#[derive(Clone, Debug)]
pub(super) struct Answers<'d> {
    pub(super) context: Context<'d>,
    /// `location /static`; empty for the server itself.
    pub(super) scope: String,
    /// What it does.
    pub(super) serves: Serves<'d>,
}

/// What a place does with a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Serves<'d> {
    /// Hands it to a program: the directive that says so.
    Program(&'d str),
    /// Sends files that may be pages.
    Files,
    /// Sends files that are no pages: pictures, styles, scripts.
    Assets,
    /// Sends the browser elsewhere; true where that is the same site over HTTPS.
    Redirect(bool),
    /// A fixed answer, a refusal, a status page, or nothing that is reached from outside.
    Nothing,
}

impl<'d> Site<'d> {
    /// A server inside of `http`.
    pub(super) fn new(http: &'d Directive, server: &'d Directive) -> Self {
        let context = Context(vec![http, server]);
        let names = server.all("server_name").flat_map(|d| &d.words).map(String::as_str).collect();
        Self { listens: listens(&context), names, places: places(&context), context, twin: false }
    }

    /// The block.
    pub(super) fn server(&self) -> Option<&'d Directive> {
        self.context.block()
    }

    /// TLS ends here.
    pub(super) fn has_tls(&self) -> bool {
        self.listens.iter().any(|listen| listen.tls)
    }

    /// Notes whether one of these answers to its name over TLS.
    pub(super) fn find_twin(&mut self, all: &[Self]) {
        let same = |other: &Self| other.names.iter().any(|name| self.names.contains(name)) || other.names == self.names;
        self.twin = self.has_tls() || all.iter().any(|other| other.has_tls() && same(other));
    }

    /// Only this machine reaches it.
    pub(super) fn is_local(&self) -> bool {
        let local = |listen: &Listen| {
            let host = listen.host.as_str();
            host.starts_with("unix:") || host.starts_with("127.") || matches!(host, "localhost" | "[::1]")
        };
        self.listens.iter().all(local)
    }

    /// Some place hands out something, as opposed to sending browsers elsewhere.
    pub(super) fn serves(&self) -> bool {
        self.places.iter().any(|place| matches!(place.serves, Serves::Program(_) | Serves::Files))
    }

    /// Its name in reports, stable under moved lines: `FILE#NAME:PORT`.
    pub(super) fn name(&self) -> String {
        let path = self.server().map_or("", |server| &*server.path);
        let named = self.names.iter().find(|name| !matches!(**name, "" | "_"));
        let port = self.listens.iter().max_by_key(|listen| listen.tls).and_then(|listen| listen.port);
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        format!("{path}#{}{port}", named.unwrap_or(&"*"))
    }
}

fn listens(context: &Context<'_>) -> Vec<Listen> {
    let all_tls = context.last("ssl").is_some_and(|ssl| ssl.word(0) == "on");
    let of = |d: &Directive| {
        let (host, port) = address(d.word(0));
        let tls = all_tls || d.words.iter().skip(1).any(|word| matches!(word.as_str(), "ssl" | "quic"));
        Listen { host, port, tls }
    };
    let all: Vec<Listen> = context.own("listen").map(of).collect();
    // Source: ngx_http_core_module, listen: `*:80` where nothing is given and nginx starts as root.
    if all.is_empty() { vec![Listen { host: String::new(), port: Some(80), tls: all_tls }] } else { all }
}

/// `80`, `127.0.0.1:8080`, `[::]:443`, `*:80`, `localhost`, `unix:/run/x.sock`, `${PORT}`
fn address(word: &str) -> (String, Option<u16>) {
    if word.starts_with("unix:") {
        return (word.to_owned(), None);
    }
    if word.chars().all(|c| c.is_ascii_digit()) {
        return (String::new(), word.parse().ok());
    }
    let (host, port) = match word.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ if word.contains('$') => ("", None),
        _ => (word, Some(80)),
    };
    let every = matches!(host, "*" | "0.0.0.0" | "[::]");
    (if every { String::new() } else { host.to_owned() }, port)
}

fn places<'d>(server: &Context<'d>) -> Vec<Answers<'d>> {
    let mut all = Vec::new();
    locations(server, &mut all);
    let everything = all.iter().any(|place| matches!(place.scope.as_str(), "location /" | "location ^~ /"));
    let own = serves(server, "");
    if !everything || matches!(own, Serves::Redirect(_)) {
        all.insert(0, Answers { context: server.clone(), scope: String::new(), serves: own });
    }
    // A server that answers by itself asks its locations nothing.
    let answered = server.own("return").next().is_some();
    if answered { all.into_iter().take(1).collect() } else { all }
}

fn locations<'d>(around: &Context<'d>, all: &mut Vec<Answers<'d>>) {
    for location in around.own("location") {
        let context = around.within(location);
        let words = location.words.join(" ");
        let serves = serves(&context, location.words.last().map_or("", String::as_str));
        all.push(Answers { context: context.clone(), scope: format!("location {words}"), serves });
        locations(&context, all);
    }
}

/// Directives that hand a request to a program.
const PROGRAMS: &[&str] =
    &["proxy_pass", "uwsgi_pass", "fastcgi_pass", "scgi_pass", "grpc_pass", "passenger_enabled", "js_content"];

fn serves<'d>(context: &Context<'d>, pattern: &str) -> Serves<'d> {
    if let Some(moved) = moved(context) {
        return moved;
    }
    let refuses = context.last("deny").is_some_and(|deny| deny.word(0) == "all") && context.given("allow").is_empty();
    let inside = ["internal", "stub_status", "status"].iter().any(|name| context.own(name).next().is_some());
    if refuses || inside {
        return Serves::Nothing;
    }
    let program = PROGRAMS.iter().find_map(|name| context.own(name).next());
    match program {
        Some(program) => Serves::Program(program.word(0)),
        None if !has_files(context) => Serves::Nothing,
        None if is_assets(pattern) => Serves::Assets,
        None => Serves::Files,
    }
}

/// Somebody said which folder is served; without a word it is the welcome page of the package.
fn has_files(context: &Context<'_>) -> bool {
    ["root", "alias"].iter().any(|name| context.last(name).is_some())
}

/// What `return` and `rewrite` say. `if ($host = …) { return 301 https://…; }` in front of another answer is what
/// certbot writes.
fn moved<'d>(context: &Context<'d>) -> Option<Serves<'d>> {
    let by_host = context.own("if").filter(|condition| !is_about_scheme(condition));
    let in_if = by_host.flat_map(|condition| condition.all("return")).find_map(|r| redirect(&r.words));
    if let Some(answer) = context.own("return").next() {
        let moved = redirect(&answer.words).or(in_if.filter(|to_https| *to_https));
        return Some(moved.map_or(Serves::Nothing, Serves::Redirect));
    }
    let whole = context.own("rewrite").find(|rewrite| {
        matches!(
            rewrite.word(0),
            "^" | "^/" | ".*" | "^.*" | "^.*$" | "^/(.*)" | "^/(.*)$" | "^(.*)" | "^(.*)$" | "(.*)"
        )
    });
    let target =
        whole.filter(|rewrite| rewrite.word(1).contains("://") || matches!(rewrite.word(2), "permanent" | "redirect"));
    target.map(|rewrite| Serves::Redirect(is_https(rewrite.word(1))))
}

/// `if ($scheme = http)`: what follows holds for plain HTTP only.
pub(super) fn is_about_scheme(condition: &Directive) -> bool {
    let about = ["$scheme", "$https", "$server_port", "_proto", "$ssl_protocol"];
    condition.words.iter().any(|word| about.iter().any(|name| word.contains(name)))
}

/// Whether a `return` sends the browser elsewhere, and if so, to HTTPS.
pub(super) fn redirect(words: &[String]) -> Option<bool> {
    let (code, target) = match words {
        [target] if target.contains("://") => ("302", target.as_str()),
        [code, target, ..] => (code.as_str(), target.as_str()),
        _ => return None,
    };
    matches!(code, "301" | "302" | "303" | "307" | "308").then(|| is_https(target))
}

fn is_https(target: &str) -> bool {
    target.to_ascii_lowercase().starts_with("https://")
}

/// Folders of files that are no pages, as projects name them.
const ASSETS: &[&str] = &[
    "static",
    "media",
    "assets",
    "images",
    "img",
    "css",
    "js",
    "fonts",
    "favicon",
    "robots",
    "uploads",
    "icons",
    "dist",
    "acme-challenge",
];

fn is_assets(pattern: &str) -> bool {
    let lower = pattern.to_ascii_lowercase();
    let by_ending =
        lower.ends_with('$') && ["css", "js", "png", "jpg", "svg", "ico", "woff"].iter().any(|e| lower.contains(e));
    let by_folder = || lower.split(['/', '.', '^', '\\']).any(|part| ASSETS.contains(&part));
    (by_ending && !lower.contains("htm") && !lower.contains("php")) || by_folder()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::nginx::parse::parse;

    #[test]
    fn addresses_have_hosts_and_ports() {
        let table = [
            ("80", ("", Some(80))),
            ("*:8080", ("", Some(8080))),
            ("[::]:443", ("", Some(443))),
            ("[::1]", ("[::1]", Some(80))),
            ("127.0.0.1:81", ("127.0.0.1", Some(81))),
            ("unix:/run/a.sock", ("unix:/run/a.sock", None)),
            ("${PORT}", ("", None)),
        ];
        for (word, (host, port)) in table {
            assert_eq!(address(word), (host.to_owned(), port), "{word}");
        }
    }

    #[test]
    fn a_place_does_what_its_directives_say() {
        let table = [
            ("return 301 https://$host$request_uri;", Serves::Redirect(true)),
            ("return 404;", Serves::Nothing),
            ("if ($host = a) { return 301 https://$host$request_uri; } return 404;", Serves::Redirect(true)),
            ("rewrite ^ https://a.example$request_uri? permanent;", Serves::Redirect(true)),
            ("location / { proxy_pass http://app; }", Serves::Program("http://app")),
            ("location / { deny all; }", Serves::Nothing),
            ("root /srv;", Serves::Files),
        ];
        for (text, expected) in table {
            let http = parse(&"a".into(), &format!("http {{ server {{ {text} }} }}")).directives.remove(0);
            let site = Site::new(&http, &http.inner()[0]);
            assert_eq!(site.places[0].serves, expected, "{text}");
        }
    }
}
