//! Imports: modules of the project are run once, everything else is a name.

use std::rc::Rc;

use ruff_python_ast::{self as ast};

use super::heap::{Body, Object, ObjectId};
use super::machine::{Frame, Machine};
use super::trace::Trace;
use super::value::{Py, Val};
use crate::source::python::project::FileId;

impl<'a> Machine<'a> {
    pub(super) fn import(&mut self, s: &'a ast::StmtImport) {
        for alias in &s.names {
            let dotted = alias.name.as_str();
            let value = self.module_value(dotted);
            match &alias.asname {
                Some(name) => self.bind(name.as_str(), value),
                None => {
                    let top = dotted.split('.').next().unwrap_or(dotted);
                    let value = if top == dotted { value } else { self.module_value(top) };
                    self.bind(top, value);
                }
            }
        }
    }

    pub(super) fn import_from(&mut self, s: &'a ast::StmtImportFrom) {
        let module = s.module.as_ref().map_or("", |m| m.as_str());
        let from = match self.absolute(module, s.level) {
            Some(dotted) => dotted,
            None => module.to_owned(),
        };
        let value = self.module_value(&from);
        let ours = s.level > 0 || self.is_inside_of_the_project(&from);
        if ours && matches!(value.py, Py::External(_)) && !self.is_package_folder(&from) {
            return self.import_missing(&from, s);
        }
        for alias in &s.names {
            if alias.name.as_str() == "*" {
                self.import_star(&value);
                continue;
            }
            let name = alias.name.as_str();
            let found = match &value.py {
                Py::External(_) => self.module_value(&format!("{from}.{name}")),
                _ => {
                    let site = self.site(alias.range);
                    self.attribute(&value, name, site)
                }
            };
            let bound = alias.asname.as_ref().map_or(name, |n| n.as_str());
            self.bind(bound, found);
        }
    }

    /// A module of the project that is not in the tree. Where the program is ready for that (`try: from
    /// .local import *`), a machine may have it: what it gives is not known.
    fn import_missing(&mut self, from: &str, s: &'a ast::StmtImportFrom) {
        if !self.is_caught("ImportError") {
            self.might_raise("ModuleNotFoundError");
            self.raise("ModuleNotFoundError");
            return;
        }
        let why = format!("{from}, which is not in the tree, may set it");
        let star = s.names.iter().any(|alias| alias.name.as_str() == "*");
        if star {
            self.names_may_change(&why);
        }
        self.might_raise("ModuleNotFoundError");
        for alias in s.names.iter().filter(|alias| alias.name.as_str() != "*") {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            self.bind(bound.as_str(), Val::unknown(&why));
        }
    }

    /// The absolute name of a relative import.
    fn absolute(&self, module: &str, level: u32) -> Option<String> {
        if level == 0 {
            return Some(module.to_owned());
        }
        let Body::Module(name) = &self.heap.get(self.frame().module).body else { return None };
        let name = if &**name == "__main__" { &Rc::from(self.dotted_path()) } else { name };
        let is_package = self.project.file(self.file()).path.ends_with("__init__.py");
        let mut parts: Vec<&str> = name.split('.').collect();
        let up = if is_package { level - 1 } else { level };
        parts.truncate(parts.len().saturating_sub(up as usize));
        if !module.is_empty() {
            parts.push(module);
        }
        Some(parts.join("."))
    }

    /// The dotted name of the running file, as its path gives it: `python -m` runs it under another.
    fn dotted_path(&self) -> String {
        let path = &self.project.file(self.file()).path;
        let below = |root: &String| path.strip_prefix(root.as_str()).map(|rest| rest.trim_start_matches('/'));
        let relative = self.roots.iter().filter(|r| !r.is_empty()).find_map(below).unwrap_or(path);
        relative.trim_end_matches(".py").trim_end_matches("/__init__").replace('/', ".")
    }

    /// Below a package that the project has: the module is one that only some machines have.
    fn is_inside_of_the_project(&self, dotted: &str) -> bool {
        dotted.split_once('.').is_some_and(|(top, _)| self.project.has_package(&self.roots, top))
    }

    fn is_package_folder(&self, dotted: &str) -> bool {
        self.project.is_namespace(&self.roots, dotted)
    }

    /// `from x import *`: the public names, or those that `__all__` lists.
    fn import_star(&mut self, module: &Val<'a>) {
        let Some(id) = module.object() else { return self.star_of_unknown(module) };
        let listed = self.heap.get(id).attrs.get("__all__").cloned();
        let listed = listed.and_then(|v| self.members(&v));
        let chosen = |name: &str| match &listed {
            Some(all) => all.iter().any(|v| v.as_str() == Some(name)),
            None => !name.starts_with('_'),
        };
        let names: Vec<_> =
            self.heap.get(id).attrs.iter().filter(|(n, _)| chosen(n)).map(|(n, v)| (n.clone(), v.clone())).collect();
        for (name, value) in names {
            self.bind(&name, value);
        }
    }

