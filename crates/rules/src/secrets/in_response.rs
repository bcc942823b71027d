//! `secrets/in-response`: an answer carries a key.

use std::collections::BTreeMap;

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Exchange, Facts, Literal, Rule, Severity, Standing, Step, Strength, Subject, Verdicts};

use crate::common::Fault;
use crate::live;
use crate::served;
use crate::signals::debugger;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/in-response",
    title: "An answer carries a key",
    severity: Severity::Critical,
    checklist: "No answer carries a key of the operator",
    why: "A key in an answer belongs to whoever asks. With the operator's key they act as the operator: read the \
          database, send mail, spend money, give themselves more rights. It happens where a whole record is answered in \
          place of the fields that are meant, and where a script that browsers get needs what only the server may know.",
    remedy: "Change the key, since it is known. Answer with the fields that are meant, by name:\n\n\
             return {\"name\": user.name, \"plan\": user.plan}\n\n\
             What a script in the browser needs a key for belongs into a route of your own server.",
    remedies: &[],
    references: &[
        "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/",
        "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
    ],
    cwe: &[200, 522],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/api/limits
200
content-type: application/json

{"plan": "free", "mail_key": "SG.k3Vd8Tq1Zx7Rb5Wmn2Yc9L.k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Gak3Vd8Tq1Zx7"}
"#),
        Bad(r#"=== config.py
API_KEY = "q8Zt2LmX5vRk9WcB3nYd7HsJ"
=== GET https://shop.example/api/status
200
content-type: application/json

{"ok": true, "key": "q8Zt2LmX5vRk9WcB3nYd7HsJ"}
"#),
        Good(
            r#"=== config.py
API_KEY = "q8Zt2LmX5vRk9WcB3nYd7HsJ"
=== GET https://shop.example/api/status
200
content-type: application/json

{"ok": true, "key": "set"}
"#,
        ),
        Good(
            r#"=== GET https://shop.example/api/limits
200
content-type: application/json

{"plan": "free", "etag": "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "id": "3f2504e0-4f89-11d3-9a0c-0305e82c3301"}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// What is shown, in words, and where.
type Shown = (String, Vec<Step>);

/// Bits of randomness below which a value may stand in any answer by chance.
const TELLING: u32 = 48;

fn check(facts: &Facts, out: &mut Verdicts) {
    let mut shown: BTreeMap<(Subject, Standing), Vec<Shown>> = BTreeMap::new();
    for (index, answer) in facts.exchanges.iter().enumerate().filter(|(_, answer)| is_meant_to_be_shown(answer)) {
        let of_provider = facts.disclosed.iter().filter(|d| d.exchange == index);
        let told =
            of_provider.map(|d| (format!("a {}", d.name), vec![carries(answer, &format!("carries a {}", d.name))]));
        let own = facts
            .literals
            .iter()
            .filter(|l| carries_it(answer, l))
            .map(|l| (format!("`{}`", l.name), joined(answer, l)));
        let found: Vec<_> = own.chain(told).collect();
        if !found.is_empty() {
            shown.entry(facts.about(answer)).or_default().extend(found);
        }
    }
    for ((subject, standing), found) in shown {
        fails(out, &subject, standing, &found);
    }
}

/// A file that should not be served at all, and a debugger, are the concern of other rules.
fn is_meant_to_be_shown(answer: &Exchange) -> bool {
    answer.is_own() && served::handed(answer).is_none() && debugger(answer).is_none()
}

/// The answer holds the very value that the project keeps as a secret.
fn carries_it(answer: &Exchange, literal: &Literal) -> bool {
    let body = answer.bytes();
    let holds = |value: &[u8]| value.len() >= 8 && body.windows(value.len()).any(|window| window == value);
    literal.value.len() <= body.len() && literal.value.bits() >= TELLING && literal.value.attempt(holds)
}

fn carries(answer: &Exchange, says: &str) -> Step {
    let by = if answer.identity.is_anonymous() { String::new() } else { format!(", seen as {}", answer.identity) };
    live::step(answer, "body", format!("{says}{by}"))
}

fn joined(answer: &Exchange, literal: &Literal) -> Vec<Step> {
    let written = Step::new(literal.place.clone(), format!("holds `{}`", literal.name));
    vec![carries(answer, &format!("carries the value of `{}`", literal.name)), written]
}

fn fails(out: &mut Verdicts, subject: &Subject, standing: Standing, found: &[Shown]) {
    let Some((name, steps)) = found.first() else { return };
    let Some(at) = steps.first() else { return };
    let says = format!("{} carries {name}: whoever asks has it and acts with its rights.", at.place);
    let places = found.iter().flat_map(|(_, steps)| steps.iter().cloned()).collect();
    Fault::new(says).at(out, subject, standing, Strength::Proves, live::few(places));
}
