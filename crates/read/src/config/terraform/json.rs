//! From `*.tf.json` and `*.tfvars.json` to [`Body`].

use std::sync::Arc;

use super::hcl;
use super::syntax::{Block, Body, Expr, Form};
use crate::config::yaml::{Node, Value, parse};

/// Kinds of top-level blocks, and how many labels each has.
const BLOCKS: &[(&str, usize)] = &[
    ("resource", 2),
    ("data", 2),
    ("module", 1),
    ("variable", 1),
    ("output", 1),
    ("provider", 1),
    ("locals", 0),
    ("terraform", 0),
];

/// What a file holds, and its mistakes. JSON is read as YAML, which knows its lines.
#[must_use]
pub fn read(path: &Arc<str>, text: &str) -> (Body, Vec<(u32, String)>) {
    let documents = parse(path, text);
    let mut body = Body::default();
    for (key, value) in documents.all.iter().flat_map(|root| root.entries()) {
        let name = key.text().unwrap_or_default();
        match BLOCKS.iter().find(|(kind, _)| *kind == name) {
            Some((kind, labels)) => blocks(kind, *labels, &[], value, &mut body.blocks),
            None => body.attributes.push((name.to_owned(), key.line, expr(value, false))),
        }
    }
    (body, documents.mistakes)
}

fn blocks(kind: &str, labels: usize, above: &[String], node: &Node, all: &mut Vec<Block>) {
    if labels == 0 {
        let one = |node: &Node| Block {
            kind: kind.to_owned(),
            labels: above.to_vec(),
            line: node.line,
            body: attributes(node, kind == "variable"),
        };
        all.extend(node.list().into_iter().filter(|node| node.is_map()).map(one));
        return;
    }
    for node in node.list() {
        for (key, value) in node.entries() {
            let label = key.text().unwrap_or_default().to_owned();
            blocks(kind, labels - 1, &[above, &[label]].concat(), value, all);
        }
    }
}

/// In JSON blocks of a resource cannot be told from its attributes: all are attributes here.
fn attributes(node: &Node, plain: bool) -> Body {
    let one = |(key, value): (&crate::config::yaml::Yaml, &crate::config::yaml::Yaml)| {
        let name = key.text().unwrap_or_default().to_owned();
        let value = match (plain, &*name) {
            (true, "type") => value.text().and_then(|text| hcl::expression(text, value.line)),
            _ => None,
        }
        .unwrap_or_else(|| expr(value, plain));
        (name, key.line, value)
    };
    Body { attributes: node.entries().into_iter().map(one).collect(), blocks: Vec::new() }
}

/// Texts are templates, but for the parts that are taken as they stand.
fn expr(node: &Node, plain: bool) -> Expr {
    let line = node.line;
    let form = match &node.value {
        Value::Null => Form::Null,
        Value::Scalar(text, _) if plain => scalar(text, line),
        Value::Scalar(text, _) if text.contains("${") || text.contains("%{") => return hcl::template(text, line),
        Value::Scalar(text, _) => scalar(text, line),
        Value::List(all) => Form::List(all.iter().map(|one| expr(one, plain)).collect()),
        Value::Map(_) => {
            let one = |(key, value): (&crate::config::yaml::Yaml, &crate::config::yaml::Yaml)| {
                let name = Form::Text(key.text().unwrap_or_default().to_owned(), key.line);
                (Expr { line: key.line, form: name }, expr(value, plain))
            };
            Form::Object(node.entries().into_iter().map(one).collect())
        }
    };
    Expr { line, form }
}

/// Quoted numbers and truth values become what they say: Terraform converts between them where it matters.
fn scalar(text: &str, line: u32) -> Form {
    match text {
        "true" => Form::Bool(true),
        "false" => Form::Bool(false),
        _ => match text.parse::<f64>() {
            Ok(number) if number.is_finite() && !text.starts_with('+') => Form::Number(number),
            _ => Form::Text(text.to_owned(), line),
        },
    }
}
