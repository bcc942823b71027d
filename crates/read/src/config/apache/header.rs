//! The value of a header in the answers of a host.
//!
//! Source: mod_headers of httpd 2.4: lines run in the order in which sections are merged; `always` and `onsuccess` keep
//! two tables, and both are sent; `unset` takes out of its own table.

use sneck_model::{Step, Value};

use super::merge::{NAMES, Place, applied};
use super::parse::Directive;
use super::step;

/// A header: its value, and why.
pub(super) struct Header {
    pub(super) value: Value,
    pub(super) because: Vec<Step>,
}

/// What a header is set to for the page at `/`; none where nothing says anything of it.
pub(super) fn header(levels: &[&Directive], folder: Option<&str>, name: &str) -> Option<Header> {
    let place = Place { folder: folder.unwrap_or("\0"), file: "index.html", address: Some("/") };
    let applied = applied(levels, place);
    let (mut always, mut usual): (Option<Header>, Option<Header>) = (None, None);
    for line in applied.iter().flat_map(|section| section.all("header")) {
        if let Some(told) = Told::of(line, name) {
            let table = if told.always { &mut always } else { &mut usual };
            told.apply(line, table);
        }
    }
    let sent = [always, usual].into_iter().flatten().collect::<Vec<_>>();
    let first = sent.iter().position(|header| header.value != Value::None);
    let found = sent.into_iter().nth(first.unwrap_or(0));
    found.or_else(|| elsewhere(levels, name))
}

/// One line about the header.
struct Told<'d> {
    always: bool,
    does: String,
    value: Option<&'d str>,
    /// It hangs on a condition.
    some: bool,
}

impl<'d> Told<'d> {
    /// `Header [always|onsuccess] ACTION NAME [VALUE] [env=…|expr=…]`
    fn of(line: &'d Directive, name: &str) -> Option<Self> {
        let first = line.word(0).to_ascii_lowercase();
        let at = usize::from(matches!(first.as_str(), "always" | "onsuccess"));
        let is = line.word(at + 1).trim_end_matches(':').eq_ignore_ascii_case(name);
        let some = line.words.iter().skip(at + 3).any(|word| ["env=", "expr="].iter().any(|k| word.starts_with(k)));
        let value = line.words.get(at + 2).map(String::as_str);
        is.then(|| Self { always: first == "always", does: line.word(at).to_ascii_lowercase(), value, some })
    }

    fn apply(&self, line: &Directive, table: &mut Option<Header>) {
        let text = || self.value.map_or(Value::None, text);
        let is_empty = table.as_ref().is_none_or(|known| known.value == Value::None);
        let (value, says) = match self.does.as_str() {
            _ if self.some => (Value::Unknown("it is set for some of the answers".into()), "sets it for some answers"),
            "unset" => (Value::None, "takes it out"),
            "set" => (text(), "sets it"),
            "setifempty" | "append" | "add" | "merge" if is_empty => (text(), "sets it"),
            "setifempty" => return,
            _ if is_empty => return,
            _ => (Value::Unknown("a part of it is added or replaced".into()), "changes it"),
        };
        *table = Some(Header { value, because: vec![step(line, says)] });
    }
}

fn text(word: &str) -> Value {
    if word.contains("%{") || word.contains("${") {
        return Value::Unknown(format!("`{word}` is filled in later"));
    }
    if word.is_empty() { Value::None } else { Value::Text(word.to_owned()) }
}

/// A section about other places sets it.
fn elsewhere(levels: &[&Directive], name: &str) -> Option<Header> {
    let own = levels.last()?.every().into_iter();
    let sections = own.filter(|d| NAMES.contains(&d.name.as_str()) || d.name == "<if");
    let mut lines = sections.flat_map(Directive::every);
    let line = lines.find(|d| d.name == "header" && Told::of(d, name).is_some())?;
    let value = Value::Unknown("it is set for some of the answers".into());
    Some(Header { value, because: vec![step(line, "sets it for some answers")] })
}
