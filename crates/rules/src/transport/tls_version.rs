//! `transport/tls-version`: releases of TLS that are broken are spoken.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Standing, Strength, Subject, TlsEndpoint, TlsVersion,
    Value, Verdicts,
};

use crate::common::{Fault, flag, origin};
use crate::contexts;
use crate::mending::{rewrite, risky};
use crate::tls;

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/tls-version",
    title: "Outdated releases of TLS are accepted",
    severity: Severity::Medium,
    checklist: "Only TLS 1.2 and 1.3 are spoken",
    why: "SSL 3 can be read by whoever sits in between (POODLE). TLS 1.0 and 1.1 rest on SHA-1 and MD5, were withdrawn \
          in 2021 and are refused by browsers; as long as a server accepts them, programs that do not refuse them can be \
          talked down to them.",
    remedy: "Leave two releases. nginx:\n\n\
             ssl_protocols TLSv1.2 TLSv1.3;\n\n\
             Apache: `SSLProtocol -all +TLSv1.2 +TLSv1.3`.",
    remedies: &[],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc8996",
        "https://www.rfc-editor.org/rfc/rfc7568",
        "https://ssl-config.mozilla.org/",
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols",
    ],
    cwe: &[326, 327],
    since: "0.1",
    examples: &[
        Bad(r#"=== partner.py
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)
"#),
        Good(
            r#"=== partner.py
import ssl

context = ssl.create_default_context()
context.minimum_version = ssl.TLSVersion.TLSv1_2
"#,
        ),
        Bad(r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    server_name shop.example;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
    root /srv/shop/public;
}
"#),
        Bad(r#"=== nginx.conf
http {
    ssl_protocols SSLv3 TLSv1.2;
    server {
        listen 443 ssl;
        root /srv/shop/public;
    }
}
"#),
        Good(
            r#"=== nginx.conf
http {
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
    server {
        listen 443 ssl;
        ssl_protocols TLSv1.2 TLSv1.3;
        root /srv/shop/public;
    }
}
"#,
        ),
        Good(
            r#"=== nginx.conf
server {
    listen 443 ssl;
    root /srv/shop/public;
}
"#,
        ),
        Bad(r#"=== apache/shop.conf
<VirtualHost *:443>
    SSLEngine on
    SSLProtocol all -SSLv3
</VirtualHost>
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.0 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
TLSv1.1 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
TLSv1.2 server-order TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
SSLv3 refused
TLSv1.3 refused
"#),
        Good(
            r#"=== tls shop.example:443
TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
TLSv1.3 TLS_AES_128_GCM_SHA256
SSLv3 refused
TLSv1.0 refused
TLSv1.1 refused
"#,
        ),
        Good(
            r#"=== apache/shop.conf
SSLProtocol -all +TLSv1.2 +TLSv1.3
<VirtualHost *:443>
    SSLEngine on
</VirtualHost>
"#,
        ),
        Bad(r#"=== traefik/dynamic.yml
tls:
  options:
    default:
      minVersion: VersionTLS10
"#),
        Good(
            r#"=== traefik/dynamic.yml
tls:
  options:
    default:
      minVersion: VersionTLS12
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// Releases that were withdrawn, with the severity of accepting each.
const OLD: &[(&str, Severity)] = &[
    ("SSLv2", Severity::High),
    ("SSLv3", Severity::High),
    ("TLSv1", Severity::Medium),
    ("TLSv1.0", Severity::Medium),
    ("TLSv1.1", Severity::Medium),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::SERVER_TLS_VERSIONS, |value| !old(value).is_empty(), accepted);
    contexts::versions(facts, out);
    for (endpoint, subject, standing) in tls::answered(facts, out) {
        spoken(endpoint, &subject, standing, out);
    }
}

/// What the endpoint itself accepts.
fn spoken(endpoint: &TlsEndpoint, subject: &Subject, standing: Standing, out: &mut Verdicts) {
    let versions: Vec<TlsVersion> = endpoint.protocols.iter().map(|protocol| protocol.version).collect();
    let list = |all: &[TlsVersion]| all.iter().map(|one| one.name()).collect::<Vec<_>>().join(", ");
    let old: Vec<TlsVersion> = versions.iter().copied().filter(|version| *version < TlsVersion::Tls12).collect();
    let profile = tls::profile(endpoint);
    let places = vec![tls::step(endpoint, format!("accepts {}; {profile}", list(&versions)))];
    if old.is_empty() {
        return out.passes(subject, standing, places);
    }
    let severity = if old.contains(&TlsVersion::Ssl3) { Severity::High } else { Severity::Medium };
    let says = format!("The server accepts {}, which were withdrawn: visitors can be talked down to them.", list(&old));
    Fault::new(says).severity(severity).at(out, subject, standing, Strength::Proves, places);
}

fn old(value: &Value) -> Vec<&'static (&'static str, Severity)> {
    let named = |name: &str| value.list().iter().filter_map(Value::text).any(|text| text.eq_ignore_ascii_case(name));
    OLD.iter().filter(|(name, _)| named(name)).collect()
}

fn accepted(setting: &Setting) -> Fault {
    let all: Vec<_> = setting.value.alternatives().flat_map(old).collect();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let severity = all.iter().map(|(_, severity)| *severity).max().unwrap_or(Severity::Medium);
    let says = format!(
        "The server accepts {} (`{}`, {}), which were withdrawn: visitors can be talked down to them.",
        names.join(", "),
        setting.raw,
        origin(setting)
    );
    Fault::new(says).severity(severity).fix(match setting.raw.as_str() {
        "SSLProtocol" => "Write `SSLProtocol -all +TLSv1.2 +TLSv1.3`.",
        "ssl_protocols" => "Write `ssl_protocols TLSv1.2 TLSv1.3;`.",
        _ => "Allow TLS 1.2 and 1.3 only.",
    })
}

/// What is written in their place.
const SAFE: &[(&str, &str)] = &[("ssl_protocols", "TLSv1.2 TLSv1.3"), ("SSLProtocol", "-all +TLSv1.2 +TLSv1.3")];

/// Visitors whose programs know nothing newer cannot connect afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(rewrite(facts, finding, SAFE))
}
