//! Hides secrets in lines of source that are shown. Every masked character becomes a `*`, so that
//! columns stay where they are.

use std::collections::HashSet;

use sneck_model::{Facts, Place, Secret, Value, Weakness};

use super::literals::{is_name, quoted, unquoted_value};

/// What must not be seen in source lines.
pub(crate) struct Mask<'f> {
    secrets: Vec<Known<'f>>,
    /// Lines that hold a secret, however it is written there.
    lines: HashSet<(&'f str, u32)>,
}

struct Known<'f> {
    secret: &'f Secret,
    /// An ordinary word (`dev`) is hidden only where it stands alone, or half of the code would be.
    word: bool,
}

impl<'f> Mask<'f> {
    pub(crate) fn new(facts: &'f Facts) -> Self {
        let mut mask = Self { secrets: Vec::new(), lines: HashSet::new() };
        for literal in &facts.literals {
            mask.add(&literal.value, Some(&literal.place));
        }
        for setting in &facts.settings {
            let place = setting.because.first().map(|s| &s.place);
            each_secret(&setting.value, &mut |secret| mask.add(secret, place));
        }
        for variable in facts.environments.iter().flat_map(|e| &e.variables) {
            each_secret(&variable.value, &mut |secret| mask.add(secret, Some(&variable.place)));
        }
        for (call, argument) in facts.calls.iter().flat_map(|c| c.arguments.iter().map(move |a| (c, a))) {
            each_secret(&argument.value, &mut |secret| mask.add(secret, Some(&call.place)));
        }
        let named = facts.env_files.iter().flat_map(|f| f.secrets.iter().map(move |(_, line)| (&*f.path, *line)));
        mask.lines.extend(named);
        mask
    }

    fn add(&mut self, secret: &'f Secret, place: Option<&'f Place>) {
        let word = matches!(secret.weakness(), Some(Weakness::Published(_))) || secret.bits() < 64;
        self.secrets.push(Known { secret, word });
        self.lines.extend(place.and_then(Place::file).map(|(path, line)| (&**path, line)));
    }

    /// The line with its secrets masked. `about_secrets` says that the finding is about one, which may
    /// then be written in a way that no reader recognised.
    pub(crate) fn line(&self, path: &str, number: u32, text: &str, about_secrets: bool) -> String {
        let mut hidden = vec![false; text.len()];
        for known in &self.secrets {
            hide_secret(known, text, &mut hidden);
        }
        if about_secrets || self.lines.contains(&(path, number)) {
            hide_values(path, text, &mut hidden);
        }
        text.char_indices().map(|(at, c)| if hidden[at] { '*' } else { c }).collect()
    }
}

fn each_secret<'v>(value: &'v Value, found: &mut impl FnMut(&'v Secret)) {
    match value {
        Value::Secret(secret) => found(secret),
        Value::List(all) | Value::OneOf(all) => all.iter().for_each(|v| each_secret(v, found)),
        Value::Map(all) => all.iter().for_each(|(_, v)| each_secret(v, found)),
        _ => {}
    }
}

/// A secret of several lines (a key in PEM form) is hidden line by line.
fn hide_secret(known: &Known, text: &str, hidden: &mut [bool]) {
    known.secret.attempt(|bytes| {
        for part in bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|part| !part.is_empty()) {
            let found = text.as_bytes().windows(part.len()).enumerate().filter(|(_, window)| *window == part);
            for (at, _) in found.filter(|(at, _)| !known.word || stands_alone(text, *at, part.len())) {
                hidden[at..at + part.len()].fill(true);
            }
        }
    });
}

fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let is_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let bytes = text.as_bytes();
    !is_word(at.checked_sub(1).and_then(|before| bytes.get(before))) && !is_word(bytes.get(at + length))
}

/// Hides what is written as a value: string literals that are not names, and in files that are no program
/// what stands after the name.
fn hide_values(path: &str, text: &str, hidden: &mut [bool]) {
    let literals = quoted(text);
    for range in literals.iter().filter(|range| !is_name(text, range)) {
        hidden[range.clone()].fill(true);
    }
    if literals.is_empty() && !path.ends_with(".py") {
        hidden[unquoted_value(text)].fill(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, literal, setting};

    fn facts() -> Facts {
        Facts {
            literals: vec![literal("API_KEY", "sk-9f86d081884c7d659a2feaa0", file("config.py", 3))],
            settings: vec![setting("SECRET_KEY", Value::Secret(Secret::new("dev")), file("config.py", 4))].into(),
            ..Facts::default()
        }
    }

    fn shown(path: &str, number: u32, text: &str, about_secrets: bool) -> String {
        Mask::new(&facts()).line(path, number, text, about_secrets)
    }

    #[test]
    fn a_known_secret_is_hidden_in_every_line() {
        let line = shown("other.py", 9, "call(sk-9f86d081884c7d659a2feaa0)", false);
        assert_eq!(line, format!("call({})", "*".repeat(27)));
    }

    #[test]
    fn a_word_is_hidden_only_where_it_stands_alone() {
        assert_eq!(shown("other.py", 9, "mode = 'dev'; develop()", false), "mode = '***'; develop()");
    }

    #[test]
    fn a_line_with_a_secret_hides_its_literals_and_keeps_names() {
        let line = shown("config.py", 4, r#"KEY = os.environ.get("SECRET_KEY", "d\x65v")"#, false);
        assert_eq!(line, r#"KEY = os.environ.get("SECRET_KEY", "******")"#);
        let line = shown("seed.py", 1, r#"    {"user": "admin", "password": 'hunter2'},"#, true);
        assert_eq!(line, r#"    {"user": "*****", "password": '*******'},"#);
        let line = shown("seed.py", 1, r#"app.config["key"] = "hunter2""#, true);
        assert_eq!(line, r#"app.config["key"] = "*******""#);
    }

    #[test]
    fn files_without_quotes_hide_the_value() {
        assert_eq!(shown(".env", 1, "DB_PASSWORD=hunter2", true), "DB_PASSWORD=*******");
        assert_eq!(shown("compose.yaml", 1, "      - DB_PASSWORD=hunter2", true), "      - DB_PASSWORD=*******");
        assert_eq!(shown("compose.yaml", 1, "  password: hunter2", true), "  password: *******");
        assert_eq!(shown("redis.conf", 1, "requirepass hunter2", true), "requirepass *******");
        assert_eq!(shown("app.py", 1, "app = create_app()", true), "app = create_app()");
    }

    #[test]
    fn a_url_hides_its_password_only() {
        let line = shown(".env", 1, "DATABASE_URL=postgres://shop:hunter2@db:5432/shop", true);
        assert_eq!(line, "DATABASE_URL=postgres://shop:*******@db:5432/shop");
        let line = shown("app.py", 1, r#"URL = "redis://:hunter2@cache""#, true);
        assert_eq!(line, r#"URL = "redis://:*******@cache""#);
    }
}
