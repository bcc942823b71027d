//! Secrets are read from the environment, with a clear failure where they are missing.

use sneck_model::{Edit, Facts, Part, PartKind, Place};

use super::Page;

/// Replaces the literal at a place by a read of that variable. Where the literal is what a read falls back to, it is taken
/// out instead. Whoever starts the program has to supply the variable afterwards.
pub(crate) fn from_environment(facts: &Facts, place: &Place, name: &str) -> Option<Vec<Edit>> {
    let page = Page::of(facts, place)?;
    if page.path.contains("compose") {
        return interpolated(&page, place);
    }
    let (number, literal) = page.literal(page.at(place)?)?;
    let edits = fallback(&page, number, literal).or_else(|| value(&page, number, literal, name))?;
    Some(edits.into_iter().map(|edit| Edit { safe: false, ..edit }).collect())
}

/// A variable of a compose file takes the value that it has where compose is run, which stops when there is none.
fn interpolated(page: &Page<'_>, place: &Place) -> Option<Vec<Edit>> {
    let (_, line) = place.file()?;
    let sets = |part: &Part| {
        let named = matches!(part.kind, PartKind::Entry | PartKind::Item) && !part.name.is_empty();
        named && part.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !part.value.is_empty()
    };
    let (_, part) = page.part_on(line, sets)?;
    let old = page.slice(&part.value);
    let quote = old.chars().next().filter(|c| matches!(c, '"' | '\'')).map(String::from).unwrap_or_default();
    let edit = page.replace(part.value.clone(), format!("{quote}${{{}:?}}{quote}", part.name))?;
    Some(vec![Edit { safe: false, ..edit }])
}

/// The literal is all that a name is set to.
fn value(page: &Page<'_>, number: usize, literal: &Part, name: &str) -> Option<Vec<Edit>> {
    let (_, holder) = page.outline.above(number).next()?;
    if !matches!(holder.kind, PartKind::Statement | PartKind::Entry) || holder.value != literal.range {
        return None;
    }
    let mut edits = page.import_os()?;
    let read = page.styled(&format!("os.environ[\"{}\"]", variable(name)?));
    edits.extend(page.replace(literal.range.clone(), read));
    Some(edits)
}

/// The literal stands in for a variable that is not set.
fn fallback(page: &Page<'_>, number: usize, literal: &Part) -> Option<Vec<Edit>> {
    let (above, holder) = page.outline.above(number).next()?;
    match holder.kind {
        PartKind::Call => of_read(page, above, number),
        PartKind::Entry if holder.name == "default" => {
            let read = holder.parent?;
            if is_get(&page.outline.parts.get(read)?.name) {
                of_read(page, read, above)
            } else {
                page.without(above).map(|edit| vec![edit])
            }
        }
        // `os.environ.get("KEY") or "…"`
        PartKind::Expression if literal.range.end == holder.range.end => {
            let (read, call) = page.outline.starting(holder.range.start).find(|(_, p)| p.kind == PartKind::Call)?;
            let between = page.slice(&(call.range.end..literal.range.start));
            (between.trim() == "or").then(|| indexed(page, read, &holder.range))?
        }
        _ => None,
    }
}

/// `os.environ.get("KEY", "…")`, and the readers of libraries, which fail by themselves when there is no default.
fn of_read(page: &Page<'_>, read: usize, default: usize) -> Option<Vec<Edit>> {
    let call = page.outline.parts.get(read)?;
    let last = call.name.rsplit('.').next()?;
    if is_get(&call.name) {
        let range = call.range.clone();
        return indexed(page, read, &range);
    }
    let second = page.elements(read).get(1).is_some_and(|(number, _)| *number == default);
    (second && READERS.contains(&last)).then(|| page.without(default).map(|edit| vec![edit]))?
}

/// `env("KEY", "…")` of django-environ, environs and python-decouple.
const READERS: &[&str] = &["env", "config", "str"];

fn is_get(name: &str) -> bool {
    name.ends_with("environ.get") || name.ends_with("getenv")
}

/// `os.environ["KEY"]` in the place of a range, for the variable that a call reads.
fn indexed(page: &Page<'_>, read: usize, range: &std::ops::Range<usize>) -> Option<Vec<Edit>> {
    let call = page.outline.parts.get(read)?;
    let (_, variable) = *page.elements(read).first()?;
    if !is_get(&call.name) || variable.kind != PartKind::Literal {
        return None;
    }
    let (environ, mut edits) = match call.name.strip_suffix(".get") {
        Some(environ) => (environ, Vec::new()),
        None => ("os.environ", page.import_os()?),
    };
    edits.extend(page.replace(range.clone(), format!("{environ}[{}]", page.slice(&variable.range))));
    Some(edits)
}

/// A name as variables are written; nothing where no letter of it is left.
fn variable(name: &str) -> Option<String> {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    let name = letters.collect::<String>().trim_matches('_').to_owned();
    name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(name)
}
