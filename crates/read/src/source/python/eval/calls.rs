//! Calls: of functions of the project, of its classes, of the library.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr, Parameters};
use ruff_text_size::Ranged;

use super::heap::{Body, DictKey, ObjectId};
use super::library::{self, NativeFn};
use super::machine::{Frame, Machine, Site};
use super::statements::Flow;
use super::value::{Binding, Code, Function, Py, Val};

/// The arguments of a call, and where it stands.
#[derive(Clone)]
pub struct Call<'a> {
    /// Positional arguments.
    pub args: Vec<Val<'a>>,
    /// Keyword arguments, in order.
    pub kwargs: Vec<(Rc<str>, Val<'a>)>,
    /// Why there may be more of them, when something unknown is spread into the call.
    pub open: Option<Rc<str>>,
    /// What it was called on.
    pub receiver: Option<Val<'a>>,
    /// Where.
    pub site: Site,
}

/// A callable with something given beforehand.
pub struct Partial<'a> {
    /// What is called.
    pub target: Target<'a>,
    /// The receiver.
    pub receiver: Option<Val<'a>>,
    /// Arguments given beforehand.
    pub given: Option<Call<'a>>,
}

/// What a partial calls.
pub enum Target<'a> {
    /// Any callable value.
    Value(Val<'a>),
    /// A function of the library.
    Native(NativeFn),
}

impl<'a> Call<'a> {
    /// A call without arguments.
    pub fn bare(site: Site) -> Self {
        Self { args: Vec::new(), kwargs: Vec::new(), open: None, receiver: None, site }
    }

    /// An argument by its position or its keyword.
    pub fn arg(&self, position: usize, keyword: &str) -> Option<&Val<'a>> {
        self.args.get(position).or_else(|| self.kwarg(keyword))
    }

    /// A keyword argument.
    pub fn kwarg(&self, keyword: &str) -> Option<&Val<'a>> {
        self.kwargs.iter().find(|(name, _)| &**name == keyword).map(|(_, value)| value)
    }

    /// What it was called on.
    pub fn on(&self) -> Val<'a> {
        self.receiver.clone().unwrap_or_else(Val::none)
    }

    /// The object it was called on.
    pub fn on_object(&self) -> Option<ObjectId> {
        self.receiver.as_ref().and_then(Val::object)
    }
}

