//! Tells the settings of an app in our vocabulary, from what was done with it.

use std::collections::BTreeMap;

use sneck_model::{EnvironmentId, Key, Kind, Layer, Place, Route, Scope, Setting, Step, Subject, Value};

use super::machine::{Event, Machine, Verb};
use super::value::{Js, Made, Val};
use super::{cors, files_served, headers, helmet, routes, session};
use crate::source::plan;

/// What an app uses, where, and whether it does in any case.
pub(super) struct Used<'t> {
    /// The part of the app's addresses; empty for all of them.
    pub path: String,
    pub what: Val<'t>,
    pub place: Place,
    pub maybe: bool,
}

/// What is told of one app in one environment.
pub(super) struct Told {
    pub settings: Vec<Setting>,
    pub created: Place,
    pub kind: Kind,
    pub uses_sessions: Option<Step>,
    pub renders_html: Option<Step>,
    pub routes: Vec<Route>,
}

/// The same in the making.
pub(super) struct Emit<'m, 't> {
    pub machine: &'m Machine<'t>,
    pub subject: Subject,
    pub created: Place,
    /// The major release of helmet, whose defaults differ.
    pub helmet: u32,
    pub settings: Vec<Setting>,
    pub headers: BTreeMap<&'static str, (Value, Vec<Step>)>,
    pub uses_sessions: Option<Step>,
    pub renders_html: Option<Step>,
    /// What answers errors in the place of Express.
    pub handles_errors: Option<Step>,
    /// What adds headers, and comes too late.
    pub late: Option<Step>,
    /// What it uses is not known in part, and why.
    pub open: Option<String>,
}

/// Packages that do one thing each.
type Tell = for<'t> fn(&mut Emit<'_, 't>, &Used<'t>, &Made<'t>);

const PACKAGES: &[(&str, Tell)] = &[
    ("helmet", helmet::all),
    ("helmet.default", helmet::all),
    ("cors", cors::tell),
    ("cors.default", cors::tell),
    ("express-session", session::express),
    ("cookie-session", session::cookie),
    ("cookie-parser", session::parser),
    ("express.static", files_served::of_folder),
    ("serve-static", files_served::of_folder),
    ("serve-index", files_served::listed),
    ("errorhandler", errors_shown),
    ("express-rate-limit", limited),
    ("express-rate-limit.rateLimit", limited),
];

/// Everything that is known of an app.
pub(super) fn app(machine: &Machine<'_>, app: usize, subject: Subject, helmet: u32) -> Told {
    let made = &machine.made[app];
    let mut e = Emit {
        machine,
        subject,
        created: made.place.clone(),
        helmet,
        settings: Vec::new(),
        headers: BTreeMap::new(),
        uses_sessions: None,
        renders_html: None,
        handles_errors: None,
        late: None,
        open: None,
    };
    everything(&mut e, app);
    let routes = routes::of(machine, app, &e.subject);
    let Emit { settings, created, uses_sessions, renders_html, .. } = e;
    Told { settings, created, kind: made.script.kind, uses_sessions, renders_html, routes }
}

fn everything(e: &mut Emit<'_, '_>, app: usize) {
    let mut used = Vec::new();
    gather(e.machine, app, "", false, &mut used, 0);
    let set_up = e.machine.made[app].events.iter().filter(|event| event.verb == Verb::Set);
    let sets: Vec<Event<'_>> = set_up.cloned().collect();
    let by_default = Step::new(product("Express"), "sends it by default");
    let absent = Step::new(e.absent_at(&e.created), "app.disable(\"x-powered-by\") is not called");
    e.headers.insert("x-powered-by", (Value::Text("Express".to_owned()), vec![absent, by_default]));
    sets.iter().for_each(|event| set(e, event));
    let last = last_route(&e.machine.made[app].events);
    let (late, used): (Vec<_>, Vec<_>) =
        used.into_iter().partition(|one| last.is_some_and(|last| comes_late(one, last)));
    used.iter().for_each(|one| one_used(e, one));
    e.late = late.first().map(|one| Step::new(one.place.clone(), "comes behind the routes, which answer before it"));
    headers::tell(e);
    mode(e, app);
    listens(e, app);
}

