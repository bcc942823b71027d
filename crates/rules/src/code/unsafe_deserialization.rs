//! `code/unsafe-deserialization`: data is read with a loader that can be made to run code.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Argument, Call, Check, Facts, Rule, Severity, Standing, Step, Strength, Verdicts};

use crate::common::{Fault, file_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "code/unsafe-deserialization",
    title: "Data is read with a loader that can run code",
    severity: Severity::High,
    checklist: "What comes from outside is read as data only",
    why: "Some formats can name classes and functions, and the loader makes and calls them while it reads. Whoever can \
          write what is read (an upload, a cookie, a queue, a file that others may change) then runs commands with the \
          rights of the app. The loaders that only read data are as fast and take the same files.",
    remedy: "Read YAML with `yaml.safe_load`, or name the safe loader; keep `pickle` for what nobody else can write, and \
             use JSON for everything that travels:\n\n\
             settings = yaml.safe_load(text)",
    remedies: &[],
    references: &[
        "https://pyyaml.org/wiki/PyYAMLDocumentation#loading-yaml",
        "https://docs.python.org/3/library/pickle.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Deserialization_Cheat_Sheet.html",
    ],
    cwe: &[502],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import yaml
from flask import Flask, request

app = Flask(__name__)

@app.post("/import")
def take_in():
    return yaml.load(request.data, Loader=yaml.Loader)
"#),
        Bad(r#"=== requirements.txt
PyYAML==3.12
=== app.py
import yaml

def settings(path):
    with open(path) as file:
        return yaml.load(file)
"#),
        Bad(r#"=== app.py
import base64
import pickle
from flask import Flask, request

app = Flask(__name__)

@app.get("/basket")
def basket():
    return pickle.loads(base64.b64decode(request.cookies["basket"]))
"#),
        Good(
            r#"=== app.py
import yaml
from flask import Flask, request

app = Flask(__name__)

@app.post("/import")
def take_in():
    return yaml.load(request.data, Loader=yaml.SafeLoader)
"#,
        ),
        Good(
            r#"=== requirements.txt
PyYAML==6.0.2
=== app.py
import yaml

def settings(path):
    with open(path) as file:
        return yaml.safe_load(file)
"#,
        ),
        Good(
            r#"=== cache.py
import pickle

def read(path):
    with open(path, "rb") as file:
        return pickle.load(file)
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// What is wrong with a call, and how bad that is; nothing where it is well, or not known.
type Wrong = Option<(Severity, String)>;

/// What judges a call.
type Judge = fn(&Facts, &Call) -> Wrong;

/// Functions, and what judges a call of one.
const LOADERS: &[(&str, Judge)] = &[
    ("yaml.load", of_yaml),
    ("yaml.load_all", of_yaml),
    ("yaml.unsafe_load", |_, call| Some(runs_code(call))),
    ("pickle.loads", |_, call| from_outside(call)),
    ("pickle.load", |_, call| from_outside(call)),
    ("cPickle.loads", |_, call| from_outside(call)),
    ("dill.loads", |_, call| from_outside(call)),
    ("marshal.loads", |_, call| from_outside(call)),
    ("jsonpickle.decode", |_, call| from_outside(call)),
    ("joblib.load", |_, call| from_outside(call)),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for call in &facts.calls {
        let Some((_, judge)) = LOADERS.iter().find(|(name, _)| *name == call.function) else { continue };
        let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
        let step = |says: &str| vec![Step::new(call.place.clone(), says)];
        match judge(facts, call) {
            None => out.passes(&subject, standing, step("reads data only, or nothing from outside")),
            Some((severity, says)) => {
                let fault = Fault::new(format!("`{}` {says}.", call.function)).severity(severity);
                fault.at(out, &subject, standing, Strength::Shows, step(&says));
            }
        }
    }
}

/// Loaders that make whatever the text names.
const FREE: &[&str] = &["Loader", "CLoader", "UnsafeLoader", "CUnsafeLoader"];

fn of_yaml(facts: &Facts, call: &Call) -> Wrong {
    match call.argument("Loader", 1) {
        Some(loader) => FREE.contains(&last_word(&loader.source)).then(|| runs_code(call)),
        None => defaults_to_all(facts).then(|| runs_code(call)),
    }
}

fn last_word(source: &str) -> &str {
    source.rsplit('.').next().unwrap_or(source)
}

/// PyYAML before 5.1 reads everything by default; from 6.0 on it refuses to read without a loader.
fn defaults_to_all(facts: &Facts) -> bool {
    let mut releases = facts.dependencies.iter().filter(|d| d.name == "pyyaml").filter_map(|d| d.version.as_deref());
    let is_old = |release: &str| {
        let mut numbers = release.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < (5, 1)
    };
    releases.any(is_old)
}

fn runs_code(call: &Call) -> (Severity, String) {
    let outside = call.arguments.iter().any(|argument| argument.from_request);
    let severity = if outside { Severity::High } else { Severity::Medium };
    let whose = if outside { "whoever sends the request" } else { "whoever can write what it reads" };
    (severity, format!("makes every object that the text names, so that {whose} runs code here"))
}

/// Only what the request carries is known to be anybody's: a program may keep things of its own in these formats.
fn from_outside(call: &Call) -> Wrong {
    let outside = |argument: &&Argument| argument.from_request;
    call.arguments.iter().find(outside)?;
    Some((Severity::High, "reads what the request carries, so that whoever sends it runs code here".to_owned()))
}
