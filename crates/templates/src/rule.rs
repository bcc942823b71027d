//! A template as a rule: what people read of it, and what it asks.

use std::sync::Arc;

use sneck_model::{Check, Origin, Rule, Severity, TemplateAsks};

use crate::script::{ask, ceiling, rule_id, silent};
use crate::template::{Info, Template};

/// Characters of a title and of a text, at most.
const TITLE: usize = 200;
const TEXT: usize = 4_000;
/// Pages that are named, at most.
const PAGES: usize = 10;
/// Where a template does not say what to do.
const REMEDY: &str = "Do not serve what the template describes, or only to those who need it. Its references say more.";

/// A template that can be run, as a rule that owns its texts.
pub struct TemplateRule {
    id: String,
    title: String,
    severity: Severity,
    why: String,
    remedy: String,
    references: Vec<String>,
    cwe: Vec<u32>,
    ceiling: u32,
    asks: Box<TemplateAsks>,
    template: Arc<Template>,
}

impl TemplateRule {
    /// Takes a template.
    #[must_use]
    pub fn new(template: Template) -> Self {
        let Info { name, severity, description, remediation, references, cwe, .. } = template.info.clone();
        let title = first_of([plain(&name, TITLE), template.id.clone()]);
        let template = Arc::new(template);
        Self {
            id: rule_id(&template.id),
            why: first_of([plain(&description, TEXT), format!("{title}.")]),
            remedy: first_of([plain(&remediation, TEXT), REMEDY.to_owned()]),
            title,
            severity: severity.unwrap_or(Severity::Info),
            references: references.into_iter().filter(|url| is_page(url)).take(PAGES).collect(),
            cwe,
            ceiling: ceiling(&template),
            asks: asks(&template),
            template,
        }
    }

    /// `template/ID`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Exchanges with one origin, at most.
    #[must_use]
    pub fn ceiling(&self) -> u32 {
        self.ceiling
    }

    /// Why it has no question to an origin; nothing where it has one.
    #[must_use]
    pub fn silent(&self, origin: &Origin) -> Option<&'static str> {
        silent(&self.template, origin)
    }

    /// Pages about it, for [`Self::rule`].
    #[must_use]
    pub fn references(&self) -> Vec<&str> {
        self.references.iter().map(String::as_str).collect()
    }

    /// The rule that it is.
    #[must_use]
    pub fn rule<'a>(&'a self, references: &'a [&'a str]) -> Rule<'a> {
        Rule {
            id: &self.id,
            title: &self.title,
            severity: self.severity,
            checklist: "",
            why: &self.why,
            remedy: &self.remedy,
            remedies: &[],
            references,
            cwe: &self.cwe,
            since: "",
            examples: &[],
            asks: None,
            check: Check::Template(&*self.asks),
            mend: None,
        }
    }
}

fn asks(template: &Arc<Template>) -> Box<TemplateAsks> {
    let template = Arc::clone(template);
    Box::new(move |origin, base, now| ask(&template, origin, base, now))
}

fn first_of(texts: [String; 2]) -> String {
    let [first, second] = texts;
    if first.is_empty() { second } else { first }
}

/// One line without control characters, and no longer than that.
fn plain(text: &str, most: usize) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(most).collect()
}

fn is_page(url: &str) -> bool {
    let whole = url.starts_with("https://") || url.starts_with("http://");
    whole && url.len() < 500 && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_shows_what_its_template_says_in_plain_lines() {
        let text = "id: Git Config\ninfo:\n  name: \"Git\\u001b[31m\\n config\"\n  severity: medium\n  reference: [https://a.test/x, 'javascript:x']\n\
                    \x20 classification: {cwe-id: CWE-200}\nhttp:\n  - path: ['{{BaseURL}}/.git/config']\n    matchers:\n      - {type: word, words: [core]}\n";
        let owned = TemplateRule::new(crate::load(text, &|_| None).expect("a template"));
        let references = owned.references();
        let rule = owned.rule(&references);
        assert_eq!((rule.id, rule.title, rule.severity), ("template/git-config", "Git [31m config", Severity::Medium));
        assert_eq!((rule.why, rule.remedy), ("Git [31m config.", REMEDY));
        assert_eq!((rule.references, rule.cwe), (&["https://a.test/x"][..], &[200][..]));
    }
}
