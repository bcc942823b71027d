//! nginx: listings, files that nobody wanted to serve, a status page and an alias without its slash; and none of that.

use std::path::Path;
use std::process::Command;

use crate::audit::{Audit, NO_HEADERS};
use crate::authority::Authority;
use crate::serving::{Serving, Site};

/// Paths in the site's own folder, so that nothing of the machine's is read or written.
const FRAME: &str = "pid nginx.pid; error_log log; events { worker_connections 64; }
http { access_log off; default_type text/plain; types { text/html html; text/css css; }
  client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
  server {\n";

fn nginx(server: &str) -> Serving {
    let site = Site::new().with_leftovers("site").with("site/books/one.txt", "Middlemarch\n");
    let site = site.with("site/index.html", INDEX).with("shop/secrets.txt", "beside the alias\n");
    let site = site.with("shop/assets/logo.txt", "a logo\n");
    let server = server.replace("PORT", &site.port.to_string()).replace("HERE", &site.text(""));
    let site = site.with("nginx.conf", format!("{FRAME}{server}}} }}\n"));
    let there = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"].into_iter().find(|path| Path::new(path).exists());
    let mut command = Command::new(there.unwrap_or("nginx"));
    // The account that started it serves, so that it reads the folder, which is nobody else's.
    command.args(["-p", &site.text(""), "-c", "nginx.conf", "-e", "log", "-g", "daemon off; master_process off;"]);
    site.serve(&mut command)
}

const INDEX: &str = "<!doctype html><title>Books</title><link rel=stylesheet href=/style.css>\
                     <p><a href=/books/>books</a> <a href=/assets/logo.txt>logo</a>\n";

const WEAK: &str = "
    critical exposure/env-file
    high exposure/git
    high exposure/path-traversal
    medium exposure/directory-listing
    low exposure/debug-endpoint
    low headers/version-disclosure";

#[test]
fn what_a_careless_configuration_serves_is_found() {
    let server = nginx(
        "listen 127.0.0.1:PORT; root HERE/site; autoindex on;
         location /assets { alias HERE/shop/assets/; }
         location /nginx_status { stub_status; }",
    );
    Audit::of(&server.http()).finds(&[WEAK, NO_HEADERS]);
}

#[test]
fn a_hardened_server_has_nothing_to_be_told() {
    let authority = Authority::new();
    let [key, certificate] = authority.pair();
    let server = nginx(&format!(
        "listen 127.0.0.1:PORT ssl; ssl_certificate {certificate}; ssl_certificate_key {key};
         ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384;
         root HERE/site; server_tokens off;
         add_header Strict-Transport-Security 'max-age=63072000; includeSubDomains' always;
         add_header Content-Security-Policy \"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'\" always;
         add_header X-Content-Type-Options nosniff always;
         add_header X-Frame-Options DENY always;
         add_header Referrer-Policy no-referrer always;
         add_header Permissions-Policy 'camera=(), microphone=(), geolocation=()' always;
         add_header Cross-Origin-Opener-Policy same-origin always;
         add_header Cross-Origin-Embedder-Policy require-corp always;
         add_header Cross-Origin-Resource-Policy same-origin always;
         add_header Cache-Control no-store always;
         location /assets/ {{ alias HERE/shop/assets/; }}
         location ~ /\\. {{ return 404; }}
         location /nginx_status {{ stub_status; allow 127.0.0.2; deny all; }}"
    ));
    let audit = Audit::trusting(&server.https(), &authority.certificate());
    audit.finds(&[]);
    assert_eq!(audit.code, Some(0));
}
