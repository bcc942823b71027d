//! A header with another value, wherever the framework at hand is told of it.

use sneck_model::{Edit, Facts, Finding, Framework, Key, PartKind, Place, Setting};

use super::settings::{Wish, concerned, is_name};
use super::{Page, edits, join, risky};
use crate::django;

/// A header as it should be.
pub(crate) struct Sent {
    /// The setting that declares it.
    pub(crate) key: Key,
    /// Its name, as usually written.
    pub(crate) name: &'static str,
    /// What it should say.
    pub(crate) value: &'static str,
    /// Django's own setting, what that should be, and the middleware that heeds it.
    pub(crate) django: Option<(&'static str, &'static str, &'static str)>,
}

/// Gives the header of a finding that value. Where nothing adds it a few lines do, which may repeat what a server in
/// front does: such edits are to be asked for.
pub(crate) fn send(facts: &Facts, finding: &Finding, header: &Sent) -> Vec<Edit> {
    let any = Wish { key: header.key, is_unsafe: |_| true, code: "" };
    let mut all: Vec<Edit> = Vec::new();
    for setting in concerned(facts, finding, &any) {
        let new = one(facts, setting, header).unwrap_or_default();
        join(&mut all, new);
    }
    all
}

fn one(facts: &Facts, setting: &Setting, header: &Sent) -> Option<Vec<Edit>> {
    let place = &setting.because.first()?.place;
    let page = Page::of(facts, place)?;
    match (place, facts.framework_of(&setting.component)?) {
        (Place::Absent { .. }, Framework::Django) => {
            let (raw, code, middleware) = header.django?;
            let runs = django::runs(facts, setting, middleware) == Some(true);
            runs.then(|| edits([page.at_end(&[&format!("{raw} = {code}")])]).map(risky))?
        }
        (Place::Absent { line, .. }, Framework::Flask) => added(&page, *line, header).map(risky),
        (Place::Absent { .. }, _) => None,
        _ => written(&page, page.at(place)?, header),
    }
}

fn written(page: &Page<'_>, at: usize, header: &Sent) -> Option<Vec<Edit>> {
    let (_, literal) = page.literal(at)?;
    let old = page.slice(&literal.range);
    let code = match header.django {
        Some((_, code, _)) if !old.contains(['"', '\'']) => code.to_owned(),
        _ => format!("\"{}\"", header.value),
    };
    edits([page.set_literal(literal, &code)])
}

/// A hook after every request, beside the line that makes the app.
fn added(page: &Page<'_>, line: u32, header: &Sent) -> Option<Vec<Edit>> {
    let (_, made) = page.part_on(line, |part| part.kind == PartKind::Statement && is_name(&part.name))?;
    let app = &made.name;
    let hook = header.name.to_ascii_lowercase().replace('-', "_");
    let lines = [
        "",
        "",
        &format!("@{app}.after_request"),
        &format!("def add_{hook}(response):"),
        &format!("    response.headers[\"{}\"] = \"{}\"", header.name, header.value),
        "    return response",
        "",
    ];
    let deep = !page.indentation(made.range.start).is_empty();
    let rest = page.text.get(page.next_line(made.range.end)..).unwrap_or_default();
    let apart = rest.is_empty() || rest.starts_with(['\r', '\n']);
    let lines = &lines[usize::from(deep)..lines.len() - usize::from(apart)];
    edits([page.after_statement(made.range.start, lines)])
}
