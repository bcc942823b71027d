//! How Observatory reads the policies of a page: all of them become one list of sources per directive.
//!
//! This is not how browsers read them (that is `csp`), and it has its peculiarities: within one policy a source that
//! continues the text of the one before it is dropped, in several policies a source must match its neighbour to stay.
//! They decide scores, so they are kept as they are.

use std::cmp::Ordering;

/// The shortest policy that Observatory takes for one, in UTF-16 units.
const SHORTEST: usize = 6;
/// Directives that may stand twice in a policy.
const REPEATABLE: &[&str] = &["report-uri", "report-to"];

/// What the policies come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Merged {
    /// Each directive with its sources, in lower case; never an empty list.
    pub(super) directives: Vec<(String, Vec<String>)>,
    /// A reporting directive stands twice in one policy.
    pub(super) repeats_reporting: bool,
}

impl Merged {
    pub(super) fn get(&self, name: &str) -> Option<&Vec<String>> {
        self.directives.iter().find(|(known, _)| known == name).map(|(_, sources)| sources)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Vec<String>> {
        self.directives.iter_mut().find(|(known, _)| known == name).map(|(_, sources)| sources)
    }
}

struct Source {
    text: String,
    policy: usize,
    keep: bool,
}

type Directives = Vec<(String, Vec<Source>)>;

/// Merges policies; none when one of them is not well formed.
pub(super) fn merge(policies: &[String]) -> Option<Merged> {
    let clean: Vec<String> = policies.iter().map(|p| p.replace(['\r', '\n'], "").trim().to_owned()).collect();
    if clean.iter().any(|policy| policy.encode_utf16().count() < SHORTEST) {
        return None;
    }
    let mut all = Directives::new();
    let mut repeats_reporting = false;
    for (at, policy) in clean.iter().enumerate() {
        let mut seen: Vec<String> = Vec::new();
        for part in policy.split(';') {
            let mut words = part.split_whitespace().map(str::to_lowercase);
            let Some(name) = words.next() else { continue };
            if seen.contains(&name) {
                if !REPEATABLE.contains(&name.as_str()) {
                    return None;
                }
                repeats_reporting = true;
            }
            add(&mut all, &name, words.collect(), at, clean.len() > 1)?;
            seen.push(name);
        }
    }
    Some(Merged { directives: all.into_iter().map(flat).collect(), repeats_reporting })
}

/// Adds what a policy says of a directive.
fn add(all: &mut Directives, name: &str, mut values: Vec<String>, policy: usize, several: bool) -> Option<()> {
    if values.is_empty() && name.ends_with("-src") {
        values.push("'none'".to_owned());
    }
    let at = all.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        all.push((name.to_owned(), Vec::new()));
        all.len() - 1
    });
    let sources = &mut all[at].1;
    if policy == 0 {
        sources.clear();
    }
    sources.extend(values.into_iter().map(|text| Source { text, policy, keep: policy == 0 }));
    sources.sort_by(|a, b| compare(&a.text, &b.text));
    judge_neighbours(sources)?;
    sources.retain(|source| source.keep);
    if policy == 0 && several {
        sources.iter_mut().for_each(|source| source.keep = false);
    }
    Some(())
}

fn judge_neighbours(sources: &mut [Source]) -> Option<()> {
    for at in 1..sources.len() {
        let (before, rest) = sources.split_at_mut(at);
        let (previous, source) = (&before[at - 1], &mut rest[0]);
        if source.policy == previous.policy {
            source.keep &= !source.text.starts_with(&previous.text);
        } else if covers(&previous.text, &source.text)? {
            source.keep = true;
        }
    }
    Some(())
}

fn flat((name, sources): (String, Vec<Source>)) -> (String, Vec<String>) {
    let mut texts: Vec<String> = Vec::new();
    for source in sources {
        if !texts.contains(&source.text) {
            texts.push(source.text);
        }
    }
    if texts.is_empty() {
        texts.push("'none'".to_owned());
    }
    (name, texts)
}

/// The path-part match of the specification, applied to whole sources; none for a broken percent sign.
fn covers(a: &str, b: &str) -> Option<bool> {
    if a.is_empty() || (a == "/" && b.is_empty()) {
        return Some(true);
    }
    let is_exact = !a.ends_with('/');
    let (mut left, right): (Vec<&str>, Vec<&str>) = (a.split('/').collect(), b.split('/').collect());
    if left.len() > right.len() || (is_exact && left.len() != right.len()) {
        return Some(false);
    }
    if !is_exact {
        left.pop();
    }
    for (a, b) in left.iter().zip(&right) {
        if decoded(a)? != decoded(b)? {
            return Some(false);
        }
    }
    Some(true)
}

/// Percent signs and two digits become bytes; none when that is not well formed.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The order of ASCII in the collation of English (CLDR root): marks, then digits, then letters.
const ORDER: &str = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";

fn compare(a: &str, b: &str) -> Ordering {
    let rank = |c: char| ORDER.find(c).map_or(c as usize + ORDER.len(), |at| at);
    a.chars().map(rank).cmp(b.chars().map(rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(policies: &[&str], directive: &str) -> Option<Vec<String>> {
        let policies: Vec<String> = policies.iter().map(|p| (*p).to_owned()).collect();
        merge(&policies)?.get(directive).cloned()
    }

    #[test]
    fn a_source_that_continues_the_one_before_it_is_dropped() {
        let sources = of(&["script-src https://a.example/x https://a.example 'self'"], "script-src");
        assert_eq!(sources, Some(vec!["'self'".into(), "https://a.example".into()]));
        assert_eq!(of(&["default-src"], "default-src"), Some(vec!["'none'".into()]));
    }

    #[test]
    fn of_several_policies_what_stands_in_both_is_left() {
        let two = ["script-src 'self' https://a.example", "script-src 'self'; img-src *"];
        assert_eq!(of(&two, "script-src"), Some(vec!["'self'".into()]));
        assert_eq!(of(&two, "img-src"), Some(vec!["'none'".into()]));
    }

    #[test]
    fn what_is_not_well_formed_is_none() {
        assert_eq!(of(&["abc"], "abc"), None);
        assert_eq!(of(&["img-src a; img-src b"], "img-src"), None);
        assert_eq!(of(&["img-src /%", "img-src /%"], "img-src"), None);
        assert!(merge(&["report-uri /a; report-uri /b".into()]).is_some_and(|m| m.repeats_reporting));
    }
}
