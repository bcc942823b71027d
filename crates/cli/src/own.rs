//! Rules of the user's own: `[[rule]]` tables of `sneck.toml` and of `rules/*.toml` in the audited folder.

use std::path::Path;

use sneck_custom::{OwnRule, rules};
use sneck_model::Rule;

use crate::arguments::Target;
use crate::exit::Failure;

/// Bytes of a file of rules, at most.
const LARGEST: u64 = 1 << 20;
/// Files of rules, at most.
const FILES: usize = 1_000;
/// The folder of files that hold rules alone.
const FOLDER: &str = "rules";

/// All of a folder, those of `sneck.toml` first.
#[derive(Default)]
pub struct OwnRules {
    /// In the order of the files.
    pub all: Vec<OwnRule>,
}

impl OwnRules {
    /// Those of what is audited. They grant nothing, so they may come from the tree; `--no-tree-config` leaves them out.
    pub fn of(target: &Target) -> Result<Self, Failure> {
        let without = target.no_tree_config || target.replay.is_some();
        let folder = target.path.as_deref().unwrap_or(Path::new("."));
        if without { Ok(Self::default()) } else { Self::load(folder) }
    }

    /// Those of a folder.
    pub fn load(folder: &Path) -> Result<Self, Failure> {
        let below = folder.join(FOLDER);
        let mut files = vec![folder.join("sneck.toml")];
        files.extend(sneck_look::below(&below, &["toml"], FILES).unwrap_or_default());
        let mut own = Self::default();
        for file in files {
            let Ok(text) = sneck_look::text(&file, LARGEST) else { continue };
            // Other tools keep rules in such files, too.
            if text.contains("[[rule]]") && text.contains("fails") {
                let known = |id: &str| own.knows(id);
                let more = rules(&text, &known).map_err(|mistake| {
                    Failure::usage(format!("{}:{}: {}", file.display(), mistake.line, mistake.why))
                })?;
                own.all.extend(more);
            }
        }
        Ok(own)
    }

    fn knows(&self, id: &str) -> bool {
        let ours = sneck_rules::RULES.iter().chain(sneck_judge::OWN_RULES).any(|rule| rule.id == id);
        ours || self.all.iter().any(|rule| rule.id() == id)
    }

    /// Ours and these, lent.
    pub fn with_rules<T>(&self, work: impl FnOnce(&[&Rule]) -> T) -> T {
        let own: Vec<Rule> = self.all.iter().map(OwnRule::rule).collect();
        let all: Vec<&Rule> = sneck_rules::RULES.iter().copied().chain(&own).collect();
        work(&all)
    }
}
