//! `$NAME` and `${NAME:-default}` in the dialects of the files that know them: one engine, a row of
//! switches for each dialect.

use crate::declared::Supplied;

/// What a dialect understands.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// `$NAME` without braces is a reference.
    pub bare: bool,
    /// `$$` stands for one dollar sign.
    pub doubled: bool,
    /// `\$` stands for a dollar sign.
    pub backslash: bool,
    /// `-`, `+`, `?` and `=` work with and without a colon, and the word after them is expanded too.
    pub operators: bool,
    /// `$1`, `$@` and the like are references, and `$(command)` is known to be one to a command.
    pub shell: bool,
    /// What a variable that nobody sets gives: nothing, or unknown for this reason.
    pub unset: Option<&'static str>,
}

/// Docker Compose, in YAML values and in its env files.
pub const COMPOSE: Dialect = Dialect {
    bare: true,
    doubled: true,
    backslash: false,
    operators: true,
    shell: false,
    unset: Some("is set outside of the files of this project"),
};
/// python-dotenv: only `${NAME}` and `${NAME:-default}`.
pub const PYTHON_DOTENV: Dialect =
    Dialect { bare: false, doubled: false, backslash: false, operators: false, shell: false, unset: None };
/// Instructions of a Dockerfile.
pub const DOCKERFILE: Dialect =
    Dialect { bare: true, doubled: false, backslash: true, operators: true, shell: false, unset: None };
/// A POSIX shell, after quotes and backslashes are taken out.
pub const SHELL: Dialect = Dialect {
    bare: true,
    doubled: false,
    backslash: false,
    operators: true,
    shell: true,
    unset: Some("is not set by any file of this project"),
};

/// Words nest this deep at most (`${A:-${B:-${C}}}`); what is deeper stays as it is written.
const DEEPEST: usize = 16;

/// A reference is at most so many bytes long: what opens and never closes is not searched to the end
/// of the file again and again.
pub const LONGEST: usize = 1024;

/// Text after expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The text; a reference whose value cannot be told stands in it as it is written.
    pub text: String,
    /// Why the text cannot be told in full.
    pub unknown: Option<String>,
}

impl Expanded {
    /// As a variable's value: unknown when any part is.
    #[must_use]
    pub fn supplied(self) -> Supplied {
        self.unknown.map_or(Supplied::Text(self.text), Supplied::Unknown)
    }
}

/// Who knows the variables: `None` means that nobody sets it.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<Supplied>;

/// Replaces the references in a text.
#[must_use]
pub fn expand(text: &str, dialect: Dialect, lookup: Lookup<'_>) -> Expanded {
    let mut out = Expanded::default();
    Expander { dialect, lookup }.run(text, DEEPEST, &mut out);
    out
}

struct Expander<'a> {
    dialect: Dialect,
    lookup: Lookup<'a>,
}

