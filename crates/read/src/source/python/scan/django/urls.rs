//! `urlpatterns`: which addresses lead to which views, across the files of a project.
//!
//! Source: Django's *URL dispatcher*: `path`, `re_path`, `url` (before Django 4) and `include`.

use std::collections::HashMap;

use ruff_python_ast::{Expr, ExprCall};
use sneck_model::{Kind, Place, Route, Step, Subject};

use super::super::scope::Scopes;
use super::super::views::{self, View};
use super::super::{Items, names, value};

/// One entry of `urlpatterns`.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As a path: `books/<int:id>/`; of a regular expression, without anchors.
    pub path: String,
    /// What it leads to.
    pub target: Target,
    /// A wrapper around the view that checks who is asking.
    pub guarded: Option<Step>,
    /// A wrapper around the view that exempts it from the check of forged requests.
    pub exempt: Option<Step>,
    /// Where.
    pub place: Place,
}

/// What an entry leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Another list of patterns, by the dotted name of its module.
    Include(String),
    /// Django's admin.
    Admin,
    /// A function, by its dotted name.
    View(String),
    /// A class, by its dotted name.
    Class(String),
}

/// A class that may be a view, for what its bases say of it.
#[derive(Clone, Debug)]
pub struct ViewClass {
    /// Its dotted name, by its file's path.
    pub name: String,
    /// Dotted names of its bases.
    pub bases: Vec<String>,
    /// Something before every method checks who is asking.
    pub guard: Option<Step>,
}

/// Entries that a call makes.
#[must_use]
pub fn patterns(scopes: &Scopes<'_>, call: &ExprCall) -> Option<Pattern> {
    let function = names::last_part(&call.func)?;
    if !matches!(function, "path" | "re_path" | "url") || !names::path(scopes, &call.func)?.starts_with("django.") {
        return None;
    }
    let arguments = &call.arguments;
    let route = arguments.args.first().or_else(|| arguments.find_keyword("route").map(|k| &k.value))?;
    let route = value::text(scopes, route)?;
    let view = arguments.args.get(1).or_else(|| arguments.find_keyword("view").map(|k| &k.value))?;
    let path = if function == "path" { route } else { plain(&route) };
    let mut found =
        Pattern { path, target: Target::Admin, guarded: None, exempt: None, place: scopes.module.file.place(call) };
    found.target = unwrapped(scopes, view, &mut found, DEPTH)?;
    Some(found)
}

/// Wrappers around a view are followed this deep.
const DEPTH: u32 = 6;

/// A regular expression without its anchors and without the groups' own patterns.
fn plain(pattern: &str) -> String {
    pattern.trim_start_matches('^').trim_end_matches('$').replace("\\.", ".").replace("\\-", "-")
}

/// What stands inside of `login_required(…)`, `csrf_exempt(…)` and the like.
fn unwrapped(scopes: &Scopes<'_>, view: &Expr, found: &mut Pattern, depth: u32) -> Option<Target> {
    let depth = depth.checked_sub(1)?;
    match view {
        Expr::Call(call) => match (names::last_part(&call.func)?, call.arguments.args.first()) {
            ("include", Some(first)) => included(scopes, first),
            ("as_view", _) => match call.func.as_ref() {
                Expr::Attribute(attribute) => {
                    let asked = call.arguments.find_keyword("permission_classes");
                    let step = |k| Step::new(scopes.module.file.place(k), "says who may call it");
                    found.guarded = found.guarded.take().or(asked.map(step));
                    names::path(scopes, &attribute.value).map(Target::Class)
                }
                _ => None,
            },
            (_, first) => {
                let step = |says| Step::new(scopes.module.file.place(call), says);
                if names::last_part(&call.func) == Some("csrf_exempt") {
                    found.exempt = Some(step("exempts it from the check of forged requests"));
                }
                let guard = views::by_decorator_name(scopes, view);
                found.guarded = found.guarded.take().or(guard);
                unwrapped(scopes, first?, found, depth)
            }
        },
        Expr::Attribute(attribute) if attribute.attr.as_str() == "urls" => admin(scopes, &attribute.value),
        Expr::Tuple(_) | Expr::List(_) => None,
        other => names::path(scopes, other).map(Target::View),
    }
}

