//! The list before a deploy, a page for each framework: to print, and to tick by hand where no file tells.

use sneck_model::{Framework, Rule};

use super::Page;
use super::remedy::{Part, parts};

/// Frameworks with a page of their own.
const STACKS: [Framework; 4] = [Framework::Flask, Framework::Django, Framework::Fastapi, Framework::Aiohttp];

/// One thing that has to be true: its heading, what, and the rules that answer it.
pub struct StackItem<'r> {
    /// Its heading.
    pub area: &'r str,
    /// The state to be in.
    pub item: &'r str,
    /// In the order of their ids.
    pub rules: Vec<&'r Rule<'r>>,
}

/// A page for each framework.
pub fn stacks(items: &[StackItem]) -> Vec<Page> {
    STACKS.iter().map(|stack| page(items, *stack)).collect()
}

fn page(items: &[StackItem], stack: Framework) -> Page {
    let name = stack.name();
    let mut text = format!(
        "# Before a deploy: {name}\n\n`sneck checklist --run='COMMAND' --all` fills this list in from what it reads, starts and \
         sees, and says what would\ntell where nothing did. Print it, or copy it into the issue of a release.\n"
    );
    let mut area = "";
    for item in items {
        if item.area != area {
            area = item.area;
            text += &format!("\n## {area}\n\n");
        }
        text += &format!("- [ ] **{}**\n", item.item);
        item.rules.iter().for_each(|rule| text += &line(rule, stack));
    }
    Page { path: format!("docs/checklists/{}.md", name.to_lowercase()), text }
}

/// The rule, and the first thing to do about it in this framework's own words.
fn line(rule: &Rule, stack: Framework) -> String {
    let remedy = rule.remedy_for(Some(stack));
    let all = parts(remedy);
    let prose = all.iter().find_map(|part| match part {
        Part::Prose(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Part::Code(_) => None,
    });
    let mut text = format!("    - [{}](../rules/{}.md): {}\n", rule.checklist, rule.id, prose.unwrap_or_default());
    if let (Some(Part::Prose(_)), Some(Part::Code(code))) = (all.first(), all.get(1)) {
        let lines: String = code.lines().map(|line| format!("      {line}").trim_end().to_owned() + "\n").collect();
        text += &format!("\n      ```\n{lines}      ```\n\n");
    }
    text
}
