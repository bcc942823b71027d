//! Cookies that handlers hand out: `res.cookie(name, value, options)`, as calls that rules know.

use sneck_model::{Argument, Call, Value};

use super::syntax::{Node, Script, children, field, unquoted};

/// The options that count, by their names there and here.
const OPTIONS: &[(&str, &str)] =
    &[("secure", "secure"), ("httpOnly", "httponly"), ("sameSite", "samesite"), ("maxAge", "max_age")];

/// Every such call of a file.
pub(super) fn calls(script: &Script) -> Vec<Call> {
    let mut found = Vec::new();
    let mut open = vec![script.root()];
    while let Some(node) = open.pop() {
        open.extend(children(node));
        found.extend(call(script, node));
    }
    found
}

fn call(script: &Script, node: Node<'_>) -> Option<Call> {
    let callee = field(node, "function").filter(|_| node.kind() == "call_expression")?;
    let (object, method) = (field(callee, "object")?, field(callee, "property")?);
    if script.slice(method) != "cookie" || !matches!(script.slice(object), "res" | "response" | "reply") {
        return None;
    }
    let arguments: Vec<Node<'_>> = field(node, "arguments").into_iter().flat_map(children).collect();
    let name = arguments.first().filter(|name| name.kind() == "string")?;
    let mut told = vec![positional(script, *name), positional(script, *arguments.get(1)?)];
    match arguments.get(2) {
        Some(options) if options.kind() == "object" => told.extend(named(script, *options)),
        Some(_) => told.extend(OPTIONS.iter().map(|(_, name)| argument(name, Value::Unknown(HANDED.to_owned())))),
        None => {}
    }
    Some(Call {
        function: "express.Response.set_cookie".to_owned(),
        arguments: told,
        within: script.path.to_string(),
        place: script.place(node),
        kind: script.kind,
    })
}

/// Why the options of a call are not known.
const HANDED: &str = "its options are put together elsewhere";

fn named<'s>(script: &'s Script, options: Node<'s>) -> Vec<Argument> {
    // Options that are spread into it may say anything.
    let open = children(options).any(|part| part.kind() == "spread_element");
    let given = |wanted: &str| {
        let pair = children(options).find(|part| {
            field(*part, "key").unwrap_or(*part).utf8_text(script.text.as_bytes()).is_ok_and(|key| key == wanted)
        })?;
        Some(field(pair, "value").map_or_else(|| Value::Unknown(HANDED.to_owned()), |value| plain(script, value)))
    };
    let one = |(there, here): &(&str, &str)| {
        let value = given(there).or_else(|| open.then(|| Value::Unknown(HANDED.to_owned())))?;
        Some(argument(here, value))
    };
    OPTIONS.iter().filter_map(one).collect()
}

fn argument(name: &str, value: Value) -> Argument {
    Argument {
        name: Some(name.to_owned()),
        value,
        from_request: false,
        source: String::new(),
        written: None,
        elsewhere: None,
    }
}

fn positional(script: &Script, node: Node<'_>) -> Argument {
    Argument {
        name: None,
        value: plain(script, node),
        from_request: false,
        source: String::new(),
        written: None,
        elsewhere: None,
    }
}

fn plain(script: &Script, node: Node<'_>) -> Value {
    match node.kind() {
        "string" => Value::Text(unquoted(script, node)),
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" | "undefined" => Value::None,
        "number" => script.slice(node).parse().map_or_else(|_| Value::Unknown("it is a number".to_owned()), Value::Int),
        _ => Value::Unknown("it depends on something that is not known".to_owned()),
    }
}
