//! Attributes: reading and writing.

use std::rc::Rc;

use super::calls::{Call, Partial, Target};
use super::heap::{Body, ObjectId};
use super::library;
use super::machine::{Machine, Site};
use super::value::{Py, Val};

impl<'a> Machine<'a> {
    /// `owner.name`
    pub fn attribute(&mut self, owner: &Val<'a>, name: &str, site: Site) -> Val<'a> {
        match &owner.py {
            Py::OneOf(all) => {
                let all = Rc::clone(all);
                self.each(&all, |machine, one| machine.attribute(one, name, site))
            }
            Py::External(external) => match self.stands_for(external) {
                Some(object) => self.attribute(&object, name, site),
                None => self.external_attribute(external, name),
            },
            Py::Object(id) => self.object_attribute(*id, owner, name, site),
            Py::Unknown(why) => Val::new(Py::Unknown(why.clone())).with(owner.trace.clone()),
            Py::Function(function) if name == "__name__" => match function.code {
                super::value::Code::Def(def) => Val::str(def.name.as_str()),
                super::value::Code::Lambda(_) => Val::str("<lambda>"),
            },
            _ => match library::type_name(&owner.py).and_then(|class| self.library_attribute(class, owner, name, site))
            {
                Some(value) => value,
                None => Val::unknown(format!("attribute {name} is not followed")),
            },
        }
    }

    /// `os.environ`, `flask.Flask`: a constant that the library knows, or a longer name.
    pub(super) fn external_attribute(&mut self, external: &str, name: &str) -> Val<'a> {
        let full = [external, ".", name].concat();
        self.constant(&full).unwrap_or_else(|| Val::external(full))
    }