/// The place of the last route of an app, and of the last router.
fn last_route<'e>(events: &'e [Event<'_>]) -> Option<&'e Place> {
    let answers = |event: &&Event<'_>| match event.verb {
        Verb::Route(_) => true,
        Verb::Use => event.arguments.iter().any(|one| matches!(one.js, Js::App(_) | Js::Unknown(_))),
        _ => false,
    };
    events.iter().rev().find(answers).map(|event| &event.place)
}

/// What adds headers to answers does nothing for routes in front of it, in the same file.
fn comes_late(used: &Used<'_>, last: &Place) -> bool {
    let adds = ["helmet", "cors"].iter().any(|package| is_of(&used.what, package));
    match (used.place.file(), last.file()) {
        (Some((path, line)), Some((other, last))) => adds && used.path.is_empty() && path == other && line > last,
        _ => false,
    }
}

/// What an app and its routers use, in order.
fn gather<'t>(machine: &Machine<'t>, app: usize, prefix: &str, maybe: bool, all: &mut Vec<Used<'t>>, depth: u8) {
    if depth > 8 || all.len() > 2048 {
        return;
    }
    for event in machine.made[app].events.iter().filter(|event| matches!(event.verb, Verb::Use | Verb::Route(_))) {
        let (path, rest) = split(&event.arguments);
        // What a single route uses holds there and nowhere else.
        let path = match path {
            Some(path) => format!("{prefix}{}", path.trim_end_matches('/')),
            None => prefix.to_owned(),
        };
        for what in flat(rest) {
            let maybe = maybe || event.maybe;
            match what.js {
                Js::App(inner) if event.verb == Verb::Use => gather(machine, inner, &path, maybe, all, depth + 1),
                _ if event.verb != Verb::Use && !is_of(&what, "cors") => {}
                _ => all.push(Used { path: path.clone(), what, place: event.place.clone(), maybe }),
            }
        }
    }
}

fn is_of(value: &Val<'_>, package: &str) -> bool {
    matches!(&value.js, Js::Made(made) if &*made.of == package)
}

/// The path of a call of `use`, and the rest.
fn split<'a, 't>(arguments: &'a [Val<'t>]) -> (Option<String>, &'a [Val<'t>]) {
    match arguments.first().map(|first| &first.js) {
        Some(Js::Text(path)) => (Some(path.to_string()), &arguments[1..]),
        Some(Js::Pattern(path)) => (Some(path.to_string()), &arguments[1..]),
        Some(Js::Array(all)) if all.iter().all(|one| one.as_text().is_some()) => {
            (all.first().and_then(Val::as_text).map(str::to_owned), &arguments[1..])
        }
        _ => (None, arguments),
    }
}

/// All paths of a call, none for one that has none, and the rest. A pattern may be any path.
pub(super) fn split_all<'a, 't>(arguments: &'a [Val<'t>]) -> (Vec<Option<String>>, &'a [Val<'t>]) {
    let path = |value: &Val<'t>| match &value.js {
        Js::Text(path) => Some(path.to_string()),
        Js::Pattern(_) => Some("*".to_owned()),
        _ => None,
    };
    let rest = || arguments.get(1..).unwrap_or_default();
    let Some(first) = arguments.first() else { return (vec![None], arguments) };
    match &first.js {
        Js::Array(all) if !all.is_empty() && all.iter().all(|one| path(one).is_some()) => {
            (all.iter().map(path).collect(), rest())
        }
        // A text that cannot be told, in front of what answers.
        Js::Unknown(_) if arguments.len() > 1 => (vec![Some("*".to_owned())], rest()),
        _ => path(first).map_or((vec![None], arguments), |path| (vec![Some(path)], rest())),
    }
}

/// Lists among arguments count as what they hold.
pub(super) fn flat<'t>(arguments: &[Val<'t>]) -> Vec<Val<'t>> {
    let one = |value: &Val<'t>| match &value.js {
        Js::Array(all) => all.to_vec(),
        _ => vec![value.clone()],
    };
    arguments.iter().flat_map(one).collect()
}

