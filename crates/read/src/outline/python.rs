//! The parts of a Python module, from its syntax tree.

use std::ops::Range;

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_expr};
use ruff_python_ast::{AnyNodeRef, Expr, ExprDict, Stmt};
use ruff_text_size::{Ranged, TextRange};
use sneck_model::{Outline, PartKind};

use super::Draft;
use crate::source::python::file::PythonFile;
use crate::tree::File;

/// The outline of a module that Python would read.
pub(super) fn outline(file: &File, text: &str) -> Option<Outline> {
    let python = PythonFile::new(file);
    if python.unread().is_some() || python.text().len() != text.len() {
        return None;
    }
    let mut layout = Layout { text, draft: Draft::default(), opened: Vec::new() };
    for statement in python.body() {
        layout.visit_stmt(statement);
    }
    Some(layout.draft.finish())
}

struct Layout<'t> {
    text: &'t str,
    draft: Draft,
    /// For each node that was entered and not left: whether it is a part.
    opened: Vec<bool>,
}

impl<'a> SourceOrderVisitor<'a> for Layout<'_> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        let before = self.draft.open.len();
        self.enter(node);
        self.opened.push(self.draft.open.len() > before);
        TraversalSignal::Traverse
    }

    fn leave_node(&mut self, _: AnyNodeRef<'a>) {
        if self.opened.pop() == Some(true) {
            self.draft.close();
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Dict(map) => self.map(map),
            other => walk_expr(self, other),
        }
    }
}

impl<'a> Layout<'_> {
    fn enter(&mut self, node: AnyNodeRef<'a>) {
        if let Some(statement) = node.as_stmt_ref() {
            return self.statement(node, bytes(statement.range()));
        }
        let range = bytes(node.range());
        match node {
            AnyNodeRef::Keyword(keyword) => {
                let name = keyword.arg.as_ref().map(ToString::to_string).unwrap_or_default();
                self.draft.open(PartKind::Entry, name, range, bytes(keyword.value.range()));
            }
            AnyNodeRef::ExprCall(call) => {
                let inside = inner(&bytes(call.arguments.range()));
                self.draft.open(PartKind::Call, self.slice(&call.func), range, inside);
            }
            _ if is_literal(node) => self.draft.open(PartKind::Literal, "", range.clone(), range),
            _ if is_group(node) => self.draft.open(PartKind::Group, "", range.clone(), inner(&range)),
            _ if node.is_expression() => self.draft.open(PartKind::Expression, "", range.clone(), range),
            _ => {}
        }
    }

    fn statement(&mut self, node: AnyNodeRef<'a>, range: Range<usize>) {
        let (kind, name, value) = match node {
            AnyNodeRef::StmtAssign(s) => {
                let target = s.targets.first().map(|target| self.slice(target)).unwrap_or_default();
                (PartKind::Statement, target, bytes(s.value.range()))
            }
            AnyNodeRef::StmtAnnAssign(s) => {
                let value = s.value.as_ref().map_or_else(|| range.clone(), |value| bytes(value.range()));
                (PartKind::Statement, self.slice(&s.target), value)
            }
            AnyNodeRef::StmtImport(s) => {
                let names = s.names.iter().map(|alias| alias.asname.as_ref().unwrap_or(&alias.name).as_str());
                (PartKind::Import, names.collect::<Vec<_>>().join(" "), range.clone())
            }
            AnyNodeRef::StmtImportFrom(s) => {
                let module = s.module.as_ref().map(ToString::to_string).unwrap_or_default();
                (PartKind::Import, format!("from {module}"), range.clone())
            }
            AnyNodeRef::StmtFunctionDef(s) => (PartKind::Block, s.name.to_string(), within(&s.body, &range)),
            AnyNodeRef::StmtClassDef(s) => (PartKind::Block, s.name.to_string(), within(&s.body, &range)),
            AnyNodeRef::StmtIf(s) => (PartKind::Block, String::new(), within(&s.body, &range)),
            _ if is_block(node) => (PartKind::Block, String::new(), range.clone()),
            _ => (PartKind::Statement, String::new(), range.clone()),
        };
        self.draft.open(kind, name, range, value);
    }

