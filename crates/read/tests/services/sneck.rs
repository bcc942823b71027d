//! What sneck reads of the same files.

use sneck_model::{Facts, Key, Setting, Value};
use sneck_read::{File, Tree};

/// Everything that is read of some files.
pub fn facts(files: &[(&str, &str)]) -> Facts {
    let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    sneck_read::facts(&Tree { files, ..Tree::default() })
}

/// The value of a key, where it holds for everything.
pub fn value(facts: &Facts, key: Key) -> Option<&Value> {
    facts.settings_of(key).find(|setting| setting.scope.0.is_empty()).map(|setting| &setting.value)
}

/// Settings of a key that hold in a part.
pub fn parts(facts: &Facts, key: Key) -> Vec<&Setting> {
    facts.settings_of(key).filter(|setting| !setting.scope.0.is_empty()).collect()
}

/// A list of text, a text or a truth value as one text.
pub fn shown(value: Option<&Value>) -> String {
    match value {
        None => "nothing".into(),
        Some(Value::List(all)) => all.iter().map(|one| shown(Some(one))).collect::<Vec<_>>().join(" "),
        Some(Value::OneOf(all)) => all.iter().map(|one| shown(Some(one))).collect::<Vec<_>>().join(" or "),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Bool(truth)) => truth.to_string(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::None) => "none".into(),
        Some(other) => format!("{other:?}"),
    }
}

/// Differences, told all at once.
#[derive(Default)]
pub struct Tally {
    pub compared: usize,
    wrong: Vec<String>,
}

impl Tally {
    /// Compares one value.
    pub fn same(&mut self, title: &str, what: &str, real: &str, read: &str) {
        self.compared += 1;
        if real != read {
            self.wrong.push(format!("{title}\n    {what}: the program has `{real}`, sneck has `{read}`"));
        }
    }

    /// Fails with everything that differs.
    pub fn end(self, least: usize) {
        assert!(self.wrong.is_empty(), "{} of {} differ:\n{}", self.wrong.len(), self.compared, self.wrong.join("\n"));
        assert!(self.compared >= least, "only {} values were compared", self.compared);
    }
}
