//! The hardened bookshop is well; each of many single changes to it turns exactly one item of the checklist red.
#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

#[expect(dead_code, reason = "each test file uses a part of it")]
#[path = "../../../tests/python.rs"]
mod python;
#[expect(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;
use support::sneck;

/// A change: the file, what stands there, what stands there afterwards, and the rule whose item turns red.
type Break = (&'static str, &'static str, &'static str, &'static str);

const KEY: &str = "    SECRET_KEY = os.environ[\"SECRET_KEY\"]";

const BREAKS: &[Break] = &[
    ("bookshop/config.py", KEY, "    DEBUG = True\n    SECRET_KEY = os.environ[\"SECRET_KEY\"]", "app/debug-mode"),
    ("bookshop/config.py", KEY, "    TESTING = True\n    SECRET_KEY = os.environ[\"SECRET_KEY\"]", "app/testing-mode"),
    (
        "bookshop/config.py",
        KEY,
        "    SECRET_KEY = os.environ.get(\"SECRET_KEY\", \"4f0b7c19e2ad8835c64d1fb09a7735e1\")",
        "secrets/secret-key-fallback",
    ),
    (
        "bookshop/config.py",
        "JWT_SECRET_KEY = os.environ[\"JWT_SECRET_KEY\"]",
        "JWT_SECRET_KEY = \"4f0b7c19e2ad8835c64d1fb09a7735e1c2\"",
        "secrets/hardcoded-secret-key",
    ),
    ("bookshop/config.py", "timedelta(hours=12)", "timedelta(days=365)", "cookies/lifetime"),
    ("bookshop/config.py", "    MAX_CONTENT_LENGTH = 1024 * 1024\n", "", "app/no-request-limit"),
    ("bookshop/config.py", "MAIL_USE_TLS = True", "MAIL_USE_TLS = False", "transport/plaintext-backend"),
    (
        "bookshop/config.py",
        "MAIL_PASSWORD = os.environ.get(\"MAIL_PASSWORD\")",
        "MAIL_PASSWORD = \"Pr1nters-1nk!42\"",
        "secrets/hardcoded-credential",
    ),
    ("bookshop/config.py", "    TRUSTED_HOSTS = os.environ[\"TRUSTED_HOSTS\"].split()\n", "", "app/trusted-hosts"),
    ("bookshop/__init__.py", "x_for=1", "x_for=3", "app/proxy-trust"),
    ("bookshop/__init__.py", "app.config[\"PARTNERS\"], \"methods\"", "\"*\", \"methods\"", "cors/wildcard"),
    (
        "bookshop/__init__.py",
        "force_https=app.config[\"SESSION_COOKIE_SECURE\"]",
        "force_https=False",
        "transport/http-allowed",
    ),
    ("bookshop/__init__.py", "level=logging.INFO", "level=logging.DEBUG", "app/logging"),
    (
        "bookshop/admin.py",
        "@blueprint.before_request\n@login_required\ndef only_admins():\n    if not current_user.is_admin:\n        abort(403)\n",
        "",
        "exposure/admin-panel",
    ),
    ("deploy/nginx.conf", "    server_tokens off;\n", "", "headers/version-disclosure"),
    ("deploy/nginx.conf", "TLSv1.2 TLSv1.3", "TLSv1 TLSv1.2 TLSv1.3", "transport/tls-version"),
    ("deploy/nginx.conf", "ECDHE-ECDSA-AES128-GCM-SHA256:", "RC4-SHA:", "transport/tls-cipher"),
    (
        "deploy/nginx.conf",
        "alias /srv/covers/;",
        "alias /srv/covers/;\n            autoindex on;",
        "exposure/directory-listing",
    ),
    ("deploy/nginx.conf", "            allow 127.0.0.1;\n            deny all;\n", "", "exposure/debug-endpoint"),
    ("deploy/reports.service", "--bind 127.0.0.1:5001", "--bind 0.0.0.0:5001", "app/bind-all-interfaces"),
    (
        "deploy/reports.service",
        "venv/bin/gunicorn --bind 127.0.0.1:5001 reports:app",
        "venv/bin/flask --app reports run",
        "app/dev-server",
    ),
    ("deploy/database/pg_hba.conf", "scram-sha-256", "trust", "network/service-without-auth"),
    ("compose.yaml", "    read_only: true", "    privileged: true\n    read_only: true", "deploy/container-privileged"),
    ("compose.yaml", "redis:7.4.2-bookworm", "redis:latest", "deploy/unpinned-image"),
    ("compose.yaml", "postgres:17.5-bookworm", "postgres:11.2", "dependencies/end-of-life"),
    ("compose.yaml", "    mem_limit: 256m\n    cpus: 0.5\n\nvolumes", "\nvolumes", "deploy/missing-limits"),
    (
        "compose.yaml",
        "      - covers:/srv/covers:ro\n",
        "      - covers:/srv/covers:ro\n      - /var/run/docker.sock:/var/run/docker.sock\n",
        "deploy/docker-socket",
    ),
    ("Dockerfile", "USER shop\n", "", "deploy/container-root"),
    (
        "Dockerfile",
        "USER shop\n",
        "RUN curl -s https://example.org/install.sh | sh\nUSER shop\n",
        "deploy/unverified-download",
    ),
    (
        "k8s/reports.yaml",
        "automountServiceAccountToken: false",
        "automountServiceAccountToken: true",
        "deploy/default-service-account",
    ),
    ("infra/main.tf", "[var.office]", "[\"0.0.0.0/0\"]", "deploy/open-security-group"),
    ("infra/main.tf", "block_public_acls       = true", "block_public_acls       = false", "deploy/public-bucket"),
    ("infra/main.tf", "publicly_accessible = false", "publicly_accessible = true", "deploy/public-database"),
    ("infra/main.tf", "storage_encrypted   = true", "storage_encrypted   = false", "deploy/unencrypted-storage"),
    ("infra/main.tf", "http_tokens = \"required\"", "http_tokens = \"optional\"", "deploy/metadata-v1"),
    (
        "infra/main.tf",
        "Action = \"s3:GetObject\", Resource = \"arn:aws:s3:::bookshop-receipts/*\"",
        "Action = \"*\", Resource = \"*\"",
        "deploy/iam-wildcard",
    ),
];

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder is ours");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The rules of the items that fail.
fn failing(folder: &Path) -> BTreeSet<String> {
    let ran = sneck(folder, &["checklist", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let list: Json = serde_json::from_str(&ran.out).expect("JSON");
    let items = list["groups"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|group| group["items"].as_array().into_iter().flatten());
    items.filter(|item| item["state"] == "fail").map(|item| item["rules"].to_string()).collect()
}

/// What is wrong with a change; nothing when it turns its own item red, and no other.
fn fault((file, old, new, rule): Break, well: &BTreeSet<String>) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&python::repository().join("examples/bookshop-hardened"), folder.path());
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).expect("a file of the shop");
    assert!(text.contains(old), "{file} has no {old:?}");
    std::fs::write(&path, text.replacen(old, new, 1)).expect("the folder is ours");
    let now = failing(folder.path());
    let red: Vec<_> = now.difference(well).collect();
    let fine = red.len() == 1 && red[0].contains(&format!("\"{rule}\"")) && well.is_subset(&now);
    (!fine).then(|| format!("{file}, for {rule}: {red:?}"))
}

