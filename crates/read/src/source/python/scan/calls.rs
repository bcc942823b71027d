//! Calls that matter for security, with their arguments.

use ruff_python_ast::{Expr, ExprCall, InterpolatedStringElement};
use ruff_text_size::Ranged;
use sneck_model::{Argument, Call, Value};

use super::interests::{self, Interest, When};
use super::scope::Scopes;
use super::{names, taint, value};
use crate::source::literals::{self, Sense};

/// The row of a call, if it matters.
#[must_use]
pub fn call(scopes: &Scopes<'_>, call: &ExprCall) -> Option<Call> {
    if !names::last_part(&call.func).is_some_and(interests::may_be) {
        return None;
    }
    let function = names::callee(scopes, call)?;
    let interest = interests::of(&function)?;
    let mut arguments = arguments(scopes, call, interest);
    if function.starts_with("pathlib.Path.") {
        arguments.insert(0, receiver(scopes, call)?);
    }
    told(scopes, call, interest, &arguments).then(|| Call {
        function,
        arguments,
        within: scopes.within(),
        place: scopes.module.file.place(call.range()),
        kind: scopes.module.file.kind,
    })
}

/// A property that is set on an object of a known type, as a call of its setter.
#[must_use]
pub fn property(scopes: &Scopes<'_>, target: &Expr, set_to: &Expr) -> Option<Call> {
    let Expr::Attribute(attribute) = target else { return None };
    if !interests::may_be(attribute.attr.as_str()) {
        return None;
    }
    let function = names::path(scopes, target)?;
    interests::of(&function)?;
    Some(Call {
        function,
        arguments: vec![argument(scopes, None, set_to, false)],
        within: scopes.within(),
        place: scopes.module.file.place(target.range()),
        kind: scopes.module.file.kind,
    })
}

fn told(scopes: &Scopes<'_>, call: &ExprCall, interest: &Interest, arguments: &[Argument]) -> bool {
    match interest.when {
        When::Always => true,
        When::FromRequest => arguments.iter().any(|a| a.from_request),
        When::With(keyword) => arguments.iter().any(|a| a.name.as_deref() == Some(keyword)),
        When::Sensitive => call.arguments.args.iter().any(|a| is_sensitive(scopes, a)),
    }
}

fn arguments(scopes: &Scopes<'_>, call: &ExprCall, interest: &Interest) -> Vec<Argument> {
    let is_secret = |name: Option<&str>, position: Option<usize>| {
        interest.secrets.iter().any(|(keyword, at)| name == Some(*keyword) || (position.is_some() && *at == position))
    };
    let positional = call
        .arguments
        .args
        .iter()
        .enumerate()
        .map(|(at, expr)| argument(scopes, None, expr, is_secret(None, Some(at))));
    let named = call.arguments.keywords.iter().map(|keyword| {
        let name = keyword.arg.as_ref().map(|n| n.as_str());
        argument(scopes, Some(name.unwrap_or("**")), &keyword.value, is_secret(name, None))
    });
    positional.chain(named).collect()
}

fn argument(scopes: &Scopes<'_>, name: Option<&str>, expr: &Expr, is_secret: bool) -> Argument {
    let is_secret = is_secret || name.is_some_and(|n| literals::sense(n).is_some());
    let value = hidden(value::of(scopes, expr), is_secret);
    let is_elsewhere = is_secret && matches!((&value, expr), (Value::Unknown(_), Expr::Name(_) | Expr::Attribute(_)));
    Argument {
        name: name.map(str::to_owned),
        value,
        elsewhere: is_elsewhere.then(|| names::path(scopes, expr)).flatten(),
        written: value::written(scopes, expr).filter(|_| is_secret),
        from_request: taint::from_request(scopes, expr) || logs_request(scopes, expr),
        source: value::source(scopes.module.file.text(), expr),
    }
}

fn hidden(value: Value, is_secret: bool) -> Value {
    match value {
        Value::Text(text) if is_secret => Value::Secret(literals::secret(text)),
        other => other,
    }
}

/// The path that a method of `pathlib.Path` works on.
fn receiver(scopes: &Scopes<'_>, call: &ExprCall) -> Option<Argument> {
    let Expr::Attribute(attribute) = call.func.as_ref() else { return None };
    Some(argument(scopes, None, &attribute.value, false))
}

fn logs_request(scopes: &Scopes<'_>, expr: &Expr) -> bool {
    match expr {
        Expr::FString(f) => f.value.elements().any(|element| match element {
            InterpolatedStringElement::Interpolation(part) => taint::is_request_part(scopes, &part.expression),
            InterpolatedStringElement::Literal(_) => false,
        }),
        _ => false,
    }
}

/// What is logged is a secret by its name, or a whole part of the request.
fn is_sensitive(scopes: &Scopes<'_>, expr: &Expr) -> bool {
    match expr {
        Expr::FString(f) => f.value.elements().any(|element| match element {
            InterpolatedStringElement::Interpolation(part) => is_sensitive(scopes, &part.expression),
            InterpolatedStringElement::Literal(_) => false,
        }),
        Expr::BinOp(op) => is_sensitive(scopes, &op.left) || is_sensitive(scopes, &op.right),
        Expr::Tuple(tuple) => tuple.elts.iter().any(|e| is_sensitive(scopes, e)),
        Expr::Name(name) => {
            let body = scopes.local(name.id.as_str()).and_then(|l| l.value).is_some_and(|v| is_body(scopes, v));
            body || is_secret_name(name.id.as_str())
        }
        Expr::Attribute(attribute) => is_body(scopes, expr) || is_secret_name(attribute.attr.as_str()),
        Expr::Subscript(subscript) => value::text(scopes, &subscript.slice).is_some_and(|key| is_secret_name(&key)),
        Expr::Call(call) => match names::last_part(&call.func) {
            Some("get") => {
                call.arguments.args.first().and_then(|a| value::text(scopes, a)).is_some_and(|k| is_secret_name(&k))
            }
            Some("str" | "repr" | "format" | "dumps") => {
                let receiver = matches!(call.func.as_ref(), Expr::Attribute(a) if is_sensitive(scopes, &a.value));
                receiver || call.arguments.args.iter().any(|a| is_sensitive(scopes, a))
            }
            _ => is_body(scopes, expr),
        },
        _ => false,
    }
}

