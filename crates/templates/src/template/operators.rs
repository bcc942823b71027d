//! Matchers and extractors: what an answer must look like, and what is taken out of it.

use crate::dsl::Expression;
use crate::extract::{JsonPath, XPath};
use crate::pattern::Pattern;
use crate::template::Skip;
use crate::yaml::Node;

/// How several tests of one kind count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    /// One is enough.
    #[default]
    Or,
    /// All must hold.
    And,
}

impl Condition {
    fn read(text: Option<&str>) -> Self {
        if text.is_some_and(|text| text.trim().eq_ignore_ascii_case("and")) { Self::And } else { Self::Or }
    }

    /// Over tests, each made when it is its turn.
    pub fn holds(self, mut tests: impl Iterator<Item = bool>) -> bool {
        match self {
            Self::Or => tests.any(|held| held),
            Self::And => tests.all(|held| held),
        }
    }
}

/// All tests and extractors of a block.
#[derive(Debug, Default)]
pub struct Operators {
    /// Tests of an answer.
    pub matchers: Vec<Matcher>,
    /// How the tests count together.
    pub condition: Condition,
    /// What is taken out of an answer.
    pub extractors: Vec<Extractor>,
}

/// One test of an answer.
#[derive(Debug)]
pub struct Matcher {
    /// What it stands for, where several mean different things.
    pub name: Option<String>,
    /// The part of the answer.
    pub part: String,
    /// How its words or patterns count.
    pub condition: Condition,
    /// It holds where the test does not.
    pub negative: bool,
    /// Lower and upper case are alike.
    pub any_case: bool,
    /// It steers the flow and is no result.
    pub internal: bool,
    /// What is tested.
    pub test: Test,
}

/// What is tested.
#[derive(Debug)]
pub enum Test {
    /// Status codes.
    Status(Vec<u16>),
    /// Lengths of the part in bytes.
    Size(Vec<u64>),
    /// Words, which may hold `{{names}}`.
    Words(Vec<String>),
    /// Bytes.
    Bytes(Vec<Vec<u8>>),
    /// Patterns.
    Regex(Vec<Pattern>),
    /// Expressions.
    Dsl(Vec<Expression>),
    /// Elements that are there.
    XPath(Vec<XPath>),
}

/// Takes something out of an answer.
#[derive(Debug)]
pub struct Extractor {
    /// The name that later requests know it by.
    pub name: Option<String>,
    /// The part of the answer.
    pub part: String,
    /// It serves later requests and is no result.
    pub internal: bool,
    /// How.
    pub how: How,
}

/// How something is taken out.
#[derive(Debug)]
pub enum How {
    /// A group of a pattern.
    Regex(Vec<Pattern>, usize),
    /// Headers and cookies by their names.
    KeyValue(Vec<String>),
    /// Paths in JSON.
    Json(Vec<JsonPath>),
    /// Elements, or their attribute.
    XPath(Vec<XPath>, Option<String>),
    /// Expressions.
    Dsl(Vec<Expression>),
}

impl Operators {
    /// Reads those of a block.
    pub(crate) fn read(block: &Node) -> Result<Self, Skip> {
        let each = |key| block.get(key).map(Node::items).unwrap_or_default();
        Ok(Self {
            matchers: each("matchers").into_iter().map(matcher).collect::<Result<_, _>>()?,
            condition: Condition::read(block.text_of("matchers-condition")),
            extractors: extractors(&each("extractors"), block.get("matchers").is_some())?,
        })
    }

    /// A test asks for this very status.
    #[must_use]
    pub fn ask_for(&self, status: u16) -> bool {
        let asks = |m: &Matcher| match &m.test {
            Test::Status(codes) => !m.negative && codes.contains(&status),
            Test::Dsl(all) => all.iter().any(|e| e.names().any(|name| name.starts_with("status_code"))),
            _ => false,
        };
        self.matchers.iter().any(asks)
    }

    /// A test asks for something in the body.
    #[must_use]
    pub fn look_at_bodies(&self) -> bool {
        let bare = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_').to_owned();
        let body = |name: &str| ["body", "response", "raw", "all"].contains(&&*bare(name));
        let tests = |m: &Matcher| match &m.test {
            Test::Dsl(all) => all.iter().any(|e| e.names().any(body)),
            Test::Status(_) => false,
            _ => !m.negative && body(&m.part),
        };
        let extracts = self.matchers.is_empty() && self.extractors.iter().any(|e| body(&e.part));
        extracts || self.matchers.iter().any(tests)
    }

    /// Every test and extraction is of nothing but the status or the length.
    #[must_use]
    pub fn by_status_alone(&self) -> bool {
        let weak = |m: &Matcher| match &m.test {
            Test::Status(_) | Test::Size(_) => true,
            Test::Dsl(all) => all.iter().all(|e| e.names().all(|name| name.starts_with("status_code"))),
            _ => m.negative,
        };
        self.extractors.iter().all(|e| e.internal) && self.matchers.iter().all(weak)
    }
}