/// `admin.site.urls`; other objects with `urls` are routers.
fn admin(scopes: &Scopes<'_>, owner: &Expr) -> Option<Target> {
    let path = names::path(scopes, owner)?;
    (path.starts_with("django.contrib.admin") || path.ends_with("admin_site")).then_some(Target::Admin)
}

/// `include("shop.urls")`, `include(("shop.urls", "shop"))`, `include(admin.site.urls)`, `include(shop.urls)`.
fn included(scopes: &Scopes<'_>, first: &Expr) -> Option<Target> {
    match first {
        Expr::Tuple(tuple) => included(scopes, tuple.elts.first()?),
        Expr::Attribute(attribute) if attribute.attr.as_str() == "urls" => {
            admin(scopes, &attribute.value).or_else(|| names::path(scopes, first).map(Target::Include))
        }
        other => value::text(scopes, other).or_else(|| names::path(scopes, other)).map(Target::Include),
    }
}

/// More routes than this are not told.
const MOST: usize = 4000;

/// The routes of an app, from the list of patterns that its `ROOT_URLCONF` names.
#[must_use]
pub fn routes(known: &Known<'_>, app: &Subject, root: &str) -> Vec<Route> {
    let mut found = Vec::new();
    if let Some(at) = known.module("", root) {
        known.list(at, "/", &mut vec![], &mut found);
    }
    found.iter_mut().for_each(|route| route.app = Some(app.clone()));
    found
}

/// Everything that patterns may lead to.
pub struct Known<'a> {
    files: &'a [Items],
    modules: HashMap<&'a str, usize>,
    functions: HashMap<&'a str, Vec<(&'a str, &'a View)>>,
    classes: Classes<'a>,
}

impl<'a> Known<'a> {
    /// Looks through what the files hold.
    #[must_use]
    pub fn new(files: &'a [Items]) -> Self {
        let modules = files.iter().enumerate().map(|(at, items)| (items.module.as_str(), at)).collect();
        let mut functions: HashMap<&str, Vec<(&str, &View)>> = HashMap::new();
        if files.iter().any(|items| !items.patterns.is_empty()) {
            for view in files.iter().flat_map(|items| &items.views) {
                let last = view.class.as_deref().unwrap_or_else(|| view.name());
                let owner = view.function.rsplit_once('.').map_or("", |(owner, _)| owner);
                let whole = if view.class.is_some() { owner } else { view.function.as_str() };
                functions.entry(last).or_default().push((whole, view));
            }
        }
        Self { files, modules, functions, classes: Classes::new(files) }
    }

    /// A module by its dotted name, which counts from a folder of the import path that is not known here.
    fn module(&self, from: &str, name: &str) -> Option<usize> {
        let name = absolute(from, name);
        let ending = format!(".{name}");
        let exact = self.modules.get(name.as_str()).copied();
        exact.or_else(|| self.modules.iter().filter(|(m, _)| m.ends_with(&ending)).map(|(_, at)| *at).min())
    }

    fn list(&self, at: usize, prefix: &str, path: &mut Vec<usize>, found: &mut Vec<Route>) {
        if path.contains(&at) || path.len() > 16 {
            return;
        }
        path.push(at);
        let items = &self.files[at];
        for pattern in &items.patterns {
            if found.len() >= MOST {
                break;
            }
            let whole = format!("{prefix}{}", pattern.path);
            match &pattern.target {
                Target::Include(module) => {
                    if let Some(next) = self.module(&items.module, module) {
                        self.list(next, &whole, path, found);
                    }
                }
                _ => self.leaf(items, pattern, &whole, found),
            }
        }
        path.pop();
    }