    /// The object that a proxy of the library stands for at the moment (`flask.current_app`).
    fn stands_for(&mut self, external: &str) -> Option<Val<'a>> {
        let native = library::find(&[external, ":object"].concat())?;
        let call = Call::bare(Site { file: self.frames.last()?.file, range: Default::default() });
        Some(native(self, &call)).filter(|found| found.object().is_some())
    }

    /// A value that the library knows by its full name.
    pub(super) fn constant(&mut self, full: &str) -> Option<Val<'a>> {
        let native = library::find(&[full, ":get"].concat())?;
        let file = self.frames.last().map_or_else(|| self.project.ids().next().map(|(id, _)| id), |f| Some(f.file))?;
        Some(native(self, &Call::bare(Site { file, range: Default::default() })))
    }

    fn object_attribute(&mut self, id: ObjectId, owner: &Val<'a>, name: &str, site: Site) -> Val<'a> {
        if let Some(value) = self.heap.get(id).attrs.get(name)
            && !matches!(self.heap.get(id).body, Body::Class(_))
        {
            return value.bound();
        }
        match &self.heap.get(id).body {
            Body::Module(module) => {
                let module = module.clone();
                self.module_attribute(&module, name)
            }
            Body::Class(_) => self.attribute_of_class(owner, name),
            Body::Instance(class) => {
                let class = class.clone();
                self.instance_attribute(owner, &class, name, site)
            }
            Body::Frame => self.super_attribute(id, name).unwrap_or_else(|| Val::unknown("not followed")),
            Body::Dict(dict) => {
                let class = dict.class.unwrap_or("dict");
                let special = self.library_attribute(class, owner, name, site);
                special
                    .or_else(|| self.library_attribute("dict", owner, name, site))
                    .unwrap_or_else(|| not_followed(name))
            }
            Body::List(_) => self.library_attribute("list", owner, name, site).unwrap_or_else(|| not_followed(name)),
            Body::Set(_) => self.library_attribute("set", owner, name, site).unwrap_or_else(|| not_followed(name)),
        }
    }

    fn attribute_of_class(&mut self, class: &Val<'a>, name: &str) -> Val<'a> {
        if let Some(found) = self.class_attribute(class, name) {
            return match &found.py {
                Py::Function(f) if f.binding == super::value::Binding::Class => {
                    let bound = Partial { target: Target::Value(found), receiver: Some(class.clone()), given: None };
                    Val::new(Py::Partial(Rc::new(bound)))
                }
                Py::Function(f) if f.binding == super::value::Binding::Property => not_followed(name),
                _ => self.enum_member(class, name, found),
            };
        }
        if name == "__name__"
            && let Some(Body::Class(c)) = class.object().map(|id| &self.heap.get(id).body)
        {
            return Val::str(&c.name);
        }
        match self.external_bases(class).first() {
            Some(base) => Val::external(format!("{base}.{name}")),
            None if name.starts_with("__") => not_followed(name),
            None => {
                self.might_raise("AttributeError");
                self.raise("AttributeError")
            }
        }
    }

    fn instance_attribute(&mut self, owner: &Val<'a>, class: &Val<'a>, name: &str, site: Site) -> Val<'a> {
        if name == "__class__" {
            return class.clone();
        }
        if let Some(found) = self.class_attribute(class, name) {
            return self.bind_method(found, owner, class);
        }
        for base in self.external_bases(class) {
            if let Some(value) = self.library_attribute(&base, owner, name, site) {
                return value;
            }
        }
        if let Some(get) = self.class_attribute(class, "__getattr__") {
            let get = self.bind_method(get, owner, class);
            let mut call = Call::bare(site);
            call.args.push(Val::str(name));
            return self.call(&get, call);
        }
        match &class.py {
            Py::External(external) => Val::external(format!("{external}().{name}")),
            _ => not_followed(name),
        }
    }

    /// A property or a method that the library knows for a class.
    fn library_attribute(&mut self, class: &str, owner: &Val<'a>, name: &str, site: Site) -> Option<Val<'a>> {
        if let Some(get) = library::find(&[class, ".", name, ":get"].concat()) {
            let mut call = Call::bare(site);
            call.receiver = Some(owner.clone());
            return Some(get(self, &call));
        }
        let method = library::find(&[class, ".", name].concat())?;
        let bound = Partial { target: Target::Native(method), receiver: Some(owner.clone()), given: None };
        Some(Val::new(Py::Partial(Rc::new(bound))))
    }

    /// `owner.name = value`
    pub(super) fn set_attribute(&mut self, owner: &Val<'a>, name: &str, value: Val<'a>, site: Site) {
        for one in owner.alternatives() {
            let proxied = if let Py::External(external) = &one.py { self.stands_for(external) } else { None };
            let one = proxied.as_ref().unwrap_or(one);
            let Some(id) = one.object() else { continue };
            if self.set_special(one, id, name, &value, site) {
                continue;
            }
            let value = if owner.alternatives().len() > 1 {
                let before = self.heap.get(id).attrs.get(name).cloned();
                Val::one_of(before.into_iter().chain([value.clone()]))
            } else {
                value.clone()
            };
            self.heap.change(id).attrs.insert(Rc::from(name), value);
        }
    }

    /// A property that the library knows for the object's class.
    fn set_special(&mut self, owner: &Val<'a>, id: ObjectId, name: &str, value: &Val<'a>, site: Site) -> bool {
        let classes: Vec<Rc<str>> = match &self.heap.get(id).body {
            Body::Instance(class) => {
                let class = class.clone();
                self.external_bases(&class)
            }
            Body::Dict(dict) => dict.class.iter().map(|c| Rc::from(*c)).collect(),
            _ => return false,
        };
        let setter = classes.iter().find_map(|class| library::find(&[class, ".", name, ":set"].concat()));
        let Some(set) = setter else { return false };
        let mut call = Call::bare(site);
        call.receiver = Some(owner.clone());
        call.args.push(value.clone());
        set(self, &call);
        true
    }
}

fn not_followed<'a>(name: &str) -> Val<'a> {
    Val::unknown(format!("attribute {name} is not followed"))
}
