//! `transport/tls-cipher`: ciphers that hide nothing for long are accepted.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::ciphers;
use crate::common::{Fault, flag, origin};

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/tls-cipher",
    title: "Weak ciphers are accepted",
    severity: Severity::Medium,
    checklist: "Ciphers are strong, and keys are forgotten after each connection",
    why: "A list of ciphers is a promise of how bad it may get: whoever sits in between can push both sides to the \
          weakest one they share. RC4, DES, 3DES and ciphers for export can be read, `NULL` hides nothing, and with \
          `aNULL` nobody proves who they are. Without forward secrecy, recorded traffic can be read by whoever gets \
          the server's key years later.",
    remedy: "Use a list that is kept up to date (https://ssl-config.mozilla.org). nginx:\n\n\
             ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\n\n\
             Apache: `SSLCipherSuite ECDHE+AESGCM:ECDHE+CHACHA20`.",
    remedies: &[],
    references: &[
        "https://ssl-config.mozilla.org/",
        "https://www.rfc-editor.org/rfc/rfc9325#section-4",
        "https://www.rfc-editor.org/rfc/rfc7465",
        "https://docs.openssl.org/3.0/man1/openssl-ciphers/",
    ],
    cwe: &[326, 327],
    since: "0.1",
    examples: &[
        Bad(r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    ssl_ciphers ALL:!aNULL:!ADH:RC4+RSA:+HIGH:+MEDIUM;
    root /srv/shop/public;
}
"#),
        Bad(r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    ssl_ciphers "AES128-SHA:AES256-SHA";
    root /srv/shop/public;
}
"#),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    ssl_ciphers HIGH:!aNULL:!MD5;
    root /srv/shop/public;
}
"#,
        ),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:!3DES:!RC4;
    root /srv/shop/public;
}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    let weak = |value: &Value| value.text().is_some_and(|list| !ciphers::faults(list).is_empty());
    flag(facts, out, Key::SERVER_TLS_CIPHERS, weak, accepted);
}

fn accepted(setting: &Setting) -> Fault {
    let faults: Vec<_> = setting.value.alternatives().filter_map(Value::text).flat_map(ciphers::faults).collect();
    let says = format!(
        "The list of ciphers (`{}`, {}) lets in weak ones: {}.",
        setting.raw,
        origin(setting),
        faults.join(", and ")
    );
    Fault::new(says)
}
