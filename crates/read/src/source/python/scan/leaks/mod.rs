//! Details of errors that are sent to users.

mod carried;
mod caught;
mod helper;
mod parsing;

use ruff_python_ast::{BoolOp, Expr, ExprCall, UnaryOp};
use ruff_text_size::Ranged;
use sneck_model::ErrorLeak;

use super::scope::Scopes;
use super::{Items, names, value};
use crate::hash::Set;

pub use carried::{Carried, carried};
pub use caught::{Caught, error_position, handler_parameter, is_handler, narrowed, of_except};
pub use parsing::only_parses;

/// A leak that counts once its function is known to answer requests.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// The leak.
    pub leak: ErrorLeak,
    /// The function makes an answer right there (`jsonify`, `abort`), so that nothing else must be known.
    pub answers: bool,
    /// The function.
    pub function: String,
}

/// Nesting of calls is followed this deep.
const DEPTH: u32 = 8;

/// Functions that end in an answer to the visitor.
const ANSWERS: &[&str] = &[
    "flask.jsonify",
    "flask.make_response",
    "flask.Response",
    "flask.render_template",
    "flask.render_template_string",
    "flask.abort",
    "flask.flash",
    "flask_restful.abort",
    "flask_restx.abort",
    "flask_smorest.abort",
    "connexion.problem",
    "connexion.ProblemException",
    "starlette.responses.JSONResponse",
    "starlette.responses.ORJSONResponse",
    "starlette.responses.UJSONResponse",
    "starlette.responses.HTMLResponse",
    "starlette.responses.PlainTextResponse",
    "starlette.responses.Response",
    "fastapi.HTTPException",
    "aiohttp.web.json_response",
    "aiohttp.web.Response",
];

/// `if settings.DEBUG:`: whether what follows is done in debug mode only, or outside of it only.
#[must_use]
pub fn debug_mode(test: &Expr) -> Option<bool> {
    match test {
        Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "DEBUG" | "debug").then_some(true),
        Expr::Subscript(config) => {
            let key = config.slice.as_string_literal_expr()?;
            (key.value.to_str() == "DEBUG").then_some(true)
        }
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => debug_mode(&unary.operand).map(|on| !on),
        Expr::BoolOp(all) if all.op == BoolOp::And => {
            all.values.iter().any(|part| debug_mode(part) == Some(true)).then_some(true)
        }
        _ => None,
    }
}

/// `return …`: what is given back carries an error.
#[must_use]
pub fn returned(scopes: &Scopes<'_>, expr: &Expr) -> Option<Suspect> {
    // A bare error that is handed back is no answer: Flask takes HTTP errors as they are.
    if matches!(expr, Expr::Name(_)) && carried(scopes, expr)?.bare {
        return None;
    }
    suspect(scopes, expr, makes_answer(scopes, expr, DEPTH))
}

/// `abort(500, str(e))`, `flash(str(e))`.
#[must_use]
pub fn sent(scopes: &Scopes<'_>, call: &ExprCall) -> Option<Suspect> {
    if !matches!(names::last_part(&call.func), Some("abort" | "flash")) {
        return None;
    }
    let path = names::path(scopes, &call.func)?;
    let sends = ANSWERS.contains(&path.as_str());
    let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value));
    arguments.filter(|_| sends).find_map(|a| suspect(scopes, a, true))
}

/// `raise HTTPException(500, detail=str(e))`.
#[must_use]
pub fn raised(scopes: &Scopes<'_>, exception: &Expr) -> Option<Suspect> {
    let Expr::Call(call) = exception else { return None };
    let path = names::path(scopes, &call.func)?;
    let http = path.starts_with("werkzeug.exceptions.")
        || path.starts_with("rest_framework.exceptions.")
        || ANSWERS.contains(&path.as_str());
    let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value));
    arguments.filter(|_| http).find_map(|a| suspect(scopes, a, true))
}

/// `raise Failed(str(e))`: the class, whose text is then not the project's own.
#[must_use]
pub fn wraps(scopes: &Scopes<'_>, exception: &Expr) -> Option<String> {
    let Expr::Call(call) = exception else { return None };
    let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value));
    let wraps = arguments.into_iter().any(|a| carried(scopes, a).is_some());
    wraps.then(|| names::last_part(&call.func).map(str::to_owned))?
}