impl Expander<'_> {
    fn run(&self, text: &str, depth: usize, out: &mut Expanded) {
        let mut rest = text;
        while let Some(at) = rest.find(['$', '\\']) {
            out.text.push_str(&rest[..at]);
            rest = self.one(&rest[at..], depth, out);
        }
        out.text.push_str(rest);
    }

    /// Takes what stands at a dollar sign or a backslash and gives back what follows it.
    fn one<'t>(&self, rest: &'t str, depth: usize, out: &mut Expanded) -> &'t str {
        if self.dialect.backslash && rest.starts_with("\\$") {
            out.text.push('$');
            return &rest[2..];
        }
        if self.dialect.doubled && rest.starts_with("$$") {
            out.text.push('$');
            return &rest[2..];
        }
        if depth > 0
            && let Some((inner, after)) = braced(rest, self.dialect.operators)
        {
            self.braces(inner, &rest[..rest.len() - after.len()], depth - 1, out);
            return after;
        }
        if self.dialect.shell && rest.starts_with("$(") {
            let end = closing(&rest[1..]).map_or(rest.len(), |end| end + 1);
            unknown(&rest[..end], "it is the output of a command".into(), out);
            return &rest[end..];
        }
        let name = rest.strip_prefix('$').filter(|_| self.dialect.bare).map_or("", |after| self.name(after));
        if name.is_empty() {
            out.text.push_str(&rest[..1]);
            return &rest[1..];
        }
        let written = &rest[..=name.len()];
        self.put(name, written, (self.lookup)(name), out);
        &rest[written.len()..]
    }

    /// `NAME`, `NAME:-word` and so on, as it stands between the braces.
    fn braces(&self, inner: &str, written: &str, depth: usize, out: &mut Expanded) {
        if !self.dialect.operators {
            let (name, default) = inner.split_once(":-").map_or((inner, None), |(n, d)| (n, Some(d)));
            if name.contains(':') {
                return out.text.push_str(written);
            }
            let value = (self.lookup)(name).or_else(|| default.map(|d| Supplied::Text(d.into())));
            return self.put(name, written, value, out);
        }
        let name = self.name(inner);
        let operator = &inner[name.len()..];
        let value = (self.lookup)(name);
        let (strict, operator) = operator.strip_prefix(':').map_or((false, operator), |after| (true, after));
        let filled = value.as_ref().is_some_and(|v| !strict || *v != Supplied::Text(String::new()));
        let word = operator.get(1..).unwrap_or("");
        match operator.as_bytes().first() {
            None if !strict && !name.is_empty() => self.put(name, written, value, out),
            Some(b'-' | b'=') if filled => self.put(name, written, value, out),
            Some(b'-' | b'=') => self.run(word, depth, out),
            Some(b'+') if filled => self.run(word, depth, out),
            Some(b'+') => {}
            Some(b'?') => self.put(name, written, value.filter(|_| filled), out),
            Some(b'#' | b'%') if !strict => match trimmed(operator, value) {
                Some(text) => out.text.push_str(&text),
                None => unknown(written, format!("`{written}` is not evaluated"), out),
            },
            _ => unknown(written, format!("`{written}` is not evaluated"), out),
        }
    }

    fn name<'t>(&self, text: &'t str) -> &'t str {
        let special = self.dialect.shell && text.starts_with(|c: char| c.is_ascii_digit() || "@*#?$!".contains(c));
        if special { &text[..1] } else { leading_name(text) }
    }

    fn put(&self, name: &str, written: &str, value: Option<Supplied>, out: &mut Expanded) {
        match (value, self.dialect.unset) {
            (Some(Supplied::Text(text)), _) => out.text.push_str(&text),
            (Some(Supplied::Unknown(why)), _) => unknown(written, why, out),
            (None, Some(why)) => unknown(written, format!("{name} {why}"), out),
            (None, None) => {}
        }
    }
}

/// `${NAME#start}` and `${NAME%end}`, for plain text without patterns.
fn trimmed(operator: &str, value: Option<Supplied>) -> Option<String> {
    let Supplied::Text(text) = value.unwrap_or(Supplied::Text(String::new())) else { return None };
    let (at_start, part) = operator.strip_prefix('#').map_or((false, &operator[1..]), |part| (true, part));
    if part.is_empty() || part.contains(['*', '?', '[', '$', '#', '%']) {
        return None;
    }
    let rest = if at_start { text.strip_prefix(part) } else { text.strip_suffix(part) };
    Some(rest.unwrap_or(&text).to_owned())
}

fn unknown(written: &str, why: String, out: &mut Expanded) {
    out.text.push_str(written);
    out.unknown.get_or_insert(why);
}

/// The inside of `${…}` at the beginning of a text, with what follows it; braces nest, and close
/// within [`LONGEST`] bytes or are taken as text.
fn braced(text: &str, nests: bool) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("${")?;
    let mut open = 1usize;
    for (at, byte) in inner.bytes().enumerate().take(LONGEST) {
        match byte {
            b'{' if nests => open += 1,
            b'}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some((&inner[..at], &inner[at + 1..]));
        }
    }
    None
}

