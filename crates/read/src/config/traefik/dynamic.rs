//! What Traefik does with requests: TLS options, and middlewares that add headers.

use sneck_model::{Key, Step, Value};

use super::options::Options;
use crate::config::origins;
use crate::config::served::Draft;

/// It says what is served, or how.
pub(super) fn is_dynamic(options: &Options) -> bool {
    ["http.routers", "http.middlewares", "http.services", "tls.options"].iter().any(|name| options.has(name))
        && !options.has("entrypoints")
}

/// Settings of one file of a provider, or of the labels of one container.
pub(super) fn settings(options: &Options) -> Vec<Draft> {
    let mut all: Vec<Draft> = Vec::new();
    for name in options.names("tls.options") {
        all.extend(versions(options, name));
        all.extend(ciphers(options, name));
    }
    for name in options.names("http.serverstransports") {
        let given = options.get(&format!("http.serverstransports.{name}.insecureskipverify"));
        all.extend(given.map(|given| {
            let because = vec![given.step("decides whether certificates are checked")];
            let value = Value::Bool(!given.is_true());
            Draft::new(Key::PROXY_VERIFIES, "insecureSkipVerify", value, because).within(name)
        }));
    }
    for name in options.names("http.middlewares") {
        all.extend(headers(options, name).into_iter().map(|draft| draft.within(&format!("middleware {name}"))));
    }
    all
}

/// A middleware sends plain HTTP to HTTPS.
pub(super) fn redirects(options: &Options) -> bool {
    let of_one = |name: &&str| options.has(&format!("http.middlewares.{name}.redirectscheme"));
    options.names("http.middlewares").iter().any(of_one)
}

/// Releases as Traefik writes them, the oldest first.
const VERSIONS: &[(&str, &str)] =
    &[("VersionTLS10", "TLSv1"), ("VersionTLS11", "TLSv1.1"), ("VersionTLS12", "TLSv1.2"), ("VersionTLS13", "TLSv1.3")];

fn versions(options: &Options, name: &str) -> Option<Draft> {
    let given = options.get(&format!("tls.options.{name}.minversion"))?;
    let place = |word: &str| VERSIONS.iter().position(|(known, _)| known.eq_ignore_ascii_case(word));
    let newest = options.get(&format!("tls.options.{name}.maxversion"));
    let last = newest.and_then(|given| place(&given.value)).unwrap_or(VERSIONS.len() - 1);
    let value = match place(&given.value) {
        Some(first) if first <= last => {
            Value::List(VERSIONS[first..=last].iter().map(|(_, name)| Value::Text((*name).to_owned())).collect())
        }
        _ => Value::Unknown(format!("`{}` is no release of TLS", given.value)),
    };
    let because = vec![given.step("says which release is the oldest")];
    Some(Draft::new(Key::SERVER_TLS_VERSIONS, "minVersion", value, because).within(&format!("options {name}")))
}

fn ciphers(options: &Options, name: &str) -> Option<Draft> {
    let suites = options.list(&format!("tls.options.{name}.ciphersuites"));
    let first = suites.first()?;
    let words: Vec<String> = suites.iter().flat_map(|given| given.value.split(',')).map(openssl).collect();
    let because = vec![first.step("says which ciphers are used")];
    let value = Value::Text(words.join(":"));
    Some(Draft::new(Key::SERVER_TLS_CIPHERS, "cipherSuites", value, because).within(&format!("options {name}")))
}

/// `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256` is `ECDHE-RSA-AES128-GCM-SHA256` to OpenSSL.
pub(super) fn openssl(suite: &str) -> String {
    let suite = suite.trim();
    let Some((exchange, cipher)) = suite.strip_prefix("TLS_").and_then(|rest| rest.split_once("_WITH_")) else {
        return suite.to_owned();
    };
    let cipher = cipher
        .replace("AES_128", "AES128")
        .replace("AES_256", "AES256")
        .replace("3DES_EDE_CBC", "DES-CBC3")
        .replace("RC4_128", "RC4")
        .replace("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")
        .replace("_CBC", "")
        .replace('_', "-");
    match exchange {
        "RSA" => cipher,
        other => format!("{}-{cipher}", other.replace('_', "-")),
    }
}

/// The headers that a middleware sends.
pub(super) fn headers(options: &Options, middleware: &str) -> Vec<Draft> {
    let above = format!("http.middlewares.{middleware}.headers");
    let given = |name: &str| options.get(&format!("{above}.{name}"));
    let mut all = Vec::new();
    let mut put = |key, value: String, step: Step| {
        all.push(Draft::new(key, "headers", Value::Text(value), vec![step]));
    };
    if let Some(seconds) = given("stsseconds") {
        let on = |name: &str| given(name).is_some_and(|given| given.is_true());
        let subdomains = if on("stsincludesubdomains") { "; includeSubDomains" } else { "" };
        let preload = if on("stspreload") { "; preload" } else { "" };
        let value = format!("max-age={}{subdomains}{preload}", seconds.value);
        put(Key::HEADER_HSTS, value, seconds.step("sends Strict-Transport-Security"));
    }
    if let Some(deny) = given("framedeny").filter(|given| given.is_true()) {
        put(Key::HEADER_FRAME_OPTIONS, "DENY".to_owned(), deny.step("sends X-Frame-Options"));
    }
    if let Some(on) = given("contenttypenosniff").filter(|given| given.is_true()) {
        put(Key::HEADER_CONTENT_TYPE_OPTIONS, "nosniff".to_owned(), on.step("sends X-Content-Type-Options"));
    }
    for (name, key) in WHOLE {
        let custom = || given(&format!("customresponseheaders.{}", key.0.trim_start_matches("header.")));
        if let Some(own) = given(name).or_else(custom).filter(|given| !given.value.is_empty()) {
            put(*key, own.value.clone(), own.step("sends it"));
        }
    }
    all.extend(CROSS_ORIGIN.iter().filter_map(|(option, at)| cross_origin(options, &format!("{above}.{option}"), *at)));
    all
}

/// Options about other sites, each with its row of the headers.
const CROSS_ORIGIN: &[(&str, usize)] =
    &[("accesscontrolalloworiginlist", 0), ("accesscontrolallowcredentials", 1), ("accesscontrolallowmethods", 2)];

fn cross_origin(options: &Options, option: &str, at: usize) -> Option<Draft> {
    let (key, name) = origins::HEADERS[at];
    let because = vec![options.list(option).first()?.step("says who may read answers")];
    let value = Value::Text(options.words(option).join(","));
    Some(origins::draft(key, name, &value, because))
}

/// Options that hold the whole value of a header.
const WHOLE: &[(&str, Key)] = &[
    ("customframeoptionsvalue", Key::HEADER_FRAME_OPTIONS),
    ("contentsecuritypolicy", Key::HEADER_CSP),
    ("referrerpolicy", Key::HEADER_REFERRER_POLICY),
    ("permissionspolicy", Key::HEADER_PERMISSIONS_POLICY),
];