fn suspect(scopes: &Scopes<'_>, expr: &Expr, answers: bool) -> Option<Suspect> {
    let carried = carried(scopes, expr)?;
    let function = scopes.function()?.name.to_string();
    let file = scopes.module.file;
    let leak = ErrorLeak {
        expression: carried.expression,
        caught: carried.caught.name,
        traceback: carried.traceback,
        within: scopes.within(),
        place: file.place(carried.at.unwrap_or_else(|| expr.range())),
        chain: carried.caught.chain,
        kind: file.kind,
    };
    Some(Suspect { leak, answers, function })
}

/// Drops leaks of errors that the project defines itself and raises with texts of its own.
pub fn drop_own_errors(files: &mut [Items]) {
    let own: Set<String> = files.iter().flat_map(|items| items.classes.iter().cloned()).collect();
    let wrapping: Set<String> = files.iter().flat_map(|items| items.wrapping.iter().cloned()).collect();
    for items in files {
        items.leaks.retain(|leak| {
            let last = leak.caught.rsplit('.').next().unwrap_or_default();
            let package = leak.caught.split('.').next().unwrap_or_default();
            let first_party = leak.caught.starts_with('.') || leak.within.split('.').any(|part| part == package);
            !(first_party && own.contains(last)) || wrapping.contains(last)
        });
    }
}

/// Some part of the expression makes an answer.
fn makes_answer(scopes: &Scopes<'_>, expr: &Expr, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match expr {
        Expr::Call(call) => {
            let here = names::path(scopes, &call.func).is_some_and(|p| ANSWERS.contains(&p.as_str()));
            here || call.arguments.args.iter().any(|a| makes_answer(scopes, a, depth))
        }
        Expr::Tuple(tuple) => tuple.elts.iter().any(|e| makes_answer(scopes, e, depth)),
        Expr::Name(name) => scopes.local(name.id.as_str()).is_some_and(|l| l.of.as_deref() == Some("flask.Response")),
        _ => false,
    }
}

/// The leaks that reach somebody: in functions that answer, each once.
#[must_use]
pub fn kept(suspects: Vec<Suspect>, answering: &Set<String>) -> Vec<ErrorLeak> {
    let mut seen = Set::default();
    suspects
        .into_iter()
        .filter(|s| s.answers || answering.contains(&s.function))
        .map(|s| s.leak)
        .filter(|leak| seen.insert(leak.place.clone()))
        .collect()
}

/// The text of an expression for a report.
fn shown(scopes: &Scopes<'_>, expr: &Expr) -> String {
    value::source(scopes.module.file.text(), expr)
}

#[cfg(test)]
mod tests {
    use sneck_model::ErrorLeak;

    use crate::source::python::{PythonFile, scan};
    use crate::tree::File;

    fn leaks(source: &str) -> Vec<ErrorLeak> {
        let text = format!(
            "import traceback, logging\nfrom flask import Flask, jsonify, make_response, render_template, abort, flash\n\
             from werkzeug.exceptions import HTTPException\napp = Flask(__name__)\n{source}"
        );
        let file = File::new("shop.py", &text);
        scan::file(&PythonFile::new(&file)).leaks
    }

    /// A view whose `except` clause does this.
    fn except(does: &str) -> Vec<ErrorLeak> {
        let body = does.replace('\n', "\n        ");
        leaks(&format!(
            "@app.route('/')\ndef v():\n    try:\n        return work()\n    except Exception as e:\n        {body}\n"
        ))
    }

    #[test]
    fn details_of_an_error_in_the_answer() {
        let bad = [
            "return str(e)",
            "return str(e), 500",
            "return jsonify(error=str(e))",
            "return jsonify({'error': repr(e)}), 500",
            "return {'error': str(e)}",
            "return f'failed: {e}'",
            "return 'failed: ' + str(e)",
            "return 'failed: %s' % e",
            "return 'failed: {}'.format(e)",
            "return make_response(str(e), 500)",
            "return render_template('error.html', error=e)",
            "return traceback.format_exc()",
            "return {'error': e.args[0]}",
            "message = str(e)\nreturn jsonify(error=message)",
            "answer = {}\nanswer['error'] = str(e)\nreturn jsonify(answer)",
            "abort(500, str(e))",
            "abort(500, description=str(e))",
            "flash(str(e))\nreturn ''",
            "return error_response(500, str(e))",
        ];
        for does in bad {
            assert_eq!(except(does).len(), 1, "{does}");
        }
    }

