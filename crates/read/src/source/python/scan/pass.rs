//! The one visit: keeps track of scopes and hands each node to the scanners.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_keyword, walk_stmt};
use ruff_python_ast::{
    Comprehension, ExceptHandler, Expr, Keyword, Parameters, Stmt, StmtClassDef, StmtFunctionDef, StmtIf, StmtTry,
    WithItem,
};

use super::functions::Functions;
use super::leaks::{self, Carried, Caught};
use super::module::Module;
use super::scope::{Local, Scopes};
use super::{Items, asgi, calls, django, literals, names, routes, taint, views};

/// Visits a module.
#[must_use]
pub fn run(module: &Module<'_>) -> Items {
    let mut pass = Pass {
        scopes: Scopes::new(module),
        items: Items {
            is_web: module.is_web(),
            is_django: module.uses("django") || module.uses("rest_framework"),
            ..Items::default()
        },
        literals: literals::Rows::default(),
        functions: Functions::default(),
        only_parses: false,
    };
    pass.visit_body(module.file.body());
    pass.items.literals = pass.literals.found;
    pass.functions.finish(&mut pass.items);
    pass.items
}

/// Arguments that document an API.
const DOCUMENTING: &[&str] = &["example", "description", "help", "doc", "json_schema_extra", "openapi"];

struct Pass<'a> {
    scopes: Scopes<'a>,
    items: Items,
    literals: literals::Rows<'a>,
    functions: Functions,
    /// What the `except` clause in sight catches comes from taking in what the visitor sent.
    only_parses: bool,
}

impl<'a> Pass<'a> {
    fn function(&mut self, def: &'a StmtFunctionDef) {
        def.decorator_list.iter().for_each(|d| self.visit_decorator(d));
        self.visit_parameters(&def.parameters);
        literals::parameters(&self.scopes, &def.parameters, &mut self.literals);
        let variables = [routes::variables(def), asgi::variables(self.scopes.module, def)].concat();
        let handled = leaks::handler_parameter(&self.scopes, def);
        self.scopes.enter(def.name.as_str(), Some(def));
        self.functions.enter();
        self.parameters(&def.parameters, &variables);
        let error = def.parameters.args.get(leaks::error_position(&self.scopes, def));
        if let (Some(caught), Some(first)) = (&handled, error) {
            self.caught(first.name().as_str(), caught.clone());
        }
        asgi::note_parameters(&self.scopes, def, self.functions.seen(), &mut self.items.traits);
        asgi::guard(&self.scopes, def, self.functions.seen());
        self.handling(handled, |pass| pass.visit_body(&def.body));
        self.functions.leave(&self.scopes, def, &mut self.items);
        self.scopes.leave();
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        class.decorator_list.iter().for_each(|d| self.visit_decorator(d));
        self.functions.enter_class(&self.scopes, class, &mut self.items);
        self.scopes.enter(class.name.as_str(), None);
        self.visit_body(&class.body);
        self.scopes.leave();
        self.functions.leave_class();
    }

    /// Parameters hold what their annotations say; the route's variable parts come from the request.
    fn parameters(&mut self, parameters: &'a Parameters, variables: &[String]) {
        for parameter in parameters.iter_non_variadic_params() {
            let name = parameter.name().as_str();
            let of = match django::is_request(self.scopes.module, parameters, name) {
                true => Some("django.http.HttpRequest".to_owned()),
                false => parameter
                    .annotation()
                    .and_then(|a| names::path(&self.scopes, a))
                    .or_else(|| asgi::request_type(self.scopes.module, parameters, name)),
            };
            let from_request = variables.iter().any(|v| v == name);
            self.scopes.set(name, Local { of, from_request, ..Local::default() });
        }
        for rest in parameters.vararg.iter().chain(&parameters.kwarg) {
            self.scopes.set(rest.name.as_str(), Local::default());
        }
    }

    fn caught(&mut self, name: &'a str, caught: Caught) {
        let error = Carried { caught, expression: name.to_owned(), at: None, traceback: false, bare: true };
        self.scopes.set(name, Local { error: Some(error), ..Local::default() });
    }

    /// Visits what is done while an error is handled.
    fn handling(&mut self, caught: Option<Caught>, visit: impl FnOnce(&mut Self)) {
        let handles = caught.is_some();
        if let Some(caught) = caught {
            self.scopes.handle(caught);
        }
        visit(self);
        if handles {
            self.scopes.handled_it();
        }
    }

    fn branch(&mut self, branch: &'a StmtIf) {
        self.tested(&branch.test, &branch.body);
        let debug = leaks::debug_mode(&branch.test);
        let posted = views::posted(&self.scopes, &branch.test);
        let before = self.functions.seen().debugging;
        let posted_before = self.functions.seen().posted;
        self.functions.seen().posted |= posted == Some(true);
        self.functions.seen().debugging |= debug == Some(true);
        let narrowed = leaks::narrowed(&self.scopes, &branch.test);
        let hidden = narrowed.and_then(|name| self.scopes.hide_error(name));
        self.visit_body(&branch.body);
        if let (Some(name), Some(error)) = (narrowed, hidden) {
            self.scopes.show_error(name, Some(error));
        }
        self.functions.seen().debugging = before || debug == Some(false);
        self.functions.seen().posted = posted_before || posted == Some(false);
        for clause in &branch.elif_else_clauses {
            if let Some(test) = &clause.test {
                self.tested(test, &clause.body);
            }
            let only = clause.test.as_ref().is_some_and(|test| views::posted(&self.scopes, test) == Some(true));
            let so_far = self.functions.seen().posted;
            self.functions.seen().posted |= only;
            self.visit_body(&clause.body);
            self.functions.seen().posted = so_far;
        }
        let leaves = matches!(branch.body.last(), Some(Stmt::Return(_) | Stmt::Raise(_)));
        self.functions.seen().debugging = before || (debug == Some(false) && leaves);
        self.functions.seen().posted = posted_before || (posted == Some(false) && leaves);
    }

