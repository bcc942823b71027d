//! Names and values in configuration files, whatever the format.
//!
//! Credentials stand in single lines (`name: value`, `name = value`) or, in JSON, in pairs of
//! strings, so that one light reading of each sort does for YAML, TOML, INI, properties, units and
//! shell alike, also where templates make the file invalid in its own format.

/// One name with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'t> {
    /// The name, without what leads up to it.
    pub name: &'t str,
    /// The value without its quotes.
    pub value: &'t str,
    /// Where the value starts, in bytes.
    pub at: usize,
    /// Entries of one group stand side by side: in one mapping, section or block.
    pub group: u32,
}

/// Words that may stand before a name.
const LEADS: &[&str] = &["- ", "export ", "ENV ", "ARG ", "set ", "setx ", "SET ", "Environment=", "declare -x "];

/// Entries of a file that is written in lines.
#[must_use]
pub fn lines(text: &str) -> Vec<Entry<'_>> {
    let mut groups = Groups::default();
    let mut entries = Vec::new();
    let mut at = 0;
    let mut prose = Prose::default();
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        let inner = body.trim_start();
        let indent = body.len() - inner.len();
        if prose.holds(inner) {
            at += line.len();
            continue;
        }
        if inner.starts_with('[') {
            groups.section();
        } else if !inner.is_empty() && !is_comment(inner) {
            let item = inner.starts_with("- ");
            let group = groups.of(indent + if item { 2 } else { 0 }, item && !is_variable(&inner[2..]));
            match flow(inner) {
                Some(start) => inline(inner, start, at + indent, &mut groups, &mut entries),
                None => entries.extend(entry(inner, at + indent, group)),
            }
        }
        at += line.len();
    }
    entries
}

/// Variables that are given as two entries, `name: DB_PASSWORD` with `value: …`, as Kubernetes, CloudFormation and
/// ECS have them.
#[must_use]
pub fn spelt_out<'t>(entries: &[Entry<'t>]) -> Vec<Entry<'t>> {
    let is = |entry: &Entry<'_>, words: &[&str]| words.iter().any(|word| entry.name.eq_ignore_ascii_case(word));
    let variable = |pair: &[Entry<'t>]| {
        let [name, value] = pair else { return None };
        let fits = name.group == value.group && is(name, &["name", "key"]) && is(value, &["value"]);
        fits.then(|| Entry { name: name.value, ..value.clone() })
    };
    entries.windows(2).filter_map(variable).collect()
}

/// Where a mapping in one line starts: `environment: {A: x, B: y}`, `- {name: A, value: x}`, `db = {user = "x"}`. Of
/// templates (`{{ x }}`, `${x}`, `{% x %}`) there is none.
fn flow(line: &str) -> Option<usize> {
    let start = line.find('{')?;
    let lead = line[..start].trim_end();
    let opens = lead.is_empty() || lead.ends_with([':', '=', '-']);
    let template = line[start + 1..].starts_with(['{', '%', '#']) || !line.trim_end_matches(',').ends_with('}');
    (opens && !template && !line[start + 1..].contains('{')).then_some(start)
}

/// The entries of such a mapping, which are a group of their own.
fn inline<'t>(line: &'t str, start: usize, at: usize, groups: &mut Groups, entries: &mut Vec<Entry<'t>>) {
    groups.last += 1;
    let group = groups.last;
    let end = line.rfind('}').unwrap_or(line.len());
    let mut from = start + 1;
    for part in parts(&line[from..end]) {
        let inner = part.trim_start();
        entries.extend(entry(inner.trim_end(), at + from + (part.len() - inner.len()), group));
        from += part.len() + 1;
    }
}

