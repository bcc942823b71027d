//! `accounts/no-forced-change`: the first administrator keeps the password that the set-up gave him.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Literal, LiteralForm, Rule, Severity, Standing, Strength, Verdicts};

use crate::common::{Fault, file_of, step_at};
use crate::passwords;

/// The rule.
pub static RULE: Rule = Rule {
    id: "accounts/no-forced-change",
    title: "A first password is never asked to be changed",
    severity: Severity::Low,
    checklist: "First passwords are chosen or changed by their owner",
    why: "A set-up that creates an administrator with the same first password everywhere relies on somebody remembering \
          to change it. Most installations keep it for as long as they run.",
    remedy: "Make a new password at each set-up and show it once, or refuse to go on until it was changed:\n\n\
             password = secrets.token_urlsafe()\n\
             print(\"The administrator's password is\", password)",
    remedies: &[],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
        "https://pages.nist.gov/800-63-4/sp800-63b.html",
    ],
    cwe: &[1392, 1393],
    since: "0.1",
    examples: &[
        Bad(r#"=== seed.py
from models import User, db

def seed():
    db.session.add(User(username="admin", password="Gx7pQ2vLw9", is_admin=True))
    db.session.commit()
"#),
        Bad(r#"=== setup.py
import os
from models import User

ADMIN_PASSWORD = os.environ.get("ADMIN_PASSWORD", "Gx7pQ2vLw9")

def first_user():
    return User(username="admin", password=ADMIN_PASSWORD)
"#),
        Good(
            r#"=== seed.py
import secrets
from models import User, db

def seed():
    password = secrets.token_urlsafe()
    db.session.add(User(username="admin", password=password, is_admin=True))
    db.session.commit()
    print("The administrator's password is", password)
"#,
        ),
        Good(
            r#"=== tests/conftest.py
from models import User, db

def seed():
    db.session.add(User(username="admin", password="Gx7pQ2vLw9", is_admin=True))
    db.session.commit()
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for literal in facts.literals.iter().filter(|l| is_first_password(l)) {
        let user = passwords::user(literal).unwrap_or("admin");
        let says = format!(
            "Each set-up gives the account `{user}` the same first password, and nothing that was read asks for it to be \
             changed."
        );
        let step = step_at(&literal.place, format!("gives {user} a first password"));
        let (subject, standing) = (file_of(&literal.place), Standing::Kind(literal.kind));
        Fault::new(says).at(out, &subject, standing, Strength::Suggests, vec![step]);
    }
}

/// The password that a set-up gives an administrator of the app.
fn is_first_password(literal: &Literal) -> bool {
    let named = || {
        let name = literal.name.to_ascii_lowercase();
        literal.form == LiteralForm::Fallback && name.contains("admin") && name.contains("pass")
    };
    let seeded = || passwords::is_seed(literal) && literal.user.as_deref().is_some_and(passwords::is_privileged);
    !literal.value.is_empty() && (named() || seeded())
}
