//! Which of several commands is the one that serves.

use super::program;

/// Programs that serve in production.
const SERVERS: &[&str] = &[
    "gunicorn",
    "uwsgi",
    "waitress-serve",
    "uvicorn",
    "hypercorn",
    "daphne",
    "granian",
    "mod_wsgi-express",
    "bjoern",
    "circusd",
    "supervisord",
];

/// Higher for a command that is more likely the one that serves: a production server, a development
/// server, a script, any other program.
pub fn of(words: &[String]) -> u8 {
    let Some(first) = words.first() else { return 0 };
    let name = program(first);
    if is_python(name) {
        return of_python(&words[1..]);
    }
    match name {
        _ if SERVERS.contains(&name) => 5,
        "flask" | "fastapi" | "quart" => of_flask(&words[1..]),
        _ if first.ends_with(".py") => of_script(name, &words[1..]),
        _ if first.ends_with(".sh") => 2,
        _ => 1,
    }
}

fn is_python(name: &str) -> bool {
    let version = name.strip_prefix("python").unwrap_or("x");
    version.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn of_python(words: &[String]) -> u8 {
    let at = words.iter().position(|word| !word.starts_with('-') || word == "-m" || word == "-c");
    match at.map(|at| (words[at].as_str(), words.get(at + 1))) {
        Some(("-m", Some(module))) if SERVERS.contains(&module.as_str()) => 5,
        Some(("-m", Some(module))) if module == "flask" => of_flask(&words[at.unwrap_or(0) + 2..]),
        Some(("-m", Some(module))) if matches!(module.as_str(), "pytest" | "pip" | "unittest" | "compileall") => 1,
        Some(("-m", Some(_))) => 3,
        Some(("-c", _)) | None => 1,
        Some((script, _)) => of_script(program(script), &words[at.unwrap_or(0) + 1..]),
    }
}

/// `flask run` serves, `flask db upgrade` does not.
fn of_flask(words: &[String]) -> u8 {
    if words.iter().any(|word| matches!(word.as_str(), "run" | "dev" | "run-gunicorn")) { 4 } else { 1 }
}

/// `manage.py migrate` does one thing and ends; so do scripts that are named for what they do.
fn of_script(name: &str, words: &[String]) -> u8 {
    if name == "manage.py" {
        let serves = words.first().is_some_and(|word| matches!(word.as_str(), "runserver" | "run" | "start"));
        return if serves { 4 } else { 1 };
    }
    let stem = name.trim_end_matches(".py").to_ascii_lowercase();
    let once = ["init", "migrat", "seed", "create", "wait", "setup", "populate", "check", "load", "test"];
    if once.iter().any(|word| stem.contains(word)) { 2 } else { 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_come_before_scripts_and_scripts_before_tools() {
        let order = [
            "/venv/bin/gunicorn app:app",
            "python -m flask --app x run",
            "python app.py",
            "python init_db.py",
            "flask db upgrade",
        ];
        let ranks: Vec<u8> = order.iter().map(|c| of(&c.split(' ').map(str::to_owned).collect::<Vec<_>>())).collect();
        assert!(ranks.windows(2).all(|pair| pair[0] > pair[1]), "{ranks:?}");
    }
}
