//! Commands that start an app: which server, which app, with what address.

use sneck_model::Server;

use servers::{SERVERS, Syntax, WRAPPERS};

mod python;
mod servers;

/// What a command starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// The program that serves.
    pub server: Server,
    /// What it serves.
    pub target: Target,
    /// Address that it binds, as written.
    pub host: Option<String>,
    /// It restarts when files change.
    pub reload: bool,
    /// `--debug`, `--no-debug`
    pub debug: Option<bool>,
    /// Folder that it changes into first.
    pub chdir: Option<String>,
    /// Its settings file.
    pub config: Option<String>,
    /// `--access-logfile`, `--forwarded-allow-ips` and the like, by name.
    pub options: Vec<(String, String)>,
    /// The program's `sys.argv`; empty when it is not known.
    pub argv: Vec<String>,
}

/// What a server is told to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// `module`, `module:name`, `module:factory('x')`
    Import(String),
    /// A file that is run.
    Script(String),
    /// A module that is run: `python -m x`.
    Module(String),
    /// A settings module of Django.
    Settings(String),
    /// Whatever `flask` finds.
    Discovered,
    /// The command does not say; a settings file may.
    Unsaid,
}

impl Command {
    fn with_argv(mut self, words: &[String]) -> Self {
        self.argv = words.to_vec();
        self
    }
}

/// Reads the words of a command. `None` when it starts no server and no Python program.
pub(super) fn read(words: &[String]) -> Option<Command> {
    let words: Vec<String> = words.iter().map(|w| crate::source::python::template::filled(w).into_owned()).collect();
    let parts = words.split(|w| matches!(w.as_str(), "&&" | "||" | ";" | "|" | "&"));
    parts.filter_map(read_one).next_back()
}

fn read_one(words: &[String]) -> Option<Command> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let name = word.rsplit('/').next().unwrap_or(word);
        if let Some(syntax) = SERVERS.iter().find(|s| s.names.contains(&name)) {
            return serve(syntax, &words[at + 1..]).map(|command| command.with_argv(&words[at..]));
        }
        if is_python(name) {
            return python::python(&words[at + 1..]).map(|command| command.with_argv(python::own(&words[at + 1..])));
        }
        if at == 0 && (name == "manage.py" || name == "django-admin") {
            let command = python::manage(if name == "manage.py" { word } else { "manage.py" }, &words[at + 1..]);
            return command.map(|command| command.with_argv(words));
        }
        if at == 0 && name.ends_with(".py") {
            return Some(bare(Server::Script, Target::Script(word.clone())).with_argv(words));
        }
        let is_wrapper =
            WRAPPERS.contains(&name) || name.starts_with("wait-for") || word.contains('=') || word.starts_with('-');
        if at == 0 && !is_wrapper && !word.ends_with(".sh") {
            return None;
        }
        at += 1;
    }
    None
}

fn is_python(name: &str) -> bool {
    name.strip_prefix("python").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

fn bare(server: Server, target: Target) -> Command {
    Command {
        server,
        target,
        host: None,
        reload: false,
        debug: None,
        chdir: None,
        config: None,
        options: Vec::new(),
        argv: Vec::new(),
    }
}

/// Options and operands of a server.
fn serve(syntax: &Syntax, words: &[String]) -> Option<Command> {
    let mut command = bare(syntax.server, Target::Unsaid);
    let mut operands: Vec<&str> = Vec::new();
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let (name, inline) = with_value(word);
        if !word.starts_with('-') {
            operands.push(word);
        } else if syntax.flags.contains(&name) && inline.is_none() {
            flag(&mut command, name);
        } else if let Some(value) = inline.or_else(|| words.next()) {
            option(syntax, &mut command, name, value);
        }
    }
    operand(syntax, &mut command, &operands)?;
    Some(command)
}

/// An option with the value that is written into the same word: `--workers=4`, `-w4`.
fn with_value(word: &str) -> (&str, Option<&str>) {
    let is_short = word.starts_with('-') && word.get(1..2).is_some_and(|letter| letter != "-");
    match word.split_once('=') {
        Some((name, value)) if word.starts_with('-') => (name, Some(value)),
        _ if is_short && word.len() > 2 && word.is_char_boundary(2) => (&word[..2], Some(&word[2..])),
        _ => (word, None),
    }
}

fn flag(command: &mut Command, name: &str) {
    match name {
        "--reload" => command.reload = true,
        "--debug" => command.debug = Some(true),
        "--no-debug" => command.debug = Some(false),
        other => command.options.push((other.to_owned(), String::new())),
    }
}

