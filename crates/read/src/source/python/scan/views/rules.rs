//! URL rules: of decorators and of `add_url_rule` and `add_resource` calls.

use ruff_python_ast::{Decorator, Expr, ExprCall};
use sneck_model::{Place, Step, Value};

use super::super::routes::{self, RouteDecorator};
use super::super::scope::Scopes;
use super::super::{asgi, names, value};
use super::View;

/// One URL rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// As written: `/books/<int:id>`.
    pub path: String,
    /// Upper case, without the implied HEAD and OPTIONS.
    pub methods: Vec<String>,
    /// The methods were written out.
    pub explicit: bool,
    /// What it was given to, in the words of the source: `bp`.
    pub owner: String,
    /// Where.
    pub place: Place,
}

/// A rule that a call gives to a view by its name.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The rule; its methods are those of the class when none were written out.
    pub rule: Rule,
    /// The function or class.
    pub view: String,
    /// Its dotted name, where it may stand in another file.
    pub target: Option<String>,
}

impl Registered {
    /// The call means that view, or a method of that class.
    #[must_use]
    pub fn names(&self, view: &View) -> bool {
        let of_class = view.class.as_deref() == Some(self.view.as_str()) && verb(view.name()).is_some();
        of_class || (view.class.is_none() && view.name() == self.view)
    }

    /// The dotted name of what is meant, for a call in that module.
    #[must_use]
    pub fn elsewhere(&self, module: &str) -> Option<String> {
        let target = self.target.as_deref()?;
        let dots = target.bytes().take_while(|b| *b == b'.').count();
        let package = module.rsplitn(dots + 1, '.').last().filter(|_| dots > 0);
        Some(package.map_or_else(|| target.to_owned(), |package| format!("{package}.{}", &target[dots..])))
    }

    /// The rule with the method that a method of a class answers.
    #[must_use]
    pub fn rule_for(&self, view: &View) -> Rule {
        match verb(view.name()).filter(|_| view.class.is_some()) {
            Some(verb) => Rule { methods: vec![verb], explicit: true, ..self.rule.clone() },
            None => self.rule.clone(),
        }
    }
}

/// The HTTP method that a method of a class-based view answers.
fn verb(name: &str) -> Option<String> {
    matches!(name, "get" | "post" | "put" | "patch" | "delete").then(|| name.to_ascii_uppercase())
}

/// Rules that decorators give.
#[must_use]
pub fn decorated(scopes: &Scopes<'_>, decorators: &[Decorator]) -> Vec<Rule> {
    routes::decorators(decorators).map(|route| rule(scopes, &route)).collect()
}

fn rule(scopes: &Scopes<'_>, route: &RouteDecorator<'_>) -> Rule {
    let written = methods(scopes, route.call);
    let explicit = written.is_some() || !matches!(route.method, "route" | "expose" | "api_route" | "view");
    let default = || match route.method {
        "route" | "expose" | "api_route" | "view" => vec!["GET".to_owned()],
        method => vec![method.to_ascii_uppercase()],
    };
    Rule {
        path: route.rule.to_owned(),
        methods: written.unwrap_or_else(default),
        explicit,
        owner: value::source(scopes.module.file.text(), route.owner),
        place: scopes.module.file.place(route.call),
    }
}

fn methods(scopes: &Scopes<'_>, call: &ExprCall) -> Option<Vec<String>> {
    let given = value::of(scopes, &call.arguments.find_keyword("methods")?.value);
    let Value::List(all) = given else { return None };
    let mut methods: Vec<String> = all.iter().filter_map(Value::text).map(str::to_ascii_uppercase).collect();
    methods.retain(|m| m != "HEAD" && m != "OPTIONS");
    Some(methods)
}

/// `app.add_url_rule("/x", view_func=show)`, `api.add_resource(Books, "/books")`.
#[must_use]
pub fn registered(scopes: &Scopes<'_>, call: &ExprCall) -> Vec<Registered> {
    if let Some(given) = asgi::given(scopes.module, call) {
        return by_call(scopes, call, &given).into_iter().collect();
    }
    let Expr::Attribute(attribute) = call.func.as_ref() else { return Vec::new() };
    let arguments = &call.arguments;
    let (paths, view) = match attribute.attr.as_str() {
        "add_url_rule" => {
            let view = arguments.find_keyword("view_func").map(|k| &k.value).or_else(|| arguments.args.get(2));
            (arguments.args.get(..1).unwrap_or_default(), view)
        }
        "add_resource" => (arguments.args.get(1..).unwrap_or_default(), arguments.args.first()),
        _ => return Vec::new(),
    };
    let Some(view) = view.and_then(view_name) else { return Vec::new() };
    let owner = value::source(scopes.module.file.text(), &attribute.value);
    let written = methods(scopes, call);
    let rule = |path: &Expr| {
        Some(Rule {
            path: value::text(scopes, path)?,
            methods: written.clone().unwrap_or_else(|| vec!["GET".to_owned()]),
            explicit: written.is_some(),
            owner: owner.clone(),
            place: scopes.module.file.place(call),
        })
    };
    paths.iter().filter_map(rule).map(|rule| Registered { rule, view: view.clone(), target: None }).collect()
}

/// A call of Starlette's or aiohttp's router.
fn by_call(scopes: &Scopes<'_>, call: &ExprCall, given: &asgi::Given<'_>) -> Option<Registered> {
    let written = methods(scopes, call).or_else(|| (!given.methods.is_empty()).then(|| given.methods.clone()));
    let rule = Rule {
        path: value::text(scopes, given.path)?,
        methods: written.clone().unwrap_or_else(|| vec!["GET".to_owned()]),
        explicit: written.is_some(),
        owner: value::source(scopes.module.file.text(), &call.func),
        place: scopes.module.file.place(call),
    };
    Some(Registered { rule, view: view_name(given.view)?, target: names::path(scopes, given.view) })
}

/// `csrf.exempt(webhook)`: the view or blueprint, by its name.
#[must_use]
pub fn exempted(scopes: &Scopes<'_>, call: &ExprCall) -> Option<(String, Step)> {
    let Expr::Attribute(attribute) = call.func.as_ref() else { return None };
    let owner = names::last_part(&attribute.value)?.to_ascii_lowercase();
    let exempts = attribute.attr.as_str() == "exempt" && owner.contains("csrf");
    let step = || Step::new(scopes.module.file.place(call), "exempts it from the check of forged requests");
    exempts.then(|| Some((names::last_part(call.arguments.args.first()?)?.to_owned(), step())))?
}

/// `show`, `Books`, `Books.as_view("books")`.
fn view_name(expr: &Expr) -> Option<String> {
    let named = match expr {
        Expr::Call(call) => match call.func.as_ref() {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "as_view" => &attribute.value,
            _ => return None,
        },
        other => other,
    };
    names::last_part(named).map(str::to_owned)
}
