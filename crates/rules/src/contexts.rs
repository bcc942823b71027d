//! What code says of its TLS contexts: which release and which ciphers they speak.

use sneck_model::{Argument, Call, Facts, Severity, Standing, Step, Strength, Value, Verdicts};

use crate::ciphers;
use crate::common::{Fault, file_of, step_at};

/// Constants of `ssl` and pyOpenSSL that choose a withdrawn release (<https://docs.python.org/3/library/ssl.html>).
const OLD: &[(&str, &str, Severity)] = &[
    ("PROTOCOL_SSLv2", "SSL 2", Severity::High),
    ("PROTOCOL_SSLv3", "SSL 3", Severity::High),
    ("PROTOCOL_TLSv1", "TLS 1.0", Severity::Medium),
    ("PROTOCOL_TLSv1_1", "TLS 1.1", Severity::Medium),
    ("SSLv2_METHOD", "SSL 2", Severity::High),
    ("SSLv3_METHOD", "SSL 3", Severity::High),
    ("TLSv1_METHOD", "TLS 1.0", Severity::Medium),
    ("TLSv1_1_METHOD", "TLS 1.1", Severity::Medium),
];

/// The least release of a context, as `ssl.TLSVersion` names it.
const LEAST: &[(&str, &str, Severity)] = &[
    ("MINIMUM_SUPPORTED", "everything that the library can", Severity::Medium),
    ("SSLv3", "SSL 3", Severity::High),
    ("TLSv1", "TLS 1.0", Severity::Medium),
    ("TLSv1_1", "TLS 1.1", Severity::Medium),
];

/// Contexts that speak a withdrawn release.
pub(crate) fn versions(facts: &Facts, out: &mut Verdicts) {
    for call in &facts.calls {
        let Some(argument) = release(call) else { continue };
        let known = if is_least(call) { LEAST } else { OLD };
        let Some(name) = constant(argument) else { continue };
        let step = |says: String| vec![step_at(&call.place, says)];
        let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
        match known.iter().find(|(word, ..)| *word == name) {
            Some((_, release, severity)) => {
                let says = format!("The program speaks {release} (`{name}`), which was withdrawn.");
                Fault::new(says)
                    .severity(*severity)
                    .fix("Write `context.minimum_version = ssl.TLSVersion.TLSv1_2`, on a context of `ssl.create_default_context()`.")
                    .at(out, &subject, standing, Strength::Shows, step(format!("chooses `{name}`")));
            }
            None => out.passes(&subject, standing, step(format!("chooses `{name}`"))),
        }
    }
}

/// Contexts that take weak ciphers.
pub(crate) fn suites(facts: &Facts, out: &mut Verdicts) {
    for call in facts.calls.iter().filter(|call| call.function == "ssl.SSLContext.set_ciphers") {
        let Some(Value::Text(list)) = call.argument("cipherlist", 0).map(|argument| &argument.value) else { continue };
        let faults = ciphers::faults(list);
        let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
        let step: Vec<Step> = vec![step_at(&call.place, "names the ciphers")];
        if faults.is_empty() {
            out.passes(&subject, standing, step);
            continue;
        }
        let says = format!("The program takes weak ciphers: {}.", faults.join(", and "));
        Fault::new(says).at(out, &subject, standing, Strength::Shows, step);
    }
}

fn is_least(call: &Call) -> bool {
    call.function == "ssl.SSLContext.minimum_version"
}

/// The argument that names a release.
fn release(call: &Call) -> Option<&Argument> {
    match call.function.as_str() {
        "ssl.SSLContext" => call.argument("protocol", 0),
        "OpenSSL.SSL.Context" => call.argument("method", 0),
        "ssl.SSLContext.minimum_version" => call.argument("", 0),
        _ => call.keyword("ssl_version"),
    }
}

/// The last word of a constant's name.
fn constant(argument: &Argument) -> Option<&str> {
    argument.value.text().map(|text| text.rsplit('.').next().unwrap_or(text))
}
