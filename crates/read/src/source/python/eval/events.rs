//! What happened to apps while the program ran: facts that are no settings.

use std::rc::Rc;

use sneck_model::Framework;

use super::heap::ObjectId;
use super::machine::Site;
use super::value::Val;

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

/// Options that something was given, by name.
pub type Options<'a> = Vec<(Rc<str>, Val<'a>)>;

/// The value of an option: the last one of that name.
pub fn option<'a, 'o>(options: &'o Options<'a>, name: &str) -> Option<&'o Val<'a>> {
    options.iter().rev().find(|(n, _)| &**n == name).map(|(_, v)| v)
}
