//! What expressions are worth.

use std::rc::Rc;

use indexmap::IndexMap;
use sneck_model::{Place, Step};

use super::machine::Machine;
use super::syntax::{Node, Script, children, field, unquoted};
use super::value::{Function, Js, Scope, Val};

impl<'t> Machine<'t> {
    pub(super) fn value(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        self.deeper(|m| m.expression(script, node, scope)).unwrap_or_else(|| Val::unknown("the program is too long"))
    }

    fn expression(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        match node.kind() {
            "string" | "true" | "false" | "null" | "undefined" | "number" | "regex" => literal(script, node),
            "template_string" => self.template(script, node, scope),
            "identifier" | "shorthand_property_identifier" => name(script, node, scope),
            "this" => scope.get("this").unwrap_or_else(Val::undefined),
            "object" => self.object(script, node, scope),
            "array" => self.array(script, node, scope),
            "arrow_function" | "function_expression" | "function" | "generator_function" => {
                let this = scope.get("this").filter(|_| node.kind() == "arrow_function");
                let function = Function { script, node, scope: scope.clone(), this };
                Val::at(Js::Function(Rc::new(function)), script.place(node))
            }
            "class" => {
                let class = Function { script, node, scope: scope.clone(), this: None };
                Val::at(Js::Class(Rc::new(class)), script.place(node))
            }
            "member_expression" => {
                let Some((object, property)) = field(node, "object").zip(field(node, "property")) else {
                    return Val::undefined();
                };
                let object = self.value(script, object, scope);
                self.member(&object, script.slice(property), script.place(node))
            }
            "subscript_expression" => self.subscript(script, node, scope),
            "call_expression" => self.call_expression(script, node, scope),
            "new_expression" => self.new_expression(script, node, scope),
            "binary_expression" => self.binary(script, node, scope),
            "unary_expression" => self.unary(script, node, scope),
            "ternary_expression" => self.ternary(script, node, scope),
            "assignment_expression" => self.assignment(script, node, scope),
            "augmented_assignment_expression" => Val::unknown("it is added to"),
            "parenthesized_expression"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression"
            | "await_expression"
            | "type_assertion" => {
                let inner = if node.kind() == "type_assertion" { children(node).last() } else { children(node).next() };
                inner.map_or_else(Val::undefined, |inner| self.value(script, inner, scope))
            }
            "sequence_expression" => {
                let all: Vec<Val<'t>> = children(node).map(|one| self.value(script, one, scope)).collect();
                all.into_iter().last().unwrap_or_else(Val::undefined)
            }
            _ => Val::unknown("it is an expression that is not followed"),
        }
    }

    fn template(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let mut text = String::new();
        for part in children(node) {
            match part.kind() {
                "template_substitution" => {
                    let value = children(part).next().map(|inner| self.value(script, inner, scope));
                    match value.as_ref().map(shown) {
                        Some(Some(word)) => text.push_str(&word),
                        _ => return Val::unknown("it is put together from parts that are not known"),
                    }
                }
                _ => text.push_str(script.slice(part)),
            }
        }
        Val::at(Js::Text(Rc::from(text)), script.place(node))
    }

    fn object(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let mut fields = IndexMap::new();
        for part in children(node) {
            match part.kind() {
                "pair" => {
                    let Some((key, value)) = field(part, "key").zip(field(part, "value")) else { continue };
                    let Some(key) = self.key(script, key, scope) else { continue };
                    let value = self.value(script, value, scope);
                    fields.insert(key, value);
                }
                "shorthand_property_identifier" => {
                    fields.insert(script.slice(part).to_owned(), name(script, part, scope));
                }
                "method_definition" => {
                    let Some(key) = field(part, "name") else { continue };
                    let function = Function { script, node: part, scope: scope.clone(), this: None };
                    let value = Val::at(Js::Function(Rc::new(function)), script.place(part));
                    fields.insert(script.slice(key).to_owned(), value);
                }
                "spread_element" => {
                    let Some(inner) = children(part).next() else { continue };
                    let inner = self.value(script, inner, scope);
                    Val::spread(&mut fields, &inner);
                }
                _ => {}
            }
        }
        let object = Val::object(fields);
        Val { steps: vec![Step::new(script.place(node), "")], ..object }
    }

