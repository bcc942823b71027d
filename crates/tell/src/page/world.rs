//! A world for readers: its files one by one, in the colours of their languages.

/// Endings of names, and what a code host calls the language.
const LANGUAGES: &[(&str, &str)] = &[
    (".py", "python"),
    (".yaml", "yaml"),
    (".yml", "yaml"),
    (".toml", "toml"),
    (".json", "json"),
    (".html", "html"),
    (".ini", "ini"),
    (".cfg", "ini"),
    (".service", "ini"),
    (".sh", "bash"),
    (".sql", "sql"),
    (".tf", "hcl"),
    ("dockerfile", "dockerfile"),
];

/// What stands above a section that is no file.
const CAPTIONS: &[(&str, &str)] = &[
    ("here", "Variables of this shell:"),
    ("git tracked", "Tracked by git:"),
    ("git ignored", "Ignored by git:"),
    ("names", "Other files:"),
];

/// The world as Markdown: each section with its name and its content.
pub(super) fn shown(world: &str) -> String {
    let sections: Vec<String> = sections(world).iter().map(|(head, content)| section(head, content)).collect();
    sections.join("\n\n")
}

/// Heads and contents. A backslash in front keeps a line from being a head.
fn sections(world: &str) -> Vec<(&str, String)> {
    let mut all: Vec<(&str, String)> = Vec::new();
    for line in world.lines() {
        match (line.strip_prefix("=== "), all.last_mut()) {
            (Some(head), _) => all.push((head, String::new())),
            (None, Some((_, content))) if !line.starts_with("\\ No newline") => {
                content.push_str(line.strip_prefix('\\').unwrap_or(line));
                content.push('\n');
            }
            _ => {}
        }
    }
    all
}

fn section(head: &str, content: &str) -> String {
    let caption = caption(head);
    match content.trim_end() {
        "" => format!("{caption} empty"),
        content => format!("{caption}\n\n{}", super::markdown::fenced_as(language(head), content)),
    }
}

fn caption(head: &str) -> String {
    let known = CAPTIONS.iter().find(|(name, _)| *name == head);
    match (known, head.strip_prefix("today ")) {
        (Some((_, caption)), _) => (*caption).to_owned(),
        (None, Some(day)) => format!("On {day}:"),
        (None, None) if is_answer(head) => format!("The answer to `{head}`:"),
        (None, None) => format!("`{}`:", head.strip_prefix("./").unwrap_or(head)),
    }
}

/// `GET https://shop.example/ in staging`
fn is_answer(head: &str) -> bool {
    head.split_once(' ').is_some_and(|(method, url)| {
        method.bytes().all(|b| b.is_ascii_uppercase()) && (url.starts_with("http://") || url.starts_with("https://"))
    })
}

fn language(head: &str) -> &'static str {
    if is_answer(head) {
        return "http";
    }
    let name = head.to_ascii_lowercase();
    LANGUAGES.iter().find(|(ending, _)| name.ends_with(ending)).map_or("text", |(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn files_and_answers_stand_one_by_one() {
        let world = "# remark\n=== app.py\nDEBUG = 1\n\\=== text\n=== GET http://shop.test/\n200\n\nhi\n=== git tracked\n=== here\nA=1\n";
        let expected = "\
`app.py`:

```python
DEBUG = 1
=== text
```

The answer to `GET http://shop.test/`:

```http
200

hi
```

Tracked by git: empty

Variables of this shell:

```text
A=1
```";
        assert_eq!(shown(world), expected);
    }
}
