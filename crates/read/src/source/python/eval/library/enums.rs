//! `enum.Enum`: members are known by name and value.

use std::rc::Rc;

use crate::source::python::eval::heap::{Body, Object};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

const ENUMS: [&str; 6] =
    ["enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "django.db.models.TextChoices"];

impl<'a> Machine<'a> {
    /// True for a class that derives from an enumeration.
    pub(in crate::source::python::eval) fn is_enum(&self, class: &Val<'a>) -> bool {
        matches!(class.object().map(|id| &self.heap.get(id).body), Some(Body::Class(_)))
            && self.external_bases(class).iter().any(|base| ENUMS.contains(&&**base))
    }

    /// What `Color.RED` gives: for a class that mixes in `str` or `int`, its value; otherwise a member.
    pub(in crate::source::python::eval) fn enum_member(
        &mut self,
        class: &Val<'a>,
        name: &str,
        value: Val<'a>,
    ) -> Val<'a> {
        if name.starts_with('_') || !self.is_enum(class) || matches!(value.py, Py::Function(_)) {
            return value;
        }
        let bases = self.external_bases(class);
        if bases.iter().any(|b| matches!(&**b, "builtins.str" | "builtins.int" | "enum.StrEnum" | "enum.IntEnum")) {
            return value;
        }
        let (cached, owner) = (format!("<member {name}>"), class.object());
        if let Some(known) = owner.and_then(|id| self.heap.get(id).attrs.get(cached.as_str()).cloned()) {
            return known;
        }
        let mut member = Object::new(Body::Instance(class.clone()));
        member.attrs.insert(Rc::from("value"), value.clone());
        member.attrs.insert(Rc::from("name"), Val::str(name));
        let trace = value.trace.clone();
        let member = Val::new(Py::Object(self.heap.add(member))).with(trace);
        owner
            .into_iter()
            .for_each(|id| drop(self.heap.change(id).attrs.insert(Rc::from(cached.as_str()), member.clone())));
        member
    }

    /// Makes the members of a new enumeration: each is one object, wherever it is named.
    pub(in crate::source::python::eval) fn make_members(&mut self, class: &Val<'a>) {
        self.enum_members(class);
    }

    /// Members in order, for a loop over the class.
    pub(in crate::source::python::eval) fn enum_members(&mut self, class: &Val<'a>) -> Option<Vec<Val<'a>>> {
        if !self.is_enum(class) {
            return None;
        }
        let attrs = self.heap.get(class.object()?).attrs.clone();
        let members = attrs.into_iter().filter(|(name, _)| !name.starts_with(['_', '<']));
        Some(members.map(|(name, value)| self.enum_member(class, &name, value)).collect())
    }
}
