//! What workflows come to.

use sneck_model::{Facts, Key, Value};

use crate::config::stack::Stack;
use crate::config::testing::tree;

fn settings(text: &str, key: Key) -> Vec<(String, bool, u32)> {
    let mut facts = Facts::default();
    super::read(&tree(&[(".github/workflows/a.yml", text)]), &Stack::default(), &mut facts);
    let line = |s: &sneck_model::Setting| s.because[0].place.file().map_or(0, |(_, line)| line);
    let bad = |s: &sneck_model::Setting| !matches!(s.value, Value::None | Value::Bool(false));
    let name = |s: &sneck_model::Setting| s.component.name.trim_start_matches(".github/workflows/a.yml").to_owned();
    facts.settings_of(key).map(|s| (name(s), bad(s), line(s))).collect()
}

#[test]
fn a_title_in_a_script_is_found_on_its_line() {
    let text = "on: issues\njobs:\n  a:\n    steps:\n    - name: greet\n      run: |\n        set -e\n        echo \"${{ github.event.issue.title }}\"\n\
                \x20   - run: echo ${{ github.event.issue.number }} ${{ github.event.issue.title == 'x' }}\n";
    assert_eq!(settings(text, Key::CI_INJECTION), [("#a/greet".to_owned(), true, 8)]);
}

#[test]
fn code_of_strangers_is_fetched_and_run() {
    let head = |guard: &str, run: &str| {
        format!(
            "on:\n  pull_request_target:\njobs:\n  a:\n    {guard}\n    steps:\n    - uses: actions/checkout@v4\n      with:\n        \
             ref: ${{{{ github.event.pull_request.head.sha }}}}\n    - run: {run}\n"
        )
    };
    let found = |text: &str| settings(text, Key::CI_UNTRUSTED_CODE);
    assert_eq!(found(&head("runs-on: x", "npm ci && npm test")), [("#a".to_owned(), true, 9)]);
    assert_eq!(found(&head("runs-on: x", "git diff --stat")), [("#a".to_owned(), false, 9)]);
    let own = "if: github.event.pull_request.head.repo.full_name == github.repository";
    assert_eq!(found(&head(own, "npm ci")), [("#a".to_owned(), false, 9)]);
    assert_eq!(found(&head("runs-on: x", "make").replace("_target", "")), []);
}

#[test]
fn passwords_of_databases_for_a_test_are_left_to_others() {
    let text =
        "on: push\nenv:\n  POSTGRES_PASSWORD: postgres\n  API_KEY: ${{ secrets.API_KEY }}\njobs: {a: {steps: []}}\n";
    let found = settings(text, Key::CI_SECRET);
    assert!(found.len() == 2 && found.iter().all(|(_, bad, _)| !bad), "{found:?}");
}