fn one_used<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>) {
    match &used.what.js {
        Js::Made(made) => {
            let made = made.clone();
            match PACKAGES.iter().find(|(name, _)| *name == &*made.of) {
                Some((_, tell)) => tell(e, used, &made),
                None => helmet::single(e, used, &made),
            }
        }
        Js::Function(own) => headers::of_function(e, used, &own.clone()),
        Js::OneOf(all) => {
            for what in all.iter() {
                let Used { path, place, .. } = used;
                let one = Used { path: path.clone(), what: what.clone(), place: place.clone(), maybe: true };
                one_used(e, &one);
            }
        }
        // What is not followed may add headers, and answer errors; below a path it is mostly a part of the app.
        Js::Unknown(why) if used.path.is_empty() => e.open = Some(why.to_string()),
        _ => {}
    }
}

/// `app.set("view engine", "ejs")`
fn set(e: &mut Emit<'_, '_>, event: &Event<'_>) {
    let name = event.arguments.first().and_then(Val::as_text).unwrap_or_default();
    let Some(value) = event.arguments.get(1) else { return };
    match name {
        "x-powered-by" => {
            let sent = |on: bool| if on { Value::Text("Express".to_owned()) } else { Value::None };
            let value = match value.truth() {
                Some(on) => perhaps(sent(on), event.maybe),
                None => Value::Unknown("it depends on something that is not known".to_owned()),
            };
            e.headers.insert("x-powered-by", (value, vec![Step::new(event.place.clone(), "decides on it")]));
        }
        "view engine" | "views" => {
            e.renders_html.get_or_insert_with(|| Step::new(event.place.clone(), "renders pages"));
        }
        _ => {}
    }
}

/// In any other mode than `production`, Express answers an error with its trace (`finalhandler`, `app.handle`).
fn mode(e: &mut Emit<'_, '_>, app: usize) {
    let own = e.machine.made[app]
        .events
        .iter()
        .rev()
        .find(|event| event.verb == Verb::Set && event.arguments.first().and_then(Val::as_text) == Some("env"));
    let given = own.and_then(|event| event.arguments.get(1).cloned());
    let mode = given.unwrap_or_else(|| e.machine.variable("NODE_ENV", None));
    if e.settings.iter().any(|setting| setting.key == Key::DEBUG) {
        return;
    }
    let created = Step::new(e.created.clone(), "leaves errors to Express, which answers with their traces");
    if let Some(step) = e.handles_errors.clone() {
        return e.put(Key::DEBUG, "NODE_ENV", Value::Bool(false), vec![step]);
    }
    if let Some(why) = e.open.clone() {
        return e.put(Key::DEBUG, "NODE_ENV", Value::Unknown(why), vec![created]);
    }
    let shows = mode.alternatives().into_iter().map(|one| match (&one.js, one.as_text()) {
        (Js::Unknown(why), _) => Value::Unknown(why.to_string()),
        (_, text) => Value::Bool(text != Some("production")),
    });
    let shows: Vec<Value> = shows.collect();
    let value = if shows.len() == 1 { shows[0].clone() } else { Value::OneOf(shows) };
    let mut because = mode.steps;
    if because.is_empty() {
        because.push(Step::new(e.unset_at(), "does not set NODE_ENV"));
    }
    because.push(created);
    e.put(Key::DEBUG, "NODE_ENV", value, because);
}

/// `errorhandler()` sends the trace of an error to whoever asked, whatever the mode is.
fn errors_shown<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, _: &Made<'t>) {
    let because = vec![Step::new(used.place.clone(), "answers errors with their traces")];
    e.put(Key::DEBUG, "errorhandler", perhaps(Value::Bool(true), used.maybe), because);
}

fn limited<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, _: &Made<'t>) {
    let because = vec![Step::new(used.place.clone(), "limits requests in number")];
    e.put(Key::RATE_LIMIT, "rateLimit", perhaps(Value::Bool(true), used.maybe), because);
}

/// `app.listen(3000, "127.0.0.1")`
fn listens(e: &mut Emit<'_, '_>, app: usize) {
    let listen = e.machine.made[app].events.iter().rev().find(|event| event.verb == Verb::Listen).cloned();
    let Some(listen) = listen else { return };
    let step = Step::new(listen.place.clone(), "starts the server");
    let (port, host) = address(&listen.arguments);
    if let Some(port) = port {
        e.value(Key::SERVER_PORT, "port", &port);
    }
    match host.filter(|host| !matches!(host.js, Js::Undefined | Js::Function(_))) {
        Some(host) => e.value(Key::SERVER_HOST, "host", &host),
        // How it is reached where nothing says how it is started is anybody's guess.
        None if e.machine.around.planned.name == plan::DEFAULT => {}
        None => {
            let absent = Step::new(e.absent_at(&listen.place), "names no address");
            let default = Step::new(product("Node"), "listens on every address by default");
            e.put(Key::SERVER_HOST, "host", Value::Text("::".to_owned()), vec![absent, default, step]);
        }
    }
}

