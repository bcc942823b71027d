//! A header with another value, wherever the framework at hand is told of it.

use sneck_model::{Edit, Facts, Finding, Framework, Key, PartKind, Place, Setting, SubjectKind};

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
    if let (Place::Absent { line, .. }, SubjectKind::Server) = (place, setting.component.kind) {
        return if setting.raw == "add_header" { in_server(facts, &page, *line, header) } else { None };
    }
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

/// A line of nginx's at the beginning of its server, where no other block has lines of its own: one that has takes over
/// none from the server, and the server itself none from what is around it.
fn in_server(facts: &Facts, page: &Page<'_>, line: u32, header: &Sent) -> Option<Vec<Edit>> {
    let opening = page.line(line)?;
    let opened = page.slice(&opening).trim_end();
    let around = |setting: &Setting| {
        let file = setting.because.first().and_then(|step| step.place.file());
        setting.raw == "add_header" && file.is_some_and(|(path, _)| path != page.path)
    };
    if !opened.ends_with('{') || facts.settings.iter().any(around) || !all_directly_in(page.text, opening.start) {
        return None;
    }
    let at = page.next_line(opening.end);
    let indentation = match page.indentation(at) {
        "" => format!("{}    ", page.indentation(opening.start)),
        own => own.to_owned(),
    };
    let written = format!("add_header {} \"{}\" always;", header.name, header.value);
    edits([page.insert_lines(at, &indentation, &[&written])])
}

/// Every `add_header` of a text stands directly in the block that begins at a byte.
fn all_directly_in(text: &str, from: usize) -> bool {
    let (mut depth, mut at) = (0i32, 0);
    let mut within = None;
    for line in text.split_inclusive('\n') {
        if at == from {
            within = Some(depth + 1);
        }
        let words = line.split('#').next().unwrap_or_default();
        if words.trim_start().starts_with("add_header") && within != Some(depth) {
            return false;
        }
        depth += i32::try_from(words.matches('{').count()).unwrap_or(0);
        depth -= i32::try_from(words.matches('}').count()).unwrap_or(0);
        if within.is_some_and(|within| depth < within) {
            within = None;
        }
        at += line.len();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::all_directly_in;

    #[test]
    fn lines_of_other_blocks_are_seen() {
        let alone = "server {\n  add_header A b;\n  location / { root /x; }\n}\n";
        assert!(all_directly_in(alone, 0));
        assert!(!all_directly_in("server {\n  location / {\n    add_header A b;\n  }\n}\n", 0));
        assert!(!all_directly_in("add_header A b;\nserver {\n}\n", 16));
    }
}
