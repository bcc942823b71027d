//! A rule in short, for reports that carry their own explanations.

use sneck_model::Rule;

use super::explain::what_to_do;
use super::markdown::{references, remedies};

/// Where the rule's page is on the web. Templates have one in common: they are not ours.
pub(crate) fn address(id: &str) -> String {
    if id.starts_with("template/") {
        return format!("{}/blob/main/docs/templates.md", env!("CARGO_PKG_REPOSITORY"));
    }
    format!("{}/blob/main/docs/rules/{id}.md", env!("CARGO_PKG_REPOSITORY"))
}

/// Why it matters and what to do, as plain text.
pub(crate) fn text(rule: &Rule) -> String {
    format!("{}.\n\n{}\n\nWhat to do\n\n{}", rule.title, rule.why, what_to_do(rule))
}

/// The same in Markdown, with references.
pub(crate) fn markdown(rule: &Rule) -> String {
    let sections = [
        format!("**{}.**\n\n{}", rule.title, rule.why),
        format!("## What to do\n\n{}", remedies(rule)),
        references(rule),
        format!(
            "{} [the page of this rule]({}).",
            if rule.examples.is_empty() { "See" } else { "Examples stand on" },
            address(rule.id)
        ),
    ];
    let written: Vec<_> = sections.into_iter().filter(|section| !section.is_empty()).collect();
    written.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::{markdown, text};
    use crate::testing::RULE;
    use sneck_model::{Framework, Rule};

    #[test]
    fn what_differs_in_another_framework_is_said() {
        let rule = Rule { remedies: &[(Framework::Django, "Set it:\n\nDEBUG = False")], ..RULE };
        let written = markdown(&rule);
        let expected = "## What to do\n\nTurn it off:\n\n```text\napp.run()\n```\n\n### In Django\n\nSet it:\n\n\
                        ```text\nDEBUG = False\n```\n\n## References\n\n- <https://example.org/>\n\n";
        assert!(written.contains(expected), "{written}");
        assert!(text(&rule).ends_with("    app.run()\n\nIn Django: Set it:\n\n    DEBUG = False"), "{}", text(&rule));
    }
}
