//! Configuration, and files that hold keys and passwords.

use sneck_model::Severity::{self, Critical, High, Low, Medium};

use super::{File, Sort, line_starts, lines_are};

const fn config(path: &'static str, proof: fn(&str) -> bool, severity: Severity, says: &'static str) -> File {
    File::new(Sort::Config, path, proof, severity, says)
}

pub(super) const FILES: &[File] = &[
    config("config.py", is_python_settings, High, "the configuration of a Python program").and_static(),
    config("settings.py", is_python_settings, High, "the configuration of a Python program").and_static(),
    config("instance/config.py", is_python_settings, High, "the configuration of a Flask instance").and_static(),
    config("config.json", is_json_settings, High, "configuration with passwords or keys"),
    config("appsettings.json", is_appsettings, High, "the configuration of an ASP.NET app"),
    config("web.config", is_web_config, High, "the configuration of an IIS site"),
    config("wp-config.php.bak", is_wp_config, Critical, "the configuration of WordPress with the database's password"),
    config("wp-config.php~", is_wp_config, Critical, "a copy of the configuration of WordPress that an editor left"),
    config("application.properties", is_properties, High, "the configuration of a Spring app"),
    config("application.yml", is_spring_yaml, High, "the configuration of a Spring app"),
    config("config/database.yml", is_database_yaml, Critical, "the database configuration of a Rails app"),
    config("docker-compose.yml", is_compose, Medium, "the compose file, which names every service"),
    config("compose.yaml", is_compose, Medium, "the compose file, which names every service"),
    config("Dockerfile", is_dockerfile, Low, "the Dockerfile"),
    config(".htpasswd", is_htpasswd, High, "user names with hashes of their passwords"),
    config(".npmrc", is_npmrc, Critical, "a token of a package registry"),
    config(".pypirc", is_pypirc, Critical, "a login of a package index"),
    config(".git-credentials", is_git_credentials, Critical, "logins of git servers"),
    config(".netrc", is_netrc, Critical, "logins of servers"),
    config(".aws/credentials", is_aws, Critical, "access keys of AWS"),
    config(".ssh/id_rsa", is_private_key, Critical, "a private key"),
    config("id_rsa", is_private_key, Critical, "a private key"),
    config("server.key", is_private_key, Critical, "a private key"),
    config("privkey.pem", is_private_key, Critical, "a private key"),
];

/// Assignments of upper-case names, as settings of Flask and Django are.
fn is_python_settings(body: &str) -> bool {
    let assigns = |line: &str| {
        line.trim_start().split_once('=').is_some_and(|(name, _)| {
            let name = name.trim_end();
            name.len() > 2 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        })
    };
    body.lines().filter(|line| assigns(line)).count() >= 2 && !body.contains("</")
}

fn has_secret_name(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    ["\"password\"", "secret", "connectionstring", "api_key\"", "apikey\""].iter().any(|name| lower.contains(name))
}

fn is_object(body: &str) -> bool {
    let body = body.trim();
    body.starts_with('{') && body.ends_with('}')
}

fn is_json_settings(body: &str) -> bool {
    is_object(body) && has_secret_name(body)
}

fn is_appsettings(body: &str) -> bool {
    is_object(body.trim_start_matches('\u{feff}'))
        && (body.contains("\"ConnectionStrings\"") || body.contains("\"Logging\""))
}

fn is_web_config(body: &str) -> bool {
    body.contains("<configuration")
        && (body.contains("<system.web") || body.contains("<appSettings") || body.contains("<connectionStrings"))
}

fn is_wp_config(body: &str) -> bool {
    body.contains("<?php") && body.contains("DB_PASSWORD")
}

fn is_properties(body: &str) -> bool {
    line_starts(body, &["spring.", "server.port", "management.", "logging.level"])
        && lines_are(body, 2, |l| l.contains('=') || l.contains(':') || l.starts_with('!'))
}

fn is_spring_yaml(body: &str) -> bool {
    body.lines().any(|line| line.trim_end() == "spring:") && !body.contains("</")
}

fn is_database_yaml(body: &str) -> bool {
    body.contains("adapter:") && line_starts(body, &["production:", "development:"])
}

fn is_compose(body: &str) -> bool {
    let services = body.lines().any(|line| line.trim_end() == "services:");
    services && line_starts(body, &["image:", "build:"]) && !body.contains("</")
}

fn is_dockerfile(body: &str) -> bool {
    line_starts(body, &["FROM "])
        && line_starts(body, &["RUN ", "CMD ", "COPY ", "ENTRYPOINT ", "WORKDIR "])
        && !body.contains("</")
}

/// `name:hash`, in one of the forms that Apache takes (`htpasswd(1)`).
fn is_htpasswd(body: &str) -> bool {
    let hashed =
        |hash: &str| ["$apr1$", "$2y$", "$2b$", "{SHA}", "$5$", "$6$"].iter().any(|start| hash.starts_with(start));
    lines_are(body, 1, |line| line.split_once(':').is_some_and(|(name, hash)| !name.is_empty() && hashed(hash)))
}

fn is_npmrc(body: &str) -> bool {
    body.contains(":_authToken=") || body.contains(":_password=") || line_starts(body, &["_auth=", "_authToken="])
}

fn is_pypirc(body: &str) -> bool {
    line_starts(body, &["[pypi]", "[distutils]", "[testpypi]"]) && line_starts(body, &["password"])
}

fn is_git_credentials(body: &str) -> bool {
    let login = |line: &str| line.split_once("://").is_some_and(|(_, rest)| rest.contains(':') && rest.contains('@'));
    lines_are(body, 1, |line| line.starts_with("http") && login(line) && !line.contains(' '))
}

fn is_netrc(body: &str) -> bool {
    let mut words = body.split_whitespace();
    words.next() == Some("machine") && body.contains("login ") && body.contains("password ")
}

fn is_aws(body: &str) -> bool {
    line_starts(body, &["aws_access_key_id"]) && line_starts(body, &["aws_secret_access_key"])
}

/// The frame of RFC 7468, and that of OpenSSH.
fn is_private_key(body: &str) -> bool {
    let body = body.trim_start();
    body.starts_with("-----BEGIN ")
        && body.lines().next().is_some_and(|line| line.trim_end().ends_with("PRIVATE KEY-----"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_by_its_own_structure() {
        assert!(is_python_settings("import os\nDEBUG = True\nSECRET_KEY = 'x'\n"));
        assert!(!is_python_settings("<p>DEBUG = True</p>\nSECRET_KEY = 'x'\nA_B = 1\n"));
        assert!(is_htpasswd("ada:$apr1$x$y\n") && !is_htpasswd("Ada: a poet\n"));
        assert!(is_private_key("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA"));
        assert!(
            !is_private_key("-----BEGIN CERTIFICATE-----\nAAAA")
                && !is_private_key("How to read -----BEGIN PRIVATE KEY-----")
        );
        assert!(is_compose("services:\n  web:\n    image: shop\n") && !is_compose("our services:\n"));
        assert!(is_git_credentials("https://ada:x@git.example\n") && !is_git_credentials("https://git.example\n"));
        assert!(!is_json_settings("{\"title\": \"hello\"}"));
    }
}
