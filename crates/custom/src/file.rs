//! The text form: tables `[[rule]]` of a TOML file.

use serde::Deserialize;

/// Rules of one file, at most.
const MOST: usize = 200;

/// Something that is not well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// From 1; 0 where it concerns the file as a whole.
    pub line: usize,
    /// What is wrong and what is expected.
    pub why: String,
}

/// One file, other tables left alone.
#[derive(Debug, Deserialize)]
struct Written {
    #[serde(default)]
    rule: Vec<RuleText>,
}

/// One rule as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleText {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default = "medium")]
    pub(crate) severity: String,
    /// The table whose rows are judged.
    pub(crate) over: String,
    /// Which rows; all of them without it.
    #[serde(default, rename = "where")]
    pub(crate) which: Option<String>,
    /// True where a row is unsafe.
    pub(crate) fails: String,
    pub(crate) says: String,
    #[serde(default)]
    pub(crate) why: Option<String>,
    pub(crate) fix: String,
    #[serde(default)]
    pub(crate) checklist: Option<String>,
    #[serde(default)]
    pub(crate) cwe: Vec<u32>,
    #[serde(default)]
    pub(crate) example: Vec<ExampleText>,
}

/// A small world, and whether the rule fails in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExampleText {
    pub(crate) world: String,
    pub(crate) fails: bool,
}

fn medium() -> String {
    "medium".to_owned()
}

/// The rules of a file's text.
pub(crate) fn read(text: &str) -> Result<Vec<RuleText>, Mistake> {
    let written: Written = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| text[..span.start.min(text.len())].lines().count().max(1));
        Mistake { line, why: error.message().to_owned() }
    })?;
    if written.rule.len() > MOST {
        return Err(Mistake { line: 0, why: format!("it has more than {MOST} rules") });
    }
    Ok(written.rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_names_its_line() {
        let error = read("[[rule]]\nid = 'own/x'\nsever = 'high'\n").expect_err("an unknown key");
        assert!(error.line >= 1 && error.why.contains("sever"), "{error:?}");
        assert!(read("fail-on = 'high'\n[environments.production]\nkind = 'production'\n").expect("others").is_empty());
    }
}