    fn attempt(&mut self, attempt: &'a StmtTry) {
        self.visit_body(&attempt.body);
        for handler in &attempt.handlers {
            self.only_parses = leaks::only_parses(&attempt.body);
            self.visit_except_handler(handler);
        }
        self.visit_body(&attempt.orelse);
        self.visit_body(&attempt.finalbody);
    }

    fn tested(&mut self, test: &'a Expr, body: &'a [Stmt]) {
        self.literals.refusing = literals::turns_away(test, body);
        self.visit_expr(test);
        self.literals.refusing = false;
        self.condition(test);
    }

    /// What a condition checks: the visitor, or a value that the request chose.
    fn condition(&mut self, test: &'a Expr) {
        for name in taint::checked(test) {
            self.scopes.clean(name);
        }
        if self.items.is_web {
            let seen = self.functions.seen();
            seen.guarded = seen.guarded.take().or_else(|| views::by_condition(&self.scopes, test));
        }
    }

    fn returned(&mut self, given: &'a Expr) {
        self.functions.suspect(leaks::returned(&self.scopes, given));
        views::note_return(&self.scopes, given, self.functions.seen());
    }

    fn raised(&mut self, exception: &'a Expr) {
        self.functions.suspect(leaks::raised(&self.scopes, exception));
        self.items.wrapping.extend(leaks::wraps(&self.scopes, exception));
    }

    fn bound(&mut self, target: &'a Expr, value: &'a Expr) {
        self.items.views.extend(asgi::alias(&self.scopes, target, value));
        literals::assigned(&self.scopes, target, value, &mut self.literals);
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

    fn expression(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) => {
                self.items.calls.extend(calls::call(&self.scopes, call));
                self.items.registered.extend(views::registered(&self.scopes, call));
                self.items.patterns.extend(django::patterns(&self.scopes, call));
                self.items.exempted.extend(views::exempted(&self.scopes, call));
                self.functions.suspect(leaks::sent(&self.scopes, call));
                literals::call(&self.scopes, call, &mut self.literals);
            }
            Expr::Dict(dict) => literals::dict(&self.scopes, dict, &mut self.literals),
            Expr::Named(named) => self.scopes.assign(&named.target, &named.value),
            _ => literals::expression(&self.scopes, expr, &mut self.literals),
        }
        if self.items.is_web || matches!(expr, Expr::Call(_)) {
            views::note(&self.scopes, expr, self.functions.seen(), &mut self.items.traits);
        }
    }
}

impl<'a> Visitor<'a> for Pass<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Expr(alone) if alone.value.is_string_literal_expr() => return,
            Stmt::FunctionDef(def) => return self.function(def),
            Stmt::ClassDef(def) => return self.class(def),
            Stmt::If(branch) => return self.branch(branch),
            Stmt::Try(attempt) => return self.attempt(attempt),
            Stmt::For(each) => self.iterated(&each.target, &each.iter),
            Stmt::Assign(assign) => assign.targets.iter().for_each(|t| self.bound(t, &assign.value)),
            Stmt::AnnAssign(assign) => assign.value.iter().for_each(|value| self.bound(&assign.target, value)),
            Stmt::Return(given) => given.value.iter().for_each(|value| self.returned(value)),
            Stmt::Raise(raise) => {
                raise.exc.iter().for_each(|exception| self.raised(exception));
            }
            _ => {}
        }
        walk_stmt(self, stmt);
        match stmt {
            Stmt::Assign(assign) => assign.targets.iter().for_each(|t| self.assigned(t, &assign.value)),
            Stmt::AnnAssign(assign) => assign.value.iter().for_each(|value| self.assigned(&assign.target, value)),
            _ => {}
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.expression(expr);
        walk_expr(self, expr);
    }

    /// Examples and descriptions of an API are documentation.
    fn visit_keyword(&mut self, keyword: &'a Keyword) {
        let name = keyword.arg.as_ref().map_or("", |name| name.as_str());
        let documents = DOCUMENTING.iter().any(|word| name.starts_with(word));
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
        let caught = leaks::of_except(&self.scopes, except);
        let only_parses = std::mem::take(&mut self.only_parses);
        match (&except.name, caught.as_ref().filter(|_| !only_parses)) {
            (Some(name), Some(caught)) => self.caught(name.as_str(), caught.clone()),
            (Some(name), None) => self.scopes.set(name.as_str(), Local::default()),
            (None, _) => {}
        }
        self.handling(caught, |pass| pass.visit_body(&except.body));
    }

    /// Annotations are types: nothing is called or written there.
    fn visit_annotation(&mut self, _expr: &'a Expr) {}
}
