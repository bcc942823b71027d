//! What a template says about itself.

use sneck_model::Severity;

use crate::yaml::Node;

/// The head of a template.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// What it finds, as a name.
    pub name: String,
    /// How bad, as its author says; `unknown` and nothing count as info.
    pub severity: Option<Severity>,
    /// What that means.
    pub description: String,
    /// What to do.
    pub remediation: String,
    /// Pages about it.
    pub references: Vec<String>,
    /// Words to choose by.
    pub tags: Vec<String>,
    /// Numbers of the CWE.
    pub cwe: Vec<u32>,
}

impl Info {
    /// Reads the `info` of a template.
    #[must_use]
    pub fn read(info: &Node) -> Self {
        let text = |key: &str| info.text_of(key).unwrap_or_default().trim().to_owned();
        let classes = info.get("classification").map(|c| split(&c.texts_of("cwe-id"))).unwrap_or_default();
        Self {
            name: text("name"),
            severity: Severity::named(&text("severity").to_ascii_lowercase()),
            description: text("description"),
            remediation: text("remediation"),
            references: info.texts_of("reference"),
            tags: split(&info.texts_of("tags")),
            cwe: classes.iter().filter_map(|class| number(class)).collect(),
        }
    }

    /// True for a word among the tags.
    #[must_use]
    pub fn tagged(&self, word: &str) -> bool {
        self.tags.iter().any(|tag| tag == word)
    }
}

fn split(texts: &[String]) -> Vec<String> {
    let words = texts.iter().flat_map(|text| text.split(','));
    words.map(|word| word.trim().to_ascii_lowercase()).filter(|word| !word.is_empty()).collect()
}

/// `CWE-200` is 200.
fn number(class: &str) -> Option<u32> {
    class.trim_start_matches("cwe-").parse().ok()
}