/// What stands between commas outside of quotes.
fn parts(text: &str) -> Vec<&str> {
    let (mut all, mut from, mut open) = (Vec::new(), 0, None);
    for (at, c) in text.char_indices() {
        match (open, c) {
            (None, '"' | '\'') => open = Some(c),
            (Some(quote), _) if quote == c => open = None,
            (None, ',') => {
                all.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    all.push(&text[from..]);
    all
}

/// Text over several lines, as TOML has it between three quotes: help texts, descriptions.
#[derive(Default)]
struct Prose(Option<&'static str>);

impl Prose {
    /// The line stands within such a text. The line that opens one does not.
    fn holds(&mut self, line: &str) -> bool {
        let inside = self.0.is_some();
        let mut rest = line;
        while let Some((quotes, at)) = self.next(rest) {
            self.0 = if self.0.is_some() { None } else { Some(quotes) };
            rest = &rest[at + quotes.len()..];
        }
        inside
    }

    fn next(&self, rest: &str) -> Option<(&'static str, usize)> {
        let wanted = ["\"\"\"", "'''"].into_iter().filter(|quotes| self.0.is_none_or(|open| open == *quotes));
        wanted.filter_map(|quotes| Some((quotes, rest.find(quotes)?))).min_by_key(|(_, at)| *at)
    }
}

fn is_comment(line: &str) -> bool {
    ["#", ";", "//", "<!--", "*"].iter().any(|mark| line.starts_with(mark))
}

/// `NAME=value` in a list: the list is one mapping then, as the environment of a container is.
fn is_variable(item: &str) -> bool {
    let item = item.trim_start().trim_start_matches(['"', '\'']);
    let name = item.split('=').next().filter(|name| name.len() < item.len()).unwrap_or_default();
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Groups by indentation, as YAML has them; a section of an INI file starts anew.
#[derive(Default)]
struct Groups {
    open: Vec<(usize, u32)>,
    last: u32,
}

impl Groups {
    fn section(&mut self) {
        self.open.clear();
    }

    fn of(&mut self, indent: usize, starts_item: bool) -> u32 {
        while self.open.last().is_some_and(|(open, _)| *open > indent || (starts_item && *open == indent)) {
            self.open.pop();
        }
        match self.open.last() {
            Some((open, group)) if *open == indent => *group,
            _ => {
                self.last += 1;
                self.open.push((indent, self.last));
                self.last
            }
        }
    }
}

/// `name: value`, `name = "value"`, `- NAME=value`, `ENV NAME value`.
fn entry(line: &str, at: usize, group: u32) -> Option<Entry<'_>> {
    let mut rest = line;
    let mut spaced = false;
    for lead in LEADS {
        if let Some(after) = rest.strip_prefix(lead) {
            spaced |= lead.starts_with("ENV") || lead.starts_with("set");
            rest = after.trim_start();
        }
    }
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c))).filter(|end| *end > 0)?;
    let name = &rest[..end];
    let gap = rest[end..].trim_start_matches(['"', '\'']);
    let after = separated(gap, spaced)?;
    let (value, offset) = unquoted(after);
    (!value.is_empty()).then(|| Entry { name, value, at: at + (line.len() - after.len()) + offset, group })
}

fn separated(gap: &str, spaced: bool) -> Option<&str> {
    let inner = gap.trim_start();
    let after = match inner.strip_prefix(":=").or_else(|| inner.strip_prefix('=')).or_else(|| inner.strip_prefix("?="))
    {
        Some(after) => after,
        None => match inner.strip_prefix(':') {
            Some(after) if after.starts_with([' ', '\t', '"', '\'']) => after,
            Some(_) => return None,
            None if spaced && gap.starts_with(' ') => inner,
            None => return None,
        },
    };
    Some(after.trim_start())
}

/// The value without quotes, comments and trailing commas, and how far into the text it starts.
fn unquoted(text: &str) -> (&str, usize) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            let end = inner.find(quote).unwrap_or(inner.len());
            return (&inner[..end], 1);
        }
    }
    let end = [" #", " ;", "\t#"].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    (text[..end].trim_end().trim_end_matches(['"', '\'', ',']), 0)
}

/// Pairs of strings in JSON, and other scalars beside them.
#[must_use]
pub fn json(text: &str) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut groups = 0;
    let mut name: Option<&str> = None;
    let mut rest = 0;
    while let Some((at, c)) = text[rest..].char_indices().next().map(|(_, c)| (rest, c)) {
        rest = at + c.len_utf8();
        match c {
            '{' | '[' => {
                groups += 1;
                open.push(groups);
                name = None;
            }
            '}' | ']' => {
                open.pop();
                name = None;
            }
            ',' => name = None,
            '"' => {
                let end = string_end(text, rest);
                let string = &text[rest..end];
                let is_name = text[end..].get(1..).is_some_and(|after| after.trim_start().starts_with(':'));
                match name.take() {
                    Some(name) => entries.push(Entry { name, value: string, at: rest, group: current(&open) }),
                    None if is_name => name = Some(string),
                    None => {}
                }
                rest = (end + 1).min(text.len());
            }
            _ if c.is_ascii_alphanumeric() => {
                let end =
                    at + text[at..].find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(text.len() - at);
                if let Some(name) = name.take() {
                    entries.push(Entry { name, value: &text[at..end], at, group: current(&open) });
                }
                rest = end;
            }
            _ => {}
        }
    }
    entries
}

