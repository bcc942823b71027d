//! What a site sends, serves and hands on.

use sneck_model::{Key, Step, Value};

use super::header::{self, step};
use super::matcher::{arguments, is_restricted, matcher, paths};
use super::options::Options;
use super::site::{Answers, Serves, Site};
use crate::config::braces::Directive;
use crate::config::front::{Target, bare, behind};
use crate::config::origins;
use crate::config::served::{Draft, absent_at, is_built};
use crate::config::stack::Stack;

const HEADERS: &[(Key, &str)] = &[
    (Key::HEADER_HSTS, "Strict-Transport-Security"),
    (Key::HEADER_CSP, "Content-Security-Policy"),
    (Key::HEADER_FRAME_OPTIONS, "X-Frame-Options"),
    (Key::HEADER_CONTENT_TYPE_OPTIONS, "X-Content-Type-Options"),
    (Key::HEADER_REFERRER_POLICY, "Referrer-Policy"),
    (Key::HEADER_PERMISSIONS_POLICY, "Permissions-Policy"),
];

/// All settings of a site.
pub(super) fn of(site: &Site<'_>, options: &Options<'_>, stack: &Stack) -> Vec<Draft> {
    let mut all: Vec<Draft> = Vec::new();
    for place in &site.places {
        all.extend(HEADERS.iter().filter_map(|(key, name)| header(site, place, *key, name)));
        all.extend(cross_origin(place));
        all.extend(files(place));
        all.extend(program(place, stack));
    }
    all.extend(plain(site, options));
    all.extend(site.block.all("tls").filter(|_| site.has_tls()).filter_map(versions));
    all.extend(site.block.all("metrics").filter(|_| !site.is_decided()).map(|line| figures(site, line)));
    all
}

fn header(site: &Site<'_>, place: &Answers<'_>, key: Key, name: &str) -> Option<Draft> {
    // Browsers ignore it over plain HTTP.
    if (key == Key::HEADER_HSTS && !site.has_tls()) || !matches!(place.serves, Serves::Program | Serves::Files) {
        return None;
    }
    if let Some(found) = header::header(place, name) {
        return Some(Draft::new(key, "header", found.value, found.because).within(&place.scope));
    }
    let value = match (hidden(place), place.serves) {
        (Some(import), _) => Value::Unknown(format!("`{}` is not in the tree and may send it", import.word(0))),
        (_, Serves::Files) => Value::None,
        _ if key == Key::HEADER_HSTS => {
            Value::OneOf(vec![Value::None, Value::Unknown("the program behind it may send it".into())])
        }
        _ => return None,
    };
    let because = absent_at(&site.block.path, site.block.line, format!("sends no `{name}`"));
    Some(Draft::new(key, "header", value, because))
}

/// Which sites may read what the program behind answers.
fn cross_origin(place: &Answers<'_>) -> Vec<Draft> {
    let draft = |(key, name): &(Key, &'static str)| {
        let found = header::header(place, name).filter(|_| place.serves == Serves::Program)?;
        Some(origins::draft(*key, name, &found.value, found.because).within(&place.scope))
    };
    origins::HEADERS.iter().filter_map(draft).collect()
}

/// An `import` that may set anything and is not in the tree.
fn hidden<'d>(place: &Answers<'d>) -> Option<&'d Directive> {
    place.around.iter().find_map(|block| block.all("import").next())
}

/// Listings and files with a dot.
fn files(place: &Answers<'_>) -> Vec<Draft> {
    if place.serves != Serves::Files {
        return Vec::new();
    }
    let browse = || place.by.all("browse").next().or_else(|| is_browsing(place.by).then_some(place.by));
    let listed = browse().is_some() && !is_restricted(&place.around, place.by);
    let says = if browse().is_some() { "lists what it serves" } else { "serves files without a list" };
    let at = browse().unwrap_or(place.by);
    let listing = Draft::new(Key::SERVER_LISTING, "file_server", Value::Bool(listed), vec![step(at, says)]);
    std::iter::once(listing).chain(dotfiles(place)).map(|draft| draft.within(&place.scope)).collect()
}

fn is_browsing(by: &Directive) -> bool {
    arguments(by).first().is_some_and(|word| word == "browse")
}

/// Names that would give something away.
const DOTFILES: &[&str] = &[".env", ".git"];

fn dotfiles(place: &Answers<'_>) -> Option<Draft> {
    let draft = |value, because: Step| Some(Draft::new(Key::SERVER_DOTFILES, "file_server", value, vec![because]));
    let hides = |d: &&Directive| DOTFILES.iter().all(|name| d.words.iter().any(|word| is_hidden(word, name)));
    if let Some(hide) = place.by.all("hide").find(hides) {
        return draft(Value::Bool(false), step(hide, "hides names that begin with a dot"));
    }
    let blocks = place.around.iter().flat_map(|block| block.inner());
    let mut refusals = blocks.filter(|d| matches!(d.name.as_str(), "respond" | "error" | "abort" | "redir"));
    let refuses = |d: &&Directive| matcher(d).is_some_and(|of| paths(&place.around, of).iter().any(|p| is_dot(p)));
    if let Some(refusal) = refusals.find(refuses) {
        return draft(Value::Bool(false), step(refusal, "refuses names that begin with a dot"));
    }
    let root = place.by.all("root").next().or_else(|| place.around.iter().rev().find_map(|b| b.all("root").next()))?;
    let folder = root.words.last().map_or("", String::as_str);
    if is_built(folder) || folder.contains('{') || is_restricted(&place.around, place.by) || !place.scope.is_empty() {
        return None;
    }
    let unknown = Value::Unknown(format!("`{folder}` is not in the tree"));
    draft(Value::OneOf(vec![Value::Bool(true), unknown]), step(root, "serves the whole folder"))
}

