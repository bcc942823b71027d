//! `host/running-debug-env`: a running process has a variable that switches debugging on.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Rule, Severity, Step, Strength, Subject, SubjectKind, Verdicts};

use crate::common::Fault;
use crate::machine::{PRODUCTION, reach};
use crate::services::Reach;

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/running-debug-env",
    title: "A running server has debugging switched on in its variables",
    severity: Severity::High,
    checklist: "No running server has variables of development",
    why: "Whatever the files say, this process was started with it. A debug mode shows code, settings and variables \
          to whoever causes an error, and some run what a visitor types. Variables come from a shell, a unit or a \
          script that nobody looks at any more.",
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
        let subject = Subject::new(SubjectKind::Host, format!("{} on {}", process.name, listener.at));
        let places = |says: &str| vec![Step::new(process.place(), says), Step::new(listener.place(), "is its socket")];
        if process.variables.is_none() {
            out.unknown(&subject, PRODUCTION, "its variables may be read by root only", places("is a server"));
        } else if process.debugging.is_empty() {
            out.passes(&subject, PRODUCTION, places("has no variable that switches debugging on"));
        } else {
            let names: Vec<_> = process.debugging.iter().map(|name| format!("`{name}`")).collect();
            let names = names.join(", ");
            let says = format!("{} (process {}) runs with {names} switching debugging on.", process.name, process.id);
            let severity = if reach(listener) >= Reach::Private { Severity::High } else { Severity::Medium };
            let fault = Fault::new(says).severity(severity);
            fault.at(out, &subject, PRODUCTION, Strength::Proves, places(&format!("has {names} switched on")));
        }
    }
}
