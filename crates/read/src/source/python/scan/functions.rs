//! What the pass keeps of functions while it is inside of them.

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use sneck_model::Step;

use super::leaks::{self, Suspect};
use super::scope::Scopes;
use super::views::{self, Registered, Seen, View};
use super::{Items, asgi, django, names, value};
use crate::hash::Set;

/// Functions of one file.
#[derive(Default)]
pub struct Functions {
    /// What the functions around the point that was reached were seen to do, the innermost last.
    open: Vec<Seen>,
    /// Guards that classes around it put before all of their methods.
    class_guards: Vec<Option<Step>>,
    /// What exempts all methods of the classes around it from the check of forged requests.
    class_exempts: Vec<Option<Step>>,
    suspects: Vec<Suspect>,
    /// What is done outside of any function.
    outside: Seen,
}

impl Functions {
    /// What the innermost function was seen to do.
    pub fn seen(&mut self) -> &mut Seen {
        self.open.last_mut().unwrap_or(&mut self.outside)
    }

    /// Goes into a function.
    pub fn enter(&mut self) {
        self.open.push(Seen::default());
    }

    /// Comes out of a function, still in its scope.
    pub fn leave(&mut self, scopes: &Scopes<'_>, def: &StmtFunctionDef, items: &mut Items) {
        let Some(mut seen) = self.open.pop() else { return };
        let by_class = || self.class_guards.last().cloned().flatten();
        seen.guarded = views::by_decorator(scopes, &def.decorator_list).or_else(by_class).or(seen.guarded);
        if leaks::is_handler(scopes, def) || asgi::takes_request(scopes, def) {
            items.handlers.push(def.name.to_string());
        }
        if let Some(outer) = self.open.last_mut() {
            outer.absorb(seen.clone());
        }
        let mut view = view(scopes, def, seen);
        view.csrf_exempt = view.csrf_exempt.or_else(|| self.class_exempts.last().cloned().flatten());
        items.views.push(view);
    }

    /// Goes into a class.
    pub fn enter_class(&mut self, scopes: &Scopes<'_>, class: &StmtClassDef, items: &mut Items) {
        let by_list = class.body.iter().find_map(|stmt| decorators_attribute(scopes, stmt));
        let by_class = || django::guard(scopes, class);
        let guard = views::by_decorator(scopes, &class.decorator_list).or(by_list).or_else(by_class);
        if items.is_django {
            let bases = class.bases().iter().filter_map(|base| names::path(scopes, base)).collect();
            let name = format!("{}.{}", scopes.within(), class.name);
            items.view_classes.push(django::ViewClass { name, bases, guard: guard.clone() });
        }
        self.class_guards.push(guard);
        self.class_exempts.push(django::is_exempted(&class.decorator_list).then(|| exempts(scopes, &class.name)));
        let rules = views::decorated(scopes, &class.decorator_list);
        let registered = |rule| Registered { rule, view: class.name.to_string(), target: None };
        items.registered.extend(rules.into_iter().map(registered));
    }

    /// Comes out of a class.
    pub fn leave_class(&mut self) {
        self.class_guards.pop();
        self.class_exempts.pop();
    }

    /// Details of an error that may reach somebody.
    pub fn suspect(&mut self, suspect: Option<Suspect>) {
        // What only debug mode shows is the fault of debug mode.
        let shown = !self.seen().debugging;
        self.suspects.extend(suspect.filter(|_| shown));
    }

    /// The leaks that reach somebody.
    pub fn finish(self, items: &mut Items) {
        let answering = answering(items);
        items.leaks = leaks::kept(self.suspects, &answering);
    }
}

fn exempts(scopes: &Scopes<'_>, at: impl ruff_text_size::Ranged) -> Step {
    Step::new(scopes.module.file.place(at), "exempts it from the check of forged requests")
}

fn view(scopes: &Scopes<'_>, def: &StmtFunctionDef, seen: Seen) -> View {
    let file = scopes.module.file;
    let decorator = |wanted: &[&str]| {
        def.decorator_list.iter().find(|d| {
            let name = match &d.expression {
                Expr::Call(call) => names::last_part(&call.func),
                other => names::last_part(other),
            };
            name.is_some_and(|n| wanted.contains(&n))
        })
    };
    let by_method = def.decorator_list.first().filter(|_| django::is_exempted(&def.decorator_list));
    let exempt = decorator(&["exempt", "csrf_exempt"]).or(by_method);
    let before = decorator(&["before_request", "before_app_request"]).and_then(|d| match &d.expression {
        Expr::Attribute(a) => {
            let owner = value::source(file.text(), &a.value);
            let whole_app = a.attr.as_str() == "before_app_request" || matches!(owner.as_str(), "app" | "application");
            Some((owner, whole_app))
        }
        _ => None,
    });
    View {
        function: scopes.within(),
        path: file.path.clone(),
        line: file.line(def.name.range),
        place: file.place(&def.name),
        rules: views::decorated(scopes, &def.decorator_list),
        class: scopes.class_of_method().map(str::to_owned),
        seen,
        before,
        csrf_exempt: exempt.map(|d| exempts(scopes, d)),
        kind: file.kind,
    }
}

/// `decorators = [login_required]` and `method_decorators = [...]` of class-based views.
fn decorators_attribute(scopes: &Scopes<'_>, stmt: &Stmt) -> Option<Step> {
    let Stmt::Assign(assign) = stmt else { return None };
    let is_list =
        assign.targets.iter().any(|t| matches!(names::last_part(t), Some("decorators" | "method_decorators")));
    let Expr::List(list) = assign.value.as_ref() else { return None };
    list.elts.iter().filter(|_| is_list).find_map(|e| views::by_decorator_name(scopes, e))
}

/// Functions that answer requests: views, error handlers, and what those call in this file.
fn answering(items: &Items) -> Set<String> {
    let views = items.views.iter().filter(|v| !v.rules.is_empty() || items.registered.iter().any(|r| r.names(v)));
    let mut answering: Set<String> = views.map(|v| v.name().to_owned()).collect();
    answering.extend(items.handlers.iter().cloned());
    let verbs = ["get", "post", "put", "patch", "delete"];
    // Django's views give back objects that are answers, which needs no more; its models have methods of
    // these names, too.
    let by_verb = items.is_web && !items.is_django;
    let methods = items.views.iter().filter(|v| v.class.is_some() && verbs.contains(&v.name()) && by_verb);
    answering.extend(methods.map(|v| v.name().to_owned()));
    loop {
        let before = answering.len();
        let called: Vec<String> = items
            .views
            .iter()
            .filter(|v| answering.contains(v.name()))
            .flat_map(|v| &v.seen.calls)
            .filter_map(|path| path.rsplit('.').next().map(str::to_owned))
            .filter(|name| items.views.iter().any(|v| v.name() == name))
            .collect();
        answering.extend(called);
        if answering.len() == before {
            return answering;
        }
    }
}
