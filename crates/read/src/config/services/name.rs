//! Names of configuration files, as far as they say whose they are.

use std::borrow::Cow;

/// Endings of files that are copied and filled in.
const COPIES: &[&str] = &[
    ".j2",
    ".jinja2",
    ".jinja",
    ".erb",
    ".epp",
    ".tmpl",
    ".tpl",
    ".template",
    ".example",
    ".sample",
    ".dist",
    ".default",
    ".in",
];

/// Endings that a service's configuration has; a name without any has none to say.
const ENDINGS: &[&str] = &["conf", "cnf", "cfg", "config", "ini", "yml", "yaml", "acl", "properties"];

/// A path in lower case, without what marks it as a template.
pub struct Name<'p> {
    path: Cow<'p, str>,
}

impl<'p> Name<'p> {
    /// A name that a service's configuration could have; nothing for every other, which is most.
    #[must_use]
    pub fn of(path: &'p str) -> Option<Self> {
        let mut end = path.len();
        while let Some(copy) = COPIES.iter().find(|copy| ends_with(&path[..end], copy)) {
            end -= copy.len();
        }
        let name = path[..end].rsplit('/').next()?;
        let fits = match name.rsplit_once('.') {
            Some(("daemon", "json")) => true,
            Some((_, ending)) => ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)),
            None => true,
        };
        fits.then(|| Self { path: lower(&path[..end]) })
    }

    /// The last part.
    #[must_use]
    pub fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folders, from the outside in.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder).split('/')
    }

    /// What follows the last point of the name; empty where it has none.
    #[must_use]
    pub fn ending(&self) -> &str {
        self.file().rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// The name, or one of the last two folders, holds one of these words.
    #[must_use]
    pub fn says(&self, words: &[&str]) -> bool {
        let near: Vec<&str> = self.folders().collect();
        let near = near.iter().rev().take(2).copied();
        near.chain([self.file()]).any(|part| words.iter().any(|word| part.contains(word)))
    }
}

fn ends_with(path: &str, end: &str) -> bool {
    path.len() > end.len() && path.is_char_boundary(path.len() - end.len()) && {
        path[path.len() - end.len()..].eq_ignore_ascii_case(end)
    }
}

fn lower(path: &str) -> Cow<'_, str> {
    if path.bytes().any(|b| b.is_ascii_uppercase()) { path.to_ascii_lowercase().into() } else { path.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_without_what_marks_a_copy() {
        let name = Name::of("roles/Redis/templates/redis.conf.j2").expect("a configuration");
        assert_eq!((name.file(), name.ending()), ("redis.conf", "conf"));
        assert!(name.says(&["redis"]) && !Name::of("redis/a/b/c.conf").expect("one").says(&["redis"]));
        assert!(Name::of("etc/ssh/sshd_config").is_some());
        for other in ["app.py", "static/redis.js", "README.md"] {
            assert!(Name::of(other).is_none(), "{other}");
        }
    }
}
