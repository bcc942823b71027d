//! Every rule that mends, on its own examples.

use sneck_judge::Options;
use sneck_model::{Example, Rule};
use sneck_read::Tree;
use sneck_rules::RULES;

use fixing::{Fixed, Fixing, original, with};

/// What the program itself does, short of writing files.
#[path = "../src/fixing.rs"]
mod fixing;

fn options(rule: &Rule) -> Options {
    Options { select: vec![rule.id.into()], ..Options::default() }
}

fn fix(rule: &Rule, tree: &Tree) -> Fixed {
    Fixing { rules: RULES, options: &options(rule), tree, unsafe_too: true }.run()
}

/// Comments of a text that stand alone or after code, for languages that begin them with `#`.
fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.find("# ").map(|at| line[at..].trim_end())).collect()
}

/// What is wrong with how a rule mends an example; nothing when it does, or has nothing to mend there.
fn fault(rule: &Rule, tree: &Tree, fixed: &Fixed) -> Option<String> {
    for (path, new) in &fixed.texts {
        let Some(old) = original(tree, path) else { continue };
        let lost = comments(&old).into_iter().find(|comment| !new.contains(comment));
        if let Some(comment) = lost {
            return Some(format!("loses `{comment}`"));
        }
    }
    if let Some((finding, why)) = fixed.refused.first() {
        return Some(format!("proposes what does not help for `{}`: {why}", finding.message));
    }
    let again = fix(rule, &with(tree, &fixed.texts));
    (!again.texts.is_empty()).then(|| "has something to do a second time".to_owned())
}

#[test]
fn every_rule_that_mends_does_so_on_its_own_examples() {
    let mut faults = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.mend.is_some()) {
        let mut mended = 0;
        for (number, example) in rule.examples.iter().enumerate().filter(|(_, e)| matches!(e, Example::Bad(_))) {
            let tree = sneck_read::world::parse(example.world()).expect(rule.id);
            let fixed = fix(rule, &tree);
            mended += usize::from(!fixed.texts.is_empty() && !fixed.done.is_empty());
            let told = fault(rule, &tree, &fixed);
            faults.extend(told.map(|told| format!("{}, example {}: {told}", rule.id, number + 1)));
        }
        if mended == 0 {
            faults.push(format!("{} mends none of its examples", rule.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
