//! XPath, the part that templates use: steps by name, attributes, places, and what an attribute or the text holds.

use super::markup::{Document, Element};

/// Results of one path, at most.
const RESULTS: usize = 1000;

/// A path that was read.
#[derive(Debug)]
pub struct XPath {
    steps: Vec<Step>,
    /// The attribute at its end.
    attribute: Option<String>,
}

#[derive(Debug)]
struct Step {
    /// At any depth below, not right below alone.
    deep: bool,
    /// `*` is any.
    name: String,
    tests: Vec<Test>,
}

#[derive(Debug)]
enum Test {
    /// The n-th of its kind below its parent, from 1 on.
    Nth(usize),
    Equal(Subject, String),
    Contains(Subject, String),
    Has(Subject),
    Not(Box<Test>),
}

#[derive(Debug)]
enum Subject {
    Text,
    Attribute(String),
}

impl XPath {
    /// Reads a path.
    ///
    /// # Errors
    /// When it is of the rest of XPath.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = || format!("the XPath `{text}`, of a part of XPath that is not there");
        let mut path = Self { steps: Vec::new(), attribute: None };
        let mut rest = text.trim();
        while !rest.is_empty() {
            let deep = rest.starts_with("//");
            rest = rest.strip_prefix("//").or_else(|| rest.strip_prefix('/')).ok_or_else(refused)?;
            if let Some(name) = rest.strip_prefix('@') {
                path.attribute = Some(word(name).filter(|found| *found == name).ok_or_else(refused)?.to_owned());
                return Ok(path);
            }
            let (step, behind) = step(deep, rest).ok_or_else(refused)?;
            path.steps.push(step);
            rest = behind;
        }
        if path.steps.is_empty() { Err(refused()) } else { Ok(path) }
    }

    /// Texts of what it finds: of elements, or of an attribute of theirs.
    #[must_use]
    pub fn find(&self, document: &Document, attribute: Option<&str>) -> Vec<String> {
        let wanted = attribute.or(self.attribute.as_deref());
        let ends = (0..document.elements.len()).filter(|place| self.ends_at(document, *place, self.steps.len()));
        let texts = ends.filter_map(|place| match wanted {
            None => Some(document.elements[place].text.trim().to_owned()),
            Some(name) => document.elements[place].attribute(name).map(str::to_owned),
        });
        texts.take(RESULTS).collect()
    }

    /// Whether the first `count` steps lead to an element.
    fn ends_at(&self, document: &Document, place: usize, count: usize) -> bool {
        let Some(step) = count.checked_sub(1).and_then(|last| self.steps.get(last)) else { return false };
        if !step.fits(document, place) {
            return false;
        }
        let mut parent = document.elements[place].parent;
        if count == 1 {
            return step.deep || parent.is_none();
        }
        if !step.deep {
            return parent.is_some_and(|parent| self.ends_at(document, parent, count - 1));
        }
        while let Some(above) = parent {
            if self.ends_at(document, above, count - 1) {
                return true;
            }
            parent = document.elements[above].parent;
        }
        false
    }
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Step {
    fn fits(&self, document: &Document, place: usize) -> bool {
        self.named(&document.elements[place]) && self.tests.iter().all(|test| self.holds(test, document, place))
    }

    fn named(&self, element: &Element) -> bool {
        self.name == "*" || element.name.eq_ignore_ascii_case(&self.name)
    }

    fn holds(&self, test: &Test, document: &Document, place: usize) -> bool {
        let element = &document.elements[place];
        match test {
            Test::Nth(n) => {
                let before = document.elements[..place].iter();
                before.filter(|other| other.parent == element.parent && self.named(other)).count() + 1 == *n
            }
            Test::Equal(subject, value) => subject.of(element).is_some_and(|text| text == value),
            Test::Contains(subject, value) => subject.of(element).is_some_and(|text| text.contains(value.as_str())),
            Test::Has(subject) => subject.of(element).is_some(),
            Test::Not(test) => !self.holds(test, document, place),
        }
    }
}

