//! Directives as files give them, and what stands in place of those that they do not give.

use std::sync::Arc;

use sneck_model::{Layer, Place, Step, Value};

use crate::config::place::at;

/// One directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its name, in lower case.
    pub name: String,
    /// What follows, in words and without quotes.
    pub words: Vec<String>,
    /// Its file.
    pub path: Arc<str>,
    /// Its line, from 1.
    pub line: u32,
}

/// What is filled in when the file is put in place.
pub const FILLED_IN: &str = "it is filled in when the file is put in place";

impl Given {
    /// The words in one text.
    #[must_use]
    pub fn value(&self) -> String {
        self.words.join(" ")
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> Place {
        at(&self.path, self.line)
    }

    /// Where it stands and what it says.
    #[must_use]
    pub fn step(&self) -> Step {
        Step::new(self.place(), format!("sets `{}` to {}", self.name, shown(&self.value())))
    }

    /// The same of a secret, which is not shown.
    #[must_use]
    pub fn hidden(&self) -> Step {
        Step::new(self.place(), format!("sets `{}`", self.name))
    }

    /// The value as what it means, unless a template fills it in.
    pub fn to_value(&self, meaning: impl FnOnce(&str) -> Value) -> Value {
        let value = self.value();
        if is_filled_in(&value) { Value::Unknown(FILLED_IN.into()) } else { meaning(&value) }
    }
}

/// A value as it can be shown: a bounded part of it.
#[must_use]
pub fn shown(value: &str) -> String {
    if value.is_empty() { "nothing".into() } else { value.chars().take(80).collect() }
}

/// A template or the program that starts the service puts another text here.
#[must_use]
pub fn is_filled_in(value: &str) -> bool {
    ["{{", "${", "$(", "<%", "%(", "#{", "@@"].iter().any(|mark| value.contains(mark))
        || value.strip_prefix('$').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
        || (value.starts_with("__") && value.ends_with("__") && value.len() > 4)
        || (value.starts_with('<') && value.ends_with('>') && value.len() > 2)
}

/// Why a file is not read whose lines depend on the values that are filled in.
pub const TEMPLATE: &str = "a template whose lines come and go: what it becomes is not known";

/// The first line at which a template decides which lines there are.
#[must_use]
pub fn comes_and_goes(text: &str) -> Option<u32> {
    const MARKS: &[&str] = &["{%", "<%", "{{#", "{{-", "{{ if", "{{if", "{{ range", "{{range"];
    let decides = |line: &str| MARKS.iter().any(|mark| line.trim_start().starts_with(mark));
    (1u32..).zip(text.lines()).find(|(_, line)| decides(line)).map(|(line, _)| line)
}

/// The line on which a directive is commented out, which is where it belongs.
#[must_use]
pub fn commented_out(text: &str, name: &str) -> Option<u32> {
    let is = |line: &str| {
        let rest = line.trim_start().strip_prefix(['#', ';'])?.trim_start_matches(['#', ' ', '\t']);
        let rest =
            rest.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(|_| &rest[name.len()..])?;
        // A sentence goes on after the word; a directive has its value there, and no more than a few words of it.
        let ends = rest.is_empty() || rest.starts_with([' ', '\t', '=', ':']);
        (ends && rest.split_whitespace().count() <= 3).then_some(())
    };
    (1u32..).zip(text.lines()).find(|(_, line)| is(line).is_some()).map(|(number, _)| number)
}

/// Where a directive belongs that is not given.
#[must_use]
pub fn absent(path: &Arc<str>, line: u32, name: &str) -> Step {
    let place = Place::Absent { layer: Layer::Deploy, path: path.clone(), line };
    Step::new(place, format!("does not set `{name}`"))
}

/// What a product does without the directive.
#[must_use]
pub fn default(product: &str, versions: &str, says: &str) -> Step {
    Step::new(Place::Default { product: product.into(), versions: versions.into() }, says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_fills_in_is_not_known() {
        for text in ["{{ redis_bind }}", "${REDIS_HOST}", "$HOST", "__BIND__", "<password>", "<%= @bind %>"] {
            assert!(is_filled_in(text), "{text}");
        }
        for text in ["0.0.0.0", "$6$rounds", "pa$$word", "a_b", "<"] {
            assert!(!is_filled_in(text), "{text}");
        }
        assert_eq!(comes_and_goes("bind 0.0.0.0\n{% if tls %}\nport 0\n{% endif %}\n"), Some(2));
        assert_eq!(comes_and_goes("bind {{ host }}\n"), None);
    }

    #[test]
    fn a_directive_belongs_where_it_is_commented_out() {
        let text = "# requirepass is the way to set a password\n#\n# requirepass foobared\nport 1\n";
        assert_eq!(commented_out(text, "requirepass"), Some(3));
        assert_eq!(commented_out(text, "bind"), None);
    }
}
