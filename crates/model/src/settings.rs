//! The table of settings, found by key and by what they belong to.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use crate::{Key, Setting, Standing, Subject};

/// Settings in the order in which they were read. A list like any other; rules ask it for one setting of one app in one
/// environment thousands of times, so that it keeps an index for as long as nothing changes.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    all: Vec<Setting>,
    index: OnceLock<Index>,
}

/// Positions in the list.
#[derive(Clone, Debug, Default)]
struct Index {
    of_key: HashMap<Key, Vec<usize>>,
    of_component: HashMap<Subject, HashMap<(Standing, Key), Vec<usize>>>,
}

impl Settings {
    /// Settings of one key.
    pub fn of(&self, key: Key) -> impl Iterator<Item = &Setting> {
        self.index().of_key.get(&key).into_iter().flatten().map(|at| &self.all[*at])
    }

    /// Settings of one key of a component where they count, one for each scope in which it is set.
    pub fn at(&self, component: &Subject, standing: Standing, key: Key) -> impl Iterator<Item = &Setting> {
        let own = self.index().of_component.get(component).and_then(|own| own.get(&(standing, key)));
        own.into_iter().flatten().map(|at| &self.all[*at])
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for (at, setting) in self.all.iter().enumerate() {
                index.of_key.entry(setting.key).or_default().push(at);
                // Most settings belong to a component that is known already: only the first one's name is copied.
                if !index.of_component.contains_key(&setting.component) {
                    index.of_component.insert(setting.component.clone(), HashMap::new());
                }
                if let Some(own) = index.of_component.get_mut(&setting.component) {
                    own.entry((setting.standing, setting.key)).or_default().push(at);
                }
            }
            index
        })
    }
}

impl Deref for Settings {
    type Target = Vec<Setting>;

    fn deref(&self) -> &Vec<Setting> {
        &self.all
    }
}

impl DerefMut for Settings {
    fn deref_mut(&mut self) -> &mut Vec<Setting> {
        self.index.take();
        &mut self.all
    }
}

impl From<Vec<Setting>> for Settings {
    fn from(all: Vec<Setting>) -> Self {
        Self { all, index: OnceLock::new() }
    }
}

impl<'s> IntoIterator for &'s Settings {
    type Item = &'s Setting;
    type IntoIter = std::slice::Iter<'s, Setting>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EnvironmentId, Scope, Value};

    fn setting(app: &str, environment: u32, key: Key) -> Setting {
        Setting {
            component: Subject::app(app),
            scope: Scope::default(),
            key,
            raw: String::new(),
            value: Value::None,
            standing: EnvironmentId(environment).into(),
            because: Vec::new(),
        }
    }

    #[test]
    fn a_setting_is_found_by_its_component_its_environment_and_its_key_also_after_a_change() {
        let mut settings = Settings::from(vec![setting("shop", 0, Key::DEBUG), setting("shop", 1, Key::DEBUG)]);
        let found = |settings: &Settings, app: &str, environment| {
            settings.at(&Subject::app(app), EnvironmentId(environment).into(), Key::DEBUG).count()
        };
        assert_eq!((found(&settings, "shop", 0), found(&settings, "blog", 0)), (1, 0));
        settings.push(setting("blog", 0, Key::DEBUG));
        assert_eq!(found(&settings, "blog", 0), 1);
        assert_eq!((settings.of(Key::DEBUG).count(), settings.of(Key::TESTING).count()), (3, 0));
    }
}