impl<'a> Machine<'a> {
    pub(super) fn call_expression(&mut self, e: &'a ast::ExprCall) -> Val<'a> {
        if let Expr::Name(name) = &*e.func
            && &*name.id == "super"
            && (e.arguments.is_empty() || self.names_itself(e))
        {
            return self.super_object();
        }
        let callee = self.eval(&e.func);
        let call = self.arguments(e);
        if self.raised.is_some() {
            return Val::unknown("an exception is raised");
        }
        self.call(&callee, call)
    }

    fn arguments(&mut self, e: &'a ast::ExprCall) -> Call<'a> {
        let mut call = Call::bare(self.site(e.range()));
        for argument in &e.arguments.args {
            let value = self.eval(argument);
            match argument {
                Expr::Starred(_) => match self.members(&value) {
                    Some(members) => call.args.extend(members),
                    None => call.open = Some(Rc::from("arguments that are spread into the call are not known")),
                },
                _ => call.args.push(value),
            }
        }
        for keyword in &e.arguments.keywords {
            let value = self.eval(&keyword.value);
            match &keyword.arg {
                Some(name) => call.kwargs.push((Rc::from(name.as_str()), value)),
                None => self.spread_keywords(&mut call, &value),
            }
        }
        call
    }

    fn spread_keywords(&mut self, call: &mut Call<'a>, value: &Val<'a>) {
        if value.alternatives().len() > 1 {
            return self.spread_one_of(call, value);
        }
        let Some(dict) = self.as_dict(value) else {
            call.open = Some(Rc::from("keywords that are spread into the call are not known"));
            return;
        };
        let entries: Vec<_> = dict.entries.iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v.bound()))).collect();
        call.open = call.open.take().or_else(|| dict.open.clone());
        call.kwargs.extend(entries);
    }

    /// One of several dicts is spread: the keywords of those that are known, each with one of several values.
    fn spread_one_of(&mut self, call: &mut Call<'a>, value: &Val<'a>) {
        let dicts: Vec<_> = value.alternatives().iter().filter_map(|one| self.as_dict(one).cloned()).collect();
        let unknown = value.alternatives().iter().find_map(|one| one.why_unknown().cloned());
        if dicts.is_empty() {
            call.open = Some(Rc::from("keywords that are spread into the call are not known"));
        }
        let mut names: Vec<Rc<str>> =
            dicts.iter().flat_map(|d| d.entries.keys().filter_map(|k| k.text().map(Rc::from))).collect();
        names.sort();
        names.dedup();
        for name in names {
            let found = dicts.iter().filter_map(|d| d.entries.get(&DictKey::Str(name.clone())).map(Val::bound));
            let each: Vec<Val<'a>> = found.chain(unknown.iter().map(Val::unknown)).collect();
            let trace = each.first().map(|v| v.trace.clone()).unwrap_or_default();
            call.kwargs.push((name, Val::one_of(each).with(trace)));
        }
    }

    /// Calls anything.
    pub fn call(&mut self, callee: &Val<'a>, call: Call<'a>) -> Val<'a> {
        if self.is_deep() {
            return Val::unknown("calls are nested too deeply");
        }
        match &callee.py {
            Py::Function(function) => self.call_function(function, call),
            Py::Partial(partial) => self.call_partial(partial, call),
            Py::External(name) => self.call_external(name, &call),
            Py::Object(id) => self.call_object(*id, callee, call),
            Py::OneOf(all) => {
                let all = Rc::clone(all);
                self.each(&all, |machine, one| machine.call(one, call.clone()))
            }
            Py::Unknown(why) => Val::new(Py::Unknown(why.clone())),
            _ => Val::unknown("something that cannot be called is called"),
        }
    }

    fn call_partial(&mut self, partial: &Partial<'a>, mut call: Call<'a>) -> Val<'a> {
        if let Some(given) = &partial.given {
            call.args.splice(0..0, given.args.iter().cloned());
            call.kwargs.splice(0..0, given.kwargs.iter().cloned());
            call.open = call.open.or_else(|| given.open.clone());
        }
        match &partial.target {
            Target::Native(native) => {
                call.receiver.clone_from(&partial.receiver);
                native(self, &call)
            }
            Target::Value(value) => {
                if let Some(receiver) = &partial.receiver {
                    call.args.insert(0, receiver.clone());
                }
                self.call(value, call)
            }
        }
    }

    fn call_external(&mut self, name: &str, call: &Call<'a>) -> Val<'a> {
        if let Some(native) = library::find(name) {
            return match self.unbound(name, call) {
                Some(bound) => native(self, &bound),
                None => native(self, call),
            };
        }
        // `str.lower(text)` is `text.lower()`.
        let method = name.strip_prefix("builtins.").filter(|method| method.contains('.')).and_then(library::find);
        if let (Some(method), Some((on, rest))) = (method, call.args.split_first()) {
            return method(self, &Call { receiver: Some(on.clone()), args: rest.to_vec(), ..call.clone() });
        }
        // What an unknown decorator makes of a function of ours is taken to behave like it.
        match call.args.as_slice() {
            [Val { py: Py::Function(_), .. }] if call.kwargs.is_empty() => call.args[0].clone(),
            _ => Val::external(format!("{name}()")),
        }
    }

    /// `Flask.__init__(self, …)` in a class that derives from it is `super().__init__(…)`.
    fn unbound(&self, name: &str, call: &Call<'a>) -> Option<Call<'a>> {
        let (owner, _) = name.rsplit_once('.')?;
        let (on, rest) = call.args.split_first().filter(|_| call.receiver.is_none())?;
        let Body::Instance(class) = &self.heap.get(on.object()?).body else { return None };
        let derives = self.external_bases(class).iter().any(|base| &**base == owner);
        derives.then(|| Call { receiver: Some(on.clone()), args: rest.to_vec(), ..call.clone() })
    }

    /// `super(Shop, self)` in a method of `Shop`, as it was written before Python 3.
    fn names_itself(&self, e: &ast::ExprCall) -> bool {
        let class = self.frame().function.as_ref().and_then(|f| f.class).map(|class| self.heap.get(class));
        let own = match class.map(|class| &class.body) {
            Some(Body::Class(class)) => class.name.to_string(),
            _ => return false,
        };
        matches!(&*e.arguments.args, [Expr::Name(named), Expr::Name(_)] if *named.id == *own)
    }

    fn call_object(&mut self, id: ObjectId, callee: &Val<'a>, call: Call<'a>) -> Val<'a> {
        match &self.heap.get(id).body {
            Body::Class(_) => self.instantiate(id, call),
            Body::Instance(class) => {
                let class = class.clone();
                if let Some(method) = self.class_attribute(&class, "__call__") {
                    let bound = self.bind_method(method, callee, &class);
                    return self.call(&bound, call);
                }
                let bases = self.external_bases(&class);
                match bases.iter().find_map(|base| library::find(&[base, ".__call__"].concat())) {
                    Some(native) => native(self, &Call { receiver: Some(callee.clone()), ..call }),
                    None => Val::unknown("an object is called"),
                }
            }
            _ => Val::unknown("something that cannot be called is called"),
        }
    }

    /// Calls a function of the project.
    pub(super) fn call_function(&mut self, function: &Rc<Function<'a>>, call: Call<'a>) -> Val<'a> {
        let locals = self.new_scope();
        let first = call.args.first().cloned();
        self.bind_parameters(function, call, locals);
        self.frames.push(Frame {
            locals,
            module: function.module,
            file: function.file,
            scopes: function.scopes.clone(),
            globals: Default::default(),
            nonlocals: Default::default(),
            returned: Vec::new(),
            function: Some(function.clone()),
            first,
            class_body: false,
            unknown_names: false,
        });
        let result = match function.code {
            Code::Lambda(lambda) => self.eval(&lambda.body),
            Code::Def(def) => self.run_body(def),
        };
        self.frames.pop();
        result
    }

    fn run_body(&mut self, def: &'a ast::StmtFunctionDef) -> Val<'a> {
        let last = match self.block(&def.body) {
            Flow::Return(value) => value,
            Flow::Raise => Val::unknown("an exception is raised"),
            _ => Val::none(),
        };
        let mut returned = std::mem::take(&mut self.frame_mut().returned);
        returned.push(last);
        Val::one_of(returned)
    }

    fn bind_parameters(&mut self, function: &Rc<Function<'a>>, call: Call<'a>, locals: ObjectId) {
        let Some(parameters) = parameters(function.code) else { return };
        let positional: Vec<&str> =
            parameters.posonlyargs.iter().chain(&parameters.args).map(|p| p.name().as_str()).collect();
        let named = parameters.kwonlyargs.iter().map(|p| p.name().as_str());
        let mut bound: Vec<(Rc<str>, Val<'a>)> = Vec::new();
        let mut args = call.args.into_iter();
        let mut kwargs = call.kwargs;
        for (name, is_positional) in positional.iter().map(|n| (*n, true)).chain(named.map(|n| (n, false))) {
            let given = if is_positional { args.next() } else { None };
            let given = given.or_else(|| {
                let at = kwargs.iter().position(|(k, _)| &**k == name)?;
                Some(kwargs.remove(at).1)
            });
            let default = || function.defaults.iter().find(|(n, _)| &**n == name).map(|(_, v)| v.clone());
            let value = match (&call.open, given) {
                (_, Some(value)) => value,
                (Some(why), None) => Val::new(Py::Unknown(why.clone())),
                (None, None) => default().unwrap_or_else(|| Val::unknown(format!("nothing is given for {name}"))),
            };
            bound.push((Rc::from(name), value));
        }
        if let Some(rest) = &parameters.vararg {
            let members = args.collect();
            bound.push((Rc::from(rest.name.as_str()), Val::new(Py::Tuple(members))));
        }
        if let Some(rest) = &parameters.kwarg {
            let entries = kwargs.into_iter().map(|(name, value)| (DictKey::Str(name), value));
            let dict = self.dict(entries);
            if let (Some(id), Some(why)) = (dict.object(), call.open) {
                self.dict_mut(id).into_iter().for_each(|d| d.open = Some(why.clone()));
            }
            bound.push((Rc::from(rest.name.as_str()), dict));
        }
        self.heap.change(locals).attrs.extend(bound);
    }

    /// Values of default parameters, evaluated where the function is defined.
    pub(super) fn defaults(&mut self, parameters: &'a Parameters) -> Vec<(Rc<str>, Val<'a>)> {
        let all = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        all.filter_map(|p| Some((Rc::from(p.name().as_str()), self.eval(p.default.as_deref()?)))).collect()
    }

    /// `def`: decorators are applied from the inside out.
    pub(super) fn define_function(&mut self, s: &'a ast::StmtFunctionDef) {
        let defaults = self.defaults(&s.parameters);
        let decorators: Vec<Val<'a>> = s.decorator_list.iter().map(|d| self.eval(&d.expression)).collect();
        let binding = decorators.iter().find_map(binding_of).unwrap_or(Binding::Method);
        let mut value = self.function(Code::Def(s), defaults, binding);
        for (decorator, node) in decorators.into_iter().zip(&s.decorator_list).rev() {
            if binding_of(&decorator).is_none() {
                value = self.decorate(&decorator, value, self.site(node.range()));
            }
        }
        self.bind(s.name.as_str(), value);
    }

    /// Applies a decorator. One that is not known is taken to leave behaviour alone.
    pub(super) fn decorate(&mut self, decorator: &Val<'a>, value: Val<'a>, site: Site) -> Val<'a> {
        let mut call = Call::bare(site);
        call.args.push(value.clone());
        let made = self.call(decorator, call);
        if matches!(made.py, Py::Unknown(_) | Py::External(_) | Py::None) { value } else { made }
    }
}

fn parameters(code: Code<'_>) -> Option<&Parameters> {
    match code {
        Code::Def(def) => Some(&def.parameters),
        Code::Lambda(lambda) => lambda.parameters.as_deref(),
    }
}

fn binding_of(decorator: &Val<'_>) -> Option<Binding> {
    let Py::External(name) = &decorator.py else { return None };
    match &**name {
        "builtins.staticmethod" => Some(Binding::Static),
        "builtins.classmethod" => Some(Binding::Class),
        "builtins.property"
        | "functools.cached_property"
        | "werkzeug.utils.cached_property"
        | "pydantic.computed_field" => Some(Binding::Property),
        _ => None,
    }
}
