//! `sneck rules test`: the examples of the user's own rules are their tests.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use sneck_custom::{OwnExample, OwnRule};
use sneck_judge::{Options, judge};
use sneck_model::Severity;

use crate::exit::{Exit, Failure};
use crate::output;
use crate::own::OwnRules;

/// Options of `sneck rules test`.
#[derive(Args, Debug)]
pub struct Test {
    /// The folder that holds the project: rules stand in its sneck.toml and in rules/*.toml [default: .]
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    path: PathBuf,
}

impl Test {
    /// Judges each example by its rule.
    pub fn run(&self) -> Result<Exit, Failure> {
        let own = OwnRules::load(&self.path)?;
        if own.all.is_empty() {
            return Err(Failure::usage("there are no rules: write `[[rule]]` tables into sneck.toml or rules/*.toml"));
        }
        let (mut text, mut wrong) = (String::new(), 0);
        for rule in &own.all {
            let told = tested(rule);
            wrong += usize::from(!told.is_empty());
            let state = if told.is_empty() { "ok" } else { "FAILED" };
            // Writing to a text does not fail.
            let _ = writeln!(text, "{} ({} examples): {state}", rule.id(), rule.examples().count());
            told.iter().for_each(|line| text += &format!("  {line}\n"));
        }
        let _ = writeln!(text, "\n{} rules, {wrong} with mistakes", own.all.len());
        output::deliver(None, |to| to.write_all(text.as_bytes()))?;
        Ok(if wrong > 0 { Exit::Findings } else { Exit::Fine })
    }
}

/// What is wrong with a rule's examples.
fn tested(rule: &OwnRule) -> Vec<String> {
    let mut told: Vec<String> =
        rule.examples().enumerate().filter_map(|(at, one)| mistake(rule, at + 1, &one)).collect();
    for (fails, what) in [(true, "that it fails"), (false, "that it does not fail")] {
        if !rule.examples().any(|example| example.fails == fails) {
            told.push(format!("no example {what}: write a `[[rule.example]]` with `fails = {fails}`"));
        }
    }
    told
}

fn mistake(rule: &OwnRule, number: usize, example: &OwnExample) -> Option<String> {
    let tree = match sneck_read::world::parse(&example.world) {
        Ok(tree) => tree,
        Err(error) => return Some(format!("example {number}, line {}: {}", error.line, error.why)),
    };
    let mut facts = sneck_read::facts(&tree);
    let report = judge(&[&rule.rule()], &mut facts, &Options::default()).ok()?;
    let found = report.findings.iter().any(|f| f.rule == rule.id() && f.severity > Severity::Info);
    let expected = |fails: bool| if fails { "a finding" } else { "none" };
    (found != example.fails).then(|| {
        let unknown = report.not_looked_at.iter().map(|row| format!("; not judged: {}", row.why)).collect::<String>();
        format!("example {number}: expected {}, got {}{unknown}", expected(example.fails), expected(found))
    })
}
