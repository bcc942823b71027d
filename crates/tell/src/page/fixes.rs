//! The page about `sneck fix`: which rules it mends, and how.

use sneck_model::Rule;

use super::{Fixed, Page, Shown};

const HEAD: &str = "\
# What `sneck fix` changes

    sneck fix --diff                  # shows the changes as a diff and changes nothing
    sneck fix                         # makes those that are safe
    sneck fix --unsafe-fixes          # makes the others as well
    sneck fix --select cookies        # for findings of these rules alone

Findings of production above info that are neither accepted nor made up for are fixed where a change to a file can do it. `--select`,
`--ignore` and `--environment` choose among them as in `sneck check`.

- **Safe** changes leave what the program does as it is, apart from the weakness. They are made without being asked for.
- **Unsafe** ones may change it, or stop a deploy that does not know of them: a variable that has to be supplied, a port that
  is closed, a cookie that plain HTTP does not carry. They wait for `--unsafe-fixes`. Read the diff first.

Every change is tried before it is written. The changed project is read and judged again in memory. A change after which a
file cannot be read any more, an app is not recognised any more, or the finding is still there, is taken back and named.
Comments, indentation and ends of lines stay as they are. Files are replaced whole or not at all, keep their permissions, and are
left alone when they changed in the meantime or are reached through a symbolic link. A second run finds nothing to do.

A secret that was written down stays known: reading it from the environment from now on does not make a new one. Change it.

| exit code | meaning |
|---|---|
| 0 | what can be fixed is fixed; with `--diff`, there is nothing to fix |
| 1 | with `--diff`, there is something to fix |
| 2 | the command line or the configuration is not well formed |
| 3 | a file could not be read or written |

## Rules that it mends

| rule | changes |
|---|---|
";

/// The page, with a row for each rule that mends. `shown` tells of a rule's example of that index.
pub fn fixes(rules: &[&Rule], shown: &dyn Fn(&Rule, usize) -> Shown) -> Page {
    let mut mended: Vec<&&Rule> = rules.iter().filter(|rule| rule.mend.is_some()).collect();
    mended.sort_by_key(|rule| rule.id);
    let row = |rule: &&&Rule| {
        let all: Vec<Fixed> = (0..rule.examples.len()).filter_map(|at| shown(rule, at).fixed).collect();
        format!("| [{}](rules/{}.md) | {} |\n", rule.id, rule.id, word(&all))
    };
    let rows: String = mended.iter().map(row).collect();
    Page { path: "docs/fix.md".into(), text: format!("{HEAD}{rows}\n{} rules.\n", mended.len()) }
}

fn word(all: &[Fixed]) -> &'static str {
    match (all.iter().any(|fixed| fixed.safe), all.iter().any(|fixed| !fixed.safe)) {
        (true, false) => "safe",
        (true, true) => "some safe",
        _ => "unsafe",
    }
}