    fn key(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Option<String> {
        match node.kind() {
            "string" => Some(unquoted(script, node)),
            "computed_property_name" => {
                let value = self.value(script, children(node).next()?, scope);
                value.as_text().map(str::to_owned)
            }
            _ => Some(script.slice(node).to_owned()),
        }
    }

    fn array(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let mut all = Vec::new();
        for part in children(node) {
            if part.kind() != "spread_element" {
                all.push(self.value(script, part, scope));
                continue;
            }
            let inner = children(part).next().map(|inner| self.value(script, inner, scope));
            match inner.map(|inner| inner.js) {
                Some(Js::Array(more)) => all.extend(more.iter().cloned()),
                _ => return Val::unknown("it holds elements that are not known"),
            }
        }
        Val::at(Js::Array(Rc::new(all)), script.place(node))
    }

    fn subscript(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let Some((object, index)) = field(node, "object").zip(field(node, "index")) else { return Val::undefined() };
        let object = self.value(script, object, scope);
        let index = self.value(script, index, scope);
        match (&object.js, &index.js) {
            (Js::Array(all), Js::Number(at)) => all.get(*at as usize).cloned().unwrap_or_else(Val::undefined),
            (_, Js::Text(name)) => self.member(&object, name, script.place(node)),
            _ => Val::unknown("which property it is depends on something that is not known"),
        }
    }

    /// `a || b`, `a ?? b`, `a && b`, `a === b`, …
    fn binary(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else { return Val::undefined() };
        let operator = field(node, "operator").map_or("", |operator| script.slice(operator));
        let first = self.value(script, left, scope);
        match operator {
            "||" => self.either(script, &first, right, scope, Val::truth),
            "??" => self.either(script, &first, right, scope, Val::is_there),
            "&&" => match first.truth() {
                Some(true) => self.value(script, right, scope),
                Some(false) => first,
                None => {
                    let second = self.perhaps(|m| m.value(script, right, scope));
                    Val::one_of(vec![second, Val::unknown("it depends on a condition that is not known")])
                }
            },
            _ => {
                let second = self.value(script, right, scope);
                let result = compared(operator, &first, &second);
                Val { steps: [first.steps, second.steps].concat(), ..result }
            }
        }
    }

    /// The first value where `holds` of it, and otherwise the second.
    fn either(
        &mut self,
        script: &'t Script,
        first: &Val<'t>,
        right: Node<'t>,
        scope: &Rc<Scope<'t>>,
        holds: fn(&Val<'t>) -> Option<bool>,
    ) -> Val<'t> {
        let all = first.alternatives();
        let (kept, lost): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| holds(one) != Some(false));
        if lost.is_empty() && kept.iter().all(|one| holds(one) == Some(true)) {
            return Val::one_of(kept);
        }
        let place = script.place(right);
        let mut second = self.value(script, right, scope);
        if first.steps.iter().any(|step| step.says.starts_with("reads ")) || !kept.is_empty() {
            second = second.then(Step::new(place, "falls back to this"));
        }
        Val::one_of([second].into_iter().chain(kept).collect())
    }

    fn unary(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let Some(inner) = field(node, "argument") else { return Val::undefined() };
        let value = self.value(script, inner, scope);
        let js = match (field(node, "operator").map_or("", |operator| script.slice(operator)), &value.js) {
            ("!", _) => value.truth().map(|on| Js::Bool(!on)),
            ("-", Js::Number(n)) => Some(Js::Number(-n)),
            ("+", _) => number(&value).map(Js::Number),
            ("void", _) => Some(Js::Undefined),
            _ => None,
        };
        let js = js.unwrap_or_else(|| Js::Unknown(Rc::from("it depends on something that is not known")));
        Val { js, steps: if value.steps.is_empty() { vec![Step::new(script.place(node), "")] } else { value.steps } }
    }

    fn ternary(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let test = field(node, "condition").map(|test| self.value(script, test, scope));
        let ways = [field(node, "consequence"), field(node, "alternative")];
        let chosen = test.as_ref().and_then(Val::truth).map(|yes| ways[usize::from(!yes)]);
        match chosen {
            Some(way) => {
                let mut value = way.map_or_else(Val::undefined, |way| self.value(script, way, scope));
                value.steps.extend(test.map(|test| test.steps).unwrap_or_default());
                value
            }
            None => {
                let values = ways.into_iter().flatten().map(|way| self.perhaps(|m| m.value(script, way, scope)));
                let values: Vec<Val<'t>> = values.collect();
                Val::one_of([values, vec![Val::unknown("it depends on a condition that is not known")]].concat())
            }
        }
    }

    /// `a = 1`, `a.b = 1`, `module.exports = app`
    fn assignment(&mut self, script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else { return Val::undefined() };
        let value = self.value(script, right, scope);
        match left.kind() {
            "identifier" => {
                let name = script.slice(left);
                let new = self.new_value(scope.get(name), value.clone());
                scope.set(name, new);
            }
            "member_expression" => {
                let (Some(object), Some(property)) = (field(left, "object"), field(left, "property")) else {
                    return value;
                };
                let object = self.value(script, object, scope);
                self.set_member(&object, script.slice(property), value.clone(), script.place(left));
            }
            "object_pattern" | "array_pattern" => self.bind(script, left, value.clone(), scope),
            _ => {}
        }
        value
    }