fn option(syntax: &Syntax, command: &mut Command, name: &str, value: &str) {
    if syntax.target.contains(&name) {
        command.target = Target::Import(value.to_owned());
    } else if syntax.host.contains(&name) {
        command.host = Some(host_of(value));
    } else if matches!(name, "--chdir" | "--pythonpath" | "--app-dir") {
        command.chdir = Some(value.to_owned());
    } else if matches!(name, "-c" | "--config" | "--ini") {
        command.config = Some(value.to_owned());
    } else {
        command.options.push((name.to_owned(), value.to_owned()));
    }
}

/// `0.0.0.0:8000`, `[::]:80`, `:80`, `unix:/run/x.sock`
pub(super) fn host_of(bind: &str) -> String {
    if bind.starts_with("unix:") || bind.starts_with('/') {
        return "unix".to_owned();
    }
    match bind.rsplit_once(':') {
        Some((host, port))
            if port
                .chars()
                .all(|c| c.is_ascii_digit() || c == '$' || c == '{' || c == '}' || c.is_ascii_uppercase()) =>
        {
            if host.is_empty() { "0.0.0.0".to_owned() } else { host.trim_matches(['[', ']']).to_owned() }
        }
        _ => bind.to_owned(),
    }
}

fn operand(syntax: &Syntax, command: &mut Command, operands: &[&str]) -> Option<()> {
    match syntax.server {
        Server::FlaskRun => {
            if !operands.contains(&"run") {
                return None;
            }
            if command.target == Target::Unsaid {
                command.target = Target::Discovered;
            }
        }
        Server::ModWsgi => {
            let script = operands.iter().find(|o| **o != "start-server")?;
            command.target = Target::Script((*script).to_owned());
        }
        Server::FastapiCli => {
            let verb = operands.first().filter(|verb| matches!(**verb, "run" | "dev"))?;
            let reloads = *verb == "dev" && !command.options.iter().any(|(name, _)| name == "--no-reload");
            command.reload |= reloads;
            command.host =
                command.host.take().or(Some(if *verb == "dev" { "127.0.0.1" } else { "0.0.0.0" }.to_owned()));
            match (operands.get(1), &command.target) {
                (Some(file), _) => command.target = Target::Import((*file).to_owned()),
                (None, Target::Unsaid) => command.target = Target::Discovered,
                (None, _) => {}
            }
        }
        _ => {
            let named = operands.iter().find(|o| o.contains(':')).or(operands.last());
            if let (Target::Unsaid, Some(target)) = (&command.target, named) {
                command.target = Target::Import((*target).to_owned());
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Command> {
        read(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn servers_are_known_behind_wrappers_and_paths() {
        let table = [
            ("gunicorn -w 4 -b 0.0.0.0:8000 shop:app", Server::Gunicorn, "shop:app"),
            ("exec venv/bin/gunicorn --reload shop.wsgi", Server::Gunicorn, "shop.wsgi"),
            ("gunicorn -w4 -kgevent shop:app", Server::Gunicorn, "shop:app"),
            ("poetry run gunicorn shop:create_app()", Server::Gunicorn, "shop:create_app()"),
            ("python -m gunicorn shop:app --timeout 30", Server::Gunicorn, "shop:app"),
            ("flask db upgrade && gunicorn shop:app", Server::Gunicorn, "shop:app"),
            ("waitress-serve --call shop:create_app", Server::Waitress, "shop:create_app"),
            ("uwsgi --http :5000 --module shop:app", Server::Uwsgi, "shop:app"),
            ("uvicorn main:app --host 0.0.0.0 --reload", Server::Uvicorn, "main:app"),
        ];
        for (line, server, target) in table {
            let command = of(line).unwrap();
            assert_eq!((command.server, command.target), (server, Target::Import(target.into())), "{line}");
        }
    }

    #[test]
    fn flask_run_is_a_server_and_other_flask_commands_are_not() {
        assert_eq!(of("flask --app shop --debug run -h 0.0.0.0").unwrap().debug, Some(true));
        assert_eq!(of("flask run").unwrap().target, Target::Discovered);
        assert_eq!(of("gunicorn -b0.0.0.0:80 shop:app").unwrap().host.as_deref(), Some("0.0.0.0"));
        assert_eq!(of("flask db upgrade"), None);
        assert_eq!(of("celery -A shop worker"), None);
    }

    #[test]
    fn addresses_lose_their_port() {
        for (bind, host) in [
            ("0.0.0.0:80", "0.0.0.0"),
            ("[::]:80", "::"),
            (":$PORT", "0.0.0.0"),
            ("unix:/x", "unix"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(host_of(bind), host);
        }
    }
}
