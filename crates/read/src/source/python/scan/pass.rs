//! The one visit: keeps track of scopes and hands each node to the scanners.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_keyword, walk_stmt};
use ruff_python_ast::{Comprehension, ExceptHandler, Expr, Keyword, Parameters, Stmt, StmtFunctionDef, WithItem};

use super::module::Module;
use super::scope::{Local, Scopes};
use super::{Items, calls, literals, names, routes, taint};

/// Visits a module.
#[must_use]
pub fn run(module: &Module<'_>) -> Items {
    let mut pass = Pass { scopes: Scopes::new(module), items: Items::default(), literals: literals::Rows::default() };
    pass.visit_body(module.file.body());
    pass.items.literals = pass.literals.found;
    pass.items
}

struct Pass<'a> {
    scopes: Scopes<'a>,
    items: Items,
    literals: literals::Rows,
}

impl<'a> Pass<'a> {
    fn function(&mut self, def: &'a StmtFunctionDef) {
        def.decorator_list.iter().for_each(|d| self.visit_decorator(d));
        self.visit_parameters(&def.parameters);
        literals::parameters(&self.scopes, &def.parameters, &mut self.literals);
        let variables = routes::variables(def);
        self.scopes.enter(def.name.as_str(), Some(def));
        self.parameters(&def.parameters, &variables);
        self.visit_body(&def.body);
        self.scopes.leave();
    }

    /// Parameters hold what their annotations say; the route's variable parts come from the request.
    fn parameters(&mut self, parameters: &'a Parameters, variables: &[String]) {
        for parameter in parameters.iter_non_variadic_params() {
            let name = parameter.name().as_str();
            let of = parameter.annotation().and_then(|a| names::path(&self.scopes, a));
            let from_request = variables.iter().any(|v| v == name);
            self.scopes.set(name, Local { of, from_request, ..Local::default() });
        }
        for rest in parameters.vararg.iter().chain(&parameters.kwarg) {
            self.scopes.set(rest.name.as_str(), Local::default());
        }
    }

    fn assigned(&mut self, target: &'a Expr, value: &'a Expr) {
        self.items.calls.extend(calls::property(&self.scopes, target, value));
        self.scopes.assign(target, value);
    }

    /// What a loop or comprehension goes through is as much the request's as what it goes over.
    fn iterated(&mut self, target: &'a Expr, over: &'a Expr) {
        if let Expr::Name(name) = target {
            let from_request = taint::from_request(&self.scopes, over);
            self.scopes.set(name.id.as_str(), Local { from_request, ..Local::default() });
        }
    }

    fn checked(&mut self, test: &'a Expr) {
        for name in taint::checked(test) {
            self.scopes.clean(name);
        }
    }
}

impl<'a> Visitor<'a> for Pass<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Expr(alone) if alone.value.is_string_literal_expr() => return,
            Stmt::FunctionDef(def) => return self.function(def),
            Stmt::ClassDef(def) => {
                def.decorator_list.iter().for_each(|d| self.visit_decorator(d));
                self.scopes.enter(def.name.as_str(), None);
                self.visit_body(&def.body);
                return self.scopes.leave();
            }
            Stmt::If(branch) => {
                self.visit_expr(&branch.test);
                self.checked(&branch.test);
            }
            Stmt::For(each) => self.iterated(&each.target, &each.iter),
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    literals::assigned(&self.scopes, target, &assign.value, &mut self.literals);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    literals::assigned(&self.scopes, &assign.target, value, &mut self.literals);
                }
            }
            _ => {}
        }
        walk_stmt(self, stmt);
        match stmt {
            Stmt::Assign(assign) => assign.targets.iter().for_each(|t| self.assigned(t, &assign.value)),
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.assigned(&assign.target, value);
                }
            }
            _ => {}
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) => {
                self.items.calls.extend(calls::call(&self.scopes, call));
                literals::call(&self.scopes, call, &mut self.literals);
            }
            Expr::Dict(dict) => literals::dict(&self.scopes, dict, &mut self.literals),
            Expr::Named(named) => self.scopes.assign(&named.target, &named.value),
            _ => literals::expression(&self.scopes, expr, &mut self.literals),
        }
        walk_expr(self, expr);
    }

    /// Examples and descriptions of an API are documentation.
    fn visit_keyword(&mut self, keyword: &'a Keyword) {
        let told = |name: &str| {
            ["example", "description", "help", "doc", "json_schema_extra", "openapi"]
                .iter()
                .any(|w| name.starts_with(w))
        };
        let documents = keyword.arg.as_ref().is_some_and(|name| told(name.as_str()));
        if documents {
            self.literals.mute();
        }
        walk_keyword(self, keyword);
        if documents {
            self.literals.unmute();
        }
    }

    fn visit_with_item(&mut self, item: &'a WithItem) {
        self.visit_expr(&item.context_expr);
        if let Some(target) = &item.optional_vars {
            self.scopes.assign(target, &item.context_expr);
        }
    }

    fn visit_comprehension(&mut self, part: &'a Comprehension) {
        self.visit_expr(&part.iter);
        self.iterated(&part.target, &part.iter);
        part.ifs.iter().for_each(|test| self.visit_expr(test));
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(except) = handler;
        if let Some(name) = &except.name {
            self.scopes.set(name.as_str(), Local::default());
        }
        self.visit_body(&except.body);
    }

    /// Annotations are types: nothing is called or written there.
    fn visit_annotation(&mut self, _expr: &'a Expr) {}
}
