//! Values of the configuration by the shape they must have, and words for those that have another.

use crate::config::toml::Node;

/// What is wrong, and on which line.
pub(super) struct Wrong {
    pub line: u32,
    pub why: String,
}

impl Wrong {
    pub(super) fn at(node: Node<'_, '_>, why: impl Into<String>) -> Self {
        Self { line: node.line, why: why.into() }
    }
}

/// A text that says something.
pub(super) fn text(name: &str, node: Node<'_, '_>) -> Result<String, Wrong> {
    match node.text() {
        Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
        Some(_) => Err(Wrong::at(node, format!("`{name}` is empty"))),
        None => Err(Wrong::at(node, format!("`{name}` must be a text in quotes, and is {}", node.shape()))),
    }
}

/// A list of texts.
pub(super) fn texts(name: &str, node: Node<'_, '_>) -> Result<Vec<String>, Wrong> {
    members(name, node)?.into_iter().map(|member| text(name, member)).collect()
}

/// The members of a list.
pub(super) fn members<'d, 't>(name: &str, node: Node<'d, 't>) -> Result<Vec<Node<'d, 't>>, Wrong> {
    match node.shape() {
        "a list" => Ok(node.list().collect()),
        other => Err(Wrong::at(node, format!("`{name}` must be a list, and is {other}"))),
    }
}

/// The entries of a table.
pub(super) fn entries<'d, 't>(name: &str, node: Node<'d, 't>) -> Result<Vec<(&'d str, Node<'d, 't>)>, Wrong> {
    match node.shape() {
        "a table" => Ok(node.entries()),
        other => Err(Wrong::at(node, format!("`{name}` must be a table, and is {other}"))),
    }
}

/// One of a few words.
pub(super) fn word<T>(name: &str, node: Node<'_, '_>, known: &[(&str, T)]) -> Result<T, Wrong>
where
    T: Copy,
{
    let said = text(name, node)?;
    known.iter().find(|(word, _)| *word == said).map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<_> = known.iter().map(|(word, _)| *word).collect();
        Wrong::at(node, format!("`{name}` must be one of {}, and is `{said}`", words.join(", ")))
    })
}

/// Words for a key that does not exist: the nearest that does, or all.
pub(super) fn unknown<'a>(key: &str, place: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    let near = known.iter().min_by_key(|name| strsim::levenshtein(name, key));
    match near.filter(|name| strsim::levenshtein(name, key) <= 1 + key.chars().count() / 3) {
        Some(name) => format!("`{key}` is no setting of {place}; did you mean `{name}`?"),
        None => format!("`{key}` is no setting of {place}; there are {}", known.join(", ")),
    }
}