/// `listen(port, host)`, `listen({ port, host })`, `listen("/run/app.sock")`
fn address<'t>(arguments: &[Val<'t>]) -> (Option<Val<'t>>, Option<Val<'t>>) {
    let first = arguments.first();
    match first.map(|first| &first.js) {
        Some(Js::Object(_)) => (first.and_then(|f| f.field("port")), first.and_then(|f| f.field("host"))),
        Some(Js::Text(path)) if path.starts_with('/') => (None, Some(Val::text("unix"))),
        Some(Js::Function(_)) | None => (None, None),
        _ => (first.cloned(), arguments.get(1).cloned()),
    }
}

impl<'t> Emit<'_, 't> {
    pub(super) fn put(&mut self, key: Key, raw: &str, value: Value, because: Vec<Step>) {
        self.put_in(key, raw, value, because, Scope::default());
    }

    pub(super) fn put_in(&mut self, key: Key, raw: &str, value: Value, because: Vec<Step>, scope: Scope) {
        let (component, standing) = (self.subject.clone(), EnvironmentId(0).into());
        self.settings.push(Setting { component, scope, key, raw: raw.to_owned(), value, standing, because });
    }

    /// A setting whose value was computed.
    pub(super) fn value(&mut self, key: Key, raw: &str, value: &Val<'t>) {
        let because = self.steps(raw, value);
        self.put(key, raw, value.plain(false), because);
    }

    /// The places of a value; the first one says what it sets.
    pub(super) fn steps(&self, raw: &str, value: &Val<'t>) -> Vec<Step> {
        let told = value.alternatives().into_iter().map(|one| one.steps).find(|steps| !steps.is_empty());
        let mut steps = if value.steps.is_empty() { told.unwrap_or_default() } else { value.steps.clone() };
        match steps.first_mut() {
            Some(first) if first.says.is_empty() => first.says = format!("sets {raw}{}", to(value)),
            Some(_) => {}
            None => steps.push(Step::new(self.created.clone(), format!("sets {raw}"))),
        }
        steps.retain(|step| !step.says.is_empty());
        steps
    }

    /// Where something is left out of a call, and what holds instead.
    pub(super) fn left_out(&self, call: &Place, name: &str, product_name: &str, default: &str) -> Vec<Step> {
        let absent = Step::new(self.absent_at(call), format!("{name} is not set"));
        vec![absent, Step::new(product(product_name), format!("{name} is {default} by default"))]
    }

    /// Beside a place.
    pub(super) fn absent_at(&self, place: &Place) -> Place {
        match place {
            Place::File { path, line, .. } => Place::Absent { layer: Layer::Code, path: path.clone(), line: *line },
            other => other.clone(),
        }
    }

    /// The file that says how the app is started, where there is one.
    fn unset_at(&self) -> Place {
        let planned = self.machine.around.planned;
        match planned.place.as_ref().and_then(Place::file) {
            Some((path, line)) => Place::Absent { layer: Layer::Deploy, path: path.clone(), line },
            None => self.absent_at(&self.created),
        }
    }
}

/// A product, as the place of its defaults.
pub(super) fn product(name: &str) -> Place {
    Place::Default { product: name.to_owned(), versions: "every release".to_owned() }
}

/// What is only done under a condition that is not known.
pub(super) fn perhaps(value: Value, maybe: bool) -> Value {
    match value {
        value if !maybe => value,
        Value::Unknown(why) => Value::Unknown(why),
        _ => Value::Unknown("it depends on a condition that is not known".to_owned()),
    }
}

/// ` to false`, for values that are short and no secret.
fn to(value: &Val<'_>) -> String {
    match value.plain(false) {
        Value::Bool(on) => format!(" to {on}"),
        Value::Int(n) => format!(" to {n}"),
        _ => String::new(),
    }
}
