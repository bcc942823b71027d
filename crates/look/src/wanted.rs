//! Which files are read, and for whom. Everything else is known by its name only.

use sneck_read::files::searched::is_searched;

/// What is wanted of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// Who reads it.
    pub why: &'static str,
    /// How often the limit for text files it may be large: lock files and fixtures are long.
    pub times: u64,
    /// It is read even when it is binary.
    pub binary: bool,
    /// Only its first bytes are read, however long it is; otherwise it is read whole or not at all.
    pub head: Option<u64>,
    /// Its name promises that it can be read, so that failing to read it is worth a word. A file without an
    /// extension may be a start script and may be anything else.
    pub sure: bool,
    /// It is searched for keys, and kept only when it has one.
    pub search: bool,
}

/// How a file is recognised, on its lower-case name.
enum By {
    Name(&'static [&'static str]),
    Start(&'static [&'static str]),
    End(&'static [&'static str]),
    Folder(&'static str, &'static [&'static str]),
    NoExtension,
}

const TEXT: Want = Want { why: "", times: 1, binary: false, head: None, sure: true, search: false };
const LONG: Want = Want { times: 8, ..TEXT };
const KEY: Want = Want { binary: true, ..TEXT };
/// What a database is shows in its first pages.
const DATABASE: Want = Want { binary: true, head: Some(1 << 16), sure: false, ..TEXT };
/// A source in a language that nobody here reads, or a document.
const SEARCHED: Want = Want { why: "keys in any text", sure: false, search: true, ..TEXT };
const GUESS: Want = Want { sure: false, ..TEXT };

/// The first row that fits decides.
const TABLE: &[(By, Want, &str)] = &[
    (By::End(&[".py", ".pyw", ".wsgi"]), TEXT, "Python source"),
    (By::Name(&[".gitignore", ".dockerignore"]), TEXT, "what git and Docker leave out"),
    (By::Start(&[".env", ".flaskenv"]), TEXT, "environment files"),
    (By::End(&[".env", ".envrc"]), TEXT, "environment files"),
    (By::Start(&["dockerfile", "containerfile"]), TEXT, "images"),
    (By::End(&[".dockerfile", ".containerfile"]), TEXT, "images"),
    (By::Start(&["procfile"]), TEXT, "processes"),
    (By::End(&[".lock"]), LONG, "locked dependencies"),
    (By::Name(&["pipfile", "runtime.txt", ".python-version", ".tool-versions"]), TEXT, "dependencies"),
    (By::Name(&[".nvmrc", ".node-version", ".ruby-version", "pip.conf", "pip.ini"]), TEXT, "dependencies"),
    (By::Start(&["requirements", "constraints"]), TEXT, "dependencies"),
    (By::Folder("requirements", &[".txt", ".in"]), TEXT, "dependencies"),
    (By::End(&["requirements.txt", "requirements.in"]), TEXT, "dependencies"),
    (By::End(&[".yaml", ".yml"]), TEXT, "compose, Kubernetes, pipelines, configuration"),
    (By::End(&[".json", ".sql"]), LONG, "configuration and fixtures"),
    (By::End(&[".toml", ".ini", ".cfg", ".conf", ".cnf", ".acl", ".config", ".properties"]), TEXT, "configuration"),
    (By::Folder("sites-available", &[""]), TEXT, "web servers"),
    (By::Folder("sites-enabled", &[""]), TEXT, "web servers"),
    (By::Start(&["caddyfile"]), TEXT, "web servers"),
    (By::End(&[".caddy", ".caddyfile", ".nginx", ".vhost", ".htaccess"]), TEXT, "web servers"),
    (By::End(&[".service", ".socket", ".container"]), TEXT, "units of systemd"),
    (By::End(&[".sh", ".bash", ".zsh", ".ksh", ".bat", ".cmd", ".ps1"]), TEXT, "start scripts"),
    (By::End(&[".html", ".htm", ".xhtml", ".jinja", ".jinja2", ".j2"]), TEXT, "templates"),
    (By::End(&[".tf", ".tfvars", ".template"]), TEXT, "infrastructure"),
    (By::End(&[".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".ppk", ".asc", ".der"]), KEY, "keys"),
    (By::End(&["cred.txt", "creds.txt", "credentials.txt", "secret.txt", "secrets.txt"]), TEXT, "credentials"),
    (By::Start(&["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"]), KEY, "keys"),
    (By::Name(&[".htpasswd", ".pgpass", ".netrc", ".npmrc", ".pypirc", ".my.cnf", ".s3cfg"]), TEXT, "credentials"),
    (By::End(&[".db", ".sqlite", ".sqlite3", ".db3"]), DATABASE, "databases"),
    (By::NoExtension, GUESS, "start scripts and task files"),
];

/// Endings of files that are copied and filled in: `config.py.example` is read as `config.py` would be.
const COPIES: &[&str] =
    &[".example", ".sample", ".template", ".dist", ".tmpl", ".tpl", ".default", ".j2", ".bak", ".old"];

/// What is wanted of the file at a path; nothing when no reader is interested.
#[must_use]
pub fn wanted(path: &str) -> Option<Want> {
    let lower = path.to_ascii_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let read = find(folder, name).or_else(|| find(folder, original(name)?));
    read.or_else(|| is_searched(name).then_some(SEARCHED))
}

fn find(folder: &str, name: &str) -> Option<Want> {
    let (_, want, why) = TABLE.iter().find(|(by, ..)| fits(by, folder, name))?;
    Some(Want { why, ..*want })
}

fn original(name: &str) -> Option<&str> {
    COPIES.iter().find_map(|ending| name.strip_suffix(ending)).filter(|rest| rest.contains('.'))
}

fn fits(by: &By, folder: &str, name: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match by {
        By::Name(names) => names.contains(&name),
        By::Start(starts) => starts.iter().any(|start| name.starts_with(start)),
        By::End(endings) => ends(endings),
        By::Folder(last, endings) => folder.rsplit('/').next() == Some(last) && ends(endings),
        By::NoExtension => !name.contains('.'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_of_file_finds_its_reader() {
        let table = [
            ("shop/app.py", "Python source"),
            ("deploy/shop.wsgi", "Python source"),
            (".env.production", "environment files"),
            ("docker/prod.env", "environment files"),
            ("docker/Dockerfile.prod", "images"),
            ("docker-compose.yml", "compose, Kubernetes, pipelines, configuration"),
            ("requirements/base.txt", "dependencies"),
            ("requirements-dev.txt", "dependencies"),
            ("poetry.lock", "locked dependencies"),
            ("config.py.example", "Python source"),
            ("bin/start", "start scripts and task files"),
            ("certs/server.key", "keys"),
            ("templates/login.html", "templates"),
            ("shop.sqlite3", "databases"),
            ("static/app.js", "keys in any text"),
            ("README.md", "keys in any text"),
            ("docker/Caddyfile.prod", "web servers"),
        ];
        for (path, why) in table {
            assert_eq!(wanted(path).map(|want| want.why), Some(why), "{path}");
        }
    }

    #[test]
    fn files_that_nobody_reads_are_left_alone() {
        for path in ["logo.png", "static/app.min.js", "style.css", "notes.example"] {
            assert_eq!(wanted(path), None, "{path}");
        }
    }
}
