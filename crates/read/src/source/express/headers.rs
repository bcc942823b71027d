//! Headers that functions of the program itself add to every answer.

use std::rc::Rc;

use sneck_model::{Key, Scope, Step, Value};

use super::emit::{Emit, Used, perhaps};
use super::syntax::{Node, Script, children, field, unquoted};
use super::value::Function;

/// Headers that are told of, set or not.
const TOLD: &[(&str, &str, Key)] = &[
    ("strict-transport-security", "Strict-Transport-Security", Key::HEADER_HSTS),
    ("content-security-policy", "Content-Security-Policy", Key::HEADER_CSP),
    ("x-frame-options", "X-Frame-Options", Key::HEADER_FRAME_OPTIONS),
    ("x-content-type-options", "X-Content-Type-Options", Key::HEADER_CONTENT_TYPE_OPTIONS),
    ("referrer-policy", "Referrer-Policy", Key::HEADER_REFERRER_POLICY),
    ("permissions-policy", "Permissions-Policy", Key::HEADER_PERMISSIONS_POLICY),
    ("cross-origin-opener-policy", "Cross-Origin-Opener-Policy", Key::HEADER_OPENER_POLICY),
    ("cross-origin-embedder-policy", "Cross-Origin-Embedder-Policy", Key::HEADER_EMBEDDER_POLICY),
    ("cross-origin-resource-policy", "Cross-Origin-Resource-Policy", Key::HEADER_RESOURCE_POLICY),
    ("cache-control", "Cache-Control", Key::HEADER_CACHE_CONTROL),
    ("server", "Server", Key::HEADER_SERVER),
    ("x-powered-by", "X-Powered-By", Key::HEADER_POWERED_BY),
];

/// One line for each of them.
pub(super) fn tell(e: &mut Emit<'_, '_>) {
    for (header, name, key) in TOLD {
        let (value, because) = e.headers.remove(header).unwrap_or_else(|| {
            let absent = Step::new(e.absent_at(&e.created), format!("no code adds {name}"));
            let because = std::iter::once(absent).chain(e.late.clone()).collect();
            (e.open.clone().map_or(Value::None, Value::Unknown), because)
        });
        e.put(*key, name, value, because);
    }
}

/// A function that every request goes through, or one that answers errors.
pub(super) fn of_function<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, function: &Rc<Function<'t>>) {
    let parameters = names(function);
    if parameters.len() == 4 {
        e.handles_errors = Some(Step::new(used.place.clone(), "answers errors in the place of Express"));
        return;
    }
    let Some(answer) = parameters.get(1) else { return };
    let Some(body) = field(function.node, "body") else { return };
    if !matches!(used.path.as_str(), "" | "*" | "/*") {
        return;
    }
    each_call(body, 0, true, &mut |call, certain| {
        set(e, function.script, answer, call, certain && !used.maybe);
    });
}

/// The names of its parameters.
fn names(function: &Function<'_>) -> Vec<String> {
    let all = match (field(function.node, "parameters"), field(function.node, "parameter")) {
        (Some(all), _) => children(all).collect(),
        (None, one) => Vec::from_iter(one),
    };
    let name = |node: Node<'_>| {
        let name = field(node, "pattern").unwrap_or(node);
        function.script.slice(name).to_owned()
    };
    all.into_iter().map(name).collect()
}

/// Visits every call, and says whether it is reached in any case.
fn each_call<'t>(node: Node<'t>, depth: u16, certain: bool, visit: &mut dyn FnMut(Node<'t>, bool)) {
    const BRANCHES: &[&str] =
        &["if_statement", "ternary_expression", "switch_statement", "arrow_function", "function_expression"];
    if depth > 64 {
        return;
    }
    if node.kind() == "call_expression" {
        visit(node, certain);
    }
    let inner = certain && !BRANCHES.contains(&node.kind());
    children(node).for_each(|child| each_call(child, depth + 1, inner, visit));
}

/// `res.setHeader("X-Frame-Options", "DENY")`, `res.set({ … })`, `res.removeHeader("X-Powered-By")`
fn set<'t>(e: &mut Emit<'_, 't>, script: &'t Script, answer: &str, call: Node<'t>, certain: bool) {
    let Some(callee) = field(call, "function").filter(|callee| callee.kind() == "member_expression") else { return };
    let (Some(object), Some(method)) = (field(callee, "object"), field(callee, "property")) else { return };
    // `res.set(…).set(…)` is a chain of calls on the same answer.
    let begins = script.slice(object);
    if begins != answer && !begins.starts_with(&format!("{answer}.")) {
        return;
    }
    let arguments: Vec<Node<'t>> = field(call, "arguments").into_iter().flat_map(children).collect();
    let place = Step::new(script.place(call), "adds it to answers");
    match (script.slice(method), arguments.as_slice()) {
        ("setHeader" | "set" | "header" | "append", [name, value]) if name.kind() == "string" => {
            put(e, &unquoted(script, *name), text_of(script, *value), place, certain);
        }
        ("set" | "header", [object]) if object.kind() == "object" => {
            for pair in children(*object).filter(|part| part.kind() == "pair") {
                let (Some(name), Some(value)) = (field(pair, "key"), field(pair, "value")) else { continue };
                let name = script.slice(name).trim_matches(['"', '\'']).to_owned();
                put(e, &name, text_of(script, value), place.clone(), certain);
            }
        }
        ("removeHeader", [name]) if name.kind() == "string" => {
            let step = Step::new(script.place(call), "takes it out of answers");
            put(e, &unquoted(script, *name), Value::None, step, certain);
        }
        _ => {}
    }
}

fn text_of(script: &Script, node: Node<'_>) -> Value {
    match node.kind() {
        "string" => Value::Text(unquoted(script, node)),
        "template_string" if children(node).all(|part| part.kind() != "template_substitution") => {
            Value::Text(script.slice(node).trim_matches('`').to_owned())
        }
        "number" => Value::Text(script.slice(node).to_owned()),
        _ => Value::Unknown("it is put together when a request comes".to_owned()),
    }
}

fn put(e: &mut Emit<'_, '_>, name: &str, value: Value, step: Step, certain: bool) {
    let lower = name.to_ascii_lowercase();
    let value = perhaps(value, !certain);
    match (lower.as_str(), &value) {
        ("access-control-allow-origin", _) => opened(e, value, step),
        ("access-control-allow-credentials", Value::Text(text)) => {
            let on = Value::Bool(text == "true");
            e.put_in(Key::CORS_CREDENTIALS, name, on, vec![step], Scope::default());
        }
        _ => {
            if let Some((header, ..)) = TOLD.iter().find(|(header, ..)| *header == lower) {
                e.headers.insert(header, (value, vec![step]));
            }
        }
    }
}

/// Whoever asks, where the request's own `Origin` is sent back.
fn opened(e: &mut Emit<'_, '_>, value: Value, step: Step) {
    let value = match value {
        Value::Text(text) => Value::List(vec![Value::Text(text)]),
        other => other,
    };
    e.put_in(Key::CORS_ORIGINS, "Access-Control-Allow-Origin", value, vec![step], Scope::default());
}
