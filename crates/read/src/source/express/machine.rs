//! Runs a program as far as it sets up its apps: statements, in order, with what they leave behind.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use sneck_model::{Place, Step};

use super::files::Scripts;
use super::surroundings::Surroundings;
use super::syntax::{Node, Script, children, field};
use super::value::{Function, Js, Scope, Val};

/// Parts of a program that are gone through at most.
const FUEL: u32 = 400_000;
/// Calls within calls, and expressions within expressions, at most.
const DEEPEST: u16 = 120;

/// An app or a router, and what was done with it.
pub(super) struct Made<'t> {
    pub place: Place,
    pub script: &'t Script,
    /// A part of an app, which is told of with it.
    pub router: bool,
    pub events: Vec<Event<'t>>,
}

/// One call on an app.
#[derive(Clone)]
pub(super) struct Event<'t> {
    pub verb: Verb,
    pub arguments: Vec<Val<'t>>,
    pub place: Place,
    /// It happens on one of two ways, and nothing tells on which.
    pub maybe: bool,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Use,
    /// `set`, `enable`, `disable`
    Set,
    Listen,
    /// By a method; `ALL` for every one.
    Route(&'static str),
}

/// Whether what follows is run.
pub(super) enum Flow<'t> {
    On,
    Returned(Val<'t>),
}

/// One run.
pub(super) struct Machine<'t> {
    pub scripts: &'t Scripts,
    pub around: &'t Surroundings<'t>,
    pub made: Vec<Made<'t>>,
    /// What the program reads from a `.env` file; none where it reads none.
    pub dotenv: Option<Dotenv>,
    modules: BTreeMap<Arc<str>, Val<'t>>,
    /// Files that were run, in order.
    pub ran: Vec<Arc<str>>,
    undecided: u32,
    fuel: Cell<u32>,
    depth: u16,
}

/// Variables of a `.env` file, or why they are not known.
pub(super) type Dotenv = Result<Vec<crate::declared::DeclaredVariable>, String>;

impl<'t> Machine<'t> {
    pub(super) fn new(scripts: &'t Scripts, around: &'t Surroundings<'t>) -> Self {
        Self {
            scripts,
            around,
            made: Vec::new(),
            dotenv: None,
            modules: BTreeMap::new(),
            ran: Vec::new(),
            undecided: 0,
            fuel: Cell::new(FUEL),
            depth: 0,
        }
    }

