//! JavaScript and TypeScript as trees. A fault in the text spoils no more than its own part.

use std::ops::ControlFlow;
use std::sync::Arc;

use sneck_model::{Kind, Place, Unread};
use tree_sitter::{Language, ParseOptions, Parser, Tree};

use crate::files::place::Places;
use crate::kind;
use crate::tree::File;

/// A part of a text.
pub(super) type Node<'t> = tree_sitter::Node<'t>;

/// So often is asked whether to go on: far beyond what a text of the largest size takes that people wrote.
const MOST_STEPS: u32 = 200_000;

/// Endings of names of files in TypeScript. What is not one of them is read with the grammar that knows JSX too.
const TYPED: &[&str] = &[".ts", ".mts", ".cts"];

/// One file with its tree.
pub(super) struct Script {
    pub path: Arc<str>,
    pub text: String,
    pub kind: Kind,
    tree: Tree,
}

impl Script {
    /// Nothing for a text that takes too long.
    pub(super) fn parse(file: &File) -> Option<Self> {
        let text = file.text().into_owned();
        let typed = TYPED.iter().any(|end| file.path.ends_with(end));
        let language: Language =
            if typed { tree_sitter_typescript::LANGUAGE_TYPESCRIPT } else { tree_sitter_typescript::LANGUAGE_TSX }
                .into();
        let mut parser = Parser::new();
        parser.set_language(&language).ok()?;
        let mut steps = 0;
        let mut go_on = |_: &tree_sitter::ParseState| {
            steps += 1;
            if steps > MOST_STEPS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = ParseOptions::new().progress_callback(&mut go_on);
        let mut rest = |from: usize, _| text.as_bytes().get(from..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut rest, None, Some(options))?;
        Some(Self { path: file.path.clone(), kind: kind::of_path(&file.path), tree, text })
    }

    /// The folder that it stands in; empty for the root of the tree.
    pub(super) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The whole file.
    pub(super) fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// What is written there.
    pub(super) fn slice(&self, node: Node<'_>) -> &str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// Where that is; of what goes on over several lines, the first one.
    pub(super) fn place(&self, node: Node<'_>) -> Place {
        let first = self.slice(node).lines().next().unwrap_or_default();
        let place = Places::new(&self.path, self.text.as_bytes()).at(node.start_byte(), first.chars().count());
        match place {
            Place::File { path, line, column, width, .. } => {
                Place::File { layer: sneck_model::Layer::Code, path, line, column, width }
            }
            other => other,
        }
    }

    /// The first part that is no JavaScript.
    pub(super) fn fault(&self) -> Option<Unread> {
        let mut node = self.root();
        if !node.has_error() {
            return None;
        }
        while let Some(inner) = children(node).find(|child| child.has_error() || child.is_missing()) {
            node = inner;
        }
        let line = u32::try_from(node.start_position().row + 1).unwrap_or(u32::MAX);
        let why = "not valid JavaScript here; the rest of the file was read".to_owned();
        Some(Unread { path: self.path.to_string(), line, why })
    }
}

/// The named parts of a part, without comments.
pub(super) fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let count = u32::try_from(node.named_child_count()).unwrap_or(0);
    (0..count).filter_map(move |at| node.named_child(at)).filter(|child| child.kind() != "comment")
}

/// The part of a part that goes by a name.
pub(super) fn field<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.child_by_field_name(name)
}

/// A text without its quotes, with its escapes put in.
pub(super) fn unquoted(script: &Script, node: Node<'_>) -> String {
    let written = script.slice(node);
    let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => escape(&mut letters, &mut text),
            (letter, _) => text.push(letter),
        }
    }
    text
}

/// What stands behind a backslash.
fn escape(letters: &mut std::str::Chars<'_>, text: &mut String) {
    match letters.next() {
        Some('n') => text.push('\n'),
        Some('r') => text.push('\r'),
        Some('t') => text.push('\t'),
        Some('0') => text.push('\0'),
        Some('x') => code(letters, 2, text),
        Some('u') => code(letters, 4, text),
        Some('\n') | None => {}
        Some(other) => text.push(other),
    }
}

fn code(letters: &mut std::str::Chars<'_>, digits: usize, text: &mut String) {
    let braced = letters.as_str().starts_with('{');
    let word: String = if braced {
        letters.skip(1).by_ref().take_while(|c| *c != '}').collect()
    } else {
        letters.take(digits).collect()
    };
    text.extend(u32::from_str_radix(&word, 16).ok().and_then(char::from_u32));
}