fn current(open: &[u32]) -> u32 {
    open.last().copied().unwrap_or_default()
}

/// Where a string ends, at its closing quote.
fn string_end(text: &str, from: usize) -> usize {
    let mut escaped = false;
    for (at, b) in text.as_bytes()[from..].iter().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' | b'\n' => return from + at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(entries: &[Entry<'_>]) -> Vec<(String, String)> {
        entries.iter().map(|e| (e.name.to_owned(), e.value.to_owned())).collect()
    }

    #[test]
    fn lines_of_every_sort() {
        let text = "db:\n  password: hunter2  # here\n[s]\nkey = \"a b\"\nexport X='y'\nENV A b\nARG C=d\n- NAME=v\n# no: no\n{% if x %}\n";
        let found = lines(text);
        let expected = [("password", "hunter2"), ("key", "a b"), ("X", "y"), ("A", "b"), ("C", "d"), ("NAME", "v")];
        assert_eq!(pairs(&found), expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert!(found.iter().all(|e| text[e.at..].starts_with(e.value)));
    }

    #[test]
    fn a_variable_of_two_entries() {
        let found = lines("env:\n- name: A\n  value: x\n- name: B\n  valueFrom: y\n- name: C\nvalue: z\n");
        assert_eq!(pairs(&spelt_out(&found)), [("A".to_owned(), "x".to_owned())]);
        let found = json(r#"[{"name": "A", "value": "x"}, {"name": "B"}, {"value": "y"}]"#);
        assert_eq!(pairs(&spelt_out(&found)), [("A".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn a_mapping_in_one_line() {
        let text =
            "environment: {USER: 'a, b', PASSWORD: x}\n- {name: A, value: \"y\"},\ndb = { user = \"u\", pw = \"v\" }\n";
        let found = lines(text);
        let expected = [("USER", "a, b"), ("PASSWORD", "x"), ("name", "A"), ("value", "y"), ("user", "u"), ("pw", "v")];
        assert_eq!(pairs(&found), expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert!(found.iter().all(|e| text[e.at..].starts_with(e.value)));
        assert!(found[0].group == found[1].group && found[1].group != found[2].group);
        assert_eq!(pairs(&lines("a: {{ x }}\nb: ${X}\nc: {% y %}\n")).len(), 3);
    }

    #[test]
    fn what_stands_in_one_mapping_is_one_group() {
        let found = lines("a:\n  user: x\n  password: y\nb:\n  user: z\n");
        assert_eq!(found[0].group, found[1].group);
        assert_ne!(found[0].group, found[2].group);
    }

    #[test]
    fn variables_in_a_list_are_one_group_and_other_items_are_not() {
        let found = lines("env:\n  - DB_USER=x\n  - DB_PASSWORD=y\nusers:\n  - name: a\n  - name: b\n");
        assert_eq!(found[0].group, found[1].group);
        assert_ne!(found[2].group, found[3].group);
    }

    #[test]
    fn a_text_over_several_lines_is_prose() {
        let found = lines("help = \"\"\"\nuser: admin\npassword: admin\n\"\"\"\na = '''x''' \nb = 1\n");
        assert_eq!(pairs(&found).last(), Some(&("b".to_owned(), "1".to_owned())));
        assert!(found.iter().all(|entry| entry.name != "password"));
    }

    #[test]
    fn pairs_of_json() {
        let text = r#"[{"fields": {"username": "admin", "password": "x\"y", "is_superuser": true}}, {"a": 1}]"#;
        let found = json(text);
        assert_eq!(found.len(), 4);
        assert_eq!((found[1].name, found[1].value, found[2].value), ("password", r#"x\"y"#, "true"));
        assert_eq!(found[0].group, found[2].group);
    }

    #[test]
    fn broken_input_ends() {
        for text in ["{\"a", "{\"a\":\"", "}}}}", "\"\\", "=", ":", "- ", "é = 'ü'"] {
            let _ = (json(text).len(), lines(text).len());
        }
        assert!(json("{\"a\": \"é").len() <= 1);
    }
}
