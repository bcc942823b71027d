//! What an app of Express answers: the routes that it and its routers name, and whoever else may answer.

use sneck_model::{Kind, Place, Route, Step, Subject};

use super::emit::{flat, split_all};
use super::machine::{Event, Machine, Verb};
use super::syntax::{children, field};
use super::value::{Function, Js, Val};
use crate::source::python::scan::views::path_says_so;

/// Routers in routers.
const DEEPEST: u8 = 8;
/// Routes of one app, at most.
const MOST: usize = 4_000;

/// Every route of an app.
pub(super) fn of(machine: &Machine<'_>, app: usize, subject: &Subject) -> Vec<Route> {
    let kind = machine.made[app].script.kind;
    let mut walk = Walk { machine, subject, kind, routes: Vec::new() };
    walk.part(app, "", None, 0);
    walk.routes
}

struct Walk<'m, 't> {
    machine: &'m Machine<'t>,
    subject: &'m Subject,
    kind: Kind,
    routes: Vec<Route>,
}

/// What every request below a path goes through first.
type Guards = Vec<(String, Step)>;

impl<'t> Walk<'_, 't> {
    /// An app or a router, mounted at a path.
    fn part(&mut self, app: usize, prefix: &str, guard: Option<Step>, depth: u8) {
        if depth > DEEPEST {
            return;
        }
        let mut guards: Guards = guard.map(|step| (prefix.to_owned(), step)).into_iter().collect();
        for event in &self.machine.made[app].events {
            let (paths, rest) = split_all(&event.arguments);
            for own in &paths {
                let path = joined(prefix, own.as_deref().unwrap_or_default());
                match event.verb {
                    Verb::Use => self.mounted(event, (&path, own.is_none()), &flat(rest), &mut guards, depth),
                    Verb::Route(method) => self.route(event, &path, method, &flat(rest), &guards),
                    _ => {}
                }
            }
        }
    }

    /// `app.use("/admin", signedIn, router)`
    fn mounted(&mut self, event: &Event<'t>, at: (&str, bool), all: &[Val<'t>], guards: &mut Guards, depth: u8) {
        let ((path, everywhere), mut before) = (at, None);
        for what in all {
            if let Js::App(inner) = &what.js {
                let guard = before.clone().or_else(|| over(guards, path));
                self.part(*inner, path, guard, depth + 1);
                continue;
            }
            if may_refuse(what) {
                before.get_or_insert_with(|| Step::new(event.place.clone(), "may ask who is there"));
            }
            if may_answer(what, everywhere) {
                self.anything(path, &event.place);
            }
        }
        // A router that is mounted there asks for itself only.
        let routers = all.iter().any(|what| matches!(what.js, Js::App(_)));
        guards.extend(before.filter(|_| !routers).map(|step| (path.to_owned(), step)));
    }

    /// Somebody answers at a path and below it, and what is not known.
    fn anything(&mut self, path: &str, place: &Place) {
        for path in [path.to_owned(), format!("{path}/*")].into_iter().filter(|path| !path.is_empty()) {
            let unknown = Step::new(place.clone(), "hands requests to what is not followed");
            self.put(&path, None, String::new(), place, Some(unknown), false);
        }
    }

    /// `app.get("/books/:id", signedIn, show)`
    fn route(&mut self, event: &Event<'t>, path: &str, method: &'static str, all: &[Val<'t>], guards: &Guards) {
        let Some((view, before)) = all.split_last() else { return };
        let own = before.iter().any(may_refuse).then(|| Step::new(event.place.clone(), "may ask who is there"));
        let (name, writes) = match &view.js {
            Js::Function(own) => (name_of(own), changes(own)),
            _ => (String::new(), false),
        };
        let method = (method != "ALL").then_some(method);
        self.put(path, method, name, &event.place, own.or_else(|| over(guards, path)), writes);
    }

    fn put(
        &mut self,
        path: &str,
        method: Option<&str>,
        view: String,
        place: &Place,
        guarded: Option<Step>,
        writes: bool,
    ) {
        if self.routes.len() >= MOST {
            return;
        }
        let path = if path.is_empty() { "/" } else { path };
        let writes = writes || path_says_so(path);
        self.routes.push(Route {
            app: Some(self.subject.clone()),
            path: path.to_owned(),
            methods: method.map(str::to_owned).into_iter().collect(),
            // `app.trace(…)` asks for it by its name.
            explicit_methods: method == Some("TRACE"),
            methods_read: Vec::new(),
            view,
            place: place.clone(),
            guarded,
            reads_form: false,
            csrf_exempt: None,
            writes,
            gets_write: writes && method.is_none_or(|method| method == "GET"),
            reveals: None,
            kind: self.kind,
        });
    }
}

