//! Files that use each other: `import`, `export`, `require`.

use std::rc::Rc;

use super::machine::{Flow, Machine};
use super::syntax::{Node, Script, children, field, unquoted};
use super::value::{Js, Scope, Val};

impl<'t> Machine<'t> {
    /// What `require` or `import` of that name gives.
    pub(super) fn required(&mut self, script: &'t Script, name: &str) -> Val<'t> {
        if !name.starts_with('.') && !name.starts_with('/') {
            return Val::outside(name.strip_prefix("node:").unwrap_or(name));
        }
        // A whole path counts from the root of the tree, as `__dirname` does.
        let from = if name.starts_with('/') { "" } else { &*script.path };
        match self.scripts.resolve(from, name) {
            Some(path) => self.deeper(|m| m.module(&path)).unwrap_or_else(|| Val::unknown("it is nested too deep")),
            None => Val::unknown(format!("{name} is not in the tree")),
        }
    }

    pub(super) fn import(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Flow<'t> {
        for clause in children(node) {
            match clause.kind() {
                "import_clause" => {
                    let Some(source) = field(node, "source") else { continue };
                    let module = self.required(script, &unquoted(script, source));
                    children(clause).for_each(|one| imported(script, one, &module, scope));
                }
                // `import express = require("express")`
                "import_require_clause" => {
                    let name = children(clause).find(|one| one.kind() == "identifier");
                    let source = field(clause, "source").or_else(|| children(clause).find(|o| o.kind() == "string"));
                    if let Some((name, source)) = name.zip(source) {
                        let module = self.required(script, &unquoted(script, source));
                        scope.declare(script.slice(name), module);
                    }
                }
                _ => {}
            }
        }
        // `import "./app.js"` is run for what it does.
        if let (Some(source), None) = (field(node, "source"), children(node).find(|c| c.kind() == "import_clause")) {
            self.required(script, &unquoted(script, source));
        }
        Flow::On
    }

    pub(super) fn export(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Flow<'t> {
        if let Some(declaration) = field(node, "declaration") {
            self.deeper(|m| m.exported_declaration(script, declaration, scope));
            let default = script.slice(node).trim_start_matches("export").trim_start().starts_with("default");
            for name in declared(script, declaration) {
                let value = scope.get(&name).unwrap_or_else(Val::undefined);
                put(scope, if default { "default" } else { &name }, value);
            }
        } else if let Some(value) = field(node, "value") {
            let value = self.value(script, value, scope);
            put(scope, "default", value);
        }
        let from = field(node, "source").map(|source| self.required(script, &unquoted(script, source)));
        for clause in children(node) {
            match clause.kind() {
                "export_clause" => children(clause).for_each(|one| named(script, one, from.as_ref(), scope)),
                // `export = app`
                "identifier" if from.is_none() => {
                    let value = scope.get(script.slice(clause)).unwrap_or_else(Val::undefined);
                    put(scope, "default", value);
                }
                _ => {}
            }
        }
        Flow::On
    }

    fn exported_declaration(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) {
        if matches!(node.kind(), "lexical_declaration" | "variable_declaration") {
            for one in children(node) {
                let Some(name) = field(one, "name") else { continue };
                let value = field(one, "value").map(|value| self.value(script, value, scope));
                self.bind(script, name, value.unwrap_or_else(Val::undefined), scope);
            }
        }
    }
}

/// One name that is imported.
fn imported<'t>(script: &'t Script, node: Node<'t>, module: &Val<'t>, scope: &Rc<Scope<'t>>) {
    match node.kind() {
        "identifier" => scope.declare(script.slice(node), default_of(module)),
        "namespace_import" => {
            children(node).take(1).for_each(|name| scope.declare(script.slice(name), module.clone()));
        }
        "named_imports" => {
            for one in children(node) {
                let Some(name) = field(one, "name") else { continue };
                let local = field(one, "alias").unwrap_or(name);
                let name = script.slice(name);
                let value = if name == "default" { default_of(module) } else { named_of(module, name) };
                scope.declare(script.slice(local), value);
            }
        }
        _ => {}
    }
}

/// A file that exports no default is its own default, as one that sets `module.exports` is.
fn default_of<'t>(module: &Val<'t>) -> Val<'t> {
    module.own("default").unwrap_or_else(|| module.clone())
}

fn named_of<'t>(module: &Val<'t>, name: &str) -> Val<'t> {
    match &module.js {
        Js::Outside(package) => Val::outside(format!("{package}.{name}")),
        Js::Object(_) => module.field(name).unwrap_or_else(|| Val::unknown(format!("{name} is not exported"))),
        Js::Unknown(_) => module.clone(),
        _ => Val::unknown(format!("{name} is not exported")),
    }
}

/// `export { a, b as c }`
fn named<'t>(script: &'t Script, node: Node<'t>, from: Option<&Val<'t>>, scope: &Rc<Scope<'t>>) {
    let Some(name) = field(node, "name") else { return };
    let public = field(node, "alias").unwrap_or(name);
    let name = script.slice(name);
    let value = match from {
        Some(module) if name == "default" => default_of(module),
        Some(module) => named_of(module, name),
        None => scope.get(name).unwrap_or_else(Val::undefined),
    };
    put(scope, script.slice(public), value);
}

/// Adds to what the file exports.
fn put<'t>(scope: &Rc<Scope<'t>>, name: &str, value: Val<'t>) {
    if let Some(Val { js: Js::Object(fields), .. }) = scope.get("exports") {
        fields.borrow_mut().insert(name.to_owned(), value);
    }
}

/// The names that a declaration makes.
fn declared(script: &Script, node: Node<'_>) -> Vec<String> {
    let own =
        field(node, "name").filter(|_| !node.kind().ends_with("_declaration") || node.kind() != "lexical_declaration");
    let of_each = children(node).filter(|one| one.kind() == "variable_declarator").filter_map(|one| field(one, "name"));
    own.into_iter().chain(of_each).map(|name| script.slice(name).to_owned()).collect()
}