/// A pattern of `hide` without a slash is about names at any depth.
fn is_hidden(pattern: &str, name: &str) -> bool {
    matches!(pattern, ".*" | "*/.*" | "/.*") || pattern.trim_start_matches("*/").trim_end_matches("/*") == name
}

/// `/.*`, `*/.*`, `/\.`
fn is_dot(path: &str) -> bool {
    ["/.*", "/.", "*/.*"].contains(&path) || path.contains("/\\.")
}

/// Whom requests are handed to.
fn program(place: &Answers<'_>, stack: &Stack) -> Vec<Draft> {
    if place.serves != Serves::Program {
        return Vec::new();
    }
    let pass = step(place.by, "hands requests on");
    let own = arguments(place.by).iter().chain(place.by.all("to").flat_map(|to| &to.words));
    let targets: Vec<&str> = own.map(String::as_str).filter(|word| *word != "*").collect();
    let mut all = Vec::new();
    if let Some(first) = targets.first() {
        all.push(Draft::new(Key::PROXY_TARGET, "reverse_proxy", Value::Text(bare(first)), vec![pass.clone()]));
        let chosen = targets.iter().any(|target| is_chosen(target));
        let value = Value::Bool(chosen);
        all.extend(
            chosen.then(|| Draft::new(Key::PROXY_TARGET_FROM_REQUEST, "reverse_proxy", value, vec![pass.clone()])),
        );
    }
    let hosts: Vec<Target<'_>> = targets.iter().map(|target| Target::of(target)).collect();
    let paths = [&place.around[0].path, &place.by.path];
    let mut fronts = behind(stack, &paths, &hosts, "reverse_proxy", &pass);
    fronts.dedup_by(|a, b| a.value == b.value);
    all.extend(fronts);
    let unverified = place.by.all("transport").flat_map(Directive::inner).find(|d| d.name == UNVERIFIED);
    all.extend(unverified.map(|line| {
        let because = vec![step(line, "takes any certificate")];
        Draft::new(Key::PROXY_VERIFIES, UNVERIFIED, Value::Bool(false), because)
    }));
    all.into_iter().map(|draft| draft.within(&place.scope)).collect()
}

const UNVERIFIED: &str = "tls_insecure_skip_verify";

/// The visitor names the machine.
fn is_chosen(target: &str) -> bool {
    let machine = target.split_once("://").map_or(target, |(_, rest)| rest).split('/').next().unwrap_or_default();
    let from = ["{query.", "{http.request.uri.query", "{header.", "{http.request.header.", "{cookie.", "{path."];
    from.iter().any(|name| machine.starts_with(name)) || matches!(machine, "{host}" | "{hostport}" | "{path}")
}

/// Whether plain HTTP is sent to HTTPS. Caddy does so by itself for names that it serves over TLS.
fn plain(site: &Site<'_>, options: &Options<'_>) -> Option<Draft> {
    let draft =
        |value, says: &str| Some(Draft::new(Key::HTTPS_REDIRECT, "address", value, vec![step(site.block, says)]));
    let plain = site.addresses.iter().find(|a| a.tls == Some(false) && a.port == Some(options.http_port));
    if plain.is_none() {
        let named = site.addresses.iter().any(|a| a.tls == Some(true) && !a.host.is_empty());
        return draft(Value::Bool(true), "is served over TLS, and Caddy sends plain HTTP there")
            .filter(|_| named && !options.no_redirects);
    }
    let moved = site.places.iter().any(|place| place.serves == Serves::Redirect(true));
    if moved && !site.serves() {
        return draft(Value::Bool(true), "sends plain HTTP to HTTPS");
    }
    if site.is_local() || !site.serves() || redirects_plain(site) {
        return None;
    }
    let value = match site.twin {
        true => Value::Bool(false),
        false => Value::OneOf(vec![Value::Bool(false), Value::Unknown("TLS may end in front of it".into())]),
    };
    draft(value, "answers over plain HTTP")
}

/// `redir @plain https://…`: some requests are moved, by whatever the matcher looks at.
fn redirects_plain(site: &Site<'_>) -> bool {
    site.block.all("redir").any(|d| arguments(d).first().is_some_and(|target| target.starts_with("https://")))
}

/// `protocols tls1.2 tls1.3`: the oldest and the newest.
fn versions(tls: &Directive) -> Option<Draft> {
    const ALL: [(&str, &str); 4] =
        [("tls1.0", "TLSv1"), ("tls1.1", "TLSv1.1"), ("tls1.2", "TLSv1.2"), ("tls1.3", "TLSv1.3")];
    let line = tls.all("protocols").next()?;
    let at = |word: &str| ALL.iter().position(|(name, _)| *name == word);
    let (first, last) = (at(line.word(0))?, at(line.word(1)).unwrap_or(ALL.len() - 1));
    let spoken = ALL.iter().take(last + 1).skip(first).map(|(_, name)| Value::Text((*name).to_owned())).collect();
    let because = vec![step(line, "says which releases are spoken")];
    Some(Draft::new(Key::SERVER_TLS_VERSIONS, "protocols", Value::List(spoken), because))
}

/// `metrics /metrics`
fn figures(site: &Site<'_>, line: &Directive) -> Draft {
    let open = !is_restricted(&[site.block], line) && !site.is_local();
    let because = vec![step(line, "answers with figures of the server")];
    Draft::new(Key::SERVER_STATUS_PAGE, "metrics", Value::Bool(open), because)
}
