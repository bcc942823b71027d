//! The parts of files that say one thing a line: a name, and after blanks, `=` or `:` its value.

use sneck_model::{Outline, PartKind};

use super::Draft;
use crate::tree::File;

/// A statement for each line that is no comment. Lines that open or close a block have none, and neither has what goes on
/// in the next line.
pub(super) fn outline(file: &File, text: &str) -> Option<Outline> {
    let mut draft = Draft::default();
    let ended = is_nginx(text);
    let mut from = 0;
    let mut goes_on = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let open = std::mem::replace(&mut goes_on, content.ends_with('\\'));
        if !open && !goes_on {
            statement(&mut draft, file.name(), content, from, ended);
        }
        from += line.len();
    }
    Some(draft.finish())
}

/// Statements end with `;` there.
fn is_nginx(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    lines.any(|line| line.ends_with(';')) && text.contains('{')
}

fn statement(draft: &mut Draft, file: &str, line: &str, from: usize, ended: bool) {
    let indent = line.len() - line.trim_start().len();
    let body = without_comment(&line[indent..]).trim_end();
    if body.is_empty() || body.starts_with(['#', ';', '!', '[', '}', '<']) || body.ends_with(['{', '}']) {
        return;
    }
    let Some(body) = (if ended { body.strip_suffix(';') } else { Some(body) }) else { return };
    // `ENV NAME=value` of a Dockerfile, `export NAME=value` of a shell.
    let keyword = ["ENV ", "export "].iter().find(|word| body.starts_with(**word)).map_or(0, |word| word.len());
    let of_variables = file.to_ascii_lowercase().contains("dockerfile") && keyword == 0;
    let named = &body[keyword..];
    let end = named.find(|c: char| c.is_whitespace() || c == '=' || c == ':').unwrap_or(named.len());
    let rest = &named[end..];
    let start = end + rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '=' || c == ':').len();
    let (name, value) = (&named[..end], &named[start..]);
    // Several variables of one line are not told apart.
    if of_variables || keyword > 0 && value.contains([' ', '\t']) {
        return;
    }
    let at = from + indent + keyword;
    draft.open(PartKind::Statement, name, at..at + named.len(), at + start..at + start + value.len());
    draft.close();
}

/// What stands before a comment: a `#` after a blank, outside of quotes.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() && at > 0 => return &line[..at],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        let outline = super::super::outline(&File::new(path, text)).expect("an outline");
        outline.parts.iter().map(|part| format!("{}|{}", part.name, &text[part.value.clone()])).collect()
    }

    #[test]
    fn a_line_is_a_name_and_its_value() {
        let redis = "# all\nbind 0.0.0.0\nprotected-mode no\n";
        assert_eq!(told("redis.conf", redis), ["bind|0.0.0.0", "protected-mode|no"]);
        let postgres = "listen_addresses = '*'   # what IP\nssl = on\n#port = 1\n";
        assert_eq!(told("postgresql.conf", postgres), ["listen_addresses|'*'", "ssl|on"]);
        let nginx = "server {\n  autoindex on;\r\n  log_format x 'a'\n    'b';\n}\n";
        assert_eq!(told("nginx.conf", nginx)[0], "autoindex|on");
        assert_eq!(told(".env", "export A=1\nB='x y' # c\n"), ["A|1", "B|'x y'"]);
        assert_eq!(told("Dockerfile", "FROM a\nENV FLASK_DEBUG=1\nENV A=1 B=2\n"), ["FLASK_DEBUG|1"]);
        assert_eq!(told("my.cnf", "[mysqld]\nskip-grant-tables\n"), ["skip-grant-tables|"]);
    }
}
