//! `exposure/path-traversal`: a request chooses which file is read or written.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Argument, Ask, Call, Check, Edit, Exchange, Facts, Finding, Framework, Key, Request, Rule, Setting, Severity,
    Standing, Strength, Value, Verdicts,
};

use crate::common::{Fault, file_of, flag, origin, step_at};
use crate::live::{self, Seen};
use crate::mending::Page;
use crate::{alias, asking};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/path-traversal",
    title: "A request chooses which file is opened",
    severity: Severity::High,
    checklist: "File names of requests cannot leave their folder",
    why: "`os.path.join(folder, name)` does not keep `name` inside of `folder`: `../../etc/passwd` leads out, and a name \
          that begins with a slash throws the folder away. Whoever may choose the name reads the configuration, the \
          keys, the database; where the file is written, they replace the program itself.",
    remedy: "Let Flask keep the name inside of the folder; it answers 404 to what leads out:\n\n\
             return send_from_directory(folder, request.args[\"file\"])\n\n\
             To open a file yourself, `werkzeug.security.safe_join(folder, name)`, or `secure_filename(name)` for a bare \
             name.",
    remedies: &[
        (
            Framework::Django,
            "Open the file through a storage, which raises `SuspiciousFileOperation` at a name that leads out of its folder:\n\n\
         return FileResponse(default_storage.open(name))",
        ),
        (
            Framework::Fastapi,
            "Keep the name inside of the folder before the file is opened:\n\
        \n\
        path = (FOLDER / name).resolve()\n\
        if not path.is_relative_to(FOLDER):\n    \
        raise HTTPException(404)\n\
        return FileResponse(path)",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/api/#flask.send_from_directory",
        "https://werkzeug.palletsprojects.com/en/stable/utils/#werkzeug.security.safe_join",
        "https://owasp.org/www-community/attacks/Path_Traversal",
        "https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html",
    ],
    cwe: &[22, 73],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import os

from flask import Flask, request, send_file

app = Flask(__name__)

@app.get("/chapter")
def chapter():
    return send_file(os.path.join("chapters", request.args["file"]))
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.get("/chapter/<path:name>")
def chapter(name):
    with open("chapters/" + name) as text:
        return text.read()
"#),
        Good(
            r#"=== app.py
from flask import Flask, request, send_from_directory

app = Flask(__name__)

@app.get("/chapter")
def chapter():
    return send_from_directory("chapters", request.args["file"])
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, request
from werkzeug.utils import secure_filename

app = Flask(__name__)

@app.get("/chapter/<int:number>")
def chapter(number):
    name = secure_filename(request.args["edition"])
    with open(f"chapters/{name}-{number}.txt") as text:
        return text.read()
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI
from fastapi.responses import FileResponse

app = FastAPI()

@app.get("/files/{name:path}")
def download(name: str):
    return FileResponse("/srv/files/" + name)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI
from fastapi.responses import FileResponse

app = FastAPI()

@app.get("/files/{number}")
def download(number: int):
    return FileResponse(f"/srv/files/{number}.pdf")
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;

    location /static {
        alias /srv/shop/static/;
    }
}
"#),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 80;

    location /static {
        alias /srv/shop/static;
    }
    location /media/ {
        alias /srv/shop/media/;
    }
}
"#,
        ),
        Bad(r#"=== GET https://shop.example/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd
200
content-type: text/plain

root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
"#),
        Good(
            r#"=== GET https://shop.example/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd
404
content-type: text/html

<h1>Not Found</h1>
"#,
        ),
        Bad("=== GET http://shop.example/static/a.css
200
content-type: text/css

body { color: black }
=== GET http://shop.example/static../static/a.css
200
content-type: text/css

body { color: black }
=== GET http://shop.example/staticqzrtkwpl/static/a.css
404
"),
        Good(
            "=== GET http://shop.example/static/a.css
200
content-type: text/css

body { color: black }
=== GET http://shop.example/static../static/a.css
200
content-type: text/css

body { color: black }
=== GET http://shop.example/staticqzrtkwpl/static/a.css
200
content-type: text/css

body { color: black }
",
        ),
    ],
    asks: Some(asks),
    check: Check::Native(check),
    mend: Some(mend),
};

/// What a function does with a path.
struct Function {
    name: &'static str,
    /// Keywords of its paths; their place in the list is their position.
    paths: &'static [&'static str],
    does: &'static str,
}