    fn leaf(&self, items: &Items, pattern: &Pattern, whole: &str, found: &mut Vec<Route>) {
        let before = found.len();
        if let Target::View(name) | Target::Class(name) = &pattern.target {
            let of_class = matches!(pattern.target, Target::Class(_));
            for view in self.views(&items.module, name, of_class) {
                found.push(route(pattern, whole, items.kind, Some(view)));
            }
        }
        if found.len() == before {
            found.push(route(pattern, whole, items.kind, None));
        }
        let by_class = match &pattern.target {
            Target::Class(name) => self.classes.guard(&absolute(&items.module, name), pattern),
            Target::View(_) if found.len() == before + 1 && found[before].view.is_empty() => Some(elsewhere(pattern)),
            _ => None,
        };
        for route in &mut found[before..] {
            route.guarded = route.guarded.take().or_else(|| by_class.clone());
        }
    }

    fn views(&self, from: &str, name: &str, of_class: bool) -> Vec<&'a View> {
        let name = absolute(from, name);
        let last = name.rsplit('.').next().unwrap_or(&name);
        let Some(all) = self.functions.get(last) else { return Vec::new() };
        let fits = |whole: &str| whole == name || whole.ends_with(&format!(".{name}"));
        let verbs = ["get", "post", "put", "patch", "delete"];
        let wanted = |view: &View| if of_class { verbs.contains(&view.name()) } else { view.class.is_none() };
        all.iter().filter(|(whole, view)| wanted(view) && fits(whole)).map(|(_, view)| *view).collect()
    }
}

/// A view that is not the project's own.
fn elsewhere(pattern: &Pattern) -> Step {
    Step::new(pattern.place.clone(), "comes from a package, which decides whom it answers")
}

/// Classes of the project by the last part of their names.
struct Classes<'a>(HashMap<&'a str, Vec<&'a ViewClass>>);

impl<'a> Classes<'a> {
    fn new(files: &'a [Items]) -> Self {
        let mut all: HashMap<&str, Vec<&ViewClass>> = HashMap::new();
        for class in files.iter().flat_map(|items| &items.view_classes) {
            all.entry(class.name.rsplit('.').next().unwrap_or(&class.name)).or_default().push(class);
        }
        Self(all)
    }