    /// Runs a file once and gives what it exports.
    pub(super) fn module(&mut self, path: &str) -> Val<'t> {
        let Some(script) = self.scripts.get(path) else {
            return Val::unknown(format!("{path} is not in the tree"));
        };
        if let Some(known) = self.modules.get(&script.path) {
            return known.clone();
        }
        let exports = Val::object(IndexMap::new());
        // Known before it is run: files may need each other.
        self.modules.insert(script.path.clone(), exports.clone());
        self.ran.push(script.path.clone());
        let module = Val::object(IndexMap::from([("exports".to_owned(), exports.clone())]));
        let scope = Rc::new(Scope::default());
        scope.declare("module", module.clone());
        scope.declare("exports", exports.clone());
        self.hoist(script, script.root(), &scope);
        self.block(script, script.root(), &scope);
        let exports = module.field("exports").unwrap_or(exports);
        self.modules.insert(script.path.clone(), exports.clone());
        exports
    }

    /// It was cut short.
    pub(super) fn exhausted(&self) -> bool {
        self.fuel.get() == 0
    }

    /// Takes one step; nothing when there are none left.
    pub(super) fn spend(&self) -> Option<()> {
        let left = self.fuel.get().checked_sub(1)?;
        self.fuel.set(left);
        Some(())
    }

    /// Goes one level deeper, if that is not too deep.
    pub(super) fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.spend()?;
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        Some(result)
    }

    /// Runs what may be run or not.
    pub(super) fn perhaps<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.undecided += 1;
        let result = run(self);
        self.undecided -= 1;
        result
    }

    /// Nothing tells whether this is reached.
    pub(super) fn is_undecided(&self) -> bool {
        self.undecided > 0
    }

    /// Takes down what is done with an app.
    pub(super) fn tell(&mut self, app: usize, verb: Verb, arguments: Vec<Val<'t>>, place: Place) {
        let maybe = self.is_undecided();
        if let Some(made) = self.made.get_mut(app) {
            made.events.push(Event { verb, arguments, place, maybe });
        }
    }

    /// Functions and classes are known before the first statement.
    pub(super) fn hoist(&mut self, script: &'t Script, block: Node<'t>, scope: &Rc<Scope<'t>>) {
        for statement in children(block) {
            let inner = match statement.kind() {
                "export_statement" => field(statement, "declaration").unwrap_or(statement),
                _ => statement,
            };
            let make = match inner.kind() {
                "function_declaration" | "generator_function_declaration" => Js::Function,
                "class_declaration" => Js::Class,
                _ => continue,
            };
            let Some(name) = field(inner, "name") else { continue };
            let function = Function { script, node: inner, scope: scope.clone(), this: None };
            scope.declare(script.slice(name), Val::at(make(Rc::new(function)), script.place(inner)));
        }
    }

    /// Statements one after the other.
    pub(super) fn block(&mut self, script: &'t Script, block: Node<'t>, scope: &Rc<Scope<'t>>) -> Flow<'t> {
        for statement in children(block) {
            let flow = self.deeper(|m| m.statement(script, statement, scope));
            if let Some(Flow::Returned(value)) = flow {
                return Flow::Returned(value);
            }
        }
        Flow::On
    }

    /// Statements with names of their own.
    fn inner(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Flow<'t> {
        let scope = Scope::within(scope);
        if node.kind() != "statement_block" {
            return self.deeper(|m| m.statement(script, node, &scope)).unwrap_or(Flow::On);
        }
        self.hoist(script, node, &scope);
        self.block(script, node, &scope)
    }

    fn statement(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Flow<'t> {
        match node.kind() {
            "expression_statement" => {
                children(node).for_each(|inner| drop(self.value(script, inner, scope)));
                Flow::On
            }
            "lexical_declaration" | "variable_declaration" => {
                children(node).for_each(|one| self.declaration(script, one, scope));
                Flow::On
            }
            "import_statement" => self.import(script, node, scope),
            "export_statement" => self.export(script, node, scope),
            "if_statement" => self.condition(script, node, scope),
            "return_statement" => {
                let value = children(node).next().map(|inner| self.value(script, inner, scope));
                Flow::Returned(value.unwrap_or_else(Val::undefined))
            }
            "try_statement" => {
                let body = field(node, "body").map_or(Flow::On, |body| self.inner(script, body, scope));
                if let Some(last) = field(node, "finalizer") {
                    children(last).for_each(|block| drop(self.inner(script, block, scope)));
                }
                body
            }
            "statement_block" | "labeled_statement" => self.inner(script, node, scope),
            // What is done in a loop is done once; for whom is not followed.
            "for_in_statement" | "for_statement" | "while_statement" | "do_statement" => {
                if let Some(body) = field(node, "body") {
                    self.perhaps(|m| drop(m.inner(script, body, scope)));
                }
                Flow::On
            }
            "switch_statement" => {
                let body = field(node, "body");
                let cases = body.into_iter().flat_map(children);
                cases.for_each(|case| self.perhaps(|m| drop(m.block(script, case, &Scope::within(scope)))));
                Flow::On
            }
            _ => Flow::On,
        }
    }

    fn condition(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Flow<'t> {
        let truth = field(node, "condition").and_then(|test| self.value(script, test, scope).truth());
        let yes = field(node, "consequence");
        let no = field(node, "alternative").and_then(|alternative| children(alternative).next());
        match truth {
            Some(true) => yes.map_or(Flow::On, |yes| self.inner(script, yes, scope)),
            Some(false) => no.map_or(Flow::On, |no| self.inner(script, no, scope)),
            None => {
                let ways = [yes, no].into_iter().flatten();
                ways.for_each(|way| self.perhaps(|m| drop(m.inner(script, way, scope))));
                Flow::On
            }
        }
    }

    /// `a = 1`, `{ a, b: c = 2 } = x`
    fn declaration(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) {
        let Some(name) = field(node, "name") else { return };
        let value = field(node, "value").map(|value| self.value(script, value, scope));
        self.bind(script, name, value.unwrap_or_else(Val::undefined), scope);
    }

    /// Gives names their values.
    pub(super) fn bind(&mut self, script: &'t Script, target: Node<'t>, value: Val<'t>, scope: &Rc<Scope<'t>>) {
        match target.kind() {
            "identifier" | "shorthand_property_identifier_pattern" => scope.declare(script.slice(target), value),
            "object_pattern" => {
                for part in children(target) {
                    self.bind_property(script, part, &value, scope);
                }
            }
            "array_pattern" => {
                for (at, part) in children(target).enumerate() {
                    let one = match &value.js {
                        Js::Array(all) => all.get(at).cloned().unwrap_or_else(Val::undefined),
                        _ => Val::unknown("it is an element of something that is not followed"),
                    };
                    self.bind(script, part, one, scope);
                }
            }
            "assignment_pattern" => {
                let Some((left, right)) = field(target, "left").zip(field(target, "right")) else { return };
                let value = self.or_default(script, value, right, scope);
                self.bind(script, left, value, scope);
            }
            "required_parameter" | "optional_parameter" => {
                let Some(pattern) = field(target, "pattern") else { return };
                let value = match field(target, "value") {
                    Some(default) => self.or_default(script, value, default, scope),
                    None => value,
                };
                self.bind(script, pattern, value, scope);
            }
            _ => {}
        }
    }

    fn bind_property(&mut self, script: &'t Script, part: Node<'t>, whole: &Val<'t>, scope: &Rc<Scope<'t>>) {
        match part.kind() {
            "shorthand_property_identifier_pattern" => {
                let value = self.member(whole, script.slice(part), script.place(part));
                self.bind(script, part, value, scope);
            }
            "object_assignment_pattern" => {
                let Some((left, right)) = field(part, "left").zip(field(part, "right")) else { return };
                let value = self.member(whole, script.slice(left), script.place(left));
                let value = self.or_default(script, value, right, scope);
                self.bind(script, left, value, scope);
            }
            "pair_pattern" => {
                let Some((key, target)) = field(part, "key").zip(field(part, "value")) else { return };
                let value = self.member(whole, script.slice(key).trim_matches(['"', '\'']), script.place(key));
                self.bind(script, target, value, scope);
            }
            _ => {}
        }
    }

    /// What is written behind `=` holds for `undefined`.
    fn or_default(&mut self, script: &'t Script, value: Val<'t>, default: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let missing = |one: &Val<'t>| matches!(one.js, Js::Undefined);
        if !value.alternatives().iter().any(missing) {
            return value;
        }
        let place = script.place(default);
        let fallen = self.value(script, default, scope).then(Step::new(place, "falls back to this"));
        let others = value.alternatives().into_iter().filter(|one| !missing(one));
        Val::one_of([fallen].into_iter().chain(others).collect())
    }
}
