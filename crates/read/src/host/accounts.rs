//! Names of accounts, from `/etc/passwd`.

use std::collections::HashMap;

/// Numbers and names; the first line of a number counts.
#[derive(Clone, Debug, Default)]
pub struct Accounts(HashMap<u32, String>);

impl Accounts {
    /// Reads passwd(5).
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut names = HashMap::new();
        for line in text.lines() {
            let mut fields = line.split(':');
            let (name, number) = (fields.next(), fields.nth(1).and_then(|n| n.parse().ok()));
            if let (Some(name), Some(number)) = (name, number) {
                names.entry(number).or_insert_with(|| name.to_owned());
            }
        }
        Self(names)
    }

    /// The name of an account, or its number where it has none.
    #[must_use]
    pub fn name(&self, number: u32) -> String {
        self.0.get(&number).cloned().unwrap_or_else(|| number.to_string())
    }
}
