//! Classes whose instances are made in their own way: enumerations, dataclasses, settings classes.

use std::rc::Rc;

use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Object, ObjectId};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

impl<'a> Machine<'a> {
    /// An instance of a class that does not use `__init__` of its own, if this is one.
    pub(in crate::source::python::eval) fn instantiate_special(
        &mut self,
        class: ObjectId,
        bases: &[Rc<str>],
        call: &Call<'a>,
    ) -> Option<Val<'a>> {
        let value = Val::new(Py::Object(class));
        if self.is_enum(&value) {
            return Some(self.member_by_value(&value, call));
        }
        if let Some(make) = super::settings::maker(bases) {
            return Some(make(self, class, call));
        }
        let plain =
            bases.iter().all(|b| matches!(&**b, "builtins.object" | "typing.NamedTuple" | "pydantic.BaseModel"));
        let has_init = self.class_attribute(&value, "__init__").is_some();
        (plain && !has_init && !self.fields(class).is_empty()).then(|| self.with_fields(class, call))
    }

    fn member_by_value(&mut self, class: &Val<'a>, call: &Call<'a>) -> Val<'a> {
        let Some(wanted) = call.args.first() else { return Val::none() };
        let members = self.enum_members(class).unwrap_or_default();
        let site = call.site;
        for member in members {
            let value = match member.py {
                Py::Object(_) => self.attribute(&member, "value", site),
                _ => member.clone(),
            };
            if self.equal(&value, wanted) == Some(true) {
                return member.because(&wanted.trace);
            }
        }
        match wanted.why_unknown() {
            Some(why) => Val::unknown(why),
            None => Val::unknown("no member of the enumeration has this value"),
        }
    }

    /// A dataclass: fields from arguments, then from the class body.
    pub(super) fn with_fields(&mut self, class: ObjectId, call: &Call<'a>) -> Val<'a> {
        let class_value = Val::new(Py::Object(class));
        let mut object = Object::new(Body::Instance(class_value.clone()));
        for (at, (name, _)) in self.fields(class).iter().enumerate() {
            let given = call.arg(at, name).cloned();
            let value = given.or_else(|| self.class_attribute(&class_value, name)).map(|v| self.field_default(v, call));
            let missing = || Val::unknown(format!("nothing is given for {name}"));
            object.attrs.insert(name.clone(), value.unwrap_or_else(missing));
        }
        let instance = Val::new(Py::Object(self.heap.add(object)));
        if let Some(after) = self.class_attribute(&class_value, "__post_init__") {
            let bound = self.bind_method(after, &instance, &class_value);
            self.call(&bound, Call::bare(call.site));
        }
        instance
    }

    /// `field(default=...)`, `field(default_factory=...)`: see the row of `dataclasses.field`.
    fn field_default(&mut self, value: Val<'a>, call: &Call<'a>) -> Val<'a> {
        let factory = value.object().and_then(|id| self.heap.get(id).attrs.get(super::settings::FACTORY).cloned());
        match factory {
            Some(factory) => self.call(&factory, Call::bare(call.site)),
            None => value,
        }
    }
}