/// `(type, how to read it)`
type Reader<T> = (&'static str, Read<T>);
type Read<T> = fn(&Node) -> Result<T, Skip>;

const TESTS: [Reader<Test>; 7] = [
    ("status", |m| Ok(Test::Status(numbers(m, "status")?))),
    ("size", |m| Ok(Test::Size(numbers(m, "size")?))),
    ("word", words),
    ("binary", |m| Ok(Test::Bytes(all(&m.texts_of("binary"), bytes)?))),
    ("regex", |m| Ok(Test::Regex(patterns(m, m.flag("case-insensitive"))))),
    ("dsl", |m| Ok(Test::Dsl(expressions(m)?))),
    ("xpath", |m| Ok(Test::XPath(xpaths(m)?))),
];

const EXTRACTIONS: [Reader<How>; 5] = [
    ("regex", |x| Ok(How::Regex(patterns(x, x.flag("case-insensitive")), group(x)))),
    ("kval", |x| Ok(How::KeyValue(x.texts_of("kval")))),
    ("json", |x| Ok(How::Json(all(&x.texts_of("json"), |path| JsonPath::parse(path).map_err(Skip::Needs))?))),
    ("xpath", |x| Ok(How::XPath(xpaths(x)?, x.text_of("attribute").map(str::to_owned)))),
    ("dsl", |x| Ok(How::Dsl(expressions(x)?))),
];

/// What is merely shown beside a match may be left out where it cannot be read.
fn extractors(nodes: &[&Node], matched: bool) -> Result<Vec<Extractor>, Skip> {
    let mut all = Vec::with_capacity(nodes.len());
    for node in nodes {
        match extractor(node) {
            Ok(extractor) => all.push(extractor),
            Err(_) if matched && !node.flag("internal") => {}
            Err(skip) => return Err(skip),
        }
    }
    Ok(all)
}

fn matcher(node: &Node) -> Result<Matcher, Skip> {
    let read = by_type(node, &TESTS)?;
    Ok(Matcher {
        name: node.text_of("name").map(str::to_owned),
        part: part(node),
        condition: Condition::read(node.text_of("condition")),
        negative: node.flag("negative"),
        any_case: node.flag("case-insensitive"),
        internal: node.flag("internal"),
        test: read(node)?,
    })
}

fn extractor(node: &Node) -> Result<Extractor, Skip> {
    let read = by_type(node, &EXTRACTIONS)?;
    Ok(Extractor {
        name: node.text_of("name").map(str::to_owned),
        part: part(node),
        internal: node.flag("internal"),
        how: read(node)?,
    })
}

fn by_type<T>(node: &Node, table: &[Reader<T>]) -> Result<Read<T>, Skip> {
    let name = node.text_of("type").unwrap_or_default();
    let found = table.iter().find(|(known, _)| *known == name);
    found.map(|(_, read)| *read).ok_or_else(|| Skip::broken(format!("`{name}` is no type of matcher or extractor")))
}

/// The body is meant where no part is named.
fn part(node: &Node) -> String {
    node.text_of("part").unwrap_or("body").to_ascii_lowercase()
}

fn group(node: &Node) -> usize {
    node.number_of("group").and_then(|group| usize::try_from(group).ok()).unwrap_or(0)
}

fn words(node: &Node) -> Result<Test, Skip> {
    let words = node.texts_of("words");
    if node.text_of("encoding") == Some("hex") {
        return Ok(Test::Bytes(all(&words, bytes)?));
    }
    Ok(Test::Words(words))
}

fn bytes(text: &str) -> Result<Vec<u8>, Skip> {
    crate::dsl::from_hex(text.trim().as_bytes()).ok_or_else(|| Skip::broken(format!("`{text}` is not hexadecimal")))
}

fn numbers<N: std::str::FromStr>(node: &Node, key: &str) -> Result<Vec<N>, Skip> {
    all(&node.texts_of(key), |text| text.trim().parse().map_err(|_| Skip::broken(format!("`{text}` is no number"))))
}

fn patterns(node: &Node, any_case: bool) -> Vec<Pattern> {
    node.texts_of("regex").into_iter().map(|text| Pattern::new(text, any_case)).collect()
}

/// How long an answer took says more of the machine than of the app: it is not measured.
fn expressions(node: &Node) -> Result<Vec<Expression>, Skip> {
    all(&node.texts_of("dsl"), |text| {
        let expression = Expression::parse(text).map_err(Skip::from)?;
        let timed = expression.names().any(|name| name.starts_with("duration"));
        if timed { Err(Skip::needs("the time that answers take")) } else { Ok(expression) }
    })
}

fn xpaths(node: &Node) -> Result<Vec<XPath>, Skip> {
    all(&node.texts_of("xpath"), |path| XPath::parse(path).map_err(Skip::Needs))
}

fn all<T>(texts: &[String], read: impl Fn(&str) -> Result<T, Skip>) -> Result<Vec<T>, Skip> {
    texts.iter().map(|text| read(text)).collect()
}
