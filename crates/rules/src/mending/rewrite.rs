//! Another value for what deployment files say in one word.

use sneck_model::{Edit, Facts, Finding, Part, PartKind, Place};

use super::{Page, join};

/// A name and what it should be set to. Names are compared as their programs do: without case.
pub(crate) type Should = (&'static str, &'static str);

/// Gives each name of the table that stands where the finding says its value.
pub(crate) fn rewrite(facts: &Facts, finding: &Finding, table: &[Should]) -> Vec<Edit> {
    let mut all = Vec::new();
    for step in &finding.places {
        let edits = Page::of(facts, &step.place).and_then(|page| one(&page, &step.place, table));
        join(&mut all, edits.into_iter().collect());
    }
    all
}

fn one(page: &Page<'_>, place: &Place, table: &[Should]) -> Option<Edit> {
    let (_, line) = place.file()?;
    let row = |part: &Part| table.iter().find(|(name, _)| part.name.eq_ignore_ascii_case(name));
    let holds = |part: &Part| row(part).is_some() && matches!(part.kind, PartKind::Statement | PartKind::Entry);
    let (_, part) = page.part_on(line, holds)?;
    let (_, value) = row(part)?;
    match part.value.is_empty() {
        true => None,
        false => page.replace(part.value.clone(), quoted(page.slice(&part.value), value)),
    }
}

/// A value keeps the quotes of the one before it, unless it brings its own.
fn quoted(old: &str, new: &str) -> String {
    let own = new.starts_with(['"', '\'']);
    match old.chars().next().filter(|c| !own && matches!(c, '"' | '\'') && old.ends_with(*c)) {
        Some(quote) => format!("{quote}{new}{quote}"),
        None => new.to_owned(),
    }
}

/// Gives a block that lacks an attribute that one: Terraform's resources.
pub(crate) fn added(
    facts: &Facts,
    finding: &Finding,
    lacks: impl Fn(&str) -> bool,
    name: &str,
    value: &str,
) -> Vec<Edit> {
    let absent = finding.places.iter().filter(|step| matches!(step.place, Place::Absent { .. }) && lacks(&step.says));
    let edits = absent.filter_map(|step| {
        let page = Page::of(facts, &step.place)?;
        let (number, block) = page.part_on(step.place.file()?.1, |part| part.kind == PartKind::Block)?;
        let first = page.outline.below(Some(number)).next();
        let indentation = match first {
            Some((_, part)) => page.indentation(part.range.start).to_owned(),
            None => format!("{}  ", page.indentation(block.range.start)),
        };
        let close = page.line_around(block.value.end).start;
        (close > block.value.start).then(|| page.insert_lines(close, &indentation, &[&format!("{name} = {value}")]))?
    });
    edits.collect()
}

/// Takes the items out that stand where the finding says, each with its line, where others stay in the list.
pub(crate) fn without_items(facts: &Facts, finding: &Finding, wanted: impl Fn(&str) -> bool) -> Vec<Edit> {
    let edits = finding.places.iter().filter_map(|step| {
        let page = Page::of(facts, &step.place)?;
        let (_, line) = step.place.file()?;
        let (_, item) = page.part_on(line, |part| part.kind == PartKind::Item && wanted(page.slice(&part.range)))?;
        let others = page.outline.below(item.parent).count() > 1;
        let alone = page.slice(&page.line_around(item.range.start)).trim_start().starts_with('-');
        if others && alone {
            return page.remove_lines(&item.range);
        }
        // The only item: the key goes with it.
        let list = page.outline.parts.get(item.parent?)?;
        let entry = page.outline.parts.get(list.parent?)?;
        let beside = page.outline.below(entry.parent).count() > 1;
        let comments = page.slice(&entry.range).contains('#');
        (beside && !comments && entry.kind == PartKind::Entry).then(|| page.remove_lines(&entry.range))?
    });
    edits.collect()
}

/// Every item that stands where the finding says, changed.
pub(crate) fn items(facts: &Facts, finding: &Finding, change: impl Fn(&str) -> Option<String>) -> Vec<Edit> {
    let mut all = Vec::new();
    for step in &finding.places {
        let edit = Page::of(facts, &step.place).and_then(|page| {
            let (_, line) = step.place.file()?;
            let on = |part: &Part| part.kind == PartKind::Item && change(page.slice(&part.range)).is_some();
            let (_, item) = page.part_on(line, on)?;
            page.replace(item.range.clone(), change(page.slice(&item.range))?)
        });
        join(&mut all, edit.into_iter().collect());
    }
    all
}
