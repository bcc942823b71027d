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

/// Nothing but `NAME=value`, two lines or more.
fn is_env(body: &str) -> bool {
    lines_are(body, 2, |line| name(line).is_some())
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
        assert!(!is_env("<p>SECRET_KEY=abc</p>\nA=b\n"));
        assert!(!is_env("Set A=b\nand then B=c in your file."));
        assert_eq!(names("A=1\nb.c=2\n# D=3\n"), ["A", "b.c"]);
    }
}
