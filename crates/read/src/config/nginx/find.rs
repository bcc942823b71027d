//! Which files are nginx's: by their name first, then by what stands in them.

use memchr::memmem;

use crate::tree::{File, Tree};

/// Endings under which configurations are kept.
const ENDINGS: &[&str] = &[".conf", ".nginx", ".vhost", ".inc", ".site"];

/// Endings of files that are filled in before they are used.
const COPIES: &[&str] =
    &[".template", ".tmpl", ".tpl", ".j2", ".example", ".sample", ".dist", ".default", ".bak", ".old"];

/// Folders whose files need no ending.
const FOLDERS: &[&str] = &["sites-available", "sites-enabled", "conf.d", "snippets", "nginx", "vhosts"];

/// Files whose names allow that they are nginx's.
pub(super) fn candidates(tree: &Tree) -> Vec<&File> {
    tree.files.iter().filter(|file| may_be(file)).collect()
}

fn may_be(file: &File) -> bool {
    let name = file.name();
    let stem = COPIES.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    ENDINGS.iter().any(|end| stem.ends_with(end))
        || file.folder().rsplit('/').next().is_some_and(|folder| FOLDERS.contains(&folder))
        || !name.contains('.')
}

/// True when a file opens a block that only nginx knows: `http {` or `server {` at the start of a line, with a
/// directive of nginx behind it, and no sections of Apache.
pub(super) fn opens_server(file: &File) -> bool {
    let bytes = &file.bytes;
    let has = |word: &str| memmem::find(bytes, word.as_bytes()).is_some();
    let directives = ["listen", "location", "proxy_pass", "server_name", "return", "root", "include", "server_tokens"];
    (opens(bytes, b"server") || opens(bytes, b"http"))
        && directives.iter().any(|word| has(word))
        && (has(";") || file.name().starts_with("nginx"))
        && !has("<VirtualHost")
}

/// The word stands first on a line and a brace follows it.
fn opens(bytes: &[u8], word: &[u8]) -> bool {
    memmem::find_iter(bytes, word).any(|at| {
        let before = bytes[..at].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        let after = bytes[at + word.len()..].iter().find(|b| !b.is_ascii_whitespace());
        matches!(before, None | Some(b'\n' | b'\r' | b';' | b'{' | b'}')) && after == Some(&b'{')
    })
}

/// The text with what a template fills in as variables that nobody knows; none where it also leaves out parts.
pub(super) fn text_of(file: &File) -> Result<String, &'static str> {
    let text = file.text();
    if text.contains("{%") || text.contains("<%") {
        return Err("nginx: parts of it are chosen when a template is filled in");
    }
    let mut rest: &str = &text;
    let mut whole = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, next)) = after.split_once("}}") else { break };
        whole.push_str(before);
        whole.push_str("$template_");
        whole.extend(inside.chars().filter(|c| *c == '\n'));
        rest = next;
    }
    whole.push_str(rest);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_what_they_hold() {
        let yes = [
            "server {\n listen 80;\n}",
            "http\n{\n server_tokens off;\n}",
            "upstream a { server b; } server{listen 1;}",
        ];
        let no = ["server = 1;", "<VirtualHost *:80>\n server {\n listen;", "http {\n}", "# server {\n listen 80;"];
        assert!(yes.iter().all(|text| opens_server(&File::new("a", text))));
        assert!(!no.iter().any(|text| opens_server(&File::new("a", text))));
        assert!(opens_server(&File::new("nginx.conf", "server {\n listen 80")), "broken, and named so");
    }

    #[test]
    fn what_a_template_fills_in_is_a_variable_and_lines_stay() {
        let filled = text_of(&File::new("a", "listen {{ port }};\nroot /{{\n x }};")).expect("text");
        assert_eq!(filled, "listen $template_;\nroot /$template_\n;");
        assert!(text_of(&File::new("a", "{% if x %}listen 80;{% endif %}")).is_err());
    }
}
