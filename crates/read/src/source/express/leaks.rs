//! Details of errors that handlers send to whoever asked: `res.send(err.stack)`, `res.json({ error: err.message })`.

use sneck_model::ErrorLeak;

use super::syntax::{Node, Script, children, field};

/// Parts in parts.
const DEEPEST: u16 = 96;

/// Every one of a file.
pub(super) fn of(script: &Script) -> Vec<ErrorLeak> {
    let mut search = Search { script, found: Vec::new() };
    search.visit(script.root(), &Caught::default(), 0);
    search.found
}

/// The errors that have names at some place.
#[derive(Clone, Default)]
struct Caught<'t> {
    names: Vec<&'t str>,
    /// Only another mode than that of production gets here, or only errors that are made for visitors.
    held_back: bool,
}

struct Search<'t> {
    script: &'t Script,
    found: Vec<ErrorLeak>,
}

/// Methods of an answer that send what they are given.
const SENDING: &[&str] = &["send", "json", "jsonp", "end", "write", "render"];
/// What an answer is called.
const ANSWERS: &[&str] = &["res", "response", "reply"];
/// Words of a condition that asks for the mode, or for errors that are made to be shown.
const ASKING: &[&str] = &[
    "NODE_ENV",
    "env",
    "isDev",
    "isProd",
    "isDevelopment",
    "isProduction",
    "development",
    "production",
    "debug",
    "instanceof",
    "isOperational",
    "expose",
    ".name",
    ".code",
    ".type",
];

impl<'t> Search<'t> {
    fn visit(&mut self, node: Node<'t>, caught: &Caught<'t>, depth: u16) {
        if depth > DEEPEST {
            return;
        }
        let mut inner = caught.clone();
        inner.names.extend(self.caught_by(node));
        if matches!(node.kind(), "if_statement" | "ternary_expression" | "switch_statement") && self.asks(node) {
            inner.held_back = true;
        }
        if node.kind() == "call_expression" {
            self.sent(node, &inner);
        }
        children(node).for_each(|child| self.visit(child, &inner, depth + 1));
        // `if (isDev) { return …; }`: what follows is for the others, and is looked at as it stands.
    }

    /// The name of the error that a part catches or is handed.
    fn caught_by(&self, node: Node<'t>) -> Option<&'t str> {
        let script = self.script;
        match node.kind() {
            "catch_clause" => field(node, "parameter").map(|name| script.slice(name)),
            "arrow_function" | "function_expression" | "function" | "function_declaration" | "method_definition" => {
                let all: Vec<Node<'t>> = field(node, "parameters").into_iter().flat_map(children).collect();
                let name = |node: &Node<'t>| script.slice(field(*node, "pattern").unwrap_or(*node));
                let handler = all.len() == 4 && ANSWERS.contains(&name(&all[2]));
                let first = all.first().map(name).or_else(|| field(node, "parameter").map(|one| script.slice(one)))?;
                (handler || matches!(first, "err" | "error" | "e")).then_some(first)
            }
            _ => None,
        }
    }

    fn asks(&self, node: Node<'t>) -> bool {
        let condition = field(node, "condition").or_else(|| field(node, "value"));
        condition.is_some_and(|test| ASKING.iter().any(|word| self.script.slice(test).contains(word)))
    }

    /// `res.status(500).json({ error: err.message })`
    fn sent(&mut self, call: Node<'t>, caught: &Caught<'t>) {
        let Some(callee) = field(call, "function").filter(|callee| callee.kind() == "member_expression") else {
            return;
        };
        let (Some(object), Some(method)) = (field(callee, "object"), field(callee, "property")) else { return };
        let answer = self.script.slice(object).split(['.', '(']).next().unwrap_or_default();
        if caught.held_back || !ANSWERS.contains(&answer.trim()) || !SENDING.contains(&self.script.slice(method)) {
            return;
        }
        let arguments = field(call, "arguments").into_iter().flat_map(children);
        if let Some((told, trace)) =
            arguments.filter_map(|one| self.detail(one, caught, 0)).max_by_key(|(_, trace)| *trace)
        {
            self.found.push(ErrorLeak {
                expression: self.script.slice(told).to_owned(),
                caught: "Exception".to_owned(),
                traceback: trace,
                within: self.script.path.to_string(),
                place: self.script.place(told),
                chain: Vec::new(),
                kind: self.script.kind,
            });
        }
    }

    /// The part of what is sent that tells of the error, and whether it is the whole trace.
    fn detail(&self, node: Node<'t>, caught: &Caught<'t>, depth: u16) -> Option<(Node<'t>, bool)> {
        if depth > DEEPEST {
            return None;
        }
        let is_error = |node: Node<'t>| caught.names.contains(&self.script.slice(node));
        match node.kind() {
            "identifier" | "shorthand_property_identifier" => is_error(node).then_some((node, false)),
            "member_expression" => {
                let (object, property) = (field(node, "object")?, field(node, "property")?);
                let name = self.script.slice(property);
                let tells = matches!(name, "message" | "stack" | "sql" | "sqlMessage" | "detail");
                (is_error(object) && tells).then_some((node, name == "stack"))
            }
            "ternary_expression" if self.asks(node) => None,
            "binary_expression" => {
                let left = field(node, "left").map_or("", |left| self.script.slice(left));
                let asks = field(node, "operator").is_some_and(|sign| self.script.slice(sign) == "&&")
                    && ASKING.iter().any(|word| left.contains(word));
                if asks { None } else { self.within(node, caught, depth) }
            }
            "call_expression" => {
                let callee = field(node, "function")?;
                let text = self.script.slice(callee);
                let whole = matches!(text, "String" | "JSON.stringify" | "util.inspect" | "inspect");
                let of_error = field(callee, "object").is_some_and(is_error) && text.ends_with("toString");
                match (whole, of_error) {
                    (true, _) => self.within(field(node, "arguments")?, caught, depth),
                    (_, true) => Some((node, false)),
                    _ => None,
                }
            }
            "object"
            | "array"
            | "pair"
            | "template_string"
            | "template_substitution"
            | "parenthesized_expression"
            | "spread_element"
            | "as_expression" => {
                let value = field(node, "value").filter(|_| node.kind() == "pair");
                match value {
                    Some(value) => self.detail(value, caught, depth + 1),
                    None => self.within(node, caught, depth),
                }
            }
            _ => None,
        }
    }

    fn within(&self, node: Node<'t>, caught: &Caught<'t>, depth: u16) -> Option<(Node<'t>, bool)> {
        children(node).filter_map(|child| self.detail(child, caught, depth + 1)).max_by_key(|(_, trace)| *trace)
    }
}