/// Where the parenthesis closes that opens at the beginning of a text: the offset after it.
#[must_use]
pub fn closing(text: &str) -> Option<usize> {
    let mut open = 0usize;
    for (at, byte) in text.bytes().enumerate().take(LONGEST) {
        match byte {
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// The variable name at the beginning of a text: letters, digits and `_`, no digit first.
#[must_use]
pub fn leading_name(text: &str) -> &str {
    let end = text.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'_')).unwrap_or(text.len());
    if text.starts_with(|c: char| c.is_ascii_digit()) { "" } else { &text[..end] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knows(name: &str) -> Option<Supplied> {
        match name {
            "A" => Some(Supplied::Text("a".into())),
            "EMPTY" => Some(Supplied::Text(String::new())),
            "FAR" => Some(Supplied::Unknown("FAR is far away".into())),
            _ => None,
        }
    }

    /// The table of the Compose specification, section "Interpolation".
    #[test]
    fn compose_interpolates_as_its_specification_says() {
        let table = [
            ("$A-${A}", "a-a"),
            ("${NO:-d}", "d"),
            ("${EMPTY:-d}", "d"),
            ("${EMPTY-d}", ""),
            ("${NO-d}", "d"),
            ("${A:+yes}${NO:+no}${EMPTY:+no}${EMPTY+so}", "yesso"),
            ("${A:?must be set}", "a"),
            ("$$A and $${A}", "$A and ${A}"),
            ("${NO:-${ALSO_NO:-deep}}", "deep"),
            ("${NO:-$A}", "a"),
            ("100$", "100$"),
            ("${unclosed", "${unclosed"),
        ];
        for (text, expected) in table {
            let got = expand(text, COMPOSE, &knows);
            assert_eq!((got.text.as_str(), got.unknown), (expected, None), "{text}");
        }
    }

    #[test]
    fn what_nobody_sets_is_unknown_to_compose_and_empty_to_docker() {
        let compose = expand("x${NO}", COMPOSE, &knows);
        assert_eq!(compose.unknown.as_deref(), Some("NO is set outside of the files of this project"));
        assert_eq!(expand("x${NO:?e}", COMPOSE, &knows).text, "x${NO:?e}");
        assert_eq!(expand("x${NO}", DOCKERFILE, &knows).supplied(), Supplied::Text("x".into()));
        assert_eq!(expand("$FAR", DOCKERFILE, &knows).supplied(), Supplied::Unknown("FAR is far away".into()));
    }

    #[test]
    fn python_dotenv_knows_braces_only() {
        let table = [
            ("$A", "$A"),
            ("${A}", "a"),
            ("${NO:-d}", "d"),
            ("${NO-d}", ""),
            ("$$", "$$"),
            ("${EMPTY:-d}", ""),
            ("${A:x}", "${A:x}"),
            ("${NO:-${A}}", "${A}"),
        ];
        for (text, expected) in table {
            assert_eq!(expand(text, PYTHON_DOTENV, &knows).text, expected, "{text}");
        }
    }

    #[test]
    fn a_backslash_keeps_a_dollar_sign_in_a_dockerfile() {
        assert_eq!(expand(r"\$A \n", DOCKERFILE, &knows).text, r"$A \n");
    }

    #[test]
    fn a_shell_knows_arguments_and_commands() {
        let argument = |name: &str| (name == "1").then(|| Supplied::Text("web".into())).or_else(|| knows(name));
        let table = [
            ("$1-${1}-${2:-x}", "web-web-x"),
            ("$A$(date +$(x))b", "a$(date +$(x))b"),
            ("${A%%:*}", "${A%%:*}"),
            ("${1#we}${1%b}${1#-}", "bweweb"),
        ];
        for (text, expected) in table {
            assert_eq!(expand(text, SHELL, &argument).text, expected, "{text}");
        }
    }

    #[test]
    fn nesting_without_end_stays_as_it_is() {
        let deep = "${NO:-".repeat(500) + &"}".repeat(500);
        assert!(expand(&deep, COMPOSE, &knows).text.starts_with("${NO:-"));
    }
}
