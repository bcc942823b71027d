//! `host/running-debug-env`: a running process has a variable, or was started with a word, that switches debugging on.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Process, Rule, Severity, Step, Strength, Variable, Verdicts};

use crate::common::Fault;
use crate::machine::reach;
use crate::running;
use crate::services::Reach;

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/running-debug-env",
    title: "A running server has debugging switched on",
    severity: Severity::High,
    checklist: "No running server has variables or options of development",
    why: "Whatever the files say, this process was started with it. A debug mode shows code, settings and variables \
          to whoever causes an error, and some run what a visitor types; a debugger's port runs what whoever connects \
          sends. Variables and options come from a shell, a unit or a script that nobody looks at any more.",
    remedy: "Take the variable out of what starts the process, and start it again:\n\n\
             systemctl edit shop.service\n\n[Service]\nUnsetEnvironment=FLASK_DEBUG",
    remedies: &[],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#DEBUG",
        "https://docs.djangoproject.com/en/stable/ref/settings/#debug",
        "https://expressjs.com/en/advanced/best-practice-performance.html",
    ],
    cwe: &[489, 215],
    since: "0.1",
    examples: &[
        Bad(
            "=== host listeners\ntcp 0.0.0.0:5000 program=python3 pid=31 user=shop\n=== host processes\n31 python3 user=shop variables=FLASK_DEBUG,PATH debugging=FLASK_DEBUG $ python3 -m flask run\n",
        ),
        Bad(
            "=== host listeners\ntcp 127.0.0.1:3000 program=node pid=9 user=web\n=== host processes\n9 node user=web variables=NODE_ENV debugging=NODE_ENV $ node server.js\n",
        ),
        Bad(
            "=== host listeners\ntcp 0.0.0.0:9229 program=node pid=9 user=web\n=== host processes\n9 node user=web variables=PATH development=--inspect $ node --inspect=0.0.0.0:9229 server.js\n",
        ),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== deploy/shop.service
[Service]
Environment=FLASK_DEBUG=0
ExecStart=/srv/venv/bin/gunicorn app:app
=== host listeners
tcp 0.0.0.0:8000 program=gunicorn pid=31 user=shop unit=shop.service
=== host processes
31 gunicorn user=shop unit=shop.service variables=FLASK_DEBUG,PATH debugging=FLASK_DEBUG $ gunicorn: master [app:app]
"#),
        Good(
            "=== host listeners\ntcp 0.0.0.0:5000 program=python3 pid=31 user=shop\n=== host processes\n31 python3 user=shop variables=FLASK_DEBUG,PATH $ python3 -m flask run\n",
        ),
        Good(
            "=== host listeners\ntcp 0.0.0.0:5000 program=gunicorn pid=31 user=shop\n=== host processes\n77 node user=ann variables=NODE_ENV debugging=NODE_ENV $ node build.js\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    let Some(machine) = &facts.machine else { return };
    for process in &machine.processes {
        // What does not listen serves nobody: a build, a shell, an editor.
        let own = machine.listeners.iter().filter(|listener| listener.process == Some(process.id));
        let Some(listener) = own.max_by_key(|listener| reach(listener)) else { continue };
        let (subject, standing) = running::about(facts, &process.name, listener);
        let places = |says: &str| vec![Step::new(process.place(), says), Step::new(listener.place(), "is its socket")];
        let (variables, options) = (quoted(&process.debugging), quoted(&options(process)));
        let far = reach(listener) >= Reach::Private;
        if !variables.is_empty() {
            let (first, rest, told) = declared(facts, process);
            let says = format!(
                "{} (process {}) runs with {variables} switching debugging on{told}.",
                process.name, process.id
            );
            let severity = if far { Severity::High } else { Severity::Medium };
            let seen = places(&format!("has {variables} switched on"));
            let places = [first, seen, rest].concat();
            Fault::new(says).severity(severity).at(out, &subject, standing, Strength::Proves, places);
        } else if !options.is_empty() {
            let says = format!(
                "{} (process {}) was started with {options}, which is for development.",
                process.name, process.id
            );
            let severity = if far && debugs(process) { Severity::High } else { Severity::Medium };
            let fault = Fault::new(says).severity(severity).fix("Start it without that option.");
            fault.at(out, &subject, standing, Strength::Proves, places(&format!("was started with {options}")));
        } else if process.variables.is_none() {
            out.unknown(&subject, standing, "its variables may be read by root only", places("is a server"));
        } else {
            out.passes(&subject, standing, places("has no variable or option that switches debugging on"));
        }
    }
}

/// What the files say of the variables that switch debugging on: what switches it on there, too, where it is mended; what
/// says otherwise; and that, in words.
fn declared(facts: &Facts, process: &Process) -> (Vec<Step>, Vec<Step>, String) {
    let running = facts.running.iter().find(|running| running.process == process.id);
    let Some(environment) = running.and_then(|running| facts.environment(running.environment)) else {
        return (Vec::new(), Vec::new(), String::new());
    };
    let written = environment.variables.iter().filter(|variable| process.debugging.contains(&variable.name));
    let (off, on): (Vec<_>, Vec<_>) = written.partition(|variable| variable.value.text().is_some_and(is_off));
    let step = |variable: &&Variable| {
        let value = variable.value.text().map(|text| format!(" to `{text}`")).unwrap_or_default();
        Step::new(variable.place.clone(), format!("sets {}{value}", variable.name))
    };
    let told = match (off.first(), on.is_empty()) {
        (Some(variable), _) => format!(
            ", though {} switches `{}` off: it was started another way, or before that was written",
            variable.place, variable.name
        ),
        (None, true) => format!(", which nothing in {} does", environment.name),
        (None, false) => String::new(),
    };
    (on.iter().map(step).collect(), off.iter().map(step).collect(), told)
}

/// Values that leave a mode of development off.
fn is_off(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "" | "0" | "false" | "f" | "no" | "n" | "off" | "production")
}

/// Options of its command; a whole command that is for development is the concern of `app/dev-server`.
fn options(process: &Process) -> Vec<String> {
    process.development.iter().filter(|part| part.starts_with('-')).cloned().collect()
}

/// A debugger, as opposed to a watch over files.
fn debugs(process: &Process) -> bool {
    options(process).iter().any(|option| !matches!(&**option, "--reload" | "--watch"))
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
