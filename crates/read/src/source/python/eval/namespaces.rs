//! What a name space holds: `dir()` of an object, the names that a file defines.

use std::rc::Rc;

use super::heap::{Body, Object, ObjectId};
use super::machine::Machine;
use super::value::{Py, Val};
use crate::source::python::project::FileId;

/// Attribute of a class that may have names which are not known.
const MORE: &str = "<more names>";
/// Attribute of a module that says why it may have names, and values, that are not known.
pub const OPEN: &str = "<open>";

impl<'a> Machine<'a> {
    /// Names of a class (with its bases), a module or an instance; `None` for other objects, and for
    /// those with a base outside of the project that may add names.
    pub fn public_names(&self, id: ObjectId) -> Option<Vec<Rc<str>>> {
        let object = self.heap.get(id);
        let mut names: Vec<Rc<str>> = object.attrs.keys().cloned().collect();
        match &object.body {
            Body::Class(_) => names.extend(self.names_of_bases(id)),
            Body::Instance(class) => names.extend(class.object().into_iter().flat_map(|c| self.names_of_bases(c))),
            Body::Module(_) => {}
            _ => return None,
        }
        names.sort();
        names.dedup();
        (!names.iter().any(|name| &**name == MORE)).then_some(names)
    }

    /// Notes, in the body of a class, that it may have names that are not known. False elsewhere.
    pub fn may_have_more_names(&mut self) -> bool {
        let (locals, class_body) = (self.frame().locals, self.frame().class_body);
        if class_body {
            self.heap.change(locals).attrs.insert(Rc::from(MORE), Val::none());
        }
        class_body
    }

    fn names_of_bases(&self, class: ObjectId) -> Vec<Rc<str>> {
        let bases = self.mro(class);
        bases.iter().filter_map(Val::object).flat_map(|base| self.heap.get(base).attrs.keys().cloned()).collect()
    }

    /// Runs a file on its own, as `exec` in an empty name space does, and hands its names out.
    pub fn names_of_file(&mut self, file: FileId) -> Vec<(Rc<str>, Val<'a>)> {
        let id = self.heap.add(Object::new(Body::Module(Rc::from("config"))));
        let path = super::library::paths::in_tree(&self.project.file(file).path);
        self.heap.change(id).attrs.insert(Rc::from("__file__"), Val::str(path));
        self.heap.change(id).attrs.insert(Rc::from("__name__"), Val::str("config"));
        self.run_in(id, file, id);
        let attrs = &self.heap.get(id).attrs;
        attrs.iter().filter(|(_, v)| !matches!(v.py, Py::Unbound)).map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    /// Runs a file's statements in the running module, as `exec` of its text does. A file that runs itself
    /// is followed only so far.
    pub fn run_here(&mut self, file: FileId) {
        if self.is_deep() {
            return self.names_may_change("files that run each other too deeply may set it");
        }
        let module = self.frame().module;
        self.run_in(module, file, module);
    }

    /// Something may give the running module more names, and the names that it has other values.
    pub fn names_may_change(&mut self, why: &str) {
        let module = self.frame().module;
        self.frame_mut().unknown_names = true;
        let attrs = &mut self.heap.change(module).attrs;
        attrs.entry(Rc::from(OPEN)).or_insert_with(|| Val::unknown(why));
        for (_, value) in attrs.iter_mut().filter(|(name, _)| name.chars().all(|c| !c.is_lowercase() && c != '<')) {
            let trace = value.trace.clone();
            *value = Val::one_of([value.clone(), Val::unknown(why)]).with(trace);
        }
    }

    /// The file behind a module or a class of the project.
    pub fn file_of_module(&self, id: ObjectId) -> Option<FileId> {
        let object = self.heap.get(id);
        match &object.body {
            Body::Class(class) => Some(class.file),
            _ => {
                let path = object.attrs.get("__file__").and_then(Val::as_str)?;
                self.project.at(&super::library::paths::to_tree(path)?)
            }
        }
    }

    /// True when some class of the project derives from one of these outside of it.
    pub fn derives(&self, bases: &[&str]) -> bool {
        let from = |class: &super::heap::Class<'a>| {
            class.mro.iter().any(|v| matches!(&v.py, Py::External(name) if bases.contains(&&**name)))
        };
        self.heap.objects().any(|object| matches!(&object.body, Body::Class(class) if from(class)))
    }

    /// The scope that `globals()` shows.
    pub(super) fn global_scope(&self) -> ObjectId {
        self.frame().module
    }

    /// Calls a function after the program has run, as a framework would on a request.
    pub fn call_later(&mut self, function: &Val<'a>, call: super::calls::Call<'a>) -> Val<'a> {
        self.frames.push(super::machine::Frame::bottom(self.environ, call.site.file));
        let result = self.call(function, call);
        self.frames.pop();
        self.end();
        result
    }

    /// The same for what is tried only, as if a request came: says whether it came to its end, and an exception
    /// does not count as one of the program.
    pub fn call_aside(&mut self, function: &Val<'a>, call: super::calls::Call<'a>) -> (Val<'a>, bool) {
        self.frames.push(super::machine::Frame::bottom(self.environ, call.site.file));
        let result = self.call(function, call);
        self.frames.pop();
        let raised = self.failure().is_some();
        self.recover();
        (result, !raised)
    }

    /// What a dotted path leads to, if its module was run.
    pub fn loaded(&self, path: &str) -> Option<Val<'a>> {
        let (module, name) = path.rsplit_once('.')?;
        self.heap.get(*self.modules.get(module)?).attrs.get(name).cloned()
    }

    /// Reads an attribute after the program has run.
    pub fn attribute_later(&mut self, owner: &Val<'a>, name: &str, site: super::machine::Site) -> Val<'a> {
        self.frames.push(super::machine::Frame::bottom(self.environ, site.file));
        let result = self.attribute(owner, name, site);
        self.frames.pop();
        self.end();
        result
    }
}