/// The whole form, body or header set of the request.
fn is_body(scopes: &Scopes<'_>, expr: &Expr) -> bool {
    let target = match expr {
        Expr::Call(call) => &call.func,
        other => other,
    };
    let whole = ["form", "values", "json", "get_json", "data", "get_data", "headers", "cookies"];
    names::path(scopes, target)
        .is_some_and(|path| path.strip_prefix("flask.request.").is_some_and(|part| whole.contains(&part)))
}

fn is_secret_name(name: &str) -> bool {
    matches!(literals::sense(name), Some(Sense::Password | Sense::Secret | Sense::Key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::python::{PythonFile, scan};
    use crate::tree::File;

    fn calls(source: &str) -> Vec<Call> {
        let file = File::new("shop.py", source);
        scan::file(&PythonFile::new(&file)).calls
    }

    fn functions(source: &str) -> Vec<String> {
        calls(source).into_iter().map(|c| c.function).collect()
    }

    #[test]
    fn an_alias_is_resolved() {
        let found = calls("import requests as r\ndef get():\n    return r.get('https://x', verify=False)\n");
        assert_eq!(found[0].function, "requests.get");
        assert_eq!(found[0].within, "shop.get");
        assert_eq!(found[0].keyword("verify").map(|a| a.value.clone()), Some(Value::Bool(false)));
    }

    #[test]
    fn what_a_function_gives_back_is_known() {
        let source = "
from flask import make_response, jsonify
import requests, smtplib

def view():
    resp = make_response('x')
    resp.set_cookie('a', 'b')
    jsonify(x=1).set_cookie('c', 'd')
    with requests.Session() as s:
        s.get('http://x')
    with smtplib.SMTP('mail') as mail:
        mail.starttls()
";
        let expected = [
            "flask.Response.set_cookie",
            "flask.Response.set_cookie",
            "requests.Session.get",
            "smtplib.SMTP",
            "smtplib.SMTP.starttls",
        ];
        assert_eq!(functions(source), expected);
    }

    #[test]
    fn a_property_that_is_set_stands_as_a_call() {
        let source = "
import ssl
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
";
        let found = calls(source);
        assert_eq!(found[1].function, "ssl.SSLContext.check_hostname");
        assert_eq!(found[1].arguments[0].value, Value::Bool(false));
        assert_eq!(found[2].arguments[0].value, Value::Text("ssl.CERT_NONE".into()));
    }

    #[test]
    fn a_key_of_tokens_is_a_secret() {
        let found = calls("import jwt\nKEY = 'random'\njwt.encode({}, KEY, algorithm='HS256')\n");
        assert!(found[0].arguments[1].value.secret().is_some());
        assert!(!format!("{found:?}").contains("random\""));
    }

    #[test]
    fn a_file_named_by_the_request() {
        let bad = [
            "def v():\n    return send_file(request.args.get('f'))\n",
            "def v():\n    name = request.args['f']\n    path = os.path.join('up', name)\n    return open(path).read()\n",
            "def v():\n    n = request.form.get('n')\n    return open(f'up/{n}.txt')\n",
            "@app.route('/<path:name>')\ndef v(name):\n    return send_file('up/' + name)\n",
            "def v():\n    p = Path('up') / request.args['f']\n    return p.read_text()\n",
        ];
        for source in bad {
            let source = format!("import os\nfrom pathlib import Path\nfrom flask import request, send_file\n{source}");
            assert_eq!(calls(&source).len(), 1, "{source}");
        }
    }

    #[test]
    fn a_file_that_the_request_cannot_choose_freely() {
        let good = [
            "def v():\n    return send_file('report.pdf')\n",
            "def v():\n    n = secure_filename(request.args['f'])\n    return open(os.path.join('up', n))\n",
            "def v():\n    n = int(request.args['f'])\n    return open(f'up/{n}')\n",
            "@app.route('/<int:n>')\ndef v(n):\n    return open(f'up/{n}')\n",
            "def v():\n    n = request.args['f']\n    if n not in NAMES:\n        abort(404)\n    return open(n)\n",
            "def v():\n    f = File.query.get(request.args['id'])\n    return send_file(f.path)\n",
        ];
        for source in good {
            let source = format!("import os\nfrom flask import request, send_file\n{source}");
            assert_eq!(functions(&source), Vec::<String>::new(), "{source}");
        }
    }

    #[test]
    fn only_logging_of_secrets_and_bodies_is_told() {
        let source = "
from flask import request, current_app
import logging
logger = logging.getLogger(__name__)

def v():
    logger.info('started')
    logger.info('user %s', password)
    current_app.logger.debug(request.form)
    app.logger.debug(f'got {request.json}')
    body = request.get_json()
    logger.info(body)
    logger.info(len(password))
";
        assert_eq!(calls(source).len(), 4);
    }

    #[test]
    fn no_literal_is_shown_in_the_text_of_an_argument() {
        let found = calls("import jwt\njwt.encode({'a': x}, 'hunter2' + f'a{b}c')\n");
        assert_eq!(found[0].arguments[1].source, "\"…\" + f'…{b}…'");
    }
}
