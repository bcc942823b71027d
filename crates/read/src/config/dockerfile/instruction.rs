//! Lines of a Dockerfile: instructions with their arguments. Never fails: what is no instruction is
//! left out and named.

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// In upper case: `FROM`, `ENV`, …
    pub keyword: String,
    /// Everything after it, continuation lines joined and comments between them left out.
    pub text: String,
    /// From 1.
    pub line: u32,
    /// How many lines it takes, here-documents among them.
    pub lines: u32,
    /// Bodies of its here-documents.
    pub documents: Vec<String>,
}

/// A command in one of its two forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// `["a", "b"]`: run as it is.
    Exec(Vec<String>),
    /// Anything else: read by `sh -c`.
    Shell(String),
}

const KEYWORDS: &[&str] = &[
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// Reads a Dockerfile; the second part are lines that are no instruction.
#[must_use]
pub fn parse(text: &str) -> (Vec<Instruction>, Vec<u32>) {
    let escape = escape_sign(text);
    let last = u32::try_from(text.lines().count()).unwrap_or(u32::MAX - 1);
    let mut lines = (1u32..).zip(text.lines()).peekable();
    let (mut all, mut strange) = (Vec::new(), Vec::new());
    while let Some((number, line)) = lines.next() {
        if is_comment(line) || line.trim().is_empty() {
            continue;
        }
        let mut whole = String::new();
        let mut current = Some(line);
        while let Some(line) = current.take() {
            let trimmed = line.trim_end();
            let continued = trimmed.strip_suffix(escape);
            whole.push_str(continued.unwrap_or(trimmed));
            if continued.is_some() {
                // Words of a list keep their lines; a script must not be cut at a line's end.
                let glue = if is_list(&whole) { '\n' } else { ' ' };
                whole.push(glue);
                // Comments and empty lines inside of an instruction do not end it.
                while lines.next_if(|(_, next)| is_comment(next) || next.trim().is_empty()).is_some() {
                    whole.extend(Some(glue).filter(|glue| *glue == '\n'));
                }
                current = lines.next().map(|(_, next)| next);
            }
        }
        let (keyword, rest) = whole.trim().split_once(char::is_whitespace).unwrap_or((whole.trim(), ""));
        let keyword = keyword.to_ascii_uppercase();
        if !KEYWORDS.contains(&keyword.as_str()) {
            strange.push(number);
            continue;
        }
        let takes_documents = matches!(keyword.as_str(), "RUN" | "COPY" | "ADD");
        let delimiters = if takes_documents { delimiters(rest) } else { Vec::new() };
        let documents = delimiters.iter().map(|end| document(&mut lines, end)).collect();
        let next = lines.peek().map_or(last + 1, |(next, _)| *next);
        all.push(Instruction { keyword, text: rest.trim().to_owned(), line: number, lines: next - number, documents });
    }
    (all, strange)
}

/// Instructions that are lists of words, each of which is told by its own line.
fn is_list(text: &str) -> bool {
    let keyword = text.split_whitespace().next().unwrap_or("");
    ["ENV", "ARG", "LABEL"].iter().any(|list| keyword.eq_ignore_ascii_case(list))
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// `# escape=` among the directives at the top; a backslash otherwise.
fn escape_sign(text: &str) -> char {
    let directives = text.lines().map_while(|line| line.trim().strip_prefix('#')?.trim().split_once('='));
    let named = directives.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("escape"));
    if named.is_some_and(|(_, sign)| sign.trim() == "`") { '`' } else { '\\' }
}

/// `<<EOF`, `<<-"EOF"`: the words that end the here-documents of an instruction.
fn delimiters(text: &str) -> Vec<String> {
    let after = text.split("<<").skip(1).filter(|after| !after.starts_with('<'));
    let word = |after: &str| -> String {
        let after = after.trim_start_matches('-').trim_start_matches(['"', '\'']);
        after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    after.map(word).filter(|word| !word.is_empty()).collect()
}

fn document<'t>(lines: &mut impl Iterator<Item = (u32, &'t str)>, end: &str) -> String {
    let body: Vec<&str> = lines.map(|(_, line)| line).take_while(|line| line.trim() != end).collect();
    body.join("\n")
}

impl Form {
    /// Reads a command; what is no JSON list of texts is for the shell.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let words = Some(text.trim()).filter(|text| text.starts_with('['));
        let words = words.and_then(|text| serde_json::from_str::<Vec<String>>(text).ok());
        words.map_or_else(|| Self::Shell(text.trim().to_owned()), Self::Exec)
    }
}

/// Flags (`--from=builder`) at the beginning of a text, and what follows them.
#[must_use]
pub fn flags(text: &str) -> (Vec<(&str, &str)>, &str) {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix("--") {
        let (flag, next) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
        all.push(flag.split_once('=').unwrap_or((flag, "")));
        rest = next.trim_start();
    }
    (all, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, String, u32)> {
        parse(text).0.into_iter().map(|i| (i.keyword, i.text, i.line)).collect()
    }

    fn row(keyword: &str, text: &str, line: u32) -> (String, String, u32) {
        (keyword.into(), text.into(), line)
    }

    #[test]
    fn instructions_continue_over_comments_and_empty_lines() {
        let text = "# syntax=docker/dockerfile:1\nfrom python\n\nRUN a \\\n  # note\n\n  && b\nCMD [\"c\"]\n";
        assert_eq!(shown(text), [row("FROM", "python", 2), row("RUN", "a    && b", 4), row("CMD", "[\"c\"]", 8)]);
    }

    #[test]
    fn here_documents_are_no_instructions() {
        let text = "RUN <<EOF\nFROM nothing\nEOF\nCOPY <<-\"A\" <<B /x/\na\nA\nb\nB\nUSER app\n";
        let (all, strange) = parse(text);
        assert_eq!(all.iter().map(|i| i.line).collect::<Vec<_>>(), [1, 4, 9]);
        assert_eq!(all[1].documents, ["a", "b"]);
        assert_eq!(strange, [0; 0]);
    }

    #[test]
    fn another_escape_sign_and_strange_lines() {
        let (all, strange) = parse("# escape=`\nFROM a\nRUN b `\n  c\nwhat is this\n");
        assert_eq!(all[1].text, "b    c");
        assert_eq!(strange, [5]);
    }

    #[test]
    fn commands_have_two_forms() {
        assert_eq!(Form::of("[\"a\", \"b\"]"), Form::Exec(vec!["a".into(), "b".into()]));
        assert_eq!(Form::of("['a', 'b']"), Form::Shell("['a', 'b']".into()));
        assert_eq!(flags("--from=x --link a b"), (vec![("from", "x"), ("link", "")], "a b"));
    }

    /// The reader and the parse-dockerfile crate agree on what both can read.
    #[test]
    fn it_agrees_with_another_parser() {
        let samples = [
            "FROM python:3 AS a\nENV A=1 \\\n    B=2\nCOPY . /app\nCMD [\"x\", \"y\"]\n",
            "ARG V=1\nFROM x:${V}\nRUN <<EOF\necho FROM\nEOF\nENTRYPOINT sh -c 'a'\n",
            "# escape=`\nFROM a\nRUN b `\n # c\n d\nUSER e\nEXPOSE 80 81\n",
        ];
        for sample in samples {
            let other = parse_dockerfile::parse(sample).expect("a Dockerfile");
            let (mine, strange) = parse(sample);
            assert_eq!(mine.len(), other.instructions.len(), "{sample}");
            assert_eq!(strange, [0; 0], "{sample}");
        }
    }
}
