//! Strings of a file that may be keys, whatever language it is in: what stands in quotes, and what stands behind `=` or
//! `:`.

/// Bytes of a string that is tried, at most: keys are shorter.
const LONGEST: usize = 512;

/// Strings with the number of their line, from 1. One may come more than once.
pub fn strings(text: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let lines = (1..).zip(text.split(|byte| *byte == b'\n'));
    lines.flat_map(|(number, line)| {
        let line = line.trim_ascii();
        let all = quoted(line).into_iter().chain(value(line));
        all.filter(|text| (1..=LONGEST).contains(&text.len())).map(move |text| (number, text))
    })
}

/// What stands between quotes of one kind; a backslash hides the one behind it.
fn quoted(line: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\'' | b'`')) {
        let (quote, inner) = (rest[at], &rest[at + 1..]);
        let Some(end) = closing(inner, quote) else { break };
        found.push(&inner[..end]);
        rest = &inner[end + 1..];
    }
    found
}

fn closing(inner: &[u8], quote: u8) -> Option<usize> {
    let mut hidden = false;
    inner.iter().position(|byte| {
        let ends = *byte == quote && !hidden;
        hidden = *byte == b'\\' && !hidden;
        ends
    })
}

/// What stands behind the first `=` or `: `, without a remark behind it; the whole line when it is one word.
fn value(line: &[u8]) -> Option<&[u8]> {
    let at = line.iter().position(|byte| matches!(byte, b'=' | b':'));
    let value = match at {
        Some(at) => line[at + 1..].trim_ascii(),
        None => line,
    };
    let end = value.windows(2).position(|pair| pair == b" #").unwrap_or(value.len());
    let value = value[..end].trim_ascii();
    (at.is_some() || !value.contains(&b' ')).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(u32, String)> {
        strings(text.as_bytes()).map(|(line, text)| (line, String::from_utf8_lossy(text).into_owned())).collect()
    }

    fn holds(text: &str, line: u32, key: &str) {
        assert!(of(text).contains(&(line, key.to_owned())), "{:?}", of(text));
    }

    #[test]
    fn keys_are_found_in_files_of_every_kind() {
        holds("import os\nKEY = b'a\\'b'  # x\n", 2, "a\\'b");
        holds("SECRET_KEY=s3cret # local\n", 1, "s3cret");
        holds("export APP_KEY=base64:AAECAw==\n", 1, "base64:AAECAw==");
        holds("production:\n  secret_key_base: abc\n", 2, "abc");
        holds("app.use(session({ secret: `keyboard cat`, x: \"y\" }))", 1, "keyboard cat");
        holds("0123456789abcdef\n", 1, "0123456789abcdef");
    }

    #[test]
    fn prose_and_open_quotes_are_no_keys() {
        assert!(of("it isn't a key\n\n").is_empty());
        assert!(strings(&[b'x'; 5000]).next().is_none());
    }
}
