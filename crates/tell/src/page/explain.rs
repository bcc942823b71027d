//! A rule's page for the terminal.

use std::io::{self, Write};

use sneck_model::{Example, Framework, Rule};

use super::remedy::{parts, plain};
use crate::paint::Paint;
use crate::wrap::wrap;

/// Writes what a rule is about: what it reports, why that matters, what to do, examples, references.
pub fn explain(rule: &Rule, width: usize, color: bool, to: &mut dyn Write) -> io::Result<()> {
    let paint = Paint(color);
    writeln!(to, "{} {}: {}", paint.severity(rule.severity, rule.severity.name()), paint.bold(rule.id), rule.title)?;
    let sections = [
        ("The state to be in", state(rule)),
        ("Why it matters", rule.why.to_owned()),
        ("What to do", what_to_do(rule)),
        ("What `sneck fix` does", fixes(rule)),
        ("Reported, for example", example(rule, |e| matches!(e, Example::Bad(_)))),
        ("Not reported", example(rule, |e| matches!(e, Example::Good(_)))),
        ("References", rule.references.join("\n")),
    ];
    for (name, text) in sections.iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(to, "\n{}", paint.bold(name))?;
        for line in wrap(text, width) {
            writeln!(to, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

/// A template has none.
fn state(rule: &Rule) -> String {
    if rule.checklist.is_empty() { String::new() } else { format!("{}.", rule.checklist) }
}

/// That it can be fixed.
fn fixes(rule: &Rule) -> String {
    let says = "It changes the file where it can. `sneck fix --diff` shows how, `docs/fix.md` says what is safe.";
    if rule.mend.is_some() { says.to_owned() } else { String::new() }
}

/// The remedy, and what differs in other frameworks.
pub(super) fn what_to_do(rule: &Rule) -> String {
    let own = |(framework, text): &(Framework, &str)| format!("In {}: {}", framework.name(), plain(&parts(text)));
    let all = std::iter::once(plain(&parts(rule.remedy))).chain(rule.remedies.iter().map(own));
    all.collect::<Vec<_>>().join("\n\n")
}

/// The first example of a sort, indented.
fn example(rule: &Rule, sort: impl Fn(&Example) -> bool) -> String {
    let world = rule.examples.iter().find(|e| sort(e)).map(Example::world).unwrap_or_default();
    world.trim_end().lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Shown, pages, rules_text};
    use crate::testing::RULE;

    fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn explain_says_what_why_and_what_to_do() {
        let expected = "\
critical app/debug-mode: Debug mode is on

The state to be in
Debug mode is off.

Why it matters
Visitors run code.

What to do
Turn it off:

    app.run()

Reported, for example
    === app.py
    app.run(debug=True)

Not reported
    === app.py
    app.run()

References
https://example.org/
";
        assert_eq!(written(|to| explain(&RULE, 80, false, to)), expected);
    }

    #[test]
    fn the_page_shows_the_real_message_beside_the_example() {
        let shown = |_: &Rule, example: usize| Shown {
            label: ["Flask", "A recorded answer"][example].into(),
            message: (example == 0).then(|| "Debug mode is on (app.py:1).".into()),
            fixed: None,
        };
        let all = pages(&[&RULE], &shown);
        let paths: Vec<_> = all.iter().map(|p| &*p.path).collect();
        assert_eq!(paths, ["docs/rules/README.md", "docs/rules/app/debug-mode.md"]);
        assert!(
            all[0].text.contains("- [App: framework and process settings](#app-framework-and-process-settings) (1)\n")
        );
        assert!(all[0].text.contains("| [app/debug-mode](app/debug-mode.md) | critical | Debug mode is on |\n"));
        let expected = "\
# Debug mode is on

Rule `app/debug-mode` · **critical** in production · [CWE-489](https://cwe.mitre.org/data/definitions/489.html) · since 0.1 \
· [all rules](../README.md)

The state to be in: *Debug mode is off.*

## Why it matters

Visitors run code.

## What to do

Turn it off:

```text
app.run()
```

## Reported, for example

### Flask

`app.py`:

```python
app.run(debug=True)
```

> Debug mode is on (app.py:1).

## Not reported, or as info only

### A recorded answer

`app.py`:

```python
app.run()
```

## Accepting it

Where the risk was weighed, a comment on the line or above it says so, or [a table of \
`sneck.toml`](../../configuration.md#accepting-findings):

```text
# sneck: ignore[app/debug-mode] the reason
```

## References

- <https://example.org/>
";
        assert_eq!(all[1].text, expected);
    }

    #[test]
    fn the_list_is_a_table() {
        assert_eq!(written(|to| rules_text(&[&RULE], false, to)), "critical app/debug-mode  Debug mode is on\n");
    }
}
