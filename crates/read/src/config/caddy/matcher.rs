//! Which requests a directive is about, and who is let in.
//!
//! Source: *Request matchers* of Caddy's documentation: a first word `*`, `/path` or `@name`; without one a directive
//! is about every request.

use crate::config::braces::Directive;

/// The matcher of a directive; none where it is about every request.
pub(super) fn matcher(directive: &Directive) -> Option<&str> {
    let first = directive.words.first().map(String::as_str)?;
    let alone = directive.words.len() == 1;
    let is_target = match directive.name.as_str() {
        "redir" | "rewrite" => alone,
        "respond" | "error" | "abort" => alone && !first.starts_with('@'),
        _ => false,
    };
    let one = first.starts_with('@') || (first.starts_with('/') && !is_target);
    one.then_some(first).filter(|first| !matches!(*first, "/*"))
}

/// The words behind the matcher.
pub(super) fn arguments(directive: &Directive) -> &[String] {
    let first = directive.words.first().map_or("", String::as_str);
    let skipped = usize::from(matcher(directive).is_some() || matches!(first, "*" | "/*"));
    directive.words.get(skipped..).unwrap_or_default()
}

/// Whether not everybody may ask: a password is asked for, another program is, or addresses are listed.
pub(super) fn is_restricted(around: &[&Directive], by: &Directive) -> bool {
    let asks = ["basicauth", "basic_auth", "forward_auth", "authenticate", "authorize", "oidc"];
    let own = matcher(by);
    let covers = |d: &Directive| matcher(d).is_none_or(|of| Some(of) == own || covers_path(of, own));
    let asked = |block: &&Directive| block.inner().iter().any(|d| asks.contains(&d.name.as_str()) && covers(d));
    let refused = |block: &&Directive| {
        let refusals = block.inner().iter().filter(|d| matches!(d.name.as_str(), "abort" | "respond" | "error"));
        refusals.filter_map(matcher).any(|name| is_about_clients(around, name))
    };
    let matchers = around.iter().copied().chain([by]).filter_map(matcher);
    around.iter().any(|block| asked(block) || refused(block))
        || matchers.into_iter().any(|name| is_about_clients(around, name))
}

/// `/admin*` covers `/admin/files/*`.
fn covers_path(of: &str, own: Option<&str>) -> bool {
    let stem = |path: &str| path.trim_end_matches(['*', '/']).to_owned();
    of.starts_with('/') && own.is_some_and(|own| of.ends_with('*') && stem(own).starts_with(&stem(of)))
}

/// A matcher by name that looks at who asks.
fn is_about_clients(around: &[&Directive], name: &str) -> bool {
    let words = ["remote_ip", "client_ip", "remote_host"];
    let about = |d: &Directive| d.every_word().any(|word| words.contains(&word) || word.contains("remote_ip("));
    name.starts_with('@') && definitions(around, name).any(|d| about(d) || d.inner().iter().any(about))
}

/// What a matcher by name says.
pub(super) fn definitions<'d>(around: &[&'d Directive], name: &str) -> impl Iterator<Item = &'d Directive> {
    let name = name.to_owned();
    around.iter().copied().flat_map(Directive::inner).filter(move |d| d.name == name)
}

/// Paths that a matcher is about.
pub(super) fn paths<'d>(around: &[&'d Directive], matcher: &'d str) -> Vec<&'d str> {
    if !matcher.starts_with('@') {
        return vec![matcher];
    }
    let lines = definitions(around, matcher).flat_map(|d| {
        let own = (d.word(0) == "path" || d.word(0) == "path_regexp").then(|| d.words.get(1..).unwrap_or_default());
        let inner = d.inner().iter().filter(|d| matches!(d.name.as_str(), "path" | "path_regexp"));
        own.into_iter().chain(inner.map(|d| d.words.as_slice()))
    });
    lines.flatten().map(String::as_str).collect()
}
