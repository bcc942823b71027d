//! Classes: definition, method resolution order, instances.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::calls::{Call, Partial, Target};
use super::heap::{Body, Class, Object, ObjectId};
use super::machine::{Frame, Machine};
use super::value::{Binding, Py, Val};

/// Attribute of a class body that keeps the names of annotated fields, in order.
const FIELDS: &str = "<fields>";

impl<'a> Machine<'a> {
    /// `class`: the body runs in a scope that becomes the class.
    pub(super) fn define_class(&mut self, s: &'a ast::StmtClassDef) {
        let arguments = s.arguments.as_deref();
        let bases: Vec<Val<'a>> = arguments.iter().flat_map(|a| a.args.iter()).map(|base| self.eval(base)).collect();
        let id = self.new_scope();
        self.run_class_body(s, id);
        let mro = self.linearize(id, &bases);
        let class = Class { name: Rc::from(s.name.as_str()), mro, file: self.file(), range: s.name.range() };
        self.heap.change(id).body = Body::Class(class);
        let mut value = Val::new(Py::Object(id));
        self.make_members(&value);
        for decorator in s.decorator_list.iter().rev() {
            let with = self.eval(&decorator.expression);
            value = self.decorate(&with, value, self.site(decorator.range()));
        }
        self.bind(s.name.as_str(), value);
    }

