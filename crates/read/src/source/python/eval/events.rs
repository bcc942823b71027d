//! What happened to apps while the program ran: facts that are no settings.

use std::rc::Rc;

use sneck_model::Framework;

use super::heap::ObjectId;
use super::machine::Site;
use super::value::Val;
use crate::hash::Map;

/// Something that a framework was told.
pub struct Event<'a> {
    /// The app or blueprint it was told of.
    pub target: ObjectId,
    /// What.
    pub what: What<'a>,
    /// Where.
    pub site: Site,
    /// False on a side of an undecided branch.
    pub certain: bool,
}

impl Event<'_> {
    /// A server was started.
    pub fn serves(&self) -> bool {
        matches!(self.what, What::Served(..) | What::Run(_))
    }
}

/// What a framework was told.
pub enum What<'a> {
    /// An app was created, of this framework.
    Created(Framework),
    /// A blueprint was created: its name, its URL prefix.
    Blueprint(Val<'a>, Val<'a>),
    /// A blueprint joined an app: the blueprint, the prefix that replaces its own.
    Registered(ObjectId, Val<'a>),
    /// A route: rule, methods (none: GET), the view.
    Route(Val<'a>, Val<'a>, Val<'a>),
    /// An error handler: what it catches, the function.
    ErrorHandler(Val<'a>, Val<'a>),
    /// A function that sees every answer of the app or blueprint.
    AfterRequest(Val<'a>),
    /// A function that sees every answer of the app, told of by a blueprint.
    AfterAppRequest(Val<'a>),
    /// A function that sees every request first.
    BeforeRequest(Val<'a>),
    /// A function that is called when the blueprint joins an app.
    Recorded(Val<'a>),
    /// An extension was attached, by its full class name, with its options.
    Extension(&'static str, Options<'a>),
    /// The development server was started by code, with its options.
    Run(Options<'a>),
    /// A server made for production was started by code: its name, with its options.
    Served(&'static str, Options<'a>),
    /// The WSGI callable was wrapped: the middleware's name, with its options.
    Wrapped(&'static str, Options<'a>),
}

/// Everything that frameworks were told, in order, found by whom it was told of: a program may make hundreds of apps.
#[derive(Default)]
pub struct Events<'a> {
    all: Vec<Event<'a>>,
    of: Map<ObjectId, Vec<usize>>,
    created: Vec<usize>,
}

impl<'a> Events<'a> {
    /// Adds one.
    pub fn push(&mut self, event: Event<'a>) {
        let at = self.all.len();
        self.of.entry(event.target).or_default().push(at);
        if matches!(event.what, What::Created(_)) {
            self.created.push(at);
        }
        self.all.push(event);
    }

    /// Adds several.
    pub fn extend(&mut self, events: impl IntoIterator<Item = Event<'a>>) {
        events.into_iter().for_each(|event| self.push(event));
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Takes back all from this one on.
    pub fn split_off(&mut self, at: usize) -> Vec<Event<'a>> {
        let taken = self.all.split_off(at);
        for event in &taken {
            self.of.entry(event.target).and_modify(|known| known.truncate(known.partition_point(|one| *one < at)));
        }
        self.created.truncate(self.created.partition_point(|one| *one < at));
        taken
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Event<'a>> {
        self.all.iter()
    }

    /// Those of one app or blueprint.
    pub fn of(&self, target: ObjectId) -> impl DoubleEndedIterator<Item = &Event<'a>> {
        self.of.get(&target).into_iter().flatten().map(|at| &self.all[*at])
    }

    /// Those of several.
    pub fn of_any(&self, targets: &[ObjectId]) -> impl Iterator<Item = &Event<'a>> {
        let mut places: Vec<usize> =
            targets.iter().filter_map(|target| self.of.get(target)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| &self.all[at])
    }

    /// Those that made an app.
    pub fn created(&self) -> impl DoubleEndedIterator<Item = &Event<'a>> {
        self.created.iter().map(|at| &self.all[*at])
    }
}

/// Options that something was given, by name.
pub type Options<'a> = Vec<(Rc<str>, Val<'a>)>;

/// The value of an option: the last one of that name.
pub fn option<'a, 'o>(options: &'o Options<'a>, name: &str) -> Option<&'o Val<'a>> {
    options.iter().rev().find(|(n, _)| &**n == name).map(|(_, v)| v)
}