    #[test]
    fn what_debug_mode_alone_shows_is_the_fault_of_debug_mode() {
        for shown in [
            "if app.debug:\n    return str(e)\nreturn 'sorry'",
            "if not settings.DEBUG:\n    raise e\nreturn str(e)",
            "if app.config['DEBUG'] and verbose:\n    return str(e)\nelse:\n    return 'sorry'",
            "if not app.debug:\n    return 'sorry'\nelse:\n    return str(e)",
        ] {
            assert_eq!(except(shown).len(), 0, "{shown}");
        }
        for shown in [
            "if app.debug:\n    return ''\nreturn str(e)",
            "if not app.debug:\n    return str(e)\nraise",
            "if app.debug:\n    log(e)\nreturn str(e)",
            "if not app.debug:\n    log(e)\nreturn str(e)",
        ] {
            assert_eq!(except(shown).len(), 1, "{shown}");
        }
    }

    #[test]
    fn what_keeps_the_details_back() {
        let good = [
            "app.logger.exception('failed: %s', e)\nreturn 'sorry', 500",
            "logging.error(str(e))\nreturn jsonify(error='internal error'), 500",
            "message = str(e)\nlogging.error(message)\nreturn 'sorry'",
            "raise",
            "return jsonify(code=e.code)",
            "traceback.print_exc()\nreturn 'sorry', 500",
            "if isinstance(e, HTTPException):\n    return jsonify(error=str(e)), e.code\nreturn 'sorry', 500",
        ];
        for does in good {
            assert_eq!(except(does).len(), 0, "{does}");
        }
    }

    #[test]
    fn an_error_about_what_the_visitor_sent_tells_nothing_else() {
        let view = |tried: &str| {
            leaks(&format!(
                "from flask import request\nimport json\n@app.route('/')\ndef v():\n    try:\n        {tried}\n    except Exception as e:\n        abort(400, str(e))\n"
            ))
        };
        let parses =
            ["x = request.get_json()", "x = json.loads(body)", "x = Order(**body)", "x = Order.model_validate(body)"];
        for tried in parses {
            assert_eq!(view(tried).len(), 0, "{tried}");
        }
        let more = [
            "x = json.loads(fetch())",
            "x = request.get_json(); save(x)",
            "x = session.get_json()",
            "x = Order(fetch())",
            "x = connect(**data)",
            "x = MongoClient(**settings)",
        ];
        for tried in more {
            assert_eq!(view(tried).len(), 1, "{tried}");
        }
    }

    #[test]
    fn error_handlers_leak_too() {
        let found = leaks("@app.errorhandler(Exception)\ndef h(e):\n    return jsonify(error=str(e)), 500\n");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].caught.as_str(), found[0].expression.as_str()), ("Exception", "str(e)"));
        assert_eq!(found[0].within, "shop.h");
    }

    #[test]
    fn handlers_of_http_errors_show_their_own_text() {
        for code in ["404", "500", "HTTPException"] {
            let source = format!("@app.errorhandler({code})\ndef h(e):\n    return jsonify(error=str(e)), 404\n");
            assert!(leaks(&source).is_empty(), "{code}");
        }
        let original = "@app.errorhandler(500)\ndef h(e):\n    return str(e.original_exception)\n";
        assert_eq!(leaks(original).len(), 1);
    }

    #[test]
    fn a_helper_of_the_module_is_looked_into() {
        let shows = "def fail(text):\n    body = {'error': text}\n    return jsonify(body)\n";
        let hides = "def fail(text):\n    logging.error(text)\n    return jsonify(error='sorry')\n";
        let view = "@app.route('/')\ndef v():\n    try:\n        return work()\n    except Exception as e:\n        return fail(str(e))\n";
        assert_eq!(leaks(&format!("{shows}{view}")).len(), 1);
        assert_eq!(leaks(&format!("{hides}{view}")).len(), 0);
    }

    #[test]
    fn scripts_and_the_projects_own_errors_are_no_leak() {
        let script = "def main():\n    try:\n        work()\n    except Exception as e:\n        return str(e)\n";
        assert!(leaks(script).is_empty());
        let own = "class Unfit(Exception): pass\n@app.route('/')\ndef v():\n    try:\n        work()\n    except Unfit as e:\n        return str(e)\n";
        assert!(leaks(own).is_empty());
    }

    #[test]
    fn the_name_of_a_drivers_error_is_told() {
        let source = "import pymongo\n@app.route('/')\ndef v():\n    try:\n        work()\n    except pymongo.errors.PyMongoError as e:\n        return str(e)\n";
        assert_eq!(leaks(source)[0].caught, "pymongo.errors.PyMongoError");
    }
}
