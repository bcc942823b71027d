//! The state of one run: the program as far as it was executed in one environment.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::calls::Call;
use super::events::{Event, Events};
use super::heap::{Body, Dict, DictKey, Heap, Object, ObjectId};
use super::library;
use super::trace::Trace;
use super::value::{Function, Py, Val};
use crate::declared::Supplied;
use crate::hash::{Map, Set};
use crate::source::python::project::{FileId, Project};

/// Steps after which a run gives up: about a second of work on a slow machine.
const FUEL: u64 = 1_500_000;
/// Steps of a run that has to hurry, at the least.
const LEAST_FUEL: u64 = 2_000;
/// Objects after which a run gives up.
const MOST_OBJECTS: usize = 400_000;
/// Calls inside calls.
const DEEPEST_CALL: usize = 48;
/// Expressions inside expressions.
pub(super) const DEEPEST_EXPRESSION: usize = 200;

/// One run of a program in one environment.
pub struct Machine<'a> {
    /// The code.
    pub project: &'a Project<'a>,
    /// Everything with an identity.
    pub heap: Heap<'a>,
    /// Folders in which imports are looked up, in order.
    pub roots: Vec<String>,
    /// `os.environ`
    pub environ: ObjectId,
    /// What happened to the apps.
    pub events: Events<'a>,
    /// Names of environment variables that were read: a run in another environment that gives these
    /// the same values has the same result.
    pub variables_read: BTreeSet<Rc<str>>,
    /// How the program is started, as far as frameworks ask.
    pub launch: LaunchView,
    pub(super) modules: Map<Rc<str>, ObjectId>,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) raised: Option<Rc<str>>,
    pub(super) might_raise: Option<Rc<str>>,
    pub(super) depth: usize,
    pub(super) tries: Vec<Vec<Rc<str>>>,
    cut_short: Option<Rc<str>>,
    raised_at: Option<Site>,
    fuel: u64,
}

/// How the program is started.
#[derive(Clone, Debug, Default)]
pub struct LaunchView {
    /// Releases of packages, as numbers; a package that is not there is of the newest release.
    pub releases: BTreeMap<&'static str, Vec<u32>>,
    /// `flask run`, which sets the debug flag after the app is made.
    pub flask_cli: bool,
    /// Packages that the project depends on, normalised; empty when nothing says so.
    pub dependencies: BTreeSet<String>,
    /// `sys.argv`; empty when it is not known.
    pub argv: Vec<String>,
}

impl LaunchView {
    /// True when a package is of this release or later.
    #[must_use]
    pub fn at_least(&self, package: &str, major: u32, minor: u32) -> bool {
        let Some(release) = self.releases.get(package).filter(|r| !r.is_empty()) else { return true };
        let part = |at: usize| release.get(at).copied().unwrap_or(0);
        (part(0), part(1)) >= (major, minor)
    }
}

/// A running function, class body or module.
pub(super) struct Frame<'a> {
    pub locals: ObjectId,
    pub module: ObjectId,
    pub file: FileId,
    /// Enclosing function scopes, from the inside out.
    pub scopes: Rc<[ObjectId]>,
    pub globals: Set<Rc<str>>,
    pub nonlocals: Set<Rc<str>>,
    /// Values that were returned on a side of an undecided branch.
    pub returned: Vec<Val<'a>>,
    pub function: Option<Rc<Function<'a>>>,
    /// First argument of the running function, for `super()`.
    pub first: Option<Val<'a>>,
    /// The class whose body this is.
    pub class_body: bool,
    /// A star import brought names that are not known.
    pub unknown_names: bool,
}

impl Frame<'_> {
    /// A frame below all code, for calls that come from outside of the program.
    pub(super) fn bottom(module: ObjectId, file: FileId) -> Self {
        Self {
            locals: module,
            module,
            file,
            scopes: Rc::from([]),
            globals: Set::default(),
            nonlocals: Set::default(),
            returned: Vec::new(),
            function: None,
            first: None,
            class_body: false,
            unknown_names: false,
        }
    }
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    /// The file.
    pub file: FileId,
    /// The call expression.
    pub range: TextRange,
}

