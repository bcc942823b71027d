//! Whether an expression carries what a request chose.

use crate::source::words::{self, Words};
use ruff_python_ast::{CmpOp, Expr, ExprCall, InterpolatedStringElement};

use super::names;
use super::scope::Scopes;

/// Requests, as the frameworks call them.
const REQUESTS: [&str; 3] = ["flask.request.", "starlette.requests.Request.", "aiohttp.web.Request."];
/// What a request brings along: attributes of `flask.request`.
static REQUEST: Words = Words::new(|| {
    words::set(
        "args form values json get_json files cookies headers data get_data view_args query_string path full_path \
     url stream referrer user_agent query_params path_params body query match_info post text read rel_url",
    )
});

/// Calls after which the value is no longer the request's free choice.
static CLEANERS: Words = Words::new(|| {
    words::set(
        "int float bool len hash id ord round abs isinstance secure_filename safe_join basename UUID uuid4 uuid5 \
     hexdigest send_from_directory md5 sha1 sha256 quote",
    )
});

/// Functions that hand their arguments on.
static CARRIERS: Words = Words::new(|| {
    words::set(
        "os.path.join os.path.abspath os.path.normpath os.path.realpath os.path.expanduser os.fspath pathlib.Path \
     pathlib.PurePath str bytes format urllib.parse.unquote urllib.parse.unquote_plus base64.b64decode \
     base64.urlsafe_b64decode json.loads html.unescape codecs.decode dict list",
    )
});

/// Methods of a value that give back the value, or a part of it.
static METHODS: Words = Words::new(|| {
    words::set(
        "get getlist get_json get_data to_dict strip lstrip rstrip lower upper title decode encode replace split \
     rsplit join format removeprefix removesuffix read pop items values copy joinpath resolve absolute \
     with_suffix partition rpartition",
    )
});

/// Chains longer than this are not followed.
const DEPTH: u32 = 40;

/// The value of the expression is chosen, in part or whole, by who sends the request.
#[must_use]
pub fn from_request(scopes: &Scopes<'_>, expr: &Expr) -> bool {
    scopes.module.is_web() && carries(scopes, expr, DEPTH)
}

/// The expression is a whole part of the request: `request.form`, `request.get_json()`.
#[must_use]
pub fn is_request_part(scopes: &Scopes<'_>, expr: &Expr) -> bool {
    names::path(scopes, expr).is_some_and(|path| request_part(&path).is_some())
}

/// The attribute of the request that a dotted name reaches: `form` of `flask.request.form.get`.
#[must_use]
pub fn request_part(path: &str) -> Option<&str> {
    let part = REQUESTS.iter().find_map(|request| path.strip_prefix(request))?.split('.').next()?;
    REQUEST.contains(part).then_some(part)
}

fn carries(scopes: &Scopes<'_>, expr: &Expr, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let again = |e: &Expr| carries(scopes, e, depth);
    match expr {
        Expr::Name(name) => scopes.local(name.id.as_str()).is_some_and(|local| local.from_request),
        Expr::Attribute(attribute) => {
            names::path(scopes, expr).is_some_and(|p| request_part(&p).is_some()) || again(&attribute.value)
        }
        Expr::Call(call) => call_carries(scopes, call, depth),
        Expr::Subscript(subscript) => again(&subscript.value),
        Expr::BinOp(op) => again(&op.left) || again(&op.right),
        Expr::BoolOp(op) => op.values.iter().any(again),
        Expr::If(choice) => again(&choice.body) || again(&choice.orelse),
        Expr::Await(inner) => again(&inner.value),
        Expr::Named(named) => again(&named.value),
        Expr::Starred(inner) => again(&inner.value),
        Expr::Tuple(tuple) => tuple.elts.iter().any(again),
        Expr::List(list) => list.elts.iter().any(again),
        Expr::FString(f) => f.value.elements().any(|element| match element {
            InterpolatedStringElement::Interpolation(part) => again(&part.expression),
            InterpolatedStringElement::Literal(_) => false,
        }),
        _ => false,
    }
}

fn call_carries(scopes: &Scopes<'_>, call: &ExprCall, depth: u32) -> bool {
    let Some(last) = names::last_part(&call.func) else { return false };
    if CLEANERS.contains(last) {
        return false;
    }
    let path = names::path(scopes, &call.func).unwrap_or_default();
    if request_part(&path).is_some() {
        return true;
    }
    let arguments = || call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value));
    let hands_on = CARRIERS.contains(path.as_str()) || METHODS.contains(last);
    let receiver = match call.func.as_ref() {
        Expr::Attribute(attribute) => METHODS.contains(last) && carries(scopes, &attribute.value, depth),
        _ => false,
    };
    let by_argument = hands_on && !matches!(last, "get" | "pop" | "read");
    receiver || (by_argument && arguments().any(|a| carries(scopes, a, depth)))
}

/// Variables that a condition checks so that the branch after it is safe: compared with a list of
/// allowed values, searched for `..`, held against a folder, matched by a pattern.
#[must_use]
pub fn checked(test: &Expr) -> Vec<&str> {
    let mut names = Vec::new();
    gather(test, DEPTH, &mut names);
    names
}

fn gather<'e>(test: &'e Expr, depth: u32, into: &mut Vec<&'e str>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match test {
        Expr::UnaryOp(op) => gather(&op.operand, depth, into),
        Expr::BoolOp(op) => op.values.iter().for_each(|v| gather(v, depth, into)),
        Expr::Compare(compare) => {
            let membership = compare.ops.iter().any(|op| matches!(op, CmpOp::In | CmpOp::NotIn));
            let sides = std::iter::once(compare.left.as_ref()).chain(compare.comparators.iter());
            if membership {
                into.extend(sides.filter_map(root));
            } else {
                sides.for_each(|side| gather(side, depth, into));
            }
        }
        Expr::Call(call) => {
            let checks = |name: &str| {
                matches!(name, "startswith" | "is_relative_to" | "relative_to" | "match" | "fullmatch" | "commonpath")
                    || ["is_safe", "safe_", "is_valid", "valid", "validate", "is_allowed", "check_"]
                        .iter()
                        .any(|mark| name.starts_with(mark))
            };
            if names::last_part(&call.func).is_some_and(checks) {
                into.extend(root(&call.func));
                into.extend(call.arguments.args.iter().filter_map(root));
            }
        }
        _ => {}
    }
}

/// The variable that an expression starts from: `name` of `name.lower()`.
fn root(expr: &Expr) -> Option<&str> {
    let mut expr = expr;
    for _ in 0..DEPTH {
        expr = match expr {
            Expr::Name(name) => return Some(name.id.as_str()),
            Expr::Attribute(attribute) => &attribute.value,
            Expr::Call(call) => match call.func.as_ref() {
                Expr::Attribute(attribute) if !matches!(attribute.value.as_ref(), Expr::Attribute(_)) => {
                    &attribute.value
                }
                _ => call.arguments.args.first()?,
            },
            Expr::List(list) => list.elts.first()?,
            _ => return None,
        };
    }
    None
}
