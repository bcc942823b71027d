//! A new rule: its file, its module and its line in the list.
#![expect(clippy::disallowed_methods, reason = "a task writes files of the project")]
#![expect(clippy::print_stdout, reason = "a task of the project speaks on standard output")]

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};

/// What the file starts as. Its bad example is not found until the check is written, so the test of the examples
/// fails until then.
const TEMPLATE: &str = include_str!("new_rule.rs.txt");

/// Makes the rule `group/name`.
pub(crate) fn write(id: &str) -> anyhow::Result<ExitCode> {
    let (group, name) = parts(id)?;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/rules/src");
    let file = source.join(group.replace('-', "_")).join(format!("{}.rs", name.replace('-', "_")));
    ensure!(!file.exists(), "{} exists", file.display());
    let list = source.join("lib.rs");
    let text = std::fs::read_to_string(&list).with_context(|| format!("reading {}", list.display()))?;
    let enlisted = enlist(&text, group, name)?;
    std::fs::create_dir_all(file.parent().unwrap_or(&source))?;
    std::fs::write(&file, TEMPLATE.replace("GROUP/NAME", id))?;
    std::fs::write(&list, enlisted)?;
    println!("wrote {} and its line in {}", file.display(), list.display());
    println!("write it until `cargo test -p sneck --test examples` passes, then `cargo xtask docs`");
    Ok(ExitCode::SUCCESS)
}

fn parts(id: &str) -> anyhow::Result<(&str, &str)> {
    let well_formed = |part: &str| {
        let plain = part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        plain && part.starts_with(|c: char| c.is_ascii_lowercase()) && !part.ends_with('-')
    };
    match id.split_once('/') {
        Some((group, name)) if well_formed(group) && well_formed(name) => Ok((group, name)),
        _ => bail!("`{id}` is no id; write `group/name` in small letters, digits and hyphens"),
    }
}

/// The text of the list with one more rule, in the order of ids. A new group comes before the first that is greater.
fn enlist(text: &str, group: &str, name: &str) -> anyhow::Result<String> {
    let (module, file) = (group.replace('-', "_"), name.replace('-', "_"));
    let (modules, list) = text.split_once("\npub static RULES").context("the list of rules is not where it was")?;
    let opening = format!("\npub mod {module} {{\n");
    let modules = match modules.find(&opening) {
        Some(at) => insert_line(modules, at + opening.len(), &format!("    pub mod {file};")),
        None => bail!("there is no group `{group}`; add `pub mod {module} {{}}` with a sentence about it first"),
    };
    let entry = format!("    &{module}::{file}::RULE,");
    let heading = format!("    // {group}\n");
    let list = match list.find(&heading) {
        Some(at) => insert_line(list, at + heading.len(), &entry),
        None => bail!("the list has no part `// {group}`"),
    };
    Ok(format!("{modules}\npub static RULES{list}"))
}

/// Puts a line into a block of sorted lines that starts at a byte and ends at a blank or closing line.
fn insert_line(text: &str, start: usize, line: &str) -> String {
    let mut at = start;
    for existing in text[start..].split_inclusive('\n') {
        let plain = existing.trim_end();
        if plain.is_empty() || plain.starts_with(['}', ']']) || plain > line {
            break;
        }
        at += existing.len();
    }
    format!("{}{line}\n{}", &text[..at], &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "/// A.\npub mod app {\n    pub mod debug_mode;\n    pub mod logging;\n}\n\n\
                        /// C.\npub mod cookies {\n    pub mod secure;\n}\n\n/// Every rule.\n\
                        pub static RULES: &[&Rule] = &[\n    // app\n    &app::debug_mode::RULE,\n    \
                        &app::logging::RULE,\n\n    // cookies\n    &cookies::secure::RULE,\n];\n";

    #[test]
    fn a_rule_is_listed_in_the_order_of_ids() {
        let text = enlist(LIST, "app", "dev-server").unwrap();
        assert!(text.contains("    pub mod debug_mode;\n    pub mod dev_server;\n    pub mod logging;\n"), "{text}");
        let entries = "    &app::debug_mode::RULE,\n    &app::dev_server::RULE,\n    &app::logging::RULE,\n";
        assert!(text.contains(entries), "{text}");
        let text = enlist(LIST, "cookies", "zone").unwrap();
        assert!(text.contains("    pub mod secure;\n    pub mod zone;\n}\n"), "{text}");
        assert!(text.contains("    &cookies::secure::RULE,\n    &cookies::zone::RULE,\n];\n"), "{text}");
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for id in ["debug", "app/", "App/debug", "app/debug_mode", "app/debug/mode", "../app/x"] {
            assert!(parts(id).is_err(), "{id}");
        }
    }

    #[test]
    fn a_group_must_exist() {
        assert!(enlist(LIST, "network", "telnet").unwrap_err().to_string().contains("no group `network`"));
    }
}
