//! What is read of whole trees.

use sneck_model::{Facts, SubjectKind, Value};

use crate::config::testing::tree;

/// Settings of a tree, one text each: `component [scope] key = value @place`.
fn settings(files: &[(&str, &str)]) -> Vec<String> {
    let mut facts = Facts::default();
    let tree = tree(files);
    crate::config::settings(&tree, &crate::config::deployment(&tree).stack, &mut facts);
    facts.settings.retain(|setting| setting.component.kind == SubjectKind::Server);
    let show = |s: &sneck_model::Setting| {
        let scope = s.scope.0.first().map(|scope| format!(" [{scope}]")).unwrap_or_default();
        let place = s.because.first().map(|step| step.place.to_string()).unwrap_or_default();
        format!("{}{scope} {} = {} @{place}", s.component, s.key.0, value(&s.value))
    };
    facts.settings.iter().map(show).collect()
}

fn value(value: &Value) -> String {
    match value {
        Value::None => "none".into(),
        Value::Bool(on) => on.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(all) => all.iter().map(self::value).collect::<Vec<_>>().join(" "),
        Value::OneOf(all) => all.iter().map(self::value).collect::<Vec<_>>().join(" or "),
        _ => "unknown".into(),
    }
}

fn of_key(files: &[(&str, &str)], key: &str) -> Vec<String> {
    settings(files).into_iter().filter(|line| line.contains(&format!(" {key} = "))).collect()
}

const HSTS: &str = "header.strict-transport-security";
const TOKENS: &str = "server.names-release";

#[test]
fn what_http_says_holds_in_included_files() {
    let files = [
        ("nginx/nginx.conf", "http {\n server_tokens off;\n include /etc/nginx/conf.d/*.conf;\n}"),
        ("nginx/conf.d/a.conf", "server {\n listen 80;\n server_tokens on;\n}"),
        ("nginx/conf.d/b.conf", "server {\n listen 81;\n}"),
    ];
    assert_eq!(of_key(&files, TOKENS), ["nginx/nginx.conf server.names-release = false @nginx/nginx.conf:2"]);
}

#[test]
fn a_site_that_nothing_includes_stands_for_itself() {
    let files = [("deploy/site", "server {\n return 301 https://a;\n}\nserver {\n listen 443 ssl;\n root /a;\n}")];
    assert_eq!(of_key(&files, TOKENS), ["deploy/site server.names-release = true or unknown @deploy/site:4"]);
    assert_eq!(of_key(&files, HSTS), [format!("deploy/site#*:443 {HSTS} = none @deploy/site:4")]);
}

#[test]
fn an_include_that_is_not_in_the_tree_may_say_anything() {
    let site = |include: &str| format!("server {{\n listen 443 ssl;\n include {include};\n root /a;\n}}");
    let read = |include: &str| of_key(&[("a.conf", &site(include))], HSTS).join("");
    assert!(read("snippets/ssl.conf").contains("= unknown"));
    assert!(read("/etc/letsencrypt/options-ssl-nginx.conf").contains("= none"));
    assert!(read("mime.types").contains("= none"));
}

#[test]
fn a_location_with_a_header_of_its_own_leaves_out_those_of_the_server() {
    let text = "server {\n listen 443 ssl;\n add_header Strict-Transport-Security a;\n location / {\n  add_header B c;\n  root /a;\n }\n \
                location /api {\n  proxy_pass http://u:p@b:1;\n }\n}";
    let files = [("a.conf", text)];
    let expected = [
        format!("a.conf#*:443 [location /] {HSTS} = none @a.conf:5"),
        format!("a.conf#*:443 [location /api] {HSTS} = a @a.conf:3"),
    ];
    assert_eq!(of_key(&files, HSTS), expected);
    assert_eq!(of_key(&files, "proxy.target"), ["a.conf#*:443 [location /api] proxy.target = http://b:1 @a.conf:9"]);
}

#[test]
fn an_included_file_is_the_place_of_what_it_says() {
    let files = [
        ("nginx.conf", "http {\n include sites-enabled/*;\n}"),
        ("sites-available/a", "server {\n listen 443 ssl;\n root /a;\n include snippets/h.conf;\n}"),
        ("sites-available/b", "server {\n listen 443 ssl;\n root /b;\n include snippets/h.conf;\n}"),
        ("snippets/h.conf", "add_header Strict-Transport-Security max-age=1;\n"),
    ];
    assert_eq!(of_key(&files, HSTS), [format!("snippets/h.conf {HSTS} = max-age=1 @snippets/h.conf:1")]);
}

#[test]
fn a_configuration_in_a_map_of_a_cluster_is_read_at_its_lines() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  nginx.conf: |\n    events {}\n    http {\n      \
               server_tokens build;\n      include /etc/nginx/conf.d/*.conf;\n    }\n  default.conf: |\n    server {\n      \
               listen 80;\n      root /srv/shop;\n      autoindex on;\n    }\n  other: text\n";
    let files = [("k8s/web.yaml", map)];
    assert_eq!(of_key(&files, TOKENS), ["k8s/web.yaml#web/nginx.conf server.names-release = true @k8s/web.yaml:8"]);
    let listing = of_key(&files, "server.listing");
    assert!(listing.len() == 1 && listing[0].ends_with("server.listing = true @k8s/web.yaml:15"), "{listing:?}");
}
