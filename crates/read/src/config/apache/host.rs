//! `<VirtualHost>`: TLS, headers, and what is done with plain HTTP.

use sneck_model::{Key, Value};

use super::parse::Directive;
use super::{header, include, step};
use crate::config::origins;
use crate::config::served::{Draft, absent_at};

/// One virtual host.
#[derive(Clone, Debug)]
pub(super) struct Host<'d> {
    pub(super) section: &'d Directive,
    names: Vec<&'d str>,
    port: Option<u16>,
    tls: bool,
}

/// Headers, and whether only TLS makes sense of them.
const HEADERS: &[(Key, &str)] = &[
    (Key::HEADER_HSTS, "Strict-Transport-Security"),
    (Key::HEADER_CSP, "Content-Security-Policy"),
    (Key::HEADER_FRAME_OPTIONS, "X-Frame-Options"),
    (Key::HEADER_CONTENT_TYPE_OPTIONS, "X-Content-Type-Options"),
    (Key::HEADER_REFERRER_POLICY, "Referrer-Policy"),
    (Key::HEADER_PERMISSIONS_POLICY, "Permissions-Policy"),
];

/// Directives that hand requests to a program.
const PROGRAMS: &[&str] = &["proxypass", "proxypassmatch", "wsgiscriptalias", "passengerapproot", "scriptalias"];

impl<'d> Host<'d> {
    /// Those of a file.
    pub(super) fn all(file: &'d Directive) -> Vec<Self> {
        file.every().into_iter().filter(|d| d.name == "<virtualhost").map(Self::of).collect()
    }

    fn of(section: &'d Directive) -> Self {
        let names = ["servername", "serveralias"].into_iter().flat_map(|name| section.all(name));
        let names = names.flat_map(|d| &d.words).map(|word| word.split(':').next().unwrap_or_default()).collect();
        let port = section.words.iter().find_map(|word| word.rsplit_once(':')?.1.parse().ok());
        let engine = section.last("sslengine").is_some_and(|d| d.word(0).eq_ignore_ascii_case("on"));
        Self { section, names, port, tls: engine || port == Some(443) }
    }

    /// `FILE#NAME:PORT`
    pub(super) fn name(&self) -> String {
        let port = self.port.map_or_else(String::new, |port| format!(":{port}"));
        format!("{}#{}{port}", self.section.path, self.names.first().unwrap_or(&"*"))
    }

    fn has_program(&self) -> bool {
        self.section.every().iter().any(|d| PROGRAMS.contains(&d.name.as_str()))
    }

    fn serves(&self) -> bool {
        self.moved().is_none() && (self.has_program() || self.section.last("documentroot").is_some())
    }

