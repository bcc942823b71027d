//! Parts of a command line that are for development: a server that is not made for production, a debugger, a reloader.

/// A program and the word that makes it a server for development; without a word, the program is one by itself.
const SERVERS: &[(&str, Option<&str>)] = &[
    ("flask", Some("run")),
    ("manage.py", Some("runserver")),
    ("manage.py", Some("runserver_plus")),
    ("django-admin", Some("runserver")),
    ("fastapi", Some("dev")),
    ("next", Some("dev")),
    ("ng", Some("serve")),
    ("vue-cli-service", Some("serve")),
    ("react-scripts", Some("start")),
    ("php", Some("-S")),
    ("http.server", None),
    ("vite", None),
    ("webpack-dev-server", None),
    ("nodemon", None),
];

/// A program and the beginnings of its options that are for development.
const OPTIONS: &[(&str, &[&str])] = &[
    ("flask", &["--debug", "--debugger", "--reload"]),
    ("uvicorn", &["--reload"]),
    ("gunicorn", &["--reload"]),
    ("hypercorn", &["--reload"]),
    ("granian", &["--reload"]),
    ("node", &["--inspect", "--inspect-brk", "--watch"]),
    ("java", &["-agentlib:jdwp", "-Xrunjdwp"]),
    ("python", &["-mdebugpy"]),
];

/// What of a command is for development, in its own words: `flask run`, `--reload`.
#[must_use]
pub fn parts(cmdline: &[u8]) -> Vec<String> {
    let words: Vec<String> =
        cmdline.split(|b| *b == 0).filter(|w| !w.is_empty()).map(|w| String::from_utf8_lossy(w).into_owned()).collect();
    let mut found: Vec<String> = SERVERS.iter().filter_map(|row| server(&words, row)).collect();
    for (program, options) in OPTIONS {
        let Some(at) = position(&words, program) else { continue };
        let own = words[at + 1..].iter().map(|word| word.split('=').next().unwrap_or(word));
        found.extend(own.filter(|word| options.iter().any(|o| o == word || jdwp(o, word))).map(str::to_owned));
    }
    if words.windows(2).any(|pair| pair[0] == "-m" && pair[1] == "debugpy") && words[0].contains("python") {
        found.push("-m debugpy".into());
    }
    found.sort();
    found.dedup();
    found
}

/// `-agentlib:jdwp=transport=…` goes on without a blank.
fn jdwp(option: &str, word: &str) -> bool {
    option.contains("jdwp") && word.starts_with(option)
}

fn server(words: &[String], (program, word): &(&str, Option<&str>)) -> Option<String> {
    let at = position(words, program)?;
    match word {
        // Options and their values may stand between: `flask --app shop run`.
        Some(word) => words[at + 1..].iter().any(|own| own == word).then(|| format!("{program} {word}")),
        None => Some((*program).to_owned()),
    }
}

/// Where a program, a script or a module of that name is started: among the first words, past an interpreter and its
/// options.
fn position(words: &[String], program: &str) -> Option<usize> {
    let first = words.iter().take(6);
    let mut found = first.enumerate().filter(|(_, word)| is_program(word, program));
    let at = found.next()?.0;
    let interpreted = at == 0 || is_interpreter(&words[0]);
    interpreted.then_some(at)
}

fn is_interpreter(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    ["python", "pypy", "node", "php", "env", "npx", "npm", "sh", "bash", "uv", "poetry", "pipenv"]
        .iter()
        .any(|known| name.starts_with(known))
}

/// `/srv/venv/bin/flask`, `flask`, `python3.12` for `python`.
fn is_program(word: &str, program: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    let versioned = |rest: &str| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    name.strip_prefix(program).is_some_and(versioned) || name.strip_suffix(".js") == Some(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_development_is_named() {
        let table: &[(&str, &[&str])] = &[
            ("python3 -m flask run --host 0.0.0.0", &["flask run"]),
            ("/venv/bin/python /venv/bin/flask --app shop --debug run", &["--debug", "flask run"]),
            ("/usr/bin/python3 manage.py runserver 0.0.0.0:8000", &["manage.py runserver"]),
            ("uvicorn shop:app --reload", &["--reload"]),
            ("gunicorn --reload=1 shop:app", &["--reload"]),
            ("node --inspect=0.0.0.0:9229 server.js", &["--inspect"]),
            ("java -agentlib:jdwp=transport=dt_socket,server=y -jar shop.jar", &["-agentlib:jdwp"]),
            ("python3.12 -m http.server 8000", &["http.server"]),
            ("python3 -m debugpy --listen 5678 app.py", &["-m debugpy"]),
            ("node /srv/node_modules/.bin/next dev", &["next dev"]),
            ("gunicorn shop:app --bind 0.0.0.0", &[]),
            ("flask db upgrade", &[]),
            ("vim /srv/flask run", &[]),
            ("next start", &[]),
            ("grep -r flask run --debug", &[]),
            ("php-fpm: master process", &[]),
            ("", &[]),
        ];
        for (command, expected) in table {
            assert_eq!(&parts(command.replace(' ', "\0").as_bytes()), expected, "{command}");
        }
    }
}