    /// A star import from outside of the project. Django's own defaults are those that hold anyway.
    fn star_of_unknown(&mut self, module: &Val<'a>) {
        let Py::External(name) = &module.py else {
            return self.names_may_change("a star import of something unknown may set it");
        };
        if &**name != "django.conf.global_settings" {
            let why = format!("`from {name} import *` may set it");
            self.names_may_change(&why);
        }
    }

    /// A module by its dotted name: run when it is ours, otherwise only a name.
    pub fn module_value(&mut self, dotted: &str) -> Val<'a> {
        let mut parent: Option<ObjectId> = None;
        let mut end = 0;
        loop {
            end = dotted[end..].find('.').map_or(dotted.len(), |at| end + at);
            let prefix = &dotted[..end];
            let last = prefix.rsplit('.').next().unwrap_or(prefix);
            if let (Some(id), true) = (parent, end > 0)
                && let Some(value) = self.heap.get(id).attrs.get(last)
                && !matches!(value.py, Py::Unbound)
                && end == dotted.len()
                && self.project.module(&self.roots, prefix).is_none()
            {
                return value.bound();
            }
            let Some(module) = self.load(prefix) else { return self.not_ours(dotted) };
            if let Some(id) = parent {
                self.heap.change(id).attrs.insert(Rc::from(last), Val::new(Py::Object(module)));
            }
            if end == dotted.len() || self.raised.is_some() {
                return Val::new(Py::Object(module));
            }
            parent = Some(module);
            end += 1;
        }
    }

    fn not_ours(&mut self, dotted: &str) -> Val<'a> {
        if !self.is_installed(dotted) {
            self.might_raise("ModuleNotFoundError");
        }
        self.constant(dotted).unwrap_or_else(|| Val::external(dotted))
    }

    /// Whether a module outside of the project is certain to be there.
    fn is_installed(&self, dotted: &str) -> bool {
        let top = dotted.split('.').next().unwrap_or(dotted);
        let package = top.replace('_', "-").to_ascii_lowercase();
        crate::source::python::project::is_standard(top)
            || self.launch.dependencies.contains(&package)
            || self.launch.dependencies.contains(&format!("python-{package}"))
            || super::library::knows_module(top)
    }

    fn load(&mut self, dotted: &str) -> Option<ObjectId> {
        if let Some(id) = self.modules.get(dotted) {
            return Some(*id);
        }
        match self.project.module(&self.roots, dotted) {
            Some(file) => Some(self.run_module(dotted, file)),
            None if self.project.is_namespace(&self.roots, dotted) => {
                let id = self.heap.add(Object::new(Body::Module(Rc::from(dotted))));
                self.modules.insert(Rc::from(dotted), id);
                Some(id)
            }
            None => None,
        }
    }

    /// Runs a file as a module of this name (`__main__` for scripts).
    pub fn run_module(&mut self, name: &str, file: FileId) -> ObjectId {
        let id = self.heap.add(Object::new(Body::Module(Rc::from(name))));
        self.modules.insert(Rc::from(name), id);
        let path = self.project.file(file).path.clone();
        let attrs = &mut self.heap.change(id).attrs;
        attrs.insert(Rc::from("__name__"), Val::str(name));
        attrs.insert(Rc::from("__file__"), Val::str(super::library::paths::in_tree(&path)));
        let is_package = path.ends_with("__init__.py");
        let package = if is_package { name } else { name.rsplit_once('.').map_or("", |(p, _)| p) };
        attrs.insert(Rc::from("__package__"), Val::str(package));
        self.run_in(id, file, id);
        id
    }

    /// Runs a file's statements with these locals: a module, or the names of `from_pyfile`.
    pub(super) fn run_in(&mut self, module: ObjectId, file: FileId, locals: ObjectId) {
        self.frames.push(Frame {
            locals,
            module,
            file,
            scopes: Rc::from([]),
            globals: Default::default(),
            nonlocals: Default::default(),
            returned: Vec::new(),
            function: None,
            first: None,
            class_body: false,
            unknown_names: false,
        });
        self.block(self.project.file(file).body());
        self.frames.pop();
    }

    pub(super) fn module_attribute(&mut self, module: &str, name: &str) -> Val<'a> {
        let dotted = format!("{module}.{name}");
        if let Some(id) = self.load(&dotted) {
            return Val::new(Py::Object(id));
        }
        let getter = self.modules.get(module).and_then(|id| self.heap.get(*id).attrs.get("__getattr__").cloned());
        if let Some(getter) = getter {
            let site = super::machine::Site { file: self.file(), range: Default::default() };
            let mut call = super::calls::Call::bare(site);
            call.args.push(Val::str(name));
            return self.call(&getter, call);
        }
        let is_running = self.modules.get(module).is_some_and(|id| self.frames.iter().any(|f| f.locals == *id));
        let unknown = format!("{module} does not define {name} yet");
        if is_running {
            return Val::unknown(unknown);
        }
        if self.is_caught("ImportError") || self.is_caught("AttributeError") {
            self.might_raise("ImportError");
        }
        Val::unknown(unknown).with(Trace::default())
    }
}
