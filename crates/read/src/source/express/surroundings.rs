//! What a program finds around it: variables of its environment and its `.env` file.

use std::rc::Rc;

use sneck_model::{Layer, Place, Step};

use super::machine::{Dotenv, Machine};
use super::value::{Js, Val};
use crate::config::dotenv;
use crate::declared::{DeclaredVariable, Supplied};
use crate::source::plan::{self, Planned};
use crate::tree::Tree;

/// Of one environment.
pub(super) struct Surroundings<'t> {
    pub tree: &'t Tree,
    pub planned: &'t Planned,
}

/// Why the mode of a program is not known that no deployment file starts.
const BY_HAND: &str = "NODE_ENV is set where the app is deployed, and no deployment file says to what";

impl<'t> Machine<'t> {
    /// `process.env.NAME`
    pub(super) fn variable(&self, name: &str, place: Option<Place>) -> Val<'t> {
        let reads = place.map(|place| Step::new(place, format!("reads {name}")));
        let planned = self.around.planned;
        let set = planned.variables.iter().rev().find(|variable| variable.name == name);
        let of_file = self.dotenv.as_ref().and_then(|read| read.as_ref().ok());
        let set = set.or_else(|| of_file?.iter().rev().find(|variable| variable.name == name));
        let value = match set {
            Some(variable) => supplied(variable),
            None => self.unset(name),
        };
        Val { js: value.js, steps: value.steps.into_iter().chain(reads).collect() }
    }

    /// A variable that no file sets is `undefined`, unless something that was not read may set it.
    fn unset(&self, name: &str) -> Val<'t> {
        let planned = self.around.planned;
        let missing = self.dotenv.as_ref().and_then(|read| read.as_ref().err());
        let open = planned.open.first().or(missing);
        match open {
            Some(why) => Val::one_of(vec![Val::undefined(), Val::unknown(why)]),
            None if name == "NODE_ENV" && planned.name == plan::DEFAULT => Val::unknown(BY_HAND),
            None => Val::undefined(),
        }
    }

    /// `process.env.NAME = "…"`
    pub(super) fn set_variable(&mut self, name: &str, value: Val<'t>) {
        let (Some(text), Some(step)) = (value.as_text(), value.steps.first()) else { return };
        let set = DeclaredVariable {
            name: name.to_owned(),
            value: Supplied::Text(text.to_owned()),
            place: step.place.clone(),
        };
        if let Ok(all) = self.dotenv.get_or_insert_with(|| Ok(Vec::new())) {
            all.push(set);
        }
    }

    /// `require("dotenv").config()` fills in what the environment leaves open.
    pub(super) fn read_dotenv(&mut self, arguments: &[Val<'t>]) -> Val<'t> {
        let path = arguments.first().and_then(|options| options.field("path"));
        let path = path.as_ref().and_then(Val::as_text).unwrap_or(".env");
        self.dotenv = Some(of_file(self.around, path));
        Val::unknown("it is what dotenv gives")
    }
}

fn of_file(around: &Surroundings<'_>, path: &str) -> Dotenv {
    let path = plan::inside(&around.planned.folder, path);
    let Some(file) = around.tree.file(&path) else {
        return Err(format!("{path}, which dotenv reads, is not in the tree"));
    };
    let values = dotenv::values(&file.text(), &|_| None, dotenv::First::Environment);
    let at = |line| Place::File { layer: Layer::Deploy, path: file.path.clone(), line, column: 0, width: 0 };
    let set = values.into_iter().map(|v| DeclaredVariable { name: v.name, value: v.value, place: at(v.line) });
    Ok(set.collect())
}

fn supplied<'t>(variable: &DeclaredVariable) -> Val<'t> {
    let (js, says) = match &variable.value {
        Supplied::Text(text) => (Js::Text(Rc::from(text.as_str())), set_to(&variable.name, text)),
        Supplied::Unknown(why) => (Js::Unknown(Rc::from(why.as_str())), format!("sets {}", variable.name)),
    };
    Val { js, steps: vec![Step::new(variable.place.clone(), says)] }
}

/// The mode is shown; any other value may be a secret.
fn set_to(name: &str, text: &str) -> String {
    if name == "NODE_ENV" { format!("sets {name} to {text}") } else { format!("sets {name}") }
}
