//! The value of a header in an answer.
//!
//! Source: *header* of Caddy's documentation: lines of outer blocks run before those of inner ones; a line about some
//! requests runs before one about all; `-` takes out and `>` sets when the answer is written; `?` sets what nobody set.

use sneck_model::{Step, Value};

use super::matcher::{arguments, matcher};
use super::site::{Answers, Serves};
use crate::config::braces::Directive;
use crate::config::place::at;

/// A header in one place: its value, and why.
pub(super) struct Header {
    pub(super) value: Value,
    pub(super) because: Vec<Step>,
}

/// One line about a header.
struct Line<'d> {
    at: &'d Directive,
    sign: Option<char>,
    value: &'d [String],
    /// It is about some requests only.
    some: bool,
    /// It happens when the answer is written.
    late: bool,
}

/// What a header is set to; none where nothing here says anything of it.
pub(super) fn header(place: &Answers<'_>, name: &str) -> Option<Header> {
    let mut found = None;
    let levels: Vec<Vec<Line<'_>>> = place.around.iter().map(|block| lines(block, name)).collect();
    for line in levels.iter().flatten().filter(|line| !line.late) {
        apply(line, &mut found);
    }
    let passed_on = Some(place.by).filter(|_| place.serves == Serves::Program);
    for line in passed_on.into_iter().flat_map(|by| down(by, name)) {
        apply(&line, &mut found);
    }
    for line in levels.iter().rev().flatten().filter(|line| line.late) {
        apply(line, &mut found);
    }
    found
}

fn apply(line: &Line<'_>, found: &mut Option<Header>) {
    if line.sign == Some('?') && found.as_ref().is_some_and(|known| known.value != Value::None) {
        return;
    }
    let says = if line.sign == Some('-') { "takes it out" } else { "sets it" };
    let value = match (line.some, line.sign, line.value) {
        (true, ..) => Value::Unknown("it is set for some of the answers".into()),
        (_, Some('-'), _) => Value::None,
        (.., [value]) => text(value),
        _ => Value::Unknown("a part of it is replaced".into()),
    };
    *found = Some(Header { value, because: vec![step(line.at, says)] });
}

fn text(word: &str) -> Value {
    if word.contains("{$") || word.starts_with("{env.") {
        return Value::Unknown(format!("`{word}` is filled in later"));
    }
    if word.is_empty() { Value::None } else { Value::Text(word.to_owned()) }
}

/// Lines of a block, those about some requests first.
fn lines<'d>(block: &'d Directive, name: &str) -> Vec<Line<'d>> {
    let mut all: Vec<Line<'d>> = block.all("header").flat_map(|header| of(header, name)).collect();
    all.sort_by_key(|line| !line.some);
    all
}

fn of<'d>(header: &'d Directive, name: &str) -> Vec<Line<'d>> {
    let some = matcher(header).is_some();
    let own = arguments(header);
    let mut all: Vec<Line<'d>> = line(header, own, name, some).into_iter().collect();
    let inner = header.inner();
    let late = inner.iter().any(|d| d.name == "defer" || d.name.starts_with(['-', '>']));
    for directive in inner {
        all.extend(line_of(directive, name, some));
    }
    // One line that waits lets the whole block wait.
    all.iter_mut().for_each(|line| line.late |= late);
    all
}

fn line<'d>(at: &'d Directive, words: &'d [String], name: &str, some: bool) -> Option<Line<'d>> {
    let (field, value) = words.split_first()?;
    let sign = sign(field);
    is(field, name).then_some(Line { at, sign, value, some, late: matches!(sign, Some('-' | '>')) })
}

fn line_of<'d>(at: &'d Directive, name: &str, some: bool) -> Option<Line<'d>> {
    let sign = sign(&at.name);
    // Only in a block, a colon behind the name is taken for a slip.
    is(at.name.trim_end_matches(':'), name).then_some(Line { at, sign, value: &at.words, some, late: false })
}

fn sign(field: &str) -> Option<char> {
    field.chars().next().filter(|first| ['-', '+', '?', '>'].contains(first))
}

fn is(field: &str, name: &str) -> bool {
    let bare = field.trim_start_matches(['-', '+', '?', '>']);
    bare.eq_ignore_ascii_case(name)
        || bare.strip_suffix('*').is_some_and(|start| {
            !start.is_empty() && name.to_ascii_lowercase().starts_with(&start.to_ascii_lowercase())
        })
}

/// `header_down` of a proxy.
fn down<'d>(by: &'d Directive, name: &str) -> Vec<Line<'d>> {
    by.all("header_down").filter_map(|line| self::line(line, &line.words, name, false)).collect()
}

pub(super) fn step(directive: &Directive, says: &str) -> Step {
    Step::new(at(&directive.path, directive.line), says)
}
