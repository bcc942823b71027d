//! What sneck reads of a sample.

use std::collections::BTreeSet;

use sneck_model::{Facts, Value};
use sneck_read::{File, Tree};

use crate::samples::Sample;

/// The settings of one sample.
pub struct Read(Facts);

/// Reads a sample as a file of a project.
pub fn read(sample: &Sample) -> Read {
    let mut files: Vec<File> = sample.files.iter().map(|(path, text)| File::new(path, text)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let tree = Tree { files, ..Tree::default() };
    let facts = sneck_read::facts(&tree);
    assert!(facts.unread.is_empty(), "{}: {:?}", sample.name, facts.unread);
    Read(facts)
}

impl Read {
    fn values(&self, key: &str) -> Vec<&Value> {
        let settings = self.0.settings.iter().filter(|setting| setting.key.0 == key);
        settings.flat_map(|setting| setting.value.alternatives()).filter(|v| !matches!(v, Value::Unknown(_))).collect()
    }

    /// True where any place of the server has it.
    pub fn truth(&self, key: &str) -> Option<bool> {
        let values = self.values(key);
        (!values.is_empty()).then(|| values.iter().any(|value| value.is_true()))
    }

    pub fn list(&self, key: &str) -> Option<Vec<String>> {
        let value = self.values(key).into_iter().next()?;
        Some(value.list().iter().filter_map(Value::text).map(str::to_owned).collect())
    }

    pub fn text(&self, key: &str) -> Option<String> {
        self.values(key).into_iter().find_map(|value| value.text().map(str::to_owned))
    }

    /// The values of a header over all places.
    pub fn header(&self, name: &str) -> BTreeSet<Option<String>> {
        let key = format!("header.{}", name.to_ascii_lowercase());
        self.values(&key).into_iter().map(|value| value.text().map(str::to_owned)).collect()
    }
}