    /// What guards a class: itself, one of its bases, or a base that is not the project's and may.
    fn guard(&self, name: &str, pattern: &Pattern) -> Option<Step> {
        let mut open = vec![name.to_owned()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(name) = open.pop().filter(|_| seen.len() < 64) {
            if OPEN.iter().any(|package| name.starts_with(package)) || name == "object" || seen.contains(&name) {
                continue;
            }
            let last = name.rsplit('.').next().unwrap_or(&name);
            let ending = format!(".{name}");
            let fits = |class: &&&ViewClass| class.name == name || class.name.ends_with(&ending);
            let Some(class) = self.0.get(last).and_then(|all| all.iter().find(fits)) else {
                return Some(elsewhere(pattern));
            };
            if let Some(guard) = &class.guard {
                return Some(guard.clone());
            }
            let module = class.name.rsplit_once('.').map_or("", |(module, _)| module);
            open.extend(class.bases.iter().map(|base| {
                let local = !base.contains('.');
                if local { format!("{module}.{base}") } else { absolute(module, base) }
            }));
            seen.push(name);
        }
        None
    }
}

/// Packages whose views ask nobody by themselves; their mixins that do are told by their names.
const OPEN: &[&str] = &["django.views.", "rest_framework.", "django.contrib.messages.", "drf_spectacular.views."];

/// `.views.index` from `shop.urls` is `shop.views.index`.
fn absolute(from: &str, name: &str) -> String {
    let dots = name.bytes().take_while(|b| *b == b'.').count();
    if dots == 0 {
        return name.to_owned();
    }
    let package = from.rsplitn(dots + 1, '.').last().unwrap_or_default();
    format!("{package}.{}", &name[dots..]).trim_start_matches('.').to_owned()
}

fn route(pattern: &Pattern, whole: &str, kind: Kind, view: Option<&View>) -> Route {
    let methods = match view {
        Some(view) if view.class.is_some() => vec![view.name().to_ascii_uppercase()],
        Some(view) if view.seen.methods_read.iter().any(|m| m == "POST") => vec!["GET".into(), "POST".into()],
        _ => vec!["GET".to_owned()],
    };
    let rule = views::Rule {
        path: whole.to_owned(),
        methods,
        explicit: false,
        owner: String::new(),
        place: view.map_or_else(|| pattern.place.clone(), |view| view.place.clone()),
    };
    let mut route = view.map_or_else(|| bare(&rule, kind), |view| view.route(&rule));
    if pattern.target == Target::Admin {
        route.view = "admin.site.urls".to_owned();
        route.guarded = Some(Step::new(pattern.place.clone(), "Django's admin asks for a log-in"));
    }
    route.guarded = pattern.guarded.clone().or(route.guarded);
    route.csrf_exempt = route.csrf_exempt.or_else(|| pattern.exempt.clone());
    route
}

fn bare(rule: &views::Rule, kind: Kind) -> Route {
    Route {
        app: None,
        path: rule.path.clone(),
        methods: rule.methods.clone(),
        explicit_methods: false,
        methods_read: Vec::new(),
        view: String::new(),
        place: rule.place.clone(),
        guarded: None,
        reads_form: false,
        csrf_exempt: None,
        writes: false,
        gets_write: false,
        reveals: None,
        kind,
    }
}

#[cfg(test)]
mod tests {
    use sneck_model::{Route, Subject};

    use crate::source::python::{PythonFile, scan};
    use crate::tree::File;

    fn routes(root: &str, files: &[(&str, &str)]) -> Vec<Route> {
        let files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
        let python: Vec<PythonFile<'_>> = files.iter().map(PythonFile::new).collect();
        super::routes(&super::Known::new(&scan::all(&python)), &Subject::app("shop"), root)
    }

    const URLS: &str = "from django.contrib import admin\nfrom django.urls import include, path, re_path\n\
        from django.views.decorators.csrf import csrf_exempt\nfrom . import views\n";

    #[test]
    fn lists_of_patterns_are_followed_to_their_views() {
        let top = format!(
            "{URLS}urlpatterns = [path('admin/', admin.site.urls), path('books/', include('shop.books.urls'))]\n"
        );
        let books =
            format!("{URLS}urlpatterns = [path('<int:id>/', views.book), re_path(r'^new$', csrf_exempt(views.new))]\n");
        let views = "from django.http import HttpResponse\ndef book(request, id):\n    return HttpResponse('')\n\
            def new(request):\n    return HttpResponse(request.POST['title'])\n";
        let found = routes(
            "shop.urls",
            &[("shop/urls.py", &top), ("shop/books/urls.py", &books), ("shop/books/views.py", views)],
        );
        let paths: Vec<&str> = found.iter().map(|r| r.path.as_str()).collect();
        assert_eq!(paths, ["/admin/", "/books/<int:id>/", "/books/new"]);
        assert!(found[0].guarded.is_some() && !found[1].reads_form && found[2].reads_form);
        assert!(found[1].csrf_exempt.is_none() && found[2].csrf_exempt.is_some());
    }

    #[test]
    fn lists_that_include_each_other_end() {
        let a = format!("{URLS}urlpatterns = [path('b/', include('b'))]\n");
        let b = format!("{URLS}urlpatterns = [path('a/', include('a')), path('x', views.x)]\n");
        assert!(routes("a", &[("a.py", &a), ("b.py", &b), ("c.py", &a)]).len() <= 2);
    }
}
