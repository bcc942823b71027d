//! `secrets/shared-across-environments`: production uses a secret of development.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Environment, Facts, Kind, Rule, Secret, Severity, Standing, Step, Strength, Variable, Verdicts,
};

use crate::common::{Fault, file_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/shared-across-environments",
    title: "Production shares a secret with another environment",
    severity: Severity::Medium,
    checklist: "Each environment has secrets of its own",
    why: "A developer's machine and a test server are read by more people and guarded less than production. With the same \
          secret in both, what is taken there opens production: a session that was signed on a laptop is valid for real \
          users' accounts.",
    remedy: "Give production its own, and supply it where production is deployed:\n\n\
             python -c 'import secrets; print(secrets.token_hex())'",
    remedies: &[],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[1392, 321],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
=== compose.prod.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      SECRET_KEY: c41d9f2a8be75e30a6f1b97d24ce805f
=== compose.dev.yaml
services:
  web:
    image: shop
    command: flask --app app run
    environment:
      SECRET_KEY: c41d9f2a8be75e30a6f1b97d24ce805f
"#),
        Bad(r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
=== docker-compose.yml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      - SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
=== docker-compose.staging.yml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      - SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
=== compose.prod.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      SECRET_KEY: ${SECRET_KEY:?set it}
=== compose.dev.yaml
services:
  web:
    image: shop
    command: flask --app app run
    environment:
      SECRET_KEY: c41d9f2a8be75e30a6f1b97d24ce805f
"#,
        ),
        Good(
            r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
=== compose.prod.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      SECRET_KEY: 7e02b94ac15d8f36b0d2e85a914c6f73
=== compose.dev.yaml
services:
  web:
    image: shop
    command: flask --app app run
    environment:
      SECRET_KEY: c41d9f2a8be75e30a6f1b97d24ce805f
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    let (production, others): (Vec<&Environment>, Vec<_>) =
        facts.environments.iter().partition(|e| e.kind == Kind::Production);
    for (environment, variable, secret) in production.iter().flat_map(|e| secrets(e)) {
        let (subject, standing) = (file_of(&variable.place), Standing::Environment(environment.id));
        let here = Step::new(variable.place.clone(), format!("gives {} to {}", variable.name, environment.name));
        match others.iter().flat_map(|e| secrets(e)).find(|(_, v, s)| shares(variable, secret, v, s)) {
            None => out.passes(&subject, standing, vec![here]),
            Some((other, same, _)) => {
                let there = Step::new(same.place.clone(), format!("gives the same value to {}", other.name));
                fault(variable, other, same).at(out, &subject, standing, Strength::Proves, vec![here, there]);
            }
        }
    }
}

/// Variables of an environment that hold secrets.
fn secrets(environment: &Environment) -> impl Iterator<Item = (&Environment, &Variable, &Secret)> {
    let held = environment.variables.iter().filter_map(|v| Some((v, v.value.secret()?)));
    held.filter(|(_, s)| !s.is_empty()).map(move |(v, s)| (environment, v, s))
}

/// The same variable with the same value, written twice. One file that both read is one value, and its
/// own rules say what is wrong with that.
fn shares(variable: &Variable, secret: &Secret, other: &Variable, theirs: &Secret) -> bool {
    variable.name == other.name && secret == theirs && variable.place != other.place
}

fn fault(variable: &Variable, other: &Environment, same: &Variable) -> Fault {
    Fault::new(format!(
        "`{}` has the same value in production ({}) and in {} ({}, {}): what is taken there opens production.",
        variable.name,
        variable.place,
        other.name,
        other.kind.name(),
        same.place
    ))
    .fix(format!("Make a value for production alone, and supply it from outside in place of {}.", variable.place))
}