impl<'a> Machine<'a> {
    /// A machine before its start.
    pub fn new(project: &'a Project<'a>, roots: Vec<String>, environ: Dict<'a>, launch: LaunchView) -> Self {
        let mut heap = Heap::default();
        let environ = heap.add(Object::new(Body::Dict(environ)));
        Self {
            project,
            heap,
            roots,
            environ,
            launch,
            events: Events::default(),
            variables_read: BTreeSet::new(),
            modules: Map::default(),
            frames: Vec::new(),
            raised: None,
            might_raise: None,
            depth: 0,
            tries: Vec::new(),
            cut_short: None,
            raised_at: None,
            fuel: FUEL,
        }
    }

    /// Leaves less time, for so many other programs have used up theirs. All together take no more than some three whole
    /// runs, however many there are: the sum of 1/(1+n²) is 2.08.
    pub fn hurry(&mut self, others: u32) {
        let others = u64::from(others);
        self.fuel = (FUEL / (1 + others * others)).max(LEAST_FUEL);
    }

    /// Spends one step; false when the budget is used up.
    pub(super) fn step(&mut self) -> bool {
        if self.heap.len() > MOST_OBJECTS {
            self.fuel = 0;
        }
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel > 0
    }

    /// True when the run gave up before its end.
    #[must_use]
    pub fn exhausted(&self) -> bool {
        self.fuel == 0
    }

