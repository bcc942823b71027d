//! What `type = …` of a variable makes of its value.

use super::eval::{Scope, eval, functions, map};
use super::syntax::{Expr, Form};
use crate::config::cloud::node::{Data, Entry, Node};

/// The value as a variable of this type holds it. What does not fit is handed on as it is: Terraform would stop.
#[must_use]
pub fn convert(scope: &Scope<'_, '_>, node: Node, kind: &Expr) -> Node {
    if node.is_null() || node.gap().is_some() {
        return node;
    }
    match &kind.form {
        Form::Name(name) => primitive(node, name),
        Form::Text(name, _) => primitive(node, name),
        Form::Call(name, arguments, _) => match (&**name, arguments.first()) {
            ("list" | "set" | "tuple", Some(Expr { form: Form::List(kinds), .. })) => {
                let each = node.each().iter().zip(kinds).map(|(one, kind)| convert(scope, one.clone(), kind));
                Node::list(each.collect(), &node.spot)
            }
            ("list", Some(kind)) => members(scope, &node, kind),
            ("set", Some(kind)) => functions::set(&members(scope, &node, kind)),
            ("map", Some(kind)) => {
                let one = |entry: &Entry| Entry { node: convert(scope, entry.node.clone(), kind), ..entry.clone() };
                map(node.entries().iter().map(one).collect(), &node.spot)
            }
            ("object", Some(Expr { form: Form::Object(parts), .. })) => object(scope, &node, parts),
            _ => node,
        },
        _ => node,
    }
}

fn primitive(node: Node, name: &str) -> Node {
    let data = match name {
        "string" => node.as_text().map(Data::Text),
        "number" => node.number().map(Data::Number),
        "bool" => node.truth().map(Data::Bool),
        _ => None,
    };
    data.map_or_else(|| node.clone(), |data| Node { data, ..node.clone() })
}

fn members(scope: &Scope<'_, '_>, node: &Node, kind: &Expr) -> Node {
    match &node.data {
        Data::List(all) => Node::list(all.iter().map(|one| convert(scope, one.clone(), kind)).collect(), &node.spot),
        _ => node.clone(),
    }
}

/// Parts that are left out are nothing, or what `optional` says; parts that are not named are dropped.
fn object(scope: &Scope<'_, '_>, node: &Node, parts: &[(Expr, Expr)]) -> Node {
    if !matches!(node.data, Data::Map(_)) {
        return node.clone();
    }
    let one = |(key, kind): &(Expr, Expr)| {
        let Form::Text(name, _) = &key.form else { return None };
        let (kind, default) = optional(kind);
        let entry = node.entry(name).filter(|entry| !(entry.node.is_null() && default.is_some()));
        Some(match entry {
            Some(entry) => Entry { node: convert(scope, entry.node.clone(), kind), ..entry.clone() },
            None => {
                let value = default.map_or_else(|| Node::new(Data::Null, &node.spot), |value| eval(scope, value));
                let spot = scope.spot(key.line);
                Entry { name: name.as_str().into(), spot, node: convert(scope, value, kind) }
            }
        })
    };
    map(parts.iter().filter_map(one).collect(), &node.spot)
}

/// `optional(TYPE, DEFAULT)`
fn optional(kind: &Expr) -> (&Expr, Option<&Expr>) {
    match &kind.form {
        Form::Call(name, arguments, _) if name == "optional" => match arguments.as_slice() {
            [kind, rest @ ..] => (kind, rest.first()),
            [] => (kind, None),
        },
        _ => (kind, None),
    }
}
