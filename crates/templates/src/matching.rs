//! Whether an answer is what a block looks for, and what is taken out of it.

use std::borrow::Cow;

use crate::dsl::{Names, Value, World};
use crate::expand::expand;
use crate::extract::Document;
use crate::pattern::Pattern;
use crate::template::{Extractor, How, Matcher, Operators, Test};

/// Values of one extractor, at most.
const VALUES: usize = 100;

/// What a block's tests and extractors make of an answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The tests hold; where there are none, something was extracted.
    pub(crate) matched: bool,
    /// It is a result, and not for later blocks alone.
    pub(crate) result: bool,
    /// Names of the tests that hold.
    pub(crate) names: Vec<String>,
    /// What is a result.
    pub(crate) extracted: Vec<String>,
    /// What later requests know: names and values.
    pub(crate) dynamic: Vec<(String, Vec<String>)>,
}

/// Holds an answer against a block.
pub(crate) fn judge(operators: &Operators, world: &World<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for extractor in &operators.extractors {
        let names = Extracted { own: &outcome.dynamic, names: world.names };
        let values = extract(extractor, &World { names: &names, ..*world });
        if values.is_empty() {
            continue;
        }
        match (&extractor.name, extractor.internal) {
            (Some(name), true) => outcome.dynamic.push((name.clone(), values)),
            (name, _) => {
                outcome.dynamic.extend(name.clone().map(|name| (name, values.clone())));
                outcome.extracted.extend(values);
            }
        }
    }
    if operators.matchers.is_empty() {
        outcome.matched = !outcome.extracted.is_empty();
        outcome.names = outcome.dynamic.iter().map(|(name, _)| name.clone()).collect();
        outcome.result = outcome.matched;
        return outcome;
    }
    let names = Extracted { own: &outcome.dynamic, names: world.names };
    let world = &World { names: &names, ..*world };
    let mut shown = false;
    let mut tests = operators.matchers.iter();
    let mut one = |matcher: &Matcher| {
        let holds = holds(matcher, world);
        if holds {
            shown |= !matcher.internal;
            outcome.names.extend(matcher.name.clone());
        }
        holds
    };
    outcome.matched = operators.condition.holds(tests.by_ref().map(&mut one));
    if outcome.matched {
        // Those behind the first that holds say more, where they have names.
        tests.filter(|matcher| matcher.name.is_some()).for_each(|matcher| {
            one(matcher);
        });
    }
    outcome.result = outcome.matched && shown;
    outcome
}

/// What was taken out of this very answer goes before everything else that is known.
struct Extracted<'a> {
    own: &'a [(String, Vec<String>)],
    names: &'a dyn Names,
}

impl Names for Extracted<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        match self.own.iter().rfind(|(known, _)| known == name).map(|(_, values)| values.as_slice()) {
            Some([only]) => Some(Value::text(only)),
            Some(several) => Some(Value::List(several.iter().map(Value::text).collect())),
            None => self.names.value(name),
        }
    }
}

fn holds(matcher: &Matcher, world: &World<'_>) -> bool {
    tested(matcher, world) != matcher.negative
}

fn tested(matcher: &Matcher, world: &World<'_>) -> bool {
    let condition = matcher.condition;
    let part = || world.names.value(&matcher.part).map(|value| value.bytes());
    match &matcher.test {
        Test::Status(codes) => {
            let status = world.names.value("status_code").and_then(|value| value.number());
            codes.iter().any(|code| status == Some(f64::from(*code)))
        }
        Test::Size(sizes) => part().is_some_and(|part| sizes.contains(&(part.len() as u64))),
        Test::Words(words) => part().is_some_and(|part| {
            let part = if matcher.any_case { Cow::Owned(part.to_ascii_lowercase()) } else { Cow::Borrowed(&*part) };
            condition.holds(words.iter().map(|word| has_word(&part, word, matcher.any_case, world)))
        }),
        Test::Bytes(all) => part()
            .is_some_and(|part| condition.holds(all.iter().map(|bytes| memchr::memmem::find(&part, bytes).is_some()))),
        Test::Regex(patterns) => part().is_some_and(|part| {
            condition.holds(patterns.iter().map(|pattern| with_names(pattern, world, |regex| regex.is_match(&part))))
        }),
        Test::Dsl(expressions) => condition.holds(expressions.iter().map(|expression| expression.holds(world))),
        Test::XPath(paths) => part().is_some_and(|part| {
            let document = Document::parse(&String::from_utf8_lossy(&part));
            condition.holds(paths.iter().map(|path| !path.find(&document, None).is_empty()))
        }),
    }
}

fn has_word(part: &[u8], word: &str, any_case: bool, world: &World<'_>) -> bool {
    let expanded;
    let mut word = Cow::Borrowed(word.as_bytes());
    if memchr::memmem::find(&word, b"{{").is_some() {
        expanded = expand(&String::from_utf8_lossy(&word), world);
        word = Cow::Owned(expanded.bytes);
    }
    if any_case {
        word = Cow::Owned(word.to_ascii_lowercase());
    }
    memchr::memmem::find(part, &word).is_some()
}

/// Uses a pattern, after names in it have got their values. What is no pattern matches nothing.
fn with_names<T: Default>(pattern: &Pattern, world: &World<'_>, use_it: impl FnOnce(&regex::bytes::Regex) -> T) -> T {
    if !pattern.text().contains("{{") {
        return pattern.search(use_it).unwrap_or_default();
    }
    let own = pattern.with(expand(pattern.text(), world).string());
    own.search(use_it).unwrap_or_default()
}

fn extract(extractor: &Extractor, world: &World<'_>) -> Vec<String> {
    let part = || world.names.value(&extractor.part).map(|value| value.bytes());
    let mut values: Vec<String> = match &extractor.how {
        How::Regex(patterns, group) => part().map_or_else(Vec::new, |part| {
            patterns.iter().flat_map(|pattern| groups(pattern, *group, &part, world)).collect()
        }),
        How::KeyValue(names) => {
            let values =
                names.iter().filter_map(|name| world.names.value(&name.to_ascii_lowercase().replace('-', "_")));
            values.map(|value| value.string()).collect()
        }
        How::Json(paths) => {
            let json = part().and_then(|part| serde_json::from_slice(&part).ok());
            json.map_or_else(Vec::new, |json| paths.iter().flat_map(|path| path.find(&json)).collect())
        }
        How::XPath(paths, attribute) => part().map_or_else(Vec::new, |part| {
            let document = Document::parse(&String::from_utf8_lossy(&part));
            paths.iter().flat_map(|path| path.find(&document, attribute.as_deref())).collect()
        }),
        How::Dsl(expressions) => {
            let values = expressions.iter().filter_map(|expression| expression.evaluate(world).ok());
            values.filter(|value| *value != Value::Nothing).map(|value| value.string()).collect()
        }
    };
    let mut seen = std::collections::HashSet::new();
    values.retain(|value| !value.is_empty() && seen.insert(value.clone()));
    values.truncate(VALUES);
    values
}

fn groups(pattern: &Pattern, group: usize, part: &[u8], world: &World<'_>) -> Vec<String> {
    with_names(pattern, world, |regex| {
        let found = regex.captures_iter(part).take(VALUES);
        let texts = found.filter_map(|captures| captures.get(group).map(|text| text.as_bytes().to_vec()));
        texts.map(|text| String::from_utf8_lossy(&text).into_owned()).collect()
    })
}

#[cfg(test)]
mod tests;