const fn function(name: &'static str, paths: &'static [&'static str], does: &'static str) -> Function {
    Function { name, paths, does }
}

/// Functions that follow a path wherever it leads. `send_from_directory` keeps a name inside of its
/// folder, but not the folder itself.
const FUNCTIONS: &[Function] = &[
    function("flask.send_file", &["path_or_file"], "sends"),
    function("flask.send_from_directory", &["directory"], "sends from"),
    function("starlette.responses.FileResponse", &["path"], "sends"),
    function("aiohttp.web.FileResponse", &["path"], "sends"),
    function("open", &["file"], "opens"),
    function("io.open", &["file"], "opens"),
    function("codecs.open", &["filename"], "opens"),
    function("aiofiles.open", &["file"], "opens"),
    function("os.open", &["path"], "opens"),
    function("pathlib.Path.open", &["self"], "opens"),
    function("pathlib.Path.read_text", &["self"], "reads"),
    function("pathlib.Path.read_bytes", &["self"], "reads"),
    function("pathlib.Path.write_text", &["self"], "writes"),
    function("pathlib.Path.write_bytes", &["self"], "writes"),
    function("pathlib.Path.unlink", &["self"], "deletes"),
    function("pathlib.Path.iterdir", &["self"], "lists"),
    function("os.listdir", &["path"], "lists"),
    function("os.scandir", &["path"], "lists"),
    function("os.remove", &["path"], "deletes"),
    function("os.unlink", &["path"], "deletes"),
    function("os.rmdir", &["path"], "deletes"),
    function("os.rename", &["src", "dst"], "moves"),
    function("shutil.copy", &["src", "dst"], "copies"),
    function("shutil.copyfile", &["src", "dst"], "copies"),
    function("shutil.move", &["src", "dst"], "moves"),
    function("shutil.rmtree", &["path"], "deletes"),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for call in &facts.calls {
        if let Some(function) = FUNCTIONS.iter().find(|function| function.name == call.function) {
            judge(facts, out, call, function);
        }
    }
    flag(facts, out, Key::SERVER_ALIAS_ESCAPE, Value::is_true, beside_alias);
    for seen in live::seen(facts, |answer| climbs(answer.target()) && is_accounts(answer)) {
        observed(out, &seen);
    }
    for seen in live::seen(facts, |answer| alias::is_beside(facts, answer)) {
        beside(out, &seen);
    }
}

/// The file that every Unix has and everybody on it may read: harmless, and known by its form.
const HARMLESS: &str = "etc/passwd";

/// Ways to write "the folder above" that a careless comparison lets through.
const CLIMBS: &[&str] = &["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "..;/"];

/// Below folders of static files, and right behind their names without a slash, where an alias may be open.
fn asks(facts: &Facts) -> Vec<Ask> {
    let mut asks = Vec::new();
    for origin in &facts.origins {
        for folder in asking::folders(facts, origin).iter().filter(|folder| folder.matches('/').count() == 2) {
            let below = CLIMBS.iter().map(|climb| format!("{folder}{}{HARMLESS}", climb.repeat(8)));
            let beside = format!("{}{}{HARMLESS}", folder.trim_end_matches('/'), "../".repeat(8));
            let targets = below.chain([beside]);
            asks.extend(targets.map(|target| {
                Ask::request(
                    Request::of("GET", origin, target),
                    "whether addresses lead out of a folder that is served",
                )
            }));
        }
    }
    asks.extend(alias::asks(facts));
    asks
}

fn climbs(target: &str) -> bool {
    let target = target.to_ascii_lowercase();
    target.ends_with(HARMLESS) && CLIMBS.iter().any(|climb| target.contains(climb))
}

/// A line of passwd(5) for the account with the number 0.
fn is_accounts(answer: &Exchange) -> bool {
    let root = |line: &str| ["root:x:0:0:", "root:*:0:0:", "root:!:0:0:"].iter().any(|start| line.starts_with(start));
    answer.status == 200 && answer.body.lines().any(root)
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let Some(first) = seen.answers.first() else { return };
    let says = format!(
        "{} leads out of the folder that is served: everybody reads any file that the server may read.",
        first.url
    );
    let step = |answer: &&Exchange| live::step(answer, "body", "is the list of accounts of the machine");
    let places = seen.answers.iter().map(step).collect();
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

fn beside(out: &mut Verdicts, seen: &Seen<'_>) {
    let Some(first) = seen.answers.first() else { return };
    let says = format!(
        "{} leads to the folder above the one that is served: everybody reads what else lies there.",
        first.url
    );
    let places = seen.answers.iter().map(|answer| alias::step(answer)).collect();
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

/// The address and the folder do not end alike.
fn beside_alias(setting: &Setting) -> Fault {
    let place = setting.scope.0.first().map_or("location", String::as_str);
    let says = format!(
        "`{place}` does not end with a slash and its `alias` does ({}): `..` right behind the name leads to the folder \
         above the one that is served.",
        origin(setting)
    );
    Fault::new(says).fix("End both with a slash, or neither:\n\nlocation /static/ { alias /srv/shop/static/; }")
}

/// The folder without its slash: every address below the location leads where it led, and no other one does.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let edits = finding.places.iter().filter_map(|step| {
        let page = Page::of(facts, &step.place)?;
        let (_, alias) = page.part_on(step.place.file()?.1, |part| part.name == "alias")?;
        let quotes: &[char] = &['"', '\''];
        let old = page.slice(&alias.value);
        let folder = old.trim_end_matches(quotes).trim_end_matches('/');
        let rest = &old[folder.len()..];
        let shown = folder.trim_start_matches(quotes);
        (!shown.is_empty())
            .then(|| page.replace(alias.value.clone(), format!("{folder}{}", rest.trim_start_matches('/'))))?
    });
    edits.collect()
}

fn judge(facts: &Facts, out: &mut Verdicts, call: &Call, function: &Function) {
    let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
    let mut paths = function.paths.iter().enumerate().filter_map(|(at, keyword)| call.argument(keyword, at));
    let Some(chosen) = paths.find(|argument| is_chosen(argument)) else {
        if call.arguments.iter().any(|argument| argument.from_request) {
            out.passes(&subject, standing, vec![step_at(&call.place, "keeps the request's name inside of its folder")]);
        }
        return;
    };
    let says = format!("The code {} a file whose path the request chooses (`{}`)", function.does, chosen.source);
    let fault = if is_one_segment(facts, call, chosen) {
        let limit = "a part of the address cannot hold a slash, but on Windows `..\\` leads out of the folder";
        Fault::new(format!("{says}: {limit}, and any file in it can be named.")).severity(Severity::Low)
    } else {
        Fault::new(format!("{says}: `../` in it leads out of the folder."))
    };
    let places = vec![step_at(&call.place, format!("{} the path that the request names", function.does))];
    fault.at(out, &subject, standing, Strength::Shows, places);
}

/// The path is made of parts of the address that stand between two slashes (`<name>`, as opposed to
/// `<path:name>`), and of nothing else that comes from the request.
fn is_one_segment(facts: &Facts, call: &Call, chosen: &Argument) -> bool {
    let same_file =
        |place: &sneck_model::Place| place.file().map(|(path, _)| path) == call.place.file().map(|(path, _)| path);
    let view = call.within.rsplit('.').next().unwrap_or_default();
    let rules = facts.routes.iter().filter(|route| route.view == view && same_file(&route.place));
    let variables: Vec<String> = rules.flat_map(|route| variables(&route.path)).collect();
    let words = || chosen.source.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let whole = variables.iter().filter_map(|variable| variable.strip_prefix("path:"));
    let named = |variable: &str| words().any(|word| word == variable);
    let plain = |variable: &String| named(variable.rsplit(':').next().unwrap_or(variable));
    !whole.into_iter().any(named) && variables.iter().any(plain) && !named("request")
}

/// The variable parts of a rule, with their converters: `path:name`, `name`. Starlette writes `{name:path}`.
fn variables(rule: &str) -> impl Iterator<Item = String> {
    let of_werkzeug = rule.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(v, _)| v.to_owned());
    let turned = |variable: &str| match variable.split_once(':') {
        Some((name, converter)) => format!("{converter}:{name}"),
        None => variable.to_owned(),
    };
    let of_starlette = rule.split('{').skip(1).filter_map(|part| part.split_once('}')).map(move |(v, _)| turned(v));
    of_werkzeug.chain(of_starlette)
}

/// The request chooses the path. What was uploaded is content, not a path; its `filename` is one.
fn is_chosen(argument: &Argument) -> bool {
    let is_content = argument.source.contains("request.files") && !argument.source.contains("filename");
    argument.from_request && !is_content
}
