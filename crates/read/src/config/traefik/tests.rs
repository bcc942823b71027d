//! What is read of Traefik's files and labels.

use sneck_model::{Facts, Key};

use super::dynamic::openssl;
use crate::tree::{File, Tree};

fn read(files: &[(&str, &str)]) -> Facts {
    let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    crate::facts(&Tree { files, ..Tree::default() })
}

fn shown(facts: &Facts, key: Key) -> Vec<String> {
    facts.settings_of(key).map(|setting| serde_json::to_string(&setting.value).unwrap_or_default()).collect()
}

const FILE: &str = "entryPoints:\n  web:\n    address: ':80'\n    http:\n      redirections:\n        entryPoint:\n          \
                    to: websecure\n          scheme: https\n  websecure:\n    address: ':443'\nproviders:\n  docker:\n    \
                    exposedByDefault: false\napi:\n  insecure: true\n";

const COMPOSE: &str = "services:\n  proxy:\n    image: traefik:v3.1\n    ports: ['80:80', '443:443', '8080:8080']\n    \
                       volumes: ['./traefik.yml:/etc/traefik/traefik.yml:ro']\n  web:\n    build: .\n    labels:\n      - \
                       traefik.enable=true\n      - traefik.http.routers.web.rule=Host(`shop.example`)\n      - \
                       traefik.http.routers.web.middlewares=safe\n      - \
                       traefik.http.middlewares.safe.headers.stsSeconds=31536000\n      - \
                       traefik.http.middlewares.safe.headers.frameDeny=true\n";

#[test]
fn one_configuration_is_read_whichever_way_it_is_written() {
    let command = "services:\n  proxy:\n    image: traefik:v3.1\n    command:\n      - --entryPoints.web.address=:80\n      \
                   - --entrypoints.web.http.redirections.entryPoint.to=websecure\n      - \
                   --entrypoints.websecure.address=:443\n      - --providers.docker.exposedbydefault=false\n";
    let toml = "[entryPoints.web]\naddress = ':80'\n[entryPoints.web.http.redirections.entryPoint]\nto = 'websecure'\n\
                [entryPoints.websecure]\naddress = ':443'\n[providers.docker]\nexposedByDefault = false\n";
    for files in [[("traefik.yml", FILE)], [("compose.yaml", command)], [("traefik.toml", toml)]] {
        let facts = read(&files);
        assert_eq!(shown(&facts, Key::HTTPS_REDIRECT), [r#"{"bool":true}"#], "{files:?}");
        assert_eq!(shown(&facts, Key::SERVER_SERVES_ALL), [r#"{"bool":false}"#], "{files:?}");
    }
}

#[test]
fn labels_say_what_stands_behind_it_and_what_is_sent() {
    let facts = read(&[("compose.yaml", COMPOSE), ("traefik.yml", FILE), ("Dockerfile", "FROM python\n")]);
    assert_eq!(shown(&facts, Key::PROXY_FRONT_OF), [r#"{"text":"compose.yaml#web"}"#]);
    assert_eq!(shown(&facts, Key::HEADER_HSTS), [r#"{"text":"max-age=31536000"}"#]);
    assert_eq!(shown(&facts, Key::HEADER_FRAME_OPTIONS), [r#"{"text":"DENY"}"#]);
    let tools = shown(&facts, Key::CONTAINER_ADMIN_TOOL);
    assert!(tools.contains(&r#"{"text":"0.0.0.0:8080"}"#.to_owned()), "{tools:?}");
}

#[test]
fn options_of_tls_are_read_in_the_words_of_openssl() {
    let file = "tls:\n  options:\n    default:\n      minVersion: VersionTLS10\n      cipherSuites:\n        - \
                TLS_RSA_WITH_3DES_EDE_CBC_SHA\n";
    let facts = read(&[("dynamic/tls.yml", file)]);
    assert!(shown(&facts, Key::SERVER_TLS_VERSIONS)[0].contains("TLSv1.1"));
    assert_eq!(shown(&facts, Key::SERVER_TLS_CIPHERS), [r#"{"text":"DES-CBC3-SHA"}"#]);
    let table = [
        ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
        ("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA"),
        ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
        ("TLS_RSA_WITH_RC4_128_SHA", "RC4-SHA"),
    ];
    table.iter().for_each(|(suite, name)| assert_eq!(openssl(suite), *name));
}

#[test]
fn a_dashboard_behind_a_log_in_is_told_from_an_open_one() {
    let compose = |more: &str| {
        format!(
            "services:\n  proxy:\n    image: traefik:v3.1\n    ports: ['443:443']\n    labels:\n      \
             traefik.http.routers.api.service: api@internal\n{more}"
        )
    };
    let guarded = "      traefik.http.routers.api.middlewares: auth\n      \
                   traefik.http.middlewares.auth.basicauth.users: 'a:b'\n";
    let open = shown(&read(&[("compose.yaml", &compose(""))]), Key::CONTAINER_ADMIN_TOOL);
    assert!(open.contains(&r#"{"text":"0.0.0.0:443"}"#.to_owned()), "{open:?}");
    let shut = shown(&read(&[("compose.yaml", &compose(guarded))]), Key::CONTAINER_ADMIN_TOOL);
    assert!(!shut.contains(&r#"{"text":"0.0.0.0:443"}"#.to_owned()), "{shut:?}");
}
