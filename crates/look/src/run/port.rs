//! Tells a command which port to listen on, on this machine alone.

/// A program that is told by options.
struct Known {
    /// Its names.
    names: &'static [&'static str],
    /// The words of which one has to follow: it serves then, and options stand behind that word.
    verbs: &'static [&'static str],
    /// Options with a value that say where it listens: they are taken out.
    replaced: &'static [&'static str],
    /// What stands in their place, `{port}` for the port.
    told: &'static str,
}

const BIND: &[&str] = &["-b", "--bind"];
const HOST_AND_PORT: &[&str] = &["-h", "--host", "-p", "--port", "--uds", "--fd"];

const KNOWN: &[Known] = &[
    Known { names: &["gunicorn"], verbs: &[], replaced: BIND, told: "--bind 127.0.0.1:{port}" },
    Known { names: &["hypercorn"], verbs: &[], replaced: BIND, told: "--bind 127.0.0.1:{port}" },
    Known { names: &["uvicorn"], verbs: &[], replaced: HOST_AND_PORT, told: "--host 127.0.0.1 --port {port}" },
    Known { names: &["granian"], verbs: &[], replaced: HOST_AND_PORT, told: "--host 127.0.0.1 --port {port}" },
    Known {
        names: &["daphne"],
        verbs: &[],
        replaced: &["-b", "--bind", "-p", "--port", "-u", "--unix-socket", "-e", "--endpoint"],
        told: "--bind 127.0.0.1 --port {port}",
    },
    Known {
        names: &["waitress-serve", "waitress"],
        verbs: &[],
        replaced: &["--host", "--port", "--listen", "--unix-socket"],
        told: "--listen=127.0.0.1:{port}",
    },
    Known {
        names: &["uwsgi"],
        verbs: &[],
        replaced: &["--http", "--http-socket", "--socket", "-s", "--https"],
        told: "--http-socket 127.0.0.1:{port}",
    },
    Known { names: &["flask"], verbs: &["run"], replaced: HOST_AND_PORT, told: "--host 127.0.0.1 --port {port}" },
    Known {
        names: &["fastapi"],
        verbs: &["run", "dev"],
        replaced: HOST_AND_PORT,
        told: "--host 127.0.0.1 --port {port}",
    },
    Known { names: &["manage.py", "django-admin"], verbs: &["runserver"], replaced: &[], told: "127.0.0.1:{port}" },
    Known { names: &["next"], verbs: &["start", "dev"], replaced: HOST_AND_PORT, told: "-H 127.0.0.1 -p {port}" },
];

/// The line with the port in it: in place of `{port}`, or as options of the last program that is known. Every other line
/// is as it was; it gets the variable PORT.
pub(super) fn told(line: &str, port: u16) -> String {
    let number = port.to_string();
    if line.contains("{port}") {
        return line.replace("{port}", &number);
    }
    let words = words(line);
    let Some((known, program)) = last_known(line, &words) else { return line.to_owned() };
    let end = (program..words.len()).find(|at| is_operator(&line[words[*at].clone()])).unwrap_or(words.len());
    let verb = (program + 1..end).find(|at| known.verbs.contains(&&line[words[*at].clone()]));
    let after = if known.verbs.is_empty() { program } else { verb.unwrap_or(program) };
    let mut text = line[..words[after].end].to_owned();
    // What stood between the program and its verb is no place for a port.
    text.push(' ');
    text.push_str(&known.told.replace("{port}", &number));
    let mut at = after + 1;
    while at < end {
        let word = &line[words[at].clone()];
        let (name, inline) = word.split_once('=').map_or((word, false), |(name, _)| (name, true));
        if known.replaced.contains(&name) {
            at += if inline { 1 } else { 2 };
            continue;
        }
        if !(known.verbs == ["runserver"] && is_address(word)) {
            text.push(' ');
            text.push_str(word);
        }
        at += 1;
    }
    text.push_str(words.get(end).map_or("", |rest| &line[rest.start - 1..]));
    text
}

type Span = std::ops::Range<usize>;

fn last_known<'k>(line: &str, words: &[Span]) -> Option<(&'k Known, usize)> {
    (0..words.len()).rev().find_map(|at| {
        let word = &line[words[at].clone()];
        let name = word.rsplit('/').next().unwrap_or(word);
        let known = KNOWN.iter().find(|known| known.names.contains(&name))?;
        let serves = words[at + 1..].iter().any(|word| known.verbs.contains(&&line[word.clone()]));
        (known.verbs.is_empty() || serves).then_some((known, at))
    })
}

/// `8000`, `0.0.0.0:8000`, `[::]:8000`
fn is_address(word: &str) -> bool {
    word.ends_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || ".:[]-".contains(c))
        && (word.contains(':') || word.chars().all(|c| c.is_ascii_digit()))
}

fn is_operator(word: &str) -> bool {
    matches!(word, "&&" | "||" | ";" | "|" | "&") || word.starts_with(['>', '<']) || word.starts_with("2>")
}

/// Words as a shell sees them, quotes kept.
fn words(line: &str) -> Vec<Span> {
    let (mut words, mut start, mut quote) = (Vec::new(), None, None);
    let mut chars = line.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                start.get_or_insert(at);
                chars.next();
            }
            (Some(_), _) => {}
            (None, '\'' | '"') => {
                start.get_or_insert(at);
                quote = Some(c);
            }
            (None, c) if c.is_whitespace() => words.extend(start.take().map(|start| start..at)),
            (None, _) => {
                start.get_or_insert(at);
            }
        }
    }
    words.extend(start.map(|start| start..line.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_is_known_listens_on_the_port_on_this_machine_alone() {
        let table = [
            ("gunicorn wsgi:app", "gunicorn --bind 127.0.0.1:7 wsgi:app"),
            (
                "A=1 venv/bin/gunicorn -b 0.0.0.0:80 --bind=[::]:81 a:b -w 2",
                "A=1 venv/bin/gunicorn --bind 127.0.0.1:7 a:b -w 2",
            ),
            ("python -m gunicorn 'a:make(\"x y\")'", "python -m gunicorn --bind 127.0.0.1:7 'a:make(\"x y\")'"),
            ("uvicorn a:b --host 0.0.0.0 --port 80", "uvicorn --host 127.0.0.1 --port 7 a:b"),
            ("flask --app shop --debug run -p 80", "flask --app shop --debug run --host 127.0.0.1 --port 7"),
            ("flask db upgrade && flask run", "flask db upgrade && flask run --host 127.0.0.1 --port 7"),
            ("python manage.py runserver 0.0.0.0:80 --noreload", "python manage.py runserver 127.0.0.1:7 --noreload"),
            ("waitress-serve --call a:b", "waitress-serve --listen=127.0.0.1:7 --call a:b"),
            ("gunicorn a:b > log 2>&1", "gunicorn --bind 127.0.0.1:7 a:b > log 2>&1"),
            ("node server.js --port {port}", "node server.js --port 7"),
            ("node server.js", "node server.js"),
            ("flask db upgrade", "flask db upgrade"),
        ];
        for (line, expected) in table {
            assert_eq!(told(line, 7), expected, "{line}");
        }
    }
}
