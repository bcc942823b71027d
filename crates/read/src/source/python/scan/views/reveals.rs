//! What only a developer should see, in what a function gives back.

use ruff_python_ast::{Expr, ExprCall, ExprDict};
use sneck_model::Step;

use super::super::scope::Scopes;
use super::super::{names, value};
use crate::source::literals::{self, Sense};

/// Chains longer than this are not followed.
const DEPTH: u32 = 24;

/// Whole objects, by their dotted names, and what they are.
const WHOLES: &[(&str, &str)] = &[
    ("os.environ", "the whole environment"),
    ("flask.current_app.config", "the app's configuration"),
    ("flask.Flask.config", "the app's configuration"),
    ("sys.modules", "the loaded modules"),
    ("sys.path", "the paths of the program"),
    ("flask.request.environ", "the server's environment"),
];

/// What is revealed, and where.
#[must_use]
pub fn revealed(scopes: &Scopes<'_>, given: &Expr) -> Option<Step> {
    scopes.ask();
    let (at, what) = look(scopes, given, DEPTH)?;
    Some(Step::new(scopes.module.file.place(at), format!("hands out {what}")))
}

fn look<'e>(scopes: &Scopes<'e>, expr: &'e Expr, depth: u32) -> Option<(&'e Expr, &'static str)> {
    let depth = depth.checked_sub(1)?;
    let again = |e: &'e Expr| look(scopes, e, depth);
    match expr {
        Expr::Name(name) => match scopes.local(name.id.as_str()) {
            Some(local) => again(local.value.filter(|_| scopes.follow())?),
            None => whole(scopes, expr),
        },
        Expr::Attribute(attribute) if attribute.attr.as_str() == "__dict__" => Some((expr, "every field of an object")),
        Expr::Attribute(_) => whole(scopes, expr),
        Expr::Call(call) => of_call(scopes, expr, call, depth),
        Expr::Dict(dict) => {
            password(dict).map(|at| (at, "passwords")).or_else(|| dict.items.iter().find_map(|i| again(&i.value)))
        }
        Expr::Tuple(tuple) => tuple.elts.iter().find_map(again),
        Expr::List(list) => list.elts.iter().find_map(again),
        Expr::ListComp(comp) => again(&comp.elt).or_else(|| again(&comp.generators.first()?.iter)),
        Expr::DictComp(comp) => again(&comp.generators.first()?.iter),
        Expr::BinOp(op) => again(&op.left).or_else(|| again(&op.right)),
        _ => None,
    }
}

fn of_call<'e>(
    scopes: &Scopes<'e>,
    expr: &'e Expr,
    call: &'e ExprCall,
    depth: u32,
) -> Option<(&'e Expr, &'static str)> {
    let path = names::path(scopes, &call.func).unwrap_or_default();
    // `vars(job)` are the fields of one object, which the view may well be there to show.
    if matches!(path.as_str(), "vars" | "globals" | "locals") && call.arguments.is_empty() {
        return Some((expr, "the program's variables"));
    }
    let last = names::last_part(&call.func)?;
    let receiver = match call.func.as_ref() {
        Expr::Attribute(attribute) if matches!(last, "items" | "copy" | "values") => {
            look(scopes, &attribute.value, depth)
        }
        _ => None,
    };
    let hands_on = matches!(
        last,
        "jsonify"
            | "dict"
            | "str"
            | "repr"
            | "make_response"
            | "Response"
            | "render_template"
            | "dumps"
            | "list"
            | "sorted"
            | "pformat"
            | "join"
    );
    let arguments = || call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value));
    receiver.or_else(|| hands_on.then(|| arguments().find_map(|a| look(scopes, a, depth)))?)
}

fn whole<'e>(scopes: &Scopes<'_>, expr: &'e Expr) -> Option<(&'e Expr, &'static str)> {
    let path = names::path(scopes, expr)?;
    WHOLES.iter().find(|(name, _)| *name == path).map(|(_, what)| (expr, *what))
}

/// `{"password": user.password}`: the stored password under its own name.
fn password(dict: &ExprDict) -> Option<&Expr> {
    let is_password = |name: &str| literals::sense(name) == Some(Sense::Password) || name.ends_with("password_hash");
    dict.items.iter().find_map(|item| {
        let key = value::literal_bytes(item.key.as_ref()?)?;
        let Expr::Attribute(attribute) = &item.value else { return None };
        let named = is_password(&String::from_utf8_lossy(&key)) && is_password(attribute.attr.as_str());
        named.then_some(&item.value)
    })
}

/// Functions whose result stands in what is given back, by their resolved names.
#[must_use]
pub fn called(scopes: &Scopes<'_>, given: &Expr) -> Vec<String> {
    scopes.ask();
    let mut found = Vec::new();
    gather(scopes, given, DEPTH, &mut found);
    found
}

fn gather(scopes: &Scopes<'_>, expr: &Expr, depth: u32, into: &mut Vec<String>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match expr {
        Expr::Call(call) => {
            into.extend(names::path(scopes, &call.func));
            let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value));
            arguments.for_each(|a| gather(scopes, a, depth, into));
        }
        Expr::Name(name) => {
            let assigned = scopes.local(name.id.as_str()).and_then(|l| l.value);
            if let Some(value) = assigned.filter(|_| scopes.follow()) {
                gather(scopes, value, depth, into);
            }
        }
        Expr::Dict(dict) => dict.items.iter().for_each(|i| gather(scopes, &i.value, depth, into)),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|e| gather(scopes, e, depth, into)),
        Expr::List(list) => list.elts.iter().for_each(|e| gather(scopes, e, depth, into)),
        Expr::ListComp(comp) => gather(scopes, &comp.elt, depth, into),
        Expr::If(choice) => {
            gather(scopes, &choice.body, depth, into);
            gather(scopes, &choice.orelse, depth, into);
        }
        Expr::Subscript(subscript) => gather(scopes, &subscript.value, depth, into),
        Expr::BinOp(op) => {
            gather(scopes, &op.left, depth, into);
            gather(scopes, &op.right, depth, into);
        }
        _ => {}
    }
}
