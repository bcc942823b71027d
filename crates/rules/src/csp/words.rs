//! The words of a policy (CSP Level 3, sections 2.3 and 6; Trusted Types; Upgrade Insecure Requests; SRI).

/// Directives that limit where content comes from.
pub(super) const FETCH: &[&str] = &[
    "child-src",
    "connect-src",
    "default-src",
    "fenced-frame-src",
    "font-src",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "worker-src",
];

/// The other directives that browsers know, or knew once.
const OTHER: &[&str] = &[
    "base-uri",
    "form-action",
    "frame-ancestors",
    "report-to",
    "report-uri",
    "require-trusted-types-for",
    "sandbox",
    "trusted-types",
    "upgrade-insecure-requests",
    "webrtc",
];

/// Directives that no browser heeds any more, or few do, and what stands in for each.
pub(super) const RETIRED: &[(&str, &str)] = &[
    ("block-all-mixed-content", "browsers block mixed content by themselves; `upgrade-insecure-requests` goes further"),
    ("disown-opener", "`Cross-Origin-Opener-Policy` does that"),
    ("navigate-to", "it was taken out of the specification, and nothing took its place"),
    ("plugin-types", "`object-src 'none'` forbids plug-ins"),
    ("prefetch-src", "`default-src` limits what is fetched ahead"),
    ("referrer", "`Referrer-Policy` does that"),
    ("reflected-xss", "it went with the filters of browsers that it switched"),
    ("require-sri-for", "`Integrity-Policy` does that"),
];

/// Words in single quotes that stand for themselves.
const KEYWORDS: &[&str] = &[
    "'self'",
    "'none'",
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'wasm-unsafe-eval'",
    "'strict-dynamic'",
    "'unsafe-hashes'",
    "'report-sample'",
    "'inline-speculation-rules'",
    "'trusted-types-eval'",
    "'report-sha256'",
    "'report-sha384'",
    "'report-sha512'",
    "'unsafe-allow-redirects'",
    "'wasm-eval'",
    "'unsafe-hashed-attributes'",
    "'block'",
    "'allow'",
];

pub(super) const SCRIPTS: &[&str] = &["script-src", "script-src-attr", "script-src-elem"];

/// Directives whose sources can end in a script that runs.
pub(super) const RUNNING: &[&str] = &["script-src", "script-src-attr", "script-src-elem", "object-src", "base-uri"];

pub(super) fn is_directive(name: &str) -> bool {
    FETCH.contains(&name) || OTHER.contains(&name) || retired(name).is_some()
}

pub(super) fn retired(name: &str) -> Option<&'static str> {
    RETIRED.iter().find(|(known, _)| *known == name).map(|(_, instead)| *instead)
}

pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// A keyword whose quotes were forgotten.
pub(super) fn lacks_quotes(word: &str) -> bool {
    let known = KEYWORDS.iter().any(|keyword| keyword.trim_matches('\'') == word);
    known || ["nonce-", "sha256-", "sha384-", "sha512-"].iter().any(|start| word.starts_with(start))
}

/// A directive and those that it falls back to, in order (CSP Level 3, section 6.8.3).
pub(super) fn fallbacks(name: &str) -> Vec<&str> {
    match name {
        "script-src-attr" | "script-src-elem" => vec![name, "script-src", "default-src"],
        "worker-src" => vec![name, "child-src", "script-src", "default-src"],
        "style-src-attr" | "style-src-elem" => vec![name, "style-src", "default-src"],
        "frame-src" | "fenced-frame-src" => vec![name, "child-src", "default-src"],
        _ if FETCH.contains(&name) => vec![name, "default-src"],
        _ => vec![name],
    }
}

/// A source as it is compared: keywords and bare schemes have no case, hosts keep theirs to be shown.
pub(super) fn spelt(source: &str) -> String {
    let lower = source.to_ascii_lowercase();
    if is_keyword(&lower) || is_scheme(source) { lower } else { source.to_owned() }
}

/// `https:` (RFC 3986, section 3.1).
pub(super) fn is_scheme(source: &str) -> bool {
    source.strip_suffix(':').is_some_and(|scheme| {
        let mut signs = scheme.chars();
        signs.next().is_some_and(|c| c.is_ascii_alphabetic())
            && signs.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// The nonce of a source, well formed or not.
pub(super) fn nonce(source: &str) -> Option<&str> {
    source.strip_prefix("'nonce-")?.strip_suffix('\'').filter(|nonce| !nonce.is_empty())
}

pub(super) fn is_nonce(source: &str) -> bool {
    nonce(source).is_some_and(is_base64)
}

pub(super) fn is_hash(source: &str) -> bool {
    let hash = ["'sha256-", "'sha384-", "'sha512-"].iter().find_map(|start| source.strip_prefix(start));
    hash.and_then(|hash| hash.strip_suffix('\'')).is_some_and(is_base64)
}

/// The alphabet of base64, either of the two, with up to two signs that fill it up.
pub(super) fn is_base64(text: &str) -> bool {
    let bare = text.strip_suffix('=').unwrap_or(text);
    let bare = bare.strip_suffix('=').unwrap_or(bare);
    !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
}

/// A source without its scheme: `*.example.com:443/path`.
pub(super) fn without_scheme(source: &str) -> &str {
    let rest = source
        .split_once("://")
        .filter(|(scheme, _)| is_scheme(&format!("{scheme}:")))
        .map_or(source, |(_, rest)| rest);
    rest.strip_prefix("//").unwrap_or(rest)
}

/// The host of a source, in lower case, and its path.
pub(super) fn host_and_path(source: &str) -> (String, &str) {
    let rest = without_scheme(source);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port == "*" || port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    (host.to_ascii_lowercase(), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_source() {
        let table = [
            ("https://Cdn.Example:443/a/b", ("cdn.example", "/a/b")),
            ("*.example.com:*", ("*.example.com", "")),
            ("//cdn.example/", ("cdn.example", "/")),
            ("[::1]:80", ("[::1]", "")),
            ("127.0.0.1", ("127.0.0.1", "")),
        ];
        for (source, (host, path)) in table {
            assert_eq!(host_and_path(source), (host.to_owned(), path), "{source}");
        }
    }

    #[test]
    fn nonces_and_hashes_are_base64() {
        assert!(
            is_nonce("'nonce-ab+/_-=='") && !is_nonce("'nonce-a b'") && !is_nonce("'nonce-'") && !is_nonce("'nonce-ä'")
        );
        assert!(is_hash("'sha256-abc='") && !is_hash("'sha1-abc'") && !is_hash("'sha256-a.b'"));
        assert!(is_scheme("https:") && is_scheme("x-y+z:") && !is_scheme("a/b:") && !is_scheme(":"));
    }
}
