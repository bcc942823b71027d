//! What the comment shows, and that nothing in it comes to life.

use sneck_model::{Facts, Finding, Report, Severity, Step, Suppression, Unread};

use super::report_markdown;
use crate::root::Root;
use crate::testing::{file, finding, report};

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    report_markdown(report, &Facts::default(), &Root::default(), &mut out).expect("memory");
    String::from_utf8(out).expect("text")
}

fn debug() -> Finding {
    let places = vec![
        Step::new(file("compose.yaml", 4), "sets `FLASK_DEBUG` to 1"),
        Step::new(file("config.py", 8), "reads it"),
    ];
    let mut debug = finding("app/debug-mode", Severity::Critical, places);
    debug.fix = "Turn it off:\n\napp.run()\n\nIt is off by default.".into();
    debug
}

#[test]
fn the_comment_has_the_numbers_and_each_finding_folded_away() {
    let mut known = debug();
    known.suppressed = Some(Suppression { by: "baseline".into(), reason: String::new(), place: None });
    let mut report = report(vec![debug(), known]);
    report.unread = vec![Unread { path: "odd.py".into(), line: 0, why: "not valid Python".into() }];
    let expected = "\
## sneck: grade F, 20 of 100

Judged as production runs it: `compose.yaml#web`.

| critical | high | medium | low |
|---|---|---|---|
| 1 | 1 | 0 | 1 |

Beside that 1 in the baseline.

<details><summary><b>critical</b>: Something is unsafe <code>compose.yaml:4</code></summary>

It is unsafe here, and it matters.

- `compose.yaml:4`: sets `FLASK_DEBUG` to 1
- `config.py:8`: reads it

**What to do:** Turn it off:

```text
app.run()
```

It is off by default.

[`app/debug-mode`](https://github.com/sneck-audit/sneck/blob/main/docs/rules/app/debug-mode.md)

</details>

20 of 25 questions that apply here answered.

<details><summary>1 could not be read</summary>

- `odd.py`: not valid Python

</details>
";
    assert_eq!(written(&report), expected);
}

#[test]
fn nothing_of_a_hostile_project_comes_to_life() {
    let path = "</code></details>`<img src=x onerror=alert(1)>`\n## @everyone [x](http://evil.test).py";
    let says = "is `on` @team </details>\n\n# heading";
    let mut odd = finding("app/debug-mode", Severity::High, vec![Step::new(file(path, 1), says)]);
    odd.message = "![x](http://evil.test/pixel) <script>\n```\n- [ ] #1".into();
    odd.fix = "Write:\n\n```\n</details>\n````\n<b>".into();
    let mut report = report(vec![odd]);
    report.environments[0].name = "`@everyone\n# x".into();
    report.unread = vec![Unread { path: "`\n<b>".into(), line: 0, why: "<b>@me</b>".into() }];
    let text = written(&report);
    // In code nothing lives: spans end at as many backticks as they begin with, and no text inside has as many.
    let spans = [
        "``</code></details>`<img src=x onerror=alert(1)>` ## @everyone [x](http:/evil.test).py:1``",
        "`` `@everyone # x ``",
        "`` ` <b> ``",
    ];
    let text = spans.iter().fold(text, |text, span| {
        assert_eq!(text.matches(span).count(), 1, "{span} in\n{text}");
        text.replace(span, "")
    });
    for live in ["<img", "<script", "![", "](http://evil", "\n#1", "\n# ", "\n## @", "<b>@", " @team", " @me"] {
        assert!(!text.contains(live), "{live} in\n{text}");
    }
    assert_eq!(text.matches("<details>").count(), 2, "{text}");
    // The one in the lines to write stands inside of a fence that is longer than those in it.
    assert!(text.contains("`````text\n```\n</details>\n````\n<b>\n`````\n"), "{text}");
}

#[test]
fn a_comment_holds_so_much_and_says_what_is_left() {
    let long = || {
        let mut long = debug();
        long.message = "`é` <*> ".repeat(500);
        long
    };
    let text = written(&report((0..500).map(|_| long()).collect()));
    assert!(text.chars().count() <= 65_536 && text.len() > 40_000, "{}", text.len());
    let shown = text.matches("<b>critical</b>").count();
    assert!(text.contains(&format!("**{} more findings do not fit in here:**", 500 - shown)), "{shown}");
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}

#[test]
fn nothing_found_is_a_short_comment() {
    let mut clean = report(Vec::new());
    clean.summary.counts = sneck_model::Counts::default();
    let text = written(&clean);
    assert!(text.contains("| 0 | 0 | 0 | 0 |\n\n20 of 25"), "{text}");
}
