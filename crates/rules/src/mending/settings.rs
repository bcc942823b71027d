//! Gives a setting that a finding is about another value, wherever it is written or missing.

use sneck_model::{Edit, Facts, Finding, Framework, Judgement, Key, PartKind, Place, Setting, Value};

use super::words::as_said;
use super::{Page, join, same_spot};

/// What a setting should be.
#[derive(Clone, Copy)]
pub(crate) struct Wish {
    /// Which.
    pub(crate) key: Key,
    /// Its value is one to be changed.
    pub(crate) is_unsafe: fn(&Value) -> bool,
    /// What Python should say: `True`, `"Lax"`.
    pub(crate) code: &'static str,
}

impl Wish {
    /// A switch that should be off.
    pub(crate) const fn off(key: Key) -> Self {
        Self { key, is_unsafe: Value::is_true, code: "False" }
    }

    /// A switch that should be on.
    pub(crate) const fn on(key: Key) -> Self {
        Self { key, is_unsafe: |value| value.truth() == Some(false), code: "True" }
    }
}

/// The edits that give each setting of the finding the value that is wished for.
pub(crate) fn set(facts: &Facts, finding: &Finding, wishes: &[Wish]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for wish in wishes {
        for setting in concerned(facts, finding, wish) {
            let new = one(facts, setting, wish).unwrap_or_default();
            join(&mut edits, new);
        }
    }
    edits
}

/// The settings that a finding is about: unsafe ones that are written, or belong, where it says.
pub(crate) fn concerned<'f>(
    facts: &'f Facts,
    finding: &'f Finding,
    wish: &'f Wish,
) -> impl Iterator<Item = &'f Setting> {
    let of_it = |setting: &&Setting| setting.component == finding.subject;
    let bad = |setting: &&Setting| matches!(setting.value.judge(wish.is_unsafe), Judgement::Unsafe(_));
    let named = |setting: &&Setting| {
        let first = setting.because.first().map(|step| &step.place);
        first.is_some_and(|first| finding.places.iter().any(|step| same_spot(&step.place, first)))
    };
    facts.settings_of(wish.key).filter(of_it).filter(bad).filter(named)
}

fn one(facts: &Facts, setting: &Setting, wish: &Wish) -> Option<Vec<Edit>> {
    let place = &setting.because.first()?.place;
    let page = Page::of(facts, place)?;
    match place {
        Place::Absent { line, .. } => absent(facts, &page, setting, *line, wish.code),
        Place::File { column: 0, .. } => variable(facts, &page, place, wish.code),
        _ => written(&page, page.at(place)?, wish.code),
    }
}

/// Another value for what is written there.
fn written(page: &Page<'_>, at: usize, code: &str) -> Option<Vec<Edit>> {
    let (_, literal) = page.literal(at)?;
    page.set_literal(literal, code).map(|edit| vec![edit])
}

/// A line where the framework looks for it.
fn absent(facts: &Facts, page: &Page<'_>, setting: &Setting, line: u32, code: &str) -> Option<Vec<Edit>> {
    let raw = &setting.raw;
    let edit = match facts.framework_of(&setting.component)? {
        Framework::Django => page.at_end(&[&format!("{raw} = {code}")]),
        Framework::Flask => {
            let (_, made) = page.part_on(line, |part| part.kind == PartKind::Statement && is_name(&part.name))?;
            page.after_statement(made.range.start, &[&format!("{}.config[\"{raw}\"] = {code}", made.name)])
        }
        _ => {
            let (call, _) = page.part_on(line, |part| part.kind == PartKind::Call)?;
            page.with_keyword(call, raw, code)
        }
    };
    edit.map(|edit| vec![edit])
}

pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.split('.').all(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
        && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
}

/// A variable that a deployment file sets on that line.
fn variable(facts: &Facts, page: &Page<'_>, place: &Place, code: &str) -> Option<Vec<Edit>> {
    let wanted = match code {
        "True" => true,
        "False" => false,
        _ => return None,
    };
    let all = facts.environments.iter().flat_map(|environment| &environment.variables);
    let name = all.into_iter().find(|variable| same_spot(&variable.place, place)).map(|variable| &variable.name)?;
    let (_, line) = place.file()?;
    let (_, part) = page.part_on(line, |part| part.name == *name && !part.value.is_empty())?;
    let old = page.slice(&part.value);
    let word = old.trim_matches(['"', '\'']);
    let new = old.replacen(word, &as_said(word, wanted)?, 1);
    page.replace(part.value.clone(), new).map(|edit| vec![edit])
}
