//! `app/verbose-errors`: answers carry the details of errors.

use std::collections::BTreeSet;

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, ErrorLeak, Exchange, Facts, Framework, Rule, Severity, Standing, Step, Strength, Verdicts};

use crate::common::{Fault, file_of};
use crate::drivers::{DRIVERS, Driver, driver_of};
use crate::live::{self, Seen};
use crate::signals::debugger;
use crate::traces;

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/verbose-errors",
    title: "Answers carry the details of errors",
    severity: Severity::High,
    checklist: "Visitors see no details of errors",
    why: "The text of an error is written for the developer. A driver's names the database's host and port and often the \
          statement with its values; a traceback shows paths, source code and which releases are installed. That is a \
          map of what to attack next, handed to whoever sends a request that fails.",
    remedy: "Record the error, and answer with a sentence that is the same for every cause:\n\n\
             except Exception:\n    \
                 app.logger.exception(\"saving the order failed\")\n    \
                 return {\"error\": \"The order could not be saved.\"}, 500",
    remedies: &[
        (
            Framework::Django,
            "Record the error, and answer with a sentence that is the same for every cause:\n\n\
         except Exception:\n    \
         logger.exception(\"saving the order failed\")\n    \
         return JsonResponse({\"error\": \"The order could not be saved.\"}, status=500)",
        ),
        (
            Framework::Fastapi,
            "Record the error, and answer with a sentence that is the same for every cause:\n\
        \n\
        except Exception:\n    \
        logger.exception(\"saving the order failed\")\n    \
        raise HTTPException(500, detail=\"The order could not be saved.\")",
        ),
    ],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",
        "https://flask.palletsprojects.com/en/stable/errorhandling/",
        "https://owasp.org/www-community/Improper_Error_Handling",
    ],
    cwe: &[209, 497],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, jsonify

app = Flask(__name__)

@app.route("/orders")
def orders():
    try:
        return jsonify(load())
    except Exception as e:
        return jsonify(error=str(e)), 500
