//! Environment files.

use sneck_model::Severity::Critical;

use super::{File, Sort, lines_are};

const fn env(path: &'static str) -> File {
    File::new(Sort::Env, path, is_env, Critical, "the variables of an environment")
}

/// Names that such files have, by how often the network's search programs ask for them.
pub(super) const FILES: &[File] = &[
    env(".env").and_static(),
    env(".env.local"),
    env(".env.production"),
    env(".env.prod"),
    env(".env.dev"),
    env(".env.development"),
    env(".env.staging"),
    env(".env.backup"),
    env(".env.bak"),
    env(".env.old"),
    env(".env.save"),
    env(".flaskenv"),
];

/// Nothing but `NAME=value`, two lines or more; or one whose name says that it is a secret, and that has one.
fn is_env(body: &str) -> bool {
    lines_are(body, 2, |line| name(line).is_some()) || lines_are(body, 1, is_secret)
}

/// Endings of names that say so.
const SECRETS: &[&str] = &["KEY", "TOKEN", "SECRET", "PASSWORD", "PASS", "_URL", "_DSN"];
/// Bytes of a value that may be one.
const SHORTEST: usize = 8;

fn is_secret(line: &str) -> bool {
    let says = name(line).is_some_and(|name| SECRETS.iter().any(|end| name.ends_with(end)));
    let value = line.split_once('=').map_or("", |(_, value)| value.trim().trim_matches(['"', '\'']));
    says && value.len() >= SHORTEST && !value.contains(char::is_whitespace)
}

fn name(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
    let word = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
    let name = name.trim_end();
    (word && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')).then_some(name)
}

/// Names of the variables.
pub(super) fn names(body: &str) -> Vec<&str> {
    body.lines().map(str::trim).filter(|line| !line.starts_with('#')).filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_variables_make_an_environment() {
        assert!(is_env("# shop\nSECRET_KEY=abc\nexport DB_URL='postgres://x'\n"));
        assert!(!is_env("SECRET_KEY=abc\n"), "one line may be anything");
        assert!(is_env("PARCELS_TOKEN=b7e151628aed2a6abf71\n"), "its name says what it is");
        assert!(!is_env("NOTE=b7e151628aed2a6abf71\n") && !is_env("API_KEY=see the manual\n"));
        assert!(!is_env("<p>SECRET_KEY=abc</p>\nA=b\n"));
        assert!(!is_env("Set A=b\nand then B=c in your file."));
        assert_eq!(names("A=1\nb.c=2\n# D=3\n"), ["A", "b.c"]);
    }
}
