//! The form of NATS configurations: names and values, blocks in braces, lists in brackets (`conf/lex.go`).

use std::sync::Arc;

use sneck_model::{Place, Step};

use crate::config::place::at;
use crate::config::services::given::shown;

/// A block.
#[derive(Debug, Default)]
pub struct Tree {
    /// In order.
    pub entries: Vec<Entry>,
}

/// A name with its value.
#[derive(Debug)]
pub struct Entry {
    /// The name in lower case.
    pub name: String,
    /// The value.
    pub node: Node,
    /// The file.
    pub path: Arc<str>,
    /// The line of the name.
    pub line: u32,
}

/// A value.
#[derive(Debug)]
pub enum Node {
    /// Text, a number, a truth value.
    Text(String),
    /// `{ … }`
    Block(Tree),
    /// `[ … ]`
    List(Vec<Node>),
}

/// So deep blocks stand in each other at most.
const DEEPEST: u8 = 24;

impl Tree {
    /// The last entry of a name.
    pub fn last(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.name == name)
    }
}

impl Entry {
    /// The text of a plain value.
    pub fn text(&self) -> Option<&str> {
        if let Node::Text(text) = &self.node { Some(text) } else { None }
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        at(&self.path, self.line)
    }

    /// Where it stands and what it says.
    pub fn step(&self) -> Step {
        let says = match &self.node {
            Node::Text(text) => format!("sets `{}` to {}", self.name, shown(text)),
            _ => format!("gives `{}`", self.name),
        };
        Step::new(self.place(), says)
    }
}

/// Reads a text; what is broken ends what it stands in.
pub fn block(path: &Arc<str>, text: &str) -> Tree {
    let mut reader = Reader { path, rest: text, line: 1, variables: Vec::new() };
    reader.block(DEEPEST)
}

struct Reader<'t> {
    path: &'t Arc<str>,
    rest: &'t str,
    line: u32,
    variables: Vec<(String, String)>,
}

impl Reader<'_> {
    fn block(&mut self, depth: u8) -> Tree {
        let mut tree = Tree::default();
        loop {
            self.blank();
            let line = self.line;
            match self.rest.chars().next() {
                None => return tree,
                Some('}') => {
                    self.advance(1);
                    return tree;
                }
                Some(',' | ';' | '{' | '[' | ']' | ':' | '=') => self.advance(1),
                Some(_) => {
                    let key = self.word(true);
                    self.blank();
                    if self.rest.starts_with([':', '=']) {
                        self.advance(1);
                        self.blank();
                    }
                    let node = self.value(depth);
                    if let Node::Text(text) = &node {
                        self.variables.push((key.clone(), text.clone()));
                    }
                    let path = self.path.clone();
                    tree.entries.push(Entry { name: key.to_ascii_lowercase(), node, path, line });
                }
            }
        }
    }

    fn value(&mut self, depth: u8) -> Node {
        match self.rest.chars().next() {
            Some('{') if depth > 0 => {
                self.advance(1);
                Node::Block(self.block(depth - 1))
            }
            Some('[') if depth > 0 => {
                self.advance(1);
                Node::List(self.list(depth - 1))
            }
            // Deeper than anything that makes sense: the rest is left.
            Some('{' | '[') => {
                self.rest = "";
                Node::Text(String::new())
            }
            Some('"' | '\'') => Node::Text(self.word(false)),
            _ => {
                let word = self.word(false);
                // A name with `$` stands for what the file gave it before, else for a variable of the environment.
                let known =
                    word.strip_prefix('$').and_then(|name| self.variables.iter().rev().find(|(own, _)| own == name));
                Node::Text(known.map_or(word, |(_, text)| text.clone()))
            }
        }
    }

    fn list(&mut self, depth: u8) -> Vec<Node> {
        let mut all = Vec::new();
        loop {
            self.blank();
            match self.rest.chars().next() {
                None => return all,
                Some(']') => {
                    self.advance(1);
                    return all;
                }
                Some(',' | ';' | '}' | ':' | '=') => self.advance(1),
                Some(_) => all.push(self.value(depth)),
            }
        }
    }

    /// White space and comments.
    fn blank(&mut self) {
        loop {
            let end = self.rest.find(|c: char| !c.is_whitespace()).unwrap_or(self.rest.len());
            self.advance(end);
            if !(self.rest.starts_with('#') || self.rest.starts_with("//")) {
                return;
            }
            self.advance(self.rest.find('\n').unwrap_or(self.rest.len()));
        }
    }

    /// A word in quotes, or up to what ends one: a name ends at a colon as well.
    fn word(&mut self, name: bool) -> String {
        for quote in ['"', '\''] {
            if let Some(inner) = self.rest.strip_prefix(quote) {
                let end = inner.find(quote).unwrap_or(inner.len());
                let word = inner[..end].to_owned();
                self.advance((end + 2).min(self.rest.len()));
                return word;
            }
        }
        let ends = |c: char| if name { c.is_whitespace() || ":={}[]".contains(c) } else { "\n,;}]#".contains(c) };
        let end = self
            .rest
            .find(ends)
            .unwrap_or(self.rest.len())
            .max(self.rest.chars().next().map_or(0, |c| usize::from(name) * c.len_utf8()));
        let word = self.rest[..end].trim().to_owned();
        self.advance(end);
        word
    }

    fn advance(&mut self, by: usize) {
        let (done, rest) = self.rest.split_at(by);
        self.line += u32::try_from(done.matches('\n').count()).unwrap_or(u32::MAX);
        self.rest = rest;
    }
}
