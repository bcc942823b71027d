//! Directives and sections of Apache's files.
//!
//! Source: httpd 2.4, *Configuration Files*: one directive a line, `\` at its end continues it, sections stand in
//! angle brackets, names are written in any case.

use std::sync::Arc;

/// Sections in sections.
const DEPTH: usize = 24;

/// One directive, or a section with what stands in it.
#[derive(Clone, Debug)]
pub(super) struct Directive {
    /// Its name, in small letters.
    pub(super) name: String,
    /// What follows, without quotes.
    pub(super) words: Vec<String>,
    /// Its file.
    pub(super) path: Arc<str>,
    /// The line of its name.
    pub(super) line: u32,
    /// What stands in the section.
    pub(super) inner: Vec<Directive>,
}

impl Directive {
    /// A word by its position.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// Directives of a name in the section, also where they hang on a condition (`<IfModule>`).
    pub(super) fn all<'d>(&'d self, name: &'d str) -> Box<dyn Iterator<Item = &'d Self> + 'd> {
        Box::new(self.inner.iter().flat_map(move |d| match d.is_condition() {
            true => d.all(name),
            false => Box::new(std::iter::once(d).filter(move |d| d.name == name)),
        }))
    }

    /// The last of them, which counts.
    pub(super) fn last(&self, name: &str) -> Option<&Self> {
        self.inner.iter().rev().find_map(|d| match d.is_condition() {
            true => d.last(name),
            false => Some(d).filter(|d| d.name == name),
        })
    }

    /// Every directive in it, at any depth.
    pub(super) fn every(&self) -> Vec<&Self> {
        self.inner.iter().flat_map(|d| std::iter::once(d).chain(d.every())).collect()
    }

    /// What stands in it holds around it, given that a module is there; `<If>` asks something of each request.
    pub(super) fn is_condition(&self) -> bool {
        matches!(self.name.as_str(), "<ifmodule" | "<ifdefine" | "<ifversion" | "<iffile" | "<ifdirective")
    }
}

/// Reads a text into one section that stands for the file, and says where it is broken.
pub(super) fn parse(path: &Arc<str>, text: &str) -> (Directive, Vec<(u32, &'static str)>) {
    let file = |inner| Directive { name: String::new(), words: Vec::new(), path: path.clone(), line: 1, inner };
    let (mut open, mut mistakes): (Vec<Directive>, Vec<(u32, &'static str)>) = (vec![file(Vec::new())], Vec::new());
    for (line, text) in lines(text) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if text.starts_with("</") {
            match close(&mut open) {
                true => {}
                false => mistakes.push((line, "Apache: this closes no section")),
            }
            continue;
        }
        let is_section = text.starts_with('<');
        let mut words = words(text.trim_end_matches('>')).into_iter();
        let name = words.next().unwrap_or_default().to_ascii_lowercase();
        let directive = Directive { name, words: words.collect(), path: path.clone(), line, inner: Vec::new() };
        match is_section && open.len() < DEPTH {
            true => open.push(directive),
            false => open.last_mut().into_iter().for_each(|around| around.inner.push(directive.clone())),
        }
    }
    if let Some(section) = open.get(1) {
        mistakes.push((section.line, "Apache: the section that begins here does not end"));
    }
    while close(&mut open) {}
    mistakes.truncate(5);
    (open.pop().unwrap_or_else(|| file(Vec::new())), mistakes)
}

/// Ends the innermost section; false where only the file is left.
fn close(open: &mut Vec<Directive>) -> bool {
    if open.len() < 2 {
        return false;
    }
    let section = open.pop();
    open.last_mut().into_iter().for_each(|around| around.inner.extend(section.clone()));
    true
}

/// Lines with their numbers, those that continue joined.
fn lines(text: &str) -> Vec<(u32, String)> {
    let mut all: Vec<(u32, String)> = Vec::new();
    let mut continues = false;
    for (number, line) in (1u32..).zip(text.lines()) {
        let (part, more) = line.strip_suffix('\\').map_or((line, false), |part| (part, true));
        match all.last_mut().filter(|_| continues) {
            Some((_, whole)) => whole.push_str(part),
            None => all.push((number, part.to_owned())),
        }
        continues = more;
    }
    all
}

fn words(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '"' | '\'' => quoted(&rest[1..], first),
            _ => {
                let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
                (word.to_owned(), after)
            }
        };
        all.push(word);
        rest = after.trim_start();
    }
    all
}

fn quoted(rest: &str, quote: char) -> (String, &str) {
    let mut word = String::new();
    let mut chars = rest.char_indices();
    while let Some((at, next)) = chars.next() {
        match next {
            '\\' => word.extend(chars.next().map(|(_, escaped)| escaped)),
            _ if next == quote => return (word, &rest[at + next.len_utf8()..]),
            _ => word.push(next),
        }
    }
    (word, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(directive: &Directive) -> String {
        let inner: String = directive.inner.iter().map(show).collect();
        format!("{} {}:{}[{inner}]", directive.name, directive.words.join("|"), directive.line)
    }

    #[test]
    fn sections_hold_directives_and_broken_files_give_what_can_be_read() {
        let (file, mistakes) =
            parse(&"a".into(), "<VirtualHost *:80>\nServerName \\\n a\nHeader set A \"b \\\"c\"\n</VirtualHost>\n");
        assert_eq!(show(&file), " :1[<virtualhost *:80:1[servername a:2[]header set|A|b \"c:4[]]]");
        assert!(mistakes.is_empty());
        let (file, mistakes) = parse(&"a".into(), "</x>\n<Directory />\nOptions All");
        assert_eq!((file.inner.len(), mistakes.len()), (1, 2));
        assert_eq!(parse(&"a".into(), &"<a>\n".repeat(9_000)).1.len(), 1);
    }
}