#[test]
fn each_single_change_turns_exactly_one_item_red() {
    assert!(BREAKS.len() >= 25);
    let well = failing(&python::repository().join("examples/bookshop-hardened"));
    let faults: Vec<String> = std::thread::scope(|scope| {
        let parts: Vec<_> = BREAKS.chunks(BREAKS.len().div_ceil(4)).collect();
        let started: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(|| part.iter().filter_map(|one| fault(*one, &well)).collect::<Vec<_>>()))
            .collect();
        started.into_iter().flat_map(|one| one.join().expect("no panic")).collect()
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_hardened_shop_has_grade_a() {
    let ran = sneck(&python::repository(), &["check", "examples/bookshop-hardened", "--format", "json"]);
    let report: Json = serde_json::from_str(&ran.out).expect("a report");
    assert!(report["summary"]["score"].as_u64() >= Some(90), "{}", report["summary"]);
    assert_eq!(ran.code, Some(0));
}

/// What only the web server in front adds is told as its doing.
#[test]
fn a_header_of_the_layer_in_front_makes_good_what_the_app_leaves_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&python::repository().join("examples/bookshop-hardened"), folder.path());
    let edit = |file: &str, old: &str, new: &str| {
        let path = folder.path().join(file);
        let text = std::fs::read_to_string(&path).expect("a file of the shop");
        assert!(text.contains(old), "{file} has no {old:?}");
        std::fs::write(&path, text.replacen(old, new, 1)).expect("the folder is ours");
    };
    edit(
        "bookshop/__init__.py",
        "        app,\n        force_https",
        "        app,\n        strict_transport_security=False,\n        force_https",
    );
    let before = sneck(folder.path(), &["check", "--select", "headers/hsts", "--format", "json"]);
    assert!(before.out.contains("\"suspected\""), "{}", before.out);
    let sent =
        "proxy_pass http://web:8000;\n            add_header Strict-Transport-Security \"max-age=31536000\" always;";
    edit("deploy/nginx.conf", "proxy_pass http://web:8000;", sent);
    let ran = sneck(folder.path(), &["check", "--format", "json"]);
    let report: Json = serde_json::from_str(&ran.out).expect("a report");
    let of_rule = |finding: &&Json| finding["rule"] == "headers/hsts" && finding["subject"]["name"] == "bookshop";
    let found: Vec<&Json> = report["findings"].as_array().into_iter().flatten().filter(of_rule).collect();
    let by_nginx = |finding: &&&Json| {
        finding["status"] == "mitigated"
            && finding["status_because"].as_str().is_some_and(|why| why.contains("nginx.conf"))
    };
    assert!(found.iter().any(|finding| by_nginx(&finding)), "{found:#?}");
    assert!(report["summary"]["score"].as_u64() >= Some(90), "{}", report["summary"]);
}
