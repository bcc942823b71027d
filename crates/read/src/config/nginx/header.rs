//! The value of a header in an answer.
//!
//! Source: ngx_http_headers_module: lines of `add_header` are taken over from the blocks around only where a block has
//! none of its own; an empty value sends nothing. headers-more: lines of all blocks count.

use sneck_model::{Step, Value};

use super::context::Context;
use super::variable::Variables;
use crate::config::braces::Directive;
use crate::config::place::at;

/// A header in one context: its value, and why.
pub(super) struct Header {
    pub(super) value: Value,
    pub(super) because: Vec<Step>,
}

/// What a header is set to; none where nothing here sets it.
pub(super) fn header(context: &Context<'_>, variables: &Variables<'_>, name: &str) -> Option<Header> {
    if let Some((line, text)) = more_set(context, name) {
        return Some(Header { value: variables.value(text), because: vec![step(line, "sets it")] });
    }
    let here = lines(context).into_iter().find(|line| is_of(line, name));
    if let Some(line) = here {
        let value = variables.value(line.word(1));
        return Some(Header { value, because: vec![step(line, "sets it")] });
    }
    dropped(context, name)
}

/// The lines that hold here.
pub(super) fn lines<'d>(context: &Context<'d>) -> Vec<&'d Directive> {
    let merges = context.last("add_header_inherit").map(|d| d.word(0));
    match merges {
        Some("merge") => context.every("add_header"),
        _ => context.given("add_header"),
    }
}

fn is_of(line: &Directive, name: &str) -> bool {
    line.word(0).eq_ignore_ascii_case(name)
}

/// A block around this one sets it.
fn dropped(context: &Context<'_>, name: &str) -> Option<Header> {
    let outer = context.every("add_header").into_iter().rev().find(|line| is_of(line, name))?;
    let own = context.given("add_header").first().copied()?;
    let says = "has lines of its own, so those of the blocks around it do not count";
    let because = vec![step(own, says), step(outer, "sets it elsewhere")];
    Some(Header { value: Value::None, because })
}

/// `more_set_headers "NAME: value";`
pub(super) fn more_set<'d>(context: &Context<'d>, name: &str) -> Option<(&'d Directive, &'d str)> {
    let lines = context.every("more_set_headers");
    let of = |line: &'d Directive| {
        let (_, value) = line
            .words
            .iter()
            .find_map(|word| word.split_once(':').filter(|(n, _)| n.trim().eq_ignore_ascii_case(name)))?;
        Some((line, value.trim()))
    };
    lines.into_iter().rev().find_map(of)
}

pub(super) fn step(directive: &Directive, says: &str) -> Step {
    Step::new(at(&directive.path, directive.line), says)
}