    /// Where nothing tells whether this is reached, both values are possible.
    fn new_value(&self, old: Option<Val<'t>>, new: Val<'t>) -> Val<'t> {
        match old.filter(|_| self.is_undecided()) {
            Some(old) => {
                let why = Val::unknown("it is changed on a condition that is not known");
                Val::one_of(vec![new, old, why])
            }
            None => new,
        }
    }

    fn set_member(&mut self, object: &Val<'t>, name: &str, value: Val<'t>, place: Place) {
        match &object.js {
            Js::Object(fields) => {
                let old = fields.borrow().get(name).cloned();
                let old = old.or_else(|| self.is_undecided().then(Val::undefined));
                let new = self.new_value(old, value);
                fields.borrow_mut().insert(name.to_owned(), new);
            }
            Js::Outside(outside) if &**outside == "process.env" => self.set_variable(name, value),
            _ => drop(place),
        }
    }
}

fn name<'t>(script: &'t Script, node: Node<'t>, scope: &Rc<Scope<'t>>) -> Val<'t> {
    let name = script.slice(node);
    match scope.get(name) {
        Some(value) => value,
        None if name == "undefined" => Val::at(Js::Undefined, script.place(node)),
        // Paths count from the root of the tree.
        None if name == "__dirname" => Val::text(format!("/{}", script.folder())),
        None => Val::outside(name),
    }
}

fn literal<'t>(script: &'t Script, node: Node<'t>) -> Val<'t> {
    let text = script.slice(node);
    let js = match node.kind() {
        "string" => Js::Text(Rc::from(unquoted(script, node))),
        "true" | "false" => Js::Bool(text == "true"),
        "null" => Js::Null,
        "undefined" => Js::Undefined,
        "regex" => Js::Pattern(Rc::from(text)),
        _ => text.replace('_', "").parse().map_or_else(|_| Js::Unknown(Rc::from("it is a number")), Js::Number),
    };
    Val::at(js, script.place(node))
}

/// A value as it stands in a text.
pub(super) fn shown(value: &Val<'_>) -> Option<String> {
    match &value.js {
        Js::Text(text) => Some(text.to_string()),
        Js::Number(n) => Some(n.to_string()),
        Js::Bool(on) => Some(on.to_string()),
        Js::Undefined => Some("undefined".to_owned()),
        _ => None,
    }
}

/// A value as a number.
pub(super) fn number(value: &Val<'_>) -> Option<f64> {
    match &value.js {
        Js::Number(n) => Some(*n),
        Js::Text(text) => text.trim().parse().ok(),
        Js::Bool(on) => Some(f64::from(u8::from(*on))),
        _ => None,
    }
}

/// What two values are together; for one of several, what all of them agree on.
fn compared<'t>(operator: &str, left: &Val<'t>, right: &Val<'t>) -> Val<'t> {
    let (lefts, rights) = (left.alternatives(), right.alternatives());
    let pairs = lefts.iter().flat_map(|l| rights.iter().map(move |r| pair(operator, l, r)));
    let all: Option<Vec<Js<'t>>> = pairs.take(64).collect();
    match all {
        Some(all) if !all.is_empty() => Val::one_of(all.into_iter().map(Val::new).collect()),
        _ => Val::unknown("it depends on something that is not known"),
    }
}

fn pair<'t>(operator: &str, left: &Val<'t>, right: &Val<'t>) -> Option<Js<'t>> {
    Some(match operator {
        "===" | "==" => Js::Bool(same(left, right)?),
        "!==" | "!=" => Js::Bool(!same(left, right)?),
        "+" => match (&left.js, &right.js) {
            (Js::Number(a), Js::Number(b)) => Js::Number(a + b),
            _ => Js::Text(Rc::from(format!("{}{}", shown(left)?, shown(right)?))),
        },
        "*" => Js::Number(number(left)? * number(right)?),
        "-" => Js::Number(number(left)? - number(right)?),
        "/" => Js::Number(number(left)? / number(right)?),
        "<" => Js::Bool(number(left)? < number(right)?),
        ">" => Js::Bool(number(left)? > number(right)?),
        "<=" => Js::Bool(number(left)? <= number(right)?),
        ">=" => Js::Bool(number(left)? >= number(right)?),
        _ => return None,
    })
}

/// Texts, numbers and the like are the same when they look the same; of everything else it is not known.
fn same(left: &Val<'_>, right: &Val<'_>) -> Option<bool> {
    match (&left.js, &right.js) {
        (Js::Text(a), Js::Text(b)) => Some(a == b),
        (Js::Number(a), Js::Number(b)) => Some(a == b),
        (Js::Bool(a), Js::Bool(b)) => Some(a == b),
        (Js::Undefined | Js::Null, Js::Undefined | Js::Null) => Some(true),
        (Js::Undefined | Js::Null, Js::Text(_) | Js::Number(_) | Js::Bool(_)) => Some(false),
        (Js::Text(_) | Js::Number(_) | Js::Bool(_), Js::Undefined | Js::Null) => Some(false),
        (Js::Text(_), Js::Bool(_)) | (Js::Bool(_), Js::Text(_)) => Some(false),
        _ => None,
    }
}