impl Subject {
    fn of<'a>(&self, element: &'a Element) -> Option<&'a str> {
        match self {
            Self::Text => Some(&element.text),
            Self::Attribute(name) => element.attribute(name),
        }
    }
}

fn word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && !"_-:.".contains(c)).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

fn step(deep: bool, text: &str) -> Option<(Step, &str)> {
    let name = if text.starts_with('*') { "*" } else { word(text)? };
    let mut rest = &text[name.len()..];
    let mut tests = Vec::new();
    while let Some(inside) = rest.strip_prefix('[') {
        let end = closing(inside)?;
        for part in inside[..end].split(" and ") {
            tests.push(test(part.trim())?);
        }
        rest = &inside[end + 1..];
    }
    Some((Step { deep, name: name.to_owned(), tests }, rest))
}

/// Where the bracket closes that opened in front, quotation marks respected.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, ']') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn test(text: &str) -> Option<Test> {
    if let Ok(n) = text.parse() {
        return Some(Test::Nth(n));
    }
    if let Some(inner) = text.strip_prefix("not(").and_then(|inner| inner.strip_suffix(')')) {
        return Some(Test::Not(Box::new(test(inner)?)));
    }
    if let Some(inner) = text.strip_prefix("contains(").and_then(|inner| inner.strip_suffix(')')) {
        let (subject, value) = inner.split_once(',')?;
        return Some(Test::Contains(self::subject(subject)?, quoted(value)?));
    }
    match text.split_once('=') {
        Some((subject, value)) => Some(Test::Equal(self::subject(subject)?, quoted(value)?)),
        None => subject(text).map(Test::Has),
    }
}

fn subject(text: &str) -> Option<Subject> {
    match text.trim() {
        "text()" | "." => Some(Subject::Text),
        other => {
            let name = other.strip_prefix('@')?;
            word(name).filter(|found| *found == name).map(|name| Subject::Attribute(name.to_owned()))
        }
    }
}

fn quoted(text: &str) -> Option<String> {
    let text = text.trim();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = text[1..].strip_suffix(quote)?;
    (!inner.contains(quote)).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><title> Log in </title></head><body><!-- <div> -->\
        <div>one</div><div class=\"x\"><form><input name=a value='1'><input id='_wpnonce' value=\"n0\"/></form></div>\
        <script>if (a < b) { document.write('<div>'); }</script></body></html>";

    fn find(path: &str, attribute: Option<&str>) -> Vec<String> {
        XPath::parse(path).expect(path).find(&Document::parse(PAGE), attribute)
    }

    #[test]
    fn elements_are_found_by_steps_and_tests() {
        assert_eq!(find("/html/head/title", None), ["Log in"]);
        assert_eq!(find("//input[@id='_wpnonce'][1]", Some("value")), Vec::<String>::new());
        assert_eq!(find("//input[@id='_wpnonce']", Some("value")), ["n0"]);
        assert_eq!(find("/html/body/div[2]/form/input[1]/@value", None), ["1"]);
        assert_eq!(find("//div[@class=\"x\"]//input", Some("name")), ["a"]);
        assert_eq!(find("//title[contains(text(), 'Log')]", None), ["Log in"]);
        assert_eq!(find("//div", None), ["one", ""]);
        assert_eq!(find("//input[not(@id)]/@name", None), ["a"]);
    }

    #[test]
    fn the_rest_of_xpath_is_refused() {
        for path in ["", "title", "count(//a)", "//*/@href|//*/@src", "//a[translate(@b,'c','d')]", "//a[", "/"] {
            assert!(XPath::parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn strange_markup_does_no_harm() {
        for text in
            ["<", "<a", "<a b", "<a b=", "<a b='", "</", "<!--", "<![CDATA[", "<é>", "<a é=ü>", "<script>", "a<b"]
        {
            let _ = Document::parse(text);
        }
        assert_eq!(Document::parse(&"<a>".repeat(200_000)).elements.len(), 100_000);
    }
}
