//! Values of cloud files: known, or unknown with a reason, each with the place where it is written.

use std::sync::Arc;

use sneck_model::Place;

use crate::config::place::at;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub path: Arc<str>,
    /// From 1; 0 for the file as a whole.
    pub line: u32,
}

impl Spot {
    /// As a place of a report.
    #[must_use]
    pub fn place(&self) -> Place {
        at(&self.path, self.line)
    }
}

/// A value. Cheap to clone: what is below it is shared.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub data: Data,
    /// Where it is written: behind a variable, the line of its default.
    pub spot: Spot,
    /// What a text was made from (`jsonencode`, a policy document), or the line that a long text begins on.
    pub holds: Option<Arc<Node>>,
    /// How many values it unfolds to: lists that hold each other's copies grow fast. [`Node::new`] counts.
    pub weight: u32,
}

/// A value unfolds to so many at most.
const HEAVIEST: u32 = 50_000;

/// What a value is.
#[derive(Clone, Debug)]
pub enum Data {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(Arc<str>),
    /// Values in order.
    List(Arc<[Node]>),
    /// Names and values in order.
    Map(Arc<[Entry]>),
    /// It cannot be told.
    Unknown(Arc<Gap>),
}

/// A name and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name.
    pub name: Arc<str>,
    /// Where the name stands.
    pub spot: Spot,
    /// The value.
    pub node: Node,
}

/// Why a value is not known, and what is known all the same.
#[derive(Clone, Debug, Default)]
pub struct Gap {
    /// As a clause.
    pub why: String,
    /// The expression is wrong, as opposed to supplied from elsewhere.
    pub error: bool,
    /// Text of which parts are known: each U+0000 stands for one that is not.
    pub text: Option<String>,
    /// It is an attribute of this resource (`aws_s3_bucket.logs`, `id`).
    pub of: Option<(Arc<str>, Arc<str>)>,
}

impl Node {
    /// A value at a place.
    #[must_use]
    pub fn new(data: Data, spot: &Spot) -> Self {
        let weight = match &data {
            Data::List(all) => all.iter().fold(1, |sum: u32, one| sum.saturating_add(one.weight)),
            Data::Map(all) => all.iter().fold(1, |sum: u32, one| sum.saturating_add(one.node.weight)),
            _ => 1,
        };
        if weight > HEAVIEST {
            return Self::unknown("it is too large", spot);
        }
        Self { data, spot: spot.clone(), holds: None, weight }
    }

    /// The same with what it was made from.
    #[must_use]
    pub fn made_from(mut self, holds: Option<Arc<Self>>) -> Self {
        self.holds = holds;
        self
    }

    /// Text at a place.
    #[must_use]
    pub fn text(text: impl AsRef<str>, spot: &Spot) -> Self {
        Self::new(Data::Text(Arc::from(text.as_ref())), spot)
    }

    /// A list at a place.
    #[must_use]
    pub fn list(all: Vec<Self>, spot: &Spot) -> Self {
        Self::new(Data::List(all.into()), spot)
    }

    /// What cannot be told.
    #[must_use]
    pub fn unknown(why: impl Into<String>, spot: &Spot) -> Self {
        Self::new(Data::Unknown(Arc::new(Gap { why: why.into(), ..Gap::default() })), spot)
    }

    /// What the expression makes wrong.
    #[must_use]
    pub fn wrong(why: impl Into<String>, spot: &Spot) -> Self {
        Self::new(Data::Unknown(Arc::new(Gap { why: why.into(), error: true, ..Gap::default() })), spot)
    }

    /// The same value at another place.
    #[must_use]
    pub fn moved(mut self, spot: &Spot) -> Self {
        self.spot = spot.clone();
        self
    }

    /// Why it is not known, if it is not.
    #[must_use]
    pub fn gap(&self) -> Option<&Arc<Gap>> {
        match &self.data {
            Data::Unknown(gap) => Some(gap),
            _ => None,
        }
    }

    /// True for nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// Known text; numbers and truth values as they are written.
    #[must_use]
    pub fn as_text(&self) -> Option<Arc<str>> {
        match &self.data {
            Data::Text(text) => Some(text.clone()),
            Data::Bool(truth) => Some(Arc::from(if *truth { "true" } else { "false" })),
            Data::Number(number) => Some(Arc::from(written(*number))),
            _ => None,
        }
    }

    /// A known truth value; the words for it count, as in both languages.
    #[must_use]
    pub fn truth(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(truth) => Some(*truth),
            Data::Text(text) => match text.to_ascii_lowercase().as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A known number; digits in quotes count.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match &self.data {
            Data::Number(number) => Some(*number),
            Data::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// The members of a list; a single value counts as a list of one, nothing as an empty one.
    #[must_use]
    pub fn each(&self) -> &[Self] {
        match &self.data {
            Data::Null => &[],
            Data::List(all) => all,
            _ => std::slice::from_ref(self),
        }
    }

    /// Names and values of a map.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(all) => all,
            _ => &[],
        }
    }

    /// The entry of a name.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.name == name)
    }

    /// The entry at a path of names. A list of one is entered: that is how blocks stand.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Entry> {
        let (first, rest) = path.split_first()?;
        let entry = self.each().first()?.entry(first)?;
        if rest.is_empty() { Some(entry) } else { entry.node.at(rest) }
    }

    /// Every block of a name.
    #[must_use]
    pub fn blocks(&self, name: &str) -> &[Self] {
        self.entry(name).map_or(&[], |entry| entry.node.each())
    }

    /// Every block of a name, in a block that stands alone in its list.
    #[must_use]
    pub fn blocks_of(&self, name: &str) -> &[Self] {
        self.each().first().map_or(&[], |only| only.blocks(name))
    }

    /// The resource that it is an attribute of.
    #[must_use]
    pub fn resource(&self) -> Option<&Arc<str>> {
        let own = self.gap().and_then(|gap| gap.of.as_ref()).map(|(resource, _)| resource);
        own.or_else(|| self.holds.as_ref().filter(|_| matches!(self.data, Data::Map(_)))?.resource())
    }
}

/// A number as text: whole numbers without a fraction.
#[must_use]
pub fn written(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}