    /// `type(name, bases, names)`
    pub(super) fn make_class(
        &mut self,
        name: &str,
        bases: &[Val<'a>],
        names: Vec<(Rc<str>, Val<'a>)>,
        site: super::machine::Site,
    ) -> Val<'a> {
        let id = self.new_scope();
        let mro = self.linearize(id, bases);
        let object = self.heap.change(id);
        object.attrs.extend(names);
        object.body = Body::Class(Class { name: Rc::from(name), mro, file: site.file, range: site.range });
        Val::new(Py::Object(id))
    }

    fn run_class_body(&mut self, s: &'a ast::StmtClassDef, id: ObjectId) {
        let frame = self.frame();
        let is_module = frame.locals == frame.module;
        let own = (!is_module && !frame.class_body).then_some(frame.locals);
        let scopes = own.into_iter().chain(frame.scopes.iter().copied()).collect();
        let (module, file, unknown_names) = (frame.module, frame.file, frame.unknown_names);
        self.frames.push(Frame {
            locals: id,
            module,
            file,
            scopes,
            globals: Default::default(),
            nonlocals: Default::default(),
            returned: Vec::new(),
            function: None,
            first: None,
            class_body: true,
            unknown_names,
        });
        self.block(&s.body);
        self.frames.pop();
    }

    /// Notes an annotated field of a class body: settings classes and dataclasses need them.
    pub(super) fn note_field(&mut self, name: &str, annotation: &'a Expr) {
        let locals = self.frame().locals;
        let text = self.source(annotation);
        let known = self.heap.get(locals).attrs.get(FIELDS).cloned();
        let mut fields = known.and_then(|v| self.members(&v)).unwrap_or_default();
        fields.push(Val::new(Py::Tuple(Rc::from([Val::str(name), Val::str(text)]))));
        let list = Val::new(Py::Tuple(fields.into()));
        self.heap.change(locals).attrs.insert(Rc::from(FIELDS), list);
    }

    /// Annotated fields of a class and its bases, the bases first: name and annotation text.
    pub(super) fn fields(&self, class: ObjectId) -> Vec<(Rc<str>, Rc<str>)> {
        let mut fields: Vec<(Rc<str>, Rc<str>)> = Vec::new();
        for base in self.mro(class).iter().rev().filter_map(Val::object) {
            let own = self.heap.get(base).attrs.get(FIELDS).and_then(|v| self.members(v)).unwrap_or_default();
            for field in own {
                if let Py::Tuple(pair) = &field.py
                    && let (Py::Str(name), Py::Str(annotation)) = (&pair[0].py, &pair[1].py)
                {
                    fields.retain(|(known, _)| known != name);
                    fields.push((name.clone(), annotation.clone()));
                }
            }
        }
        fields
    }

    /// C3 linearisation; a hierarchy that has none keeps the order of writing.
    fn linearize(&self, id: ObjectId, bases: &[Val<'a>]) -> Vec<Val<'a>> {
        let bases: Vec<Val<'a>> = bases.iter().filter_map(|b| b.alternatives().first().cloned()).collect();
        let mut lists: Vec<Vec<Val<'a>>> = bases.iter().map(|b| self.mro_of(b)).collect();
        lists.push(bases);
        let mut order = vec![Val::new(Py::Object(id))];
        loop {
            lists.retain(|list| !list.is_empty());
            if lists.is_empty() {
                return order;
            }
            let free = |head: &Val<'a>| !lists.iter().any(|list| list[1..].iter().any(|v| v.same(head)));
            let next = lists.iter().map(|list| &list[0]).find(|head| free(head)).unwrap_or(&lists[0][0]).clone();
            lists.iter_mut().for_each(|list| list.retain(|v| !v.same(&next)));
            order.push(next);
        }
    }

    fn mro_of(&self, base: &Val<'a>) -> Vec<Val<'a>> {
        match base.object() {
            Some(id) => self.mro(id),
            None => vec![base.clone()],
        }
    }

    /// The method resolution order of a class.
    pub(super) fn mro(&self, class: ObjectId) -> Vec<Val<'a>> {
        match &self.heap.get(class).body {
            Body::Class(class) => class.mro.clone(),
            _ => Vec::new(),
        }
    }

    /// Names of the bases outside of the project, nearest first.
    pub fn external_bases(&self, class: &Val<'a>) -> Vec<Rc<str>> {
        let mro = self.mro_of(class);
        let name = |v: &Val<'a>| if let Py::External(name) = &v.py { Some(name.clone()) } else { None };
        mro.iter().filter_map(name).collect()
    }

    /// An attribute of a class, looked up along its bases; says when it is inherited.
    pub fn class_attribute(&mut self, class: &Val<'a>, name: &str) -> Option<Val<'a>> {
        let id = class.object()?;
        for (at, base) in self.mro(id).iter().enumerate() {
            let Some(base) = base.object() else { continue };
            let Some(value) = self.heap.get(base).attrs.get(name) else { continue };
            let value = value.bound();
            return Some(if at == 0 { value } else { self.inherited(value, id, base) });
        }
        None
    }

    fn inherited(&self, value: Val<'a>, class: ObjectId, base: ObjectId) -> Val<'a> {
        let (Body::Class(heir), Body::Class(base)) = (&self.heap.get(class).body, &self.heap.get(base).body) else {
            return value;
        };
        let says = format!("{} inherits it from {}", heir.name, base.name);
        let trace = value.trace.then(heir.file, heir.range, &says);
        value.with(trace)
    }

    /// Makes an instance of a class of the project.
    pub(super) fn instantiate(&mut self, class: ObjectId, call: Call<'a>) -> Val<'a> {
        let class_value = Val::new(Py::Object(class));
        let bases = self.external_bases(&class_value);
        if let Some(value) = self.instantiate_special(class, &bases, &call) {
            return value;
        }
        let id = self.heap.add(Object::new(Body::Instance(class_value.clone())));
        let instance = Val::new(Py::Object(id));
        match self.class_attribute(&class_value, "__init__") {
            Some(init) => {
                let bound = self.bind_method(init, &instance, &class_value);
                self.call(&bound, call);
            }
            None => self.construct_base(&bases, &instance, call),
        }
        instance
    }

    /// Runs the constructor of the nearest external base on an instance of ours.
    pub(super) fn construct_base(&mut self, bases: &[Rc<str>], instance: &Val<'a>, mut call: Call<'a>) {
        let constructor = bases.iter().find_map(|base| super::library::find(&[base, ".__init__"].concat()));
        if let Some(native) = constructor {
            call.receiver = Some(instance.clone());
            native(self, &call);
        }
    }

    /// Binds what was found on a class to an instance.
    pub(super) fn bind_method(&mut self, found: Val<'a>, instance: &Val<'a>, class: &Val<'a>) -> Val<'a> {
        let Py::Function(function) = &found.py else { return found };
        let receiver = match function.binding {
            Binding::Static => return found,
            Binding::Class => class.clone(),
            Binding::Method | Binding::Property => instance.clone(),
        };
        let is_property = function.binding == Binding::Property;
        let trace = found.trace.clone();
        let bound = Partial { target: Target::Value(found), receiver: Some(receiver), given: None };
        let bound = Val::new(Py::Partial(Rc::new(bound))).with(trace);
        if is_property {
            let site = super::machine::Site { file: self.file(), range: Default::default() };
            return self.call(&bound, Call::bare(site));
        }
        bound
    }

    /// `super()`: looks attributes up behind the running class.
    pub(super) fn super_object(&mut self) -> Val<'a> {
        let frame = self.frame();
        let class = frame.function.as_ref().and_then(|f| f.class);
        let (Some(class), Some(first)) = (class, frame.first.clone()) else {
            return Val::unknown("super() outside of a method");
        };
        let id = self.heap.add(Object::new(Body::Frame));
        let attrs = &mut self.heap.change(id).attrs;
        attrs.insert(Rc::from("<super of>"), Val::new(Py::Object(class)));
        attrs.insert(Rc::from("<super for>"), first);
        Val::new(Py::Object(id))
    }

    /// An attribute of a `super()` object.
    pub(super) fn super_attribute(&mut self, object: ObjectId, name: &str) -> Option<Val<'a>> {
        let attrs = &self.heap.get(object).attrs;
        let (class, first) = (attrs.get("<super of>")?.clone(), attrs.get("<super for>")?.clone());
        let of = match &self.heap.get(first.object()?).body {
            Body::Instance(of) => of.clone(),
            _ => first.clone(),
        };
        let mro = self.mro_of(&of);
        let after = mro.iter().skip_while(|v| !v.same(&class)).skip(1).cloned().collect::<Vec<_>>();
        for base in &after {
            match &base.py {
                Py::Object(id) => {
                    if let Some(value) = self.heap.get(*id).attrs.get(name).cloned() {
                        return Some(self.bind_method(value, &first, &of));
                    }
                }
                Py::External(external) => {
                    if let Some(native) = super::library::find(&[external, ".", name].concat()) {
                        let bound = Partial { target: Target::Native(native), receiver: Some(first), given: None };
                        return Some(Val::new(Py::Partial(Rc::new(bound))));
                    }
                }
                _ => {}
            }
        }
        Some(Val::external("super()"))
    }
}