    /// The line that sends browsers to HTTPS, whatever they ask for.
    fn moved(&self) -> Option<&'d Directive> {
        let rewrites = self.section.last("rewriteengine").is_some_and(|d| d.word(0).eq_ignore_ascii_case("on"));
        let mut every = self.section.every().into_iter();
        every.find(|d| match d.name.as_str() {
            "redirect" | "redirectpermanent" | "redirecttemp" => {
                let words: Vec<&String> = d.words.iter().rev().take(2).collect();
                words.first().is_some_and(|to| to.starts_with("https://"))
                    && words.get(1).is_none_or(|path| *path == "/")
            }
            "redirectmatch" => {
                let words: Vec<&String> = d.words.iter().rev().take(2).collect();
                words.first().is_some_and(|to| to.starts_with("https://"))
                    && words.get(1).is_some_and(|pattern| takes_all(pattern))
            }
            "rewriterule" => rewrites && d.word(1).starts_with("https://") && takes_all(d.word(0)),
            _ => false,
        })
    }

    /// Settings of this host; `file` is what stands around it.
    pub(super) fn settings(&self, file: &Directive, others: &[Self]) -> Vec<Draft> {
        let mut all = Vec::new();
        if self.tls {
            let last = |name: &str| self.section.last(name).or_else(|| file.last(name));
            all.extend(last("sslprotocol").map(protocols));
            all.extend(last("sslciphersuite").map(ciphers));
        }
        if self.serves() {
            all.extend(HEADERS.iter().filter_map(|(key, name)| self.header(file, *key, name)));
            all.extend(self.cross_origin(file));
        }
        all.extend(self.plain(others));
        all
    }

    fn header(&self, file: &Directive, key: Key, name: &str) -> Option<Draft> {
        if key == Key::HEADER_HSTS && !self.tls {
            return None;
        }
        // What is handed on is no file of a folder.
        let folder = self.section.last("documentroot").or_else(|| file.last("documentroot"));
        let folder = folder.map(|root| root.word(0)).filter(|_| !self.hands_all_on());
        if let Some(found) = header::header(&[file, self.section], folder, name) {
            return Some(Draft::new(key, "Header", found.value, found.because));
        }
        let program = || Value::OneOf(vec![Value::None, Value::Unknown("the program behind it may send it".into())]);
        let hidden = include::hidden(self.section).or_else(|| include::hidden(file));
        let value = match (self.has_program(), key == Key::HEADER_HSTS) {
            (true, false) => return None,
            _ if hidden.is_some() => {
                let line = hidden.map_or("", |line| line.word(0));
                Value::Unknown(format!("`{line}` is not in the tree and may send it"))
            }
            (true, true) => program(),
            (false, _) => Value::None,
        };
        let says = format!("sends no `{name}`");
        Some(Draft::new(key, "Header", value, absent_at(&self.section.path, self.section.line, says)))
    }

    /// Which sites may read what the program behind answers.
    fn cross_origin(&self, file: &Directive) -> Vec<Draft> {
        let draft = |(key, name): &(Key, &'static str)| {
            let found = header::header(&[file, self.section], None, name).filter(|_| self.has_program())?;
            Some(origins::draft(*key, name, &found.value, found.because))
        };
        origins::HEADERS.iter().filter_map(draft).collect()
    }

    /// `ProxyPass / …`
    fn hands_all_on(&self) -> bool {
        self.section.every().iter().any(|d| d.name == "proxypass" && (d.word(0) == "/" || d.words.len() == 1))
    }

    /// Plain HTTP on port 80, or beside the same name over TLS.
    fn plain(&self, others: &[Self]) -> Option<Draft> {
        let twin = others.iter().any(|other| other.tls && other.names.iter().any(|name| self.names.contains(name)));
        if self.tls || !(twin || self.port == Some(80)) {
            return None;
        }
        let draft =
            |value, line, says| Some(Draft::new(Key::HTTPS_REDIRECT, "VirtualHost", value, vec![step(line, says)]));
        if let Some(moved) = self.moved() {
            return draft(Value::Bool(true), moved, "sends plain HTTP to HTTPS");
        }
        if !self.serves() {
            return None;
        }
        let value = match twin {
            true => Value::Bool(false),
            false => Value::OneOf(vec![Value::Bool(false), Value::Unknown("TLS may end in front of it".into())]),
        };
        draft(value, self.section, "answers over plain HTTP")
    }
}

/// Whether a pattern takes any address. What it looks ahead for is left out: it makes exceptions.
fn takes_all(pattern: &str) -> bool {
    let mut plain = pattern.trim_start_matches('!').to_owned();
    while let Some((at, end)) = plain.find("(?!").and_then(|at| Some((at, at + plain[at..].find(')')?))) {
        plain.replace_range(at..=end, "");
    }
    let fits = |pattern: regex::Regex| ["/", "/a/b"].iter().all(|address| pattern.is_match(address));
    regex::RegexBuilder::new(&plain).size_limit(1 << 18).build().is_ok_and(fits)
}

fn text(word: &str) -> Value {
    if word.contains("%{") || word.contains("${") {
        return Value::Unknown(format!("`{word}` is filled in later"));
    }
    Value::Text(word.to_owned())
}

/// `all -SSLv3 -TLSv1`. Source: mod_ssl of httpd 2.4: words without a sign replace, `all` is every release that its
/// OpenSSL still has; SSL 3 is in none of them for years.
fn protocols(line: &Directive) -> Draft {
    const ALL: [&str; 4] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
    let mut chosen: Vec<String> = Vec::new();
    for word in &line.words {
        let name = word.trim_start_matches(['+', '-']);
        let names =
            if name.eq_ignore_ascii_case("all") { ALL.map(str::to_owned).to_vec() } else { vec![name.to_owned()] };
        if word.starts_with('-') {
            chosen.retain(|known| !names.iter().any(|name| name.eq_ignore_ascii_case(known)));
        } else {
            chosen.extend(names);
        }
    }
    let value = Value::List(chosen.into_iter().map(Value::Text).collect());
    Draft::new(Key::SERVER_TLS_VERSIONS, "SSLProtocol", value, vec![step(line, "says which releases are spoken")])
}

/// `SSLCipherSuite [SSL|TLSv1.3] LIST`
fn ciphers(line: &Directive) -> Draft {
    let list = line.words.last().map_or("", String::as_str);
    let because = vec![step(line, "says which ciphers are used")];
    Draft::new(Key::SERVER_TLS_CIPHERS, "SSLCipherSuite", text(list), because)
}
