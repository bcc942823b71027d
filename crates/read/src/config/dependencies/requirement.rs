//! One requirement: `flask[async] >= 2, < 3; python_version > "3.8"` (PEP 508), and Poetry's forms.

use std::str::FromStr;
use std::sync::LazyLock;

use pep508_rs::{MarkerEnvironment, MarkerEnvironmentBuilder, MarkerTree};

/// A requirement as it is written, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Normalised name (PEP 503).
    pub name: String,
    /// The version part (`>=2,<3`), or `@ ` and the address without credentials.
    pub version: String,
    /// The part after the semicolon.
    pub marker: String,
}

/// Markers longer than this are not evaluated: no real one is, and their parser recurses.
const LONGEST_MARKER: usize = 500;

/// The machine that production is taken to be: Linux with a current CPython. A requirement for
/// another system (`; sys_platform == "win32"`) is not installed there.
static PRODUCTION: LazyLock<Option<MarkerEnvironment>> = LazyLock::new(|| {
    MarkerEnvironment::try_from(MarkerEnvironmentBuilder {
        implementation_name: "cpython",
        implementation_version: "3.12.0",
        os_name: "posix",
        platform_machine: "x86_64",
        platform_python_implementation: "CPython",
        platform_release: "",
        platform_system: "Linux",
        platform_version: "",
        python_full_version: "3.12.0",
        python_version: "3.12",
        sys_platform: "linux",
    })
    .ok()
});

impl Requirement {
    /// Takes a PEP 508 requirement apart; `None` when no name stands at its beginning.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (text, marker) = split_marker(text);
        let end =
            text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let rest = without_extras(rest.trim_start());
        let version = match rest.strip_prefix('@') {
            Some(address) => format!("@ {}", without_credentials(address.trim())),
            None => rest.trim().trim_start_matches('(').trim_end_matches(')').trim().to_owned(),
        };
        let understood = version.is_empty() || version.starts_with(['=', '<', '>', '!', '~', '@']);
        (!name.is_empty() && understood).then(|| Self { name: normalise(name), version, marker: marker.to_owned() })
    }

    /// Installed on a Linux server with a current Python, as far as its marker says.
    #[must_use]
    pub fn applies(&self) -> bool {
        // Markers are ASCII (PEP 508); on other text the parser cuts through characters and panics.
        if self.marker.is_empty() || self.marker.len() > LONGEST_MARKER || !self.marker.is_ascii() {
            return true;
        }
        match (MarkerTree::from_str(&self.marker), &*PRODUCTION) {
            (Ok(marker), Some(machine)) => marker.evaluate(machine, &[]),
            _ => true,
        }
    }
}

/// A package name in its one spelling: lower case, runs of `-`, `_` and `.` as one `-`.
#[must_use]
pub fn normalise(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

fn split_marker(text: &str) -> (&str, &str) {
    // In a URL a semicolon needs white space before it to begin a marker.
    let separator = if text.contains('@') { " ;" } else { ";" };
    text.split_once(separator).map_or((text.trim(), ""), |(before, marker)| (before.trim(), marker.trim()))
}

fn without_extras(rest: &str) -> &str {
    match rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        Some((_, after)) => after.trim_start(),
        None => rest,
    }
}

/// An address without the part between `//` and `@`, which may hold a password or a token.
#[must_use]
pub fn without_credentials(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let host_end = rest.find('/').unwrap_or(rest.len());
    match rest[..host_end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_taken_apart() {
        let table = [
            ("Flask", "flask", ""),
            ("Flask_SQLAlchemy==2.5.1", "flask-sqlalchemy", "==2.5.1"),
            ("flask[async,dotenv] >= 2 , < 3 ; python_version > '3'", "flask", ">= 2 , < 3"),
            ("flask (>=2)", "flask", ">=2"),
            ("app @ https://user:token@host/app.zip", "app", "@ https://host/app.zip"),
        ];
        for (text, name, version) in table {
            let got = Requirement::parse(text);
            assert_eq!(got.map(|r| (r.name, r.version)), Some((name.into(), version.into())), "{text}");
        }
        for text in ["", "==2", "-r x", "two words", "./here"] {
            assert_eq!(Requirement::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_marker_says_where_a_requirement_applies() {
        let table = [
            ("a; sys_platform == 'win32'", false),
            ("a; python_version < '3.8'", false),
            ("a; python_version >= '3.8'", true),
            ("a; extra == 'test'", false),
            ("a; nonsense", true),
            ("a; python_version > \"3\"$[é", true),
        ];
        for (text, expected) in table {
            assert_eq!(Requirement::parse(text).map(|r| r.applies()), Some(expected), "{text}");
        }
    }
}
