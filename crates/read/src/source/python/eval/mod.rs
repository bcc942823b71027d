//! Follows a program as far as its configuration goes, in one environment.
//!
//! This is an interpreter over the domain *known, one of several, unknown (with the reason)*. Modules
//! of the project are run, everything else is a name; conditions that cannot be decided are tried on
//! both sides and joined; each value carries the places it came from. Runs are bounded in steps,
//! objects and depth.
//!
//! Invariant: nothing here knows frameworks. They add functions to the library (`library`), and read
//! the `events` and objects that a run leaves behind.

mod attributes;
mod branches;
mod calls;
mod classes;
mod events;
mod exceptions;
mod expressions;
mod formatting;
mod heap;
mod imports;
mod items;
pub(in crate::source) mod library;
mod machine;
mod names;
mod namespaces;
mod operators;
mod statements;
mod trace;
mod value;

pub use calls::Call;
pub use events::{Event, Events, Options, What, option};
pub use heap::{Body, Dict, DictKey, Object, ObjectId};
pub use library::{NativeFn, Row};
pub use machine::{LaunchView, Machine, Site, environ};
pub use namespaces::OPEN;
pub use operators::as_number;
pub use trace::Trace;
pub use value::{Code, Function, Py, Val};
