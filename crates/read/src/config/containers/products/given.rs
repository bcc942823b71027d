//! What a container gives its image: variables, a command, files.

use sneck_model::{Layer, Place, Step, Value};

use super::Asks;
use crate::config::containers::reference::Reference;
use crate::config::stack::Member;
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::Tree;

/// A container of a product.
pub(super) struct Given<'a> {
    pub(super) tree: &'a Tree,
    pub(super) member: &'a Member,
    pub(super) reference: Reference<'a>,
}

impl<'a> Given<'a> {
    /// The first of some variables that is set to something, or may be.
    pub(super) fn variable(&self, names: &[&str]) -> Option<&'a DeclaredVariable> {
        let empty = |variable: &&DeclaredVariable| variable.value != Supplied::Text(String::new());
        names.iter().find_map(|name| self.member.variable(name).filter(empty))
    }

    /// The place of a variable that is set to one of these, whatever the case.
    pub(super) fn set_to(&self, name: &str, values: &[&str]) -> Option<&'a DeclaredVariable> {
        let is = |text: &str| values.iter().any(|value| value.eq_ignore_ascii_case(text.trim()));
        self.variable(&[name]).filter(|variable| matches!(&variable.value, Supplied::Text(text) if is(text)))
    }

    /// A word of the command, with flags spelled `--flag=value` taken apart, that is one of these.
    pub(super) fn flag(&self, flags: &[&str]) -> Option<Step> {
        let command = self.member.command.as_ref()?;
        // What a shell reads stands in one word.
        let mut words = command.is.iter().flat_map(|word| word.split_whitespace());
        let found = words.find(|word| flags.contains(&word.split('=').next().unwrap_or(word)))?;
        let flag = found.split('=').next().unwrap_or(found);
        Some(Step::new(command.place.clone(), format!("gives it {flag}")))
    }

    /// A word of the command that sets one of these flags to nothing.
    pub(super) fn emptied(&self, flags: &[&str]) -> Option<Step> {
        let command = self.member.command.as_ref()?;
        let mut words = command.is.iter().flat_map(|word| word.split_whitespace());
        let empties = |word: &&str| {
            word.split_once('=')
                .is_some_and(|(flag, value)| flags.contains(&flag) && value.trim_matches(['"', '\'']).is_empty())
        };
        let flag = words.find(empties)?;
        Some(Step::new(command.place.clone(), format!("gives it {flag}")))
    }

    /// A file that the command names as its configuration.
    pub(super) fn file(&self, endings: &[&str]) -> Option<Step> {
        let command = self.member.command.as_ref()?;
        let mut words = command.is.iter().flat_map(|word| word.split_whitespace()).skip(1);
        let named = words.find(|word| endings.iter().any(|ending| word.ends_with(ending)))?;
        let path = named.rsplit('=').next().unwrap_or(named);
        let known = self.member.tree_path(self.tree, path).is_some();
        Some(Step::new(
            command.place.clone(),
            format!("reads {path}, {}", if known { "of the tree" } else { "not of the tree" }),
        ))
    }

    /// Where the image is named.
    pub(super) fn image(&self) -> Step {
        let place = self.member.base().map_or_else(|| self.member.place.clone(), |said| said.place.clone());
        Step::new(place, format!("runs {}", self.reference.name))
    }

    /// True for a release before this one; nothing where the tag names none, which means the newest.
    pub(super) fn before(&self, release: &[u32]) -> bool {
        self.reference.release().is_some_and(|own| own.as_slice() < release)
    }

    /// The release begins with this number.
    pub(super) fn major(&self) -> Option<u32> {
        self.reference.release().and_then(|own| own.first().copied())
    }

    /// Whoever connects is asked, because something says so.
    pub(super) fn asked(&self, raw: &'static str, because: Step) -> Asks {
        Asks { raw, value: Value::Bool(true), because: vec![because] }
    }

    /// Nobody is asked, because something says so.
    pub(super) fn open(&self, raw: &'static str, because: Step) -> Asks {
        Asks { raw, value: Value::Bool(false), because: vec![because, self.image()] }
    }

    /// It cannot be told.
    pub(super) fn unknown(&self, raw: &'static str, why: impl Into<String>) -> Asks {
        Asks { raw, value: Value::Unknown(why.into()), because: vec![self.image()] }
    }

    /// What holds when nothing is said: asked or not. Unknown when a source that was not read may say it.
    pub(super) fn silent(&self, raw: &'static str, asked: bool, says: &str) -> Asks {
        if let Some(why) = self.member.open.first().filter(|_| !asked) {
            return self.unknown(raw, why.clone());
        }
        let default =
            Place::Default { product: format!("the image {}", self.reference.name), versions: "this release".into() };
        let because =
            vec![Step::new(self.beside(), format!("does not set {raw}")), Step::new(default, says), self.image()];
        Asks { raw, value: Value::Bool(asked), because }
    }

    /// Where a variable belongs: beside the other ones, or the image.
    fn beside(&self) -> Place {
        let variable = self.member.variables.first().map(|variable| &variable.place);
        let place = variable.cloned().unwrap_or_else(|| self.image().place);
        match place.file() {
            Some((path, line)) => Place::Absent { layer: Layer::Deploy, path: path.clone(), line },
            None => place,
        }
    }
}

/// A step at a variable, without its value.
pub(super) fn sets(variable: &DeclaredVariable) -> Step {
    Step::new(variable.place.clone(), format!("sets {}", variable.name))
}

/// A step at a variable that is no secret.
pub(super) fn shows(variable: &DeclaredVariable) -> Step {
    match &variable.value {
        Supplied::Text(text) => Step::new(variable.place.clone(), format!("sets {} to {text}", variable.name)),
        Supplied::Unknown(_) => sets(variable),
    }
}
