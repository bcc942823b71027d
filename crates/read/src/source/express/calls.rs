//! Calls: of the program's own functions, of an app, and of what packages and Node give.

use std::rc::Rc;

use indexmap::IndexMap;
use sneck_model::{Place, Step};

use super::library;
use super::machine::{Flow, Machine, Made, Verb};
use super::syntax::{Node, Script, children, field, unquoted};
use super::value::{self, Function, Js, Scope, Val};

impl<'t> Machine<'t> {
    pub(super) fn call_expression(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let Some(callee) = field(node, "function") else { return Val::undefined() };
        if let Some(name) = required_name(script, callee, node) {
            return self.required(script, &name);
        }
        if matches!(script.slice(callee), "require" | "import") {
            let name = self.arguments(script, node, scope).first().and_then(|name| name.as_text().map(str::to_owned));
            let Some(name) = name else {
                return Val::unknown("which module it is depends on something that is not known");
            };
            return self.required(script, &name);
        }
        let place = script.place(node);
        if callee.kind() == "member_expression" {
            let (Some(object), Some(property)) = (field(callee, "object"), field(callee, "property")) else {
                return Val::undefined();
            };
            let receiver = self.value(script, object, scope);
            let arguments = self.arguments(script, node, scope);
            // The line of the method, not the one that a chain begins on.
            let from = script.place(property);
            let place = if from.file() == place.file() { place } else { from };
            return self.method(script, &receiver, script.slice(property), arguments, place);
        }
        let function = self.value(script, callee, scope);
        let arguments = self.arguments(script, node, scope);
        self.call(&function, arguments, place, script)
    }

    pub(super) fn new_expression(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let class = field(node, "constructor").map(|class| self.value(script, class, scope));
        let arguments = self.arguments(script, node, scope);
        let place = script.place(node);
        match class.as_ref().map(|class| &class.js) {
            Some(Js::Class(class)) => self.construct(class, arguments, place),
            Some(Js::Outside(name)) => made(name, arguments, place),
            _ => Val::unknown("it is an object that is not followed"),
        }
    }

    fn arguments(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Vec<Val<'t>> {
        let all = field(node, "arguments").filter(|all| all.kind() == "arguments");
        let mut values = Vec::new();
        for one in all.into_iter().flat_map(children) {
            match one.kind() {
                "spread_element" => {
                    let inner = children(one).next().map(|inner| self.value(script, inner, scope));
                    match inner.map(|inner| inner.js) {
                        Some(Js::Array(more)) => values.extend(more.iter().cloned()),
                        _ => values.push(Val::unknown("it is one of several arguments that are not known")),
                    }
                }
                _ => values.push(self.value(script, one, scope)),
            }
        }
        values
    }

