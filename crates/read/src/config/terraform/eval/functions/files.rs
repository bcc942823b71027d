//! `file` and its kin, for files of the tree.

use std::sync::Arc;

use super::{Scope, text};
use crate::config::cloud::node::{Data, Entry, Gap, Node, Spot};
use crate::config::place::join;
use crate::config::terraform::eval::{Names, eval};
use crate::config::terraform::hcl;

/// The call, when it is one that reads a file.
pub(super) fn call(scope: &Scope<'_, '_>, name: &str, all: &[Node], spot: &Spot) -> Option<Node> {
    if !matches!(name, "file" | "templatefile" | "fileexists") {
        return None;
    }
    let read = found(scope, all).map(|file| match name {
        "fileexists" => Node::new(Data::Bool(true), spot),
        "file" => Node::text(file.text(), &Spot { path: file.path.clone(), line: 1 }),
        _ => template(scope, &file.text(), &file.path, all.get(1)),
    });
    Some(read.unwrap_or_else(|| Node::unknown("the file that it reads is not known", spot)))
}

/// Paths begin at the module's own folder, whether they say so or not.
fn found<'s>(scope: &Scope<'s, '_>, all: &[Node]) -> Option<&'s crate::tree::File> {
    let own = scope.module;
    let path = match &all.first()?.data {
        Data::Unknown(gap) => known_end(gap)?,
        _ => text(all, 0)?.to_string(),
    };
    own.world.tree.file(&join(&own.folder, &path)?)
}

/// `${path.module}/x` of a module that is used by another: what is not known is its folder.
fn known_end(gap: &Gap) -> Option<String> {
    let end = gap.text.as_ref()?.strip_prefix("\0/")?;
    (!end.contains('\0')).then(|| end.to_owned())
}

fn template(scope: &Scope<'_, '_>, text: &str, path: &Arc<str>, values: Option<&Node>) -> Node {
    let expr = hcl::template(text, 1);
    let entries: &[Entry] = values.map_or(&[], Node::entries);
    let inner = Scope { module: scope.module, path, names: None };
    within(&inner, entries, &expr)
}

/// One name after the other is put in sight.
fn within(scope: &Scope<'_, '_>, entries: &[Entry], expr: &crate::config::terraform::syntax::Expr) -> Node {
    match entries.split_first() {
        None => eval(scope, expr),
        Some(_) if entries.len() > 100 => Node::unknown("it has too many values", &scope.spot(1)),
        Some((first, rest)) => {
            let names = Names { name: &first.name, node: first.node.clone(), outer: scope.names };
            within(&scope.with(&names), rest, expr)
        }
    }
}