"#),
        Bad(r#"=== app.py
import traceback
from flask import Flask

app = Flask(__name__)

@app.errorhandler(500)
def unexpected(error):
    return "<pre>" + traceback.format_exc() + "</pre>", 500
"#),
        Bad(r#"=== app.py
import pymongo
from flask import Flask

app = Flask(__name__)
client = pymongo.MongoClient("mongodb://db.internal")

@app.route("/orders")
def orders():
    try:
        return {"orders": client.shop.orders.count_documents({})}
    except pymongo.errors.PyMongoError as e:
        return f"database error: {e}", 500
"#),
        Good(
            r#"=== app.py
from flask import Flask, jsonify

app = Flask(__name__)

@app.route("/orders")
def orders():
    try:
        return jsonify(load())
    except Exception as e:
        app.logger.error("loading failed: %s", e)
        return jsonify(error="The orders could not be loaded."), 500
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, jsonify
from marshmallow import ValidationError

app = Flask(__name__)

@app.errorhandler(ValidationError)
def invalid(error):
    return jsonify(error=str(error)), 400
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI, HTTPException
from store import save

app = FastAPI()

@app.post("/orders")
def order(text: str):
    try:
        save(text)
    except Exception as e:
        raise HTTPException(status_code=500, detail=str(e))
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== main.py
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()

@app.exception_handler(Exception)
async def unexpected(request: Request, exc: Exception):
    return JSONResponse({"error": repr(exc)}, status_code=500)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
import logging
from fastapi import FastAPI, HTTPException
from store import save

app = FastAPI()

@app.post("/orders")
def order(text: str):
    try:
        save(text)
    except Exception:
        logging.exception("saving the order failed")
        raise HTTPException(status_code=500, detail="The order could not be saved.")
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Good(
            r#"=== main.py
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

app = FastAPI()

@app.exception_handler(HTTPException)
async def told(request: Request, exc: HTTPException):
    return JSONResponse({"error": exc.detail}, status_code=exc.status_code)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== GET https://shop.example/orders/x
500
content-type: application/json

{"error": "pymongo.errors.ServerSelectionTimeoutError: 10.0.3.7:27017: [Errno 111] Connection refused"}
"#),
        Bad(r#"=== GET https://shop.example/orders/x
500
content-type: text/plain

Traceback (most recent call last):
  File "/srv/shop/orders.py", line 41, in show
    order = int(number)
ValueError: invalid literal for int() with base 10: 'x'
"#),
        Good(
            r#"=== GET https://blog.example/errors
200
content-type: text/html

<h1>How to read errors</h1><pre>Traceback (most recent call last):
  File "app.py", line 41, in show
</pre>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/orders/x
500
content-type: application/json

{"error": "The order could not be shown."}
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.get("/", (req, res) => res.send("books"));
app.use((err, req, res, next) => {
  res.status(500).json({ error: err.message, stack: err.stack });
});
app.listen(3000);
"#),
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.get("/books", async (req, res) => {
  try {
    res.json(await books());
  } catch (error) {
    res.status(500).send(`failed: ${error}`);
  }
});
app.listen(3000);
"#),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.get("/", (req, res) => res.send("books"));
app.use((err, req, res, next) => {
  console.error(err.stack);
  res.status(500).json({ error: "The page could not be shown." });
});
app.listen(3000);
"#,
        ),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.use((err, req, res, next) => {
  const shown = process.env.NODE_ENV === "development" ? err.stack : undefined;
  res.status(500).json({ error: "failed", stack: app.get("env") === "development" ? err.stack : undefined, shown });
});
app.listen(3000);
"#,
        ),
    ],
    asks: Some(traces::asks),
    check: Check::Native(check),
    mend: None,
};

/// Built-in errors that can be anything at all, from anywhere below.
const ANYTHING: &[&str] = &["", "Exception", "BaseException", "500", "InternalServerError", "RuntimeError"];

/// Built-in errors that name files and commands of the machine.
const MACHINE: &[&str] =
    &["OSError", "IOError", "EnvironmentError", "FileNotFoundError", "PermissionError", "ConnectionError"];

/// Built-in errors whose text tells a little of the code.
const NARROW: &[&str] = &[
    "ImportError",
    "ModuleNotFoundError",
    "ValueError",
    "KeyError",
    "TypeError",
    "AttributeError",
    "IndexError",
    "LookupError",
    "ArithmeticError",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for leak in &facts.leaks {
        let (severity, tells) = weigh(facts, leak);
        let mut places = vec![Step::new(leak.place.clone(), format!("sends {} to the visitor", leak.expression))];
        places.extend(leak.chain.iter().cloned());
        let says = format!("The visitor is sent `{}` of {}. {tells}.", leak.expression, caught(leak));
        Fault::new(says)
            .fix(format!("Log it with `{}`, and answer with a sentence of your own.", logs_with(leak)))
            .severity(severity)
            .at(out, &file_of(&leak.place), Standing::Kind(leak.kind), Strength::Shows, places);
    }
    // What a browser gets there is a debugger's page, whatever others get.
    let debugged: BTreeSet<&str> =
        facts.exchanges.iter().filter(|e| debugger(e).is_some()).map(|e| e.url.as_str()).collect();
    for seen in live::seen(facts, |answer| !debugged.contains(&*answer.url) && shown(facts, answer).is_some()) {
        observed(facts, out, &seen);
    }
}

/// The usual call of the language that it is written in.
fn logs_with(leak: &ErrorLeak) -> &'static str {
    let path = leak.place.file().map(|(path, _)| path.to_string()).unwrap_or_default();
    if path.ends_with(".py") { "app.logger.exception(...)" } else { "console.error(err)" }
}

/// What an answer shows of an error, as a clause, and what follows from it. The page of a debugger is the concern of
/// `app/debug-mode`.
fn shown(facts: &Facts, answer: &Exchange) -> Option<(String, String)> {
    let quotes = || traces::is_article(answer) && !traces::is_of_the_project(facts, answer);
    if !traces::is_about_an_error(answer) || debugger(answer).is_some() || quotes() {
        return None;
    }
    let of_database = traces::leak(&answer.body).map(|leak| (of_database(&leak), what_now(&leak)));
    let of_program =
        || traces::language(&answer.body).map(|language| (format!("is a stack trace of {language}"), String::new()));
    of_database.or_else(of_program)
}

fn of_database(leak: &traces::Leak) -> String {
    match &leak.address {
        Some((host, Some(port))) => format!("is an error of {} and names its address, {host}:{port}", leak.product),
        Some((host, None)) => format!("is an error of {} and names its host, {host}", leak.product),
        None => format!("is an error of {}", leak.product),
    }
}

/// A port that was left as it is hints at other settings that were.
fn what_now(leak: &traces::Leak) -> String {
    let port = leak.address.as_ref().and_then(|(_, port)| *port);
    match leak.default_port {
        Some(default) if port == Some(default) => format!(
            " {default} is the port that {} has unless told otherwise, so its other defaults are worth a try to an \
             attacker: an account without a password, or none at all.",
            leak.product
        ),
        _ => String::new(),
    }
}

fn observed(facts: &Facts, out: &mut Verdicts, seen: &Seen<'_>) {
    let found: Vec<(&Exchange, (String, String))> =
        seen.answers.iter().filter_map(|answer| Some((*answer, shown(facts, answer)?))).collect();
    let telling = found.iter().max_by_key(|(_, (says, more))| (!more.is_empty(), says.contains("address")));
    let Some((answer, (says, more))) = telling else { return };
    let says = format!("What {} answers {says}.{more}", answer.url);
    let places = found.iter().map(|(answer, (says, _))| live::step(answer, "body", says.clone())).collect();
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

fn caught(leak: &ErrorLeak) -> String {
    match short(&leak.caught) {
        "" => "any error".into(),
        "500" | "InternalServerError" | "Exception" | "BaseException" => "any unexpected error".into(),
        name => format!("a `{name}`"),
    }
}

/// How bad it is, and what such an error tells.
fn weigh(facts: &Facts, leak: &ErrorLeak) -> (Severity, String) {
    let name = short(&leak.caught);
    let of_driver = driver_of(&leak.caught).map(|d| capital(d.tells));
    if leak.traceback {
        let shows = "A traceback shows source code, paths and installed releases";
        return (Severity::High, of_driver.map_or(shows.into(), |tells| format!("{shows}; {tells}")));
    }
    match of_driver {
        Some(tells) => (Severity::High, tells),
        None if ANYTHING.contains(&name) => (Severity::High, anything(facts)),
        None if MACHINE.contains(&name) => {
            (Severity::Medium, "Such errors name files and addresses of the machine".into())
        }
        None if NARROW.contains(&name) => {
            (Severity::Low, "Its text was written by the library, not for visitors".into())
        }
        None => (Severity::Info, "It looks like an error whose text is meant for visitors".into()),
    }
}

/// What "any error" includes in this project.
fn anything(facts: &Facts) -> String {
    let named = |d: &&Driver| facts.dependencies.iter().any(|p| p.production && p.name.starts_with(d.package));
    let here = DRIVERS.iter().filter(|d| d.package != "requests").find(named);
    here.map_or("It can be an error of the database, with its address and statement".into(), |driver| {
        format!("That includes the project's own services: {}", driver.tells)
    })
}

fn short(caught: &str) -> &str {
    caught.rsplit('.').next().unwrap_or(caught)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
