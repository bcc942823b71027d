//! A rule that was read, and its check.

use sneck_model::{Check, Facts, OwnCheck, Rule, Severity, Strength, Verdicts};

use crate::expression::{Answer, Expression};
use crate::file::{Mistake, RuleText, read};
use crate::rows::{Row, TABLES, Table};

/// A world that the rule must or must not fail.
#[derive(Clone, Debug)]
pub struct OwnExample {
    /// In the text form of `docs/worlds.md`.
    pub world: String,
    /// Whether the rule fails in it.
    pub fails: bool,
}

/// One rule of the user's own.
pub struct OwnRule {
    text: RuleText,
    severity: Severity,
    checklist: String,
    why: String,
    check: Box<OwnCheck>,
}

/// The rules that a file's text holds; `is_ours` says which ids are taken.
pub fn rules(text: &str, is_ours: &dyn Fn(&str) -> bool) -> Result<Vec<OwnRule>, Mistake> {
    read(text)?.into_iter().map(|rule| OwnRule::new(rule, is_ours, text)).collect()
}

impl OwnRule {
    fn new(text: RuleText, is_ours: &dyn Fn(&str) -> bool, file: &str) -> Result<Self, Mistake> {
        let wrong = |why: String| Mistake { line: line_of(file, &text.id), why: format!("rule `{}`: {why}", text.id) };
        let well_formed = text.id.split('/').count() == 2 && text.id.split('/').all(is_word);
        if !well_formed {
            return Err(wrong("an id is `group/name` in lower case, such as `own/queue-tls`".to_owned()));
        }
        if is_ours(&text.id) {
            return Err(wrong("a rule of that id exists already".to_owned()));
        }
        let severity = Severity::named(&text.severity)
            .ok_or_else(|| wrong("the severity is critical, high, medium, low or info".to_owned()))?;
        let names = || TABLES.iter().map(|table| table.name).collect::<Vec<_>>().join(", ");
        let table = TABLES
            .iter()
            .find(|table| table.name == text.over)
            .ok_or_else(|| wrong(format!("`over` names one of the tables {}", names())))?;
        let compile = |name: &str, expression: &str| {
            Expression::compile(expression).map_err(|why| wrong(format!("`{name}`: {why}")))
        };
        let which = text.which.as_deref().map(|which| compile("where", which)).transpose()?;
        let fails = compile("fails", &text.fails)?;
        let says = text.says.clone();
        let check = move |facts: &Facts, out: &mut Verdicts| {
            for row in (table.rows)(facts) {
                judge(table, &which, &fails, &says, row, out);
            }
        };
        let checklist = text.checklist.clone().unwrap_or_else(|| format!("Not so: {}", text.title));
        let why = text.why.clone().unwrap_or_else(|| text.says.clone());
        Ok(Self { severity, checklist, why, check: Box::new(check), text })
    }

    /// As a rule like any other, lent for as long as this one lives.
    #[must_use]
    pub fn rule(&self) -> Rule<'_> {
        Rule {
            id: &self.text.id,
            title: &self.text.title,
            severity: self.severity,
            checklist: &self.checklist,
            why: &self.why,
            remedy: &self.text.fix,
            remedies: &[],
            references: &[],
            cwe: &self.text.cwe,
            since: "",
            examples: &[],
            asks: None,
            check: Check::Expression(&*self.check),
            mend: None,
        }
    }

    /// `group/name`
    #[must_use]
    pub fn id(&self) -> &str {
        &self.text.id
    }

    /// Its examples.
    pub fn examples(&self) -> impl Iterator<Item = OwnExample> {
        self.text.example.iter().map(|one| OwnExample { world: one.world.clone(), fails: one.fails })
    }
}

fn is_word(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn line_of(file: &str, id: &str) -> usize {
    file.lines().position(|line| line.contains(id)).map_or(0, |at| at + 1)
}

fn judge(table: &Table, which: &Option<Expression>, fails: &Expression, says: &str, row: Row, out: &mut Verdicts) {
    match which.as_ref().map(|which| which.evaluate(table.row, &row.json)) {
        None | Some(Answer::Is(true)) => {}
        // A row without the field that is asked for is none of those that are meant.
        Some(Answer::Is(false) | Answer::Unknown(_)) => return,
    }
    if let Some(why) = row.unknown {
        return out.unknown(&row.subject, row.standing, why, row.places);
    }
    match fails.evaluate(table.row, &row.json) {
        Answer::Is(true) => drop_handle(out.fails(&row.subject, row.standing, Strength::Shows, says, row.places)),
        Answer::Is(false) => out.passes(&row.subject, row.standing, row.places),
        Answer::Unknown(why) => out.unknown(&row.subject, row.standing, why, row.places),
    }
}

/// Nothing is to be added to the verdict.
fn drop_handle(_: &mut sneck_model::Verdict) {}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Outcome;

    const RULE: &str = "\
[[rule]]
id = 'own/debug'
title = 'Debug mode is on'
severity = 'high'
over = 'settings'
where = \"setting.key == 'app.debug' && setting.kind == 'production'\"
fails = 'setting.value'
says = 'Debug is on.'
fix = 'Turn it off.'
[[rule.example]]
fails = true
world = '''
=== app.py
from flask import Flask
app = Flask(__name__)
app.config['DEBUG'] = True
'''
";

    fn none(_: &str) -> bool {
        false
    }

    #[test]
    fn a_rule_judges_the_rows_that_it_means() {
        let rules = rules(RULE, &none).expect("a rule");
        let example = rules[0].examples().next().expect("an example");
        let tree = sneck_read::world::parse(&example.world).expect("a world");
        let mut out = Verdicts::default();
        let Check::Expression(check) = rules[0].rule().check else { panic!("an expression") };
        check(&sneck_read::facts(&tree), &mut out);
        let fails = out.into_vec().into_iter().filter(|v| matches!(v.outcome, Outcome::Fails(_))).count();
        assert_eq!(fails, 1);
    }

    #[test]
    fn mistakes_say_what_is_expected() {
        let table = [
            ("'own/debug'", "'Debug'", "group/name"),
            ("'high'", "'bad'", "critical, high"),
            ("'settings'", "'setting'", "settings, routes"),
            ("'setting.value'", "'setting.value =='", "CEL"),
        ];
        for (old, new, expected) in table {
            let error = rules(&RULE.replace(old, new), &none).map(|_| ()).expect_err(new);
            assert!(error.why.contains(expected), "{error:?}");
        }
        let taken = rules(RULE, &|id| id == "own/debug").map(|_| ()).expect_err("taken");
        assert!(taken.why.contains("exists already") && taken.line == 2, "{taken:?}");
    }
}
