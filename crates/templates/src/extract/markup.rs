//! HTML and XML as a tree, read as leniently as it is written.

/// Elements of a document, at most.
const ELEMENTS: usize = 100_000;
/// Elements in one another, at most; deeper ones become children of the last that is kept.
const DEEPEST: usize = 512;

/// A document: elements in order, each knowing its parent.
#[derive(Debug, Default)]
pub struct Document {
    pub(super) elements: Vec<Element>,
}

#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) parent: Option<usize>,
    pub(super) text: String,
}

/// Elements of HTML without content (HTML, section 13.1.2).
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose content is text, whatever it looks like.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

impl Document {
    /// Reads a document. Never fails: what is no tag is text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut document = Self::default();
        let mut open: Vec<usize> = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            document.say(&open, &rest[..at]);
            rest = document.tag(&rest[at..], &mut open);
            if document.elements.len() >= ELEMENTS {
                return document;
            }
        }
        document.say(&open, rest);
        document
    }

    /// Text belongs to every element that is open.
    fn say(&mut self, open: &[usize], text: &str) {
        if let Some(last) = open.last() {
            self.elements[*last].text.push_str(text);
        }
    }

    /// Reads what begins with `<`; gives back what stands behind it.
    fn tag<'a>(&mut self, text: &'a str, open: &mut Vec<usize>) -> &'a str {
        if text.starts_with("<!--") {
            return text.find("-->").map_or("", |end| &text[end + 3..]);
        }
        if let Some(data) = text.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").unwrap_or(data.len());
            self.say(open, &data[..end]);
            return data.get(end + 3..).unwrap_or("");
        }
        let second = text[1..].chars().next().unwrap_or(' ');
        match second {
            '!' | '?' => text.find('>').map_or("", |end| &text[end + 1..]),
            '/' => self.close(text, open),
            _ if second.is_alphabetic() => self.open(text, open),
            _ => {
                self.say(open, "<");
                &text[1..]
            }
        }
    }

    /// Closes the element of that name and all that are in it.
    fn close<'a>(&self, text: &'a str, open: &mut Vec<usize>) -> &'a str {
        let end = text.find('>').unwrap_or(text.len());
        let name = text[2..end].trim().to_ascii_lowercase();
        if let Some(at) = open.iter().rposition(|element| self.elements[*element].name.eq_ignore_ascii_case(&name)) {
            open.truncate(at);
        }
        text.get(end + 1..).unwrap_or("")
    }

    fn open<'a>(&mut self, text: &'a str, open: &mut Vec<usize>) -> &'a str {
        let name_end =
            text[1..].find(|c: char| c.is_whitespace() || c == '>' || c == '/').map_or(text.len(), |n| n + 1);
        let name = text[1..name_end].to_owned();
        let (attributes, closed, rest) = attributes(&text[name_end..]);
        let lower = name.to_ascii_lowercase();
        let place = self.elements.len();
        self.elements.push(Element { name, attributes, parent: open.last().copied(), text: String::new() });
        if closed || VOID.contains(&&*lower) {
            return rest;
        }
        if RAW.contains(&&*lower) {
            let end = find_end(rest, &lower);
            self.elements[place].text.push_str(&rest[..end]);
            return rest[end..].find('>').map_or("", |close| &rest[end + close + 1..]);
        }
        if open.len() < DEEPEST {
            open.push(place);
        }
        rest
    }
}

/// Where `</name` begins.
fn find_end(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let start = from + at;
        let found = text.as_bytes().get(start + 2..start + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return start;
        }
        from = start + 2;
    }
    text.len()
}

type Attributes = Vec<(String, String)>;

/// The attributes, whether the tag closes itself, and what stands behind it.
fn attributes(text: &str) -> (Attributes, bool, &str) {
    let mut all = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return (all, false, "");
        }
        if let Some(behind) = rest.strip_prefix("/>") {
            return (all, true, behind);
        }
        if let Some(behind) = rest.strip_prefix('>') {
            return (all, false, behind);
        }
        // Whatever stands first belongs to the name.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end =
            rest[first..].find(|c: char| c.is_whitespace() || "=>/".contains(c)).map_or(rest.len(), |n| n + first);
        let name = rest[..end].to_owned();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(behind) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(behind.trim_start());
        }
        if name != "/" {
            all.push((name, value));
        }
    }
}

fn attribute_value(text: &str) -> (String, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, rest) = match quote {
        Some(quote) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        None => text.split_at(text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len())),
    };
    (value.to_owned(), rest)
}