    /// Raises an exception of this class at the current statement.
    pub fn raise(&mut self, class: &str) -> Val<'a> {
        if self.raised.is_none() {
            self.raised_at = None;
        }
        self.raised.get_or_insert_with(|| Rc::from(class));
        Val::unknown(format!("{class} is raised"))
    }

    /// Notes that an exception of this class is possible here.
    pub fn might_raise(&mut self, class: &str) {
        self.might_raise = Some(Rc::from(class));
    }

    /// True inside a `try` that catches this class.
    #[must_use]
    pub fn is_caught(&self, class: &str) -> bool {
        self.tries.iter().flatten().any(|caught| super::exceptions::catches(caught, class))
    }

    /// The class of the exception that ended the run, if one did.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.raised.as_deref()
    }

    /// A script's server does not come back: what stands behind it is not run.
    pub fn serve_until_stopped(&mut self) {
        if self.modules.contains_key("__main__") {
            self.raise("SystemExit");
        }
    }

    /// Ends a module, a script or a call from outside. An exception that nothing caught cut it short.
    pub fn end(&mut self) {
        let raised = self.raised.take().filter(|class| &**class != "SystemExit");
        let place = self.raised_at.take().map(|site| format!(" at {}", self.project.file(site.file).place(site.range)));
        let told = raised.map(|class| Rc::from(format!("{class}{}", place.unwrap_or_default())));
        self.cut_short = self.cut_short.take().or(told);
    }

    /// Why the program was not followed to its end, if it was not.
    #[must_use]
    pub fn unfinished(&self) -> Option<String> {
        if self.exhausted() {
            return Some("the program takes too long to follow".to_owned());
        }
        self.cut_short.as_ref().map(|class| format!("the program could be followed only up to an exception, {class}"))
    }

    /// Notes where an exception came up: the innermost statement is noted first.
    pub(super) fn raised_in(&mut self, range: TextRange) {
        let site = Site { file: self.frame().file, range };
        self.raised_at.get_or_insert(site);
    }

    /// Forgets an exception, to go on with something else.
    pub fn recover(&mut self) {
        self.raised = None;
    }

    /// True when calls are nested so deeply that no further one is made.
    pub(super) fn is_deep(&self) -> bool {
        self.frames.len() > DEEPEST_CALL
    }

    pub(super) fn frame(&self) -> &Frame<'a> {
        self.frames.last().expect("code runs in a frame")
    }

    pub(super) fn frame_mut(&mut self) -> &mut Frame<'a> {
        self.frames.last_mut().expect("code runs in a frame")
    }

    /// The file whose code is running.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.frame().file
    }

    /// Adds a list.
    pub fn list(&mut self, members: Vec<Val<'a>>) -> Val<'a> {
        self.object(Body::List(members))
    }

    /// Adds a plain dict.
    pub fn dict(&mut self, entries: impl IntoIterator<Item = (DictKey, Val<'a>)>) -> Val<'a> {
        self.object(Body::Dict(Dict { entries: entries.into_iter().collect(), class: None, open: None }))
    }

    /// Adds an instance of a class outside of the project.
    pub fn instance(&mut self, class: &str) -> ObjectId {
        self.heap.add(Object::new(Body::Instance(Val::external(class))))
    }

    /// Adds an object.
    pub fn object(&mut self, body: Body<'a>) -> Val<'a> {
        Val::new(Py::Object(self.heap.add(Object::new(body))))
    }

    /// The dict behind a value.
    #[must_use]
    pub fn as_dict(&self, value: &Val<'a>) -> Option<&Dict<'a>> {
        match &self.heap.get(value.object()?).body {
            Body::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The dict of an object, to change it. Nothing else is ever asked for this way.
    pub fn dict_mut(&mut self, id: ObjectId) -> Option<&mut Dict<'a>> {
        match &mut self.heap.change(id).body {
            Body::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// Members of a list, tuple or set, keys of a dict.
    #[must_use]
    pub fn members(&self, value: &Val<'a>) -> Option<Vec<Val<'a>>> {
        match &value.py {
            Py::Tuple(all) => Some(all.to_vec()),
            Py::Str(text) => Some(text.chars().map(|c| Val::str(c.to_string())).collect()),
            Py::Object(id) => match &self.heap.get(*id).body {
                Body::List(all) | Body::Set(all) => Some(all.clone()),
                Body::Dict(dict) if dict.open.is_none() => Some(dict.entries.keys().map(DictKey::value).collect()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Records what a framework was told.
    pub fn tell(&mut self, target: ObjectId, what: super::events::What<'a>, call: &Call<'a>) {
        let certain = self.heap.depth() == 0;
        self.events.push(Event { target, what, site: call.site, certain });
    }

    /// Sets a variable of the environment, as an option of the command line does.
    pub fn set_variable(&mut self, name: &str, value: Val<'a>) {
        let environ = self.environ;
        if let Some(environ) = self.dict_mut(environ) {
            environ.entries.insert(DictKey::Str(Rc::from(name)), value);
        }
    }

    /// Runs a function of the library by its full name.
    pub fn library(&mut self, name: &str, call: &Call<'a>) -> Option<Val<'a>> {
        library::find(name).map(|native| native(self, call))
    }
}

/// `os.environ` with the variables that are known.
pub fn environ<'a>(variables: &[crate::declared::DeclaredVariable], open: &[String]) -> Dict<'a> {
    let entry = |v: &crate::declared::DeclaredVariable| {
        let name: Rc<str> = Rc::from(v.name.as_str());
        let value = match &v.value {
            Supplied::Text(text) => Val::str(text),
            Supplied::Unknown(why) => Val::unknown(why),
        };
        let trace = Trace::elsewhere(v.place.clone(), &sets(&v.name, &v.value));
        (DictKey::Str(name), value.with(trace))
    };
    let open = open.first().map(|why| Rc::from(why.as_str()));
    Dict { entries: variables.iter().map(entry).collect(), class: Some("os.environ"), open }
}

/// `sets FLASK_DEBUG to 1`; values that may be secret are left out.
pub(super) fn sets(name: &str, value: &Supplied) -> String {
    let Supplied::Text(value) = value else { return format!("sets {name}") };
    const PLAIN: usize = 24;
    let plain = value.len() <= PLAIN && value.chars().all(|c| c.is_ascii_alphanumeric() || "._-:/".contains(c));
    let upper = name.to_ascii_uppercase();
    let private = ["KEY", "SECRET", "PASS", "TOKEN", "AUTH", "CRED", "SALT", "DSN"].iter().any(|w| upper.contains(w));
    if plain && !private && !value.is_empty() { format!("sets {name} to {value}") } else { format!("sets {name}") }
}