    fn map(&mut self, map: &'a ExprDict) {
        let range = bytes(map.range());
        self.draft.open(PartKind::Group, "", range.clone(), inner(&range));
        for item in &map.items {
            let value = bytes(item.value.range());
            let (name, start) = match &item.key {
                Some(key) => (self.slice(key), bytes(key.range()).start),
                None => (String::new(), value.start),
            };
            self.draft.open(PartKind::Entry, name, start..value.end, value);
            item.key.iter().for_each(|key| self.visit_expr(key));
            self.visit_expr(&item.value);
            self.draft.close();
        }
        self.draft.close();
    }

    fn slice(&self, expression: &Expr) -> String {
        self.text.get(bytes(expression.range())).unwrap_or_default().to_owned()
    }
}

fn is_literal(node: AnyNodeRef<'_>) -> bool {
    matches!(
        node,
        AnyNodeRef::ExprBooleanLiteral(_)
            | AnyNodeRef::ExprNoneLiteral(_)
            | AnyNodeRef::ExprNumberLiteral(_)
            | AnyNodeRef::ExprStringLiteral(_)
    )
}

fn is_group(node: AnyNodeRef<'_>) -> bool {
    match node {
        AnyNodeRef::ExprTuple(tuple) => tuple.parenthesized,
        other => matches!(other, AnyNodeRef::ExprList(_) | AnyNodeRef::ExprSet(_)),
    }
}

fn is_block(node: AnyNodeRef<'_>) -> bool {
    matches!(
        node,
        AnyNodeRef::StmtFor(_)
            | AnyNodeRef::StmtWhile(_)
            | AnyNodeRef::StmtWith(_)
            | AnyNodeRef::StmtTry(_)
            | AnyNodeRef::StmtMatch(_)
    )
}

/// What stands between brackets.
fn inner(range: &Range<usize>) -> Range<usize> {
    range.start + 1..(range.end - 1).max(range.start + 1)
}

/// The statements of a block.
fn within(body: &[Stmt], whole: &Range<usize>) -> Range<usize> {
    match (body.first(), body.last()) {
        (Some(first), Some(last)) => bytes(first.range()).start..bytes(last.range()).end,
        _ => whole.clone(),
    }
}

fn bytes(range: TextRange) -> Range<usize> {
    range.start().to_usize()..range.end().to_usize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let outline = super::super::outline(&File::new("app.py", text)).expect("an outline");
        let each = outline.parts.iter().map(|part| {
            let slice = |range: &Range<usize>| text.get(range.clone()).unwrap_or("?").replace('\n', "⏎");
            format!("{:?} {} [{}] {}", part.kind, part.name, slice(&part.range), slice(&part.value))
        });
        each.collect()
    }

    #[test]
    fn calls_assignments_and_maps_have_parts() {
        let parts = told("import os\napp.config[\"A\"] = f(x, debug=True)\nD = {\"k\": 1}\n");
        for expected in [
            "Import os [import os] import os",
            "Statement app.config[\"A\"] [app.config[\"A\"] = f(x, debug=True)] f(x, debug=True)",
            "Call f [f(x, debug=True)] x, debug=True",
            "Entry debug [debug=True] True",
            "Literal  [True] True",
            "Group  [{\"k\": 1}] \"k\": 1",
            "Entry \"k\" [\"k\": 1] 1",
        ] {
            assert!(parts.iter().any(|part| part == expected), "{expected} in {parts:#?}");
        }
    }

    #[test]
    fn what_python_refuses_has_no_outline() {
        assert!(super::super::outline(&File::new("app.py", "x = = 1\n")).is_none());
    }

    #[test]
    fn parts_know_what_holds_them() {
        let outline = super::super::outline(&File::new("a.py", "def f():\n    return g(h(1))\n")).expect("one");
        let one = outline.parts.iter().position(|part| part.kind == PartKind::Literal).expect("the number");
        let above: Vec<_> = outline.above(one).map(|(_, part)| part.name.as_str()).collect();
        assert_eq!(above, ["h", "g", "", "f"]);
    }
}
