//! Apache: listings, forgotten files, an open status page and TRACE; and none of that.

use std::path::Path;
use std::process::Command;

use crate::audit::{Audit, NO_HEADERS};
use crate::authority::Authority;
use crate::serving::{Serving, Site};

/// Modules of Debian's package; what is compiled in elsewhere is left out.
const MODULES: &[&str] =
    &["mpm_event", "authz_core", "authz_host", "alias", "autoindex", "dir", "headers", "mime", "ssl", "status"];

fn apache(lines: &str) -> Serving {
    let site = Site::open_to_all().with_leftovers("site").with("site/books/one.txt", "Middlemarch\n");
    let site = site.with("site/index.html", INDEX).with("mime.types", "text/html html\ntext/css css\ntext/plain txt\n");
    let module = |name: &&str| {
        let path = format!("/usr/lib/apache2/modules/mod_{name}.so");
        Path::new(&path).exists().then(|| format!("LoadModule {name}_module {path}\n"))
    };
    let modules: String = MODULES.iter().filter_map(module).collect();
    let here = site.text("");
    let text = format!(
        "{modules}Listen 127.0.0.1:{}\nServerName localhost\nUser www-data\nGroup www-data\nErrorLog {here}/log\nPidFile {here}/pid\n\
         TypesConfig {here}/mime.types\nDirectoryIndex index.html\nDocumentRoot {here}/site\n{}",
        site.port,
        lines.replace("HERE", &here)
    );
    let site = site.with("apache.conf", text);
    let there = ["/usr/sbin/apache2", "/usr/sbin/httpd"].into_iter().find(|path| Path::new(path).exists());
    let mut command = Command::new(there.unwrap_or("apache2"));
    // One process, which ends as a whole.
    command.args(["-X", "-d", &here, "-f", &site.text("apache.conf")]);
    site.serve(&mut command)
}

const INDEX: &str =
    "<!doctype html><title>Books</title><link rel=stylesheet href=/style.css><p><a href=/books/>books</a>\n";

const WEAK: &str = "
    critical exposure/env-file
    high exposure/git
    medium app/unneeded-methods
    medium exposure/debug-endpoint
    medium exposure/directory-listing
    low headers/version-disclosure";

#[test]
fn what_a_careless_configuration_serves_is_found() {
    let server = apache(
        "ServerSignature On\nTraceEnable On\n<Directory HERE/site>\nOptions Indexes\nRequire all granted\n</Directory>\n\
         ExtendedStatus On\n<Location /server-status>\nSetHandler server-status\nRequire all granted\n</Location>\n",
    );
    Audit::of(&server.http()).finds(&[WEAK, NO_HEADERS]);
}

#[test]
fn a_hardened_server_has_nothing_to_be_told() {
    let authority = Authority::new();
    let [key, certificate] = authority.pair();
    let server = apache(&format!(
        "SSLEngine on\nSSLCertificateFile {certificate}\nSSLCertificateKeyFile {key}\nSSLProtocol -all +TLSv1.2 +TLSv1.3\n\
         SSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384\nServerTokens Prod\n\
         ServerSignature Off\nTraceEnable Off\n<Directory HERE/site>\nOptions None\nRequire all granted\n</Directory>\n\
         <DirectoryMatch \"/\\.git\">\nRequire all denied\n</DirectoryMatch>\n<FilesMatch \"^\\.\">\nRequire all denied\n</FilesMatch>\n\
         <Location /server-status>\nSetHandler server-status\nRequire ip 127.0.0.2\n</Location>\n\
         Header always set Strict-Transport-Security \"max-age=63072000; includeSubDomains\"\n\
         Header always set Content-Security-Policy \"default-src 'none'; style-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'\"\n\
         Header always set X-Content-Type-Options nosniff\nHeader always set X-Frame-Options DENY\n\
         Header always set Referrer-Policy no-referrer\n\
         Header always set Permissions-Policy \"camera=(), microphone=(), geolocation=()\"\n\
         Header always set Cross-Origin-Opener-Policy same-origin\n\
         Header always set Cross-Origin-Embedder-Policy require-corp\n\
         Header always set Cross-Origin-Resource-Policy same-origin\nHeader always set Cache-Control no-store\n"
    ));
    let audit = Audit::trusting(&server.https(), &authority.certificate());
    audit.finds(&[]);
    assert_eq!(audit.code, Some(0));
}
