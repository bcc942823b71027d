//! Rule pages: one Markdown file per rule, their index, and the same for the terminal. All of it comes
//! from the rule's own value.

mod explain;
mod fixes;
mod help;
mod index;
mod markdown;
pub(crate) mod remedy;
mod stack;
mod world;

use sneck_model::Rule;

pub(crate) use help::{address, markdown as help_markdown, text as help_text};

pub(crate) use markdown::fenced;

pub use explain::explain;
pub use fixes::fixes;
pub use index::rules_text;
pub use stack::{StackItem, stacks};

/// A file of the documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Relative to the root of the project: `docs/rules/app/debug-mode.md`.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

/// What is told of an example beside its world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// For what it is written: `Flask`, `A recorded answer`.
    pub label: String,
    /// What the rule really says of it, when it says something.
    pub message: Option<String>,
    /// What `sneck fix` makes of it, where it changes something.
    pub fixed: Option<Fixed>,
}

/// What `sneck fix` changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// As a unified diff.
    pub diff: String,
    /// Without being asked for it.
    pub safe: bool,
}

/// Every page of the rules and their index. `shown` tells of a rule's example of that index.
pub fn pages(rules: &[&Rule], shown: &dyn Fn(&Rule, usize) -> Shown) -> Vec<Page> {
    let index = Page { path: "docs/rules/README.md".into(), text: index::markdown(rules) };
    let one = |rule: &&Rule| Page {
        path: format!("docs/rules/{}.md", rule.id),
        text: markdown::page(rule, &|example| shown(rule, example)),
    };
    std::iter::once(index).chain(rules.iter().map(one)).collect()
}