    /// Calls a value.
    pub(super) fn call(
        &mut self,
        function: &Val<'t>,
        arguments: Vec<Val<'t>>,
        place: Place,
        script: &'t Script,
    ) -> Val<'t> {
        match &function.js {
            Js::Function(own) => self.run(&own.clone(), arguments, None),
            Js::Outside(name) => self.outside(&name.clone(), arguments, place, script),
            Js::Made(of) => made(&format!("{}()", of.of), arguments, place),
            _ => {
                self.call_back(&arguments);
                Val::unknown("it is what a function gives that is not followed")
            }
        }
    }

    /// Runs one of the program's own functions.
    pub(super) fn run(
        &mut self,
        function: &Rc<Function<'t>>,
        arguments: Vec<Val<'t>>,
        this: Option<Val<'t>>,
    ) -> Val<'t> {
        let node = function.node;
        let scope = Scope::within(&function.scope);
        if let Some(this) = this.or_else(|| function.this.clone()) {
            scope.declare("this", this);
        }
        let parameters: Vec<Node<'t>> = match (field(node, "parameters"), field(node, "parameter")) {
            (Some(all), _) => children(all).collect(),
            (None, one) => one.into_iter().collect(),
        };
        let mut arguments = arguments.into_iter();
        for parameter in parameters {
            let value = arguments.next().unwrap_or_else(Val::undefined);
            self.bind(function.script, parameter, value, &scope);
        }
        let Some(body) = field(node, "body") else { return Val::undefined() };
        let script = function.script;
        if body.kind() != "statement_block" {
            return self.value(script, body, &scope);
        }
        let result = self.deeper(|m| {
            m.hoist(script, body, &scope);
            m.block(script, body, &scope)
        });
        match result {
            Some(Flow::Returned(value)) => value,
            Some(Flow::On) => Val::undefined(),
            None => Val::unknown("it is nested too deep"),
        }
    }

    /// Functions that are handed to something outside are taken to be called by it.
    pub(super) fn call_back(&mut self, arguments: &[Val<'t>]) {
        for argument in arguments {
            if let Js::Function(own) = &argument.js {
                let unknown = || Val::unknown("it is handed to a function by a package");
                let _ = self.deeper(|m| m.run(&own.clone(), vec![unknown(), unknown(), unknown()], None));
            }
        }
    }

    fn construct(&mut self, class: &Rc<Function<'t>>, arguments: Vec<Val<'t>>, place: Place) -> Val<'t> {
        let object = Val::object(IndexMap::new());
        let body = field(class.node, "body");
        let mut constructor = None;
        for member in body.into_iter().flat_map(children) {
            let Some(name) = field(member, "name") else { continue };
            let name = class.script.slice(name).to_owned();
            let scope = Scope::within(&class.scope);
            scope.declare("this", object.clone());
            match member.kind() {
                "method_definition" => {
                    let function =
                        Rc::new(Function { script: class.script, node: member, scope, this: Some(object.clone()) });
                    if name == "constructor" {
                        constructor = Some(function);
                    } else {
                        self.put_member(&object, &name, Val::new(Js::Function(function)));
                    }
                }
                "public_field_definition" | "field_definition" => {
                    let value = field(member, "value").map(|value| self.value(class.script, value, &scope));
                    self.put_member(&object, &name, value.unwrap_or_else(Val::undefined));
                }
                _ => {}
            }
        }
        if let Some(constructor) = constructor {
            self.run(&constructor, arguments, Some(object.clone()));
        }
        Val { steps: vec![Step::new(place, "")], ..object }
    }

    fn put_member(&mut self, object: &Val<'t>, name: &str, value: Val<'t>) {
        if let Js::Object(fields) = &object.js {
            fields.borrow_mut().insert(name.to_owned(), value);
        }
    }

    /// Calls a property of something.
    fn method(
        &mut self,
        script: &'t Script,
        receiver: &Val<'t>,
        name: &str,
        arguments: Vec<Val<'t>>,
        place: Place,
    ) -> Val<'t> {
        match &receiver.js {
            Js::App(app) => self.on_app(script, *app, name, arguments, place),
            Js::Object(_) => match receiver.field(name) {
                Some(own) => self.call(&own, arguments, place, script),
                None => {
                    self.call_back(&arguments);
                    Val::unknown("it is what a method gives that is not followed")
                }
            },
            Js::Outside(of) => self.outside(&format!("{of}.{name}"), arguments, place, script),
            Js::Made(of) if name == "listen" => {
                let apps: Vec<usize> = of.arguments.iter().filter_map(as_app).collect();
                apps.into_iter().for_each(|app| self.tell(app, Verb::Listen, arguments.clone(), place.clone()));
                self.call_back(&arguments);
                receiver.clone()
            }
            Js::Made(of) => {
                self.call_back(&arguments);
                made(&format!("{}().{name}", of.of), arguments, place)
            }
            Js::Function(own) if matches!(name, "call" | "apply" | "bind") => {
                self.run(&own.clone(), arguments.into_iter().skip(1).collect(), None)
            }
            _ => library::method(receiver, name, &arguments).unwrap_or_else(|| {
                self.call_back(&arguments);
                Val::unknown("it is what a method gives that is not followed")
            }),
        }
    }

    /// `app.use(…)`, `app.disable("x-powered-by")`, `app.listen(3000)`
    fn on_app(&mut self, script: &'t Script, app: usize, name: &str, arguments: Vec<Val<'t>>, place: Place) -> Val<'t> {
        let own = Val::new(Js::App(app));
        let switch = |on: bool| {
            let value = Val::at(Js::Bool(on), place.clone());
            arguments.first().cloned().into_iter().chain([value]).collect::<Vec<_>>()
        };
        match name {
            "use" => self.tell(app, Verb::Use, arguments, place),
            "enable" => self.tell(app, Verb::Set, switch(true), place.clone()),
            "disable" => self.tell(app, Verb::Set, switch(false), place.clone()),
            "set" if arguments.len() > 1 => self.tell(app, Verb::Set, arguments, place),
            // A router has no settings: what it gets is a route.
            "get" | "set" if arguments.len() == 1 && !self.made.get(app).is_some_and(|made| made.router) => {
                return self.setting_of(app, &arguments[0]);
            }
            "enabled" | "disabled" => return Val::unknown("it depends on a setting of the app"),
            "listen" => {
                self.tell(app, Verb::Listen, arguments.clone(), place);
                self.call_back(&arguments);
            }
            "route" => return self.chain(app, arguments, place, script),
            _ => {
                if let Some((_, method)) = METHODS.iter().find(|(known, _)| *known == name) {
                    self.tell(app, Verb::Route(method), arguments, place);
                }
            }
        }
        own
    }

    /// `app.route("/books").get(list).post(add)`: a router of its own for that path.
    fn chain(&mut self, app: usize, arguments: Vec<Val<'t>>, place: Place, script: &'t Script) -> Val<'t> {
        let router = self.make(true, place.clone(), script);
        let path = arguments.into_iter().next().unwrap_or_else(Val::undefined);
        self.tell(app, Verb::Use, vec![path, router.clone()], place);
        router
    }

    /// `app.get("env")`
    fn setting_of(&self, app: usize, name: &Val<'t>) -> Val<'t> {
        let Some(name) = name.as_text() else { return Val::undefined() };
        let set = self.made.get(app).into_iter().flat_map(|made| made.events.iter().rev());
        let set = set.filter(|event| event.verb == Verb::Set && !event.maybe);
        let mut set = set.filter(|event| event.arguments.first().and_then(Val::as_text) == Some(name));
        if let Some(value) = set.next().and_then(|event| event.arguments.get(1)) {
            return value.clone();
        }
        if name != "env" {
            return Val::undefined();
        }
        let variable = self.variable("NODE_ENV", None);
        let all = variable.alternatives().into_iter().map(|one| match one.truth() {
            Some(false) => Val { js: Js::Text(Rc::from("development")), steps: one.steps },
            _ => one,
        });
        Val::one_of(all.collect())
    }

    /// A property that is read.
    pub(super) fn member(&mut self, object: &Val<'t>, name: &str, place: Place) -> Val<'t> {
        match &object.js {
            Js::Outside(of) if &**of == "process.env" => self.variable(name, Some(place)),
            Js::Outside(of) => Val::outside(format!("{of}.{name}")),
            Js::Object(_) => object.field(name).unwrap_or_else(|| Val::at(Js::Undefined, place)),
            Js::Made(of) => Val::outside(format!("{}().{name}", of.of)),
            Js::Text(text) if name == "length" => Val::new(Js::Number(text.chars().count() as f64)),
            Js::Array(all) if name == "length" => Val::new(Js::Number(all.len() as f64)),
            Js::App(_) => Val::unknown("it is a property of the app"),
            Js::Unknown(_) => object.clone(),
            Js::OneOf(all) => Val::one_of(all.iter().map(|one| self.member(one, name, place.clone())).collect()),
            _ => Val::undefined(),
        }
    }

    /// Calls something of a package or of Node.
    fn outside(&mut self, name: &str, arguments: Vec<Val<'t>>, place: Place, script: &'t Script) -> Val<'t> {
        match name {
            "express" | "express.default" => self.make(false, place, script),
            "express.Router" | "Router" => self.make(true, place, script),
            "dotenv.config" | "dotenv-safe.config" | "dotenv-flow.config" => self.read_dotenv(&arguments),
            "Object.assign" => merged(&arguments),
            "Object.freeze" | "Promise.resolve" => arguments.into_iter().next().unwrap_or_else(Val::undefined),
            _ => {
                if let Some(value) = library::function(name, &arguments) {
                    return Val { steps: arguments.into_iter().flat_map(|one| one.steps).collect(), ..value };
                }
                if !library::MIDDLEWARE.contains(&name) {
                    self.call_back(&arguments);
                }
                made(name, arguments, place)
            }
        }
    }

    fn make(&mut self, router: bool, place: Place, script: &'t Script) -> Val<'t> {
        self.made.push(Made { place, script, router, events: Vec::new() });
        Val::new(Js::App(self.made.len() - 1))
    }
}

/// Methods of an app that take requests by the method of HTTP that they are called after.
const METHODS: &[(&str, &str)] = &[
    ("all", "ALL"),
    ("get", "GET"),
    ("head", "HEAD"),
    ("post", "POST"),
    ("put", "PUT"),
    ("patch", "PATCH"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("trace", "TRACE"),
];

/// `require("x")`, `import("x")`
fn required_name(script: &Script, callee: Node<'_>, call: Node<'_>) -> Option<String> {
    let name = script.slice(callee);
    if name != "require" && name != "import" {
        return None;
    }
    let first = field(call, "arguments").and_then(|all| children(all).next())?;
    (first.kind() == "string").then(|| unquoted(script, first))
}

/// What a call of something outside gives.
fn made<'t>(of: &str, arguments: Vec<Val<'t>>, place: Place) -> Val<'t> {
    let step = Step::new(place, "");
    Val { js: Js::Made(Rc::new(value::Made { of: Rc::from(of), arguments })), steps: vec![step] }
}

/// The number of an app.
pub(super) fn as_app(value: &Val<'_>) -> Option<usize> {
    match value.js {
        Js::App(app) => Some(app),
        _ => None,
    }
}

/// One object with the properties of all, the last one first.
fn merged<'t>(all: &[Val<'t>]) -> Val<'t> {
    let mut fields = IndexMap::new();
    all.iter().for_each(|one| Val::spread(&mut fields, one));
    Val::object(fields)
}