fn joined(prefix: &str, path: &str) -> String {
    let path = path.trim_matches('/');
    if path.is_empty() { prefix.to_owned() } else { format!("{prefix}/{path}") }
}

fn over(guards: &Guards, path: &str) -> Option<Step> {
    let below = |above: &str| path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    guards.iter().find(|(above, _)| below(above)).map(|(_, step)| step.clone())
}

/// Packages whose middleware neither asks who is there nor answers by itself, by the first part of their names.
const PASSES_ON: &[&str] = &[
    "helmet",
    "cors",
    "morgan",
    "compression",
    "body-parser",
    "cookie-parser",
    "express-session",
    "cookie-session",
    "method-override",
    "multer",
    "serve-favicon",
    "response-time",
    "express-rate-limit",
    "express-slow-down",
    "connect-flash",
    "hpp",
    "pino-http",
    "express-winston",
    "express-fileupload",
    "errorhandler",
    "serve-static",
    "serve-index",
    "express",
];

fn passes_on(name: &str) -> bool {
    PASSES_ON.contains(&name.split(['.', '(']).next().unwrap_or_default())
}

/// It may turn a request away. What is not followed may.
fn may_refuse(what: &Val<'_>) -> bool {
    match &what.js {
        Js::Function(own) => says(own, REFUSING),
        Js::Made(made) => !passes_on(&made.of),
        Js::Outside(name) => !passes_on(name),
        Js::OneOf(all) => all.iter().any(may_refuse),
        Js::Unknown(_) => true,
        _ => false,
    }
}

const REFUSING: &[&str] = &["401", "403", "nauthorized", "orbidden", "redirect(", "next(", "throw "];
const ABSENT: &[&str] = &["404", "ot found", "NotFound", "ot Found"];

/// It may answer by itself. A function that is handed every request mostly passes it on.
fn may_answer(what: &Val<'_>, everywhere: bool) -> bool {
    match &what.js {
        Js::Function(own) => {
            let count = parameters(own);
            count < 4 && (!everywhere || (count < 3 && !says(own, ABSENT)))
        }
        Js::Made(made) => !passes_on(&made.of) && !made.of.starts_with("passport"),
        Js::Outside(name) => !passes_on(name) && !name.starts_with("passport"),
        Js::OneOf(all) => all.iter().any(|one| may_answer(one, everywhere)),
        Js::Unknown(_) => true,
        _ => false,
    }
}

fn parameters(own: &Function<'_>) -> usize {
    field(own.node, "parameters").map_or(1, |all| children(all).count())
}

/// Its text has one of these words. `next()` alone refuses nobody.
fn says(own: &Function<'_>, words: &[&str]) -> bool {
    let text = field(own.node, "body").map_or("", |body| own.script.slice(body)).replace("next()", "");
    words.iter().any(|word| text.contains(word))
}

/// The name that a handler has of its own.
fn name_of(own: &Function<'_>) -> String {
    field(own.node, "name").map_or_else(String::new, |name| own.script.slice(name).to_owned())
}

/// Methods that change a database, a file or send something.
const CHANGING: &[&str] = &[
    ".save(",
    ".create(",
    ".insert",
    ".update",
    ".delete",
    ".destroy(",
    ".remove(",
    ".upsert",
    ".bulk",
    ".findByIdAnd",
    ".findOneAnd",
    ".replaceOne(",
    ".sendMail(",
    ".publish(",
    ".sendToQueue(",
    ".logout(",
    "unlink",
    "writeFile",
    "INSERT INTO",
    "DELETE FROM",
    "UPDATE ",
    "DROP TABLE",
];

fn changes(own: &Function<'_>) -> bool {
    says(own, CHANGING)
}
